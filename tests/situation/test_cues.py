"""Wordings in a message: each cue of the shipped pack is heard, its exceptions are not, and places are right."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.model import Cue
from advisor.situation.cues import GAP, GAP_AT_MOST, find_cues, suggested
from advisor.workspace import Workspace

SHIPPED = Workspace()
CUES = SHIPPED.knowledge.cues()
WORDINGS = [(cue, text) for cue in CUES for texts in cue.phrases.values() for text in texts]
EXCEPTIONS = [(cue, text) for cue in CUES for texts in cue.exceptions.values() for text in texts]


def heard(text: str) -> list[tuple[str, str, int, int]]:
    return [(h.cue, h.text, h.line, h.column) for h in find_cues(text, CUES, SHIPPED.vocabulary)]


@pytest.mark.parametrize(("cue", "text"), WORDINGS, ids=[f"{c.id}-{t}" for c, t in WORDINGS])
def test_every_wording_is_heard(cue: Cue, text: str) -> None:
    written = text.replace(GAP, "三个")
    assert cue.id in {name for name, *_ in heard(f"xx。{written}，yy")}
    assert cue.id in {name for name, *_ in heard(written.upper())}, "whatever the case"


@pytest.mark.parametrize(("cue", "text"), EXCEPTIONS, ids=[f"{c.id}-{t}" for c, t in EXCEPTIONS])
def test_no_exception_is_heard(cue: Cue, text: str) -> None:
    assert cue.id not in {name for name, *_ in heard(text.replace(GAP, "一个"))}


def test_places_count_from_one_and_quote_what_is_written() -> None:
    assert heard("第一行没有\n本周ＲＡＮＫＩＮＧ：")[0] == ("ranking", "ＲＡＮＫＩＮＧ", 2, 3)


def test_no_word_is_cut() -> None:
    assert heard("frankly speaking, mustard") == []
    assert [name for name, *_ in heard("you must")] == ["pressure"]


def test_a_gap_is_short_and_stays_in_its_line() -> None:
    near, far = "一" * GAP_AT_MOST, "一" * (GAP_AT_MOST + 1)
    assert ("shaming", f"罚{near}红包", 1, 1) in heard(f"罚{near}红包")
    assert "shaming" not in {name for name, *_ in heard(f"罚{far}红包")}
    assert "shaming" not in {name for name, *_ in heard("罚\n红包")}


def test_the_widest_wording_counts_once() -> None:
    assert [h for h in heard("最后一名") if h[0] == "shaming"] == [("shaming", "最后一名", 1, 1)]


def test_a_fact_that_is_suggested_both_ways_stays_unknown() -> None:
    hits = find_cues("自愿报名，但必须参加", CUES, SHIPPED.vocabulary)
    assert "campaign.refusal_easy" in {h.fact for h in hits}
    assert "campaign.refusal_easy" not in suggested(hits)


def test_what_is_suggested_says_by_which_words() -> None:
    found = suggested(find_cues("排行榜\n第一名", CUES, SHIPPED.vocabulary))["campaign.ranking"]
    assert (found.value, found.origin, found.method) == (True, "computed", "排行榜 (1:1); 第一名 (2:1)")


@given(st.text(max_size=300))
def test_any_text_is_read_and_places_lead_back_to_it(text: str) -> None:
    lines = text.splitlines()
    for hit in find_cues(text, CUES, SHIPPED.vocabulary):
        assert lines[hit.line - 1][hit.column - 1 :].startswith(hit.text)
        assert hit.text


def test_a_hostile_text_takes_a_moment() -> None:
    began = time.process_time()
    find_cues("罚" * 60_000 + "\n" + "消费" * 30_000, CUES, SHIPPED.vocabulary)
    assert time.process_time() - began < 20
