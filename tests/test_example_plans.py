"""The example briefs: what must and must not be in each plan, and how far they differ."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from advisor.planning.model import Plan
from advisor.workspace import Workspace

NAMES = ("tea-gift", "beauty-social", "learning-community", "restaurant-crisis", "startup")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture(scope="module")
def plans(workspace: Workspace) -> dict[str, Plan]:
    folder = Path(__file__).resolve().parent.parent / "examples"
    return {name: workspace.make_plan(workspace.read_brief(folder / f"{name}.yaml")) for name in NAMES}


def chosen(plan: Plan) -> set[str]:
    return {r.tactic for r in plan.chosen}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_brief_gives_the_same_bytes(name: str, plans: dict[str, Plan], workspace: Workspace) -> None:
    folder = Path(__file__).resolve().parent.parent / "examples"
    again = Workspace().make_plan(workspace.read_brief(folder / f"{name}.yaml"))
    assert again.dumps() == plans[name].dumps()


@pytest.mark.parametrize("name", NAMES)
def test_every_recommendation_has_a_source_that_exists(
    name: str, plans: dict[str, Plan], workspace: Workspace
) -> None:
    plan = plans[name]
    listed = {s.id for s in plan.sources}
    for item in plan.recommendations:
        assert item.sources, item.id
        for source in item.sources:
            assert workspace.knowledge.section(source) is not None, source
            assert source in listed


@pytest.mark.parametrize("name", NAMES)
def test_the_json_holds_the_contract(name: str, plans: dict[str, Plan]) -> None:
    data = json.loads(plans[name].dumps())
    assert list(data)[:4] == ["schema", "packs", "engine", "as_of"]
    for key in [
        "weeks",
        "brand",
        "language",
        "entities",
        "facts",
        "findings",
        "goals",
        "segments",
        "recommendations",
        "tensions",
        "phases",
        "calendar",
        "budget",
        "risks",
        "triggers",
        "assumptions",
        "questions",
        "sources",
    ]:
        assert key in data
    for item in data["recommendations"]:
        assert {
            "id", "tactic", "label", "entity", "strength", "certainty", "serves", "rules", "facts", "sources",
            "basis", "steps", "prerequisites", "priority", "phase", "start", "end", "owner", "helpers", "channels",
            "effort", "cost", "metrics", "cautions", "alternatives", "status", "reason",
        } <= set(item)  # fmt: skip
        assert item["status"] in ("chosen", "deferred", "contraindicated", "rejected", "added")
        assert item["tactic"].startswith("mz:")
        assert all("#" in s for s in item["sources"])
        if item["status"] == "chosen":
            assert 3 <= len(item["steps"]) <= 7
            assert item["owner"]["label"]
        else:
            assert item["reason"]["text"]
    assert [r["priority"] for r in data["recommendations"]] == list(
        range(1, len(data["recommendations"]) + 1)
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_keeps_within_its_means(name: str, plans: dict[str, Plan]) -> None:
    plan = plans[name]
    assert len(plan.chosen) <= 25
    if plan.budget.limit is not None:
        assert plan.budget.planned + plan.budget.reserve <= plan.budget.limit + 0.01
    if plan.budget.hours_available is not None:
        assert plan.budget.hours_peak <= plan.budget.hours_available + 0.1
    starts = {r.tactic: r for r in plan.chosen}
    for action in plan.chosen:
        assert action.start is not None
        assert action.launch is not None
        assert action.end is not None
        assert 1 <= action.start <= action.launch <= action.end <= plan.weeks
        for before in action.prerequisites:
            assert before.state in ("in_place", "planned"), (action.id, before)
            if before.state == "planned":
                earlier = starts[before.tactic]
                assert earlier.launch is not None
                assert earlier.launch < action.start or earlier.launch == action.start == 1


def test_plans_of_different_brands_differ(plans: dict[str, Plan]) -> None:
    for one, other in itertools.combinations(NAMES, 2):
        a, b = chosen(plans[one]), chosen(plans[other])
        overlap = len(a & b) / len(a | b)
        assert overlap <= 0.5, (one, other, overlap)
    assert len({tuple(p.id for p in plan.phases) for plan in plans.values()}) >= 4
    assert len({plan.budget.planned for plan in plans.values()}) == len(NAMES)


MUST = {
    "tea-gift": {"mz:exclusive-treatment"},
    "beauty-social": {"mz:win-back"},
    "learning-community": {"mz:community-manager-programme"},
    "restaurant-crisis": {
        "mz:level-one-emergency-response",
        "mz:timely-response",
        "mz:stakeholder-communication",
    },
    "startup": {"mz:fan-portrait-research"},
}
MUST_NOT = {
    "tea-gift": {
        "mz:coupons",
        "mz:limited-time-offers",
        "mz:level-one-emergency-response",
        "mz:fission-poster",
    },
    "beauty-social": {"mz:level-one-emergency-response"},
    "learning-community": {"mz:kol-cooperation", "mz:coupons"},
    "restaurant-crisis": {
        "mz:festival-campaign",
        "mz:prize-activities",
        "mz:kol-cooperation",
        "mz:fission-poster",
    },
    "startup": {"mz:level-one-emergency-response", "mz:broadcast-publicity"},
}


@pytest.mark.parametrize("name", NAMES)
def test_what_must_and_must_not_be_in_it(name: str, plans: dict[str, Plan]) -> None:
    assert chosen(plans[name]) >= MUST[name]
    assert not chosen(plans[name]) & MUST_NOT[name]
