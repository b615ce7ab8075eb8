"""What the advice hangs on: every hinge told turns what it says, and nothing nearer does."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from brief_maker import random_situation
from workshop import Workshop, brand, segment

from advisor.inquiry.sensitivity import Hinge, fact_hinges, open_hinges, parameter_hinges
from advisor.inquiry.sensitivity_words import HingeWords, Sensitivity, sensitivity
from advisor.planning.context import Context
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.incremental import Incremental
from advisor.reasoning.model import Outcome
from advisor.situation.changing import changed
from advisor.situation.derive import violations
from advisor.situation.model import Situation
from advisor.workspace import Workspace

SHIPPED = Workspace()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("sensitivity"))
    for slug in ("lamp", "torch"):
        shop.act(slug, wished=False)
    shop.rule(
        "dim_and_ready", "tactics", "{all: [{finding: brand.dim}, {fact: brand.ready, is: true}]}",
        "{recommend: mz:lamp, strength: strong, serves: [mz:light]}",
    )  # fmt: skip
    shop.rule(
        "leaving", "tactics", "{fact: segment.return_rate, below: {parameter: return_rate_low}}",
        "{recommend: mz:torch, strength: strong, serves: [mz:joy]}", kind="segment",
    )  # fmt: skip
    shop.caution("lamp", "{fact: brand.risky, is: true}")
    return shop


def context(shop: Workshop, *members, **facts) -> Context:
    everything = {"wants": (), "considers": (), "hopes": (), **facts}
    return shop.context(brand(*members, **everything), language="en")


def known(ctx: Context) -> dict[tuple[str, str], Hinge]:
    found = fact_hinges(ctx.situation, ctx.rules, ctx.vocabulary, ctx.on)
    return {(h.name, h.way): h for h in found}


def turned(hinge: Hinge) -> list[tuple[str, str, bool | None]]:
    return [(t.what, t.id, t.after) for t in hinge.turns]


def test_how_far_a_figure_is_from_the_value_that_turns_it(shop: Workshop) -> None:
    ctx = context(shop, lamps=120, ready=True, risky=False)
    lamps = known(ctx)["brand.lamps", "down"]
    assert (lamps.value, lamps.at, lamps.distance) == (120, 99, 21)
    assert lamps.share == pytest.approx(21 / 120)
    assert ("recommend", "mz:lamp", True) in turned(lamps)
    assert ("brand.lamps", "up") not in known(ctx), "more lamps change nothing"


def test_a_yes_that_turns_to_no(shop: Workshop) -> None:
    ready = known(context(shop, lamps=40, ready=True, risky=False))["brand.ready", "other"]
    assert (ready.at, ready.distance, ready.share) == (False, None, None)
    assert turned(ready) == [("recommend", "mz:lamp", False)]


def test_a_caution_counts_only_on_what_is_recommended(shop: Workshop) -> None:
    assert turned(known(context(shop, lamps=40, ready=True, risky=False))["brand.risky", "other"]) == [
        ("caution", "mz:lamp", True)
    ]
    assert ("brand.risky", "other") not in known(context(shop, lamps=400, ready=True, risky=False))


def test_what_is_unknown_is_told_by_what_it_could_change_most(shop: Workshop) -> None:
    ctx = context(shop, segment("old", wants=()), lamps=40)
    found = {(h.name, h.entity): h for h in open_hinges(ctx.situation, ctx.rules, ctx.vocabulary, ctx.on)}
    assert turned(found["brand.ready", "brand"]) == [("recommend", "mz:lamp", True)]
    assert ("recommend", "mz:torch", True) in turned(found["segment.return_rate", "old"])
    assert found["brand.ready", "brand"].value is None


def test_thresholds_on_the_line_come_first(shop: Workshop) -> None:
    ctx = context(shop, lamps=100, ready=True, risky=False)
    (first, *_) = parameter_hinges(ctx.situation, ctx.rules, ctx.on)
    assert (first.name, first.value, first.at, first.share) == ("lamps_few", 100, 100, 0)
    assert "exactly on it" in HingeWords(ctx).text(sensitivity(ctx))


def test_where_nothing_turns_anything_it_is_said(shop: Workshop) -> None:
    words = HingeWords(shop.context(brand(), language="en"))
    assert words.text(Sensitivity((), (), ())) == "No single fact or threshold changes the advice."


def test_full_lists_what_is_otherwise_counted(shop: Workshop) -> None:
    members = [segment(f"s{n}", name=f"s{n}", return_rate=0.9, wants=()) for n in range(12)]
    ctx = context(shop, *members)
    found, words = sensitivity(ctx), HingeWords(ctx)
    assert "more (--full" in words.text(found)
    assert "more (--full" not in words.text(found, full=True)
    assert len(words.rows(found)) == sum(len(hinges) for _, hinges in found.sorts())


def facts(situation: Situation, rng: random.Random) -> Sequence[tuple[str, str]]:
    places = [
        (e.id, fact) for e in situation.entities for fact, v in e.facts.items() if v.origin != "computed"
    ]
    return rng.sample(places, min(3, len(places)))


@pytest.mark.parametrize("seed", range(6))
def test_only_the_rules_that_can_feel_a_change_are_enough(seed: int) -> None:
    """Evaluated again in part or as a whole: the same truth for every rule and conclusion."""
    rng = random.Random(seed)
    situation = random_situation(SHIPPED.vocabulary, rng)
    other = random_situation(SHIPPED.vocabulary, rng)
    on = situation.date(SHIPPED.packs.date)
    ground = Incremental(SHIPPED.rules, situation, on, evaluate(SHIPPED.rules, situation, on))
    for place, fact in facts(situation, rng):
        value = other.brand.facts.get(fact)
        there = changed(situation, SHIPPED.vocabulary, {(place, fact): value.value if value else None})
        before = {(e.id, f): v.value for e in situation.entities for f, v in e.facts.items()}
        after = {(e.id, f): v.value for e in there.entities for f, v in e.facts.items()}
        names = {key[1] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert ground.again(there, names) == evaluate(SHIPPED.rules, there, on)


@pytest.mark.parametrize("seed", [3, 8])
def test_each_hinge_turns_what_it_says_and_nothing_nearer_does(seed: int) -> None:
    """On random brands, by the reference evaluator over the whole rule base."""
    rng = random.Random(seed)
    situation = random_situation(SHIPPED.vocabulary, rng, known=0.5)
    on = situation.date(SHIPPED.packs.date)
    rules, vocabulary = SHIPPED.rules, SHIPPED.vocabulary
    base = evaluate(rules, situation, on)
    for hinge in rng.sample(list(fact_hinges(situation, rules, vocabulary, on)), 8):
        key = (hinge.entity, hinge.name)
        there = evaluate(rules, changed(situation, vocabulary, {key: hinge.at}), on)
        for turn in hinge.turns:
            table = {"recommend": "recommended"}.get(turn.what, f"{turn.what}s")
            assert getattr(base, table).get((turn.id, turn.entity)) is turn.before
            assert getattr(there, table).get((turn.id, turn.entity)) is turn.after
        if hinge.way in ("up", "down"):
            step = vocabulary[hinge.name].precision or 1
            nearer = round(hinge.at - step if hinge.way == "up" else hinge.at + step, 6)
            near = changed(situation, vocabulary, {key: nearer})
            if nearer != hinge.value and not list(violations(near, vocabulary)):
                assert held(evaluate(rules, near, on)) == held(base)


def held(outcome: Outcome) -> list[set[tuple[str, str]]]:
    """What is concluded as true: recommendations, findings, goals."""
    tables = (outcome.recommended, outcome.findings, outcome.goals)
    return [{place for place, truth in table.items() if truth} for table in tables]
