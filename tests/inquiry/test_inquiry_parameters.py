"""Thresholds on a day, for a sector, with their history and the rules that name them."""

from __future__ import annotations

import datetime as dt

import pytest

from advisor.errors import NotFound, UsageError
from advisor.inquiry.parameters import checked_sector, history_rows, parameter_rows, parameter_text
from advisor.reasoning.model import Compare, ParameterRef
from advisor.reasoning.parameters import Dated, Parameter, Parameters
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.workspace import Workspace

SHIPPED = Workspace()
SAY = SHIPPED.phrases("en")
LABEL = {"en": "Few lamps", "zh-Hans": "灯少"}
LAMPS = Parameter(
    "lamps_few",
    LABEL,
    (Dated("2026-01-01", 100, "craft#1", "low"), Dated("2026-07-01", 80, "judgement", "high")),
    "count",
    0.9,
    {"tea": (Dated("2026-03-01", 60, "judgement", "medium", {"en": "Tea is dim.", "zh-Hans": "茶室暗。"}),)},
)
RULES = RuleSet((), Parameters({"lamps_few": LAMPS}))


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "sector", "value", "since", "early"),
    [
        ("2025-06-01", None, 100, "2026-01-01", True),
        ("2026-02-01", None, 100, "2026-01-01", False),
        ("2026-07-01", None, 80, "2026-07-01", False),
        ("2026-02-01", "tea", 100, "2026-01-01", False),
        ("2026-07-01", "tea", 60, "2026-03-01", False),
        ("2026-07-01", "beauty", 80, "2026-07-01", False),
    ],
)
def test_what_counts_on_a_day(day: str, sector: str | None, value: float, since: str, early: bool) -> None:
    (row,) = parameter_rows(RULES, on(day), sector, SAY)
    assert (row["value"], row["since"], row["early"]) == (value, since, early)


def test_the_history_of_one() -> None:
    rows = history_rows(RULES, "lamps_few", SAY)
    assert [(r["since"], r["until"], r["sector"], r["value"]) for r in rows] == [
        ("2026-01-01", "2026-07-01", None, 100),
        ("2026-07-01", None, None, 80),
        ("2026-03-01", None, "tea", 60),
    ]
    assert rows[2]["note"] == "Tea is dim."
    with pytest.raises(NotFound) as raised:
        history_rows(RULES, "lamp_few", SAY)
    assert "lamps_few" in str(raised.value.remedy)


def test_one_in_words() -> None:
    text = parameter_text(RULES, "lamps_few", on("2025-06-01"), None, SAY)
    assert text[0] == "Few lamps  lamps_few"
    assert "100" in text[1]
    assert "craft#1" in text[1]
    assert "2026-01-01" in text[2]
    assert "0.9" in text[3]


def test_the_rules_that_name_it_do() -> None:
    rows = parameter_rows(SHIPPED.rules, on("2026-06-01"), None, SAY)
    assert len(rows) == len(SHIPPED.rules.parameters)
    named = {r["name"]: set(r["rules"]) for r in rows}
    for rule in SHIPPED.rules.rules:
        for leaf in leaves(rule.when):
            if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef):
                assert rule.id in named[leaf.operand.name]
    assert all(r["rules"] or r["name"].startswith(("planning_", "interview_")) for r in rows)


def test_a_sector_goes_by_code_or_name() -> None:
    assert checked_sector(None, SHIPPED.vocabulary) is None
    assert checked_sector("tea", SHIPPED.vocabulary) == "tea"
    option = next(o for o in SHIPPED.vocabulary["brand.sector"].options if o.code == "tea")
    assert {checked_sector(name, SHIPPED.vocabulary) for name in option.labels.values()} == {"tea"}
    with pytest.raises(UsageError, match="no sector is called 'coffee'"):
        checked_sector("coffee", SHIPPED.vocabulary)
