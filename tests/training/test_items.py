"""Items of the shipped pack: each key is proved again by another way than the one that made it."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.errors import NotFound, UsageError
from advisor.reasoning.cases import read_cases
from advisor.training.bank import Bank, bigrams, item_id
from advisor.training.flaws import flaw, sifted
from advisor.training.items import MAKERS, generate
from advisor.training.model import Choice, Item, Refusal
from advisor.training.papers import Paper, draw, scrambled

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_has_no_flaw_and_every_item_has_its_source(
    language: str, papers: dict[str, Paper], banks: dict[str, Bank]
) -> None:
    paper = papers[language]
    assert len(paper.items) == len({i.id for i in paper.items}) == 120
    for item in paper.items:
        assert flaw(item) is None
        assert item.sources
        assert all(banks[language].knowledge.section(s) for s in item.sources)
        assert item.explanation
        assert 0 <= item.difficulty <= 1
        assert "{" not in item.stem + item.explanation
        if item.form == "single":
            assert sum(c.right for c in item.choices) == 1


def test_every_sort_takes_its_turn(papers: dict[str, Paper]) -> None:
    counts = Counter(i.sort for i in papers["zh-Hans"].items)
    assert set(counts) == set(MAKERS)
    assert len({i.topic for i in papers["zh-Hans"].items}) >= 5


def test_keys_take_all_places(papers: dict[str, Paper]) -> None:
    places = Counter(
        next(n for n, c in enumerate(i.choices) if c.right)
        for i in papers["en"].items
        if i.form == "single" and not i.scale
    )
    assert max(places.values()) - min(places.values()) <= 2


def test_the_same_seed_gives_the_same_paper(banks: dict[str, Bank]) -> None:
    assert draw(banks["en"], 5, 30).items == draw(banks["en"], 5, 30).items
    assert draw(banks["en"], 5, 30).items != draw(banks["en"], 6, 30).items


def test_an_item_has_one_name_in_every_language(banks: dict[str, Bank]) -> None:
    ids = {
        language: {i.id for i in generate(bank, 1, ("owner",)) if isinstance(i, Item)}
        for language, bank in banks.items()
    }
    assert ids["en"] == ids["zh-Hans"] == ids["zh-Hant"]
    assert item_id("owner", "mz:fan-levels") in ids["en"]


# -- proofs -------------------------------------------------------------------------------------------------------


def _items(bank: Bank, sort: str) -> list[Item]:
    return sifted(generate(bank, 3, (sort,)), enough=60)[0]


def test_definitions_belong_to_their_terms(banks: dict[str, Bank]) -> None:
    bank = banks["en"]
    by_text = {bank.definition(c): c for c in bank.concepts}
    by_id = {item_id("definition", c.iri): c for c in bank.concepts}
    for item in _items(bank, "definition"):
        asked = by_id[item.id]
        for choice in item.choices:
            owner = by_text[choice.text]
            assert (owner.iri == asked.iri) is choice.right
            assert choice.right or not bank.tied(asked, owner)


def test_kinds_are_proved_by_the_axioms(banks: dict[str, Bank]) -> None:
    bank = banks["zh-Hans"]
    by_label = {bank.kind_label(k): k for k in bank.by_kind}
    by_id = {item_id("kind", c.iri): c for c in bank.concepts}
    items = _items(bank, "kind")
    assert len(items) > 30
    for item in items:
        kind = by_id[item.id].kind
        for choice in item.choices:
            other = by_label[choice.text]
            assert other == kind if choice.right else bank.disjoint(kind, other)


def test_disjointness_is_read_off_the_axioms(banks: dict[str, Bank]) -> None:
    bank = banks["en"]
    assert bank.disjoint("mz:Tactic", "mz:Metric")
    assert bank.disjoint("mz:FaceType", "mz:Tactic"), "through the class above"
    assert not bank.disjoint("mz:FaceType", "mz:Phenomenon")
    assert not bank.disjoint("mz:Tactic", "mz:Tactic")


def test_an_owner_is_the_one_of_the_tactic(banks: dict[str, Bank]) -> None:
    bank = banks["en"]
    tactics = {item_id("owner", iri): t for iri, t in bank.knowledge.tactics().items()}
    for item in _items(bank, "owner"):
        right = bank.knowledge.concept(tactics[item.id].owner)
        assert right is not None
        assert [c.text for c in item.choices if c.right] == [bank.label(right)]


def test_verdicts_are_the_engines(banks: dict[str, Bank]) -> None:
    bank = banks["en"]
    by_id = {
        item_id("verdict", r.id, str(truth)): (r, truth)
        for r in bank.rules.rules
        for truth in (True, False, None)
    }
    words = {True: "fires", False: "fails", None: "open"}
    seen = set()
    for item in _items(bank, "verdict"):
        rule, truth = by_id[item.id]
        (right,) = [c.text for c in item.choices if c.right]
        assert right == bank.phrases(f"train.verdict.{words[truth]}")
        cases, _ = read_cases(rule, bank.tests[rule.id], bank.rules, bank.vocabulary)
        assert any(c.verdict(bank.rules, bank.on) is truth for c in cases)
        seen.add(truth)
    assert seen == {True, False, None}


def test_a_caution_names_the_warned_and_the_others_are_never_warned_of(banks: dict[str, Bank]) -> None:
    bank = banks["en"]
    warned = {c.id for r in bank.rules.rules if r.layer == "cautions" for c in r.then}
    labels = {bank.label(t.concept): iri for iri, t in bank.knowledge.tactics().items()}
    for item in _items(bank, "caution"):
        for choice in item.choices:
            assert (labels[choice.text] in warned) is choice.right


def test_sums_come_out(banks: dict[str, Bank]) -> None:
    items = _items(banks["zh-Hans"], "number")
    assert len(items) >= 5
    for item in items:
        assert item.number is not None
        assert 0 < item.tolerance <= abs(item.number) * 0.011


def test_steps_are_scrambled_the_same_way_and_never_in_order(banks: dict[str, Bank]) -> None:
    for item in _items(banks["en"], "order"):
        shown = scrambled(item, 4)
        assert shown == scrambled(item, 4)
        assert sorted(shown) == list(range(len(item.choices)))
        assert list(shown) != sorted(shown)


# -- flaws --------------------------------------------------------------------------------------------------------


def one(stem: str, right: str, *wrong: str, **more: object) -> Item:
    choices = (Choice(right, True), *(Choice(w, False) for w in wrong))
    return Item("x", "term", "single", "d", "remember", 0.5, "zh-Hans", stem, choices, "e", ("s",), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (one("次日还来的人占多少？", "留存率", "转化率", "分享率"), None),
        (one("次日留存的人占多少？", "留存率", "转化率", "分享率"), "giveaway"),
        (one("次日留存的人占多少？", "留存率", "留存数", "分享率"), None),
        (one("什么？", "甲", "乙"), "few_options"),
        (one("什么？", "甲乙丙", "甲乙丙", "丁"), "same_options"),
        (one("什么？", "一句很长很长很长很长很长的话说明问题", "短的说法一", "短的说法二"), "unequal_length"),
        (one("What is meant by retention?", "retention rate", "growth rate", "share rate"), "giveaway"),
        (one("谁？", "老客", "新客", "过客", cues=("谁？谁？",)), None),
        (one("回头客是什么？", "熟客", "新客", "过客", cues=("回头客",)), "giveaway"),
    ],
)  # fmt: skip
def test_each_flaw_is_found(item: Item, found: str | None) -> None:
    assert flaw(item) == found


def test_two_right_and_no_right_are_found() -> None:
    item = one("什么？", "甲", "乙", "丙")
    two = Item(**{**vars(item), "choices": tuple(Choice(c.text, True) for c in item.choices)})
    none = Item(**{**vars(item), "choices": tuple(Choice(c.text, False) for c in item.choices)})
    assert (flaw(two), flaw(none)) == ("two_right", "no_key")


def test_the_same_question_is_kept_once() -> None:
    kept, refused = sifted([one("什么？", "甲", "乙", "丙"), one("什么？", "甲", "丁", "戊")])
    assert len(kept) == 1
    assert [r.reason for r in refused] == ["duplicate"]


def test_refusals_say_why(banks: dict[str, Bank]) -> None:
    refused = [i for i in generate(banks["en"], 1, ("order",)) if isinstance(i, Refusal)]
    assert {r.reason for r in refused} == {"many_steps"}


def test_pieces_of_texts() -> None:
    assert bigrams("留存率 retention a") == {"留存", "存率", "retent"}


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"topics": ("face",)}, NotFound),
        ({"sorts": ("termm",)}, NotFound),
        ({"sorts": ("number",)}, UsageError),
    ],
)
def test_wishes_that_cannot_be_met(
    wish: dict[str, tuple[str, ...]], error: type, banks: dict[str, Bank]
) -> None:
    with pytest.raises(error):
        draw(banks["en"], 1, 500, **wish)  # type: ignore[arg-type]


def test_a_topic_alone(banks: dict[str, Bank]) -> None:
    assert {i.topic for i in draw(banks["en"], 1, 30, topics=["face-ops"]).items} == {"face-ops"}
