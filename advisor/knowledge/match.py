"""Which names and definitions a query means, and how well each fits: as it is written, without typing errors."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence

from advisor.knowledge.index import (
    ALTERNATIVE,
    DEFINITION_LANGUAGES,
    INITIALS,
    LABEL,
    PINYIN,
    SLUG,
    SYLLABLE,
)
from advisor.knowledge.lookup import (
    CARRYING_NOTHING,
    MOST,
    Candidate,
    Query,
    all_of,
    expression,
    matching,
    named,
    quoted,
    sharing,
)
from advisor.knowledge.store import Knowledge
from advisor.knowledge.text import han_runs, telling_tokens, without_marks

EXACT = {LABEL: 100.0, SLUG: 99.0, ALTERNATIVE: 97.0, PINYIN: 94.0, INITIALS: 70.0}
COVERED = 25.0
_SAME_WORDS = 93.0
_SAME_WORDS_OTHERWISE = 86.0
_INSIDE = {LABEL: 65.0, ALTERNATIVE: 60.0, SLUG: 60.0}
_HEAD = 1.5
_CONNECTED = 2.0
_DEFINED = 45.0


class Found:
    """The best score and the text that gave it, for each concept, with its class and its connections."""

    def __init__(self) -> None:
        self.scores: dict[str, tuple[float, str]] = {}
        self.about: dict[str, tuple[str, int]] = {}

    def add(self, name: Candidate, score: float) -> None:
        """Note a name that fits, where it fits better than what its concept had."""
        self.about[name.iri] = (name.kind, name.degree)
        if name.iri not in self.scores or score > self.scores[name.iri][0]:
            self.scores[name.iri] = (score, name.text)

    @property
    def best(self) -> float:
        """The highest score; 0 where nothing was found."""
        return max((score for score, _ in self.scores.values()), default=0.0)


def exactly(knowledge: Knowledge, query: Query, found: Found) -> None:
    """Names that are the query, as it is, without accents or as pinyin."""
    for key in dict.fromkeys([query.key, without_marks(query.key), query.run]):
        for name in named(knowledge, "name.key = ? LIMIT ?", key, MOST) if key else ():
            found.add(name, EXACT[name.form])


def with_all_tokens(knowledge: Knowledge, query: Query, found: Found, trust: float) -> None:
    """Names that have all tokens of the query, words also as beginnings of longer ones."""
    if not query.tokens:
        return
    for name in matching(knowledge, [expression(t) for t in query.tokens], query):
        found.add(name, trust * _score(query, name))


def _score(query: Query, name: Candidate) -> float:
    """Return how well a name fits: the more of the query it has and the less besides, the better."""
    tokens = telling_tokens(name.key)
    bare = tuple(t for t in tokens if t not in CARRYING_NOTHING)
    if set(bare) == set(query.tokens):
        same = _SAME_WORDS if tokens == query.tokens else _SAME_WORDS_OTHERWISE
        return same - (0 if name.form == LABEL else 2)
    whole = _INSIDE[name.form] + COVERED * len(query.key) / len(name.key)
    connected = min(_CONNECTED, math.log10(1 + name.degree))
    if _stands_in(query.key, name.key):
        # The last part of a name says what it is a kind of, in Chinese as in English.
        return whole + connected + (_HEAD if name.key.endswith(query.key) else 0)
    hit = sum(_weight(token, tokens, name.key) for token in query.tokens)
    share, fit = hit / len(query.tokens), min(1.0, hit / max(1, len(tokens)))
    return 50 * share * math.sqrt(share) + (25 if name.form == LABEL else 20) * fit + connected


def _weight(token: str, tokens: Sequence[str], key: str) -> float:
    if token in tokens or (not token.isascii() and token in key):
        return 1.0
    return 0.8 if token.isascii() and any(t.startswith(token) for t in tokens) else 0.0


def _stands_in(part: str, key: str) -> bool:
    if han_runs(part):
        return part in key
    return re.search(rf"(?<![a-z0-9]){re.escape(part)}", key) is not None


def defined_with(knowledge: Knowledge, query: Query, found: Found) -> None:
    """Concepts whose definition has all tokens of the query, or of many all but one."""
    tokens = [quoted(t) for t in query.tokens if len(t) > 1]
    if not tokens:
        return
    ways = (
        [tokens]
        if len(tokens) < 5
        else [tokens, *(tokens[:i] + tokens[i + 1 :] for i in range(min(8, len(tokens))))]
    )
    score = _DEFINED
    for way in ways:
        for row in knowledge.rows(
            "SELECT rowid FROM definition_token WHERE definition_token MATCH ? LIMIT ?",
            all_of(way, query),
            MOST,
        ):
            position, place = divmod(row[0], len(DEFINITION_LANGUAGES))
            for iri, kind, degree, data in knowledge.rows(
                "SELECT iri, kind, degree, data FROM concept WHERE position = ?", position
            ):
                text = json.loads(data)["definitions"][DEFINITION_LANGUAGES[place]]
                found.add(Candidate(iri, LABEL, "", text, "", kind, degree), score)
        score = _DEFINED * (1 - 1 / len(tokens)) ** 2
        if len(found.scores) >= MOST:
            return


def with_some_tokens(knowledge: Knowledge, query: Query, found: Found) -> None:
    """Names that have at least half of the query's tokens."""
    if len(query.tokens) > 1:
        for name in sharing(knowledge, query, query.tokens, math.ceil(len(query.tokens) / 2)):
            found.add(name, _score(query, name))


def spelt_so(
    knowledge: Knowledge, ways: Iterable[Sequence[str]], query: Query, found: Found, trust: float
) -> None:
    """Names in which a run of whole syllables is the query (`fensi` in `zhong cheng fen si`, not `ngfe`)."""
    for way in ways:
        spelt = " ".join(way)
        if len(spelt) < 3:
            continue
        for name in matching(knowledge, [quoted(SYLLABLE + s) for s in dict.fromkeys(way)], query):
            if f" {spelt} " in f" {name.syllables} ":
                covered = (spelt.count(" ") + 1) / (name.syllables.count(" ") + 1)
                connected = min(_CONNECTED, math.log10(1 + name.degree))
                found.add(name, trust * (55 + COVERED * covered + connected))
