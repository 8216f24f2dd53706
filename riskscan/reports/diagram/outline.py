"""The picture in words: a tree for the terminal, Mermaid text for tickets. (The list for phones is a template over ``Picture``.)."""

from __future__ import annotations

from riskscan.reports.diagram.boxes import Box, Picture
from riskscan.reports.names import short

_COLOURS = (
    "classDef mine fill:#14202b,stroke:#14202b,color:#ffffff",
    "classDef plain fill:#ffffff,stroke:#7d8b9b,color:#14202b",
    "classDef reads fill:#ffffff,stroke:#7d8b9b,color:#14202b,stroke-dasharray:4 3",
    "classDef changed fill:#fdf3f2,stroke:#8f1620,color:#14202b",
    "classDef worst fill:#ffffff,stroke:#8f1620,stroke-width:3px,color:#14202b",
    "classDef column fill:none,stroke:#8a97a5,stroke-dasharray:2 4",
)
_CLASS = {"yours": "mine", "changes": "changed", "reads": "reads"}


def mermaid(picture: Picture) -> str:
    """The picture as a Mermaid flow chart. Labels are quoted and hold no sign that Mermaid or HTML would read."""
    number = {key: f"n{index}" for index, key in enumerate(sorted(picture.boxes))}
    out = ["flowchart LR"]
    for index, (head, stacks) in enumerate(picture.columns, start=1):
        out.append(f'  subgraph c{index}["{head}"]')
        for key in (key for stack in stacks for key in stack):
            box = picture.boxes[key]
            left, right = ("([", "])") if box.role == "people" else ("[", "]")
            out.append(f'    {number[key]}{left}"{_label(box)}"{right}')
        out.append("  end")
    steps = picture.steps()
    lines = sorted(picture.lines, key=lambda line: (line in steps, number[line[0]], number[line[1]]))
    out += [f"  {number[a]} {'==>' if (a, b) in steps else '-->'} {number[b]}" for a, b in lines]
    out += [f"  {rule}" for rule in _COLOURS]
    out.append(f"  class {','.join(f'c{index}' for index in range(1, len(picture.columns) + 1))} column")
    for name in ("mine", "changed", "reads", "plain", "worst"):
        keys = [number[key] for key, box in sorted(picture.boxes.items()) if _class(box) == name]
        if keys:
            out.append(f"  class {','.join(keys)} {name}")
    thick = [str(index) for index, line in enumerate(lines) if line in steps]
    if thick:
        out.append(f"  linkStyle {','.join(thick)} stroke:#c8323e,stroke-width:3px")
    return "\n".join(out)


def _class(box: Box) -> str:
    return _CLASS.get(box.role, "worst" if box.step else "plain")


def _label(box: Box) -> str:
    step = f"{box.step} · " if box.step else ""
    return f"{step}{quoted(short(box.name, 60))}<br>{quoted(short(box.kind, 60))}"


def quoted(text: str) -> str:
    """A label's text: signs that could end or mark up a label are written as Mermaid's own codes."""
    signs = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;", ";": "#59;"}
    return "".join(signs.get(sign, sign) for sign in text)


def tree(picture: Picture) -> list[tuple[str, Box]]:
    """The picture as rows of (branch, box): each box once, the worst path first; what is only read is left out."""
    steps = picture.steps()
    after: dict[str, list[str]] = {}
    for a, b in sorted(picture.lines, key=lambda line: (line not in steps, line)):
        after.setdefault(a, []).append(b)
    done = {key for key, box in picture.boxes.items() if box.role == "reads"}
    rows: list[tuple[str, Box]] = []

    def grow(key: str, lead: str, branch: str) -> None:
        """Adds a box and, indented, those that it leads to and that no earlier row holds."""
        done.add(key)
        rows.append((lead + branch, picture.boxes[key]))
        inner = lead + {"": "", "└─ ": "   ", "├─ ": "│  "}[branch]
        mine = after.get(key, [])
        for index, one in enumerate(mine):
            if one not in done:
                last = all(other in done for other in mine[index + 1 :])
                grow(one, inner, "└─ " if last else "├─ ")

    for key in sorted(picture.boxes, key=lambda k: (picture.boxes[k].role != "yours", k)):
        if key not in done:
            grow(key, "", "" if picture.boxes[key].role == "yours" else "├─ ")
    return rows
