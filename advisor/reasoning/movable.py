"""The facts of a situation as formulas, those that the brand can change as levers.

Levers are made when a formula first reads their fact. What is computed from other facts has no lever of its
own: it moves with them. Facts that no lever moves are constants, their comparisons settled at once.

Import this module inside functions only: it loads z3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import z3

from advisor.reasoning.evaluate import compare
from advisor.reasoning.formulas import FALSE, TRUE, UNKNOWN, Truths, every, opposite, some
from advisor.reasoning.levers import Lever, Number, exact, lever
from advisor.reasoning.model import Compare, Operator
from advisor.reasoning.parameters import SECTOR_FACT, resolve
from advisor.reasoning.reckoning import NOTHING, ONE, Quantity, broken, quantity, rounded
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.arithmetic import Expression
from advisor.situation.changing import computed
from advisor.situation.derive import PLACES, checked_at, known_members_only
from advisor.situation.model import Entity, FactSpec, FactValue, Situation, Value
from advisor.situation.vocabulary import Vocabulary


@dataclass
class Movable:
    """Facts as seen by `formulas.Formulas`: levers, what is computed from them, and constants.

    ``may_drop``: what is known may also be withdrawn. ``all_move``: as if the brand could change every
    fact; levers that it cannot move in truth are then in ``fixed``. Members are neither added nor removed,
    and the sector, by which thresholds are chosen, stays.
    """

    situation: Situation
    vocabulary: Vocabulary
    rules: RuleSet
    on: dt.date
    may_drop: bool = False
    all_move: bool = False
    levers: dict[tuple[str, str], Lever] = field(default_factory=dict)
    rounding: list[z3.BoolRef] = field(default_factory=list)
    """What ties the rounded value of a computed fact to its parts, where other arithmetic reads it."""

    def __post_init__(self) -> None:
        self._formulas = {spec.id: expression for spec, expression in self.vocabulary.computed}
        self._computed: dict[tuple[str, str], Quantity] = {}
        self._terms: dict[tuple[str, str], Quantity] = {}

    # -- for conditions -------------------------------------------------------------------------------

    def compare(self, leaf: Compare, entity: Entity) -> Truths:
        """When a comparison holds as seen from an entity."""
        threshold = resolve(leaf, entity, self.situation, self.rules.parameters, self.on)
        spec, owner = self._owned(leaf.fact, entity)
        if threshold is None or owner is None:
            return UNKNOWN
        stated, handle = self._stated(spec, owner, make=True)
        if handle is not None:
            held = handle.holds(leaf.operator, threshold.value)
            found = Truths(every((handle.known, held)), every((handle.known, opposite(held))))
        elif stated is not None:
            held = z3.BoolVal(compare(leaf, stated.value, threshold.value))
            return Truths(held, opposite(held))
        else:
            found = UNKNOWN
        if spec.id not in self._formulas:
            return found
        reckoned = self._reckoned(spec, owner)
        held = self._rounded(spec, owner, leaf.operator, threshold.value)
        given = handle.known if handle is not None else FALSE
        free = every((opposite(given), reckoned.known))
        return Truths(
            some((found.true, every((free, held)))), some((found.false, every((free, opposite(held)))))
        )

    def known(self, fact: str, entity: Entity) -> z3.BoolRef:
        """When a fact is known as seen from an entity."""
        spec, owner = self._owned(fact, entity)
        return FALSE if owner is None else self._known(spec, owner)

    # -- for constraints ------------------------------------------------------------------------------

    def constraints(self) -> Iterator[z3.BoolRef]:
        """When the constraints hold that levers can break; levers are made for what else these constraints read.

        Of what is unknown and matters to no condition no lever is made: it could break a constraint only.
        """
        done: set[tuple[str, str]] = set()
        before = -1
        while len(self.levers) != before:
            before = len(self.levers)
            for constraint in self.vocabulary.constraints:
                for entity in checked_at(constraint, self.situation):
                    place = (constraint.id, entity.id)
                    if place not in done and self._touched(constraint.expression, entity):
                        done.add(place)
                        partial = known_members_only(constraint, self.vocabulary)
                        yield opposite(broken(constraint.expression, _At(self, entity), partial=partial))

    def _touched(self, expression: Expression, entity: Entity) -> bool:
        """Whether a constraint reads, directly or through what is computed, a fact that has a lever."""
        return any(key in self.levers for key in self._base(expression, entity))

    def _base(self, expression: Expression, entity: Entity) -> Iterator[tuple[str, str]]:
        for fact in expression.facts:
            spec = self.vocabulary[fact]
            if fact in expression.summed:
                owners: Sequence[Entity] = self.situation.of_kind(spec.kind)
            else:
                owner = self._owned(fact, entity)[1]
                owners = (owner,) if owner is not None else ()
            for one in owners:
                yield one.id, fact
                if fact in self._formulas and not self._kept(spec, one):
                    yield from self._base(self._formulas[fact], one)

    # -- single facts ---------------------------------------------------------------------------------

    def _owned(self, fact: str, entity: Entity) -> tuple[FactSpec, Entity | None]:
        """Return a fact with the entity that has it as seen from another: members' facts are seen from themselves."""
        spec = self.vocabulary[fact]
        if spec.kind == entity.kind:
            return spec, entity
        return spec, self.situation.brand if spec.kind == "brand" else None

    def _kept(self, spec: FactSpec, owner: Entity) -> FactValue | None:
        """Return a fact's value if it was given, not computed."""
        found = owner.facts.get(spec.id)
        return None if found is None or computed(spec.id, found, self.vocabulary) else found

    def _stated(self, spec: FactSpec, owner: Entity, *, make: bool) -> tuple[FactValue | None, Lever | None]:
        """Return a fact's given value, and its lever if it has one; with ``make`` also where it is unknown."""
        key = (owner.id, spec.id)
        kept = self._kept(spec, owner)
        fixed = spec.id == SECTOR_FACT or not (spec.changeable or self.all_move)
        # What is computed moves with its parts alone: stated besides, it would speak against them.
        if fixed or (kept is None and spec.id in owner.facts):
            return kept, None
        if key not in self.levers and (make or kept is not None):
            self.levers[key] = lever(
                owner,
                spec,
                kept,
                len(self.levers),
                may_drop=self.may_drop,
                named=() if spec.options or spec.numeric else self._named(spec),
            )
        return kept, self.levers.get(key)

    def _named(self, spec: FactSpec) -> list[str]:
        """Return the texts or dates with which rules compare a fact."""
        found = {
            leaf.operand
            for rule in self.rules.rules
            for leaf in leaves(rule.when)
            if isinstance(leaf, Compare) and leaf.fact == spec.id and isinstance(leaf.operand, str)
        }
        return sorted(found)

    def _known(self, spec: FactSpec, owner: Entity) -> z3.BoolRef:
        stated, handle = self._stated(spec, owner, make=True)
        given = handle.known if handle is not None else z3.BoolVal(stated is not None)
        if spec.id not in self._formulas or (handle is None and stated is not None):
            return given
        return some((given, self._reckoned(spec, owner).known))

    # -- what is computed -----------------------------------------------------------------------------

    def _reckoned(self, spec: FactSpec, owner: Entity) -> Quantity:
        """Return what a fact is computed as, known where it lies within the fact's range, before rounding."""
        key = (owner.id, spec.id)
        if key not in self._computed:
            found = quantity(self._formulas[spec.id], _At(self, owner, make=True))
            places = 0 if spec.datatype in ("integer", "year") else PLACES
            tie = z3.Bool(f"tie:{spec.id}@{owner.id}")
            inside = []
            if spec.minimum is not None:
                inside.append(rounded("at_least", found, exact(spec.minimum), places, tie))
            if spec.maximum is not None:
                inside.append(rounded("at_most", found, exact(spec.maximum), places, tie))
            self._computed[key] = Quantity(found.over, found.under, every((found.known, *inside)))
        return self._computed[key]

    def _rounded(self, spec: FactSpec, owner: Entity, operator: Operator, limit: Value) -> z3.BoolRef:
        assert isinstance(limit, (int, float))
        places = 0 if spec.datatype in ("integer", "year") else PLACES
        tie = z3.Bool(f"tie:{spec.id}@{owner.id}")
        return rounded(operator, self._reckoned(spec, owner), exact(limit), places, tie)

    def number(self, spec: FactSpec, owner: Entity, *, make: bool) -> Quantity:
        """Return a fact's number for arithmetic. Unknown ones get a lever only with ``make``."""
        stated, handle = self._stated(spec, owner, make=make)
        if handle is not None:
            assert isinstance(handle, Number)
            given = Quantity(handle.term, ONE, handle.known)
        elif stated is not None:
            assert isinstance(stated.value, (int, float))
            return Quantity(z3.RealVal(str(exact(stated.value))), ONE, TRUE)
        else:
            given = NOTHING
        if spec.id not in self._formulas:
            return given
        reckoned = self._as_term(spec, owner)
        return Quantity(
            z3.If(given.known, given.over, reckoned.over), ONE, some((given.known, reckoned.known))
        )

    def _as_term(self, spec: FactSpec, owner: Entity) -> Quantity:
        """Return a computed fact as one rounded number, half a unit at most from what its parts come to."""
        key = (owner.id, spec.id)
        if key not in self._terms:
            found = self._reckoned(spec, owner)
            places = 0 if spec.datatype in ("integer", "year") else PLACES
            whole = z3.Int(f"rounded:{spec.id}@{owner.id}")
            term = z3.ToReal(whole) / (10**places)
            half = z3.RealVal(f"1/{2 * 10**places}")
            gap = term * found.under - found.over
            size = z3.If(found.under > 0, found.under, -found.under) * half
            self.rounding.append(z3.Implies(found.known, z3.And(gap <= size, -gap <= size)))
            self._terms[key] = Quantity(term, ONE, found.known)
        return self._terms[key]


@dataclass(frozen=True)
class _At:
    """The numbers of facts as an expression at an entity reads them."""

    movable: Movable
    entity: Entity
    make: bool = False

    def number(self, fact: str) -> Quantity:
        """The number of a fact as seen from the entity."""
        spec, owner = self.movable._owned(fact, self.entity)
        return NOTHING if owner is None else self.movable.number(spec, owner, make=self.make)

    def over_members(self, fact: str) -> Sequence[Quantity] | None:
        """A fact's numbers over the members of its kind."""
        spec = self.movable.vocabulary[fact]
        if spec.kind not in self.movable.situation.listed:
            return None
        members = self.movable.situation.of_kind(spec.kind)
        return [self.movable.number(spec, member, make=self.make) for member in members]
