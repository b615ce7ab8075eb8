"""Wordings in a message that suggest facts about it.

A cue proposes and never decides: what is stated counts more, and where no wording is found nothing is known.
Wordings are literal; a gap (…) spans a few characters of the same line, so that no text however hostile takes
more than one pass for each wording.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from advisor.knowledge.model import Cue
from advisor.situation.model import FactSpec, FactValue, Value

GAP = "…"
GAP_AT_MOST = 8
"""Characters that a gap spans at most."""


@dataclass(frozen=True)
class CueHit:
    """A wording found: the cue, the fact and value that it suggests, and where; lines and columns from 1."""

    cue: str
    fact: str
    value: Value
    text: str
    line: int
    column: int

    @property
    def place(self) -> tuple[int, int]:
        """Line and column."""
        return self.line, self.column


@dataclass(frozen=True)
class _Folded:
    """A line in the form in which it is compared, with the place in the line that each character comes from."""

    text: str
    origins: tuple[int, ...]


def find_cues(text: str, cues: Sequence[Cue], vocabulary: Mapping[str, FactSpec]) -> tuple[CueHit, ...]:
    """Return the wordings of these cues that a message holds, in the order of the text."""
    wordings = [
        (cue, _wordings(cue.phrases), _wordings(cue.exceptions), _value(cue, vocabulary[cue.fact]))
        for cue in cues
        if cue.fact in vocabulary
    ]
    hits = []
    for number, line in enumerate(text.splitlines(), 1):
        folded = _fold(line)
        for cue, phrases, exceptions, value in wordings:
            found = {span for p in phrases for span in _spans(folded.text, p)}
            not_meant = [span for e in exceptions for span in _spans(folded.text, e)] if found else []
            for start, end in _widest(found):
                if value is None or any(a < end and start < b for a, b in not_meant):
                    continue
                first, last = folded.origins[start], folded.origins[end - 1] + 1
                hits.append(CueHit(cue.id, cue.fact, value, line[first:last], number, first + 1))
    return tuple(sorted(hits, key=lambda h: (h.place, h.cue)))


def suggested(hits: Iterable[CueHit]) -> dict[str, FactValue]:
    """Return what the wordings suggest; a fact for which they suggest different values stays unknown."""
    found: dict[str, list[CueHit]] = {}
    for hit in hits:
        found.setdefault(hit.fact, []).append(hit)
    return {
        fact: FactValue(
            group[0].value,
            origin="computed",
            method="; ".join(dict.fromkeys(f"{hit.text} ({hit.line}:{hit.column})" for hit in group)),
        )
        for fact, group in found.items()
        if len({hit.value for hit in group}) == 1
    }


_Wording: TypeAlias = tuple[str, ...]
"""The parts of a wording that gaps divide, folded."""


def _wordings(texts: Mapping[str, Sequence[str]]) -> list[_Wording]:
    return [tuple(_fold(part).text for part in text.split(GAP)) for group in texts.values() for text in group]


def _value(cue: Cue, spec: FactSpec) -> Value | None:
    """Return the value that a cue stands for; None where the fact takes no such value."""
    if spec.datatype == "boolean":
        return {"true": True, "false": False}.get(cue.code)
    return cue.code if cue.code in {o.code for o in spec.options} else None


def _fold(line: str) -> _Folded:
    """Make full-width forms narrow and drop case, character by character, so that places are kept."""
    text: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(line):
        for one in unicodedata.normalize("NFKC", character).casefold():
            text.append(one)
            origins.append(place)
    return _Folded("".join(text), tuple(origins))


def _spans(text: str, wording: _Wording) -> Iterator[tuple[int, int]]:
    """Yield where a wording stands: from its first character to behind its last."""
    first, *rest = wording
    start = text.find(first)
    while start >= 0:
        end: int | None = start + len(first)
        for part in rest:
            at = text.find(part, end, (end or 0) + GAP_AT_MOST + len(part)) if end is not None else -1
            end = at + len(part) if at >= 0 else None
        if end is not None and _whole(text, start, end):
            yield start, end
        start = text.find(first, start + max(1, len(first)))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut at either side: `rank` is not found in `frankly`."""

    def letter(at: int) -> bool:
        return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()

    return not (letter(start) and letter(start - 1)) and not (letter(end - 1) and letter(end))


def _widest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans that lie in no other one."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept
