"""What the consultant decides outweighs what the rules recommend, and the plan says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from workshop import Workshop, brand, chosen, item, segment

from advisor.errors import NotFound, UsageError
from advisor.planning.decisions import find_tactic
from advisor.planning.model import Plan
from advisor.planning.recommendation import DecisionItem
from advisor.situation.model import Act, Decision, Situation


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("decisions"), reports=True)
    for number in range(6):
        shop.act(f"work-{number}", days=0.5, hours=0.5)
    shop.act("parade", needs=("wagon",), instead=("outing",)).act("wagon").act("outing")
    shop.act("gold", fixed=5000)
    shop.act("torch", risks=("fire",)).caution("torch", "{fact: brand.risky, is: true}", instead="lantern")
    shop.act("lantern", in_place="brand.kept")
    shop.act("raffle").rule(
        "raffles_are_capped", "cautions", "{fact: brand.risky, is: true}", "{caution: mz:raffle}",
        advice="{certainty: regulation, sources: ['craft#1']}",
    )  # fmt: skip
    shop.act("noise", clashes=("silence",)).act("silence")
    return shop


def decided(situation: Situation, *decisions: tuple[Act, str] | tuple[Act, str, str]) -> Situation:
    made = [
        Decision(d[0], f"mz:{d[1]}", d[2] if len(d) == 3 else None, f"so we {d[0]} it") for d in decisions
    ]
    return replace(situation, decisions=tuple(made))


def one(plan: Plan, tactic: str):
    (found,) = (r for r in plan.recommendations if r.tactic == f"mz:{tactic}")
    return found


def test_without_decisions_nothing_is_said_of_them(shop: Workshop) -> None:
    assert all(r.decision is None for r in shop.plan(brand(wants=("parade", "torch"))).recommendations)


# -- reject -------------------------------------------------------------------------------------------------


def test_what_is_rejected_is_left_out_with_the_reason(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("outing", "work-1")), ("reject", "outing")))
    assert chosen(plan) == ["work-1"]
    outing = one(plan, "outing")
    assert (outing.status, outing.reason.code) == ("rejected", "declined")
    assert outing.reason.text == "Rejected by the consultant: so we reject it"
    assert outing.decision == DecisionItem("reject", "so we reject it")
    assert outing.start is None
    assert outing.rules == ("wants_outing",), "why it was advised stays to be read"


def test_a_rejection_for_one_leaves_the_others(shop: Workshop) -> None:
    brief = brand(segment("a", wants=("outing",)), segment("b", wants=("outing",)))
    plan = shop.plan(decided(brief, ("reject", "outing", "a")))
    assert {(r.entity, r.status) for r in plan.recommendations} == {("a", "rejected"), ("b", "chosen")}
    everywhere = shop.plan(decided(brief, ("reject", "outing")))
    assert {r.status for r in everywhere.recommendations} == {"rejected"}


def test_what_needs_the_rejected_is_deferred(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("parade",)), ("reject", "wagon")))
    parade = one(plan, "parade")
    assert (parade.status, parade.reason.code) == ("deferred", "order")
    assert "wagon" in parade.reason.text
    assert "so we reject it" in parade.reason.text


def test_the_rejected_is_no_alternative(shop: Workshop) -> None:
    free = one(shop.plan(brand(wants=("parade",))), "parade")
    assert [a.id for a in free.alternatives] == ["mz:outing"]
    bound = one(shop.plan(decided(brand(wants=("parade",)), ("reject", "outing"))), "parade")
    assert bound.alternatives == ()


def test_a_rejection_of_what_nobody_advised_is_carried_too(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("work-1",)), ("reject", "gold")))
    assert one(plan, "gold").status == "rejected"


# -- accept and add -----------------------------------------------------------------------------------------


def test_what_is_accepted_comes_first_whatever_its_score(shop: Workshop) -> None:
    wants = tuple(f"work-{n}" for n in range(6))
    brief = brand(wants=wants, considers=("outing",))
    assert "outing" not in chosen(shop.plan(brief, most=3))
    plan = shop.plan(decided(brief, ("accept", "outing")), most=3)
    assert "outing" in chosen(plan)
    outing = one(plan, "outing")
    assert (outing.status, outing.reason.code) == ("chosen", "accepted")
    assert outing.certainty.advice == "stated", "its ground is the rule's"


def test_what_is_added_stands_on_the_word_of_the_consultant(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("work-1",)), ("add", "outing")))
    outing = one(plan, "outing")
    assert (outing.status, outing.strength, outing.rules) == ("added", "conditional", ())
    assert (outing.certainty.advice, outing.certainty.condition) == ("judgement", "judgement")
    assert outing.reason.text == "Added by the consultant: so we add it"
    assert outing.start is not None
    assert outing in plan.chosen
    assert any(outing.id in phase.recommendations for phase in plan.phases)
    assert any(entry.recommendation == outing.id for week in plan.calendar for entry in week.entries)


def test_adding_what_is_advised_is_accepting_it(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("outing",)), ("add", "outing")))
    assert (one(plan, "outing").status, one(plan, "outing").reason.code) == ("chosen", "accepted")


def test_it_still_has_to_fit(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("work-1",), budget__total=1000), ("add", "gold")))
    gold = one(plan, "gold")
    assert (gold.status, gold.reason.code) == ("deferred", "budget")
    assert gold.decision is not None


def test_what_it_needs_is_drawn_in(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(), ("add", "parade")))
    assert chosen(plan) == ["wagon", "parade"]
    assert one(plan, "wagon").decision is None


def test_what_clashes_with_it_gives_way(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(wants=("noise",), considers=("silence",)), ("accept", "silence")))
    assert chosen(plan) == ["silence"]
    assert one(plan, "noise").reason.code == "conflict"


def test_even_what_is_in_place_can_be_asked_for(shop: Workshop) -> None:
    brief = brand(wants=("lantern",), kept=True)
    assert one(shop.plan(brief), "lantern").status == "rejected"
    assert one(shop.plan(decided(brief, ("accept", "lantern"))), "lantern").status == "chosen"


def test_for_a_segment(shop: Workshop) -> None:
    plan = shop.plan(decided(brand(segment("a")), ("add", "outing", "a")))
    assert one(plan, "outing").id == "outing@a"
    assert item(plan, "outing@a").entity == "a"


# -- against a caution --------------------------------------------------------------------------------------


def test_a_caution_is_shown_and_does_not_stop_it(shop: Workshop) -> None:
    brief = brand(wants=("torch",), risky=True)
    assert one(shop.plan(brief), "torch").status == "contraindicated"
    torch = one(shop.plan(decided(brief, ("accept", "torch"))), "torch")
    assert (torch.status, torch.strength) == ("chosen", "conditional")
    assert [c.state for c in torch.cautions] == [True]
    assert "in spite of the caution" in torch.reason.text


def test_law_outweighs_a_decision(shop: Workshop) -> None:
    for wants in (("raffle",), ()):
        raffle = one(shop.plan(decided(brand(wants=wants, risky=True), ("add", "raffle"))), "raffle")
        assert (raffle.status, raffle.reason.code) == ("contraindicated", "caution")
        assert "law" in raffle.reason.text
    may = one(shop.plan(decided(brand(wants=("raffle",)), ("add", "raffle"))), "raffle")
    assert may.status == "chosen", "where the law may forbid it, it is asked"
    assert [c.state for c in may.cautions] == [None]


# -- names, words, sameness ---------------------------------------------------------------------------------


def test_a_tactic_goes_by_any_name(shop: Workshop) -> None:
    assert find_tactic(shop.workspace.knowledge, "torch", "en").concept.iri == "mz:torch"
    with pytest.raises(NotFound):
        find_tactic(shop.workspace.knowledge, "trumpet", "en")
    with pytest.raises(UsageError, match="'joy' is not something that can be recommended"):
        find_tactic(shop.workspace.knowledge, "joy", "en")
    with pytest.raises(NotFound, match="mz:joy"):
        shop.plan(decided(brand(), ("add", "joy")))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_written_plan_says_who_decided(shop: Workshop, language: str) -> None:
    from advisor.reporting import render_text

    brief = brand(wants=("torch", "outing"), risky=True)
    situation = decided(brief, ("accept", "torch"), ("reject", "outing"), ("add", "work-1"))
    plan = shop.plan(situation, language=language)
    text = render_text(plan, "md", shop.workspace.packs)
    for decision in situation.decisions:
        assert decision.why in text
    heading = {"en": "Not taken up", "zh-Hans": "顾问不采纳", "zh-Hant": "顧問不採納"}[language]
    assert heading in text
    assert {"en": "Against the decision", "zh-Hans": "与此相反的提醒", "zh-Hant": "與此相反的提醒"}[
        language
    ] in text


def test_the_order_of_decisions_changes_nothing(shop: Workshop) -> None:
    brief = brand(wants=tuple(f"work-{n}" for n in range(6)))
    acts = (("accept", "work-5"), ("reject", "work-1"), ("add", "outing"), ("accept", "work-4"))
    plans = [shop.plan(decided(brief, *order), most=4) for order in (acts, acts[::-1])]
    assert [r.id for r in plans[0].recommendations] == [r.id for r in plans[1].recommendations]
    first, second = (replace(plan, input={}).dumps() for plan in plans)
    assert first == second, "but for the brief that the plan carries with it"
