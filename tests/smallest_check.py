"""One question for the smallest change, its answer, and the answer held against trying everything."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from fractions import Fraction

from exhaustion import Exhaustion, Order

from advisor.inquiry.smallest import FactChange, SmallestChange, smallest_change, stands
from advisor.reasoning.evaluate import evaluate
from advisor.situation.brief import parse_brief
from advisor.situation.changing import changed
from advisor.situation.model import Situation
from advisor.situation.writing import to_brief_yaml
from advisor.workspace import Workspace
from advisor.yamltext import parse

PAIR_LIMIT = 60_000


@dataclass(frozen=True)
class Verdict:
    """An answer, how long it took, and what is wrong with it (empty: nothing)."""

    answer: SmallestChange
    seconds: float
    fault: str
    proved: bool
    tried: int


def random_question(work: Workspace, situation: Situation, rng: random.Random) -> tuple[str, str]:
    """A tactic that rules can recommend, and an entity of a kind that they do it for; every other time one that is in."""
    if rng.random() < 0.5:
        outcome = evaluate(work.rules, situation, situation.date(work.packs.date))
        inside = sorted(
            (tactic, place)
            for tactic, place in outcome.recommended
            if stands(tactic, situation.by_id[place], situation, outcome)
        )
        if inside:
            return rng.choice(inside)
    while True:
        tactic = rng.choice(work.rules.conclusions("recommend"))
        kinds = {rule.kind for rule in work.rules.concluding("recommend", tactic)}
        places = [entity.id for entity in situation.entities if entity.kind in kinds]
        if places:
            return tactic, rng.choice(places)


def order_of(changes: tuple[FactChange, ...]) -> Order:
    """A change's place in the order of changes."""
    keys = tuple(sorted((c.fact, c.entity) for c in changes))
    return len(changes), sum((Fraction(repr(c.distance)) for c in changes), Fraction(0)), keys


def check_one(
    work: Workspace, situation: Situation, tactic: str, entity_id: str, *, pairs: bool = True
) -> Verdict:
    """Ask, verify and exhaust."""
    on = situation.date(work.packs.date)
    entity = situation.by_id[entity_id]
    outcome = evaluate(work.rules, situation, on)
    began = time.perf_counter()
    answer = smallest_change(tactic, entity, work.rules, situation, outcome, work.vocabulary, on)
    seconds = time.perf_counter() - began
    inside = stands(tactic, entity, situation, outcome)
    fault = "" if (answer.aim == "out") is inside else "the aim is wrong"
    if answer.result == "found":
        fault = fault or _verified(work, situation, tactic, entity_id, answer)
    search = Exhaustion(tactic, entity, work.rules, situation, work.vocabulary, on, not inside)
    withdrawn = any(c.then is None for c in answer.changes)
    if answer.result == "found" and len(answer.changes) <= 2 and not withdrawn:
        claimed = order_of(answer.changes)
        better = search.best(2, claimed)
        proved = better.complete
        if better.order is not None:
            fault = fault or f"{claimed} is claimed, but {better.order} works: {better.changes}"
    else:
        better = search.best(2 if pairs and _pairs(search) <= PAIR_LIMIT else 1)
        proved = False
        if better.order is not None:
            fault = fault or f"{answer.result} is claimed, but {better.order} works: {better.changes}"
    return Verdict(answer, seconds, fault, proved and not fault, search.tried)


def _pairs(search: Exhaustion) -> int:
    counts = [len(search.telling(key)) for key in search.keys]
    return (sum(counts) ** 2 - sum(n * n for n in counts)) // 2


def _verified(work: Workspace, situation: Situation, tactic: str, entity: str, answer: SmallestChange) -> str:
    """The changed brief, written out and read again, must come out as wanted."""
    there = changed(situation, work.vocabulary, {(c.entity, c.fact): c.then for c in answer.changes})
    text = to_brief_yaml(there, work.vocabulary)
    read = parse_brief(parse(text, "changed.yaml"), work.vocabulary)
    outcome = evaluate(work.rules, read, read.date(work.packs.date))
    if stands(tactic, read.by_id[entity], read, outcome) is not (answer.aim == "in"):
        return "the changed brief does not come out as wanted"
    if any(not work.vocabulary[c.fact].changeable for c in answer.changes):
        return "a fact is changed that the brand cannot change"
    return ""
