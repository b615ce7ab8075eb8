"""The smallest change found by trying everything, to hold the solver's answer against. It knows no solver.

Why telling values suffice. Whether a tactic is in depends on a number only through comparisons with fixed
thresholds, through constraints, and through comparisons of what is computed from it. Each of these, as a
function of that one number, changes its truth at finitely many places: a comparison with a threshold at the
threshold; constraints and computed facts are monotonic in each number that they name, so each of their
comparisons changes at most once, and halving finds the place. Between two neighbouring places nothing
changes, so of all the grid values there the nearest to the present value does whatever any of them does, and
costs least; it is next to one of the places (or it lies where the present value lies, and then nothing
changes at all). For something unknown every value costs the same.

Two numbers that stand in one constraint or formula move each other's places. For such a pair every value of
the first is tried that costs less than what is to be beaten, each with the places of the second that follow.
Where those would be more than `WINDOW` values, the pair is not tried and the result says so.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.model import Compare, Concluded, Known, ParameterRef
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS, leaves
from advisor.situation.changing import changed
from advisor.situation.derive import violations
from advisor.situation.model import Entity, FactSpec, Situation, Value
from advisor.situation.vocabulary import Vocabulary

WINDOW = 3_000
Key = tuple[str, str]
Order = tuple[int, Fraction, tuple[tuple[str, str], ...]]


@dataclass
class Result:
    """The best change of at most so many facts, in the order that counts; and whether all was tried."""

    order: Order | None
    changes: dict[Key, Value]
    complete: bool
    tried: int


@dataclass
class Exhaustion:
    """All changes of up to two facts of one question."""

    tactic: str
    entity: Entity
    rules: RuleSet
    situation: Situation
    vocabulary: Vocabulary
    on: dt.date
    wanted: bool
    tried: int = 0
    complete: bool = True
    _tells: dict[Key, list[Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cone = self._cone()
        self.formulas = {spec.id: expression for spec, expression in self.vocabulary.computed}
        names = {
            leaf.fact
            for rule in self.cone.rules
            for leaf in leaves(rule.when)
            if isinstance(leaf, Compare | Known)
        }
        size = -1
        while len(names) != size:  # what is computed, and what stands in one constraint
            size = len(names)
            for fact in [*names]:
                names.update(self.formulas[fact].facts if fact in self.formulas else ())
            for constraint in self.vocabulary.constraints:
                reads = {
                    part
                    for fact in constraint.expression.facts
                    for part in (fact, *(self.formulas[fact].facts if fact in self.formulas else ()))
                }
                if reads & names:
                    names |= reads
        self.keys = sorted(
            (
                (entity.id, fact)
                for fact in names
                for entity in self.situation.entities
                if self.vocabulary[fact].kind == entity.kind and self._free(entity, self.vocabulary[fact])
            ),
            key=lambda key: (key[1], key[0]),
        )

    def _cone(self) -> RuleSet:
        """The rules on which the tactic's standing depends, by name."""
        found: dict[str, None] = {}
        open_ = [("recommend", self.tactic), ("caution", self.tactic)]
        while open_:
            what, name = open_.pop()
            for rule in self.rules.concluding(what, name):
                if rule.id not in found:
                    found[rule.id] = None
                    open_ += [
                        (CONCLUDED_AS[leaf.what], leaf.id)
                        for leaf in leaves(rule.when)
                        if isinstance(leaf, Concluded)
                    ]
        return RuleSet(tuple(rule for rule in self.rules.rules if rule.id in found), self.rules.parameters)

    def _free(self, entity: Entity, spec: FactSpec) -> bool:
        known = entity.facts.get(spec.id)
        derived = known is not None and known.origin == "computed" and spec.computed_as is not None
        return spec.changeable and spec.id != "brand.sector" and not derived

    # -- one change -----------------------------------------------------------------------------------

    def works(self, changes: dict[Key, Value]) -> bool:
        self.tried += 1
        there = changed(self.situation, self.vocabulary, changes)
        if next(violations(there, self.vocabulary), None) is not None:
            return False
        outcome = evaluate(self.cone, there, self.on)
        inside = outcome.recommended.get((self.tactic, self.entity.id)) is True and not any(
            outcome.cautions.get((self.tactic, place)) is True for place in {self.entity.id, "brand"}
        )
        return inside is self.wanted

    def distance(self, key: Key, value: Value) -> Fraction:
        known = self.situation.by_id[key[0]].facts.get(key[1])
        if known is None:
            return Fraction(1)
        if isinstance(value, tuple):
            assert isinstance(known.value, tuple)
            return Fraction(len(set(value) ^ set(known.value)))
        if isinstance(value, bool | str):
            return Fraction(1)
        return abs(_exact(value) - _exact(known.value)) / self.step(key)

    def step(self, key: Key) -> Fraction:
        spec = self.vocabulary[key[1]]
        return Fraction(str(spec.precision)) if spec.precision else Fraction(1)

    # -- telling values -------------------------------------------------------------------------------

    def thresholds(self, fact: str) -> set[Fraction]:
        """Everything that the cone compares a fact with: on any date, in any sector, from any past."""
        found: set[Fraction] = set()
        for rule in self.cone.rules:
            for leaf in leaves(rule.when):
                if not isinstance(leaf, Compare) or leaf.fact != fact:
                    continue
                if isinstance(leaf.operand, ParameterRef):
                    parameter = self.rules.parameters[leaf.operand.name]
                    tables = [parameter.values, *parameter.by_sector.values()]
                    found |= {_exact(dated.value) for table in tables for dated in table}
                    if parameter.history_factor is not None:
                        found |= {
                            _exact(float(f"{earlier.value * parameter.history_factor:.12g}"))
                            for entity in self.situation.entities
                            if fact in entity.facts
                            for earlier in entity.facts[fact].history
                        }
                elif isinstance(leaf.operand, int | float) and not isinstance(leaf.operand, bool):
                    found.add(_exact(leaf.operand))
        return found

    def telling(self, key: Key, others: dict[Key, Value] | None = None) -> list[Value]:
        """The values of a fact that can make a difference, given some other changes; not its present one."""
        if not others and key in self._tells:
            return self._tells[key]
        spec = self.vocabulary[key[1]]
        known = self.situation.by_id[key[0]].facts.get(key[1])
        found: list[Value]
        if spec.datatype == "boolean":
            found = [False, True]
        elif spec.datatype == "choice":
            found = [option.code for option in spec.options]
        elif spec.datatype == "choices":
            found = list(self._sets(key))
        elif spec.numeric:
            found = list(self._numbers(key, others or {}))
        else:
            found = []
        found = [value for value in found if known is None or value != known.value]
        if not others:
            self._tells[key] = found
        return found

    def _sets(self, key: Key) -> Iterator[Value]:
        """Sets that differ in codes that rules look at; others change nothing. Unknown: all sets of these codes."""
        spec = self.vocabulary[key[1]]
        looked_at = {
            code
            for rule in self.cone.rules
            for leaf in leaves(rule.when)
            if isinstance(leaf, Compare) and leaf.fact == spec.id
            for code in (leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,))
        }
        known = self.situation.by_id[key[0]].facts.get(key[1])
        base = frozenset(known.value) if known and isinstance(known.value, tuple) else frozenset()
        codes = [option.code for option in spec.options if option.code in looked_at]
        for count in range(len(codes) + 1):
            for group in itertools.combinations(codes, count):
                yield tuple(sorted(base ^ set(group)))

    def _numbers(self, key: Key, others: dict[Key, Value]) -> Iterator[Value]:
        spec, step = self.vocabulary[key[1]], self.step(key)
        low = math.ceil(_exact(spec.minimum) / step) if spec.minimum is not None else -(10**15)
        high = math.floor(_exact(spec.maximum) / step) if spec.maximum is not None else 10**15 // step - 1
        places = {low, high}
        for threshold in self.thresholds(key[1]):
            places |= {math.floor(threshold / step) + n for n in (-1, 0, 1)}
            places |= {math.ceil(threshold / step) + n for n in (-1, 0, 1)}
        for place in self._turns(key, others, low, high):
            places |= {place - 1, place, place + 1}
        for steps in sorted(places):
            if low <= steps <= high:
                value = steps * step
                yield float(value) if spec.datatype == "decimal" else int(value)

    def _turns(self, key: Key, others: dict[Key, Value], low: int, high: int) -> Iterator[int]:
        """Where a constraint or a comparison of something computed changes its truth, found by halving."""
        related = [c for c in self.vocabulary.constraints if key[1] in self._reads(c.expression.facts)]
        derived = [fact for fact, formula in self.formulas.items() if key[1] in formula.facts]
        if not related and not derived:
            return
        step, spec = self.step(key), self.vocabulary[key[1]]

        def look(steps: int) -> tuple[object, ...]:
            value = steps * step
            number = float(value) if spec.datatype == "decimal" else int(value)
            there = changed(self.situation, self.vocabulary, {**others, key: number})
            broken = {(v.constraint.id, v.entity.id) for v in violations(there, self.vocabulary)}
            seen: list[object] = [
                (c.id, entity.id) in broken for c in related for entity in self.situation.entities
            ]
            for fact in derived:
                for entity in there.entities:
                    found = entity.facts.get(fact)
                    seen.append(found is None)
                    for threshold in sorted(self.thresholds(fact)):
                        seen.append(found is not None and _exact(found.value) < threshold)
                        seen.append(found is not None and _exact(found.value) <= threshold)
            return tuple(seen)

        # Each entry changes at most twice (unknown at zero, then true or false): look from the middle too.
        marks = sorted({low, min(max(1, low), high), (low + high) // 2, high})
        known = self.situation.by_id[key[0]].facts.get(key[1])
        if known is not None:
            here = math.floor(_exact(known.value) / step)
            marks = sorted({*marks, min(max(low, here), high)})
        sights = {mark: look(mark) for mark in marks}
        for left, right in itertools.pairwise(marks):
            for n, (one, other) in enumerate(zip(sights[left], sights[right], strict=True)):
                if one != other:
                    below, above = left, right
                    while above - below > 1:
                        middle = (below + above) // 2
                        if look(middle)[n] == one:
                            below = middle
                        else:
                            above = middle
                    yield above

    def _reads(self, facts: tuple[str, ...]) -> set[str]:
        return {part for f in facts for part in (f, *(self.formulas[f].facts if f in self.formulas else ()))}

    def _joined(self, one: Key, other: Key) -> bool:
        """Whether two facts stand in one constraint or formula."""
        groups = [self._reads(c.expression.facts) for c in self.vocabulary.constraints]
        groups += [set(formula.facts) for formula in self.formulas.values()]
        numeric = self.vocabulary[one[1]].numeric and self.vocabulary[other[1]].numeric
        return numeric and any(one[1] in group and other[1] in group for group in groups)

    # -- all changes ----------------------------------------------------------------------------------

    def best(self, most: int = 2, limit: Order | None = None) -> Result:
        """The first change in order among those of up to ``most`` facts; only those before ``limit`` are tried."""
        self.tried, self.complete = 0, True
        best: tuple[Order, dict[Key, Value]] | None = None
        bound = limit
        for changes in itertools.chain(self._singles(), self._pairs(bound) if most > 1 else ()):
            keys = tuple(sorted((fact, entity) for entity, fact in changes))
            order = (len(changes), sum((self.distance(k, v) for k, v in changes.items()), Fraction(0)), keys)
            if (bound is None or order < bound) and self.works(changes):
                best, bound = (order, changes), order
        return Result(best[0] if best else None, best[1] if best else {}, self.complete, self.tried)

    def _singles(self) -> Iterator[dict[Key, Value]]:
        for key in self.keys:
            for value in self.telling(key):
                yield {key: value}

    def _pairs(self, limit: Order | None) -> Iterator[dict[Key, Value]]:
        if limit is not None and limit[0] < 2:
            return
        room = limit[1] if limit is not None and limit[0] == 2 else None
        for one, other in itertools.combinations(self.keys, 2):
            if not self._joined(one, other):
                firsts = [(v, self.distance(one, v)) for v in self.telling(one)]
                seconds = [(v, self.distance(other, v)) for v in self.telling(other)]
                for (a, x), (b, y) in itertools.product(firsts, seconds):
                    if room is None or x + y <= room:
                        yield {one: a, other: b}
                continue
            for a in self._all(one, room):
                for b in self.telling(other, {one: a}):
                    yield {one: a, other: b}

    def _all(self, key: Key, room: Fraction | None) -> list[Value]:
        """Telling values of the first of a joined pair, and every one near enough to be worth its distance."""
        known = self.situation.by_id[key[0]].facts.get(key[1])
        found = self.telling(key)
        if known is None:
            return found
        if room is None or room > WINDOW:
            self.complete = False
            return found
        spec, step = self.vocabulary[key[1]], self.step(key)
        here = _exact(known.value) / step
        near = [n * step for n in range(math.ceil(here - room), math.floor(here + room) + 1)]
        low = _exact(spec.minimum) if spec.minimum is not None else None
        high = _exact(spec.maximum) if spec.maximum is not None else None
        inside = [n for n in near if (low is None or n >= low) and (high is None or n <= high)]
        numbers = [float(n) if spec.datatype == "decimal" else int(n) for n in inside]
        return list(dict.fromkeys([*found, *(n for n in numbers if n != known.value)]))


def _exact(value: Value) -> Fraction:
    assert isinstance(value, int | float)
    return Fraction(repr(value))
