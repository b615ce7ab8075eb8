"""How much room text takes, without a font at hand: estimates on the large side, so that boxes are wide enough."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_PART = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.", re.DOTALL)
_NARROW, _ORDINARY, _BROAD, _FULL = 0.32, 0.58, 0.86, 1.0


def width(text: str, size: float) -> float:
    """Return the width of a line of text in pixels at a font size in pixels."""
    return size * sum(_share(character) for character in text)


def _share(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return _FULL
    if character in "ijltfrI .,:;'|!()[]":
        return _NARROW
    return _BROAD if character.isupper() or character in "mwMW@%&" else _ORDINARY


def wrap(text: str, room: float, size: float, *, most: int | None = None) -> tuple[str, ...]:
    """Break text into lines no wider than ``room`` pixels: between words, between Han characters, else anywhere.

    With ``most`` lines the last one ends with an ellipsis where something is left.
    """
    lines: list[str] = []
    line = ""
    for part in _parts(" ".join(text.split()), room, size):
        if line and width((line + part).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = part.lstrip()
        else:
            line += part
    if line.strip() or not lines:
        lines.append(line.rstrip())
    if most is None or len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width(last + "…", size) > room:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip() + "…")


def _parts(text: str, room: float, size: float) -> Iterator[str]:
    """Give what is not broken: words, spaces, single Han characters; a word that fits on no line in characters."""
    for part in _PART.findall(text):
        if width(part, size) <= room:
            yield part
        else:
            yield from part
