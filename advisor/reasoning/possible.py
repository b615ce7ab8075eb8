"""What the rules can still come to while some facts are not asked for yet, and which of these facts matter.

Beside true, false and unknown there is *open*: a fact that may yet get any value, or stay unknown for good. For
every condition the set of truths that it can still have is reckoned; the parts of a condition are taken as
independent, so that the set may be too large, never too small. A fact that matters is therefore never left out;
one that does not may now and then be asked for.

Nobody needs to know everything: a recommendation is made where a rule is true, and whether it is else false or
unknown is the same to the plan. So each conclusion is followed down with what is to be told apart (`Need`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from advisor.reasoning.evaluate import Key, compare, finding_entity
from advisor.reasoning.model import (
    All,
    Compare,
    Concluded,
    Condition,
    Known,
    Members,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parameters import SECTOR_FACT, resolve
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS
from advisor.situation.model import KINDS, Entity, Situation

Truths: TypeAlias = int
"""A set of truths as a sum of `TRUE`, `FALSE`, `UNKNOWN`."""
TRUE, FALSE, UNKNOWN = 1, 2, 4
ALL_TRUTHS = TRUE | FALSE | UNKNOWN

Need: TypeAlias = Literal["true", "false", "all"]
"""What is to be told apart: true from the rest, false from the rest, or all three."""
_OTHER: Mapping[Need, Need] = {"true": "false", "false": "true", "all": "all"}

Openness: TypeAlias = Callable[[str, str], bool]
"""Whether the fact of an entity (entity id, fact id) is still open."""

Weights: TypeAlias = dict[tuple[str, str], float]
"""How much hangs on open facts, by entity and fact."""


def decided(truths: Truths, need: Need) -> bool:
    """Whether a set of truths leaves nothing to tell apart."""
    if need == "all":
        return truths in (TRUE, FALSE, UNKNOWN)
    wanted = TRUE if need == "true" else FALSE
    return truths == wanted or not truths & wanted


@dataclass
class Possible:
    """The rules over a situation of which some facts are open.

    ``inputs`` maps facts that can be worked out to the facts that go into them.
    """

    rules: RuleSet
    situation: Situation
    on: dt.date
    is_open: Openness
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdicts: dict[Key, Truths] = field(default_factory=dict)
    _concluded: dict[tuple[str, str, str], Truths] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for stratum in self.rules.strata:
            for rule in stratum:
                for entity in self.situation.of_kind(rule.kind):
                    self.verdicts[rule.id, entity.id] = self.truths(rule.when, entity)
            for rule in stratum:
                for conclusion in rule.then:
                    for entity in self.situation.of_kind(rule.kind):
                        self._fold(conclusion.what, conclusion.id, entity)

    # -- what can be ---------------------------------------------------------------------------------

    def truths(self, condition: Condition, entity: Entity) -> Truths:
        """Return the truths that a condition can still have at an entity."""
        if isinstance(condition, Compare):
            return self._compared(condition, entity)
        if isinstance(condition, Known):
            if self.situation.value(entity, condition.fact) is not None:
                return TRUE if condition.expected else FALSE
            if self._open(entity, condition.fact):
                return TRUE | FALSE
            return FALSE if condition.expected else TRUE
        if isinstance(condition, Concluded):
            found = self._held(condition, entity)
            return _negated(found) if condition.negated else found
        if isinstance(condition, Members):
            if condition.kind not in self.situation.listed:
                return UNKNOWN
            members = self.situation.of_kind(condition.kind)
            some = _any(self.truths(condition.condition, member) for member in members)
            return some if condition.quantifier == "any" else _negated(some)
        parts = [self.truths(part, entity) for part in condition.parts]
        return _all(parts) if isinstance(condition, All) else _any(parts)

    def conclusion(self, what: str, id: str, entity: Entity) -> Truths:
        """Return the truths that a conclusion can still have at an entity."""
        return self._concluded.get((what, id, entity.id), UNKNOWN)

    def _compared(self, condition: Compare, entity: Entity) -> Truths:
        known = self.situation.value(entity, condition.fact)
        if known is None:
            return ALL_TRUTHS if self._open(entity, condition.fact) else UNKNOWN
        if self._by_sector(condition) and self.is_open(self.situation.brand.id, SECTOR_FACT):
            return TRUE | FALSE
        threshold = resolve(condition, entity, self.situation, self.rules.parameters, self.on)
        if threshold is None:
            return UNKNOWN
        return TRUE if compare(condition, known.value, threshold.value) else FALSE

    def _by_sector(self, condition: Compare) -> bool:
        operand = condition.operand
        return isinstance(operand, ParameterRef) and bool(self.rules.parameters[operand.name].by_sector)

    def _held(self, leaf: Concluded, entity: Entity) -> Truths:
        if leaf.what == "finding":
            return self.conclusion("finding", leaf.id, finding_entity(leaf.id, entity, self.situation.brand))
        if leaf.what == "goal":
            return self.conclusion("goal", leaf.id, self.situation.brand)
        rules = self.rules.concluding("recommend", leaf.id)
        found = [
            self.verdicts.get((r.id, e.id), UNKNOWN) for r in rules for e in self.situation.of_kind(r.kind)
        ]
        found += [UNKNOWN for r in rules if r.kind != "brand" and r.kind not in self.situation.listed]
        return _any(found) if rules else UNKNOWN

    def _fold(self, what: str, id: str, entity: Entity) -> None:
        rules = [rule for rule in self.rules.concluding(what, id) if rule.kind == entity.kind]
        found = [self.verdicts.get((rule.id, entity.id), UNKNOWN) for rule in rules]
        self._concluded[what, id, entity.id] = _any(found) if rules else UNKNOWN

    # -- what matters --------------------------------------------------------------------------------

    def weigh(self, rule: Rule, entity: Entity, need: Need, weight: float, into: Weights) -> None:
        """Add to the open facts on which a rule's verdict hangs; facts that must come together share the weight."""
        if not decided(self.verdicts[rule.id, entity.id], need):
            self._weigh(rule.when, entity, need, weight, into)

    def weigh_conclusion(
        self, what: str, id: str, entity: Entity, need: Need, weight: float, into: Weights
    ) -> None:
        """Add to the open facts on which a conclusion at an entity hangs."""
        if decided(self.conclusion(what, id, entity), need):
            return
        rules = [rule for rule in self.rules.concluding(what, id) if rule.kind == entity.kind]
        self._weigh_rules([(rule, entity) for rule in rules], need, weight, into)

    def _weigh_rules(
        self, places: Iterable[tuple[Rule, Entity]], need: Need, weight: float, into: Weights
    ) -> None:
        undecided = [(r, e) for r, e in places if not decided(self.verdicts[r.id, e.id], need)]
        for rule, entity in undecided:
            self._weigh(rule.when, entity, need, weight / len(undecided), into)

    def _weigh(self, condition: Condition, entity: Entity, need: Need, weight: float, into: Weights) -> None:
        if isinstance(condition, Compare | Known):
            self._weigh_fact(entity, condition.fact, weight, into)
            if isinstance(condition, Compare) and self._by_sector(condition):
                self._weigh_fact(self.situation.brand, SECTOR_FACT, weight, into)
        elif isinstance(condition, Concluded):
            need = _OTHER[need] if condition.negated else need
            if condition.what == "recommended":
                rules = self.rules.concluding("recommend", condition.id)
                places = [(r, e) for r in rules for e in self.situation.of_kind(r.kind)]
                self._weigh_rules(places, need, weight, into)
                return
            brand = self.situation.brand
            at = finding_entity(condition.id, entity, brand) if condition.what == "finding" else brand
            self.weigh_conclusion(CONCLUDED_AS[condition.what], condition.id, at, need, weight, into)
        elif isinstance(condition, Members):
            need = _OTHER[need] if condition.quantifier == "none" else need
            members = (
                self.situation.of_kind(condition.kind) if condition.kind in self.situation.listed else ()
            )
            parts = [(condition.condition, member) for member in members]
            self._share(parts, need, weight, into)
        else:
            self._share([(part, entity) for part in condition.parts], need, weight, into)

    def _share(
        self, parts: Iterable[tuple[Condition, Entity]], need: Need, weight: float, into: Weights
    ) -> None:
        undecided = [(part, at) for part, at in parts if not decided(self.truths(part, at), need)]
        for part, at in undecided:
            self._weigh(part, at, need, weight / len(undecided) ** 1.5, into)

    def _weigh_fact(self, entity: Entity, fact: str, weight: float, into: Weights) -> None:
        owner = self._owner(entity, fact)
        if fact in owner.facts:
            return
        if self.is_open(owner.id, fact):
            into[owner.id, fact] += weight
            return
        for part in self.inputs.get(fact, ()):
            topic = part.split(".", 1)[0]
            if topic == owner.kind or topic not in KINDS[1:]:
                self._weigh_fact(owner, part, weight, into)

    def _open(self, entity: Entity, fact: str) -> bool:
        """Whether a fact may yet get a value: by an answer, or because all that it is worked out from may."""
        owner = self._owner(entity, fact)
        if self.is_open(owner.id, fact):
            return True
        parts = self.inputs.get(fact, ())
        return bool(parts) and all(
            self.situation.value(owner, part) is not None or self._open(owner, part) for part in parts
        )

    def _owner(self, entity: Entity, fact: str) -> Entity:
        return entity if fact.split(".", 1)[0] == entity.kind else self.situation.brand


def new_weights() -> Weights:
    """Return weights to add to."""
    return defaultdict(float)


def _all(parts: Iterable[Truths]) -> Truths:
    """Return the truths of an ``and`` whose parts are independent."""
    true, false, not_false, unknown = TRUE, 0, True, False
    for part in parts:
        true &= part
        false |= part & FALSE
        not_false = not_false and bool(part & (TRUE | UNKNOWN))
        unknown = unknown or bool(part & UNKNOWN)
    return true | false | (UNKNOWN if not_false and unknown else 0)


def _any(parts: Iterable[Truths]) -> Truths:
    return _negated(_all(_negated(part) for part in parts))


def _negated(truths: Truths) -> Truths:
    return (truths & UNKNOWN) | (FALSE if truths & TRUE else 0) | (TRUE if truths & FALSE else 0)
