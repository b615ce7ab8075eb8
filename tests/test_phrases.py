"""Messages and the way values are written out."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pack import make_pack

from advisor.errors import PackError
from advisor.pack import load_packs
from advisor.phrases import Phrases, detect_language, load_phrases, normalise_language, to_traditional

ZH, HANT, EN = (Phrases(tag, {}) for tag in ("zh-Hans", "zh-Hant", "en"))


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh_TW.UTF-8", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("en_GB.UTF-8", "en"),
        ("de_DE", "en"),
    ],
)
def test_languages(tag: str, language: str) -> None:
    assert normalise_language(tag) == language
    assert detect_language({"LANG": tag}) == language


def test_without_a_locale_chinese_is_spoken() -> None:
    assert detect_language({}) == detect_language({"LANG": "C.UTF-8"}) == "zh-Hans"
    assert detect_language({"ADVISOR_LANG": "en", "LANG": "zh_CN"}) == "en"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.18, "18%"), (0.184, "18.4%"), (0.0005, "0.1%"), (1, "100%"), (0, "0%"), (-0.05, "-5%")],
)
def test_ratios(value: float, text: str) -> None:
    assert ZH.ratio(value) == text


def test_money_and_numbers() -> None:
    assert ZH.money(32_000) == "3.2 万元"
    assert HANT.money(32_000) == "3.2 萬元"
    assert EN.money(32_000) == "CNY 32,000"
    assert ZH.money(900) == "900 元"
    assert ZH.number(120_000) == "12 万"
    assert EN.number(120_000) == "120,000"
    assert EN.number(2.5) == "2.5"
    assert ZH.date("2026-03-01") == "2026年3月1日"
    assert EN.date("2026-03-01") == "1 March 2026"
    assert (ZH.date("2026-05"), EN.date("2026-05")) == ("2026年5月", "May 2026")
    assert (ZH.date("2026"), EN.date("2026"), EN.date("spring")) == ("2026年", "2026", "spring")


def test_lists() -> None:
    assert ZH.list(["甲"]) == "甲"
    assert ZH.list(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert EN.list(["a", "b", "c"]) == "a, b and c"
    assert ZH.list([]) == ""


def test_traditional_is_by_character() -> None:
    assert (
        to_traditional("社群里的平台、占比、核对、为什么、软件、视频")
        == "社群裡的平台、占比、核對、為什麼、軟件、視頻"
    )
    assert to_traditional("12 周、每周、第 {n} 周、周到") == "12 週、每週、第 {n} 週、周到"


def test_units_have_words() -> None:
    packs = load_packs()
    zh, hant, en = (load_phrases(packs, tag) for tag in ("zh-Hans", "zh-Hant", "en"))
    assert zh.quantity(3, "week") == "3 周"
    assert hant.quantity(3, "hour") == "3 小時"
    assert en.quantity(1, "week") == "1 week"
    assert en.quantity(3, "week") == "3 weeks"
    assert zh.quantity(0.2, "ratio") == "20%"
    assert zh.quantity(7, "count") == "7"


def test_a_missing_phrase_and_a_missing_value_are_errors() -> None:
    phrases = Phrases("en", {"a": "{x} of {y}"})
    assert phrases("a", x=1, y=2) == "1 of 2"
    with pytest.raises(PackError, match="no phrase 'b' in en"):
        phrases("b")
    with pytest.raises(PackError, match="unknown value {y}"):
        phrases("a", x=1)


def test_values_are_not_templates() -> None:
    assert Phrases("en", {"a": "{x}"})("a", x="{y}{0.__class__}") == "{y}{0.__class__}"


def test_a_later_pack_replaces_single_messages(tmp_path: Path) -> None:
    firm = make_pack(tmp_path / "firm")
    catalogue = firm / "reports" / "own.zh-Hans.po"
    catalogue.write_text('msgid ""\nmsgstr ""\n\nmsgid "unit.week"\nmsgstr "{n} 个星期"\n', encoding="utf-8")
    packs = load_packs([firm])
    assert load_phrases(packs, "zh-Hans").quantity(3, "week") == "3 个星期"
    assert load_phrases(packs, "zh-Hant").quantity(3, "week") == "3 個星期"
    assert load_phrases(packs, "zh-Hans").quantity(3, "day") == "3 天"
    catalogue.write_text('msgid "a"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(PackError, match="'a' has no text"):
        load_phrases(load_packs([firm]), "zh-Hans")
    catalogue.rename(firm / "reports" / "own.po")
    with pytest.raises(PackError, match="is not named TOPIC"):
        load_phrases(load_packs([firm]), "zh-Hans")


def test_both_languages_have_the_same_messages_with_the_same_values() -> None:
    import re

    packs = load_packs()
    zh, en = (load_phrases(packs, tag).messages for tag in ("zh-Hans", "en"))
    assert {k for k in zh if not k.endswith(".many")} == {k for k in en if not k.endswith(".many")}
    for key in zh:
        assert set(re.findall(r"\{(\w+)\}", zh[key])) == set(re.findall(r"\{(\w+)\}", en[key])), key
