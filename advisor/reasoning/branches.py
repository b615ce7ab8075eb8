"""Which branches of the rules' conditions the tests take: the coverage of a rule base.

A rule branches where it fires, does not fire or is left open; each leaf of its condition where it holds
and where it does not; and each comparison with a parameter on the two values next to each other between
which it turns. What no value of the fact can bring about is not counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from advisor.reasoning.cases import Case
from advisor.reasoning.coverage import Need, Path, leaf_paths, on_side, step_of
from advisor.reasoning.drafting import draft
from advisor.reasoning.evaluate import Setting, trace, trace_condition
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Condition,
    Leaf,
    Members,
    Outcome,
    ParameterRef,
    Rule,
    Trace,
    Truth,
)
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import FactSpec, Situation

Way = Literal["true", "false", "unknown", "below", "at", "above"]
SIDES: Mapping[int, Way] = {-1: "below", 0: "at", 1: "above"}
WAYS: Mapping[Truth, Way] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True)
class Branch:
    """One way in which a rule (``path`` is None) or a leaf of its condition can go.

    ``true``, ``false`` and ``unknown`` say what it comes to; ``below``, ``at`` and ``above``, that the fact
    lies just beside or on the threshold.
    """

    path: Path | None
    way: Way


OPEN = Branch(None, "unknown")


@dataclass
class RuleCoverage:
    """What the tests of a rule take of its branches. ``tests`` stand beside it; ``cases`` reach it."""

    rule: Rule
    branches: tuple[Branch, ...]
    taken: set[Branch] = field(default_factory=set)
    tests: int = 0
    cases: int = 0

    @property
    def missing(self) -> tuple[Branch, ...]:
        """The branches that no test takes, in the order of the condition."""
        return tuple(branch for branch in self.branches if branch not in self.taken)

    @property
    def fires(self) -> bool:
        """Whether some test makes the rule fire."""
        return Branch(None, "true") in self.taken


def branches(
    rule: Rule, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date
) -> tuple[Branch, ...]:
    """Return all branches of a rule on a date; that it can be left open at all is taken for granted."""
    found = [Branch(None, way) for way in WAYS.values()]
    for path, leaf in leaf_paths(rule.when):
        found += [Branch(path, "true"), Branch(path, "false")]
        if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef):
            threshold = rules.parameters.value(leaf.operand.name, on).value
            found += [Branch(path, SIDES[side]) for side in turning(leaf, threshold, vocabulary[leaf.fact])]
    return tuple(found)


def turning(leaf: Compare, threshold: float, spec: FactSpec) -> tuple[int, ...]:
    """Return the sides (-1, 0, 1) of a threshold between which a comparison turns and which a fact can take."""
    if spec.datatype != "decimal" and threshold != int(threshold):
        sides: tuple[int, ...] = (-1, 1)
    else:
        sides = (-1, 0) if leaf.operator in ("below", "at_least") else (0, 1)
    step = step_of(spec)
    low = spec.minimum is None or threshold - step >= spec.minimum
    high = spec.maximum is None or threshold + step <= spec.maximum
    return tuple(side for side in sides if (side >= 0 or low) and (side <= 0 or high))


def taken(node: Trace, rule: Rule, vocabulary: Mapping[str, FactSpec]) -> Iterator[Branch]:
    """Give the branches that one evaluation of a rule takes."""
    yield Branch(None, WAYS[node.holds])
    for path, leaf, at in _leaves(rule.when, node, ()):
        if at.holds is not None:
            yield Branch(path, WAYS[at.holds])
        if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef):
            yield from (Branch(path, SIDES[side]) for side in _sides(at, vocabulary[leaf.fact]))


def _sides(at: Trace, spec: FactSpec) -> Iterator[int]:
    if at.threshold is None or at.threshold.origin == "history":
        return
    value, threshold = at.value, at.threshold.value
    if isinstance(value, (int, float)) and isinstance(threshold, (int, float)):
        yield from (side for side in SIDES if on_side(value, threshold, side, spec))


def _leaves(condition: Condition, node: Trace, path: Path) -> Iterator[tuple[Path, Leaf, Trace]]:
    """Give each leaf with its path and every evaluation of it (one for each member inside a quantifier)."""
    if isinstance(condition, (All, Any)):
        for number, (part, at) in enumerate(zip(condition.parts, node.parts, strict=True)):
            yield from _leaves(part, at, (*path, number))
    elif isinstance(condition, Members):
        for at in node.parts:
            yield from _leaves(condition.condition, at, (*path, 0))
    else:
        yield path, condition, node


class Coverage:
    """Collects what tests take; rules come in the order of their files."""

    def __init__(self, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date) -> None:
        self._rules = rules
        self._vocabulary = vocabulary
        self._on = on
        self._table = {
            rule.id: RuleCoverage(rule, branches(rule, rules, vocabulary, on)) for rule in rules.rules
        }

    def __iter__(self) -> Iterator[RuleCoverage]:
        for one in self._table.values():
            if OPEN in one.missing and not self._can_be_open(one.rule):
                yield replace(one, branches=tuple(b for b in one.branches if b != OPEN))
            else:
                yield one

    def _can_be_open(self, rule: Rule) -> bool:
        """Whether some situation leaves a rule open: not where it asks first whether all it reads is known."""
        return draft(Need("unknown"), rule, self._rules, self._vocabulary, self._on) is not None

    def test(self, case: Case) -> None:
        """Count a test that stands beside a rule."""
        setting = Setting(case.situation, self._rules.parameters, self._on, case.beliefs)
        self._enter(case.rule, [trace_condition(case.rule.when, case.subject, setting)])
        self._table[case.rule.id].tests += 1

    def situation(self, situation: Situation, outcome: Outcome, on: dt.date) -> None:
        """Count a whole situation: every rule is evaluated at every entity of its kind."""
        for rule in self._rules.rules:
            nodes = [
                trace(rule, entity, self._rules, situation, outcome, on)
                for entity in situation.of_kind(rule.kind)
            ]
            self._enter(rule, nodes)
            self._table[rule.id].cases += any(node.holds is True for node in nodes)

    def _enter(self, rule: Rule, nodes: Iterable[Trace]) -> None:
        for node in nodes:
            self._table[rule.id].taken.update(taken(node, rule, self._vocabulary))
