"""Checks on single comparisons: each can come out either way, and its threshold is a value that the fact can have.

Code, since thresholds are worked out from parameters by sector and date. That names, codes and types fit, and
that a threshold lies in its fact's range, is checked when rules are read.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from fractions import Fraction

from advisor.errors import Place
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.quality.notation import one_line
from advisor.reasoning.evaluate import compare
from advisor.reasoning.model import Compare, ParameterRef
from advisor.reasoning.parameters import Dated
from advisor.reasoning.rules import RuleSet, parameter_files
from advisor.reasoning.strata import leaves
from advisor.situation.model import FactSpec, Value
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import load


def settled(material: Material) -> Iterator[Found]:
    """Find comparisons that come out the same for every value that the fact can have.

    For a parameter, with any of its values: one that is of no use in one sector or from some day on is a slip too.
    """
    rules = material.rules.rules
    on = dt.date.fromisoformat(material.packs.date)
    for rule in rules.rules:
        told: set[str] = set()
        for leaf in leaves(rule.when):
            if not isinstance(leaf, Compare) or not _readable(leaf, rules, material.vocabulary):
                continue
            shown = one_line(leaf, rules.parameters, on)
            for operand in _operands(leaf, rules):
                truths = {
                    compare(leaf, v, operand) for v in _telling(material.vocabulary[leaf.fact], operand)
                }
                if len(truths) == 1 and shown not in told:
                    told.add(shown)
                    name = "comparison_always" if truths.pop() else "comparison_never"
                    values = {
                        "rule": rule.id,
                        "comparison": shown,
                        "fact": leaf.fact,
                        "threshold": _shown(operand),
                    }
                    yield Found(name, values, rule.place)


def precision(material: Material) -> Iterator[Found]:
    """Find thresholds that are no whole multiple of the precision of a fact that is compared with them."""
    rules, vocabulary = material.rules.rules, material.vocabulary
    facts: dict[str, dict[str, str]] = {}
    for rule in rules.rules:
        for leaf in leaves(rule.when):
            if (
                isinstance(leaf, Compare)
                and isinstance(leaf.operand, ParameterRef)
                and leaf.fact in vocabulary
            ):
                facts.setdefault(leaf.operand.name, {}).setdefault(leaf.fact, rule.id)
    for name in sorted(facts):
        if name not in rules.parameters:
            continue
        for fact, rule_id in facts[name].items():
            step = vocabulary[fact].precision
            for value in dict.fromkeys(d.value for table in _tables(rules, name) for d in table):
                if step and (_exact(value) / _exact(step)).denominator != 1:
                    values = {
                        "parameter": name,
                        "value": f"{value:g}",
                        "fact": fact,
                        "precision": f"{step:g}",
                        "rule": rule_id,
                    }
                    yield Found("threshold_precision", values, _place(name, material))


def _readable(leaf: Compare, rules: RuleSet, vocabulary: Vocabulary) -> bool:
    """Whether fact and parameter are there; where they are not, that is told as a fault of the rule."""
    return leaf.fact in vocabulary and (
        not isinstance(leaf.operand, ParameterRef) or leaf.operand.name in rules.parameters
    )


def _operands(leaf: Compare, rules: RuleSet) -> list[Value]:
    if isinstance(leaf.operand, ParameterRef):
        return list(dict.fromkeys(d.value for table in _tables(rules, leaf.operand.name) for d in table))
    return [leaf.operand]


def _tables(rules: RuleSet, name: str) -> list[tuple[Dated, ...]]:
    parameter = rules.parameters[name]
    return [parameter.values, *(parameter.by_sector[sector] for sector in sorted(parameter.by_sector))]


def _telling(spec: FactSpec, operand: Value) -> list[Value]:
    """Return values of a fact such that a comparison comes out alike for all values if it does for these."""
    if spec.datatype == "boolean":
        return [False, True]
    if spec.datatype == "choice":
        return [option.code for option in spec.options]
    if spec.datatype == "choices":
        return [(), tuple(sorted(option.code for option in spec.options))]
    if not spec.numeric or not isinstance(operand, (int, float)):
        return [operand, f"{operand}…"]
    low = spec.minimum if spec.minimum is not None else operand - 1
    high = spec.maximum if spec.maximum is not None else operand + 1
    found: list[float] = [low, (low + operand) / 2, operand, (operand + high) / 2, high]
    if spec.datatype != "decimal":
        found = [whole for value in found for whole in (math.floor(value), math.ceil(value))]
    return [value for value in found if low <= value <= high]


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))


def _shown(operand: Value) -> str:
    return f"{operand:g}" if isinstance(operand, float) else str(operand)


def _place(parameter: str, material: Material) -> Place | None:
    """Return where a parameter stands: in the last file that has it, which is the one that counts."""
    found = None
    for _, path in parameter_files(material.packs):
        for name, entry in load(path).items():
            if name == parameter:
                found = entry.key_place
    return found
