"""Metrics, targets, goals and triggers: bounds, sides and weeks, reckoned by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workshop import Workshop, brand, item, segment

from advisor.planning.measure import metric_item
from advisor.planning.recommendation import MetricItem
from advisor.situation.model import FactValue


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("measure"))
    shop.act("lamp", metrics=("hearsay", "lamps-lit", "rating", "complaints"), effect=4, instead=("torch",))
    shop.act("torch", serves=("light",), metrics=("lamps-lit",)).act(
        "tea", metrics=("return-rate",), effect=2
    )
    shop.act("hush", metrics=("complaints",), serves=("calm",), effect=30).act("ember", serves=("light",))
    shop.act("ages", serves=("light",), days=400)
    shop.act("bell", metrics=("rating",), instead=("gong", "horn")).act("gong", in_place="brand.kept").act(
        "horn"
    )
    shop.caution("gong", "{fact: brand.risky, is: true}").caution("horn", "{fact: brand.damp, is: true}")
    shop.caution("torch", "{fact: brand.risky, is: true}")
    return shop


def metric(shop: Workshop, name: str, situation=None, at: str = "brand", **facts) -> MetricItem:
    situation = situation or brand(**facts)
    found = metric_item(shop.context(situation), f"mz:{name}", situation.by_id[at], 5)
    assert found is not None
    return found


# -- targets --------------------------------------------------------------------------------------------------


def test_without_a_present_value_there_is_no_target(shop: Workshop) -> None:
    found = metric(shop, "lamps-lit")
    assert (found.fact, found.baseline, found.target) == ("brand.lamps", None, None)
    assert found.baseline_display == "not measured yet"
    assert "measure first" in found.basis


def test_a_metric_that_no_fact_observes_has_no_target(shop: Workshop) -> None:
    found = metric(shop, "hearsay")
    assert (found.fact, found.baseline, found.target, found.unit) == (None, None, None, None)


def test_the_target_is_the_line_of_the_finding(shop: Workshop) -> None:
    found = metric(shop, "lamps-lit", lamps=80)
    assert (found.baseline, found.target, found.by_week) == (80, 100, 5)
    assert found.basis == "The target is the line that the diagnosis uses."


def test_no_target_goes_further_than_a_plan_can_promise(shop: Workshop) -> None:
    found = metric(shop, "lamps-lit", lamps=20)
    assert found.target == 30  # half as much again, the line is at 100
    assert found.basis.startswith("Towards the line")


def test_less_is_better_for_complaints(shop: Workshop) -> None:
    assert metric(shop, "complaints", complaints=24).target == 20
    assert metric(shop, "complaints", complaints=100).target == 50
    without_line = metric(shop, "complaints", complaints=10)
    assert without_line.target == 9
    assert not without_line.higher_is_better


def test_where_no_line_is_known_the_usual_improvement_is_aimed_at(shop: Workshop) -> None:
    assert metric(shop, "lamps-lit", lamps=200).target == 220
    assert metric(shop, "return-rate", return_rate=0.5).target == 0.55


def test_near_the_end_of_a_scale_only_part_of_the_way_is_promised(shop: Workshop) -> None:
    assert metric(shop, "return-rate", return_rate=0.96).target == pytest.approx(0.98)
    assert metric(shop, "rating", rating=4.8).target == pytest.approx(4.9)
    assert metric(shop, "rating", rating=5.0).target == 5.0


def test_rounding_never_turns_a_target_around(shop: Workshop) -> None:
    found = metric(shop, "rating", rating=4.91)
    assert found.target is not None
    assert 4.91 < found.target <= 5


def test_nothing_at_all_grows_to_the_line_or_is_measured_first(shop: Workshop) -> None:
    assert metric(shop, "lamps-lit", lamps=0).target == 100
    assert metric(shop, "return-rate", return_rate=0.0).target is None
    assert metric(shop, "complaints", complaints=0).target is None


def test_a_segments_own_value_comes_before_the_brands(shop: Workshop) -> None:
    both = brand(segment("old", return_rate=0.3), return_rate=0.6)
    own = metric(shop, "return-rate", both, at="old")
    assert (own.entity, own.fact, own.baseline, own.target) == ("old", "segment.return_rate", 0.3, 0.4)
    brands = brand(segment("old"), return_rate=0.6)
    found = metric(shop, "return-rate", brands, at="old")
    assert (found.entity, found.fact, found.baseline) == ("brand", "brand.return_rate", 0.6)


def test_an_unknown_metric_is_left_out(shop: Workshop) -> None:
    situation = brand()
    assert metric_item(shop.context(situation), "mz:nothing", situation.brand, None) is None


@given(lamps=st.integers(0, 5000), complaints=st.integers(0, 300))
def test_counts_aim_at_whole_numbers_on_the_better_side(shop: Workshop, lamps: int, complaints: int) -> None:
    more, fewer = metric(shop, "lamps-lit", lamps=lamps), metric(shop, "complaints", complaints=complaints)
    for found, sign in ((more, 1), (fewer, -1)):
        if found.target is not None:
            assert found.baseline is not None
            assert float(found.target).is_integer()
            assert (found.target - found.baseline) * sign >= 0
            assert found.target >= 0
            if found.baseline:
                assert abs(found.target - found.baseline) <= 0.5 * found.baseline + 1


@given(rate=st.floats(0, 1), rating=st.floats(1, 5))
def test_targets_stay_on_their_scale_and_never_get_worse(shop: Workshop, rate: float, rating: float) -> None:
    for found, least, most in (
        (metric(shop, "return-rate", return_rate=rate), 0, 1),
        (metric(shop, "rating", rating=rating), 1, 5),
    ):
        if found.target is not None:
            assert found.baseline is not None
            assert least <= found.target <= most
            assert found.target >= found.baseline - 1e-9


# -- metrics of an action, and goals ------------------------------------------------------------------------------


def test_an_action_shows_three_metrics_those_with_a_value_first(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("lamp",), rating=4.0, complaints=7)), "lamp@brand")
    assert [m.id for m in found.metrics] == ["mz:rating", "mz:complaints", "mz:hearsay"]
    assert {m.by_week for m in found.metrics} == {found.end}


def test_goals_have_weight_measures_and_what_serves_them(shop: Workshop) -> None:
    plan = shop.plan(brand(goals=("light",), also=("joy", "calm"), wants=("torch", "tea", "ember"), lamps=50))
    assert [g.id for g in plan.goals] == ["mz:light", "mz:joy", "mz:calm"]
    light, joy, calm = plan.goals
    assert (light.weight, joy.weight) == ("primary", "secondary")
    assert light.recommendations == ("ember@brand", "torch@brand")
    assert [m.id for m in light.metrics] == ["mz:lamps-lit"]
    assert light.metrics[0].by_week == plan.weeks
    assert light.rules == ("goals_light",)
    assert light.basis == "Because of goals_light."
    assert light.sources == ("craft#1",)
    assert joy.recommendations == ("tea@brand",)
    assert calm.recommendations == ()


def test_a_goal_is_measured_by_what_its_actions_are_measured_by(shop: Workshop) -> None:
    def measures(*wants: str, **facts) -> list[str]:
        return [m.id for m in shop.plan(brand(goals=("joy",), wants=wants, **facts)).goals[0].metrics]

    assert measures() == ["mz:rating", "mz:return-rate"]  # no fact observes hearsay
    assert measures("tea") == ["mz:return-rate", "mz:rating"]
    assert measures("torch", "lamp") == ["mz:rating", "mz:hearsay"]
    assert measures("tea", rating=3.0) == ["mz:rating", "mz:return-rate"]


def test_a_goal_without_a_section_of_its_own_cites_where_it_is_spoken_of(tmp_path) -> None:
    shop = Workshop(tmp_path).act("lamp")
    shop.rule(
        "it_is_dark", "goals", "{fact: brand.damp, is: true}", "{goal: mz:light, weight: primary}",
        advice="{certainty: judgement, why: {en: So we judge., zh-Hans: 依经验。}}",
    )  # fmt: skip
    assert shop.plan(brand(damp=True)).goals[0].sources == ("craft#2",)


# -- triggers -----------------------------------------------------------------------------------------------------


def test_a_trigger_stands_part_of_the_way_to_the_target(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp",), lamps=80), weeks=12)
    (trigger,) = plan.triggers
    assert (trigger.metric, trigger.entity, trigger.value) == ("mz:lamps-lit", "brand", 90)
    assert trigger.week == item(plan, "lamp@brand").end
    assert trigger.if_ == f"If by week {trigger.week} the lamps lit of Lumen is below 90"
    assert trigger.switch_to == "mz:torch"
    assert "turn to “torch”" in trigger.then
    assert plan.to_json()["triggers"][0]["if"] == trigger.if_


def test_for_less_is_better_it_is_above(shop: Workshop) -> None:
    (trigger,) = shop.plan(brand(wants=("hush",), complaints=40)).triggers
    assert "is above 30" in trigger.if_


def test_a_check_comes_before_the_last_week(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("hush",), complaints=40), weeks=12)
    assert item(plan, "hush@brand").end == 12
    assert plan.triggers[0].week == 11
    assert shop.plan(brand(wants=("hush",), complaints=40), weeks=1).triggers[0].week == 1


def test_without_a_baseline_there_is_no_trigger(shop: Workshop) -> None:
    assert shop.plan(brand(wants=("lamp", "tea"))).triggers == ()


def test_nothing_left_to_gain_triggers_nothing(shop: Workshop) -> None:
    assert shop.plan(brand(wants=("bell",), rating=5.0)).triggers == ()


def test_one_measure_is_checked_once(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp", "torch"), lamps=80))
    assert [t.metric for t in plan.triggers] == ["mz:lamps-lit"]


def test_what_takes_over_is_neither_chosen_nor_forbidden_nor_in_place(shop: Workshop) -> None:
    def switch(**facts) -> str | None:
        return shop.plan(brand(wants=("bell",), rating=3.0, **facts)).triggers[0].switch_to

    assert switch() == "mz:gong"
    assert switch(risky=True) == "mz:horn"
    assert switch(kept=True) == "mz:horn"
    assert switch(risky=True, damp=True) is None
    alternatives = item(shop.plan(brand(wants=("bell",), risky=True)), "bell@brand").alternatives
    assert [a.id for a in alternatives] == ["mz:horn"]


def test_where_no_alternative_is_left_the_best_deferred_one_takes_over(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("torch",), considers=("ember",), lamps=80, plan__most=1, risky=False))
    assert plan.triggers[0].switch_to == "mz:ember"
    alone = shop.plan(brand(wants=("torch",), lamps=80))
    assert alone.triggers[0].switch_to is None
    assert "find the cause" in alone.triggers[0].then


def test_what_cannot_be_ready_in_time_takes_over_nothing(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("torch",), considers=("ages",), lamps=80, risky=False))
    assert item(plan, "ages@brand").reason.code == "order"
    assert plan.triggers[0].switch_to is None


def test_a_guess_is_checked_like_a_figure(shop: Workshop) -> None:
    guess = FactValue(80, origin="assumed")
    assert shop.plan(brand(wants=("lamp",), lamps=guess)).triggers[0].value == 90


def test_there_are_no_more_triggers_than_the_pack_allows(tmp_path) -> None:
    shop = Workshop(tmp_path, numbers={"planning_triggers": 2})
    shop.act("a", metrics=("lamps-lit",)).act("b", metrics=("rating",)).act("c", metrics=("complaints",))
    plan = shop.plan(brand(wants=("a", "b", "c"), lamps=10, rating=2.0, complaints=50))
    assert len(plan.triggers) == 2
    assert [t.week for t in plan.triggers] == sorted(t.week for t in plan.triggers)
