"""The picture as an SVG that stands alone: the page's classes with the light palette written out, for tools that know no variables."""

from __future__ import annotations

from riskscan.reports.diagram.boxes import Picture
from riskscan.reports.diagram.svg import places, svg
from riskscan.reports.marks import COLOURS, TINTS

INK, INK2, GROUND, SOFT, LINE, LINE2 = "#14202b", "#4b5866", "#ffffff", "#f5f7f9", "#dde3e9", "#7d8b9b"
_SANS = "'Noto Sans','Liberation Sans',Arial,'Helvetica Neue','Segoe UI','DejaVu Sans',sans-serif"


def standalone(picture: Picture, mark: str) -> tuple[str, float, float]:
    """(the SVG, its width and height in px) in the colours of a decision's ``mark``."""
    (width, height), _ = places(picture)
    drawn = svg(picture, "", "p")
    return drawn.replace("<defs>", f"<style>{style(mark)}</style><defs>", 1), width, height


def style(mark: str) -> str:
    """The rules of the picture in the page's style sheet, with colours in place of variables."""
    accent, tint = COLOURS[mark], TINTS[mark]
    return (
        f".map{{font-family:{_SANS}}}.head{{font-size:13px;font-weight:600;fill:{INK2}}}.rule{{stroke:{LINE};fill:none}}"
        f".link{{fill:none;stroke:{LINE2};stroke-width:1.4}}.tip{{fill:{LINE2}}}.link.worst{{stroke:{accent};stroke-width:3}}"
        f".tip.worst{{fill:{accent}}}.box>rect{{fill:{GROUND};stroke:{LINE2};stroke-width:1.2}}.box>rect.back{{fill:{SOFT}}}"
        f".name{{font-size:13.5px;font-weight:600;fill:{INK}}}.kind{{font-size:12px;fill:{INK2}}}"
        f".icon{{fill:none;stroke:{INK2};stroke-width:1.15;stroke-linecap:round;stroke-linejoin:round}}"
        f".reads>rect,.unknown>rect{{stroke-dasharray:4 3}}.changes>rect{{fill:{tint};stroke:{accent}}}.people>rect{{fill:{SOFT}}}"
        f".worst>rect{{stroke:{accent};stroke-width:2.4}}.yours>rect{{fill:{INK};stroke:{INK}}}"
        f".yours>.name{{fill:{GROUND}}}.yours>.kind{{fill:{GROUND}}}.yours>.icon{{stroke:{GROUND}}}"
        f".dot{{fill:{accent};stroke:{GROUND};stroke-width:2}}.num{{font-size:11.5px;font-weight:700;fill:{GROUND};text-anchor:middle}}"
    )
