"""Look-ups in the search index: what is asked, and the first few hundred names that answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from advisor.knowledge.store import Knowledge
from advisor.knowledge.text import telling_tokens, without_marks

MOST = 250
"""No look-up gives more names; they are numbered so that the best come first."""

CARRYING_NOTHING = frozenset(
    ["a", "an", "and", "are", "at", "be", "by", "for", "from", "in", "is", "of", "on", "or", "that", "the",
     "their", "to", "who", "with"]
)  # fmt: skip
"""Words that need not stand in a name for it to be meant."""

_BETWEEN_SYLLABLES = {ord(c): None for c in " '-"}
_TONE = r"(?<=[a-z])[0-5](?![0-9])"


class Candidate(NamedTuple):
    """A name with its concept's class and how many relations that has; see `index.Name` for its form."""

    iri: str
    form: int
    key: str
    text: str
    syllables: str
    kind: str
    degree: int


class Query:
    """A query as it is compared; ``restriction`` is the token of the class that is asked for."""

    def __init__(self, key: str, restriction: str | None = None) -> None:
        self.key = key
        self.restriction = restriction

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What must be found of it: pairs of characters, and words other than the smallest."""
        found = telling_tokens(self.key)
        return tuple(t for t in found if t not in CARRYING_NOTHING) or found

    @cached_property
    def run(self) -> str:
        """The query as pinyin: its letters run together, without tones; empty where it can be none."""
        letters = without_marks(self.key)
        if not letters.isascii():
            return ""
        if any(map(str.isdigit, letters)):
            letters = re.sub(_TONE, "", letters)
        run = letters.translate(_BETWEEN_SYLLABLES)
        return run if run.isalpha() else ""

    def with_key(self, key: str) -> Query:
        """Return the query with other words, for the same class."""
        return Query(key, self.restriction)


def quoted(token: str) -> str:
    """Return a token as the full-text index is asked for exactly that."""
    return f'"{token}"'


def expression(token: str) -> str:
    """Return a token as the full-text index is asked for it; a word also stands for those that begin with it."""
    return f"{quoted(token)} *" if token.isascii() and len(token) > 2 else quoted(token)


def all_of(expressions: Sequence[str], query: Query) -> str:
    """Return what the full-text index is asked for all expressions at once, of the class that the query is about."""
    restriction = [quoted(query.restriction)] if query.restriction else []
    return " AND ".join([*restriction, *expressions])


def numbered(knowledge: Knowledge, expression: str, limit: int) -> list[int]:
    """Return the numbers of the first names that answer an expression, the shortest names first."""
    rows = knowledge.rows("SELECT rowid FROM name_token WHERE name_token MATCH ? LIMIT ?", expression, limit)
    return [number for (number,) in rows]


def matching(knowledge: Knowledge, expressions: Sequence[str], query: Query) -> list[Candidate]:
    """Return the first names that answer all expressions."""
    return by_number(knowledge, numbered(knowledge, all_of(expressions, query), MOST))


def by_number(knowledge: Knowledge, numbers: Sequence[int]) -> list[Candidate]:
    """Return the names of these numbers."""
    if not numbers:
        return []
    marks = ",".join("?" * len(numbers))
    return named(knowledge, f"name.id IN ({marks})", *numbers)


def named(knowledge: Knowledge, where: str, *values: object) -> list[Candidate]:
    """Return the names for which a condition in SQL holds; only this package writes conditions."""
    query = (
        "SELECT name.iri, form, key, text, syllables, kind, degree FROM name"  # noqa: S608 - `where` is ours
        f" CROSS JOIN concept ON concept.iri = name.iri WHERE {where}"
    )
    return [Candidate(*row) for row in knowledge.rows(query, *values)]


def sharing(knowledge: Knowledge, query: Query, tokens: Sequence[str], least: int) -> Iterator[Candidate]:
    """Yield names with at least so many of the tokens.

    Such a name has one of the rarest tokens, so that the common ones need not be looked up: only those
    that must be, with which what is left is too few.
    """
    counts = {t: knowledge.name_count(t) for t in dict.fromkeys(tokens)}
    known = sorted((t for t in counts if counts[t]), key=lambda t: (counts[t], t))
    if len(known) < least:
        return
    shared: Counter[int] = Counter()
    for token in known[: len(known) - least + 1]:
        shared.update(numbered(knowledge, all_of([quoted(token)], query), 4 * MOST))
    numbers = sorted(shared, key=lambda n: (-shared[n], n))[: 2 * MOST]
    for name in by_number(knowledge, numbers):
        have = set(name.key) | set(telling_tokens(name.key))
        if sum(t in have or (not t.isascii() and t in name.key) for t in known) >= least:
            yield name
