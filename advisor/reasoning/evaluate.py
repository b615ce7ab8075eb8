"""The reference evaluator: what a condition means, in three values.

Every other engine has to agree with this one. A comparison with an unknown fact is unknown; ``all`` and
``any`` follow Kleene; a quantifier over members of a kind that the brief does not list is unknown, over
an empty list it is decided. A conclusion is true where a rule concludes it, false where every rule that
could is false, otherwise unknown. A caution for the brand is kept at the brand; that it covers every
entity is for planning to apply.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.errors import EngineError
from advisor.reasoning.model import (
    NUMERIC_OPERATORS,
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Condition,
    Known,
    Members,
    Outcome,
    Rule,
    Threshold,
    Trace,
    Truth,
)
from advisor.reasoning.parameters import Parameters, resolve
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.model import Entity, Situation, Value

Key = tuple[str, str]


@dataclass
class Beliefs:
    """What has been concluded so far: findings by (id, entity), goals and recommendations by id."""

    findings: dict[Key, Truth] = field(default_factory=dict)
    goals: dict[str, Truth] = field(default_factory=dict)
    recommended: dict[str, Truth] = field(default_factory=dict)

    def truth(self, leaf: Concluded, entity: Entity, brand: Entity) -> Truth:
        """Return whether the conclusion of a leaf (``negated`` left aside) holds as seen from an entity."""
        if leaf.what == "goal":
            return self.goals.get(leaf.id)
        if leaf.what == "recommended":
            return self.recommended.get(leaf.id)
        return self.findings.get((leaf.id, finding_entity(leaf.id, entity, brand).id))


def finding_entity(finding: str, entity: Entity, brand: Entity) -> Entity:
    """Return where a finding is looked up: at the entity itself if it is of the finding's kind, else the brand."""
    return entity if finding.split(".", 1)[0] == entity.kind else brand


@dataclass(frozen=True)
class Setting:
    """All that a condition is evaluated in."""

    situation: Situation
    parameters: Parameters
    on: dt.date
    beliefs: Beliefs


def evaluate(rules: RuleSet, situation: Situation, on: dt.date) -> Outcome:
    """Return all that the rules conclude about a situation on a date.

    Raises EngineError where a fact's value cannot be compared at all (not a number, of the wrong type):
    a checked brief never holds one.
    """
    check_values(situation)
    beliefs = Beliefs()
    setting = Setting(situation, rules.parameters, on, beliefs)
    verdicts: dict[Key, Truth] = {}
    for stratum in rules.strata:
        for rule in stratum:
            for entity in situation.of_kind(rule.kind):
                verdicts[rule.id, entity.id] = truth(rule.when, entity, setting)
        absorb(stratum, rules, situation, verdicts, beliefs)
    return fold(rules, situation, verdicts)


def truth(condition: Condition, entity: Entity, setting: Setting) -> Truth:
    """Return whether a condition holds at an entity: True, False, or None for unknown."""
    if isinstance(condition, Compare):
        known = setting.situation.value(entity, condition.fact)
        if known is None:
            return None
        threshold = resolve(condition, entity, setting.situation, setting.parameters, setting.on)
        return None if threshold is None else compare(condition, known.value, threshold.value)
    if isinstance(condition, All):
        return conjoin(truth(part, entity, setting) for part in condition.parts)
    if isinstance(condition, Any):
        return disjoin(truth(part, entity, setting) for part in condition.parts)
    if isinstance(condition, Concluded):
        found = setting.beliefs.truth(condition, entity, setting.situation.brand)
        return negation(found) if condition.negated else found
    if isinstance(condition, Known):
        return (setting.situation.value(entity, condition.fact) is not None) is condition.expected
    if condition.kind not in setting.situation.listed:
        return None
    members = setting.situation.of_kind(condition.kind)
    some = disjoin(truth(condition.condition, member, setting) for member in members)
    return some if condition.quantifier == "any" else negation(some)


def conjoin(truths: Iterable[Truth]) -> Truth:
    """Return the ``and`` of some truths: false where one is, true where all are, otherwise unknown."""
    result: Truth = True
    for one in truths:
        if one is False:
            return False
        if one is None:
            result = None
    return result


def disjoin(truths: Iterable[Truth]) -> Truth:
    """Return the ``or`` of some truths: true where one is, false where all are, otherwise unknown."""
    result: Truth = False
    for one in truths:
        if one is True:
            return True
        if one is None:
            result = None
    return result


def negation(one: Truth) -> Truth:
    """Return the ``not`` of a truth; unknown stays unknown."""
    return None if one is None else not one


def compare(condition: Compare, value: Value, operand: Value) -> bool:
    """Return whether a known value stands in the operator's relation to the operand.

    Raises EngineError where the two are not of comparable types: 1, "1" and true are three things.
    """
    operator = condition.operator
    if operator in NUMERIC_OPERATORS:
        if not _number(value) or not _number(operand):
            raise _mismatch(condition, value)
        left, right = _as_number(value), _as_number(operand)
        if operator == "below":
            return left < right
        if operator == "at_most":
            return left <= right
        return left > right if operator == "above" else left >= right
    if operator in ("includes", "excludes"):
        if not isinstance(value, tuple):
            raise _mismatch(condition, value)
        return (operand in value) is (operator == "includes")
    if operator in ("one_of", "none_of"):
        if not isinstance(value, str) or not isinstance(operand, tuple):
            raise _mismatch(condition, value)
        return (value in operand) is (operator == "one_of")
    if not _comparable(value, operand):
        raise _mismatch(condition, value)
    return (value == operand) is (operator == "is")


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_number(value: Value) -> float:
    assert isinstance(value, (int, float))
    return value


def _comparable(value: Value, operand: Value) -> bool:
    if _number(value):
        return _number(operand)
    return type(value) is type(operand)


def _mismatch(condition: Compare, value: Value) -> EngineError:
    return EngineError(
        f"the value {value!r} of '{condition.fact}' cannot be compared by '{condition.operator}'",
        remedy="check the brief: the value is not of the fact's type",
    )


def check_values(situation: Situation) -> None:
    """Raise EngineError where a fact's value is none of the types that facts have, or no finite number."""
    for entity in situation.entities:
        for fact, known in entity.facts.items():
            value = known.value
            fine = isinstance(value, (bool, int, str)) or (
                isinstance(value, tuple) and all(isinstance(code, str) for code in value)
            )
            if not fine and not (isinstance(value, float) and math.isfinite(value)):
                raise EngineError(f"the value {value!r} of '{fact}' ({entity.id}) is no fact's value")


# -- folding ------------------------------------------------------------------------------------------


def absorb(
    stratum: Sequence[Rule],
    rules: RuleSet,
    situation: Situation,
    verdicts: Mapping[Key, Truth],
    beliefs: Beliefs,
) -> None:
    """Enter into ``beliefs`` what a finished stratum concludes: every rule for it has been evaluated."""
    for rule in stratum:
        for conclusion in rule.then:
            if conclusion.what == "finding":
                for entity in situation.of_kind(rule.kind):
                    beliefs.findings[conclusion.id, entity.id] = folded(conclusion, entity, rules, verdicts)
            elif conclusion.what == "goal":
                beliefs.goals[conclusion.id] = folded(conclusion, situation.brand, rules, verdicts)
            elif conclusion.what == "recommend":
                beliefs.recommended[conclusion.id] = anywhere(conclusion.id, rules, situation, verdicts)


def folded(conclusion: Conclusion, entity: Entity, rules: RuleSet, verdicts: Mapping[Key, Truth]) -> Truth:
    """Return the truth of a conclusion at an entity over all rules of its kind that can conclude it.

    Unknown where there is no such rule.
    """
    truths = [
        verdicts.get((rule.id, entity.id))
        for rule in rules.concluding(conclusion.what, conclusion.id)
        if rule.kind == entity.kind
    ]
    return disjoin(truths) if truths else None


def anywhere(tactic: str, rules: RuleSet, situation: Situation, verdicts: Mapping[Key, Truth]) -> Truth:
    """Return whether a tactic is recommended for some entity.

    A rule for members of a kind that the brief does not list leaves it unknown, unless it is true elsewhere.
    Unknown, too, where no rule can recommend it.
    """
    if not rules.concluding("recommend", tactic):
        return None

    def truths() -> Iterable[Truth]:
        for rule in rules.concluding("recommend", tactic):
            if rule.kind != "brand" and rule.kind not in situation.listed:
                yield None
            for entity in situation.of_kind(rule.kind):
                yield verdicts.get((rule.id, entity.id))

    return disjoin(truths())


def fold(rules: RuleSet, situation: Situation, verdicts: Mapping[Key, Truth]) -> Outcome:
    """Return the outcome that the verdicts of all rules add up to."""
    tables: dict[str, dict[Key, Truth]] = {
        "finding": {},
        "goal": {},
        "caution": {},
        "recommend": {},
        "tension": {},
    }
    for rule in rules.rules:
        for entity in situation.of_kind(rule.kind):
            for conclusion in rule.then:
                key = (conclusion.id, entity.id)
                if key not in tables[conclusion.what]:
                    tables[conclusion.what][key] = folded(conclusion, entity, rules, verdicts)
    ordered = {
        (rule.id, entity.id): verdicts.get((rule.id, entity.id))
        for rule in rules.rules
        for entity in situation.of_kind(rule.kind)
    }
    return Outcome(
        ordered, tables["finding"], tables["goal"], tables["caution"], tables["recommend"], tables["tension"]
    )


def beliefs_of(rule: Rule, rules: RuleSet, situation: Situation, outcome: Outcome) -> Beliefs:
    """Return what a rule's condition can read from a finished outcome."""
    brand = situation.brand.id
    tactics = [
        leaf.id for leaf in leaves(rule.when) if isinstance(leaf, Concluded) and leaf.what == "recommended"
    ]
    return Beliefs(
        dict(outcome.findings),
        {id: value for (id, entity), value in outcome.goals.items() if entity == brand},
        {id: anywhere(id, rules, situation, outcome.verdicts) for id in tactics},
    )


# -- traces -------------------------------------------------------------------------------------------


def trace(
    rule: Rule, entity: Entity, rules: RuleSet, situation: Situation, outcome: Outcome, on: dt.date
) -> Trace:
    """Return a rule's condition as evaluated at an entity, with every comparison's value and threshold."""
    setting = Setting(situation, rules.parameters, on, beliefs_of(rule, rules, situation, outcome))
    return trace_condition(rule.when, entity, setting)


def trace_condition(condition: Condition, entity: Entity, setting: Setting) -> Trace:
    """Return the evaluated tree of a condition; its leaves name the entity that holds the fact.

    A ``members`` node has the kind as its ``fact`` and one part for each member: the inner condition there.
    """
    situation = setting.situation
    holds = truth(condition, entity, setting)
    if isinstance(condition, Compare):
        owner = entity if condition.fact in entity.facts else _owner(condition.fact, entity, situation)
        known = situation.value(entity, condition.fact)
        threshold = resolve(condition, entity, situation, setting.parameters, setting.on)
        value = known.value if known else None
        return Trace("compare", holds, owner.id, condition.fact, condition.operator, value, threshold)
    if isinstance(condition, Known):
        owner = _owner(condition.fact, entity, situation)
        known = situation.value(entity, condition.fact)
        operator = "known" if condition.expected else "unknown"
        return Trace("known", holds, owner.id, condition.fact, operator, known.value if known else None)
    if isinstance(condition, Concluded):
        owner = (
            finding_entity(condition.id, entity, situation.brand)
            if condition.what == "finding"
            else situation.brand
        )
        value = setting.beliefs.truth(condition, entity, situation.brand)
        operator = "is_not" if condition.negated else "is"
        return Trace("concluded", holds, owner.id, condition.id, operator, value, Threshold(True, "literal"))
    if isinstance(condition, Members):
        members = situation.of_kind(condition.kind) if condition.kind in situation.listed else ()
        return Trace(
            "members",
            holds,
            entity.id,
            condition.kind,
            quantifier=condition.quantifier,
            parts=tuple(trace_condition(condition.condition, member, setting) for member in members),
        )
    parts = tuple(trace_condition(part, entity, setting) for part in condition.parts)
    return Trace("all" if isinstance(condition, All) else "any", holds, entity.id, parts=parts)


def _owner(fact: str, entity: Entity, situation: Situation) -> Entity:
    """Return the entity that a fact belongs to: members' facts begin with their kind."""
    if fact in entity.facts or fact.split(".", 1)[0] == entity.kind:
        return entity
    return situation.brand
