"""Candidates: what the rules recommend, with grounds, cautions and a score that can be reckoned by hand."""

from __future__ import annotations

import pytest
from workshop import Workshop, brand, chosen, item, segment

from advisor.planning.candidates import find_candidates, goal_weights
from advisor.planning.context import Context

JUDGED = "{certainty: judgement, why: {en: So we judge., zh-Hans: 依经验。}}"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("candidates"))
    for slug in ("lamp", "drum", "feast", "poem", "stall"):
        shop.act(slug)
    shop.act("bonfire", instead=("poem",)).act("torch").act("kite").act("oil", section="craft-10")
    shop.act("dance", in_place="brand.kept").act("choir", in_place="segment.cross")
    shop.caution("bonfire", "{fact: brand.risky, is: true}", instead="lamp")
    shop.caution("torch", "{finding: brand.burning}")
    shop.caution("stall", "{fact: segment.cross, is: true}", kind="segment")
    shop.caution(
        "drum",
        "{any: [{all: [{fact: brand.ready, is: true}, {fact: brand.damp, is: true}]}, {fact: brand.risky, is: true}]}",
    )
    shop.rule(
        "dim_house",
        "tactics",
        "{finding: brand.dim}",
        "{recommend: mz:lamp, strength: conditional, serves: [mz:light]}",
    )
    shop.rule(
        "no_fire", "tactics", "{all: [{not: {finding: brand.burning}}, {fact: brand.damp, is: true}]}",
        "{recommend: mz:feast, strength: strong, serves: [mz:joy]}",
    )  # fmt: skip
    shop.rule(
        "some_leave", "tactics", "{any_of: {segment: {finding: segment.leaving}}}",
        "{recommend: mz:poem, strength: strong, serves: [mz:joy]}",
        advice="{certainty: hedged, sources: ['craft#10']}",
    )  # fmt: skip
    shop.rule(
        "either", "tactics",
        "{any: [{fact: brand.ready, is: true}, {fact: brand.complaints, above: {parameter: complaints_many}}]}",
        "{recommend: mz:kite, strength: strong, serves: [mz:light]}", advice=JUDGED,
    )  # fmt: skip
    return shop


def candidate(ctx: Context, id: str):
    return {c.id: c for c in find_candidates(ctx)}[id]


def test_only_what_a_rule_recommends_is_a_candidate(shop: Workshop) -> None:
    ctx = shop.context(brand(wants=("lamp",), considers=None))
    assert [c.id for c in find_candidates(ctx)] == ["lamp@brand"]


def test_a_candidate_for_each_entity_that_is_advised(shop: Workshop) -> None:
    ctx = shop.context(
        brand(segment("old", wants=("lamp",)), segment("new", wants=("lamp", "drum")), wants=("poem",))
    )
    assert {c.id for c in find_candidates(ctx)} == {"lamp@old", "lamp@new", "drum@new", "poem@brand"}


def test_score_is_strength_by_ground_by_goal_by_severity_by_agreement(shop: Workshop) -> None:
    # strong 4, conditional 2; judgement halves; primary doubles, secondary 1.5; severity 2 doubles; 1.25 for a second rule
    def score(id: str, **facts) -> float:
        return candidate(shop.context(brand(**facts)), id).score

    assert score("lamp@brand", wants=("lamp",)) == 4
    assert score("lamp@brand", considers=("lamp",)) == 2
    assert score("lamp@brand", hopes=("lamp",)) == 2
    assert score("lamp@brand", wants=("lamp",), goals=("joy",)) == 8
    assert score("lamp@brand", wants=("lamp",), also=("joy",)) == 6
    assert score("lamp@brand", wants=("lamp",), goals=("light",)) == 4
    assert score("lamp@brand", lamps=3) == 2 * 2
    assert score("lamp@brand", wants=("lamp",), lamps=3) == 4 * 2 * 1.25


def test_effort_lowers_the_score_by_the_exponent(tmp_path) -> None:
    shop = Workshop(tmp_path, numbers={"planning_effort_exponent": 0.5})
    shop.act("small", days=1, hours=0).act("large", days=10, hours=4)
    ctx = shop.context(brand(wants=("small", "large")), weeks=12)
    assert candidate(ctx, "large@brand").score == pytest.approx(
        candidate(ctx, "small@brand").score / (10 + 4 * 12 / 8) ** 0.5, abs=1e-5
    )


def test_candidates_are_in_order_of_score_and_then_of_id(shop: Workshop) -> None:
    ctx = shop.context(brand(wants=("poem", "lamp"), considers=("feast",), ready=True))
    found = find_candidates(ctx)
    assert [c.id for c in found] == ["lamp@brand", "poem@brand", "feast@brand", "kite@brand"]
    assert [c.score for c in found] == [4, 4, 2, 2]


def test_strongest_rule_gives_the_basis_and_all_rules_are_named(shop: Workshop) -> None:
    found = candidate(shop.context(brand(wants=("lamp",), lamps=3)), "lamp@brand")
    assert found.rules == ("wants_lamp", "dim_house")
    assert found.basis == "Because of wants_lamp."
    assert found.strength == "strong"
    assert found.serves == ("mz:joy", "mz:light")
    assert found.findings == ("brand.dim",)
    assert set(found.facts) == {"brand.wants", "brand.lamps"}
    assert found.sources == ("craft#1",)


def test_grounds_are_the_best_of_the_rules(shop: Workshop) -> None:
    both = brand(segment("old", return_rate=0.1), wants=("poem",))
    found = candidate(shop.context(both), "poem@brand")
    assert (found.certainty.advice, found.certainty.condition) == ("stated", "judgement")
    assert found.sources == ("craft#1", "craft#10")
    alone = candidate(shop.context(brand(segment("old", return_rate=0.1))), "poem@brand")
    assert alone.certainty.advice == "hedged"


def test_the_facts_of_a_member_are_behind_what_is_said_of_it(shop: Workshop) -> None:
    found = candidate(shop.context(brand(segment("old", return_rate=0.1))), "poem@brand")
    assert found.facts == ("segment.return_rate",)


def test_a_rule_without_sections_leaves_those_that_speak_of_the_tactic(shop: Workshop) -> None:
    found = candidate(shop.context(brand(ready=True)), "kite@brand")
    assert found.sources == ("craft#1",)
    assert found.certainty.advice == "judgement"
    assert found.serves == ("mz:light",)


def test_facts_are_those_that_make_it_hold(shop: Workshop) -> None:
    assert candidate(shop.context(brand(ready=True, complaints=3)), "kite@brand").facts == ("brand.ready",)
    assert candidate(shop.context(brand(ready=False, complaints=30)), "kite@brand").facts == (
        "brand.complaints",
    )


def test_a_finding_that_must_not_hold_lends_no_weight(shop: Workshop) -> None:
    """`not: {finding: …}` is true where the finding is false: its severity says nothing then."""
    found = candidate(shop.context(brand(damp=True, crisis__level="none")), "feast@brand")
    assert found.findings == ()
    assert found.score == 4


# -- cautions ----------------------------------------------------------------------------------------------


def test_a_true_caution_forbids_and_offers_the_substitute(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("bonfire",), risky=True))
    found = item(plan, "bonfire@brand")
    assert found.status == "contraindicated"
    assert found.reason is not None
    assert found.reason.code == "caution"
    assert found.reason.text == found.cautions[0].basis
    assert found.cautions[0].state is True
    assert found.cautions[0].sources == ("craft#1",)
    assert [a.id for a in found.alternatives] == ["mz:lamp", "mz:poem"]
    assert plan.chosen == ()
    assert "craft#1" in {s.id for s in plan.sources}


def test_a_false_caution_is_not_spoken_of(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("bonfire",), risky=False)), "bonfire@brand")
    assert (found.status, found.strength, found.cautions) == ("chosen", "strong", ())


def test_an_unknown_caution_makes_it_conditional_and_says_what_to_check(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("bonfire",)))
    found = item(plan, "bonfire@brand")
    assert (found.status, found.strength) == ("chosen", "conditional")
    assert found.score == 2
    assert found.cautions[0].state is None
    assert found.cautions[0].check == ("risky of the brand",)
    assert "brand.risky" in {q.fact for q in plan.questions}


def test_only_what_can_still_decide_is_to_be_checked(shop: Workshop) -> None:
    """Where one half of an `and` is false, the other half need not be known."""
    found = item(shop.plan(brand(wants=("drum",), ready=False)), "drum@brand")
    assert found.cautions[0].check == ("risky of the brand",)


def test_a_caution_behind_a_finding_names_no_fact_of_its_own(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("torch",))), "torch@brand")
    assert found.strength == "conditional"
    assert found.cautions[0].check == ()
    assert (
        item(shop.plan(brand(wants=("torch",), crisis__level="blaze")), "torch@brand").status
        == "contraindicated"
    )


def test_a_caution_for_the_brand_covers_its_members(shop: Workshop) -> None:
    plan = shop.plan(brand(segment("old", wants=("bonfire",)), risky=True))
    assert item(plan, "bonfire@old").status == "contraindicated"


def test_a_caution_for_a_segment_covers_that_segment_only(shop: Workshop) -> None:
    old, new = segment("old", wants=("stall",), cross=True), segment("new", wants=("stall",), cross=False)
    plan = shop.plan(brand(old, new, wants=("stall",)))
    assert item(plan, "stall@old").status == "contraindicated"
    assert item(plan, "stall@old").cautions
    assert item(plan, "stall@new").cautions == ()
    assert chosen(plan) == ["stall"]


# -- what is in place, and goals ----------------------------------------------------------------------------


def test_what_the_brand_does_already_is_rejected(shop: Workshop) -> None:
    assert item(shop.plan(brand(wants=("dance",), kept=True)), "dance@brand").status == "rejected"
    assert item(shop.plan(brand(wants=("dance",), kept=True)), "dance@brand").reason.code == "in_place"
    assert item(shop.plan(brand(wants=("dance",), kept=False)), "dance@brand").status == "chosen"
    assert item(shop.plan(brand(wants=("dance",))), "dance@brand").status == "chosen"


def test_it_may_be_in_place_for_one_segment_and_not_for_another(shop: Workshop) -> None:
    old, new = segment("old", wants=("choir",), cross=True), segment("new", wants=("choir",), cross=False)
    plan = shop.plan(brand(old, new))
    assert item(plan, "choir@old").status == "rejected"
    assert item(plan, "choir@new").status == "chosen"


def test_a_primary_goal_stays_primary_where_rules_differ(shop: Workshop) -> None:
    ctx = shop.context(brand(goals=("joy",), also=("joy", "light")))
    assert goal_weights(ctx) == {"mz:joy": "primary", "mz:light": "secondary"}
    assert goal_weights(shop.context(brand(goals=None))) == {}


def test_a_concept_that_is_no_tactic_is_left_out(tmp_path) -> None:
    shop = Workshop(tmp_path).act("lamp")
    shop.rule(
        "odd", "tactics", "{known: brand.name}", "{recommend: mz:water, strength: strong, serves: [mz:joy]}"
    )
    assert find_candidates(shop.context(brand())) == []
