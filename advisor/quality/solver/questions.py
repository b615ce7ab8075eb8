"""What can be asked about rules of one kind of entity, and proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import z3

from advisor.quality.solver.members import OpenFormulas, listed
from advisor.quality.solver.world import World
from advisor.reasoning.formulas import every, opposite
from advisor.reasoning.model import All, Condition, Rule
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import KINDS, Entity, Kind, Situation
from advisor.situation.vocabulary import Vocabulary

EFFORT = 2_000_000
"""How many steps the solver may take for one question: steps, not seconds, so that every machine proves the same."""


@dataclass(frozen=True)
class Subject:
    """What questions are about: rules, the facts that they read, and the first day that matters.

    ``free`` are the ids of rules of which nothing is taken for granted.
    """

    rules: RuleSet
    vocabulary: Vocabulary
    on: dt.date
    free: Collection[str] = ()


class Questions:
    """Questions about any entity of a kind in any brief. Nothing is proved of what the solver gives up on."""

    def __init__(self, subject: Subject, kind: Kind) -> None:
        brand = Entity("brand", "brand", "brand", {})
        self.entity = brand if kind == "brand" else Entity(f"this {kind}", kind, kind, {})
        entities = (brand,) if kind == "brand" else (brand, self.entity)
        self.situation = Situation(entities)
        self.world = World(subject.rules, subject.vocabulary, subject.on, brand)
        self.formulas = OpenFormulas(subject.rules, self.situation, self.world, free=subject.free)

    def fires(self, rule: Rule) -> z3.BoolRef:
        """When a rule fires at the entity."""
        return self.formulas.rule(rule, self.entity).true

    def impossible(self, *formulas: z3.BoolRef) -> bool:
        """Whether it is proved that there is no brief in which all formulas hold."""
        solver = self._solver(formulas)
        return bool(solver.check() == z3.unsat)

    def never(self, rule: Rule) -> bool:
        """Whether it is proved that a rule never fires."""
        return self.impossible(self.fires(rule))

    def implies(self, rule: Rule, *others: Rule) -> bool:
        """Whether it is proved that one of the others fires wherever a rule does."""
        return self.impossible(self.fires(rule), every(opposite(self.fires(other)) for other in others))

    def always_contraindicated(self, rule: Rule, tactic: str) -> bool:
        """Whether it is proved that a caution forbids a tactic wherever a rule fires."""
        forbidden = self.formulas.contraindicated(tactic, self.entity).true
        return self.impossible(self.fires(rule), opposite(forbidden))

    def meets(self, rule: Rule, caution: Rule) -> bool:
        """Whether it is proved that a caution, of the entity's kind or the brand's, fires wherever a rule does."""
        place = self.entity if caution.kind == self.entity.kind else self.situation.brand
        return self.impossible(self.fires(rule), opposite(self.formulas.rule(caution, place).true))

    def clash(self, condition: Condition) -> tuple[Condition, ...]:
        """Return the fewest parts of a condition that no brief fulfils together, as far as leaving out one by one finds them."""
        parts: Sequence[Condition] = condition.parts if isinstance(condition, All) else (condition,)
        kept = list(parts)
        for part in parts:
            rest = [one for one in kept if one is not part]
            if rest and self.impossible(*(self.formulas.condition(one, self.entity).true for one in rest)):
                kept = rest
        return tuple(kept)

    def example(self, *formulas: z3.BoolRef) -> tuple[Situation, dt.date] | None:
        """Return a brief, and the day, in which all formulas hold; None where none has been found.

        It is without any history. The solver has numbers that no brief can write: run the rules before it is shown.
        """
        solver = self._solver(formulas)
        solver.add(*self.world.without_history())
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        facts = self.world.facts(model)
        there = [
            entity
            for entity, present in self.formulas.members
            if z3.is_true(model.eval(present, model_completion=True))
        ]
        listed_ = [kind for kind in KINDS if z3.is_true(model.eval(listed(kind), model_completion=True))]
        entities = tuple(
            replace(entity, facts=facts.get(entity.id, {})) for entity in (self.situation.brand, *there)
        )
        return Situation(entities, frozenset(listed_)), self.world.day_in(model)

    def _solver(self, formulas: Sequence[z3.BoolRef]) -> z3.Solver:
        solver = z3.Solver()
        solver.set("rlimit", EFFORT)
        solver.add(*formulas)
        solver.add(*self.formulas.laws())
        solver.add(*self.world.laws())
        return solver
