"""Break long lines at a terminal's width, with Chinese counted as wide as it is."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_WIDE = "WF"
_NOT_FIRST = frozenset("，。；：、！？）】》”’,.;:!?)]}")
_NOT_LAST = frozenset("（【《“‘([{")
# A word with the space after it, or a single wide character.
_PIECE = re.compile(r"[^\s\u2e80-\uffff]+\s*|\s+|.")


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in _WIDE else 1 for character in text)


def wrapped(text: str, width: int) -> str:
    """Return a text with every line broken to a width; what continues a line is indented under its beginning.

    A mark at the beginning (``✓``) hangs out to the left. No line begins with a closing sign, nor ends with an
    opening one, as far as one character more or less can mend it.
    """
    return "\n".join("\n".join(_broken(line, width)) for line in text.split("\n"))


def _broken(line: str, width: int) -> list[str]:
    if columns(line) <= width:
        return [line]
    lead = re.match(r"\s*(?:[✓✗?] |\d+  )?", line)
    hang = columns(lead[0]) if lead else 0
    hang = hang if hang < width // 2 else 0
    lines, current, used = [], "", 0
    for piece in _PIECE.findall(line):
        size = columns(piece.rstrip())
        if used + size > width and current.strip() and piece[0] not in _NOT_FIRST:
            kept = current.rstrip()
            carried = kept[-1:] if kept[-1:] in _NOT_LAST else ""
            lines.append(kept[: len(kept) - len(carried)].rstrip())
            current = " " * hang + carried
            used = columns(current)
        current += piece
        used += columns(piece)
    return [*lines, current.rstrip()]
