"""Conditions over members, and findings at them, for a solver: each quantifier has witnesses of its own.

How many members a brief lists is open. Where some member satisfies a condition a witness does; where none
does, no witness of any other condition does either. A formula that holds in a brief so holds here too, and
the other way round, sums over members aside: what is proved here is true of every brief.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import z3

from advisor.reasoning.formulas import TRUE, UNKNOWN, Formulas, Truths, disjoin, every, opposite
from advisor.reasoning.model import Condition, Members, Rule
from advisor.situation.model import Entity, Kind


@dataclass(frozen=True)
class Quantifier:
    """A condition over the members of a kind.

    ``some`` says that a member satisfies it, which ``witness`` then does; ``open`` that it is not false of
    every member, and then not of ``doubt``.
    """

    kind: Kind
    condition: Condition
    some: z3.BoolRef
    witness: Entity
    open: z3.BoolRef
    doubt: Entity


@dataclass
class OpenFormulas(Formulas):
    """Formulas where members are whatever they need be; rules in ``free`` may hold or not, whatever they say.

    ``situation`` has the brand and at most the entity that the question is about.
    """

    free: Collection[str] = ()
    _quantifiers: dict[tuple[Kind, Condition], Quantifier] = field(default_factory=dict)
    _present: list[tuple[Entity, z3.BoolRef]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._present.extend((e, TRUE) for e in self.situation.entities if e.kind != "brand")

    @property
    def members(self) -> Sequence[tuple[Entity, z3.BoolRef]]:
        """The members that have been made, each with when it is there."""
        return self._present

    def rule(self, rule: Rule, entity: Entity) -> Truths:
        """When a rule holds at an entity."""
        if rule.id not in self.free:
            return super().rule(rule, entity)
        true, false = (z3.Bool(f"{rule.id}@{entity.id}:{word}") for word in ("true", "false"))
        return Truths(every((true, opposite(false))), every((false, opposite(true))))

    def condition(self, condition: Condition, entity: Entity) -> Truths:
        """When a condition holds at an entity."""
        if not isinstance(condition, Members):
            return super().condition(condition, entity)
        found = self._over(condition.kind, condition.condition)
        return found if condition.quantifier == "any" else found.negated

    def laws(self) -> Iterator[z3.BoolRef]:
        """What holds of members; asked once all formulas have been made."""
        done: set[tuple[int, int]] = set()
        kept = 0
        while True:
            # Spelling one law out may bring in conditions over members that are new, and witnesses for them.
            quantifiers = list(self._quantifiers.values())
            pairs = [
                (n, m)
                for n, one in enumerate(quantifiers)
                for m, (entity, _) in enumerate(self._present)
                if one.kind == entity.kind and (n, m) not in done
            ]
            if not pairs and kept == len(quantifiers):
                break
            for one in quantifiers[kept:]:
                yield z3.Implies(one.some, self.condition(one.condition, one.witness).true)
                yield z3.Implies(one.open, opposite(self.condition(one.condition, one.doubt).false))
            kept = len(quantifiers)
            for n, m in pairs:
                done.add((n, m))
                one, (entity, present) = quantifiers[n], self._present[m]
                found = self.condition(one.condition, entity)
                yield z3.Implies(every((present, found.true)), one.some)
                yield z3.Implies(every((present, opposite(found.false))), one.open)
        for entity, present in self._present:
            yield z3.Implies(present, listed(entity.kind))

    def _over(self, kind: Kind, condition: Condition) -> Truths:
        """When some member of a kind satisfies a condition; unknown where the brief does not list the kind."""
        key = (kind, condition)
        if key not in self._quantifiers:
            number = len(self._quantifiers)
            some, open_ = (z3.Bool(f"{word}:{kind}:{number}") for word in ("some", "open"))
            witness, doubt = (Entity(f"{kind}:{number}:{word}", kind, kind, {}) for word in ("some", "open"))
            self._quantifiers[key] = Quantifier(kind, condition, some, witness, open_, doubt)
            self._present += [(witness, some), (doubt, open_)]
        one = self._quantifiers[key]
        return Truths(every((listed(kind), one.some)), every((listed(kind), opposite(one.open))))

    def _anywhere(self, tactic: str) -> Truths:
        """When a tactic is recommended for some entity."""
        concluding = self.rules.concluding("recommend", tactic)
        if not concluding:
            return UNKNOWN
        return disjoin(
            self.rule(rule, self.situation.brand)
            if rule.kind == "brand"
            else self._over(rule.kind, rule.when)
            for rule in concluding
        )


def listed(kind: Kind) -> z3.BoolRef:
    """When a brief lists the members of a kind."""
    return z3.Bool(f"listed:{kind}")
