"""Search over names and definitions: exact, then by characters and words, then by pinyin, then by likeness.

Both scripts, English in any case, pinyin with or without spaces and tones, and typing errors are found.
Scores run from 0 to 100 and are comparable within one search only. No step looks at more than some hundred
names, so that the time does not grow with the size of a pack.
"""

from __future__ import annotations

from advisor.knowledge.index import KIND, name_key
from advisor.knowledge.lookup import Query
from advisor.knowledge.match import Found, defined_with, exactly, spelt_so, with_all_tokens, with_some_tokens
from advisor.knowledge.mistyped import GOOD_ENOUGH, mistyped
from advisor.knowledge.model import Hit
from advisor.knowledge.spelling import segmentations
from advisor.knowledge.store import CLASS, Knowledge

MAX_QUERY = 200
_LEAST = 30.0
_CLASS_AFTER = 4.0


def search(
    knowledge: Knowledge, query: str, *, limit: int = 20, kind: str | None = None, language: str = "zh-Hans"
) -> list[Hit]:
    """Return the concepts that a query means, best first.

    ``kind`` keeps concepts of that class and its subclasses; ``language`` is that of the labels in the
    hits. Classes are found as well (kind ``owl:Class``) where no kind is asked for.
    """
    text = query[:MAX_QUERY]
    key = name_key(text, None if text.isascii() else knowledge.fold)
    restriction = _restriction(knowledge, kind) if kind else None
    if not key or limit < 1 or (kind and restriction is None):
        return []
    asked, found = Query(key, restriction), Found()
    exactly(knowledge, asked, found)
    with_all_tokens(knowledge, asked, found, 1.0)
    spelt_so(knowledge, segmentations(asked.run, knowledge.syllables) if asked.run else [], asked, found, 1.0)
    defined_with(knowledge, asked, found)
    if found.best < GOOD_ENOUGH:
        mistyped(knowledge, asked, found)
    if len(found.scores) < limit:
        with_some_tokens(knowledge, asked, found)
    return _hits(knowledge, found, limit, knowledge.subkinds(kind) if kind else None, language)


def _restriction(knowledge: Knowledge, kind: str) -> str | None:
    kinds = knowledge.meta("kinds").split(" ")
    return f"{KIND}{kinds.index(kind)}" if kind in kinds else None


def _hits(
    knowledge: Knowledge, found: Found, limit: int, kinds: frozenset[str] | None, language: str
) -> list[Hit]:
    ranked = []
    for iri, (score, text) in found.scores.items():
        kind, degree = found.about[iri]
        # Between a concept and a class that fit alike, the concept is what is meant.
        fair = round(min(score, 100.0) - (_CLASS_AFTER if kind == CLASS else 0), 1)
        if fair >= _LEAST and (kinds is None or kind in kinds):
            ranked.append((-fair, -degree, len(text), iri))
    hits = []
    for score, _, _, iri in sorted(ranked)[:limit]:
        concept = knowledge.concept(iri)
        if concept is not None:
            hits.append(Hit(iri, concept.label(language), concept.kind, found.scores[iri][1], -score))
    return hits
