"""What a person would want first, asked of the shipped pack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.knowledge.search import search
from advisor.knowledge.store import Knowledge, open_knowledge
from advisor.pack import load_packs


@pytest.fixture(scope="module")
def shipped() -> Iterator[Knowledge]:
    knowledge = open_knowledge(load_packs())
    yield knowledge
    knowledge.close()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # a part of a name, or another name
        ("攀比", "mz:comparison-mentality"),
        ("面子", "mz:face"),
        ("麵子", "mz:face"),
        ("裂變", "mz:fan-fission"),
        ("社交裂变", "mz:fan-fission"),
        ("KOL", "mz:kol"),
        ("kol合作", "mz:kol-cooperation"),
        ("沉默成员", "mz:silent-member"),
        ("潜水", "mz:silent-member"),
        ("黄金时间", "mz:golden-hours-of-response"),
        ("輪值", "mz:crowdfunded-rotating-manager"),
        ("积分", "mz:points"),
        ("活跃度", "mz:activity"),
        ("面子经济", "mz:face-economy"),
        ("面子 经济", "mz:face-economy"),
        ("会员等级", "mz:fan-levels"),
        ("UGC", "mz:user-generated-content"),
        ("ＵＧＣ", "mz:user-generated-content"),
        # words in any number and order
        ("loyal fans", "mz:loyal-fan"),
        ("fans that are loyal", "mz:loyal-fan"),
        ("leader opinion key", "mz:kol"),
        ("silent members", "mz:silent-member"),
        ("rotating manager", "mz:crowdfunded-rotating-manager"),
        ("entry fee", "mz:entry-fee"),
        ("word of mouth", "mz:reputation-spread"),
        ("user-generated content", "mz:user-generated-content"),
        ("user generated contents", "mz:user-generated-content"),
        ("cooperate with KOL", "mz:kol-cooperation"),
        ("content marketing", "mz:content-marketing"),
        # pinyin
        ("mianzi", "mz:face"),
        ("miàn zi", "mz:face"),
        ("mian4zi5", "mz:face"),
        ("panbi xinli", "mz:comparison-mentality"),
        ("jifen", "mz:points"),
        ("fsjj", "mz:fan-economy"),
        ("quanzi", "mz:small-circle"),
        # typing errors
        ("fan typse", "mz:FanType"),
        ("fantype", "mz:FanType"),
        ("粉丝类形", "mz:FanType"),
        ("攀比心里", "mz:comparison-mentality"),
        ("攀逼", "mz:comparison-mentality"),
        ("miamzi", "mz:face"),
        ("shequn yunyng", "mz:community-operation"),
        ("comunity economy", "mz:community-economy"),
        ("opinon leader", "mz:kol"),
    ],
)  # fmt: skip
def test_first(shipped: Knowledge, query: str, first: str) -> None:
    hits = search(shipped, query)
    assert hits, query
    assert hits[0].iri == first, [h.iri for h in hits[:4]]


@pytest.mark.parametrize("query", ["私域流量池子", "quantum", "xyzzy", "7", "？"])
def test_better_nothing_than_anything(shipped: Knowledge, query: str) -> None:
    assert [h for h in search(shipped, query) if h.score >= 60] == []


def test_long_queries_are_answered(shipped: Knowledge) -> None:
    for query in ("面子" * 150, "fan " * 80, "fensi" * 60, "粉丝圈层运营" * 40, "abcdefghij" * 30):
        search(shipped, query)
