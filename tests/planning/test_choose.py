"""Choosing: order, money, people, weeks, attention, conflicts, and one entity before the next."""

from __future__ import annotations

import pytest
from workshop import Workshop, brand, chosen, item, segment

from advisor.errors import UsageError
from advisor.planning.model import Plan
from advisor.planning.recommendation import Recommendation


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("choose"))
    for number in range(30):
        shop.act(f"work-{number:02d}", days=0.5, hours=0.5)
    shop.act("parade", needs=("wagon",)).act("wagon", needs=("wheel",), days=10).act("wheel", days=3)
    shop.act("outing", needs=("club",)).act("club", in_place="segment.cross")
    shop.act("egg", needs=("hen",)).act("hen", needs=("egg",))
    shop.act("roof", needs=("kept-wall",)).act("kept-wall", in_place="brand.kept")
    shop.act("lit-door", needs=("lamps",)).act("lamps", in_place="brand.lamps")
    shop.act("flame", needs=("tinder",)).act("tinder").caution("tinder", "{fact: brand.risky, is: true}")
    shop.act("noise", clashes=("silence",)).act("silence").act("choir", needs=("noise",))
    shop.act("duel", needs=("peace",), clashes=("peace",)).act("peace")
    shop.act("gold", fixed=5000).act("silver", fixed=3000).act("copper", fixed=400)
    shop.act("rent", weekly=100, days=5).act("gift", head=2, model="each").act(
        "treat", head=2, model="each-active"
    )
    shop.act("survey", head=10, model="each", at_most=50)
    shop.act("crown", needs=("jewel",), fixed=1000).act("jewel", fixed=4500)
    shop.act("giant", days=40, hours=2).act("late", days=45, needs=("giant",))
    shop.act("busy", days=5, hours=30).act("busier", days=5, hours=35).act("idle", days=1, hours=1)
    shop.act("heavy", days=1, hours=50).act("on-heavy", needs=("heavy",))
    return shop


def slots(plan: Plan) -> dict[str, Recommendation]:
    return {r.tactic.removeprefix("mz:"): r for r in plan.chosen}


# -- what must come before ----------------------------------------------------------------------------------


def test_what_must_come_before_is_drawn_in_deepest_first(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("parade",)))
    assert chosen(plan) == ["wheel", "wagon", "parade"]
    at = slots(plan)
    assert at["wheel"].launch < at["wagon"].start <= at["wagon"].launch < at["parade"].start
    assert at["wagon"].reason.code == "needed"
    assert at["wagon"].rules == at["parade"].rules
    assert at["wagon"].sources == ("craft#1",)
    assert at["wagon"].basis == "“parade” cannot start without it."
    assert at["parade"].reason is None
    assert [(p.tactic, p.state) for p in at["parade"].prerequisites] == [("mz:wagon", "planned")]


def test_what_a_rule_recommends_itself_is_not_drawn_in_as_a_stranger(shop: Workshop) -> None:
    """A prerequisite with advice of its own keeps its rules, its ground and its strength, and stands once."""
    plan = shop.plan(brand(wants=("parade",), considers=("wheel",)))
    assert chosen(plan) == ["wheel", "wagon", "parade"]
    wheel = item(plan, "wheel@brand")
    assert wheel.rules == ("considers_wheel",)
    assert wheel.strength == "conditional"
    assert wheel.basis == "Because of considers_wheel."
    assert wheel.start < item(plan, "wagon@brand").start


def test_advice_for_a_segment_serves_as_what_must_come_before(shop: Workshop) -> None:
    plan = shop.plan(brand(segment("old", wants=("wheel",)), wants=("wagon",)))
    assert [r.id for r in plan.chosen] == ["wheel@old", "wagon@brand"]


def test_what_a_member_can_have_is_drawn_in_for_the_member(shop: Workshop) -> None:
    def plan(**facts) -> Plan:
        return shop.plan(brand(segment("old", wants=("outing",), **facts)))

    assert [r.id for r in plan().chosen] == ["club@old", "outing@old"]
    assert [r.id for r in plan(cross=True).chosen] == ["outing@old"]
    assert item(plan(cross=True), "outing@old").prerequisites[0].state == "in_place"


def test_every_recommendation_stands_once(shop: Workshop) -> None:
    plan = shop.plan(
        brand(segment("old", wants=("wagon", "wheel")), wants=("parade", "wheel"), considers=("wagon",))
    )
    ids = [r.id for r in plan.recommendations]
    assert len(ids) == len(set(ids))


def test_what_is_in_place_is_not_drawn_in(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("roof",), kept=True))
    assert chosen(plan) == ["roof"]
    assert item(plan, "roof@brand").prerequisites[0].state == "in_place"
    assert chosen(shop.plan(brand(wants=("roof",), kept=False))) == ["kept-wall", "roof"]


def test_an_amount_above_nothing_is_in_place(shop: Workshop) -> None:
    assert chosen(shop.plan(brand(wants=("lit-door",), lamps=3))) == ["lit-door"]
    assert chosen(shop.plan(brand(wants=("lit-door",), lamps=0))) == ["lamps", "lit-door"]


def test_what_is_contraindicated_cannot_come_before(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("flame",), risky=True))
    flame = item(plan, "flame@brand")
    assert (flame.status, flame.reason.code) == ("deferred", "order")
    assert flame.reason.text == "It needs “tinder”, which is advised against here."
    assert flame.prerequisites[0].state == "missing"
    assert chosen(shop.plan(brand(wants=("flame",), risky=False))) == ["tinder", "flame"]


def test_what_is_drawn_in_under_an_open_caution_is_conditional(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("flame",)))
    assert [(r.id, r.strength) for r in plan.chosen] == [
        ("tinder@brand", "conditional"),
        ("flame@brand", "strong"),
    ]
    assert item(plan, "tinder@brand").cautions[0].state is None


def test_a_circle_of_prerequisites_ends(shop: Workshop) -> None:
    assert sorted(chosen(shop.plan(brand(wants=("egg",))))) == ["egg", "hen"]


def test_two_that_need_the_same_share_it(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("wagon", "parade")))
    assert chosen(plan).count("wheel") == 1


# -- conflicts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("noise", "silence"), ("silence", "noise")])
def test_of_two_that_clash_the_better_is_chosen(shop: Workshop, first: str, second: str) -> None:
    plan = shop.plan(brand(wants=(first,), considers=(second,)))
    assert chosen(plan) == [first]
    other = item(plan, f"{second}@brand")
    assert (other.status, other.reason.code) == ("deferred", "conflict")
    assert first in other.reason.text


def test_what_is_drawn_in_must_not_clash_with_what_is_chosen(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("silence",), considers=("choir",)))
    assert chosen(plan) == ["silence"]
    assert item(plan, "choir@brand").reason.code == "conflict"


def test_nothing_is_chosen_together_with_what_it_clashes_with(shop: Workshop) -> None:
    assert len(chosen(shop.plan(brand(wants=("duel",))))) < 2


# -- money ----------------------------------------------------------------------------------------------------


def test_the_budget_less_its_reserve_is_kept(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("gold",), considers=("silver", "copper"), budget__total=6000))
    assert sorted(chosen(plan)) == ["copper", "gold"]
    silver = item(plan, "silver@brand")
    assert (silver.status, silver.reason.code) == ("deferred", "budget")
    assert "3,000" in silver.reason.text
    budget = plan.budget
    assert (budget.planned, budget.reserve, budget.unallocated, budget.fits) == (5400, 600, 0, True)
    assert [line.id for line in budget.cut] == ["silver@brand"]
    assert [line.amount for line in budget.by_recommendation] == [5000, 400]


def test_without_a_budget_nothing_is_cut_and_it_is_said(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("gold", "silver")))
    assert plan.budget.limit is None
    assert plan.budget.fits is None
    assert plan.budget.unallocated is None
    assert plan.budget.reserve == 800
    assert "budget" in {a.id for a in plan.assumptions}


def test_a_budget_of_nothing_allows_what_costs_nothing(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("copper", "idle"), budget__total=0))
    assert chosen(plan) == ["idle"]
    assert plan.budget.fits is True


def test_a_package_is_taken_whole_or_not_at_all(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("crown",), budget__total=5500))
    assert chosen(plan) == []
    assert item(plan, "crown@brand").reason.code == "budget"
    assert chosen(shop.plan(brand(wants=("crown",), budget__total=7000))) == ["jewel", "crown"]


def test_weekly_costs_run_from_the_launch(shop: Workshop) -> None:
    assert item(shop.plan(brand(wants=("rent",)), weeks=12), "rent@brand").cost.total == 1200
    assert item(shop.plan(brand(wants=("rent",)), weeks=3), "rent@brand").cost.total == 300


@pytest.mark.parametrize(
    ("facts", "tactic", "members", "total"),
    [
        ({"size": 200}, "gift", 200, 400),
        ({"size": 200, "active_rate": 0.25}, "gift", 200, 400),
        ({"size": 200, "active_rate": 0.25}, "treat", 50, 100),
        ({"size": 200}, "treat", 40, 80),  # a fifth is taken to be active
        ({}, "gift", None, 0),
        ({"size": 40}, "survey", 40, 400),
        ({"size": 4000}, "survey", 50, 500),
    ],
)
def test_costs_by_head(shop: Workshop, facts: dict, tactic: str, members: float | None, total: float) -> None:
    plan = shop.plan(brand(segment("old", wants=(tactic,), **facts)))
    cost = item(plan, f"{tactic}@old").cost
    assert (cost.members, cost.total) == (members, total)
    assert ("members" in {a.id for a in plan.assumptions}) is (members is None)


# -- people and weeks -------------------------------------------------------------------------------------------


def test_the_team_is_never_overloaded(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("busy",), considers=("busier", "idle"), team__hours=60))
    assert sorted(chosen(plan)) == ["busy", "idle"]
    assert item(plan, "busier@brand").reason.code == "team"
    assert plan.budget.hours_peak <= 60
    assert plan.budget.hours_available == 60


def test_unknown_hours_are_assumed_and_said(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("busy", "busier", "idle")))
    assert plan.budget.hours_available is None
    said = next(a for a in plan.assumptions if a.id == "team_hours")
    assert said.value == 100
    assert "100" in said.text
    assert plan.budget.hours_peak <= 100


def test_a_team_without_hours_does_nothing(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("idle",), team__hours=0))
    assert chosen(plan) == []
    assert item(plan, "idle@brand").reason.code == "team"


def test_what_cannot_be_ready_in_time_is_deferred_for_its_order(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("late",), team__hours=200), weeks=12)
    late = item(plan, "late@brand")
    assert (late.status, late.reason.code) == ("deferred", "order")
    assert chosen(plan) == []


def test_the_team_is_named_where_what_must_come_before_does_not_fit(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("on-heavy",), team__hours=30))
    refused = item(plan, "on-heavy@brand")
    assert refused.reason.code == "team"
    assert "heavy" in refused.reason.text


def test_more_work_than_people_lets_small_things_come_first(tmp_path) -> None:
    shop = Workshop(tmp_path, numbers={"planning_effort_exponent_tight": 1, "planning_team_hours": 40})
    shop.act("huge", days=5, hours=30).act("tiny", days=1, hours=1).act("other", days=1, hours=20)
    both = shop.plan(brand(wants=("huge",), considers=("tiny",)))
    assert chosen(both) == ["huge", "tiny"]
    tight = shop.plan(brand(wants=("huge",), considers=("tiny", "other")))
    assert chosen(tight)[0] == "tiny"


# -- attention ----------------------------------------------------------------------------------------------------


def test_a_plan_that_recommends_everything_recommends_nothing(shop: Workshop) -> None:
    every = tuple(f"work-{n:02d}" for n in range(30))
    plan = shop.plan(brand(wants=every))
    assert len(plan.chosen) == 25
    left = [r for r in plan.recommendations if r.status == "deferred"]
    assert {r.reason.code for r in left} == {"attention"}
    assert "25" in left[0].reason.text
    assert next(a for a in plan.assumptions if a.id == "most_actions").value == 25


def test_a_small_team_holds_fewer_actions(shop: Workshop) -> None:
    every = tuple(f"work-{n:02d}" for n in range(30))
    assert len(shop.plan(brand(wants=every, team__hours=40)).chosen) == 10
    assert len(shop.plan(brand(wants=every, team__hours=12)).chosen) == 5


def test_the_user_then_the_brief_say_how_many(shop: Workshop) -> None:
    every = tuple(f"work-{n:02d}" for n in range(30))
    plan = shop.plan(brand(wants=every, plan__most=7))
    assert len(plan.chosen) == 7
    assert "most_actions" not in {a.id for a in plan.assumptions}
    assert len(shop.plan(brand(wants=every, plan__most=7), most=3).chosen) == 3
    more = shop.plan(brand(wants=every), most=28)
    assert len(more.chosen) == 28
    assert "most_actions" not in {a.id for a in more.assumptions}


@pytest.mark.parametrize("most", [0, -1])
def test_no_actions_at_all_is_no_plan(shop: Workshop, most: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        shop.plan(brand(wants=("idle",)), most=most)


def test_the_packs_limit_is_kept_however_small(tmp_path) -> None:
    shop = Workshop(tmp_path)
    shop.numbers["planning_max_actions"] = 2
    shop.act("a").act("b").act("c")
    assert len(shop.plan(brand(wants=("a", "b", "c"))).chosen) == 2


def test_what_it_needs_counts_as_well(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("parade", "idle")), most=2)
    assert chosen(plan) == ["idle"]
    assert item(plan, "parade@brand").reason.code == "attention"


# -- one entity, then the next --------------------------------------------------------------------------------------


def test_one_entity_proves_it_before_the_next_gets_it(shop: Workshop) -> None:
    old, new = (
        segment("old", name="Regulars", wants=("idle",)),
        segment("new", name="Newcomers", wants=("idle",)),
    )
    plan = shop.plan(brand(old, new))
    assert [r.id for r in plan.chosen] == ["idle@new"]
    second = item(plan, "idle@old")
    assert (second.status, second.reason.code) == ("deferred", "extend")
    assert "Newcomers" in second.reason.text


def test_a_goal_that_is_served_counts_less_each_time(tmp_path) -> None:
    shop = Workshop(tmp_path)
    shop.numbers["planning_repeat_goal_decay"] = 0.5
    shop.act("joy-1", serves=("joy",)).act("joy-2", serves=("joy",)).act("light-1", serves=("light",))
    plan = shop.plan(brand(wants=("joy-1", "joy-2"), considers=("light-1",)), most=2)
    assert sorted(chosen(plan)) == ["joy-1", "joy-2"]
    plan = shop.plan(brand(wants=("joy-1", "joy-2", "light-1"), goals=("joy",)), most=2)
    assert sorted(chosen(plan)) == ["joy-1", "joy-2"]
    shop.numbers["planning_repeat_goal_decay"] = 0.2
    other = Workshop(tmp_path / "more", acts=shop.acts, numbers=shop.numbers)
    plan = other.plan(brand(wants=("joy-1", "joy-2"), considers=("light-1",)), most=2)
    assert sorted(chosen(plan)) == ["joy-1", "light-1"]


def test_priority_counts_through_and_chosen_come_first(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("parade", "gold"), considers=("silver",), budget__total=6000))
    assert [r.priority for r in plan.recommendations] == list(range(1, len(plan.recommendations) + 1))
    statuses = [r.status for r in plan.recommendations]
    assert statuses == sorted(statuses, key=lambda s: s != "chosen")
    scores = [r.score for r in plan.chosen]
    assert scores == sorted(scores, reverse=True)


def test_the_same_again(shop: Workshop) -> None:
    facts = {"wants": ("parade", "gold", "noise"), "considers": ("silence", "busy"), "budget__total": 6000}
    assert shop.plan(brand(**facts)).dumps() == shop.plan(brand(**facts)).dumps()
