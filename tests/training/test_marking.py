"""Marks: full for the key, nothing for nothing, and parts in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.training.marking import mark
from advisor.training.model import Choice, Form, Item
from advisor.training.typed import Unreadable, typed_answer


def made(form: Form, right: int, size: int = 5, **more: object) -> Item:
    choices = tuple(Choice(f"option {n}", n < right) for n in range(size))
    return Item("x", "s", form, "d", "remember", 0.5, "en", "?", choices, "e", ("s",), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "answer", "score"),
    [
        (made("single", 1), (0,), 1),
        (made("single", 1), (1,), 0),
        (made("single", 1), (0, 1), 0),
        (made("multiple", 2), (0, 1), 1),
        (made("multiple", 2), (0,), 0.5),
        (made("multiple", 2), (0, 1, 2), 0.5),
        (made("multiple", 2), (2, 3), 0),
        (made("multiple", 2), (0, 1, 2, 3, 4), 0),
        (made("order", 5), (0, 1, 2, 3, 4), 1),
        (made("order", 5), (1, 2, 3, 4, 0), 0.75),
        (made("order", 5), (4, 3, 2, 1, 0), 0),
        (made("order", 5), (0, 0, 1, 2, 3), 0),
        (made("number", 0, 0, number=100.0, tolerance=1.0), 101.0, 1),
        (made("number", 0, 0, number=100.0, tolerance=1.0), 101.1, 0),
        (made("number", 0, 0, number=0.25, tolerance=0.01), (1,), 0),
    ],
)
def test_marks(item: Item, answer: object, score: float) -> None:
    assert mark(item, answer).score == pytest.approx(score)  # type: ignore[arg-type]
    assert mark(item, answer).right is (score == 1)  # type: ignore[arg-type]
    assert mark(item, None).score == 0


@given(st.integers(1, 5), st.sets(st.integers(0, 4)))
def test_only_the_key_is_full(right: int, chosen: set[int]) -> None:
    got = mark(made("multiple", right), tuple(chosen))
    assert 0 <= got.score <= 1
    assert got.right is (chosen == set(range(right)))


@pytest.mark.parametrize(
    ("item", "text", "answer"),
    [
        (made("single", 1), "b", (1,)),
        (made("single", 1), "Ｂ", (1,)),
        (made("multiple", 2), "a, c", (0, 2)),
        (made("multiple", 2), "ac", (0, 2)),
        (made("order", 3, 3), "c a b", (2, 0, 1)),
        (made("number", 0, 0, number=1.0), "1,923.5", 1923.5),
        (made("number", 0, 0, number=1.0), "25%", 0.25),
        (made("single", 1), "  ", None),
    ],
)
def test_what_is_typed(item: Item, text: str, answer: object) -> None:
    assert typed_answer(item, tuple(range(len(item.choices))), text) == answer


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (made("single", 1), "ab"), (made("single", 1), "h"), (made("single", 1), "1"), (made("multiple", 2), "aa"),
        (made("order", 3, 3), "ab"), (made("number", 0, 0, number=1.0), "many"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(item: Item, text: str) -> None:
    with pytest.raises(Unreadable):
        typed_answer(item, tuple(range(len(item.choices))), text)
