"""Conditions in one line, as near to the one-line form of rules as the tree allows, for reports on rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Members,
    Operator,
    ParameterRef,
)
from advisor.reasoning.parameters import Parameters

_SIGNS: Mapping[Operator, str] = {
    "is": "==",
    "is_not": "!=",
    "below": "<",
    "at_most": "<=",
    "above": ">",
    "at_least": ">=",
    "one_of": "in",
    "none_of": "not in",
}


def one_line(condition: Condition, parameters: Parameters, on: dt.date) -> str:
    """Return a condition as one line; parameters with their value on a day, for a brand of no certain sector."""
    if isinstance(condition, Compare):
        return _comparison(condition, parameters, on)
    if isinstance(condition, Known):
        return f"{'known' if condition.expected else 'unknown'}({condition.fact})"
    if isinstance(condition, Concluded):
        name = f"recommended({condition.id})" if condition.what == "recommended" else condition.id
        return f"not {name}" if condition.negated else name
    if isinstance(condition, Members):
        inner = one_line(condition.condition, parameters, on)
        return f"{condition.quantifier}_of {condition.kind}({inner})"
    word = " and " if isinstance(condition, All) else " or "
    return word.join(_inside(part, parameters, on) for part in condition.parts)


def _inside(part: Condition, parameters: Parameters, on: dt.date) -> str:
    text = one_line(part, parameters, on)
    return f"({text})" if isinstance(part, (All, Any)) else text


def _comparison(leaf: Compare, parameters: Parameters, on: dt.date) -> str:
    if leaf.operator in ("includes", "excludes"):
        return f"'{leaf.operand}' {'in' if leaf.operator == 'includes' else 'not in'} {leaf.fact}"
    if isinstance(leaf.operand, ParameterRef):
        value = parameters.value(leaf.operand.name, on).value
        return f"{leaf.fact} {_SIGNS[leaf.operator]} {leaf.operand.name} ({value:g})"
    return f"{leaf.fact} {_SIGNS[leaf.operator]} {_literal(leaf.operand)}"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_literal(one) for one in value)})"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"'{value}'"
        if isinstance(value, str)
        else str(value)
    )
