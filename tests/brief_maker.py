"""A seeded maker of plausible situations over a whole vocabulary, for tests that need many brands.

    situation = random_situation(vocabulary, random.Random(7))
    text = to_brief_yaml(situation, vocabulary)

Every situation satisfies the vocabulary's constraints and reads back from its text unchanged.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace

from advisor.situation.derive import complete, violations
from advisor.situation.model import KINDS, Earlier, Entity, FactSpec, FactValue, Kind, Situation, Value
from advisor.situation.vocabulary import Vocabulary

NAMES = ("青禾", "云岫", "棠初", "拾字", "半亩", "渔歌", "北屿", "知味", "松间", "小满")
MOST_MEMBERS: Mapping[Kind, int] = {"segment": 4, "channel": 5, "community": 2, "campaign": 1}
# Most of the range of a count or an amount is beyond any brand; orders of magnitude that do occur.
MAGNITUDES = {"cny": (2.5, 6.5), "count": (0.5, 5.0), None: (0.0, 2.0)}


def random_situation(
    vocabulary: Vocabulary,
    rng: random.Random,
    *,
    known: float | None = None,
    members: Mapping[Kind, int] = MOST_MEMBERS,
) -> Situation:
    """Return a brand. ``known`` is the chance that a fact is known (by default another for each brand)."""
    chance = rng.uniform(0.15, 0.9) if known is None else known
    facts = _facts(vocabulary.of_kind("brand"), rng, chance)
    name = rng.choice(NAMES)
    if "brand.name" in vocabulary:
        facts["brand.name"] = FactValue(name)
    _settle_crisis(facts, rng)
    entities = [Entity("brand", "brand", name if "brand.name" in vocabulary else "brand", facts)]
    listed: set[Kind] = set()
    for kind in KINDS[1:]:
        if vocabulary.of_kind(kind) and rng.random() < 0.75:
            listed.add(kind)
            entities.extend(_members(vocabulary, kind, rng, chance, rng.randint(0, members.get(kind, 0))))
    language = rng.choice(["zh-Hans", "zh-Hant", "en"])
    weeks = facts["plan.weeks"].value if "plan.weeks" in facts else None
    assert weeks is None or isinstance(weeks, int)
    situation = Situation(tuple(entities), frozenset(listed), "2026-03-01", language, weeks)
    return complete(_lawful(situation, vocabulary, rng), vocabulary)


def _members(
    vocabulary: Vocabulary, kind: Kind, rng: random.Random, chance: float, count: int
) -> list[Entity]:
    specs = vocabulary.of_kind(kind)
    codes = next((o.code for s in specs if s.name == "type" for o in s.options), None) and [
        o.code for s in specs if s.name == "type" for o in s.options
    ]
    types = rng.sample(codes, min(count, len(codes))) if codes else []
    found = []
    for number in range(count):
        facts = _facts(specs, rng, chance)
        if number < len(types):
            facts[f"{kind}.type"] = FactValue(types[number])
        found.append(Entity(f"{kind}-{number + 1}", kind, f"{rng.choice(NAMES)}{number + 1}", facts))
    _share_out(found, specs, rng)
    return found


def _facts(specs: tuple[FactSpec, ...], rng: random.Random, chance: float) -> dict[str, FactValue]:
    facts = {}
    for spec in specs:
        # A brand's facts come in topics that are known well or hardly at all.
        if spec.computed_as is None and rng.random() < chance:
            value = _value(spec, rng)
            history: tuple[Earlier, ...] = ()
            if spec.numeric and spec.unit == "ratio" and rng.random() < 0.15:
                history = (Earlier("2025-03-01", round(_number(spec, rng), 4)),)
            facts[spec.id] = FactValue(value, as_of="2026-02-28" if history else None, history=history)
    return facts


def _value(spec: FactSpec, rng: random.Random) -> Value:
    match spec.datatype:
        case "boolean":
            return rng.random() < 0.5
        case "string":
            return rng.choice(NAMES)
        case "year":
            return rng.randint(1990, 2026)
        case "date":
            return f"20{rng.randint(10, 26)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        case "choice":
            return rng.choice(spec.options).code
        case "choices":
            count = rng.randint(0, min(4, len(spec.options)))
            return tuple(sorted(o.code for o in rng.sample(spec.options, count)))
    number = _number(spec, rng)
    return round(number) if spec.datatype == "integer" else round(number, 4)


def _number(spec: FactSpec, rng: random.Random) -> float:
    low = spec.minimum
    high = spec.maximum
    if spec.unit == "score" and low is not None and high is not None:
        return rng.uniform(low, high)
    if spec.unit == "ratio":
        return max(low or 0.0, min(rng.betavariate(1.3, 2.7), high if high is not None else 1.0))
    if low is not None and high is not None and high <= 100:
        return low + (high - low) * rng.betavariate(1.0, 4.0)
    least, most = MAGNITUDES.get(spec.unit, (0.0, 2.0))
    number = 10 ** rng.uniform(least, most)
    return max(low if low is not None else -math.inf, min(number, high if high is not None else math.inf))


def _settle_crisis(facts: dict[str, FactValue], rng: random.Random) -> None:
    """Most brands have no crisis, and then nothing is known of its course."""
    if "crisis.level" in facts and rng.random() < 0.75:
        facts["crisis.level"] = FactValue("none")
        for fact in (
            "hours_since_outbreak",
            "responded",
            "own_fault",
            "safety_involved",
            "victims_contacted",
        ):
            facts.pop(f"crisis.{fact}", None)
        for fact in ("media_coverage", "resolved", "review_done"):
            facts.pop(f"crisis.{fact}", None)


def _share_out(found: list[Entity], specs: tuple[FactSpec, ...], rng: random.Random) -> None:
    """Scale shares of the whole so that they fit together."""
    for spec in specs:
        if spec.name in ("share", "spend_share", "cost_share", "sales_share"):
            holders = [e for e in found if spec.id in e.facts]
            total = sum(_share(e, spec.id) for e in holders)
            whole = rng.uniform(0.8, 1.0)
            for entity in holders:
                assert isinstance(entity.facts, dict)
                part = _share(entity, spec.id) / max(total, 1e-9) * whole
                entity.facts[spec.id] = FactValue(math.floor(part * 1e4) / 1e4)


def _share(entity: Entity, fact: str) -> float:
    value = entity.value(fact)
    assert isinstance(value, float)
    return value


def _lawful(situation: Situation, vocabulary: Vocabulary, rng: random.Random) -> Situation:
    """Mend what constraints forbid: exchange two values, else forget one."""
    for _ in range(400):
        broken = next(violations(complete(situation, vocabulary), vocabulary), None)
        if broken is None:
            return situation
        stated = [(e, f, v) for e, f, v in broken.values if f in situation.by_id[e].facts]
        if not stated:  # computed values only: their parts are what can be forgotten
            formulas = {spec.id: expression for spec, expression in vocabulary.computed}
            parts = [(e, part) for e, f, _ in broken.values for part in formulas[f].facts]
            stated = [(e, part, 0) for e, part in parts if part in situation.by_id[e].facts]
        entity, fact, _ = rng.choice(stated)
        changes: dict[tuple[str, str], FactValue | None] = {(entity, fact): None}
        if len(stated) == 2 and stated[0][0] == stated[1][0]:
            (one, a, x), (_, b, y) = stated
            if _fits(vocabulary[a], y) and _fits(vocabulary[b], x) and rng.random() < 0.8:
                changes = {(one, a): FactValue(y), (one, b): FactValue(x)}
        situation = replace(situation, entities=tuple(_changed(e, changes) for e in situation.entities))
    raise AssertionError("constraints could not be satisfied")


def _fits(spec: FactSpec, value: float) -> bool:
    whole = spec.datatype == "decimal" or float(value).is_integer()
    return whole and (spec.minimum or 0) <= value <= (spec.maximum or math.inf)


def _changed(entity: Entity, changes: Mapping[tuple[str, str], FactValue | None]) -> Entity:
    facts = {f: changes.get((entity.id, f), v) for f, v in entity.facts.items()}
    return replace(entity, facts={f: v for f, v in facts.items() if v is not None})
