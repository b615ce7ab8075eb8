"""Typing errors and syllables."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge import spelling
from advisor.knowledge.spelling import (
    allowed,
    distance,
    likeness,
    mended_segmentations,
    segmentations,
    shortened,
)

WORDS = st.text("abcde", max_size=8)
SYLLABLES = frozenset(["xi", "an", "xian", "mian", "mi", "zi", "fen", "si", "e", "er", "ge", "gen"])


def test_examples() -> None:
    assert doctest.testmod(spelling).failed == 0


@given(WORDS, WORDS)
def test_distance_is_one(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
    assert 0 <= likeness(one, other) <= 1


@given(WORDS.filter(bool), st.integers(0, 7), st.sampled_from("abcdexyz"))
def test_a_word_with_one_error_shares_a_shortened_form(word: str, place: int, letter: str) -> None:
    place %= len(word)
    wrong = word[:place] + word[place + 1 :]
    more = word[:place] + letter + word[place:]
    other = word[:place] + letter + word[place + 1 :]
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for typed in (wrong, more, other, swapped):
        assert distance(typed, word) <= 1
        assert shortened(typed) & shortened(word)


def test_short_words_are_taken_as_they_are() -> None:
    assert [allowed(word) for word in ("ab", "abc", "abcd", "abcde")] == [0, 1, 1, 2]


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), max_size=6))
def test_syllables_are_found_again(way: list[str]) -> None:
    found = segmentations("".join(way), SYLLABLES)
    assert all("".join(f) == "".join(way) for f in found)
    assert found == sorted(found, key=len)
    assert len(found) == 24 or tuple(way) in found


@pytest.mark.parametrize("letters", ["q", "mianq", "xx"])
def test_what_is_no_pinyin(letters: str) -> None:
    assert segmentations(letters, SYLLABLES) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("miamzi", ("mian", "zi")),
        ("fensii", ("fen", "si")),
        ("mainzi", ("mian", "zi")),
        ("fesi", ("fen", "si")),
    ],
)
def test_one_wrong_syllable(typed: str, meant: tuple[str, ...]) -> None:
    assert meant in list(mended_segmentations(typed, SYLLABLES))


def test_many_letters_take_no_time() -> None:
    assert len(segmentations("xian" * 50, SYLLABLES)) <= 24
    assert len(list(mended_segmentations("xian" * 50, SYLLABLES))) < 20_000
