"""Checks on the writing itself: the right script and language in every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from advisor.knowledge.rdf import Statement
from advisor.quality.material import Material
from advisor.quality.model import Found

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG = 12
"""Texts in Chinese of at least this length without a Chinese character are in the wrong language."""


def scripts(material: Material) -> Iterator[Found]:
    """Find traditional characters in simplified texts, Chinese in English ones, and the other way round.

    Code, since which characters are of which script is in a table and in no graph.
    """
    reading = material.graph.reading
    checked: set[tuple[str, str | None]] = set()
    for s in reading.statements:
        key = (s.object, s.language)
        if s.language is None or key in checked:
            continue
        checked.add(key)
        if (s.language == "en" and _HAN.search(s.object)) or (
            s.language in ("zh-Hans", "zh-Hant") and not _HAN.search(s.object) and len(s.object) >= _LONG
        ):
            yield _wrong("language", s, material)
        elif s.language == "zh-Hans" and (odd := traditional_in(s.object)):
            yield Found("script", {"node": s.subject, "text": s.object, "odd": odd}, reading.place(s))


def derivable(material: Material) -> Iterator[Found]:
    """Find files that write out traditional texts which are what would be derived from the simplified ones.

    One issue a file, since they come in hundreds. Code, since it takes the derivation itself.
    """
    from advisor.phrases import to_traditional

    graph = material.graph
    given = [
        s
        for s in graph.reading.statements
        if s.language == "zh-Hant" and s.predicate in ("skos:prefLabel", "skos:definition")
    ]
    simplified = {
        (s.subject, s.predicate): s.object for s in graph.reading.statements if s.language == "zh-Hans"
    }
    # One conversion for all: starting the converter costs more than converting.
    sources = [simplified.get((s.subject, s.predicate), "").replace("\n", " ") for s in given]
    derived = to_traditional("\n".join(sources)).split("\n") if sources else []
    idle: dict[int, list[Statement]] = {}
    for s, text in zip(given, derived, strict=True):
        if s.object == text:
            idle.setdefault(s.file, []).append(s)
    for found in idle.values():
        values = {"count": len(found), "node": found[0].subject, "text": found[0].object}
        yield Found("traditional_as_derived", values, graph.reading.place(found[0]))


def _wrong(name: str, s: Statement, material: Material) -> Found:
    values = {"node": s.subject, "text": s.object, "language": s.language}
    return Found(name, values, material.graph.reading.place(s))


def traditional_in(text: str) -> str:
    """Return the characters of a text that are used in traditional writing only."""
    table = _traditional()
    return "".join(dict.fromkeys(c for c in text if c in table))


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """Return characters that stand for one simplified character and come back from it.

    Others, which simplified texts use as well in some of their meanings, do not come back and are left out.
    """
    from advisor.knowledge.index import folding
    from advisor.phrases import to_traditional

    pairs = sorted((chr(c), simple) for c, simple in folding().items())
    back = to_traditional("\n".join(simple for _, simple in pairs)).split("\n")
    return frozenset(c for (c, _), again in zip(pairs, back, strict=True) if c == again)
