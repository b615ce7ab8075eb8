"""The durable_rules engine: the same conclusions as the reference evaluator, found by forward chaining.

Nobody outside needs to know more than `available` and `evaluate_durable`. Inside: `program` turns rules
into conjunctions on levels, `encoding` writes values so that the engine cannot mistake them, `session`
drives the engine round its traps, and here the levels are run and folded into an outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from advisor.errors import EngineError
from advisor.reasoning.durable.encoding import Encoded, Encoder, Names, encoder_of
from advisor.reasoning.durable.program import Block, Literal, Program, Property, compile_program
from advisor.reasoning.durable.session import (
    MAX_BRANCHES,
    MAX_GROUPS,
    MAX_PROPERTIES,
    MAX_RULES,
    GroupRules,
    Test,
    available,
    run,
)
from advisor.reasoning.evaluate import (
    Key,
    anywhere,
    check_values,
    disjoin,
    finding_entity,
    fold,
    folded,
    negation,
)
from advisor.reasoning.model import Compare, Conclusion, Operator, Outcome, ParameterRef, Truth
from advisor.reasoning.parameters import resolve
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Entity, Situation, Value

__all__ = ["available", "evaluate_durable"]

_OPERATORS: Mapping[Operator, str] = {
    "is_not": "$neq",
    "below": "$lt",
    "at_most": "$lte",
    "above": "$gt",
    "at_least": "$gte",
}
_KEPT_PROGRAMS = 4
_programs: dict[int, tuple[RuleSet, Program]] = {}


def evaluate_durable(rules: RuleSet, situation: Situation, on: dt.date) -> Outcome:
    """Return all that the rules conclude about a situation, as found by durable_rules.

    Raises EngineError where the engine is not to be had, fails, or would break one of its limits.
    """
    usable, reason = available()
    if not usable:
        raise EngineError(reason, remedy="the reference evaluator serves without it")
    check_values(situation)
    return _Run(rules, situation, on, _program(rules)).outcome()


def _program(rules: RuleSet) -> Program:
    """Compile a rule set's program, or take the one that was compiled before."""
    kept = _programs.get(id(rules))
    if kept is None or kept[0] is not rules:
        while len(_programs) >= _KEPT_PROGRAMS:
            del _programs[next(iter(_programs))]
        # Two properties of every message are the group and the entity.
        program = compile_program(rules, most_rules=MAX_BRANCHES, most_properties=MAX_PROPERTIES - 4)
        kept = _programs[id(rules)] = rules, program
    return kept[1]


class _Run:
    """One situation on its way through the levels of a program."""

    def __init__(self, rules: RuleSet, situation: Situation, on: dt.date, program: Program) -> None:
        self.rules = rules
        self.situation = situation
        self.on = on
        self.program = program
        self.names = Names()
        self.found: dict[tuple[int, str], bool] = {}
        self.verdicts: dict[Key, Truth] = {}
        self._said: dict[tuple[Property, str], Encoded | None] = {}
        self._thresholds: dict[tuple[str, str, str], Value] = {}
        self._encoders = self._make_encoders()

    def outcome(self) -> Outcome:
        for level, blocks in enumerate(self.program.levels):
            self._level(blocks)
            for predicate in self.program.predicates:
                if predicate.rule is not None and predicate.level == level:
                    for entity in self.situation.of_kind(predicate.kind):
                        self.verdicts[predicate.rule, entity.id] = self.found.get(
                            (predicate.number, entity.id)
                        )
        return fold(self.rules, self.situation, self.verdicts)

    # -- running a level --------------------------------------------------------------------------

    def _level(self, blocks: Sequence[Block]) -> None:
        """Run a level's blocks at every entity, in one session where the limits allow it.

        Entities whose thresholds are equal share the compiled rules of a block.
        """
        groups: dict[tuple[int, tuple[Value, ...]], list[list[Test]]] = {}
        tasks: list[tuple[Block, Entity]] = []
        messages: list[dict[str, Encoded]] = []
        size = 0
        for number, block in enumerate(blocks):
            for entity in self.situation.of_kind(block.kind):
                message = self._message(block, entity)
                if not message:
                    continue
                key = number, tuple(self._constant(literal, entity) for literal in block.parameters)
                if key not in groups:
                    if len(groups) >= MAX_GROUPS or size + len(block.conjunctions) > MAX_RULES:
                        self._session(list(groups.values()), messages, tasks)
                        groups, tasks, messages, size = {}, [], [], 0
                    groups[key] = [[self._test(literal, entity) for literal in c] for c in block.conjunctions]
                    size += len(block.conjunctions)
                message["g"] = list(groups).index(key) + 1
                message["e"] = len(tasks)
                messages.append(message)
                tasks.append((block, entity))
        self._session(list(groups.values()), messages, tasks)

    def _session(
        self,
        groups: Sequence[GroupRules],
        messages: Sequence[Mapping[str, Encoded]],
        tasks: Sequence[tuple[Block, Entity]],
    ) -> None:
        if not messages:
            return
        for _, rule, task in run(groups, messages):
            block, entity = tasks[task]
            for effect in block.effects[rule]:
                if self.found.setdefault((effect.predicate, entity.id), effect.truth) is not effect.truth:
                    raise EngineError(f"durable_rules found a condition both true and false at {entity.id}")

    def _test(self, literal: Literal, entity: Entity) -> Test:
        name = self.names[literal.property]
        constant = self._encode(literal.property, self._constant(literal, entity))
        operator = _OPERATORS.get(literal.operator)
        return {operator: {name: constant}} if operator else {name: constant}

    def _constant(self, literal: Literal, entity: Entity) -> Value:
        """Return what a literal compares with at an entity."""
        if not isinstance(literal.operand, ParameterRef):
            return literal.operand
        fact, parameter = literal.property.name, literal.operand.name
        key = fact, parameter, entity.id
        if key not in self._thresholds:
            compare = Compare(fact, literal.operator, literal.operand)
            threshold = resolve(compare, entity, self.situation, self.rules.parameters, self.on)
            if threshold is None:
                raise EngineError(f"the parameter '{parameter}' is not declared")
            self._thresholds[key] = threshold.value
        return self._thresholds[key]

    # -- what messages say ------------------------------------------------------------------------

    def _message(self, block: Block, entity: Entity) -> dict[str, Encoded]:
        """Say of an entity what a block's conjunctions read, as far as it is known."""
        message: dict[str, Encoded] = {}
        for item in block.properties:
            key = item, entity.id
            if key not in self._said:
                value = self._value(item, entity)
                self._said[key] = None if value is None else self._encode(item, value)
            said = self._said[key]
            if said is not None:
                message[self.names[item]] = said
        return message

    def _value(self, item: Property, entity: Entity) -> Value | None:
        """Return what is known about a property; None where nothing is."""
        if item.sort in ("value", "known", "has"):
            known = self.situation.value(entity, item.name)
            if item.sort == "known":
                return known is not None
            if known is None or item.sort == "value":
                return known.value if known else None
            if not isinstance(known.value, tuple):
                raise EngineError(f"the value {known.value!r} of '{item.name}' is not a set of choices")
            return item.code in known.value
        if item.sort == "predicate":
            return self.found.get((int(item.code), entity.id))
        if item.sort == "members":
            return self._quantified(int(item.code))
        if item.sort == "recommended":
            return anywhere(item.name, self.rules, self.situation, self.verdicts)
        brand = self.situation.brand
        at = finding_entity(item.name, entity, brand) if item.sort == "finding" else brand
        conclusion = Conclusion("finding" if item.sort == "finding" else "goal", item.name)
        return folded(conclusion, at, self.rules, self.verdicts)

    def _quantified(self, number: int) -> Truth:
        """Fold what was found at each member; a kind that is not listed stays unknown."""
        quantified = self.program.quantified[number]
        if quantified.kind not in self.situation.listed:
            return None
        members = self.situation.of_kind(quantified.kind)
        some = disjoin(self.found.get((quantified.predicate, member.id)) for member in members)
        return some if quantified.quantifier == "any" else negation(some)

    # -- encoding ---------------------------------------------------------------------------------

    def _encode(self, item: Property, value: Value) -> Encoded:
        return self._encoders.get(item, _PLAIN)(value)

    def _make_encoders(self) -> dict[Property, Encoder]:
        """Return an encoder for each fact that is compared, from all that it will be compared with."""
        values: dict[Property, list[Value]] = {}
        for blocks in self.program.levels:
            for block in blocks:
                entities = self.situation.of_kind(block.kind)
                for literal in dict.fromkeys(literal for c in block.conjunctions for literal in c):
                    item = literal.property
                    if item.sort != "value":
                        continue
                    found = values.setdefault(item, [])
                    if isinstance(literal.operand, ParameterRef):
                        found.extend(self._constant(literal, entity) for entity in entities)
                    else:
                        found.append(literal.operand)
        for item, found in values.items():
            for entity in self.situation.entities:
                if item.name in entity.facts:
                    found.append(entity.facts[item.name].value)
        return {item: encoder_of(item.name, found) for item, found in values.items()}


_PLAIN = Encoder()
