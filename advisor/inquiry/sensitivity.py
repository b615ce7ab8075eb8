"""What the advice hangs on: how far each fact and threshold is from the nearest value that changes it.

A comparison only changes its truth at its threshold, so between neighbouring telling values (those at, just
below and just above a threshold, on the fact's own grid) nothing can happen. Each telling value is put to
the reference evaluator, nearest first, until the advice changes; nothing is told that was not tried. Facts
that are worked out from others follow; a value that breaks what must hold between facts is passed over.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.incremental import Incremental
from advisor.reasoning.model import NUMERIC_OPERATORS, Compare, Outcome, ParameterRef, Truth
from advisor.reasoning.parameters import Dated, Parameter, Parameters, resolve, sector_of, tidy
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.changing import changed
from advisor.situation.derive import violations
from advisor.situation.model import Entity, FactSpec, Situation, Value
from advisor.situation.vocabulary import Vocabulary

Way: TypeAlias = Literal["up", "down", "other", "known"]
"""A number that grows or falls, another choice, a fact that becomes known."""

_DEFAULT_STEP = 0.01


@dataclass(frozen=True)
class Turn:
    """Something concluded that changes its truth: what (recommend, caution, finding, goal), id, entity."""

    what: str
    id: str
    entity: str
    before: Truth
    after: Truth


@dataclass(frozen=True)
class Hinge:
    """A fact, or a threshold (``entity`` empty), and the nearest value in one direction that changes the advice.

    ``distance`` is in the fact's own unit and ``share`` of its present value; both are null where a value
    has no distance from another.
    """

    name: str
    entity: str
    way: Way
    value: Value | None
    at: Value
    distance: float | None
    share: float | None
    changeable: bool
    turns: tuple[Turn, ...]


def fact_hinges(
    situation: Situation, rules: RuleSet, vocabulary: Vocabulary, on: dt.date
) -> tuple[Hinge, ...]:
    """Return for each known fact the nearest value in each direction that changes the advice, nearest first."""
    trial = _Trial(situation, rules, vocabulary, on)
    found = []
    for entity, spec in _read(situation, rules, vocabulary):
        known = entity.facts.get(spec.id)
        if known is None:
            continue
        for way, values in trial.ways(entity, spec, known.value):
            hinge = trial.first(entity, spec, known.value, way, values)
            if hinge is not None:
                found.append(hinge)
    return tuple(sorted(found, key=_rank))


def open_hinges(
    situation: Situation, rules: RuleSet, vocabulary: Vocabulary, on: dt.date
) -> tuple[Hinge, ...]:
    """Return for each unknown fact that is read the value that would change most, the weightiest first."""
    trial = _Trial(situation, rules, vocabulary, on)
    found = []
    for entity, spec in _read(situation, rules, vocabulary):
        if spec.id in entity.facts:
            continue
        tried = [trial.hinge(entity, spec, None, "known", value) for value in trial.telling(entity, spec)]
        best = max((h for h in tried if h and h.turns), key=lambda h: len(h.turns), default=None)
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda h: (-len(h.turns), h.name, h.entity)))


def parameter_hinges(situation: Situation, rules: RuleSet, on: dt.date) -> tuple[Hinge, ...]:
    """Return for each threshold that is compared here the nearest value in each direction that changes the advice."""
    base = evaluate(rules, situation, on)
    ground = Incremental(rules, situation, on, base)
    found = []
    for name, near in _compared(situation, rules, on).items():
        parameter = rules.parameters[name]
        now = rules.parameters.value(name, on, sector_of(situation)).value
        for way in ("up", "down"):
            side = [v for v in near if v != now and (v > now) is (way == "up")]
            for value in sorted(side, key=lambda v: abs(v - now)):
                table = {**rules.parameters.table, name: _fixed(parameter, value)}
                other = RuleSet(rules.rules, Parameters(table))
                turns = _turns(base, ground.again(situation, rules=other, parameters=[name]))
                if turns:
                    at = near[value]
                    far = tidy(abs(at - now))
                    share = far / abs(now) if now else None
                    found.append(Hinge(name, "", way, now, at, far, share, True, turns))
                    break
    return tuple(sorted(found, key=_rank))


@dataclass(frozen=True)
class _Trial:
    """Facts of a situation set otherwise, and what the rules then conclude."""

    situation: Situation
    rules: RuleSet
    vocabulary: Vocabulary
    on: dt.date

    @cached_property
    def ground(self) -> Incremental:
        """What the rules conclude as things are."""
        base = evaluate(self.rules, self.situation, self.on)
        return Incremental(self.rules, self.situation, self.on, base)

    @cached_property
    def derived(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that are worked out from each fact, directly or by way of others."""
        table: dict[str, set[str]] = {}
        for spec, expression in self.vocabulary.computed:
            for fact in expression.facts:
                table.setdefault(fact, set()).add(spec.id)
        for _ in self.vocabulary.computed:
            for found in table.values():
                found |= {further for fact in found for further in table.get(fact, ())}
        return {fact: tuple(sorted(found)) for fact, found in table.items()}

    def ways(self, entity: Entity, spec: FactSpec, value: Value) -> Iterator[tuple[Way, list[Value]]]:
        """The directions in which a known fact can go, each with its telling values, nearest first."""
        telling = self.telling(entity, spec)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            numbers = [v for v in telling if isinstance(v, (int, float))]
            yield "up", sorted(v for v in numbers if v > value)
            yield "down", sorted((v for v in numbers if v < value), reverse=True)
        else:
            yield "other", [v for v in telling if v != value]

    def first(
        self, entity: Entity, spec: FactSpec, value: Value, way: Way, values: Iterable[Value]
    ) -> Hinge | None:
        """The first of some values that changes the advice; of those without order the one that changes most."""
        tried = (self.hinge(entity, spec, value, way, other) for other in values)
        turning = (h for h in tried if h is not None and h.turns)
        if way == "other":
            return max(turning, key=lambda h: len(h.turns), default=None)
        return next(turning, None)

    def hinge(
        self, entity: Entity, spec: FactSpec, value: Value | None, way: Way, other: Value
    ) -> Hinge | None:
        """What changes with another value; None where facts then contradict each other."""
        there = self._with(entity, spec, other)
        if there is None:
            return None
        after = self.ground.again(there, (spec.id, *self.derived.get(spec.id, ())))
        turns = _turns(self.ground.base, after)
        far = share = None
        if _number(value) and _number(other):
            far = tidy(abs(float(other) - float(value)))  # type: ignore[arg-type]
            share = far / abs(float(value)) if value else None  # type: ignore[arg-type]
        return Hinge(spec.id, entity.id, way, value, other, far, share, spec.changeable, turns)

    def telling(self, entity: Entity, spec: FactSpec) -> list[Value]:
        """The values of a fact between which nothing can happen."""
        if spec.datatype == "boolean":
            return [True, False]
        if spec.datatype == "choice":
            return [option.code for option in spec.options]
        if spec.datatype == "choices":
            known = entity.facts.get(spec.id)
            have = known.value if known and isinstance(known.value, tuple) else ()
            toggled = [tuple(sorted({*have} ^ {option.code})) for option in spec.options]
            return list(dict.fromkeys(toggled))
        if not spec.numeric:
            return []
        return sorted({v for near in self._thresholds(entity, spec) for v in _grid(spec, near)})

    def _thresholds(self, entity: Entity, spec: FactSpec) -> Iterator[float]:
        """The numbers with which a fact, or one that is worked out from it, is compared."""
        own = entity.number(spec.id)
        for compare, at in self.comparisons:
            if compare.fact != spec.id and compare.fact not in self.derived.get(spec.id, ()):
                continue
            if compare.fact == spec.id and at.id != entity.id:
                continue
            found = resolve(compare, at, self.situation, self.rules.parameters, self.on)
            if found is None or not _number(found.value):
                continue
            threshold = float(found.value)  # type: ignore[arg-type]
            if compare.fact == spec.id:
                yield threshold
                continue
            derived = at.number(compare.fact)
            if own and derived and threshold:  # as far as it is a ratio or a product; what comes out is tried
                yield own * threshold / derived
                yield own * derived / threshold

    @cached_property
    def comparisons(self) -> tuple[tuple[Compare, Entity], ...]:
        """Every comparison of numbers, at each entity whose fact it reads."""
        return tuple(_comparisons(self.situation, self.rules))

    def _with(self, entity: Entity, spec: FactSpec, value: Value) -> Situation | None:
        there = changed(self.situation, self.vocabulary, {(entity.id, spec.id): value})
        return None if next(violations(there, self.vocabulary), None) else there


def _grid(spec: FactSpec, near: float) -> Iterator[Value]:
    """The fact's own values at, just below and just above a number, within its range."""
    step = 1.0 if spec.datatype in ("integer", "year") else spec.precision or _DEFAULT_STEP
    at = near / step
    for count in {math.floor(at) - 1, math.floor(at), math.ceil(at), math.ceil(at) + 1}:
        value = tidy(count * step)
        low = spec.minimum is None or value >= spec.minimum
        high = spec.maximum is None or value <= spec.maximum
        if low and high:
            yield int(value) if spec.datatype in ("integer", "year") else value


def _read(
    situation: Situation, rules: RuleSet, vocabulary: Mapping[str, FactSpec]
) -> Iterator[tuple[Entity, FactSpec]]:
    """The facts that rules read, at each entity that can have them."""
    named = {getattr(leaf, "fact", None) for rule in rules.rules for leaf in leaves(rule.when)}
    for entity in situation.entities:
        for spec in vocabulary.values():
            if spec.kind == entity.kind and spec.id in named:
                yield entity, spec


def _comparisons(situation: Situation, rules: RuleSet) -> Iterator[tuple[Compare, Entity]]:
    """Every comparison of numbers, at each entity whose fact it reads."""
    for rule in rules.rules:
        for leaf in leaves(rule.when):
            if isinstance(leaf, Compare) and leaf.operator in (*NUMERIC_OPERATORS, "is", "is_not"):
                kind = leaf.fact.split(".", 1)[0]
                at = [e for e in situation.entities if e.kind == kind] or [situation.brand]
                yield from ((leaf, entity) for entity in at)


def _compared(situation: Situation, rules: RuleSet, on: dt.date) -> dict[str, dict[float, float]]:
    """The values at which each parameter would decide otherwise, and the fact's value that each is near."""
    found: dict[str, dict[float, float]] = {}
    for compare, entity in _comparisons(situation, rules):
        if not isinstance(compare.operand, ParameterRef):
            continue
        known = situation.value(entity, compare.fact)
        threshold = resolve(compare, entity, situation, rules.parameters, on)
        if known is None or not _number(known.value) or threshold is None or threshold.origin == "history":
            continue
        value = float(known.value)  # type: ignore[arg-type]
        step = max(abs(value), 1e-6) * 1e-6
        found.setdefault(compare.operand.name, {}).update(
            {value - step: value, value: value, value + step: value}
        )
    return found


def _fixed(parameter: Parameter, value: float) -> Parameter:
    only = Dated("0001-01-01", value, "judgement", "low")
    return replace(parameter, values=(only,), by_sector={})


def _turns(base: Outcome, other: Outcome) -> tuple[Turn, ...]:
    """What is concluded otherwise: recommendations, cautions on what is recommended, findings, goals."""
    advised = {place for outcome in (base, other) for place, held in outcome.recommended.items() if held}
    advised |= {(id, "brand") for id, _ in advised}
    found = []
    for what, old, new in (
        ("recommend", base.recommended, other.recommended),
        ("caution", base.cautions, other.cautions),
        ("finding", base.findings, other.findings),
        ("goal", base.goals, other.goals),
    ):
        for key in sorted(old.keys() | new.keys()):
            if what == "caution" and key not in advised:
                continue
            if old.get(key) is not new.get(key) and True in (old.get(key), new.get(key)):
                found.append(Turn(what, key[0], key[1], old.get(key), new.get(key)))
    return tuple(found)


def _number(value: Value | None) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _rank(hinge: Hinge) -> tuple[object, ...]:
    return (hinge.share is None, hinge.share or 0.0, -len(hinge.turns), hinge.name, hinge.entity, hinge.way)
