"""Facts that can be set to other values, as variables of a solver (z3).

A number moves on its own grid, whole multiples of its precision within its range, so that every comparison
is one between whole numbers and strict ones are exact. As long as it is not moved a fact has the value it
has, on the grid or off it. Distances are counted in units of a precision; to keep them whole numbers they
are given in `parts` of such a unit.

Import this module inside functions only: it loads z3.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import z3

from advisor.reasoning.coverage import step_of
from advisor.reasoning.evaluate import compare
from advisor.reasoning.formulas import FALSE, opposite, some
from advisor.reasoning.model import Compare, Operator
from advisor.situation.model import Entity, FactSpec, FactValue, Value
from advisor.situation.values import LARGEST


def exact(value: float) -> Fraction:
    """Return a number as the decimal that it is written as."""
    return Fraction(repr(value))


@dataclass(eq=False)
class Lever(ABC):
    """A fact of an entity, known or not, that can be set to another value, or withdrawn where ``may_drop``.

    ``moved`` says that it gets a value other than the one it has, ``dropped`` that it becomes unknown.
    """

    entity: Entity
    spec: FactSpec
    now: FactValue | None
    number: int
    may_drop: bool
    moved: z3.BoolRef = field(init=False)
    dropped: z3.BoolRef = field(init=False)

    def __post_init__(self) -> None:
        self.moved = z3.Bool(self._name("moved"))
        self.dropped = z3.Bool(self._name("dropped")) if self.may_drop and self.now else FALSE

    def _name(self, part: str) -> str:
        return f"{self.number}:{self.spec.id}@{self.entity.id}:{part}"

    @property
    def key(self) -> tuple[str, str]:
        """Entity id and fact id."""
        return self.entity.id, self.spec.id

    @property
    def order(self) -> tuple[str, str]:
        """What ties between levers go by: the fact's id, then the entity's."""
        return self.spec.id, self.entity.id

    @property
    def changed(self) -> z3.BoolRef:
        """The fact is moved or withdrawn."""
        return some((self.moved, self.dropped))

    @property
    def known(self) -> z3.BoolRef:
        """The fact has a value."""
        return opposite(self.dropped) if self.now else self.moved

    @property
    def parts(self) -> int:
        """Into how many equal parts a unit of distance has to be cut for every distance to be whole."""
        return 1

    def rules(self) -> Iterator[z3.BoolRef]:
        """What holds of the lever by itself."""
        if not z3.is_false(self.dropped):
            yield z3.Not(z3.And(self.moved, self.dropped))

    def distance(self, parts: int) -> z3.ArithRef:
        """How far the fact is moved, in parts of a unit. Becoming known, or unknown, is one unit."""
        if self.now is None:
            return z3.If(self.moved, parts, 0)
        return z3.If(self.dropped, parts, 0) + z3.If(self.moved, self._way(parts), 0)

    def _way(self, parts: int) -> z3.ArithRef:
        """How far a known fact is moved."""
        return z3.IntVal(parts)

    @abstractmethod
    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When the value stands in a relation to an operand, if there is a value."""

    @abstractmethod
    def value(self, model: z3.ModelRef) -> Value:
        """The value that a moved lever has in a model."""

    @abstractmethod
    def at(self, value: Value) -> z3.BoolRef:
        """When a moved lever has a value."""

    def wishes(self) -> Iterator[z3.BoolRef]:
        """What a moved lever's value should be like among equals, the first wish first; each kept if it can be."""
        yield from ()

    @property
    def rank(self) -> tuple[z3.ArithRef, int] | None:
        """What should be least among equals once the wishes are settled, if anything, and how low it can be."""
        return None

    def units(self, value: Value | None) -> Fraction:
        """Return how many units a value is away from what is the case."""
        return Fraction(1)

    def telling(self) -> list[Value]:
        """Return values between which nothing that rules compare lies: one of each sort; none where they are sets."""
        return []

    def _of_now(self, operator: Operator, operand: Value) -> z3.BoolRef:
        assert self.now is not None
        return z3.BoolVal(compare(Compare(self.spec.id, operator, operand), self.now.value, operand))


class YesNo(Lever):
    """A fact that is true or false. Among equals no comes before yes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.now is None:
            self._yes = z3.Bool(self._name("yes"))
        else:
            self._yes = z3.Not(self.moved) if self.now.value else self.moved

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When it is, or is not, the operand."""
        return self._yes if (operator == "is") is bool(operand) else z3.Not(self._yes)

    def value(self, model: z3.ModelRef) -> Value:
        """Yes or no."""
        return bool(z3.is_true(model.eval(self._yes, model_completion=True)))

    def at(self, value: Value) -> z3.BoolRef:
        """When it is a value."""
        return self._yes if value else z3.Not(self._yes)

    def telling(self) -> list[Value]:
        """Return both answers."""
        return [False, True]

    def wishes(self) -> Iterator[z3.BoolRef]:
        """No."""
        yield z3.Not(self._yes)


class OneOf(Lever):
    """A choice of one code, or a text or date that rules name. Among equals the code declared first."""

    def __init__(
        self,
        entity: Entity,
        spec: FactSpec,
        now: FactValue | None,
        number: int,
        drop: bool,
        codes: Sequence[str],
    ) -> None:
        own = [str(now.value)] if now and now.value not in codes else []
        self.codes = [*codes, *own]
        super().__init__(entity, spec, now, number, drop)
        self._index = z3.Int(self._name("code"))

    def rules(self) -> Iterator[z3.BoolRef]:
        """One of its codes; another one where it is moved."""
        yield from super().rules()
        yield z3.And(self._index >= 0, self._index < len(self.codes))
        if self.now is not None:
            yield self.moved == (self._index != self.codes.index(str(self.now.value)))

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When its code is (is not, is among, is not among) the operand."""
        wanted = operand if isinstance(operand, tuple) else (operand,)
        found = some(self._index == n for n, code in enumerate(self.codes) if code in wanted)
        return found if operator in ("is", "one_of") else opposite(found)

    def value(self, model: z3.ModelRef) -> Value:
        """The code."""
        return str(self.codes[int(model.eval(self._index, model_completion=True).as_long())])

    def at(self, value: Value) -> z3.BoolRef:
        """When it is a code."""
        return self._index == self.codes.index(str(value))

    def telling(self) -> list[Value]:
        """Return all codes that can be told apart."""
        return list(self.codes) if self.spec.options else []

    def wishes(self) -> Iterator[z3.BoolRef]:
        """The first code, else the second, and so on."""
        yield from (self._index <= n for n in range(len(self.codes)))


class SomeOf(Lever):
    """A set of choices. Each code added or taken away is a unit. Among equals few codes, the first declared first."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._codes = [option.code for option in self.spec.options]
        self._in = {code: z3.Bool(self._name(code)) for code in self._codes}
        had = self.now.value if self.now is not None else ()
        assert isinstance(had, tuple)
        self._had = frozenset(had)

    def _differs(self, code: str) -> z3.BoolRef:
        return z3.Not(self._in[code]) if code in self._had else self._in[code]

    def rules(self) -> Iterator[z3.BoolRef]:
        """Another set where it is moved."""
        yield from super().rules()
        if self.now is not None:
            yield self.moved == some(self._differs(code) for code in self._codes)

    def _way(self, parts: int) -> z3.ArithRef:
        return z3.Sum([z3.If(self._differs(code), parts, 0) for code in self._codes])

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When it includes (excludes) the operand, or is (is not) just these codes."""
        if operator in ("includes", "excludes"):
            inside = self._in.get(str(operand), FALSE)
            return inside if operator == "includes" else opposite(inside)
        return self.at(operand) if operator == "is" else z3.Not(self.at(operand))

    def units(self, value: Value | None) -> Fraction:
        """Return how many codes are added or taken away."""
        return Fraction(len(self._had ^ set(value)) if self.now and isinstance(value, tuple) else 1)

    def value(self, model: z3.ModelRef) -> Value:
        """The codes, sorted."""
        return tuple(
            sorted(c for c in self._codes if z3.is_true(model.eval(self._in[c], model_completion=True)))
        )

    def at(self, value: Value) -> z3.BoolRef:
        """When it is just these codes."""
        assert isinstance(value, tuple)
        return z3.And([self._in[c] if c in value else z3.Not(self._in[c]) for c in self._codes])

    def wishes(self) -> Iterator[z3.BoolRef]:
        """As few differences as may be, those declared first before others."""
        amount = z3.Sum([z3.If(self._differs(code), 1, 0) for code in self._codes])
        yield from (amount <= n for n in range(len(self._codes)))
        yield from (self._differs(code) for code in self._codes)


class Number(Lever):
    """A number on its grid. Among equals the one nearest to a threshold where nothing was known, else the lower."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.step = exact(step_of(self.spec))
        if self.spec.datatype != "decimal" and self.step.denominator != 1:
            self.step = Fraction(1)
        self._steps = z3.Int(self._name("steps"))
        low = exact(self.spec.minimum) if self.spec.minimum is not None else Fraction(1 - LARGEST)
        high = exact(self.spec.maximum) if self.spec.maximum is not None else Fraction(LARGEST - 1)
        self.lowest, self.highest = math.ceil(low / self.step), math.floor(high / self.step)
        self._thresholds: set[Fraction] = set()
        self._start: Fraction | None = None
        if self.now is not None:
            assert isinstance(self.now.value, (int, float))
            self._start = exact(self.now.value) / self.step

    def rules(self) -> Iterator[z3.BoolRef]:
        """Within its range; elsewhere than before where it is moved."""
        yield from super().rules()
        yield z3.And(self._steps >= self.lowest, self._steps <= self.highest)
        if self._start is not None and self._start.denominator == 1:
            yield z3.Implies(self.moved, self._steps != self._start.numerator)

    @property
    def parts(self) -> int:
        """A value off the grid lies a part of a unit from it."""
        return self._start.denominator if self._start is not None else 1

    def _way(self, parts: int) -> z3.ArithRef:
        assert self._start is not None
        start = self._start * parts
        assert start.denominator == 1
        way = self._steps * parts - start.numerator
        return z3.If(way >= 0, way, -way)

    def holds(self, operator: Operator, operand: Value) -> z3.BoolRef:
        """When it stands in a relation to a threshold."""
        assert isinstance(operand, (int, float))
        self._thresholds.add(exact(operand))
        found = self._on_grid(operator, exact(operand) / self.step)
        return found if self.now is None else z3.If(self.moved, found, self._of_now(operator, operand))

    def _on_grid(self, operator: Operator, limit: Fraction) -> z3.BoolRef:
        if operator in ("is", "is_not"):
            same = self._steps == limit.numerator if limit.denominator == 1 else FALSE
            return same if operator == "is" else opposite(same)
        if operator in ("below", "at_least"):
            found = self._steps < math.ceil(limit)
            return found if operator == "below" else z3.Not(found)
        found = self._steps <= math.floor(limit)
        return found if operator == "at_most" else z3.Not(found)

    @property
    def term(self) -> z3.ArithRef:
        """The number itself, for arithmetic; whatever it is where it is unknown."""
        moved = z3.ToReal(self._steps) * z3.RealVal(str(self.step))
        if self._start is None:
            return moved
        return z3.If(self.moved, moved, z3.RealVal(str(self._start * self.step)))

    def _at_steps(self, steps: int) -> Value:
        value = steps * self.step
        return int(value) if self.spec.datatype != "decimal" else float(value)

    def value(self, model: z3.ModelRef) -> Value:
        """The number."""
        return self._at_steps(model.eval(self._steps, model_completion=True).as_long())

    def at(self, value: Value) -> z3.BoolRef:
        """When it is a number of the grid."""
        assert isinstance(value, (int, float))
        return self._on_grid("is", exact(value) / self.step)

    def wishes(self) -> Iterator[z3.BoolRef]:
        """Where nothing was known, at a threshold or as near to one as may be."""
        if self._start is not None:
            return
        for steps in self._beside():
            yield self._steps == steps

    @property
    def rank(self) -> tuple[z3.ArithRef, int]:
        """The number: the lower of two."""
        return self._steps, self.lowest

    def units(self, value: Value | None) -> Fraction:
        """Return how many times its precision a value is away."""
        if self._start is None or not isinstance(value, (int, float)):
            return Fraction(1)
        return abs(exact(value) / self.step - self._start)

    def telling(self) -> list[Value]:
        """Return the numbers on and beside the thresholds, and the ends of the range, in order."""
        steps = sorted({*self._beside(), self.lowest, self.highest})
        return [self._at_steps(one) for one in steps]

    def _beside(self) -> list[int]:
        """Return the steps on and next to the thresholds, nearest to their threshold first, low before high."""
        found = {
            (abs(steps - limit), steps)
            for limit in (t / self.step for t in self._thresholds)
            for steps in {math.floor(limit) - 1, math.floor(limit), math.ceil(limit), math.ceil(limit) + 1}
            if self.lowest <= steps <= self.highest
        }
        return list(dict.fromkeys(steps for _, steps in sorted(found)))


def lever(
    entity: Entity,
    spec: FactSpec,
    now: FactValue | None,
    number: int,
    *,
    may_drop: bool,
    named: Sequence[str] = (),
) -> Lever:
    """Return the lever of a fact; ``named`` are the values that a text or a date can be set to."""
    if spec.numeric:
        return Number(entity, spec, now, number, may_drop)
    if spec.datatype == "boolean":
        return YesNo(entity, spec, now, number, may_drop)
    if spec.datatype == "choices":
        return SomeOf(entity, spec, now, number, may_drop)
    codes = [option.code for option in spec.options] or list(named)
    return OneOf(entity, spec, now, number, may_drop, codes)


__all__ = ["Lever", "Number", "OneOf", "SomeOf", "YesNo", "exact", "lever"]
