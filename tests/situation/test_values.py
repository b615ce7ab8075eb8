"""How a written value is read: forgiving in form, strict in meaning."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_vocabulary import FACTS, WORDS

from advisor.situation.values import ValueFault, plain_number, read_day, read_text, read_value
from advisor.situation.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("fact", "raw", "expected"),
    [
        ("brand.repeat_rate", 0.18, 0.18),
        ("brand.repeat_rate", "18%", 0.18),
        ("brand.repeat_rate", "18 ％", 0.18),
        ("brand.repeat_rate", "0.18", 0.18),
        ("brand.repeat_rate", 1, 1.0),
        ("brand.growth", "-12.5%", -0.125),
        ("brand.growth", "−3%", -0.03),
        ("brand.growth", "250%", 2.5),
        ("brand.monthly_sales", "20万元", 200_000.0),
        ("brand.monthly_sales", "1.2亿", 120_000_000.0),
        ("brand.monthly_sales", "¥35,000", 35_000.0),
        ("brand.monthly_sales", "人民币 3500 元", 3_500.0),
        ("brand.monthly_sales", "CNY 3.5k", 3_500.0),
        ("brand.monthly_sales", "１２３４", 1_234.0),
        ("brand.customers", "3.5万", 35_000),
        ("brand.customers", "35,000", 35_000),
        ("brand.customers", "35，000人", 35_000),
        ("brand.customers", "3.5万人", 35_000),
        ("brand.customers", "2w", 20_000),
        ("brand.customers", 35_000.0, 35_000),
        ("brand.nps", -40, -40),
        ("feedback.response_hours", "3小时", 3.0),
        ("feedback.response_hours", "1.5 h", 1.5),
        ("content.posts_per_week", "每周3篇", 3.0),
        ("content.posts_per_week", "3次/周", 3.0),
        ("plan.weeks", "12周", 12),
        ("brand.founded", 2016, 2016),
        ("product.visible", True, True),
        ("product.visible", "是", True),
        ("product.visible", "No", False),
        ("product.visible", " 没有 ", False),
        ("brand.sector", "tea", "tea"),
        ("brand.sector", "茶饮", "tea"),
        ("brand.sector", "BEAUTY CARE", "beauty"),
        ("brand.goals", ["销售", "loyalty", "sales"], ("loyalty", "sales")),
        ("brand.goals", "忠诚、销售", ("loyalty", "sales")),
        ("brand.goals", "loyalty", ("loyalty",)),
        ("brand.goals", [], ()),
        ("brand.name", 361, "361"),
        ("brand.name", " 云岫 ", "云岫"),
        ("brand.listed_on", dt.date(2026, 3, 1), "2026-03-01"),
        ("brand.listed_on", "2026-03-01", "2026-03-01"),
    ],
)
def test_values_are_read(vocabulary: Vocabulary, fact: str, raw: Any, expected: Any) -> None:
    found = read_value(raw, vocabulary[fact], vocabulary.words)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "fact", ["brand.repeat_rate", "product.visible", "brand.sector", "brand.goals", "brand.name"]
)
@pytest.mark.parametrize("raw", [None, "", "不清楚", "Unknown", "N/A"])
def test_unknown_is_unknown(vocabulary: Vocabulary, fact: str, raw: Any) -> None:
    assert read_value(raw, vocabulary[fact], vocabulary.words) is None


def test_an_option_comes_before_a_word_for_unknown() -> None:
    vocabulary = Vocabulary.from_raw(FACTS, (), {**WORDS, "unknown": ["无"]})
    assert read_value("无", vocabulary["brand.goals"], vocabulary.words) == ("none",)
    assert read_value("无", vocabulary["brand.sector"], vocabulary.words) is None


@pytest.mark.parametrize(
    ("fact", "raw", "message", "remedy"),
    [
        ("brand.repeat_rate", 18, "lies between 0 and 1", "write 18% or 0.18"),
        ("brand.repeat_rate", 12.5, "lies between 0 and 1", "write 12.5% or 0.125"),
        ("brand.repeat_rate", "180%", "lies between 0 and 1", "share like 18%"),
        ("brand.repeat_rate", -0.1, "lies between 0 and 1", "share like 18%"),
        ("brand.repeat_rate", True, "not a number", "share like 18%"),
        ("brand.repeat_rate", "3小时", "in hours, not a share", "share like 18%"),
        ("brand.repeat_rate", "high", "not a number", "share like 18%"),
        ("brand.customers", "18%", "a percentage", "whole number"),
        ("brand.customers", 3.5, "not a whole number", "whole number"),
        ("brand.customers", -1, "at least 0", "whole number"),
        ("brand.customers", "3,5", "not a number", "whole number"),
        ("brand.customers", "3,5000", "not a number", "whole number"),
        ("brand.customers", "1e3", "not a number", "whole number"),
        ("brand.customers", 10**15, "at least 0", "whole number"),
        ("brand.customers", float("inf"), "no finite number", "whole number"),
        ("brand.customers", "20元", "in CNY, not counts", "whole number"),
        ("brand.customers", "9" * 70, "not a number", "whole number"),
        ("brand.monthly_sales", "$300", "not a number", "CNY"),
        ("brand.balance", 51, "at most 50", "a number"),
        ("brand.nps", 101, "between -100 and 100", "points"),
        ("feedback.response_hours", "2天", "in days, not hours", "write 48"),
        ("feedback.response_hours", "半天", "not a number", "hours"),
        ("feedback.response_hours", [3], "is a list", "hours"),
        ("feedback.response_hours", {"a": 1}, "is a mapping", "hours"),
        ("product.visible", 1, "neither yes nor no", "true or false"),
        ("product.visible", "maybe", "neither yes nor no", "true or false"),
        ("brand.sector", "茶", "none of its options", "did you mean tea?"),
        ("brand.sector", "beuaty care", "none of its options", "did you mean beauty care"),
        ("brand.sector", "zzzz", "none of its options", "one of tea, beauty"),
        ("brand.sector", True, "none of its options", "one of tea, beauty"),
        ("brand.goals", ["loyalty", None], "none of its options", "one of"),
        ("brand.goals", 3, "not a list", "a list from"),
        ("brand.name", False, "not text", '"false"'),
        ("brand.name", ["a"], "is a list", "line of text"),
        ("brand.name", "   ", "is empty", "line of text"),
        ("brand.name", "x" * 201, "201 characters", "at most 200"),
        ("brand.name", "two\nlines", "control characters", "one line"),
        ("brand.name", "rever\u202esed", "control characters", "one line"),
        ("brand.listed_on", "2026-03", "not a full date", "2026-03-01"),
        ("brand.listed_on", "2026-02-30", "not a full date", "2026-03-01"),
        ("brand.founded", "long ago", "not a number", "a year like 2016"),
    ],
)
def test_faults_say_what_to_write(
    vocabulary: Vocabulary, fact: str, raw: Any, message: str, remedy: str
) -> None:
    with pytest.raises(ValueFault) as caught:
        read_value(raw, vocabulary[fact], vocabulary.words)
    assert message in caught.value.message
    assert remedy in (caught.value.remedy or "")


@pytest.mark.parametrize("raw", [dt.date(2026, 3, 1), "2026-03-01", "2026-03", 2026, "2026"])
def test_days_months_and_years(raw: Any) -> None:
    assert read_day(raw) == (raw.isoformat() if isinstance(raw, dt.date) else str(raw))


@pytest.mark.parametrize("raw", ["2026-13", "26-01-01", "yesterday", True, 3.5, "2026-1-1"])
def test_no_days(raw: Any) -> None:
    with pytest.raises(ValueFault, match="not a date"):
        read_day(raw)


def test_text_may_hold_emoji_and_quotes() -> None:
    assert read_text(' 茶"语🍵 ') == '茶"语🍵'


@given(st.decimals(0, 1, places=4))
def test_percent_and_plain_say_the_same(vocabulary: Vocabulary, share: Any) -> None:
    spec, words = vocabulary["brand.repeat_rate"], vocabulary.words
    assert (
        read_value(f"{share * 100:f}%", spec, words) == read_value(float(share), spec, words) == float(share)
    )


@given(st.integers(0, 10**12))
def test_ten_thousands_and_separators_say_the_same(vocabulary: Vocabulary, number: int) -> None:
    spec, words = vocabulary["brand.customers"], vocabulary.words
    assert read_value(f"{number:,}", spec, words) == number
    assert read_value(f"{plain_number(number)}人", spec, words) == number
    whole, rest = divmod(number, 10_000)
    assert read_value(f"{whole}.{rest:04d}万", spec, words) == number


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.lists(st.text(max_size=5), max_size=3))
)
def test_nothing_else_than_a_value_unknown_or_a_fault(vocabulary: Vocabulary, raw: Any) -> None:
    for spec in vocabulary.values():
        try:
            found = read_value(raw, spec, vocabulary.words)
        except ValueFault:
            continue
        if found is not None and spec.numeric:
            assert spec.minimum is None or found >= spec.minimum  # type: ignore[operator]
            assert spec.maximum is None or found <= spec.maximum  # type: ignore[operator]
