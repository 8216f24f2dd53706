"""The small drawings of the page: decision symbols, level scale, score meter, likelihood bars, undo signs, answer dots.

Each is made of fixed shapes and numbers only, never of text from a file, and each stands beside a word that says the same.
"""

from __future__ import annotations

from markupsafe import Markup

from riskscan.model.verdict import LEVELS
from riskscan.reports.words import DECISIONS, decision_of, rank

COLOURS = {"stop": "#8f1620", "hold": "#8a5500", "review": "#1450c8", "go": "#0d6c53", "unread": "#55586e"}
TINTS = {"stop": "#fdf3f2", "hold": "#fdf7ea", "review": "#f1f5fd", "go": "#eff8f4", "unread": "#f5f5f8"}
EDGES = {"stop": "#eecbc8", "hold": "#ebd7ae", "review": "#c5d5f4", "go": "#b9ddd0", "unread": "#d2d4de"}
SYMBOLS = {
    "stop": '<path d="M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6z"/><path class="k" d="M6.4 10.3h11.2v3.4H6.4z"/>',
    "hold": '<path d="M10.6 1.6a2 2 0 0 1 2.8 0l9 9a2 2 0 0 1 0 2.8l-9 9a2 2 0 0 1-2.8 0l-9-9a2 2 0 0 1 0-2.8z"/>'
    '<path class="k" d="M8.5 7.6h2.6v8.8H8.5zM12.9 7.6h2.6v8.8h-2.6z"/>',
    "review": '<rect x="1.5" y="1.5" width="21" height="21" rx="5"/>'
    '<path class="k" d="M3.8 12S7 6.9 12 6.9 20.2 12 20.2 12 17 17.1 12 17.1 3.8 12 3.8 12z"/><circle cx="12" cy="12" r="3"/>',
    "go": '<circle cx="12" cy="12" r="10.5"/><path class="s" d="m6.9 12.6 3.5 3.5 6.9-7.4"/>',
    "unread": '<path d="M2.2 1.5h12.6l6.7 6.7v14.3H2.2z"/>'
    '<path class="s" d="M8.7 10.4a3.1 3.1 0 1 1 4.7 2.6c-1 .6-1.6 1.1-1.6 2.2"/><circle class="k" cx="11.8" cy="18.4" r="1.35"/>',
}
_RING = '<circle cx="9" cy="9" r="8" fill="none" stroke="currentColor" stroke-width="1.6"'
_UNDO = {
    "yes": _RING + '/><path d="m5.3 9.3 2.6 2.6 4.9-5.4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "with_work": _RING + '/><path d="M9 3.6a5.4 5.4 0 0 1 0 10.8z" fill="currentColor"/>',
    "no": '<circle cx="9" cy="9" r="8" fill="currentColor"/><path class="gap" d="m6 6 6 6m0-6-6 6" stroke-width="1.8"/>',
    "unknown": _RING + ' stroke-dasharray="3 2"/><path d="M6.9 7.1c.1-3 4.3-2.7 4.2 0 0 1.6-2.1 1.7-2.1 3.2M9 13v.1" fill="none" '
    'stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
}
TICK = Markup(
    '<svg viewBox="0 0 18 18" aria-hidden="true">'
    '<path d="m3.5 9.6 3.7 3.7 7.3-8.3" fill="none" stroke="currentColor" stroke-width="2.2"/></svg>'
)
DASH = Markup('<svg viewBox="0 0 18 18" aria-hidden="true"><path d="M4 9h10" stroke="currentColor" stroke-width="2.2"/></svg>')
WAY = Markup(
    '<svg class="way" viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="20"/>'
    '<path d="M12 28v-6a6 6 0 0 1 6-6h10m-5-5.5 5.5 5.5-5.5 5.5"/></svg>'
)
_KEYS = {
    "yours": '<rect class="key-yours" x="1" y="1" width="20" height="12" rx="3"/>',
    "reads": '<rect class="key-reads" x="1" y="1" width="20" height="12" rx="3"/>',
    "changes": '<rect class="key-changes" x="2" y="2" width="18" height="10" rx="3"/>',
    "relies": '<rect class="key-relies" x="1" y="1" width="20" height="12" rx="3"/>',
    "people": '<rect class="key-people" x="1" y="1" width="20" height="12" rx="6"/>',
    "worst": '<path class="worst" d="M1 7h20"/>',
}


def sprite() -> Markup:
    """The symbols of all decisions, once a page."""
    body = "".join(f'<symbol id="d-{name}" viewBox="0 0 24 24">{shape}</symbol>' for name, shape in SYMBOLS.items())
    return Markup(f'<svg class="sprite" aria-hidden="true" focusable="false">{body}</svg>')


def symbol(mark: str, large: bool = False) -> Markup:
    """A decision's symbol."""
    kind = ' class="mark"' if large else ""
    return Markup(f'<svg{kind} viewBox="0 0 24 24" aria-hidden="true"><use href="#d-{mark}"/></svg>')


def scale(level: str, score: int | None) -> Markup:
    """Five segments, one a level, with a pin at the score."""
    parts = ['<svg class="scale" viewBox="0 0 250 40" aria-hidden="true">']
    for index, name in enumerate(LEVELS):
        on = score is not None and name == level
        x = index * 50.6
        parts.append(
            f'<rect class="seg{" on" if on else ""}" x="{x:.1f}" y="10" width="47.6" height="8" rx="4"/>'
            f'<text class="{"on" if on else "off"}" x="{x + 23.8:.1f}" y="34" text-anchor="middle">{name}</text>'
        )
    if score is not None:
        pin = rank(level) * 50.6 + 3 + min(score - rank(level) * 20, 20) / 20 * 42
        parts.append(f'<path class="pin" d="M{pin:.1f} 8.5l-4.5-7h9z"/>')
    return Markup("".join(parts) + "</svg>")


def symbol_alone(mark: str) -> Markup:
    """A decision's symbol with its shape in it, for a drawing that stands alone."""
    return Markup(f'<svg class="mark" viewBox="0 0 24 24">{SYMBOLS[mark]}</svg>')


def coloured(drawing: Markup, mark: str) -> str:
    """A drawing of this module as an SVG that stands alone, in the light palette and the accent of a decision."""
    accent, edge = COLOURS[mark], EDGES[mark]
    sheet = (
        f".mark{{fill:{accent}}}.k{{fill:#ffffff}}.s{{fill:none;stroke:#ffffff;stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}}"
        f".seg{{fill:{edge}}}.seg.on{{fill:{accent}}}.pin{{fill:#14202b}}text{{font-family:'Noto Sans','Liberation Sans',Arial,sans-serif;"
        "font-size:11.5px;fill:#4b5866}text.on{font-weight:700;fill:#14202b}"
        f".bg{{fill:#dde3e9}}.fg{{fill:{accent}}}rect.on,circle.on{{fill:#14202b}}rect.off{{fill:#c3cad2}}"
        "circle.off{fill:none;stroke:#7d8b9b;stroke-width:1.4}.gap{stroke:#ffffff;fill:none}rect.seg.on{fill:" + accent + "}"
    )
    text = str(drawing).replace("currentColor", "#14202b")
    head, _, rest = text.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{sheet}</style>{rest}'


def meter_bar(score: int) -> Markup:
    """The bar of five parts alone."""
    return Markup(f'<svg viewBox="0 0 100.6 6" aria-hidden="true">{_bar(score)}</svg>')


def _bar(score: int) -> str:
    bar = ""
    for index in range(5):
        full = max(0, min(score - index * 20, 20))
        bar += f'<rect class="bg" x="{index * 20.4:.1f}" width="19" height="6" rx="2"/>'
        bar += f'<rect class="fg" x="{index * 20.4:.1f}" width="{full * 0.95:.1f}" height="6" rx="{min(2, full / 2):g}"/>' if full else ""
    return bar


def meter(level: str, score: int, with_word: bool = True) -> Markup:
    """The score as a number, a bar of five parts and the level's word, in the colour of the decision that goes with it."""
    mark = DECISIONS[decision_of(level)].mark
    word = level if with_word and level in LEVELS else ""
    return Markup(
        f'<span class="meter is-{mark}"><b>{score}</b><svg viewBox="0 0 100.6 6" aria-hidden="true">{_bar(score)}</svg>{word}</span>'
    )


def pips(value: int, highest: int) -> Markup:
    """Filled dots and "3 of 4"."""
    return Markup(f'<span class="pips">{dots(value, highest)}{value} of {highest}</span>')


def dots(value: int, highest: int) -> Markup:
    """Filled and empty dots."""
    shapes = "".join(
        f'<circle class="{"on" if index < value else "off"}" cx="{5 + index * 14}" cy="5" r="{4.6 if index < value else 3.9}"/>'
        for index in range(highest)
    )
    return Markup(f'<svg viewBox="0 0 {max(highest * 14 - 4, 1)} 10" aria-hidden="true">{shapes}</svg>')


def bars(full: int) -> Markup:
    """Likelihood as up to four bars."""
    shapes = "".join(
        f'<rect class="{"on" if index < full else "off"}" x="{index * 4.6 + 0.2:.1f}" y="{12.5 - index * 3.5:.1f}" width="3.2" '
        f'height="{4.5 + index * 3.5:.1f}" rx=".8"/>'
        for index in range(4)
    )
    return Markup(f'<svg class="bars" viewBox="0 0 18 18" aria-hidden="true">{shapes}</svg>')


def undo(kind: str) -> Markup:
    """Tick, half disc, cross or dashed question mark."""
    return Markup(f'<svg viewBox="0 0 18 18" aria-hidden="true">{_UNDO.get(kind, _UNDO["unknown"])}</svg>')


def key(role: str) -> Markup:
    """A box or line of the legend."""
    return Markup(f'<svg viewBox="0 0 22 14" aria-hidden="true">{_KEYS[role]}</svg>')


def favicon(mark: str, colour: str) -> str:
    """The decision's symbol as a data URL."""
    shape = SYMBOLS[mark].replace('class="k"', "fill='white'").replace('class="s"', "fill='none' stroke='white' stroke-width='2.6'")
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='{colour}'>{shape}</svg>".replace('"', "'")
    for sign, code in (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), (" ", "%20")):
        svg = svg.replace(sign, code)
    return "data:image/svg+xml," + svg
