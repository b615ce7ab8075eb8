"""Rules and parameters to JSON values and back: the compiled form, read on every start.

Nodes are short lists, since reading them back has to be fast. Tests are not part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Json

from advisor.errors import Place
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Condition,
    Ground,
    Known,
    Members,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parameters import Dated, Parameter, Parameters


def rules_to_json(rules: Sequence[Rule], parameters: Parameters) -> Json:
    """Return rules and parameters as a JSON value."""
    return {
        "rules": [_rule_to(rule) for rule in rules],
        "parameters": [_parameter_to(parameters[name]) for name in parameters],
    }


def rules_from_json(value: Json) -> tuple[tuple[Rule, ...], Parameters]:
    """Return what `rules_to_json` wrote."""
    table = (_parameter_from(item) for item in value["parameters"])
    return tuple(_rule_from(item) for item in value["rules"]), Parameters({p.name: p for p in table})


def _rule_to(rule: Rule) -> Json:
    place = [rule.place.file, rule.place.line, rule.place.column] if rule.place else None
    return [
        rule.id,
        rule.layer,
        rule.kind,
        condition_to_json(rule.when),
        [_conclusion_to(c) for c in rule.then],
        dict(rule.basis),
        _ground_to(rule.advice),
        _ground_to(rule.condition),
        place,
    ]


def _rule_from(item: Json) -> Rule:
    place = Place(*item[8]) if item[8] else None
    return Rule(
        item[0],
        item[1],
        item[2],
        condition_from_json(item[3]),
        tuple([_conclusion_from(c) for c in item[4]]),
        item[5],
        _ground_from(item[6]),
        _ground_from(item[7]),
        place,
    )


def condition_to_json(condition: Condition) -> Json:
    """Return a condition as nested lists: ``["=", fact, operator, operand]`` and so on."""
    if isinstance(condition, Compare):
        operand = condition.operand
        if isinstance(operand, ParameterRef):
            return ["<", condition.fact, condition.operator, operand.name]
        return [
            "=",
            condition.fact,
            condition.operator,
            list(operand) if isinstance(operand, tuple) else operand,
        ]
    if isinstance(condition, Concluded):
        return ["!", condition.what, condition.id, condition.negated]
    if isinstance(condition, Known):
        return ["?", condition.fact, condition.expected]
    if isinstance(condition, Members):
        return ["@", condition.quantifier, condition.kind, condition_to_json(condition.condition)]
    return [
        "&" if isinstance(condition, All) else "|",
        *[condition_to_json(part) for part in condition.parts],
    ]


def condition_from_json(item: Json) -> Condition:
    """Return what `condition_to_json` wrote."""
    tag = item[0]
    if tag == "<":
        return Compare(item[1], item[2], ParameterRef(item[3]))
    if tag == "=":
        operand = item[3]
        return Compare(item[1], item[2], tuple(operand) if isinstance(operand, list) else operand)
    if tag == "!":
        return Concluded(item[1], item[2], item[3])
    if tag == "?":
        return Known(item[1], item[2])
    if tag == "@":
        return Members(item[1], item[2], condition_from_json(item[3]))
    parts = tuple([condition_from_json(part) for part in item[1:]])
    return All(parts) if tag == "&" else Any(parts)


def _conclusion_to(conclusion: Conclusion) -> Json:
    resolution = conclusion.resolution
    return [
        conclusion.what,
        conclusion.id,
        conclusion.strength,
        list(conclusion.serves),
        conclusion.weight,
        conclusion.substitute,
        dict(resolution) if resolution is not None else None,
    ]


def _conclusion_from(item: Json) -> Conclusion:
    return Conclusion(item[0], item[1], item[2], tuple(item[3]), item[4], item[5], item[6])


def _ground_to(ground: Ground) -> Json:
    return [ground.certainty, list(ground.sources), dict(ground.why) if ground.why is not None else None]


def _ground_from(item: Json) -> Ground:
    return Ground(item[0], tuple(item[1]), item[2])


def _dated_to(dated: Dated) -> Json:
    note = dict(dated.note) if dated.note is not None else None
    return [dated.since, dated.value, dated.origin, dated.confidence, note]


def _parameter_to(parameter: Parameter) -> Json:
    return [
        parameter.name,
        dict(parameter.label),
        [_dated_to(dated) for dated in parameter.values],
        parameter.unit,
        parameter.history_factor,
        {
            sector: [_dated_to(d) for d in parameter.by_sector[sector]]
            for sector in sorted(parameter.by_sector)
        },
    ]


def _parameter_from(item: Json) -> Parameter:
    by_sector = {sector: tuple([Dated(*d) for d in table]) for sector, table in item[5].items()}
    return Parameter(item[0], item[1], tuple([Dated(*d) for d in item[2]]), item[3], item[4], by_sector)
