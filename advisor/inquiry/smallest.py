"""The smallest change of facts that brings a tactic in, or takes it out.

A tactic is *in* for an entity where a rule recommends it and no caution forbids it; that is what planning
begins with. Of all changes that turn it, the smallest is the one with the fewest facts that the brand can
change, then with the least distance, then the one whose facts come first by id. Distance is counted in units
of each fact's precision; another answer to a yes/no question or a choice is one unit, a list is as many as
codes are added or taken away, and that something unknown becomes known is one, whatever it turns out to be.

The rules that matter become formulas (`advisor.reasoning.formulas`), and a solver is asked for ever smaller
changes until it proves that there is none. What is found is shown only after the reference evaluator has come
to the same on the changed situation. Where the solver would take too long, that is the answer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.model import Outcome
from advisor.reasoning.rules import RuleSet
from advisor.situation.changing import changed
from advisor.situation.derive import violations
from advisor.situation.model import Entity, Situation, Value
from advisor.situation.vocabulary import Vocabulary

if TYPE_CHECKING:
    import z3

    from advisor.reasoning.levers import Lever

Aim: TypeAlias = Literal["in", "out"]
Result: TypeAlias = Literal["found", "none", "many", "undecided", "no_rule"]

MOST_FACTS = 6
"""A change of more facts than this is no advice: it is another brand."""

EFFORT = 30_000_000
"""What one question to the solver may cost, in its own count of steps: the same on every machine."""

MOST_TRIES = 20
"""How many proposals that the reference evaluator does not confirm are passed over before giving up."""


@dataclass(frozen=True)
class FactChange:
    """One fact of a change: its value now and then, None where it is unknown, and how far that is, in units.

    ``least`` and ``most`` are the ends of the range around ``then`` in which any number does as well, the rest
    of the change given; None where the range ends only with what is possible, or is not known. ``any_value``:
    whatever the fact turns out to be will do.
    """

    entity: str
    fact: str
    now: Value | None
    then: Value | None
    distance: float
    least: Value | None = None
    most: Value | None = None
    any_value: bool = False

    @property
    def key(self) -> str:
        """The fact's id; of a member with the member's id before it: ``loyal.segment.share``."""
        return self.fact if self.entity == "brand" else f"{self.entity}.{self.fact}"


@dataclass(frozen=True)
class SmallestChange:
    """What would turn a tactic for an entity.

    ``result``: found; none (no change of facts that the brand can change does it: proved); many (only one of
    more than ``most`` facts); undecided (not within the effort allowed); no_rule (nothing recommends it
    here). Where it is none and `beyond` holds changes, these would do it, but some are out of the brand's
    hands.
    """

    aim: Aim
    result: Result
    changes: tuple[FactChange, ...] = ()
    beyond: tuple[FactChange, ...] = ()
    most: int = MOST_FACTS

    @property
    def distance(self) -> float:
        """The sum of the distances, in units."""
        return float(sum(Fraction(repr(change.distance)) for change in self.changes))

    def contract(self) -> dict[str, object] | None:
        """Return {set, drop} as ``explain --format json`` has it, or None where there is no such change."""
        if self.result != "found":
            return None
        return {
            "set": {c.key: _plain(c.then) for c in self.changes if c.then is not None},
            "drop": [c.key for c in self.changes if c.then is None],
        }

    def to_json(self) -> dict[str, object]:
        """Return all that is known about the change, and of the search for it, as plain values."""
        return {
            "aim": self.aim,
            "result": self.result,
            "distance": self.distance if self.result == "found" else None,
            "changes": [_change_json(change) for change in self.changes],
            "beyond": [_change_json(change) for change in self.beyond],
        }


def _plain(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _change_json(change: FactChange) -> dict[str, object]:
    return {
        "entity": change.entity,
        "fact": change.fact,
        "now": _plain(change.now),
        "then": _plain(change.then),
        "distance": change.distance,
        "least": change.least,
        "most": change.most,
        "any_value": change.any_value,
    }


def stands(tactic: str, entity: Entity, situation: Situation, outcome: Outcome) -> bool:
    """Whether a tactic is in for an entity: a rule recommends it and no caution of the entity or the brand forbids it."""
    if outcome.recommended.get((tactic, entity.id)) is not True:
        return False
    places = {entity.id, situation.brand.id}
    return not any(outcome.cautions.get((tactic, place)) is True for place in places)


def smallest_change(
    tactic: str,
    entity: Entity,
    rules: RuleSet,
    situation: Situation,
    outcome: Outcome,
    vocabulary: Vocabulary,
    on: dt.date,
    *,
    most: int = MOST_FACTS,
    effort: int = EFFORT,
) -> SmallestChange:
    """Return the smallest change of facts that turns a tactic for an entity.

    Facts of the members that there are may change; none are added or removed. A known fact is withdrawn
    (made unknown) only where no setting of facts does it.
    """
    aim: Aim = "out" if stands(tactic, entity, situation, outcome) else "in"
    if aim == "in" and not any(r.kind == entity.kind for r in rules.concluding("recommend", tactic)):
        return SmallestChange(aim, "no_rule", most=most)

    def search(*, may_drop: bool = False, all_move: bool = False) -> _Search:
        return _Search(
            tactic,
            entity,
            rules,
            situation,
            vocabulary,
            on,
            aim,
            effort,
            may_drop=may_drop,
            all_move=all_move,
        )

    result, changes = search().run(most)
    if result == "none":
        result, changes = search(may_drop=True).run(most)
    beyond: tuple[FactChange, ...] = ()
    if result == "none":
        found, all_moved = search(all_move=True).run(most)
        beyond = all_moved if found == "found" else ()
    return SmallestChange(aim, result, changes, beyond, most)


Proposal: TypeAlias = "Mapping[Lever, Value | None]"
"""The levers that a change moves with their new values; None where they are withdrawn."""


class _OutOfEffort(Exception):
    """The solver gave up on a question."""


class _Search:
    """One search by a solver: which changes are allowed, and the questions that are put to it."""

    def __init__(
        self,
        tactic: str,
        entity: Entity,
        rules: RuleSet,
        situation: Situation,
        vocabulary: Vocabulary,
        on: dt.date,
        aim: Aim,
        effort: int,
        *,
        may_drop: bool,
        all_move: bool,
    ) -> None:
        import z3

        from advisor.reasoning.formulas import Formulas, every, opposite
        from advisor.reasoning.movable import Movable

        self.tactic, self.entity, self.aim, self.on = tactic, entity, aim, on
        self.rules, self.situation, self.vocabulary = rules, situation, vocabulary
        self.z3 = z3
        movable = Movable(situation, vocabulary, rules, on, may_drop=may_drop, all_move=all_move)
        formulas = Formulas(rules, situation, movable)
        inside = every(
            (
                formulas.recommended(tactic, entity).true,
                opposite(formulas.contraindicated(tactic, entity).true),
            )
        )
        self.solver = z3.Solver()
        self.solver.set("rlimit", effort)
        self.solver.add(inside if aim == "in" else opposite(inside))
        self.solver.add(*movable.constraints())
        self.solver.add(*movable.rounding)
        self.levers: Sequence[Lever] = sorted(movable.levers.values(), key=lambda one: one.order)
        for lever in self.levers:
            self.solver.add(*lever.rules())
        self.cone = RuleSet(tuple(rule for rule in rules.rules if rule.id in formulas.used), rules.parameters)
        arithmetic = [expression for _, expression in vocabulary.computed]
        arithmetic += [constraint.expression for constraint in vocabulary.constraints]
        self.reckoned_with = {fact for expression in arithmetic for fact in expression.facts}
        self.parts = math.lcm(*(lever.parts for lever in self.levers))
        self.model: z3.ModelRef

    def run(self, most: int) -> tuple[Result, tuple[FactChange, ...]]:
        """Return what came of it, and the smallest change that the reference evaluator confirms."""
        try:
            for _ in range(MOST_TRIES):
                result, found = self._smallest(most)
                if result != "found" or self._confirmed(found):
                    return result, tuple(self._told(found))
                self.solver.add(self._other_than(found))
        except _OutOfEffort:
            pass
        return "undecided", ()

    # -- the order of changes -------------------------------------------------------------------------

    def _smallest(self, most: int) -> tuple[Result, Proposal]:
        """Return the first of all changes, in the order of the module's head."""
        if not self._possible():
            return "none", {}
        self.solver.push()
        try:
            # Only where nothing else will do: what is withdrawn, and what is out of the brand's hands.
            self._fewest([one.dropped for one in self.levers if not self.z3.is_false(one.dropped)])
            self._fewest([one.changed for one in self.levers if not one.spec.changeable])
            if not self._fewest([one.changed for one in self.levers], most):
                return "many", {}
            self._least(self.z3.Sum([one.distance(self.parts) for one in self.levers]))
            return "found", self._values(self._first_by_id())
        finally:
            self.solver.pop()

    def _fewest(self, changes: Sequence[z3.BoolRef], most: int | None = None) -> bool:
        """Hold the number of these changes to the least that there can be; False where that is over ``most``."""
        if not changes:
            return True
        for count in range((len(changes) if most is None else most) + 1):
            at_most = self.z3.PbLe([(one, 1) for one in changes], count)
            if self._possible(at_most):
                self.solver.add(at_most)
                return True
        return False

    def _least(self, amount: z3.ArithRef, low: int = 0) -> None:
        """Hold an amount to the least that it can be, ``low`` or more: halve the room below what a model has."""
        best = self._amount(amount)
        while low < best:
            middle = (low + best) // 2
            if self._possible(amount <= middle):
                best = self._amount(amount)
            else:
                low = middle + 1
        self.solver.add(amount == best)

    def _first_by_id(self) -> list[Lever]:
        """Hold to the levers that come first among changes of equal size."""
        chosen: list[Lever] = []
        for lever in self.levers:
            if self._holds(lever.changed) or self._possible(lever.changed):
                self.solver.add(lever.changed)
                chosen.append(lever)
            else:
                self.solver.add(self.z3.Not(lever.changed))
        return chosen

    def _values(self, chosen: Sequence[Lever]) -> Proposal:
        """Settle the values of these levers one by one, and return them."""
        for lever in chosen:
            self._least(lever.distance(self.parts))
            for wish in lever.wishes():
                if self._holds(wish) or self._possible(wish):
                    self.solver.add(wish)
            if lever.rank is not None:
                self._least(lever.rank[0], lever.rank[1])
        return {one: None if self._holds(one.dropped) else one.value(self.model) for one in chosen}

    # -- questions ------------------------------------------------------------------------------------

    def _possible(self, *more: z3.BoolRef) -> bool:
        """Whether there is a change with these properties besides; where there is, ``model`` is one."""
        self.solver.push()
        self.solver.add(*more)
        answer = self.solver.check()
        if answer == self.z3.unknown:
            raise _OutOfEffort
        if answer == self.z3.sat:
            self.model = self.solver.model()
        self.solver.pop()
        return bool(answer == self.z3.sat)

    def _holds(self, formula: z3.BoolRef) -> bool:
        """Whether the last model has a property; it satisfies all that is held to."""
        return bool(self.z3.is_true(self.model.eval(formula, model_completion=True)))

    def _amount(self, amount: z3.ArithRef) -> int:
        found = self.model.eval(amount, model_completion=True)
        assert isinstance(found, self.z3.IntNumRef)
        return int(found.as_long())

    # -- what a proposal means ------------------------------------------------------------------------

    def _confirmed(self, found: Proposal, rules: RuleSet | None = None) -> bool:
        """Whether the changed situation is lawful, and the reference evaluator comes to what was wanted."""
        there = changed(self.situation, self.vocabulary, {one.key: value for one, value in found.items()})
        if next(violations(there, self.vocabulary), None) is not None:
            return False
        outcome = evaluate(rules or self.rules, there, self.on)
        inside = stands(self.tactic, there.by_id[self.entity.id], there, outcome)
        return inside is (self.aim == "in")

    def _other_than(self, found: Proposal) -> z3.BoolRef:
        """What is true of every change but this one."""
        z3 = self.z3
        same = []
        for lever in self.levers:
            if lever not in found:
                same.append(z3.Not(lever.changed))
            else:
                value = found[lever]
                same.append(lever.dropped if value is None else z3.And(lever.moved, lever.at(value)))
        return z3.Not(z3.And(same))

    def _told(self, found: Proposal) -> Iterator[FactChange]:
        for lever, value in found.items():
            now = lever.now.value if lever.now is not None else None
            least, most, whatever = self._room(lever, value, found)
            yield FactChange(
                lever.entity.id,
                lever.spec.id,
                now,
                value,
                float(lever.units(value)),
                least,
                most,
                whatever,
            )

    def _room(
        self, lever: Lever, value: Value | None, found: Proposal
    ) -> tuple[Value | None, Value | None, bool]:
        """Return in which range other values would do as well, and whether any would, the other changes given.

        The reference evaluator is asked at every value that lies beside a threshold; between them nothing
        changes. Of what arithmetic reads more would have to be asked: there nothing is said of a range.
        """
        others = lever.telling()
        if value is None or value not in others or lever.spec.id in self.reckoned_with:
            return value, value, False
        does = {other: self._confirmed({**found, lever: other}, self.cone) for other in others}
        if lever.now is None and all(does.values()):
            return None, None, True
        if not lever.spec.numeric:
            return value, value, False
        place = others.index(value)
        low = high = place
        while low > 0 and does[others[low - 1]]:
            low -= 1
        while high < len(others) - 1 and does[others[high + 1]]:
            high += 1
        return (
            others[low] if low > 0 else None,
            others[high] if high < len(others) - 1 else None,
            False,
        )
