"""The tree of a PowerShell text, read with tree-sitter, with places in code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from riskscan.model.span import Span

_LONGEST_HERE = 20_000  # characters before a place in which a text of many lines may have begun


def _in_quotes(found: re.Match[str]) -> bool:
    """True where a match stands in a text between quotes."""
    text, at = found.string, found.start()
    start = max(0, at - _LONGEST_HERE)
    line = text[max(text.rfind("\n", start, at) + 1, start) : at]
    return line.count('"') % 2 == 1 or line.count("'") % 2 == 1 or text.count('@"\n', start, at) > text.count('\n"@', start, at)


# What people write and the grammar does not take, and the same without it. Each stays as long as it was, so no place moves.
_SHOWN = r"""[ \t](?:"(?:[^"\n$`]|\$(?!\()|`.)*"|'[^'\n]*'|[^\n;|{}()<>"'@])*"""  # texts without code in them
_COLUMN = r"(?:[\w*.]+|'[^'\n$]*')"
_OPERATORS = (
    "b?not|i?join|[ic]?split|[ic]?replace|[ic]?(?:not)?(?:match|like|contains|in)|[ic]?(?:eq|ne|gt|lt|ge|le)|b?and|b?x?or|is(?:not)?|as|f"
)
_REWRITES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    # what is only shown to a person, and what only a checker of style reads
    (
        re.compile(rf"(?i)(?<![\w$-])(Write-(?:Host|Progress|Verbose|Warning|Debug|Information))\b({_SHOWN})(?<!`)(?=[\n;}}])"),
        lambda found: found[1] + " " * len(found[2]),
    ),
    (
        re.compile(r"(?i)\[(?:System\.)?Diagnostics\.CodeAnalysis\.SuppressMessage\w*\((?:'[^']*'|\"[^\"]*\"|[^()'\"])*\)\]"),
        lambda found: re.sub(r"[^\n]", " ", found[0]),
    ),
    (re.compile(r"(?i)\[cmdletbinding\([^()\]]*\)\](?!\s*(?:\[[^\]]*\]\s*)*param\b)"), lambda found: " " * len(found[0])),
    (re.compile("[\u00a0\u2000-\u200a\u202f]"), lambda found: " "),
    # names with blanks in a list of columns of which some have no quotes
    (
        re.compile(rf"(?i)(?:(?<=\bselect )|(?<=\bselect-object )){_COLUMN}(?:,{_COLUMN})+"),
        lambda found: re.sub(r"[^\w,*.]", "_", found[0]),
    ),
    # a question without quotes; the name of the loop that goes on
    (re.compile(r"(?i)(?<![\w$-])(Read-Host)([ \t]+(?!-)[^\n\"'$({|;)}]+)(?=\n)"), lambda found: found[1] + " " * len(found[2])),
    (re.compile(r"(?i)(?<![\w$.-])(continue|break)([ \t]+[A-Za-z]\w*)(?=[ \t]*[\n;}])"), lambda found: found[1] + " " * len(found[2])),
    (re.compile(r"(?<=[ \t])[\u2013\u2014](?=[ \t(])"), lambda found: found[0] if _in_quotes(found) else "-"),
    # a statement right after a parameter list, on its line
    (re.compile(r"(?i)(\bparam\s*\((?:[^()]|\([^()]*\))*\))[ \t](?=[ \t]*[^\s|;}])"), lambda found: found[1] + "\n"),
    # words without quotes in a list: the comma stands right before the word, or gives way to what is no word, or to the end of the line
    (re.compile(r"(?<=[\s,])([A-Za-z][\w-]*),([ \t]+)(?=['\"]|@\{)"), lambda found: f"{found[1]} {found[2]}"),
    (re.compile(r"(?<=[\s,])([A-Za-z][\w-]*),(?=@\{|'[^'\n]* )"), lambda found: f"{found[1]} "),
    (re.compile(r",([ \t]+)(?=[A-Za-z_.*\\])"), lambda found: found[1] + ","),
    (re.compile(r"(?<=[ ,])([A-Za-z]\w*),(?=[ \t]*\r?\n)"), lambda found: found[1] + "`"),
    (re.compile(r"(?<=[\s,])([A-Za-z][\w-]*),(?=[ \t]*`\r?\n)"), lambda found: found[1] + " "),
    (re.compile(r"(?<=[\w*]),(?=\*\.?\w)"), lambda found: " "),
    # an escape outside quotes
    (re.compile(r"`[ntrabfv0](?=[^\r\n])"), lambda found: "__"),
    # figures in the name of a parameter; sizes; a name right before its bracket; methods that take a block
    (re.compile(r"(?<=[\s(])-[A-Za-z]+\d+[A-Za-z]*(?=[\s:])"), lambda found: re.sub(r"\d", "x", found[0])),
    (re.compile(rf"(?i)(?<=\s)(?!-(?:{_OPERATORS})\()(-[a-z]{{2,}})[a-z]\("), lambda found: found[1] + " ("),
    (re.compile(r"(?i)(?<=\d)[kmgtp]b\b"), lambda found: "00"),
    (re.compile(r"(?<=[\s=({;|])([A-Z][a-z]+-[A-Za-z]+)[A-Za-z]\((?=[$(])"), lambda found: found[1] + " ("),
    (re.compile(r"(?i)\.(ForEach|Where)(?=\([ \t]*\{)"), lambda found: "." + "x" * len(found[1])),
    # a path without quotes that begins with a variable; the reader of words puts the variable in again
    (
        re.compile(r"(?<![&.=(][ \t])(?<=[ \t])\$(?=(?:\w+:)?\w+\\[\w.*?\\-]*(?:[\s,;|)}]|$))"),
        lambda found: found[0] if _in_quotes(found) else "x",
    ),
    (re.compile(r"(?<=[ \t])\$(?=\w+/[\w./*-]+(?:[\s,;|)}]|$))"), lambda found: found[0] if _in_quotes(found) else "x"),
    (re.compile(r'(?<=[ \t])\$(\w+)"(\\[\w.\\-]+)"(?=[\s|;)])'), lambda found: f"x{found[1]}_{found[2]}_"),
    (re.compile(r"`(?=[ \t]*\n[ \t]*\})"), lambda found: " "),  # a line that goes on, and the block ends
    # the long dash of a word processor before a parameter
    (re.compile(r"(?<=[ \t])[\u2013\u2014](?=[A-Za-z])"), lambda found: found[0] if _in_quotes(found) else "-"),
    # quotes of a word processor; blanks in the label of a switch
    (re.compile("[“”„]"), lambda found: '"'),
    (re.compile("[‘’]"), lambda found: "'"),
    (re.compile(r"(?m)^[ \t]*(\"[^\"$`\n]*\"|'[^'\n]*')(?=[ \t]*\{)"), lambda found: re.sub(r"(?<=\S)[^\w'\"](?=.)", "_", found[0])),
)


def _bare(text: str) -> str:
    for pattern, made in _REWRITES:
        text = pattern.sub(made, text)
    return text


_WHOLE = frozenset({"string_literal", "expandable_string_literal", "expandable_here_string_literal", "command", "script_block_expression"})


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return Parser(Language(tree_sitter_powershell.language()))


class Tree:
    """The root node, and the places of nodes in the text."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        bare = _bare(text)
        self._data = bare.encode("utf-8", "replace")
        self.root = _parser().parse(self._data).root_node
        without = _without_comments(self.root, self._data)
        self.root = self.root if without is None else _parser().parse(without).root_node
        self._wide = [] if len(self._data) == len(text) else _wide(bare)
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def offset(self, byte: int) -> int:
        """Code points before a byte."""
        if not self._wide:
            return byte
        at = bisect_right(self._wide, (byte, 1 << 60)) - 1
        return byte - self._wide[at][1] if at >= 0 else byte

    def string(self, node: Node) -> str:
        """The text of a node."""
        return self.text[self.offset(node.start_byte) : self.offset(node.end_byte)]

    def word(self, node: Node) -> str:
        """The text of a node with the letters right after it, which the tree may have been spared."""
        start, end = self.offset(node.start_byte), self.offset(node.end_byte)
        after = re.compile(r"[\w-]*").match(self.text, end)
        return self.text[start : after.end() if after else end]

    def data_starts_with(self, node: Node, start: bytes) -> bool:
        """True where the text that was parsed begins so."""
        return self._data.startswith(start, node.start_byte)

    def span(self, node: Node) -> Span:
        """The place of a node."""
        start, end = self._place(self.offset(node.start_byte)), self._place(self.offset(node.end_byte))
        return Span(self.path, *start, *end)

    def _place(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._lines, offset) - 1
        return row + 1, offset - self._lines[row] + 1


def _without_comments(root: Node, data: bytes) -> bytes | None:
    """The text with blanks for its comments, which the grammar hangs on to whatever stands before them; None where it has none."""
    bare, waiting, found = bytearray(data), [root], False
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            found = True
            for at in range(node.start_byte, node.end_byte):
                if bare[at] not in b"\r\n":
                    bare[at] = 32
        else:
            waiting.extend(node.children)
    return bytes(bare) if found else None


def _wide(text: str) -> list[tuple[int, int]]:
    """(byte after it, bytes too many so far) for each character that takes more than one byte."""
    found, byte, extra = [], 0, 0
    for letter in text:
        size = len(letter.encode("utf-8", "replace")) if letter > "\x7f" else 1
        byte += size
        if size > 1:
            extra += size - 1
            found.append((byte, extra))
    return found


def is_text(node: Node) -> bool:
    """True where a node is nothing but a text in quotes."""
    return inner(node).type == "string_literal"


def inner(node: Node) -> Node:
    """The node that a chain of rules with one child each comes down to."""
    while node.child_count == 1 and node.children[0].is_named and node.type not in _WHOLE:
        node = node.children[0]
    return node


def every(root: Node, kind: str, below: tuple[str, ...] = ()) -> list[Node]:
    """All nodes of a kind in their order, found without recursion; ``below``: kinds that are not entered, the root aside."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.type == kind:
            found.append(node)
        if node is root or node.type not in below:
            waiting.extend(reversed(node.children))
    return found
