"""Conditions and rules as formulas for a solver (z3).

A statement in three values becomes two formulas: when it is true, and when it is false; where neither
holds it is unknown. Both follow the condition tree as `evaluate` does, through findings, goals and members,
so that a formula may be asked about every rule that matters for a conclusion at once. What a fact can be is
for whoever asks: `Facts` gives the formulas of a single comparison.

Import this module inside functions only: it loads z3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import z3

from advisor.reasoning.evaluate import finding_entity
from advisor.reasoning.model import All, Compare, Concluded, Condition, Known, Members, Rule
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS
from advisor.situation.model import Entity, Situation

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True)
class Truths:
    """When a statement is true and when it is false; the two never hold together."""

    true: z3.BoolRef
    false: z3.BoolRef

    @property
    def negated(self) -> Truths:
        """The ``not`` of the statement: unknown stays unknown."""
        return Truths(self.false, self.true)


UNKNOWN = Truths(FALSE, FALSE)


class Facts(Protocol):
    """What single facts can be, as formulas."""

    def compare(self, leaf: Compare, entity: Entity) -> Truths:
        """When a comparison holds as seen from an entity."""

    def known(self, fact: str, entity: Entity) -> z3.BoolRef:
        """When a fact is known as seen from an entity."""


def every(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """Return the ``and`` of some formulas, as short as constants among them allow."""
    kept = [part for part in parts if not z3.is_true(part)]
    if any(z3.is_false(part) for part in kept):
        return FALSE
    return z3.And(kept) if len(kept) > 1 else kept[0] if kept else TRUE


def some(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """Return the ``or`` of some formulas, as short as constants among them allow."""
    kept = [part for part in parts if not z3.is_false(part)]
    if any(z3.is_true(part) for part in kept):
        return TRUE
    return z3.Or(kept) if len(kept) > 1 else kept[0] if kept else FALSE


def opposite(part: z3.BoolRef) -> z3.BoolRef:
    """Return the ``not`` of a formula."""
    return FALSE if z3.is_true(part) else TRUE if z3.is_false(part) else z3.Not(part)


def conjoin(parts: Iterable[Truths]) -> Truths:
    """Return ``all`` of some statements."""
    found = tuple(parts)
    return Truths(every(p.true for p in found), some(p.false for p in found))


def disjoin(parts: Iterable[Truths]) -> Truths:
    """Return ``any`` of some statements."""
    found = tuple(parts)
    return Truths(some(p.true for p in found), every(p.false for p in found))


@dataclass
class Formulas:
    """Formulas of the rules over the entities of a situation; the facts' values are left to ``facts``.

    Only what is asked for is translated, with all that it depends on; ``used`` gathers those rules.
    """

    rules: RuleSet
    situation: Situation
    facts: Facts
    used: dict[str, Rule] = field(default_factory=dict)
    _rules: dict[tuple[str, str], Truths] = field(default_factory=dict)
    _conclusions: dict[tuple[str, str, str], Truths] = field(default_factory=dict)

    def recommended(self, tactic: str, entity: Entity) -> Truths:
        """When rules recommend a tactic for an entity."""
        return self.concluded("recommend", tactic, entity)

    def contraindicated(self, tactic: str, entity: Entity) -> Truths:
        """When a caution forbids a tactic for an entity: one of its own or one of the brand."""
        brand = self.situation.brand
        return disjoin(
            self.rule(rule, place)
            for place in ((entity,) if entity is brand else (entity, brand))
            for rule in self.rules.concluding("caution", tactic)
            if rule.kind == place.kind
        )

    def concluded(self, what: str, id: str, entity: Entity) -> Truths:
        """When rules conclude something at an entity; unknown where no rule can."""
        key = (what, id, entity.id)
        if key not in self._conclusions:
            concluding = [rule for rule in self.rules.concluding(what, id) if rule.kind == entity.kind]
            found = disjoin(self.rule(rule, entity) for rule in concluding)
            self._conclusions[key] = found if concluding else UNKNOWN
        return self._conclusions[key]

    def rule(self, rule: Rule, entity: Entity) -> Truths:
        """When a rule holds at an entity."""
        key = (rule.id, entity.id)
        if key not in self._rules:
            self.used[rule.id] = rule
            self._rules[key] = self.condition(rule.when, entity)
        return self._rules[key]

    def condition(self, condition: Condition, entity: Entity) -> Truths:
        """When a condition holds at an entity."""
        if isinstance(condition, Compare):
            return self.facts.compare(condition, entity)
        if isinstance(condition, Known):
            known = self.facts.known(condition.fact, entity)
            found = Truths(known, opposite(known))
            return found if condition.expected else found.negated
        if isinstance(condition, Concluded):
            found = self._leaf(condition, entity)
            return found.negated if condition.negated else found
        if isinstance(condition, Members):
            if condition.kind not in self.situation.listed:
                return UNKNOWN
            members = self.situation.of_kind(condition.kind)
            found = disjoin(self.condition(condition.condition, member) for member in members)
            return found if condition.quantifier == "any" else found.negated
        parts = [self.condition(part, entity) for part in condition.parts]
        return conjoin(parts) if isinstance(condition, All) else disjoin(parts)

    def _leaf(self, leaf: Concluded, entity: Entity) -> Truths:
        brand = self.situation.brand
        if leaf.what == "recommended":
            return self._anywhere(leaf.id)
        at = finding_entity(leaf.id, entity, brand) if leaf.what == "finding" else brand
        return self.concluded(CONCLUDED_AS[leaf.what], leaf.id, at)

    def _anywhere(self, tactic: str) -> Truths:
        """When a tactic is recommended for some entity; open while members that it may be for are not listed."""
        concluding = self.rules.concluding("recommend", tactic)
        if not concluding:
            return UNKNOWN
        parts = [self.rule(rule, e) for rule in concluding for e in self.situation.of_kind(rule.kind)]
        if any(rule.kind != "brand" and rule.kind not in self.situation.listed for rule in concluding):
            parts.append(UNKNOWN)
        return disjoin(parts)


__all__ = [
    "FALSE",
    "TRUE",
    "UNKNOWN",
    "Facts",
    "Formulas",
    "Truths",
    "conjoin",
    "disjoin",
    "every",
    "opposite",
    "some",
]
