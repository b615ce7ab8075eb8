"""Phases, calendar, budget by phase and goal, and the length and date of a plan."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workshop import PLANNING, Workshop, brand, item, segment

from advisor.errors import PackError, UsageError
from advisor.planning.layout import phase_of, phase_spans
from advisor.planning.settings import load_settings


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("layout"))
    shop.act(
        "lamp",
        days=5,
        effect=4,
        metrics=("lamps-lit",),
        fixed=300,
        helpers=("apprentice",),
        channels=("street",),
    )
    shop.act("late", days=20, effect=1, steps=5, metrics=(), serves=("light",), fixed=200).act("one", steps=1)
    return shop


# -- phases -------------------------------------------------------------------------------------------------------


def test_phases_share_the_weeks(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp", "late"), team__hours=100), weeks=12)
    assert [(p.id, p.start, p.end) for p in plan.phases] == [
        ("usual.begin", 1, 3),
        ("usual.carry", 4, 9),
        ("usual.close", 10, 12),
    ]
    assert plan.phases[0].label == "label usual.begin"
    assert plan.phases[0].recommendations == ("lamp@brand",)
    assert plan.phases[1].recommendations == ("late@brand",)


def test_a_finding_chooses_another_scheme(shop: Workshop) -> None:
    assert [p.id for p in shop.plan(brand(crisis__level="blaze")).phases] == [
        "rescue.quench",
        "rescue.rebuild",
    ]
    assert shop.plan(brand(crisis__level="spark")).phases[0].id == "usual.begin"
    assert shop.plan(brand()).phases[0].id == "usual.begin"  # unknown is not true


@given(weeks=st.integers(1, 104), blaze=st.booleans())
def test_phases_cover_every_week_once(shop: Workshop, weeks: int, blaze: bool) -> None:
    spans = phase_spans(shop.context(brand(crisis__level="blaze" if blaze else "none"), weeks=weeks))
    assert [week for _, start, end in spans for week in range(start, end + 1)] == list(range(1, weeks + 1))
    assert all(phase_of(spans, week) for week in range(1, weeks + 1))


def test_a_phase_without_words_is_an_error_of_the_pack(tmp_path) -> None:
    shop = Workshop(tmp_path, planning=PLANNING.replace("id: begin", "id: muddle"))
    with pytest.raises(PackError, match=r"no phrase 'phase.usual.muddle.label' in en"):
        shop.plan(brand())


# -- weeks and dates ------------------------------------------------------------------------------------------------


def test_steps_are_spread_from_the_first_day_to_the_effect(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("late",), team__hours=100)), "late@brand")
    assert [s.week for s in found.steps] == [1, 2, 3, 4, 5]
    assert (found.start, found.launch, found.end) == (1, 4, 5)
    assert [s.text for s in found.steps][:2] == ["Step 1 of late.", "Step 2 of late."]
    alone = item(shop.plan(brand(wants=("one",))), "one@brand")
    assert [s.week for s in alone.steps] == [1]


def test_what_is_not_chosen_has_no_weeks(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("late",)), weeks=2), "late@brand")
    assert found.status == "deferred"
    assert (found.start, found.launch, found.end, found.phase) == (None, None, None, None)
    assert {s.week for s in found.steps} == {None}


def test_the_calendar_has_every_week_its_load_and_what_is_due(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp",)), weeks=8)
    assert [w.week for w in plan.calendar] == list(range(1, 9))
    assert [w.hours for w in plan.calendar] == [40, 1, 1, 1, 1, 1, 1, 1]
    due = {(w.week, e.kind, e.text) for w in plan.calendar for e in w.entries}
    assert (1, "step", "Step 1 of lamp.") in due
    assert (5, "check", "Check: lamps lit") in due
    assert {e.owner for w in plan.calendar for e in w.entries} == {"master"}
    assert plan.calendar[0].phase == "usual.begin"


def test_weeks_have_dates_where_the_plan_has_one(shop: Workshop) -> None:
    plan = shop.plan(brand(as_of="2026-03-02"), weeks=3)
    assert [w.starts for w in plan.calendar] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert (plan.dated, plan.as_of) == (True, "2026-03-02")
    other = shop.plan(brand(as_of="2026-03-02"), date=dt.date(2027, 1, 1))
    assert other.as_of == "2027-01-01"


def test_without_a_date_weeks_are_relative_and_it_is_said(shop: Workshop) -> None:
    plan = shop.plan(brand(as_of=None))
    assert (plan.dated, plan.as_of) == (False, "2026-01-31")
    assert {w.starts for w in plan.calendar} == {None}
    assert "date" in {a.id for a in plan.assumptions}


def test_the_user_then_the_brief_then_the_pack_say_how_long(shop: Workshop) -> None:
    assert shop.plan(brand()).weeks == 12
    assert shop.plan(brand(plan__weeks=20)).weeks == 20
    assert shop.plan(brand(weeks=16)).weeks == 16
    assert shop.plan(brand(weeks=16), weeks=4).weeks == 4


@pytest.mark.parametrize("weeks", [0, -1, 105])
def test_a_plan_has_weeks_within_reason(shop: Workshop, weeks: int) -> None:
    with pytest.raises(UsageError, match=f"1 to 104 weeks, not {weeks}"):
        shop.plan(brand(), weeks=weeks)


def test_a_date_at_the_end_of_time_is_refused(shop: Workshop) -> None:
    with pytest.raises(UsageError, match="9999-12-01"):
        shop.plan(brand(), date=dt.date(9999, 12, 1))
    assert shop.plan(brand(), date=dt.date(9999, 12, 1), weeks=1).calendar[0].starts == "9999-12-01"


# -- budget ---------------------------------------------------------------------------------------------------------


def test_money_by_action_phase_and_goal(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp", "late", "one"), budget__total=1000, team__hours=100))
    budget = plan.budget
    assert (budget.currency, budget.planned, budget.reserve, budget.unallocated) == ("CNY", 500, 100, 400)
    assert [(x.id, x.amount) for x in budget.by_recommendation] == [("lamp@brand", 300), ("late@brand", 200)]
    assert [(x.label, x.amount) for x in budget.by_phase] == [
        ("label usual.begin", 300),
        ("label usual.carry", 200),
        ("label usual.close", 0),
    ]
    assert [(x.label, x.amount) for x in budget.by_goal] == [("joy", 300), ("light", 200)]
    assert sum(x.amount for x in budget.by_phase) == budget.planned


def test_a_recommendation_names_roles_channels_and_effort(shop: Workshop) -> None:
    found = item(shop.plan(brand(wants=("lamp",))), "lamp@brand")
    assert (found.owner.id, found.owner.label) == ("mz:master", "master")
    assert [h.label for h in found.helpers] == ["apprentice"]
    assert found.channels == ("street",)
    assert (found.effort.set_up_days, found.effort.hours_per_week, found.effort.weeks_to_effect) == (5, 1, 4)
    assert found.cost.model_label == "paid once"


# -- settings of a pack ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("share: 0.75", "share: 0.5", "planning.yaml:.*sum to 0.75, not to 1"),
        ("crisis:", "crises:", "planning.yaml:.*unknown key 'crises'"),
        (
            "  - id: usual\n",
            "  - id: usual\n    finding: brand.dim\n",
            "last scheme of phases must fit always",
        ),
        ("cost_models: {per_active_member: [mz:each-active]}\n", "", "lacks cost_models"),
        ("  team_hours: team.hours\n", "", "not complete: 'team_hours'"),
        ("facts:\n", "facts: 3\nold_facts:\n", "unknown key 'old_facts'"),
    ],
)
def test_faults_in_the_settings_are_told_with_their_place(
    tmp_path, old: str, new: str, complaint: str
) -> None:
    assert old in PLANNING
    shop = Workshop(tmp_path, planning=PLANNING.replace(old, new))
    with pytest.raises(PackError, match=complaint):
        load_settings(shop.workspace.packs)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("share: 0.75", "share: most"),
        ("share: 0.75", "part: 0.75"),
        ("parts: [{id: quench, share: 0.25}, {id: rebuild, share: 0.75}]", "parts: 3"),
        ("crisis: {level_kind: mz:CrisisLevel, level_fact: crisis.level}", "crisis: 4"),
        ("face_profile: [mz:FaceMotive, mz:BehaviourPattern]", "face_profile: 5"),
        ("cost_models: {per_active_member: [mz:each-active]}", "cost_models: []"),
    ],
)
def test_settings_of_the_wrong_form_are_no_traceback(tmp_path, old: str, new: str) -> None:
    assert old in PLANNING
    shop = Workshop(tmp_path, planning=PLANNING.replace(old, new))
    with pytest.raises(PackError):
        load_settings(shop.workspace.packs)


def test_phases_must_be_there_at_all(tmp_path) -> None:
    shop = Workshop(tmp_path, planning=PLANNING.split("phases:")[0] + "phases: []\n")
    with pytest.raises(PackError, match="must fit always"):
        load_settings(shop.workspace.packs)


def test_a_segment_is_no_brand(shop: Workshop) -> None:
    """Money, hours and weeks are read from the brand only."""
    plan = shop.plan(brand(segment("old", wants=("lamp",), budget__total=1)))
    assert plan.budget.limit is None
    assert [r.id for r in plan.chosen] == ["lamp@old"]
