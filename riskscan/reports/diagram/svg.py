"""The picture as one plain SVG. Colours are CSS classes of the page, so it follows dark mode and print."""

from __future__ import annotations

from xml.sax.saxutils import escape

from riskscan.reports.diagram.boxes import Box, Picture
from riskscan.reports.diagram.layout import Layout, lay_out
from riskscan.reports.names import seen, short

_FULL, _LEFT, _RIGHT, _GAP = 914.0, 1.0, 13.0, 92.0  # px: whole width, margins, widest gap between columns
_BOX = {1: 210.0, 2: 210.0, 3: 210.0, 4: 184.0, 5: 152.0, 6: 126.0}
_NARROW = 106.0
_HEAD, _INSET, _NAME, _KIND, _LINE = 46.0, 12.0, 13.5, 12.0, 16.5
_SLIM, _BROAD = set("iljtf.,:;'|!()[] -/"), set("mwMW@%—…")
_MOST = 200  # characters of a label that are looked at
ICONS = {
    "table": '<path d="M1 1.5h10v9H1zM1 4.5h10M4.6 4.5v6"/>',
    "file": '<path d="M2.5 1h5L10 3.5V11H2.5zM7.2 1v2.8H10"/>',
    "script": '<path d="M2.5 1h5L10 3.5V11H2.5zM4.6 6.2l1.3 1.1-1.3 1.1M7 8.6h1.3"/>',
    "job": '<circle cx="6" cy="6" r="4.9"/><path d="M6 3.3V6l1.9 1.3"/>',
    "layers": '<path d="m6 1 5 2.7-5 2.7-5-2.7zM1 6.3 6 9l5-2.7M1 8.7l5 2.7 5-2.7"/>',
    "chart": '<path d="M1 1v10h10M3.8 8.8V6.5M6.3 8.8V3.5M8.8 8.8V5.2"/>',
    "people": '<circle cx="6" cy="3.7" r="2.3"/><path d="M1.5 11c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4"/>',
    "database": '<ellipse cx="6" cy="2.8" rx="4.3" ry="1.7"/><path d="M1.7 2.8v6.4c0 .9 1.9 1.7 4.3 1.7s4.3-.8 4.3-1.7V2.8"/>',
    "setting": '<rect x=".8" y="3" width="10.4" height="6" rx="3"/><circle cx="3.9" cy="6" r="1.3"/>',
    "service": '<rect x="1" y="1.5" width="10" height="3.8" rx="1"/><rect x="1" y="6.7" width="10" height="3.8" rx="1"/>',
    "app": '<rect x="1" y="1.5" width="10" height="9" rx="1.3"/><path d="M1 4.2h10"/>',
    "lock": '<rect x="2" y="5.3" width="8" height="5.7" rx="1"/><path d="M3.7 5.3V3.7a2.3 2.3 0 0 1 4.6 0v1.6"/>',
}


def svg(picture: Picture, title: str, prefix: str = "d") -> str:
    """The drawing; ``prefix`` keeps its ids apart from those of other drawings in the same page."""
    drawing = _Drawing(picture)
    parts = [drawing.open(title, prefix), *drawing.heads(), *drawing.arrows(prefix)]
    parts += [drawing.box(picture.boxes[key]) for key in sorted(picture.boxes)]
    return "".join(parts) + "</svg>"


def places(picture: Picture) -> tuple[tuple[float, float], dict[str, tuple[float, float, float, float]]]:
    """((width, height) of the drawing, (x, y, width, height) of each box in it), in px."""
    drawing = _Drawing(picture)
    rooms = {key: (*drawing.corner(key), drawing.box_width, drawing.heights[key]) for key in picture.boxes}
    return (drawing.width, drawing.height), rooms


def text_width(text: str, px: float, bold: bool = False) -> float:
    """About how wide a text is, in px; errs to the wide side, since the reader's font is not known."""
    em = 0.0
    for sign in text:
        em += 0.33 if sign in _SLIM else 0.9 if sign in _BROAD else 1.05 if ord(sign) > 0x2E7F else 0.68 if sign.isupper() else 0.57
    return em * px * (1.12 if bold else 1.03)


def two_lines(text: str, room: float) -> list[str]:
    """A name on at most two lines, cut after a sign or space where there is one; the middle of a longer one is left out."""

    def fits(part: str) -> bool:
        return text_width(part, _NAME, True) <= room

    if len(text) <= _MOST and fits(text):
        return [text]
    text = text[:_MOST]
    marks = [at for at in range(1, len(text)) if text[at - 1] in " ._-/:" and fits(text[:at].rstrip())]
    anywhere = [at for at in range(1, len(text)) if fits(text[:at])] or [1]
    good = [at for at in marks if fits(text[at:])]
    if good:
        cut = min(good, key=lambda at: (abs(text_width(text[:at], _NAME) - text_width(text[at:], _NAME)), at))
    else:
        cut = marks[-1] if marks and marks[-1] * 2 > anywhere[-1] else anywhere[-1]
    tail = text[cut:]
    while not fits(tail) and len(tail) > 4:
        half = len(tail) // 2
        tail = tail[: half - 1].rstrip("…") + "…" + tail[half + 1 :].lstrip("…")
    return [text[:cut].rstrip(), tail]


def _shorter(text: str, room: float, px: float) -> str:
    text = text[:_MOST]
    while text_width(text, px) > room and len(text) > 4:
        text = text[:-2].rstrip(" ,…") + "…"
    return text


def _icon(name: str) -> str:
    return ICONS.get(name, ICONS["setting"])


class _Drawing:
    """Sizes and places of one picture, and its parts as SVG."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        count = len(picture.columns)
        self.box_width = _BOX.get(count, _NARROW)
        self.names = {key: two_lines(short(box.name, _MOST), self.box_width - 2 * _INSET + 2) for key, box in picture.boxes.items()}
        self.heights = {key: 30 + _LINE * len(lines) for key, lines in self.names.items()}
        self.layout: Layout = lay_out(picture, self.heights)
        self.gap = min(_GAP, (_FULL - _LEFT - _RIGHT - count * self.box_width) / max(count - 1, 1))
        self.width = _LEFT + _RIGHT + count * self.box_width + (count - 1) * self.gap
        self.height = _HEAD + 6 + self.layout.height + 10

    def x(self, key: str) -> float:
        """The left edge of a box or pass."""
        return _LEFT + self.layout.column[key] * (self.box_width + self.gap)

    def y(self, key: str) -> float:
        """The middle of a box or pass."""
        return _HEAD + 6 + self.layout.middle[key]

    def corner(self, key: str) -> tuple[float, float]:
        """The top left corner of a box."""
        return self.x(key), self.y(key) - self.heights[key] / 2

    def open(self, title: str, prefix: str) -> str:
        """The opening tag, the title for screen readers, and the arrow heads."""
        tips = "".join(
            f'<marker id="{prefix}-{name}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="{size}" markerHeight="{size}" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path class="tip{extra}" d="M0 .6 7 4 0 7.4z"/></marker>'
            for name, size, extra in (("a", 8, ""), ("w", 12, " worst"))
        )
        return (
            f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f'width="{self.width:.0f}" height="{self.height:.0f}" role="img" aria-labelledby="{prefix}-t">'
            f'<title id="{prefix}-t">{escape(seen(title))}</title><defs>{tips}</defs>'
        )

    def heads(self) -> list[str]:
        """The headings of the columns."""
        at = [(_LEFT + index * (self.box_width + self.gap), head) for index, (head, _) in enumerate(self.picture.columns)]
        return [
            f'<text class="head" x="{x:.0f}" y="15">{escape(head)}</text><path class="rule" d="M{x:.0f} 24h{self.box_width:.0f}"/>'
            for x, head in at
        ]

    def arrows(self, prefix: str) -> list[str]:
        """The lines, the worst path last so that it lies on top."""
        steps = self.picture.steps()
        ordered = sorted(self.picture.lines, key=lambda line: (line in steps, line))
        return [self._arrow(a, b, (a, b) in steps, prefix) for a, b in ordered]

    def _arrow(self, a: str, b: str, worst: bool, prefix: str) -> str:
        room = 3 if worst else 2
        if self.layout.column[a] == self.layout.column[b]:
            x = self.x(a) + self.box_width / 2
            path = f"M{x:.0f} {self.y(a) + self.heights[a] / 2:.1f}V{self.y(b) - self.heights[b] / 2 - room:.1f}"
        else:
            path = self._curve(self.layout.routes[a, b], room)
        kind, tip = (" worst", "w") if worst else ("", "a")
        return f'<path class="link{kind}" d="{path}" marker-end="url(#{prefix}-{tip})"/>'

    def _curve(self, route: tuple[str, ...], room: int) -> str:
        x, y = self.x(route[0]) + self.box_width, self.y(route[0])
        path = f"M{x:.0f} {y:.1f}"
        for place in route[1:]:
            last = place == route[-1]
            to_x, to_y = self.x(place) - (room if last else 0), self.y(place)
            bend = max((to_x - x) * 0.55, 8)
            path += f"C{x + bend:.0f} {y:.1f} {to_x - bend:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
            x, y = to_x, to_y
            if not last:
                x += self.box_width
                path += f"H{x:.0f}"
        return path

    def box(self, box: Box) -> str:
        """One box: a second edge behind it where it stands for more, name, icon with kind, number on the worst path."""
        x, y = self.corner(box.key)
        wide, high = self.box_width, self.heights[box.key]
        round_, inset = (high / 2, _INSET + 6) if box.role == "people" else (8.0, _INSET)
        parts = [f'<g class="box {box.role}{" worst" if box.step else ""}" transform="translate({x:.0f} {y:.1f})">']
        if box.more:
            parts.append(f'<rect class="back" x="5" y="5" width="{wide:.0f}" height="{high:.1f}" rx="{round_:g}"/>')
        parts.append(f'<rect width="{wide:.0f}" height="{high:.1f}" rx="{round_:g}"/>')
        for row, line in enumerate(self.names[box.key]):
            parts.append(f'<text class="name" x="{inset:g}" y="{19.5 + row * _LINE:g}">{escape(line)}</text>')
        base = 20.5 + len(self.names[box.key]) * _LINE
        kind = short(box.kind, _MOST)
        if box.more and text_width(kind, _KIND) > wide - inset - 24:
            kind = kind.replace("and ", "+", 1).replace(" more", "", 1)
        if text_width(kind, _KIND) > wide - inset - 24 and ", " in kind:
            kind = kind.partition(", ")[2]
        kind = _shorter(kind, wide - inset - 24, _KIND)
        parts.append(
            f'<g class="icon" transform="translate({inset:g} {base - 10:g})">{_icon(box.icon)}</g>'
            f'<text class="kind" x="{inset + 17:g}" y="{base:g}">{escape(kind)}</text>'
        )
        if box.step:
            parts.append(
                f'<circle class="dot" cx="{wide - 2:g}" cy="2" r="10"/><text class="num" x="{wide - 2:g}" y="6.2">{box.step}</text>'
            )
        return "".join(parts) + "</g>"
