"""What follows from stated facts by arithmetic: facts computed from others, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.situation.arithmetic import Expression, Gather, Lookup, Number
from advisor.situation.model import Earlier, Entity, FactSpec, FactValue, Remark, Situation, Value
from advisor.situation.values import plain_number
from advisor.situation.vocabulary import Constraint, Vocabulary

# A stated figure that differs from the computed one by less than this share is rounding, not contradiction.
_ROUNDING = 0.02
PLACES = 6
"""Decimals to which a computed fact is rounded."""


@dataclass(frozen=True)
class Violation:
    """A constraint that does not hold: for which entity, and the (entity id, fact, value) that break it."""

    constraint: Constraint
    entity: Entity
    values: tuple[tuple[str, str, Number], ...]


def complete(situation: Situation, vocabulary: Vocabulary) -> Situation:
    """Add the facts that follow from others, where they are not stated.

    Where a fact is stated and its parts give something else, what is stated stays and a remark says so.
    """
    remarks = list(situation.remarks)
    for spec, expression in vocabulary.computed:
        results = [
            _computed(spec, expression, e, situation) if e.kind == spec.kind else (e, None)
            for e in situation.entities
        ]
        remarks.extend(remark for _, remark in results if remark)
        situation = replace(situation, entities=tuple(entity for entity, _ in results))
    return replace(situation, remarks=tuple(remarks))


def violations(situation: Situation, vocabulary: Vocabulary) -> Iterator[Violation]:
    """Yield the constraints that known facts break; where facts are unknown, nothing is broken."""
    for constraint in vocabulary.constraints:
        partial = known_members_only(constraint, vocabulary)
        for entity in checked_at(constraint, situation):
            holds = constraint.expression.holds(
                _lookup(entity, situation), _gather(situation, known_only=partial)
            )
            if holds is False:
                yield Violation(constraint, entity, tuple(_used(constraint.expression, entity, situation)))


def checked_at(constraint: Constraint, situation: Situation) -> tuple[Entity, ...]:
    """Return the entities at which a constraint is checked."""
    return situation.of_kind(constraint.members) if constraint.members else (situation.brand,)


def known_members_only(constraint: Constraint, vocabulary: Vocabulary) -> bool:
    """Whether the members with a known value alone can break a constraint: an upper limit on what is never negative."""
    return constraint.expression.partial_limit and all(
        (vocabulary[fact].minimum or 0) >= 0 and vocabulary[fact].minimum is not None
        for fact in constraint.expression.summed
    )


def _computed(
    spec: FactSpec, expression: Expression, entity: Entity, situation: Situation
) -> tuple[Entity, Remark | None]:
    stated = entity.facts.get(spec.id)
    found = expression.value(_lookup(entity, situation), _gather(situation))
    if found is None:
        return entity, None
    value = round(found) if spec.datatype in ("integer", "year") else round(float(found), PLACES)
    if stated is not None:
        return entity, _disagreement(spec, expression, entity, stated.value, value)
    low, high = spec.minimum, spec.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        shown = {
            "fact": spec.id,
            "entity": entity.id,
            "formula": expression.text,
            "computed": plain_number(value),
        }
        return entity, Remark("brief.remark.computed_out_of_range", shown)
    parts = [p for p in (_part(f, entity, situation) for f in expression.facts) if p is not None]
    dates = {p.as_of for p in parts}
    known = FactValue(
        value,
        origin="computed",
        as_of=dates.pop() if len(dates) == 1 else None,
        method=expression.text,
        history=_history(spec, expression, parts) if not expression.summed else (),
    )
    return replace(entity, facts={**entity.facts, spec.id: known}), None


def _disagreement(
    spec: FactSpec, expression: Expression, entity: Entity, stated: Value, computed: Number
) -> Remark | None:
    if not isinstance(stated, (int, float)):
        return None
    if abs(stated - computed) <= max(spec.precision or 0.0, _ROUNDING * max(abs(stated), abs(computed))):
        return None
    values = {
        "fact": spec.id,
        "entity": entity.id,
        "formula": expression.text,
        "stated": plain_number(stated),
        "computed": plain_number(computed),
    }
    return Remark("brief.remark.disagrees", values)


def _history(spec: FactSpec, expression: Expression, parts: Sequence[FactValue]) -> tuple[Earlier, ...]:
    """Earlier values, for the dates at which every part has one."""
    by_fact = dict(zip(expression.facts, parts, strict=False))
    if len(by_fact) != len(expression.facts):
        return ()
    dated: Mapping[str, Mapping[str, float]] = {
        fact: {e.as_of: e.value for e in part.history} for fact, part in by_fact.items()
    }
    common = sorted(set.intersection(*(set(values) for values in dated.values()))) if dated else []
    earlier = []
    for day in common:
        found = expression.value(lambda fact, day=day: dated[fact][day], lambda _: None)  # type: ignore[misc]
        if found is not None and (spec.minimum or found) <= found <= (spec.maximum or found):
            earlier.append(Earlier(day, round(float(found), PLACES)))
    return tuple(earlier)


def _part(fact: str, entity: Entity, situation: Situation) -> FactValue | None:
    return situation.value(entity, fact)


def _lookup(entity: Entity, situation: Situation) -> Lookup:
    def lookup(fact: str) -> Number | None:
        known = situation.value(entity, fact)
        return _as_number(known.value) if known else None

    return lookup


def _gather(situation: Situation, *, known_only: bool = False) -> Gather:
    def gather(fact: str) -> list[Number | None] | None:
        kind = fact.split(".", 1)[0]
        if kind not in situation.listed:
            return None
        found = [_as_number(e.value(fact)) for e in situation.entities if e.kind == kind]
        return [v for v in found if v is not None] if known_only else found

    return gather


def _used(expression: Expression, entity: Entity, situation: Situation) -> Iterator[tuple[str, str, Number]]:
    for fact in expression.facts:
        if fact in expression.summed:
            kind = fact.split(".", 1)[0]
            holders = [e for e in situation.entities if e.kind == kind]
        else:
            holders = [entity if fact in entity.facts else situation.brand]
        for holder in holders:
            value = _as_number(holder.value(fact))
            if value is not None:
                yield holder.id, fact, value


def _as_number(value: Value | None) -> Number | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
