"""Search over names and definitions: exact, then by characters and words, then by pinyin, then by likeness.

Both scripts, English in any case, pinyin with or without spaces and tones, and typing errors are found.
Scores run from 0 to 100 and are comparable within one search only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.knowledge.index import (
    ALTERNATIVE,
    DEFINITION,
    INITIALS,
    LABEL,
    PINYIN,
    SLUG,
    latin_tokens,
    tokens,
)
from advisor.knowledge.model import Hit
from advisor.knowledge.store import CLASS, Knowledge
from advisor.knowledge.text import han_runs, normalise, without_marks

MAX_QUERY = 200
GOOD_ENOUGH = 60.0
"""Where something scores this much, typing errors are not looked for."""

_EXACT = {LABEL: 100.0, SLUG: 99.0, ALTERNATIVE: 97.0, PINYIN: 94.0, INITIALS: 70.0}
_TONE = re.compile(r"(?<=[a-z])[0-5](?![0-9])")
_LIKENESS = 70.0
_PART_LIKENESS = 78.0
_WORD_LIKENESS = 74.0
_LEAST = 30.0
_CLASS_AFTER = 4.0


@dataclass
class _Found:
    """The best score and the text that gave it, for each concept."""

    scores: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, iri: str, score: float, text: str) -> None:
        if iri not in self.scores or score > self.scores[iri][0]:
            self.scores[iri] = (score, text)

    @property
    def best(self) -> float:
        return max((score for score, _ in self.scores.values()), default=0.0)


def search(
    knowledge: Knowledge, query: str, *, limit: int = 20, kind: str | None = None, language: str = "zh-Hans"
) -> list[Hit]:
    """Return the concepts that a query means, best first.

    ``kind`` keeps concepts of that class and its subclasses; ``language`` is that of the labels in the
    hits. Classes are found as well (kind ``owl:Class``) where no kind is asked for.
    """
    plain = normalise(query[:MAX_QUERY], knowledge.fold if han_runs(query) else None)
    if not plain or limit < 1:
        return []
    found = _Found()
    _exactly(knowledge, plain, found)
    _inside(knowledge, plain, found)
    _by_tokens(knowledge, tokens(plain), found, 1.0)
    if found.best < GOOD_ENOUGH:
        _alike(knowledge, plain, found)
    return _hits(knowledge, found, limit, kind, language)


def _spellings(plain: str) -> list[str]:
    """Return a query as names and pinyin are compared: as it is, as a slug, and as syllables run together."""
    if han_runs(plain):
        return [plain]
    letters = without_marks(plain)
    run = _TONE.sub("", letters).replace(" ", "").replace("'", "").replace("-", "")
    return list(dict.fromkeys([plain, letters, letters.replace(" ", "-"), run]))


def _exactly(knowledge: Knowledge, plain: str, found: _Found) -> None:
    for key in _spellings(plain):
        for iri, form, text in knowledge.rows("SELECT iri, form, text FROM name WHERE key = ?", key):
            if form != DEFINITION:
                found.add(iri, _EXACT[form], text)


def _inside(knowledge: Knowledge, plain: str, found: _Found) -> None:
    """Names that hold the query as a whole: the more of the name it covers, the better."""
    spellings = [s for s in _spellings(plain) if len(s) > 1]
    for key in spellings:
        rows = knowledge.rows(
            "SELECT iri, form, key, text, syllables FROM name WHERE instr(key, ?) AND form < ?", key, INITIALS
        )
        for iri, form, name, text, syllables in rows:
            covered = len(key) / len(name)
            if form == PINYIN:
                if len(key) > 2 and _at_syllables(key, syllables):
                    found.add(iri, 55 + 25 * covered, text)
            elif han_runs(key) or _at_word(key, name):
                found.add(iri, (65 if form == LABEL else 60) + 25 * covered, text)


def _at_word(key: str, name: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(key)}", name) is not None


def _at_syllables(key: str, syllables: str) -> bool:
    """Whether a run of whole syllables spells the key (`fensi` in `zhong cheng fen si`, not `ngfe`)."""
    parts = syllables.split(" ")
    for start in range(len(parts)):
        run = ""
        for part in parts[start:]:
            run += part
            if run == key:
                return True
            if len(run) >= len(key):
                break
    return False


def _by_tokens(knowledge: Knowledge, wanted: Iterable[str], found: _Found, trust: float) -> None:
    """Names and definitions that share characters, pairs of characters or words with the query."""
    asked = list(wanted)
    # Pairs say more than single characters, which count only where the query has nothing else.
    strong = [t for t in asked if not (len(t) == 1 and han_runs(t))] or asked
    if not strong:
        return
    matched: defaultdict[int, int] = defaultdict(int)
    for token in strong:
        if len(token) > 2 and token.isascii():
            rows = knowledge.rows(
                "SELECT DISTINCT name FROM token WHERE token >= ? AND token < ?", token, token + "\uffff"
            )
        else:
            rows = knowledge.rows("SELECT name FROM token WHERE token = ?", token)
        for (name,) in rows:
            matched[name] += 1
    enough = len(strong) / 2
    names = sorted(name for name, count in matched.items() if count >= enough)
    for chunk in (names[i : i + 500] for i in range(0, len(names), 500)):
        marks = ",".join("?" * len(chunk))
        query = f"SELECT id, iri, form, text, size FROM name WHERE id IN ({marks})"  # noqa: S608 - only marks
        for name, iri, form, text, size in knowledge.rows(query, *chunk):
            share = matched[name] / len(strong)
            if form == DEFINITION:
                found.add(iri, trust * 45 * share * share, text)
            else:
                fit = min(1.0, matched[name] / size) if size else 0.0
                found.add(iri, trust * (50 * share * share + (25 if form == LABEL else 20) * fit), text)


def _alike(knowledge: Knowledge, plain: str, found: _Found) -> None:
    """Names that look like the query, and names that have its words once their typing errors are mended."""
    from rapidfuzz import fuzz, process

    rows = knowledge.rows("SELECT key, iri, text FROM name WHERE form < ? AND length(key) > 1", INITIALS)
    keys = [key for key, _, _ in rows]
    for spelling in _spellings(plain):
        for _, score, place in process.extract(
            spelling, keys, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=25
        ):
            _, iri, text = rows[place]
            found.add(iri, score * 0.85, text)
        # A part of a longer name, mistyped: too easily met by short queries.
        if len(spelling) >= (3 if han_runs(spelling) else 5):
            longer = [i for i, key in enumerate(keys) if len(key) > len(spelling)]
            names = [keys[i] for i in longer]
            parts = process.extract(
                spelling, names, scorer=fuzz.partial_ratio, score_cutoff=_PART_LIKENESS, limit=25
            )
            for _, score, place in parts:
                _, iri, text = rows[longer[place]]
                found.add(iri, score * 0.6, text)
    typed = [t for t in latin_tokens(plain) if len(t) > 2]
    if not typed:
        return
    known = [
        token
        for (token,) in knowledge.rows("SELECT DISTINCT token FROM token WHERE token >= 'a' AND token < '{'")
        if len(token) > 2
    ]
    mended: Mapping[str, str] = {
        token: best[0]
        for token in typed
        if token not in known
        and (best := process.extractOne(token, known, scorer=fuzz.ratio, score_cutoff=_WORD_LIKENESS))
    }
    if mended:
        _by_tokens(knowledge, [mended.get(t, t) for t in tokens(plain)], found, 0.8)


def _hits(knowledge: Knowledge, found: _Found, limit: int, kind: str | None, language: str) -> list[Hit]:
    kinds = knowledge.subkinds(kind) if kind else None
    for iri, (score, text) in found.scores.items():
        known = knowledge.concept(iri)
        if known is not None and known.kind == CLASS:
            # Between a concept and a class that fit alike, the concept is what is meant.
            found.scores[iri] = (score - _CLASS_AFTER, text)
    ranked = sorted(found.scores.items(), key=lambda item: (-round(item[1][0], 1), len(item[1][1]), item[0]))
    hits: list[Hit] = []
    for iri, (score, text) in ranked:
        concept = knowledge.concept(iri)
        if concept is None or score < _LEAST or (kinds is not None and concept.kind not in kinds):
            continue
        hits.append(Hit(iri, concept.label(language), concept.kind, text, round(score, 1)))
        if len(hits) == limit:
            break
    return hits
