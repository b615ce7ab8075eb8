"""The smallest change that brings a tactic in, or takes it out, held against the engine and against trying everything."""

from __future__ import annotations

import random

import pytest
from brief_maker import random_situation
from smallest_check import check_one, random_question
from workshop import Workshop, brand, segment

from advisor.inquiry.smallest import SmallestChange, smallest_change
from advisor.workspace import Workspace


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("smallest"))
    for slug in ("lamp", "torch", "drum"):
        shop.act(slug, wished=False)
    strong = "strength: strong, serves: [mz:light]"
    shop.rule(
        "dim_and_ready", "tactics", "{all: [{finding: brand.dim}, {fact: brand.ready, is: true}]}",
        f"{{recommend: mz:lamp, {strong}}}",
    )  # fmt: skip
    shop.rule(
        "leaving", "tactics", "{fact: segment.return_rate, below: {parameter: return_rate_low}}",
        f"{{recommend: mz:torch, {strong}}}", kind="segment",
    )  # fmt: skip
    shop.caution("lamp", "{fact: brand.risky, is: true}")
    return shop


def change(shop: Workshop, tactic: str, *members, **facts) -> SmallestChange:
    ctx = shop.context(brand(*members, **{"wants": (), "considers": (), "hopes": (), **facts}), language="en")
    entity = ctx.situation.entities[1 if members else 0]
    return smallest_change(
        f"mz:{tactic}", entity, ctx.rules, ctx.situation, ctx.outcome, ctx.vocabulary, ctx.on
    )


def test_a_strict_comparison_is_met_by_the_next_value_of_the_facts_precision(shop: Workshop) -> None:
    """Lamps are counted in ones, and few are below 100: not 99.999, and not 0."""
    found = change(shop, "lamp", lamps=400, ready=True, risky=False)
    assert (found.aim, found.result) == ("in", "found")
    assert found.contract() == {"set": {"brand.lamps": 99}, "drop": []}
    assert found.distance == 301


def test_what_is_in_is_taken_out_by_the_one_nearest_fact(shop: Workshop) -> None:
    """Of three ways out the one of the least distance; of two as near, the first by id."""
    found = change(shop, "lamp", lamps=40, ready=True, risky=False)
    assert (found.aim, found.contract()) == ("out", {"set": {"brand.ready": False}, "drop": []})


def test_a_caution_is_lifted_too(shop: Workshop) -> None:
    found = change(shop, "lamp", lamps=400, ready=False, risky=True)
    assert found.contract() == {
        "set": {"brand.lamps": 99, "brand.ready": True, "brand.risky": False},
        "drop": [],
    }


def test_what_is_unknown_is_one_step_whatever_it_turns_out_to_be(shop: Workshop) -> None:
    found = change(shop, "lamp", ready=True, risky=False)
    assert found.result == "found"
    (one,) = found.changes
    assert (one.fact, one.now, one.distance, one.most) == ("brand.lamps", None, 1.0, 99)


def test_a_members_fact_is_named_by_the_member(shop: Workshop) -> None:
    found = change(shop, "torch", segment("old", return_rate=0.9, wants=()))
    assert found.result == "found"
    assert list(found.contract()["set"]) == ["old.segment.return_rate"]


def test_no_rule_is_no_change(shop: Workshop) -> None:
    assert change(shop, "drum").result == "no_rule"


def test_no_effort_is_said_and_never_taken_for_none(shop: Workshop) -> None:
    ctx = shop.context(brand(lamps=400, wants=(), considers=(), hopes=()), language="en")
    answer = smallest_change(
        "mz:lamp",
        ctx.situation.brand,
        ctx.rules,
        ctx.situation,
        ctx.outcome,
        ctx.vocabulary,
        ctx.on,
        effort=1,
    )
    assert answer.result in ("undecided", "found")
    assert answer.result != "none"


def faults(pairs: int, seed: int) -> tuple[list[str], int]:
    """What is wrong with the answers about random pairs of brief and tactic, and how many were proved minimal."""
    rng = random.Random(seed)
    work = Workspace()
    wrong, proved = [], 0
    for number in range(pairs):
        situation = random_situation(work.vocabulary, rng)
        tactic, place = random_question(work, situation, rng)
        verdict = check_one(work, situation, tactic, place, pairs=number % 4 == 0)
        proved += verdict.proved
        if verdict.fault:
            wrong.append(f"{number}: {tactic} for {place}: {verdict.fault}")
    return wrong, proved


def test_random_pairs_are_verified_and_minimal() -> None:
    wrong, proved = faults(10, seed=11)
    assert not wrong
    assert proved >= 4


@pytest.mark.slow
def test_many_random_pairs_are_verified_and_minimal() -> None:
    wrong, proved = faults(30, seed=2026)
    assert not wrong
    assert proved >= 15
