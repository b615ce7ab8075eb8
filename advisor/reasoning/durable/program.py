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
from functools import cached_property
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
from advisor.reasoning.strata import CONCLUDED_AS
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


@dataclass(frozen=True)
class Block:
    """Conjunctions that read one message of an entity: what the engine's limits allow of them.

    ``effects`` has for each conjunction what it shows; ``parameters`` are the literals whose constant
    differs from entity to entity.
    """

    kind: Kind
    conjunctions: tuple[Conjunction, ...]
    effects: tuple[tuple[Effect, ...], ...]

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """The properties that the conjunctions read."""
        return tuple(dict.fromkeys(literal.property for c in self.conjunctions for literal in c))

    @cached_property
    def parameters(self) -> tuple[Literal, ...]:
        """The literals that compare with a parameter."""
        found = (
            literal for c in self.conjunctions for literal in c if isinstance(literal.operand, ParameterRef)
        )
        return tuple(dict.fromkeys(found))


@dataclass
class Program:
    """All predicates of a rule set, and the blocks in which they are found, by level."""

    predicates: list[Predicate] = field(default_factory=list)
    quantified: list[Quantified] = field(default_factory=list)
    levels: list[list[Block]] = field(default_factory=list)


def compile_program(rules: RuleSet, *, most_rules: int, most_properties: int) -> Program:
    """Return the program of a rule set; the same rules give the same program.

    ``most_rules`` and ``most_properties`` bound each block.
    """
    compiler = _Compiler(rules)
    for stratum in rules.strata:
        for rule in stratum:
            compiler.rule(rule)
    program = compiler.program
    for level in sorted(compiler.tables):
        blocks: list[Block] = []
        for kind in sorted(compiler.tables[level]):
            blocks.extend(_blocks(kind, compiler.tables[level][kind], most_rules, most_properties))
        program.levels.append(blocks)
    return program


def _blocks(
    kind: Kind, table: dict[Conjunction, list[Effect]], most_rules: int, most_properties: int
) -> Iterator[Block]:
    chosen: list[Conjunction] = []
    properties: set[Property] = set()
    for conjunction in table:
        more = {literal.property for literal in conjunction}
        if chosen and (len(chosen) == most_rules or len(properties | more) > most_properties):
            yield Block(kind, tuple(chosen), tuple(tuple(table[c]) for c in chosen))
            chosen, properties = [], set()
        chosen.append(conjunction)
        properties |= more
    if chosen:
        yield Block(kind, tuple(chosen), tuple(tuple(table[c]) for c in chosen))


class _Compiler:
    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.program = Program()
        self.tables: dict[int, dict[Kind, dict[Conjunction, list[Effect]]]] = {}
        self._rule_level: dict[str, int] = {}
        self._known: dict[tuple[Kind, Condition], Predicate] = {}
        self._known_members: dict[Members, Quantified] = {}

    def rule(self, rule: Rule) -> None:
        """Compile a rule; every rule whose conclusions it reads has been compiled before it."""
        self._rule_level[rule.id] = self._define(rule.when, rule.kind, rule.id).level

    def _define(self, condition: Condition, kind: Kind, rule: str | None = None) -> Predicate:
        """Make a predicate of a condition: what it needs first, then its conjunctions for true and false."""
        proofs = [(self._ways(condition, kind), True), (self._ways(negate(condition), kind), False)]
        level = max((needed for ways, _ in proofs for _, needed in ways), default=0)
        predicate = self._predicate(kind, level, rule)
        for ways, truth in proofs:
            for conjunction, _ in ways:
                self._enter(predicate, conjunction, truth)
        return predicate

    def _predicate(self, kind: Kind, level: int, rule: str | None = None) -> Predicate:
        predicate = Predicate(len(self.program.predicates), kind, level, rule)
        self.program.predicates.append(predicate)
        return predicate

    def _enter(self, predicate: Predicate, conjunction: Conjunction, truth: bool) -> None:
        table = self.tables.setdefault(predicate.level, {}).setdefault(predicate.kind, {})
        table.setdefault(conjunction, []).append(Effect(predicate.number, truth))

    def _ways(self, condition: Condition, kind: Kind) -> list[tuple[Conjunction, int]]:
        """Conjunctions of which each shows a condition, with the earliest level of each."""
        parts = condition.parts if isinstance(condition, Any) else (condition,)
        return [way for part in parts for way in self._ways_of_part(part, kind)]

    def _ways_of_part(self, condition: Condition, kind: Kind) -> list[tuple[Conjunction, int]]:
        if isinstance(condition, Compare) and condition.operator == "one_of":
            return [((literal,), 0) for literal in _codes(condition, "is")]
        literals: list[Literal] = []
        level = 0
        for part in condition.parts if isinstance(condition, All) else (condition,):
            if isinstance(part, Compare) and part.operator == "none_of":
                literals.extend(_codes(part, "is_not"))
                continue
            literal, needed = self._literal(part, kind)
            literals.append(literal)
            level = max(level, needed)
        return [self._conjunction(literals, level, kind)]

    def _conjunction(self, literals: list[Literal], level: int, kind: Kind) -> tuple[Conjunction, int]:
        """Make one conjunction; where it is too long, its first literals become a predicate of their own.

        That predicate is only ever found true: whether it is false nobody asks.
        """
        literals = list(dict.fromkeys(literals))
        while len(literals) > MAX_LITERALS:
            chunk, literals = tuple(literals[:MAX_LITERALS]), literals[MAX_LITERALS:]
            predicate = self._predicate(kind, level)
            self._enter(predicate, chunk, True)
            literals.append(_test(predicate, True))
            level += 1
        return tuple(literals), level

    def _literal(self, condition: Condition, kind: Kind) -> tuple[Literal, int]:
        """Return a literal that shows a condition, and the earliest level on which it can be tested."""
        if isinstance(condition, Members):
            quantified = self._members(condition)
            level = self.program.predicates[quantified.predicate].level + 1
            return Literal(Property("members", "", str(quantified.number)), "is", True), level
        nested = isinstance(condition, Compare) and isinstance(condition.operand, tuple)
        if isinstance(condition, (All, Any)) or nested:
            predicate, wanted = self._part(condition, kind)
            return _test(predicate, wanted), predicate.level + 1
        assert isinstance(condition, (Compare, Concluded, Known))
        level = 0
        if isinstance(condition, Concluded):
            concluding = self.rules.concluding(CONCLUDED_AS[condition.what], condition.id)
            level = max((self._rule_level[rule.id] + 1 for rule in concluding), default=0)
        return _leaf(condition), level

    def _part(self, condition: Condition, kind: Kind) -> tuple[Predicate, bool]:
        """Return a nested condition's predicate, or its negation's and False: that one found false."""
        for candidate, wanted in ((condition, True), (negate(condition), False)):
            if (kind, candidate) in self._known:
                return self._known[kind, candidate], wanted
        self._known[kind, condition] = self._define(condition, kind)
        return self._known[kind, condition], True

    def _members(self, condition: Members) -> Quantified:
        if condition not in self._known_members:
            inside = (condition.kind, condition.condition)
            if inside not in self._known:
                self._known[inside] = self._define(condition.condition, condition.kind)
            self._known_members[condition] = Quantified(
                len(self.program.quantified),
                condition.quantifier,
                condition.kind,
                self._known[inside].number,
            )
            self.program.quantified.append(self._known_members[condition])
        return self._known_members[condition]


def _test(predicate: Predicate, wanted: bool) -> Literal:
    return Literal(Property("predicate", "", str(predicate.number)), "is", wanted)


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
