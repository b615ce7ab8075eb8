"""Typing errors and pinyin: words that differ by a letter or two, letters that are syllables.

No list of words is gone through. Words that differ by one edit, and many that differ by two, become the
same when a letter is left out of either; so the index keeps each word under all its shortened forms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

MOST_LETTERS = 24
"""Longer words are not looked for with typing errors."""
LONGEST_SYLLABLE = 6
"""Letters of `zhuang`, `chuang` and `shuang`."""
_MOST_SEGMENTATIONS = 24


def shortened(word: str) -> set[str]:
    """Return a word with each of its forms that lack one letter.

    >>> sorted(shortened("fan"))
    ['an', 'fa', 'fan', 'fn']
    """
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def distance(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many or exchanged with their neighbour.

    >>> distance("typse", "type"), distance("mianzi", "mainzi"), distance("粉丝类形", "粉丝类型")
    (1, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1."""
    return 1 - distance(one, other) / max(len(one), len(other), 1)


def allowed(word: str) -> int:
    """Return how many typing errors are forgiven in a word of its length."""
    return 0 if len(word) < 3 else 1 if len(word) < 5 else 2


def segmentations(letters: str, syllables: Collection[str]) -> list[tuple[str, ...]]:
    """Return the ways to read letters as whole syllables, those with the fewest syllables first.

    >>> segmentations("xian", {"xi", "an", "xian"})
    [('xian',), ('xi', 'an')]
    """

    @cache
    def rest(start: int) -> tuple[tuple[str, ...], ...]:
        if start == len(letters):
            return ((),)
        found: list[tuple[str, ...]] = []
        for end in range(min(len(letters), start + LONGEST_SYLLABLE), start, -1):
            if letters[start:end] in syllables:
                found.extend((letters[start:end], *more) for more in rest(end))
        return tuple(sorted(found, key=len)[:_MOST_SEGMENTATIONS])

    return list(rest(0))


def mended_segmentations(letters: str, syllables: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read letters as syllables of which one has a typing error.

    >>> list(mended_segmentations("miamzi", {"mian", "zi"}))
    [('mian', 'zi')]
    """
    near: dict[str, set[str]] = {}
    for syllable in syllables:
        for short in shortened(syllable):
            near.setdefault(short, set()).add(syllable)
    for start in range(len(letters)):
        heads = segmentations(letters[:start], syllables)
        if not heads:
            continue
        for end in range(start + 1, min(len(letters), start + LONGEST_SYLLABLE + 1) + 1):
            typed = letters[start:end]
            tails = segmentations(letters[end:], syllables)
            if not tails:
                continue
            meant = {s for short in shortened(typed) for s in near.get(short, ())}
            for syllable in sorted(meant - {typed}):
                if distance(typed, syllable) == 1:
                    for head in heads[:2]:
                        for tail in tails[:2]:
                            yield (*head, syllable, *tail)
