"""What comes first in the knowledge comes first in the plan, as far as team, weeks and money allow."""

from __future__ import annotations

import pytest
from workshop import Workshop, brand, chosen, item


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("order"))
    shop.act("sow", before=("reap",), days=5).act("reap", days=5).act("plough", before=("sow",), days=5)
    shop.act("hen", before=("egg",)).act("egg", before=("hen",))
    shop.act("long", days=50, before=("short",)).act("short", days=5, hours=0)
    shop.act("tail", days=40, needs=("stem",)).act("stem", days=5).act("slow", days=30, before=("stem",))
    shop.act("rent", days=5, weekly=100, before=("late",)).act("late", days=5, weekly=100)
    return shop


def weeks(shop: Workshop, *wants: str, **facts) -> dict[str, tuple[int, int]]:
    plan = shop.plan(brand(wants=wants, **facts))
    return {r.tactic.removeprefix("mz:"): (r.start, r.launch) for r in plan.chosen}


def test_the_order_of_the_documents_is_kept(shop: Workshop) -> None:
    at = weeks(shop, "reap", "sow", "plough")
    assert at["plough"][1] < at["sow"][0]
    assert at["sow"][1] < at["reap"][0]


def test_what_is_not_chosen_holds_nothing_up(shop: Workshop) -> None:
    assert weeks(shop, "reap") == {"reap": (1, 1)}


def test_a_circle_of_what_comes_first_changes_nothing(shop: Workshop) -> None:
    assert weeks(shop, "hen", "egg") == {"hen": (1, 1), "egg": (1, 1)}


def test_what_comes_after_too_much_is_deferred_for_its_order(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("long", "short"), team__hours=90), weeks=11)
    assert chosen(plan) == ["long"]
    left = item(plan, "short@brand")
    assert (left.status, left.reason.code) == ("deferred", "order")
    assert plan.budget.hours_peak <= 90


def test_the_load_is_that_of_the_new_order(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("reap", "sow"), team__hours=100))
    assert [w.hours for w in plan.calendar[:3]] == [40, 41, 2]


def test_costs_run_from_the_new_launch(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("late", "rent")))
    assert item(plan, "rent@brand").cost.total == 1200
    assert item(plan, "late@brand").cost.total == 1100
    assert plan.budget.planned == 2300


def test_nothing_lays_the_ground_for_what_is_not_done(shop: Workshop) -> None:
    """Where what was drawn in would be left without what it was drawn in for, the first order stays."""
    plan = shop.plan(brand(wants=("tail", "slow"), team__hours=100), weeks=12)
    done = chosen(plan)
    assert ("stem" in done) == ("tail" in done)
