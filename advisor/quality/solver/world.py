"""Every brief there could be, as variables for a solver: each fact unknown, or any value that it may have.

A number is any number in its fact's range, not only whole multiples of its precision, since a brief may hold
others. A threshold is any value that its parameter has on the day of the pack or later, for the sector of the
brief; where the brand's own history can stand instead, it is any number. The constraints between facts of one
entity hold. Left free, so that more briefs are looked at than there are and nothing is proved that is not so:
what is computed from other facts, and sums over members.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import z3

from advisor.reasoning.formulas import FALSE, TRUE, UNKNOWN, Truths, every, opposite, some
from advisor.reasoning.levers import lever
from advisor.reasoning.model import Compare, Operator, ParameterRef
from advisor.reasoning.parameters import SECTOR_FACT, Dated
from advisor.reasoning.reckoning import NOTHING, ONE, Quantity, broken, compared
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.model import Entity, FactSpec, FactValue, Value
from advisor.situation.vocabulary import Vocabulary


class Cell(Protocol):
    """A fact of an entity as variables."""

    @property
    def known(self) -> z3.BoolRef:
        """When it has a value."""

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When its value, if it has one, stands in a relation to an operand."""

    def rules(self) -> Iterator[z3.BoolRef]:
        """What holds of it by itself."""

    def value(self, model: z3.ModelRef) -> Value:
        """The value that it has in a model."""


class Figure:
    """A number within its fact's range.

    Numbers are compared as what they are in binary, as the engines compare them.
    """

    def __init__(self, spec: FactSpec, name: str) -> None:
        self.spec = spec
        self.whole = spec.datatype != "decimal"
        self.known = z3.Bool(f"{name}:known")
        self.variable: z3.ArithRef = z3.Int(name) if self.whole else z3.Real(name)

    @property
    def term(self) -> z3.ArithRef:
        """The number, for arithmetic with others."""
        return z3.ToReal(self.variable) if self.whole else self.variable

    def rules(self) -> Iterator[z3.BoolRef]:
        """Within its range."""
        if self.spec.minimum is not None:
            yield self.holds("at_least", self.spec.minimum)
        if self.spec.maximum is not None:
            yield self.holds("at_most", self.spec.maximum)

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When it stands in a relation to a threshold."""
        assert isinstance(operand, (int, float))
        limit = Fraction(operand)
        if not self.whole:
            return compared(operator, self.variable, number(limit))
        # Between whole numbers, strict or not, every comparison is one with a whole number.
        if operator in ("is", "is_not"):
            same = self.variable == limit.numerator if limit.denominator == 1 else FALSE
            return same if operator == "is" else opposite(same)
        if operator in ("below", "at_least"):
            return compared(operator, self.variable, z3.IntVal(math.ceil(limit)))
        return compared(operator, self.variable, z3.IntVal(math.floor(limit)))

    def value(self, model: z3.ModelRef) -> Value:
        """The number that it is in a model."""
        found = model.eval(self.variable, model_completion=True)
        if self.whole:
            return int(found.as_long())
        return float(Fraction(found.numerator_as_long(), found.denominator_as_long()))


def number(value: Fraction) -> z3.ArithRef:
    """Return a number as a constant."""
    return z3.RealVal(str(value))


@dataclass
class World:
    """The facts of some entities, for `formulas.Formulas`; variables are made when a fact is first read."""

    rules: RuleSet
    vocabulary: Vocabulary
    on: dt.date
    brand: Entity
    cells: dict[tuple[str, str], tuple[Entity, Cell]] = field(default_factory=dict)
    _history: dict[tuple[str, str, str], tuple[z3.BoolRef, z3.ArithRef]] = field(default_factory=dict)
    _limits: dict[str, tuple[tuple[z3.BoolRef, float], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        today = self.on.isoformat()
        later = {
            dated.since
            for name in self.rules.parameters
            for table in _tables(self.rules, name)
            for dated in table
            if dated.since > today
        }
        self.days = [today, *sorted(later)]
        self.day = z3.Int("day")

    # -- for conditions -------------------------------------------------------------------------------

    def compare(self, leaf: Compare, entity: Entity) -> Truths:
        """When a comparison holds as seen from an entity."""
        owner = self._owner(leaf.fact, entity)
        if owner is None:
            return UNKNOWN
        cell = self._cell(leaf.fact, owner)
        if isinstance(leaf.operand, ParameterRef):
            held = self._against(leaf.operand.name, leaf, owner, cell)
        else:
            held = cell.holds(leaf.operator, leaf.operand)
        return Truths(every((cell.known, held)), every((cell.known, opposite(held))))

    def known(self, fact: str, entity: Entity) -> z3.BoolRef:
        """When a fact is known as seen from an entity."""
        owner = self._owner(fact, entity)
        return FALSE if owner is None else self._cell(fact, owner).known

    def laws(self) -> Iterator[z3.BoolRef]:
        """What holds of all variables made so far: ranges, constraints, and that there is one day."""
        yield z3.And(self.day >= 0, self.day < len(self.days))
        for _, cell in list(self.cells.values()):
            yield from cell.rules()
        yield from self._constraints()

    # -- for examples ---------------------------------------------------------------------------------

    def without_history(self) -> Iterator[z3.BoolRef]:
        """When no threshold comes from a brand's own history."""
        yield from (opposite(stands) for stands, _ in self._history.values())

    def facts(self, model: z3.ModelRef) -> dict[str, dict[str, FactValue]]:
        """Return the facts that are known in a model, by entity."""
        found: dict[str, dict[str, FactValue]] = {}
        for (owner, fact), (_, cell) in self.cells.items():
            if z3.is_true(model.eval(cell.known, model_completion=True)):
                found.setdefault(owner, {})[fact] = FactValue(cell.value(model))
        return found

    def day_in(self, model: z3.ModelRef) -> dt.date:
        """Return the day in a model."""
        number_ = model.eval(self.day, model_completion=True).as_long()
        return dt.date.fromisoformat(self.days[number_])

    # -- facts ----------------------------------------------------------------------------------------

    def _owner(self, fact: str, entity: Entity) -> Entity | None:
        kind = self.vocabulary[fact].kind
        return entity if kind == entity.kind else self.brand if kind == "brand" else None

    def _cell(self, fact: str, owner: Entity) -> Cell:
        key = (owner.id, fact)
        if key not in self.cells:
            spec = self.vocabulary[fact]
            name = f"{fact}@{owner.id}"
            cell: Cell
            if spec.numeric:
                cell = Figure(spec, name)
            else:
                named = () if spec.options else _named(self.rules, fact)
                cell = lever(owner, spec, None, len(self.cells), may_drop=False, named=named)
            self.cells[key] = (owner, cell)
        return self.cells[key][1]

    # -- thresholds -----------------------------------------------------------------------------------

    def _against(self, name: str, leaf: Compare, owner: Entity, cell: Cell) -> z3.BoolRef:
        band = some(
            every((when, cell.holds(leaf.operator, value))) for when, value in self.threshold_values(name)
        )
        if self.rules.parameters[name].history_factor is None:
            return band
        assert isinstance(cell, Figure)
        key = (owner.id, leaf.fact, name)
        if key not in self._history:
            text = f"{name}:{leaf.fact}@{owner.id}"
            self._history[key] = (z3.Bool(f"history:{text}"), z3.Real(f"earlier:{text}"))
        stands, threshold = self._history[key]
        return z3.If(stands, compared(leaf.operator, cell.term, threshold), band)

    def threshold_values(self, name: str) -> tuple[tuple[z3.BoolRef, float], ...]:
        """Return the values that a parameter can have, each with when it has it."""
        if name not in self._limits:
            parameters = self.rules.parameters
            sectors = sorted(parameters[name].by_sector) if SECTOR_FACT in self.vocabulary else []
            found: dict[float, list[z3.BoolRef]] = {}
            for sector in (None, *sectors):
                for number_, day in enumerate(self.days):
                    value = parameters.value(name, dt.date.fromisoformat(day), sector).value
                    found.setdefault(value, []).append(
                        every((self._in_sector(sector, sectors), self.day == number_))
                    )
            values = [(some(when), value) for value, when in found.items()]
            self._limits[name] = ((TRUE, values[0][1]),) if len(values) == 1 else tuple(values)
        return self._limits[name]

    def _in_sector(self, sector: str | None, others: Sequence[str]) -> z3.BoolRef:
        """When the brand is of a sector; without one, when it is of none of the others or of one not known."""
        if not others:
            return TRUE
        cell = self._cell(SECTOR_FACT, self.brand)
        if sector is None:
            return opposite(every((cell.known, cell.holds("one_of", tuple(others)))))
        return every((cell.known, cell.holds("is", sector)))

    # -- constraints ----------------------------------------------------------------------------------

    def _constraints(self) -> Iterator[z3.BoolRef]:
        """When the constraints hold that read nothing but facts of which there are variables.

        A constraint on a fact that nothing reads is left out: that fact may be unknown, which breaks nothing.
        """
        entities = {owner.id: owner for owner, _ in self.cells.values()}
        entities.setdefault(self.brand.id, self.brand)
        for constraint in self.vocabulary.constraints:
            expression = constraint.expression
            if expression.summed:
                continue
            for entity in entities.values():
                if entity.kind != (constraint.members or "brand"):
                    continue
                owners = {fact: self._owner(fact, entity) for fact in expression.facts}
                keys = [(owner.id, fact) for fact, owner in owners.items() if owner is not None]
                if len(keys) == len(owners) and all(key in self.cells for key in keys):
                    yield opposite(broken(expression, _At(self, owners), partial=False))


@dataclass(frozen=True)
class _At:
    """The numbers of facts as a constraint reads them."""

    world: World
    owners: Mapping[str, Entity | None]

    def number(self, fact: str) -> Quantity:
        """The number of one fact."""
        owner = self.owners[fact]
        assert owner is not None
        cell = self.world.cells[owner.id, fact][1]
        return Quantity(cell.term, ONE, cell.known) if isinstance(cell, Figure) else NOTHING

    def over_members(self, fact: str) -> Sequence[Quantity] | None:
        """Nothing: sums are left free."""
        return None


def _tables(rules: RuleSet, name: str) -> Iterator[Sequence[Dated]]:
    parameter = rules.parameters[name]
    yield parameter.values
    yield from parameter.by_sector.values()


def _named(rules: RuleSet, fact: str) -> list[str]:
    """Return the texts or dates with which rules compare a fact, and one that is none of them."""
    found = {
        leaf.operand
        for rule in rules.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, Compare) and leaf.fact == fact and isinstance(leaf.operand, str)
    }
    return [*sorted(found), "…" * (1 + max(map(len, found), default=0))]
