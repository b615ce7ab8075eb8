"""Small situations that make a condition come out as wanted: a backtracking search over few values.

Each fact that a rule reads gets a handful of telling values (around its thresholds, the codes that are
named and one that is not). The search proposes; whoever asks checks the proposal with the evaluator.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from advisor.reasoning.cases import BRAND, Given
from advisor.reasoning.coverage import Path, step_of
from advisor.reasoning.evaluate import compare
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Leaf,
    Members,
    ParameterRef,
    Rule,
    Truth,
)
from advisor.reasoning.parameters import SECTOR_FACT, tidy
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.model import FactSpec, FactValue, Kind, Value

SELF: Scope = ("self", 0)
ROOT: Scope = (BRAND, 0)
MAX_MEMBERS = 3
MAX_STEPS = 4_000

Scope: TypeAlias = tuple[str, int]
"""Where a fact stands: the brand, the entity under test, or a member by kind and number."""

Variable: TypeAlias = tuple[Scope, str, str]
"""A scope, the word fact, finding, goal or recommended, and the name."""

Assignment: TypeAlias = Mapping[Variable, Value | None]
"""Chosen values; None is chosen to be unknown, which is not the same as not chosen yet."""


@dataclass(frozen=True)
class Goal:
    """A condition that is wanted to come out as some truth at some scope.

    ``lenient``: a leaf whose fact has been set unknown may come out unknown instead.
    """

    condition: Condition
    scope: Scope
    want: Truth
    lenient: bool = False


@dataclass
class Search:
    """A search over one rule's facts on a date, for a brand of some sector (None: not known)."""

    rule: Rule
    rules: RuleSet
    vocabulary: Mapping[str, FactSpec]
    on: dt.date
    sector: str | None = None
    steps: int = 0
    _domains: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def solutions(self, goals: Sequence[Goal], preset: Assignment | None = None) -> Iterator[Assignment]:
        """Iterate over assignments that meet the goals as far as a local search can tell, plain ones first."""
        self.steps = 0
        start: dict[Variable, Value | None] = dict(preset or {})
        if self.sector is not None:
            start[ROOT, "fact", SECTOR_FACT] = self.sector
        # What needs a member comes first: what holds for no member then speaks of those that are there.
        order = sorted(goals, key=_needs_all_members)
        yield from self._solve(order, start)

    def _solve(self, goals: Sequence[Goal], chosen: Assignment) -> Iterator[Assignment]:
        self.steps += 1
        if self.steps > MAX_STEPS:
            return
        if not goals:
            yield chosen
            return
        goal, rest = goals[0], goals[1:]
        condition, want = goal.condition, goal.want
        if isinstance(condition, (All, Any)):
            for parts in _ways(condition, want):
                more = [Goal(part, goal.scope, truth, goal.lenient) for part, truth in parts]
                later = [*more, *rest]
                yield from self._solve(sorted(later, key=_needs_all_members), chosen)
        elif isinstance(condition, Members):
            for more, extra in self._members(condition, goal, chosen):
                yield from self._solve([*more, *rest], {**chosen, **extra})
        else:
            for extra in self._leaf(condition, goal, chosen):
                yield from self._solve(rest, {**chosen, **extra})

    def _leaf(self, leaf: Leaf, goal: Goal, chosen: Assignment) -> Iterator[Assignment]:
        variable = self.variable(leaf, goal.scope)
        if variable in chosen:
            value = chosen[variable]
            if self.leaf_truth(leaf, value) is goal.want or (goal.lenient and value is None):
                yield {}
            return
        options: tuple[Value | None, ...] = (*self.domain(leaf), None)
        for option in options:
            if self.leaf_truth(leaf, option) is goal.want:
                yield {variable: option}

    def _members(
        self, condition: Members, goal: Goal, chosen: Assignment
    ) -> Iterator[tuple[list[Goal], Assignment]]:
        """Ways to make a quantifier come out: goals at members, and the members that come in new."""
        kind, inner, lenient = condition.kind, condition.condition, goal.lenient
        there = members_of(chosen, kind)
        fresh: Scope = (kind, len(there))
        new: dict[Variable, Value | None] = {(fresh, "member", ""): True}
        exists = (condition.quantifier == "any") is goal.want
        if goal.want is None:
            if not there:
                yield [], {}  # a kind that is not listed
            for scope, extra in [
                *((s, {}) for s in there),
                *([(fresh, new)] if len(there) < MAX_MEMBERS else []),
            ]:
                others = [Goal(inner, other, False, lenient) for other in there if other != scope]
                yield [Goal(inner, scope, None, lenient), *others], extra
        elif exists:
            for scope in there:
                yield [Goal(inner, scope, True, lenient)], {}
            if len(there) < MAX_MEMBERS:
                yield [Goal(inner, fresh, True, lenient)], new
        elif there:
            yield [Goal(inner, scope, False, lenient) for scope in there], {}
        else:
            yield [Goal(inner, fresh, False, lenient)], new
            yield [], {((kind, -1), "member", ""): True}

    # -- leaves ---------------------------------------------------------------------------------

    def variable(self, leaf: Leaf, scope: Scope) -> Variable:
        """Return what a leaf reads, as seen from a scope."""
        if isinstance(leaf, Concluded):
            if leaf.what != "finding":
                return ROOT, leaf.what, leaf.id
            return self._home(leaf.id.split(".", 1)[0], scope), "finding", leaf.id
        return self._home(self.vocabulary[leaf.fact].kind, scope), "fact", leaf.fact

    def _home(self, kind: str, scope: Scope) -> Scope:
        return ROOT if kind == "brand" else scope

    def leaf_truth(self, leaf: Leaf, value: Value | None) -> Truth:
        """Return what a leaf comes to when it reads a value (None: unknown)."""
        if isinstance(leaf, Known):
            return (value is not None) is leaf.expected
        if value is None:
            return None
        if isinstance(leaf, Concluded):
            return bool(value) is not leaf.negated
        return compare(leaf, value, self.threshold(leaf))

    def threshold(self, leaf: Compare) -> Value:
        """Return what a comparison compares with, the brand's history left aside."""
        if isinstance(leaf.operand, ParameterRef):
            return self.rules.parameters.value(leaf.operand.name, self.on, self.sector).value
        return leaf.operand

    def domain(self, leaf: Leaf) -> tuple[Value, ...]:
        """Return the telling values of what a leaf reads, the plainest first."""
        if isinstance(leaf, Concluded):
            return (True, False)
        if leaf.fact not in self._domains:
            self._domains[leaf.fact] = tuple(self._values(self.vocabulary[leaf.fact]))
        return self._domains[leaf.fact]

    def _values(self, spec: FactSpec) -> list[Value]:
        reading = [
            leaf for leaf in leaves(self.rule.when) if isinstance(leaf, Compare) and leaf.fact == spec.id
        ]
        operands = [self.threshold(leaf) for leaf in reading]
        if spec.datatype == "boolean":
            return [True, False]
        if spec.numeric:
            return [*numbers([o for o in operands if isinstance(o, (int, float))], spec)]
        named = list(
            dict.fromkeys(
                c for o in operands for c in (o if isinstance(o, tuple) else (o,)) if isinstance(c, str)
            )
        )
        if spec.datatype == "string":
            return [*named, "other"]
        if spec.datatype == "date":
            return [*named, "2000-01-01"]
        others = [option.code for option in spec.options if option.code not in named][:1]
        if spec.datatype == "choice":
            return [*named, *others]
        sets = [*itertools.chain.from_iterable(itertools.combinations(named, n) for n in (1, len(named), 0))]
        return list(dict.fromkeys([*(tuple(sorted(s)) for s in sets), *((c,) for c in others)]))


def numbers(thresholds: Sequence[float], spec: FactSpec) -> list[float]:
    """Return telling numbers: clear of the thresholds first, then next to them, then on them."""
    step = step_of(spec)
    low = spec.minimum if spec.minimum is not None else -math.inf
    high = spec.maximum if spec.maximum is not None else math.inf
    if not thresholds:
        plain = (low + high) / 2 if math.isfinite(low) and math.isfinite(high) else max(low, 0.0) + 10 * step
        return [_rounded(min(plain, high), step, spec)]
    ordered = sorted(set(thresholds))
    clear: list[float] = []
    for left, right in itertools.pairwise([max(low, 0.0 if ordered[0] > 0 else low), *ordered]):
        if math.isfinite(left):
            clear.append(left + (right - left) / 2)
    top = ordered[-1]
    clear.append(min(high, top * 1.5) if top > 0 else top + 10 * step)
    clear.append((top + high) / 2 if math.isfinite(high) else top + 10 * step)
    near = [beside(t, side, spec) for t in ordered for side in (-1, 1)]
    found = [_rounded(value, step, spec) for value in clear] + near + [_rounded(t, 0, spec) for t in ordered]
    found += [value for value in (low, high) if math.isfinite(value)]
    return list(dict.fromkeys(value for value in found if low <= value <= high))


def beside(threshold: float, side: int, spec: FactSpec) -> float:
    """Return the value one step below (-1) or above (1) a threshold, or the threshold itself (0)."""
    step = step_of(spec)
    if spec.datatype != "decimal" and threshold != int(threshold):
        return math.floor(threshold) if side < 0 else math.ceil(threshold)
    low = spec.minimum if spec.minimum is not None else -math.inf
    high = spec.maximum if spec.maximum is not None else math.inf
    return _rounded(min(high, max(low, threshold + side * step)), 0, spec)


def _rounded(value: float, step: float, spec: FactSpec) -> float:
    if step:
        value = round(value / step) * step
    value = tidy(value)
    return int(value) if value == int(value) else value


def members_of(chosen: Assignment, kind: str) -> list[Scope]:
    """Return the members of a kind that an assignment speaks of."""
    return sorted(
        {scope for scope, what, _ in chosen if what == "member" and scope[0] == kind and scope[1] >= 0}
    )


def _needs_all_members(goal: Goal) -> bool:
    condition = goal.condition
    return isinstance(condition, Members) and (condition.quantifier == "any") is not goal.want


def _ways(condition: All | Any, want: Truth) -> Iterator[list[tuple[Condition, Truth]]]:
    """Ways in which the parts of ``all`` or ``any`` make it come out as wanted."""
    easy = isinstance(condition, All)
    if want is easy:
        yield [(part, want) for part in condition.parts]
        return
    for number, part in enumerate(condition.parts):
        if want is None:
            yield [(other, easy) for n, other in enumerate(condition.parts) if n != number] + [(part, None)]
        else:
            yield [(part, want)]


def deciding_goals(
    condition: Condition, path: Path, scope: Scope, *, lenient: bool = False
) -> tuple[list[Goal], Leaf, Scope, Assignment]:
    """Return goals under which the leaf at a path alone decides, that leaf, its scope, and new members.

    Parts beside it in an ``all`` must hold and in an ``any`` must not.
    """
    goals: list[Goal] = []
    new: dict[Variable, Value | None] = {}
    for step in path:
        if isinstance(condition, Members):
            scope = (condition.kind, 0)
            new[scope, "member", ""] = True
            condition = condition.condition
            continue
        assert isinstance(condition, (All, Any))
        wanted = isinstance(condition, All)
        goals += [
            Goal(part, scope, wanted, lenient)
            for number, part in enumerate(condition.parts)
            if number != step
        ]
        condition = condition.parts[step]
    assert not isinstance(condition, (All, Any, Members))
    return goals, condition, scope, new


def given_of(chosen: Assignment) -> Given:
    """Return an assignment as what a test gives."""
    given = Given()
    kinds: list[Kind] = [k for k in ("segment", "channel", "community", "campaign") if _listed(chosen, k)]
    for kind in kinds:
        given.members[kind] = [{} for _ in members_of(chosen, kind)]
    for (scope, what, name), value in chosen.items():
        if value is None or what == "member":
            continue
        if what == "fact":
            table = (
                given.brand
                if scope == ROOT
                else given.subject
                if scope == SELF
                else next(given.members[k][scope[1]] for k in kinds if k == scope[0])
            )
            table[name] = FactValue(value)
        elif scope == ROOT:
            given.concluded[what, name] = bool(value)
        elif scope == SELF:
            given.subject_findings[name] = bool(value)
        else:
            kind = next(k for k in kinds if k == scope[0])
            given.member_findings.setdefault((kind, scope[1]), {})[name] = bool(value)
    return given


def _listed(chosen: Assignment, kind: str) -> bool:
    return any(what == "member" and scope[0] == kind for scope, what, _ in chosen)
