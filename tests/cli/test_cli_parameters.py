"""`advisor parameters`, called as an expert calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Advisor = Callable[..., Any]


def test_all_and_one(advisor: Advisor) -> None:
    rows = json.loads(advisor("parameters", "--format", "json").out)
    names = [row["name"] for row in rows]
    assert names == sorted(names)
    assert "repeat_purchase_low" in names
    called = advisor("parameters", "repeat_purchase_low")
    assert called.code == 0
    assert called.out.startswith("since\tuntil\tsector\tvalue"), "rows alone go into a pipe"
    assert "repeat_purchase_low" in called.err


def test_on_a_day_and_for_a_sector(advisor: Advisor) -> None:
    def value(*more: str) -> float:
        rows = json.loads(advisor("parameters", "--format", "json", *more).out)
        return next(float(r["value"]) for r in rows if r["name"] == "repeat_purchase_low")

    assert value("--sector", "tea") != value()
    assert value("--on", "2026-06-01") == value()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("repeat_purchase_lo",), "did you mean repeat_purchase_low"),
        (("--on", "soon"), "'soon' is no date"),
        (("--sector", "coffee"), "no sector is called 'coffee'"),
    ],
)
def test_what_is_refused(advisor: Advisor, arguments: tuple[str, ...], says: str) -> None:
    called = advisor("parameters", *arguments)
    assert (called.code, called.out) == (2, "")
    assert says in called.err
