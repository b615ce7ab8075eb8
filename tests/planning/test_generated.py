"""What must hold of every plan, over generated brands and the shipped knowledge."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from brief_maker import random_situation

from advisor.planning.model import Plan
from advisor.situation.model import Situation
from advisor.workspace import Workspace

FEW, MANY = 30, 200
MOST_OFTEN = 0.6


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


def situation(workspace: Workspace, seed: int) -> Situation:
    return random_situation(workspace.vocabulary, random.Random(seed))


def complaints(plan: Plan, workspace: Workspace) -> list[str]:
    """Everything that is wrong with a plan."""
    return [*_means(plan), *_order(plan), *_consistency(plan, workspace)]


def _means(plan: Plan) -> list[str]:
    found = []
    if len(plan.chosen) > 25:
        found.append(f"{len(plan.chosen)} actions")
    budget = plan.budget
    if abs(budget.planned - sum(r.cost.total for r in plan.chosen)) > 0.01:
        found.append("the planned money is not the sum of the costs")
    if abs(budget.planned - sum(x.amount for x in budget.by_phase)) > 0.05:
        found.append("the phases do not sum to the planned money")
    if budget.limit is not None and budget.planned + budget.reserve > budget.limit + 0.01:
        found.append(f"{budget.planned} and {budget.reserve} in reserve exceed {budget.limit}")
    if budget.limit is not None and budget.fits is not True:
        found.append("a plan that does not fit its budget")
    hours = budget.hours_available
    if hours is not None and any(week.hours > hours + 0.1 for week in plan.calendar):
        found.append(f"a week of {budget.hours_peak} hours for a team with {hours}")
    return found


def _order(plan: Plan) -> list[str]:
    found = []
    by_tactic = {r.tactic: r for r in plan.chosen}
    for action in plan.chosen:
        start, launch, end = action.start or 0, action.launch or 0, action.end or 0
        if not 1 <= start <= launch <= end <= plan.weeks:
            found.append(f"{action.id}: weeks {start} {launch} {end} of {plan.weeks}")
        phase = next((p for p in plan.phases if p.id == action.phase), None)
        if phase is None or not phase.start <= launch <= phase.end or action.id not in phase.recommendations:
            found.append(f"{action.id}: launched in week {launch}, not in the phase {action.phase}")
        for before in action.prerequisites:
            if before.state == "missing":
                found.append(f"{action.id} without {before.tactic}")
            elif before.state == "planned" and (by_tactic[before.tactic].launch or 0) >= start:
                found.append(f"{action.id} starts before {before.tactic} is there")
        if action.reason and action.reason.code == "needed" and not _serves(action.tactic, plan):
            found.append(f"{action.id} lays the ground for nothing")
        if any(s.week is None or not start <= s.week <= plan.weeks for s in action.steps):
            found.append(f"{action.id}: steps outside its weeks")
    return found


def _serves(tactic: str, plan: Plan) -> bool:
    return any(before.tactic == tactic for action in plan.chosen for before in action.prerequisites)


def _consistency(plan: Plan, workspace: Workspace) -> list[str]:
    found = []
    ids = [r.id for r in plan.recommendations]
    if len(ids) != len(set(ids)):
        found.append(f"twice: {[i for i, n in Counter(ids).items() if n > 1]}")
    tactics = [r.tactic for r in plan.chosen]
    if len(tactics) != len(set(tactics)):
        found.append("a tactic is chosen twice")
    for action in plan.chosen:
        tactic = workspace.knowledge.tactic(action.tactic)
        assert tactic is not None
        clash = set(tactic.conflicts) & set(tactics)
        if clash:
            found.append(f"{action.id} is chosen together with {sorted(clash)}")
        if any(c.state is True for c in action.cautions):
            found.append(f"{action.id} is chosen against a caution")
        if action.cautions and action.strength != "conditional":
            found.append(f"{action.id} is strong although a caution is open")
    forbidden = {(r.tactic, r.entity) for r in plan.recommendations if r.status == "contraindicated"}
    listed = {s.id for s in plan.sources}
    for item in plan.recommendations:
        if not item.sources or not set(item.sources) <= listed:
            found.append(f"{item.id}: sources {item.sources}")
        if not item.rules or (item.status != "chosen" and not (item.reason and item.reason.text)):
            found.append(f"{item.id}: no rule or no reason")
        if any((a.id, item.entity) in forbidden for a in item.alternatives):
            found.append(f"{item.id} has a contraindicated alternative")
    for trigger in plan.triggers:
        if not 1 <= trigger.week <= plan.weeks:
            found.append(f"a trigger in week {trigger.week}")
        if trigger.switch_to in tactics:
            found.append(f"a trigger that switches to {trigger.switch_to}, which is chosen")
    if len(plan.questions) > 12 or len({(q.fact, q.entity) for q in plan.questions}) != len(plan.questions):
        found.append("questions twice or too many")
    return found


@pytest.mark.parametrize("seed", range(FEW))
def test_every_plan_keeps_its_promises(workspace: Workspace, seed: int) -> None:
    plan = workspace.make_plan(situation(workspace, seed))
    assert complaints(plan, workspace) == []


@pytest.mark.parametrize("seed", range(5))
def test_the_same_brand_gives_the_same_plan(workspace: Workspace, seed: int) -> None:
    brand = situation(workspace, seed)
    assert workspace.make_plan(brand).dumps() == Workspace().make_plan(brand).dumps()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weeks", [1, 2, 3, 5, 104])
def test_short_and_long_plans_keep_them_as_well(workspace: Workspace, seed: int, weeks: int) -> None:
    plan = workspace.make_plan(situation(workspace, 1000 + seed), weeks=weeks)
    assert complaints(plan, workspace) == []
    assert plan.phases[-1].end == plan.weeks == weeks


def test_more_is_done_by_more_people_with_more_money(workspace: Workspace) -> None:
    """Means only ever cut: with all the hours and money of the world nothing is deferred for want of them."""
    from dataclasses import replace

    from advisor.situation.model import FactValue

    for seed in range(6):
        brand = situation(workspace, 2000 + seed)
        rich = {"budget.total": FactValue(10**9), "team.hours_per_week": FactValue(2000.0)}
        facts = {**brand.brand.facts, **rich}
        able = replace(brand, entities=(replace(brand.brand, facts=facts), *brand.entities[1:]))
        plan = workspace.make_plan(able, max_actions=200, weeks=52)
        codes = {r.reason.code for r in plan.recommendations if r.status == "deferred" and r.reason}
        assert codes <= {"extend", "conflict", "order"}, (seed, codes)


@pytest.mark.slow
def test_no_tactic_is_chosen_for_most_brands(workspace: Workspace) -> None:
    """What is advised to nearly everybody says nothing about the brand."""
    chosen: Counter[str] = Counter()
    wrong: dict[int, list[str]] = {}
    for seed in range(MANY):
        plan = workspace.make_plan(situation(workspace, seed))
        chosen.update({r.tactic for r in plan.chosen})
        found = complaints(plan, workspace)
        if found:
            wrong[seed] = found
    assert not wrong, dict(list(wrong.items())[:5])
    top = [f"{tactic} {count / MANY:.0%}" for tactic, count in chosen.most_common(10)]
    assert max(chosen.values(), default=0) <= MOST_OFTEN * MANY, "most often chosen: " + ", ".join(top)
