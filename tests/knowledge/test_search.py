"""Search: both scripts, pinyin, English, typing errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.search import search
from advisor.knowledge.store import Knowledge
from advisor.knowledge.text import grams, normalise


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("面子", "mz:face"),
        ("攀比", "mz:comparison"),
        ("攀比心理", "mz:comparison"),
        ("熟客", "mz:regular-guest"),
        ("回頭客", "mz:regular-guest"),
        ("客人名冊", "mz:name-book"),
        ("客人名册", "mz:name-book"),
        ("等级", "mz:guest-levels"),
        ("等級", "mz:guest-levels"),
        ("mianzi", "mz:face"),
        ("miàn zi", "mz:face"),
        ("mian4zi5", "mz:face"),
        ("MIANZI", "mz:face"),
        ("panbi", "mz:comparison"),
        ("pan bi xin li", "mz:comparison"),
        ("pbxl", "mz:comparison"),
        ("xinli", "mz:comparison"),
        ("miamzi", "mz:face"),
        ("Regular Guest", "mz:regular-guest"),
        ("regular", "mz:regular-guest"),
        ("habitue", "mz:regular-guest"),
        ("regular gest", "mz:regular-guest"),
        ("guest-levels", "mz:guest-levels"),
        ("levls", "mz:guest-levels"),
        ("攀比心里", "mz:comparison"),
        ("ｆａｃｅ", "mz:face"),
        ("fan typse", "mz:FanType"),
        ("粉丝类形", "mz:FanType"),
    ],
)
def test_finds(tea: Knowledge, query: str, first: str) -> None:
    hits = search(tea, query)
    assert hits, query
    assert hits[0].iri == first


def test_words_of_definitions_are_found_after_names(tea: Knowledge) -> None:
    hits = search(tea, "眼里")
    assert [h.iri for h in hits] == ["mz:face"]
    assert hits[0].score < 60
    assert "mz:name-book" in [h.iri for h in search(tea, "taste")]


def test_scores_are_ordered_and_within_bounds(tea: Knowledge) -> None:
    for query in ("客人", "guest", "mian"):
        scores = [h.score for h in search(tea, query)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < s <= 100 for s in scores)
    assert search(tea, "熟客")[0].score == 100


def test_the_hit_says_what_matched_and_speaks_the_language_asked_for(tea: Knowledge) -> None:
    hit = search(tea, "回头客", language="en")[0]
    assert (hit.label, hit.matched, hit.kind) == ("regular guest", "回頭客", "mz:FanType")


def test_kind_and_limit(tea: Knowledge) -> None:
    assert {h.kind for h in search(tea, "客人", kind="mz:Tactic")} == {"mz:Tactic"}
    assert [h.iri for h in search(tea, "面子", kind="mz:Motive")] == ["mz:face"], "subclasses count"
    assert len(search(tea, "客人", limit=2)) == 2
    assert search(tea, "客人", limit=0) == []


@pytest.mark.parametrize(
    "query", ["", "   ", "。！？", "qqqqxx", "%", "_", "'", '"', "\x00", "* OR 1=1", "饕餮"]
)
def test_nothing_to_find(tea: Knowledge, query: str) -> None:
    assert search(tea, query) == []


def test_pinyin_meets_whole_syllables_only(tea: Knowledge) -> None:
    assert search(tea, "nbix") == [], "which stands in pan-bi-xin-li all the same"


@given(st.text(max_size=40))
def test_any_text_is_a_query(text: str) -> None:
    from pathlib import Path

    knowledge = _shared(Path(__file__).parent)
    hits = search(knowledge, text, limit=5)
    assert len(hits) <= 5
    assert hits == search(knowledge, text, limit=5)


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet="面子攀比心理ab ", max_size=12))
def test_every_gram_stands_in_the_text(text: str) -> None:
    for gram in grams(text):
        assert gram in text
        assert len(gram) <= 2


_KNOWLEDGE: list[Knowledge] = []


def _shared(_: object) -> Knowledge:
    return _KNOWLEDGE[0]


@pytest.fixture(autouse=True)
def _remember(tea: Knowledge) -> None:
    _KNOWLEDGE[:] = [tea]
