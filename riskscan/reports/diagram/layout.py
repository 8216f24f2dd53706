"""Where the boxes stand: few crossings first, then straight lines, with room around each box.

Long lines get a place of their own (a *pass*) in each column that they cross, so no line runs through a box. Lines that leave the
same box share their passes. The places come from sweeps over the columns with a fixed number of rounds, so time is bounded.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from riskscan.reports.diagram.boxes import Picture

ROW_GAP = 15.0
DOWN_GAP = 27.0
PASS = 8.0  # height of a pass
_CLOSE = {0: ROW_GAP, 1: 10.0, 2: 4.0}  # free height between two units, by how many of them are passes
_PULL = 500.0  # how much straighter the worst path is kept


@dataclass(frozen=True, slots=True)
class Layout:
    """``middle``: the middle of each box and pass, in px from the top of the columns; ``passes`` are named ``source>column``.

    ``routes`` gives for each line the places it goes through, from box to box.
    """

    height: float
    column: dict[str, int]
    middle: dict[str, float]
    routes: dict[tuple[str, str], tuple[str, ...]]


@dataclass(slots=True)
class _Unit:
    """Boxes that move together: a stack, or one pass. ``offset`` is the middle of each from the unit's top."""

    keys: tuple[str, ...]
    height: float
    offset: dict[str, float]
    top: float = 0.0

    @property
    def is_pass(self) -> bool:
        """True for the place of a line, which needs less room around it than a box."""
        return self.height == PASS


def _gap(above: _Unit, below: _Unit) -> float:
    return _CLOSE[above.is_pass + below.is_pass]


def lay_out(picture: Picture, heights: dict[str, float]) -> Layout:
    """Places for all boxes; ``heights`` in px by box key."""
    column = {key: at for at, (_, stacks) in enumerate(picture.columns) for stack in stacks for key in stack}
    units = [[_stack(stack, heights) for stack in stacks] for _, stacks in picture.columns]
    routes = _routes(picture, column, units)
    worst = picture.steps()
    weight: dict[tuple[str, str], float] = {}
    for line, route in routes.items():
        for pair in itertools.pairwise(route):
            weight[pair] = max(weight.get(pair, 0.0), _PULL if line in worst else 1.0)
    links = {pair: value for pair, value in sorted(weight.items()) if column[pair[0]] != column[pair[1]]}
    units = _order(units, links, column)
    _place(units, links)
    middle = {key: unit.top + unit.offset[key] for row in units for unit in row for key in unit.keys}
    top = min(unit.top for row in units for unit in row)
    low = max(unit.top + unit.height for row in units for unit in row)
    return Layout(low - top, column, {key: at - top for key, at in middle.items()}, routes)


def _stack(keys: tuple[str, ...], heights: dict[str, float]) -> _Unit:
    offset, at = {}, 0.0
    for key in keys:
        offset[key] = at + heights[key] / 2
        at += heights[key] + DOWN_GAP
    return _Unit(keys, at - DOWN_GAP, offset)


def _routes(picture: Picture, column: dict[str, int], units: list[list[_Unit]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The places each line goes through; adds the passes to ``units`` and ``column``."""
    routes = {}
    steps = picture.steps()
    for a, b in picture.lines:
        route = [a]
        for at in range(column[a] + 1, column[b]):
            key = f"{a}>{at}" + ("!" if (a, b) in steps else "")
            if key not in column:
                column[key] = at
                units[at].append(_Unit((key,), PASS, {key: PASS / 2}))
            route.append(key)
        routes[a, b] = (*route, b)
    return routes


def _order(units: list[list[_Unit]], links: dict[tuple[str, str], float], column: dict[str, int]) -> list[list[_Unit]]:
    """The columns sorted by what their boxes are joined to; the best of several sweeps by crossings, then by length."""
    best, best_cost = [list(row) for row in units], _cost(units, links, column)
    for backwards_first in (False, True):
        rows = [list(row) for row in units]
        for turn in range(8):
            back = (turn % 2 == 1) != backwards_first
            for row in reversed(rows) if back else rows:
                place = _ranks(rows)
                means = {id(unit): _mean(unit, links, place, back) for unit in row}
                row.sort(key=lambda unit, means=means: means[id(unit)])  # type: ignore[misc]
            _swap(rows, links, column)
            cost = _cost(rows, links, column)
            if cost < best_cost:
                best, best_cost = [list(row) for row in rows], cost
    return best


def _ranks(rows: list[list[_Unit]]) -> dict[str, float]:
    """Each key's place in its column, from 0 to 1, so that short and long columns compare."""
    place = {}
    for row in rows:
        gaps = [_gap(one, other) for one, other in itertools.pairwise(row)]
        at = -(sum(unit.height for unit in row) + sum(gaps)) / 2
        for unit, gap in zip(row, [*gaps, 0.0], strict=True):
            place.update({key: at + unit.offset[key] for key in unit.keys})
            at += unit.height + gap
    return place


def _mean(unit: _Unit, links: dict[tuple[str, str], float], place: dict[str, float], back: bool) -> float:
    near = [place[b if back else a] for a, b in links if (a if back else b) in unit.offset]
    return sum(near) / len(near) if near else sum(place[key] for key in unit.keys) / len(unit.keys)


def _swap(rows: list[list[_Unit]], links: dict[tuple[str, str], float], column: dict[str, int]) -> None:
    """Swaps neighbours while that helps, for at most three rounds."""
    for _ in range(3):
        better = False
        for index, row in enumerate(rows):
            near = {pair: value for pair, value in links.items() if index in (column[pair[0]], column[pair[1]])}
            cost = _cost(rows, near, column)
            for at in range(len(row) - 1):
                row[at], row[at + 1] = row[at + 1], row[at]
                trial = _cost(rows, near, column)
                if trial < cost:
                    cost, better = trial, True
                else:
                    row[at], row[at + 1] = row[at + 1], row[at]
        if not better:
            return


def _cost(rows: list[list[_Unit]], links: dict[tuple[str, str], float], column: dict[str, int]) -> float:
    """Crossings (dear) and lengths (cheap) of the lines."""
    place = _ranks(rows)
    total = 0.0
    by_column: dict[int, list[tuple[float, float, float]]] = {}
    for (a, b), value in links.items():
        by_column.setdefault(column[a], []).append((place[a], place[b], value))
    for lines in by_column.values():
        lines.sort()
        for index, (start, end, value) in enumerate(lines):
            total += abs(start - end) * (0.03 if value > 1 else 0.01)
            for other_start, other_end, _ in lines[:index]:
                if other_start < start and other_end > end:
                    total += 10
    return total


def _place(units: list[list[_Unit]], links: dict[tuple[str, str], float]) -> None:
    """Moves each unit to the mean of what it is joined to, keeping order and gaps; the first column starts from a packed one."""
    owner = {key: unit for row in units for unit in row for key in unit.keys}
    near: dict[int, list[tuple[str, str, float]]] = {id(unit): [] for row in units for unit in row}
    for (a, b), value in links.items():
        near[id(owner[a])].append((a, b, value))
        near[id(owner[b])].append((b, a, value))
    start = _ranks(units)
    for row in units:
        for unit in row:
            unit.top = start[unit.keys[0]] - unit.offset[unit.keys[0]]
    for turn in range(40):
        for row in units if turn % 2 == 0 else reversed(units):
            _pack(row, [_wish(unit, near[id(unit)], owner) for unit in row])


def _wish(unit: _Unit, near: list[tuple[str, str, float]], owner: dict[str, _Unit]) -> tuple[float, float]:
    """(the top that the unit would choose, how strongly)."""
    weight = sum(value for _, _, value in near)
    if not weight:
        return unit.top, 0.5
    return sum((owner[other].top + owner[other].offset[other] - unit.offset[key]) * value for key, other, value in near) / weight, weight


def _pack(row: list[_Unit], wishes: list[tuple[float, float]]) -> None:
    """Least squares under "each at least a gap below the one above": neighbours that collide join into a block with one mean."""
    blocks: list[tuple[float, float, list[tuple[_Unit, float]]]] = []
    for unit, (wish, weight) in zip(row, wishes, strict=True):
        block = (wish, weight, [(unit, 0.0)])
        while blocks:
            top, heavy, members = blocks[-1]
            last, shift = members[-1]
            length = shift + last.height + _gap(last, block[2][0][0])
            if top + length <= block[0]:
                break
            blocks.pop()
            joint = (top * heavy + (block[0] - length) * block[1]) / (heavy + block[1])
            block = (joint, heavy + block[1], members + [(one, at + length) for one, at in block[2]])
        blocks.append(block)
    for top, _, members in blocks:
        for unit, shift in members:
            unit.top = top + shift
