"""What the tests beside a rule have to show, and whether they do.

A rule needs a test in which it fires; for every leaf of its condition a near miss, where that leaf alone
keeps it from firing; one in which an unknown fact leaves it open; and for every comparison with a
parameter one at the threshold, one just below and one just above, where that comparison decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.reasoning.cases import PLURALS, Case
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Condition,
    Known,
    Leaf,
    Members,
    ParameterRef,
    Rule,
    Truth,
)
from advisor.reasoning.parameters import Parameter, resolve, sector_of
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import FactSpec

Path = tuple[int, ...]
TRUE: Condition = All(())
FALSE: Condition = Any(())
_SLACK = 1e-9


@dataclass(frozen=True)
class Need:
    """Something that a test has to show.

    ``sort``: fires | near_miss | unknown | boundary | alone (the leaf is what makes the rule fire). ``path`` leads to the leaf; ``side`` of a boundary is
    -1 (just below), 0 (at the threshold) or 1 (just above); ``sector`` names the sector whose threshold is
    meant, None the general one.
    """

    sort: str
    path: Path = ()
    side: int = 0
    sector: str | None = None


def leaf_paths(condition: Condition, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """Iterate over a condition's leaves with the way that leads to each, left to right."""
    if isinstance(condition, (All, Any)):
        for number, part in enumerate(condition.parts):
            yield from leaf_paths(part, (*path, number))
    elif isinstance(condition, Members):
        yield from leaf_paths(condition.condition, (*path, 0))
    else:
        yield path, condition


def replaced(condition: Condition, path: Path, by: Condition) -> Condition:
    """Return a condition with the leaf at a path replaced."""
    if not path:
        return by
    if isinstance(condition, Members):
        return replace(condition, condition=replaced(condition.condition, path[1:], by))
    assert isinstance(condition, (All, Any))
    parts = list(condition.parts)
    parts[path[0]] = replaced(parts[path[0]], path[1:], by)
    return replace(condition, parts=tuple(parts))


def needs(rule: Rule, rules: RuleSet) -> list[Need]:
    """Return what the tests of a rule have to show, whether or not it can be shown."""
    found = [Need("fires")]
    for path, leaf in leaf_paths(rule.when):
        if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef):
            found.extend(Need("boundary", path, side) for side in (-1, 0, 1))
            parameter = rules.parameters[leaf.operand.name]
            turning = (-1, 0) if leaf.operator in ("below", "at_least") else (0, 1)
            for sector in _sectors(parameter):
                found.extend(Need("boundary", path, side, sector) for side in turning)
    found.extend(Need("near_miss", path) for path, _ in leaf_paths(rule.when))
    found.append(Need("unknown"))
    return found


def alternatives(rule: Rule) -> list[Need]:
    """Return what shows that each alternative counts: a test in which the rule fires by that leaf.

    Outside of an ``any`` the test in which the rule fires shows it already.
    """
    return [Need("alone", path) for path, _ in leaf_paths(rule.when) if _is_alternative(rule.when, path)]


def _is_alternative(condition: Condition, path: Path) -> bool:
    for step in path:
        if isinstance(condition, Any):
            return True
        if isinstance(condition, Members):
            condition = condition.condition
        else:
            assert isinstance(condition, All)
            condition = condition.parts[step]
    return False


def _sectors(parameter: Parameter) -> list[str]:
    return sorted(sector for sector, table in parameter.by_sector.items() if table != parameter.values)


def shows(case: Case, need: Need, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date) -> bool:
    """Return whether a case shows what is needed, going by what the rule makes of it."""
    verdict = case.verdict(rules, on)
    if need.sort == "fires":
        return verdict is True
    if need.sort == "unknown":
        return verdict is None
    leaf = _at(case.rule.when, need.path)

    def forced(constant: Condition) -> Truth:
        return case.verdict(rules, on, replaced(case.rule.when, need.path, constant))

    if need.sort == "alone":
        return verdict is True and forced(FALSE) is not True
    if need.sort == "near_miss":
        return verdict is False and (
            forced(TRUE) is True
            or forced(FALSE) is True
            or (isinstance(leaf, Known) and _misses_known(case, need.path, rules, on))
        )
    assert isinstance(leaf, Compare)
    return (
        verdict is not None
        and any(
            on_side(value, threshold, need.side, vocabulary[leaf.fact])
            for value, threshold in _values(case, leaf, need, rules, on)
        )
        and {forced(TRUE), forced(FALSE)} == {True, False}
    )


def _misses_known(case: Case, path: Path, rules: RuleSet, on: dt.date) -> bool:
    """Whether only that a fact is unknown (or known) keeps a rule from firing.

    Other leaves that read the fact cannot hold while it is unknown; they are taken as they would have to be.
    """
    leaf = _at(case.rule.when, path)
    assert isinstance(leaf, Known)
    first = leaf.fact.split(".", 1)[0]
    kind = next((kind for kind in PLURALS.values() if kind == first), None)
    owners = case.situation.of_kind(kind) if kind else (case.situation.brand,)
    if all((leaf.fact in owner.facts) is leaf.expected for owner in owners):
        return False
    same = [
        p
        for p, other in leaf_paths(case.rule.when)
        if p != path and getattr(other, "fact", None) == leaf.fact
    ]
    for constant in (TRUE, FALSE):
        for others in (TRUE, FALSE):
            condition = replaced(case.rule.when, path, constant)
            for other in same:
                condition = replaced(condition, other, others)
            if case.verdict(rules, on, condition) is True:
                return True
    return False


def _at(condition: Condition, path: Path) -> Condition:
    for step in path:
        if isinstance(condition, Members):
            condition = condition.condition
        else:
            assert isinstance(condition, (All, Any))
            condition = condition.parts[step]
    return condition


def _values(
    case: Case, leaf: Compare, need: Need, rules: RuleSet, on: dt.date
) -> Iterator[tuple[float, float]]:
    """Give the values of a leaf's fact in a case, each with its threshold; none where the sector is another."""
    assert isinstance(leaf.operand, ParameterRef)
    sector = sector_of(case.situation)
    own = sector if sector in rules.parameters[leaf.operand.name].by_sector else None
    if own != need.sector:
        return
    for entity in case.situation.entities:
        known = entity.facts.get(leaf.fact)
        threshold = resolve(leaf, entity, case.situation, rules.parameters, on)
        if known is None or threshold is None or threshold.origin == "history":
            continue
        if isinstance(known.value, (int, float)) and isinstance(threshold.value, (int, float)):
            yield known.value, threshold.value


def on_side(value: float, threshold: float, side: int, spec: FactSpec) -> bool:
    """Return whether a value lies on a threshold (side 0) or at most one step below (-1) or above (1) it."""
    if side == 0:
        return value == threshold
    distance = (value - threshold) * side
    return 0 < distance <= step_of(spec) * (1 + _SLACK) + _SLACK


def step_of(spec: FactSpec) -> float:
    """Return the least difference worth speaking of: a fact's precision, else 1 or 0.01."""
    if spec.precision:
        return spec.precision
    return 0.01 if spec.datatype == "decimal" else 1


def unshown(
    rule: Rule, cases: Sequence[Case], rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date
) -> list[Need]:
    """Return the needs that no case shows, whether or not any could."""
    return [
        need
        for need in needs(rule, rules)
        if not any(shows(case, need, rules, vocabulary, on) for case in cases)
    ]


def describe(need: Need, rule: Rule) -> str:
    """Return what a need asks for, in a few English words for the report of `advisor test`."""
    if need.sort == "fires":
        return "fires"
    if need.sort == "unknown":
        return "left open by something unknown"
    name = leaf_name(dict(leaf_paths(rule.when))[need.path])
    if need.sort == "alone":
        return f"fires by {name}"
    if need.sort == "near_miss":
        return f"near miss: all but {name}"
    where = {-1: "just below the threshold", 0: "at the threshold", 1: "just above the threshold"}[need.side]
    return f"{where}: {name}" + (f" ({need.sector})" if need.sector else "")


def leaf_name(leaf: Leaf) -> str:
    """Return a leaf as the rule writes it, on one line."""
    if isinstance(leaf, Compare):
        operand = leaf.operand
        shown = operand.name if isinstance(operand, ParameterRef) else str(operand).lower()
        return f"{leaf.fact} {leaf.operator} {shown}"
    if isinstance(leaf, Known):
        return f"{'known' if leaf.expected else 'unknown'} {leaf.fact}"
    return f"{'not ' if leaf.negated else ''}{leaf.id}"
