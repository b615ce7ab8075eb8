"""From rules to a program for durable_rules: conjunctions of positive literals, in levels.

Unknown is what neither a condition nor its negation can show, so every predicate (a rule's condition, a
part of one, what an ``any_of`` asks of a member) gets conjunctions that make it true and others that make
it false, all of them over properties that are there. What is nested becomes a predicate of its own on an
earlier level, so that no ``$or`` is ever needed and no conjunction grows long. Two predicates that have a
conjunction in common share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal as Word
from typing import NamedTuple, TypeAlias

from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Leaf,
    Members,
    Operator,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parse import negate
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS, refers_to
from advisor.situation.model import Kind, Value

MAX_LITERALS = 8
"""Literals in one conjunction; durable_rules has 32 slots for a condition, of which each takes some."""


class Property(NamedTuple):
    """Something that a message can say of an entity.

    ``sort``: value (of a fact), has (whether a set of choices holds ``code``), known (whether a fact is),
    finding, goal, recommended, predicate (number in ``code``), members (number in ``code``).
    """

    sort: str
    name: str
    code: str = ""


class Literal(NamedTuple):
    """A test of one property; a message without the property never passes it.

    ``operand`` is a value or the parameter whose threshold at the entity is meant.
    """

    property: Property
    operator: Operator
    operand: Value | ParameterRef


Conjunction: TypeAlias = tuple[Literal, ...]


class Effect(NamedTuple):
    """What a conjunction shows when it holds: the truth of a predicate."""

    predicate: int
    truth: bool


@dataclass
class Predicate:
    """Something to be found true, false or neither at every entity of a kind.

    ``rule`` names the rule whose verdict it is; parts of conditions have none.
    """

    number: int
    kind: Kind
    level: int
    rule: str | None = None


@dataclass(frozen=True)
class Quantified:
    """A quantifier over members, folded between levels from what ``predicate`` comes to at each."""

    number: int
    quantifier: Word["any", "none"]
    kind: Kind
    predicate: int


@dataclass
class Program:
    """All predicates of a rule set with their conjunctions, by level and kind of entity."""

    predicates: list[Predicate] = field(default_factory=list)
    quantified: list[Quantified] = field(default_factory=list)
    levels: dict[int, dict[Kind, dict[Conjunction, list[Effect]]]] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[int, Kind, dict[Conjunction, list[Effect]]]]:
        """Iterate over levels and kinds in the order in which they run."""
        for level in sorted(self.levels):
            for kind in sorted(self.levels[level]):
                yield level, kind, self.levels[level][kind]


def compile_program(rules: RuleSet) -> Program:
    """Return the program of a rule set; the same rules give the same program."""
    compiler = _Compiler(rules)
    for stratum in rules.strata:
        for rule in stratum:
            compiler.rule(rule)
    return compiler.program


class _Compiler:
    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.program = Program()
        self._rule_level: dict[str, int] = {}
        self._known: dict[tuple[Kind, Condition], Predicate] = {}
        self._known_members: dict[Members, tuple[Quantified, int]] = {}

    def rule(self, rule: Rule) -> None:
        """Compile a rule, on a level after every rule whose conclusions it reads."""
        after = max(
            (
                self._rule_level[other.id] + 1
                for what in refers_to(rule)
                for other in self.rules.concluding(*what)
            ),
            default=0,
        )
        predicate = self._define(rule.when, rule.kind, after, rule.id)
        self._rule_level[rule.id] = predicate.level

    def _define(self, condition: Condition, kind: Kind, after: int, rule: str | None = None) -> Predicate:
        """Make a predicate of a condition: what it needs first, then its conjunctions for true and false."""
        proofs = [(self._ways(condition, kind, after), True), (self._ways(negate(condition), kind, after), False)]
        level = after
        for ways, _ in proofs:
            for _, needed in ways:
                level = max(level, needed)
        predicate = Predicate(len(self.program.predicates), kind, level, rule)
        self.program.predicates.append(predicate)
        table = self.program.levels.setdefault(level, {}).setdefault(kind, {})
        for ways, truth in proofs:
            for conjunction, _ in ways:
                table.setdefault(conjunction, []).append(Effect(predicate.number, truth))
        return predicate

    def _ways(self, condition: Condition, kind: Kind, after: int) -> list[tuple[Conjunction, int]]:
        """Conjunctions of which each shows a condition, with the earliest level of each."""
        if isinstance(condition, Any):
            return [way for part in condition.parts for way in self._one_way(part, kind, after)]
        return self._one_way(condition, kind, after)

    def _one_way(self, condition: Condition, kind: Kind, after: int) -> list[tuple[Conjunction, int]]:
        if isinstance(condition, Compare) and isinstance(condition.operand, tuple):
            if condition.operator == "one_of":
                return [((literal,), after) for literal in _codes(condition, "is")]
            return self._conjunction([*_codes(condition, "is_not")], after, kind)
        if not isinstance(condition, All):
            literal, level = self._literal(condition, kind, after)
            return [((literal,), level)]
        level = after
        literals: list[Literal] = []
        for part in condition.parts:
            if isinstance(part, Compare) and part.operator == "none_of":
                literals.extend(_codes(part, "is_not"))
                continue
            literal, needed = self._literal(part, kind, after)
            literals.append(literal)
            level = max(level, needed)
        return self._conjunction(literals, level, kind)

    def _conjunction(self, literals: list[Literal], level: int, kind: Kind) -> list[tuple[Conjunction, int]]:
        """One conjunction, its overlong tail put into predicates of earlier levels."""
        literals = list(dict.fromkeys(literals))
        while len(literals) > MAX_LITERALS:
            chunk, literals = literals[:MAX_LITERALS], literals[MAX_LITERALS:]
            literals.append(self._chunk(tuple(chunk), level, kind))
            level += 1
        return [(tuple(literals), level)]

    def _chunk(self, chunk: Conjunction, level: int, kind: Kind) -> Literal:
        """A predicate that is true when a conjunction holds; whether it is false nobody asks."""
        predicate = Predicate(len(self.program.predicates), kind, level)
        self.program.predicates.append(predicate)
        table = self.program.levels.setdefault(level, {}).setdefault(kind, {})
        table.setdefault(chunk, []).append(Effect(predicate.number, True))
        return Literal(Property("predicate", "", str(predicate.number)), "is", True)

    def _literal(self, condition: Condition, kind: Kind, after: int) -> tuple[Literal, int]:
        """A literal that shows a condition, and the earliest level on which it can be tested."""
        if isinstance(condition, Members):
            quantified, level = self._members(condition, after)
            return Literal(Property("members", "", str(quantified.number)), "is", True), level
        if isinstance(condition, (All, Any)) or (
            isinstance(condition, Compare) and isinstance(condition.operand, tuple)
        ):
            return self._part(condition, kind, after)
        return _leaf(condition), after

    def _part(self, condition: Condition, kind: Kind, after: int) -> tuple[Literal, int]:
        """A nested condition as a predicate of an earlier level; its negation is the same one found false."""
        wanted = True
        predicate = self._known.get((kind, condition))
        if predicate is None:
            opposite = negate(condition)
            predicate = self._known.get((kind, opposite))
            wanted = predicate is None
            if predicate is None:
                predicate = self._known[kind, condition] = self._define(condition, kind, after)
        literal = Literal(Property("predicate", "", str(predicate.number)), "is", wanted)
        return literal, max(after, predicate.level + 1)

    def _members(self, condition: Members, after: int) -> tuple[Quantified, int]:
        if condition not in self._known_members:
            predicate = self._define(condition.condition, condition.kind, after)
            quantified = Quantified(
                len(self.program.quantified), condition.quantifier, condition.kind, predicate.number
            )
            self.program.quantified.append(quantified)
            self._known_members[condition] = quantified, predicate.level + 1
        quantified, level = self._known_members[condition]
        return quantified, max(after, level)


def _codes(condition: Compare, operator: Operator) -> list[Literal]:
    assert isinstance(condition.operand, tuple)
    return [Literal(Property("value", condition.fact), operator, code) for code in condition.operand]


def _leaf(leaf: Leaf) -> Literal:
    if isinstance(leaf, Known):
        return Literal(Property("known", leaf.fact), "is", leaf.expected)
    if isinstance(leaf, Concluded):
        return Literal(Property(leaf.what, leaf.id), "is", not leaf.negated)
    if leaf.operator in ("includes", "excludes"):
        return Literal(Property("has", leaf.fact, str(leaf.operand)), "is", leaf.operator == "includes")
    return Literal(Property("value", leaf.fact), leaf.operator, leaf.operand)


__all__ = ["CONCLUDED_AS", "Conjunction", "Effect", "Literal", "Predicate", "Program", "Property", "compile_program"]
