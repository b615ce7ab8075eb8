"""What a query may mean if it has typing errors: in a word, in a syllable, in a character."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.index import PINYIN, name_key
from advisor.knowledge.lookup import MOST, Query, expression, named, numbered, sharing
from advisor.knowledge.match import COVERED, EXACT, Found, spelt_so, with_all_tokens
from advisor.knowledge.spelling import (
    MOST_LETTERS,
    allowed,
    distance,
    likeness,
    mended_segmentations,
    shortened,
)
from advisor.knowledge.store import Knowledge
from advisor.knowledge.text import han_runs, latin_tokens, words

GOOD_ENOUGH = 60.0
"""Where something scores this much, typing errors are not looked for."""

_MENDED = 0.85
_ALIKE = 0.7


def mistyped(knowledge: Knowledge, query: Query, found: Found) -> None:
    """What the query may mean if it has typing errors: in a word, in a syllable, in a character."""
    for key in _mended_words(knowledge, query):
        with_all_tokens(knowledge, query.with_key(key), found, _MENDED)
    if len(query.run) > 4:
        ways = list(dict.fromkeys(mended_segmentations(query.run, knowledge.syllables)))[:60]
        for way in ways:
            for name in named(knowledge, "name.key = ? AND form = ? LIMIT ?", "".join(way), PINYIN, 20):
                found.add(name, _MENDED * EXACT[PINYIN])
        if found.best < GOOD_ENOUGH:
            spelt_so(knowledge, ways, query, found, _MENDED)
    runs = han_runs(query.key)
    if runs and runs[0] == query.key and len(query.key) > 1:
        _sounding_alike(knowledge, query, found)
        _looking_alike(knowledge, query, found)


def _mended_words(knowledge: Knowledge, query: Query) -> Iterator[str]:
    """Yield the query with its unknown words replaced by known ones, the likeliest first."""
    typed = words(query.key)
    mended = [_mended_word(knowledge, word) for word in typed]
    if (
        typed
        and all(mended)
        and any(word not in choices for word, choices in zip(typed, mended, strict=True))
    ):
        for place in range(max(map(len, mended))):
            rest = [choices[min(place, len(choices) - 1)] for choices in mended]
            yield " ".join([*han_runs(query.key), *rest])


def _mended_word(knowledge: Knowledge, word: str) -> list[str]:
    """Return the known words that a word may mean: itself, else the nearest, else two that were run together."""
    (cut,) = latin_tokens(word)
    if not cut.isalpha() or len(cut) > MOST_LETTERS or knowledge.name_count(cut):
        return [word]
    near: set[str] = set()
    for form in {cut, word}:
        for short in shortened(form):
            near.update(w for (w,) in knowledge.rows("SELECT word FROM spelling WHERE short = ?", short))
    ranked = sorted(
        (min(distance(cut, w), distance(word, w)), w[0] != cut[0], -knowledge.name_count(w), w) for w in near
    )
    close = [w for far, _, _, w in ranked if far <= allowed(cut) and far == ranked[0][0]]
    if close:
        return close[:3]
    for middle in range(3, len(word) - 2):
        (left,), (right,) = latin_tokens(word[:middle]), latin_tokens(word[middle:])
        if knowledge.name_count(left) and knowledge.name_count(right):
            return [f"{left} {right}"]
    # Another form of a known word: `cooperate` where names have `cooperation`.
    stems = (cut[:end] for end in range(len(cut) - 1, max(5, len(cut) - 4), -1))
    return [stem for stem in stems if numbered(knowledge, expression(stem), 1)][:1]


def _sounding_alike(knowledge: Knowledge, query: Query, found: Found) -> None:
    """Names that are read as the query is: the commonest typing error in Chinese is the wrong homophone."""
    way = [knowledge.reading(character) for character in query.key]
    if not all(way):
        return
    for name in named(knowledge, "name.key = ? AND form = ? LIMIT ?", "".join(way), PINYIN, MOST):
        alike = likeness(query.key, name_key(name.text, knowledge.fold))
        # Two syllables alone are many words.
        if alike or len(way) > 2:
            found.add(name, 60 + COVERED * alike)
    if len(way) > 2 and found.best < GOOD_ENOUGH:
        spelt_so(knowledge, [way], query, found, _MENDED)


def _looking_alike(knowledge: Knowledge, query: Query, found: Found) -> None:
    """Names of about the same length that have all characters of the query but one."""
    characters = list(query.key)
    if not 3 <= len(characters) <= 12:
        return
    for name in sharing(knowledge, query, characters, len(characters) - 1):
        alike = likeness(query.key, name.key)
        if alike >= _ALIKE:
            found.add(name, _MENDED * 100 * alike)
