"""What to ask next: the unknown facts on which most advice hangs."""

from __future__ import annotations

import pytest
from workshop import Workshop, brand, segment

from advisor.planning.model import Question


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("ask"))
    for slug in ("lamp", "torch", "drum", "tea"):
        shop.act(slug)

    def rule(name: str, when: str, slug: str, kind: str = "brand") -> None:
        then = f"{{recommend: mz:{slug}, strength: strong, serves: [mz:joy]}}"
        shop.rule(name, "tactics", when, then, kind=kind)

    rule("ready_lamp", "{fact: brand.ready, is: true}", "lamp")
    rule("ready_torch", "{fact: brand.ready, is: true}", "torch")
    rule("damp_or_risky", "{any: [{fact: brand.damp, is: true}, {fact: brand.risky, is: true}]}", "drum")
    rule("dim_tea", "{all: [{finding: brand.dim}, {fact: brand.kept, is: false}]}", "tea")
    rule("leaving_tea", "{finding: segment.leaving}", "tea", kind="segment")
    rule("any_cross", "{any_of: {segment: {fact: segment.cross, is: true}}}", "drum")
    shop.caution("drum", "{all: [{fact: brand.ready, is: true}, {fact: brand.kept, is: true}]}")
    return shop


def asked(shop: Workshop, *members, **facts) -> dict[tuple[str, str], Question]:
    everything = {"wants": (), "considers": (), "hopes": ()}
    return {(q.entity, q.fact): q for q in shop.plan(brand(*members, **{**everything, **facts})).questions}


def test_questions_in_order_of_what_hangs_on_them(shop: Workshop) -> None:
    found = asked(shop)
    # ready: lamp, torch, and half the caution; lamps and kept: half of tea; damp and risky: half of drum
    assert {k[1]: q.weight for k, q in found.items()} == {
        "brand.ready": 2.5,
        "brand.kept": 1.0,
        "brand.damp": 0.5,
        "brand.lamps": 0.5,
        "brand.risky": 0.5,
    }
    assert [k[1] for k in found] == ["brand.ready", "brand.kept", "brand.damp", "brand.lamps", "brand.risky"]


def test_a_question_is_in_words_and_says_what_it_decides(shop: Workshop) -> None:
    found = asked(shop)["brand", "brand.ready"]
    assert found.question == "What is the ready of the brand?"
    assert found.why == "The ready decides."
    assert found.unlocks == ("mz:lamp", "mz:torch", "mz:drum")
    assert found.unlocks_labels == ("lamp", "torch", "drum")


def test_what_is_known_is_not_asked(shop: Workshop) -> None:
    assert asked(shop, ready=True, damp=True, risky=False, lamps=3, kept=True) == {}
    assert ("brand", "brand.ready") not in asked(shop, ready=False)


def test_what_can_no_longer_decide_is_not_asked(shop: Workshop) -> None:
    found = asked(shop, ready=False, damp=False, lamps=500)
    assert list(found) == [("brand", "brand.risky")]


def test_through_an_open_finding_the_facts_behind_it_are_asked(shop: Workshop) -> None:
    found = asked(shop, segment("old", cross=False, wants=()), ready=False, damp=True, lamps=500)
    assert list(found) == [("old", "segment.return_rate")]
    assert found["old", "segment.return_rate"].unlocks == ("mz:tea",)


def test_a_member_is_asked_for_its_own_fact(shop: Workshop) -> None:
    found = asked(
        shop, segment("old", return_rate=0.9, wants=()), ready=False, damp=False, risky=False, lamps=500
    )
    assert list(found) == [("old", "segment.cross")]


def test_no_more_questions_than_the_pack_allows(tmp_path) -> None:
    shop = Workshop(tmp_path, numbers={"planning_questions": 2})
    for slug, fact in (("a", "ready"), ("b", "damp"), ("c", "risky")):
        shop.act(slug)
        shop.rule(
            f"r_{slug}", "tactics", f"{{fact: brand.{fact}, is: true}}",
            f"{{recommend: mz:{slug}, strength: strong, serves: [mz:joy]}}",
        )  # fmt: skip
    assert len(shop.plan(brand()).questions) == 2


def test_a_caution_of_findings_of_another_kind_is_no_dead_end(tmp_path) -> None:
    """A finding of the brand read in a rule for segments leads to the brand's facts."""
    shop = Workshop(tmp_path).act("lamp")
    shop.rule(
        "dim_segment", "tactics", "{finding: brand.dim}",
        "{recommend: mz:lamp, strength: strong, serves: [mz:joy]}", kind="segment",
    )  # fmt: skip
    found = asked(shop, segment("old", wants=()))
    assert list(found) == [("brand", "brand.lamps")]
