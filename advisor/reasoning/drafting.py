"""Propose tests for a rule: for each thing that tests have to show, the smallest situation that shows it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any as Plain

from advisor.reasoning.cases import EXPECTATIONS, PLURALS, Case
from advisor.reasoning.coverage import Need, alternatives, describe, leaf_paths, needs, shows
from advisor.reasoning.model import Concluded, Known, Leaf, Rule, Truth
from advisor.reasoning.rule_text import flow
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.solving import (
    ROOT,
    SELF,
    Assignment,
    Goal,
    Scope,
    Search,
    beside,
    deciding_goals,
    given_of,
    members_of,
)
from advisor.reasoning.strata import leaves
from advisor.situation.model import FactSpec, Value

_TRIES = 60


def draft_cases(
    rule: Rule,
    rules: RuleSet,
    vocabulary: Mapping[str, FactSpec],
    on: dt.date,
    cases: Sequence[Case] = (),
) -> list[tuple[Need, Case]]:
    """Return a case for each need that ``cases`` do not show and that can be shown at all.

    Besides what tests have to show, that each alternative of an ``any`` makes the rule fire. A need that no
    situation can meet (a near miss of a leaf that another implies) is left out.
    """
    found: list[tuple[Need, Case]] = []
    for need in [*needs(rule, rules), *alternatives(rule)]:
        known = [*cases, *(case for _, case in found)]
        if any(shows(case, need, rules, vocabulary, on) for case in known):
            continue
        case = draft(need, rule, rules, vocabulary, on)
        if case is not None:
            found.append((need, case))
    return found


def draft(
    need: Need, rule: Rule, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date
) -> Case | None:
    """Return a case that shows what is needed, or None where the search finds none."""
    search = Search(rule, rules, vocabulary, on, need.sector)
    empty: Case | None = None
    for chosen in itertools.islice(_proposals(need, rule, search), _TRIES):
        given = given_of(chosen)
        trial = given.case(rule, None)
        verdict = trial.verdict(rules, on)
        if shows(trial, need, rules, vocabulary, on):
            plain = plain_given(chosen, rule)
            if plain:
                return given.case(rule, verdict, plain)
            empty = empty or given.case(rule, verdict, plain)
    return empty


def _proposals(need: Need, rule: Rule, search: Search) -> Iterator[Assignment]:
    scope = ROOT if rule.kind == "brand" else SELF
    if need.sort == "fires":
        yield from search.solutions([Goal(rule.when, scope, True)])
    elif need.sort == "unknown":
        for path, leaf in leaf_paths(rule.when):
            if not isinstance(leaf, Known):
                yield from _with_leaf(rule, path, scope, search, unknown=True)
        yield from search.solutions([Goal(rule.when, scope, None)])
    elif need.sort == "near_miss":
        for wanted in (False, True):
            yield from _with_leaf(rule, need.path, scope, search, wanted=wanted)
    elif need.sort == "alone":
        yield from _with_leaf(rule, need.path, scope, search, wanted=True)
    else:
        yield from _with_leaf(rule, need.path, scope, search, side=need.side)


def _with_leaf(
    rule: Rule,
    path: tuple[int, ...],
    scope: Scope,
    search: Search,
    *,
    unknown: bool = False,
    wanted: Truth = None,
    side: int | None = None,
) -> Iterator[Assignment]:
    """Situations in which the leaf at a path decides and reads what is asked for."""
    for lenient in (False, True):
        goals, leaf, where, new = deciding_goals(rule.when, path, scope, lenient=lenient)
        variable = search.variable(leaf, where)
        for value in _readings(leaf, search, unknown=unknown, wanted=wanted, side=side):
            yield from itertools.islice(search.solutions(goals, {**new, variable: value}), 12)


def _readings(
    leaf: Leaf, search: Search, *, unknown: bool, wanted: Truth, side: int | None
) -> list[Value | None]:
    if unknown:
        return [None]
    if side is not None:
        assert not isinstance(leaf, Known)
        threshold = search.threshold(leaf)  # type: ignore[arg-type]
        assert isinstance(threshold, (int, float))
        return [beside(threshold, side, search.vocabulary[leaf.fact])]  # type: ignore[union-attr]
    options: list[Value | None] = [*search.domain(leaf), None]
    return [value for value in options if search.leaf_truth(leaf, value) is wanted]


def plain_given(chosen: Assignment, rule: Rule) -> dict[str, Plain]:
    """Return an assignment as the ``given`` of a test: plain values in the order in which the rule reads them."""
    given: dict[str, Plain] = {}
    for plural, kind in PLURALS.items():
        if any(what == "member" and scope[0] == kind for scope, what, _ in chosen):
            given[plural] = [{} for _ in members_of(chosen, kind)]
    for (scope, what, name), value in chosen.items():
        if value is None or what == "member":
            continue
        shown = list(value) if isinstance(value, tuple) else value
        if scope in (ROOT, SELF):
            given[name] = shown
        else:
            plural = next(p for p, kind in PLURALS.items() if kind == scope[0])
            given[plural][scope[1]][name.split(".", 1)[1]] = shown
    order = [leaf.id if isinstance(leaf, Concluded) else leaf.fact for leaf in leaves(rule.when)]
    for plural, kind in PLURALS.items():
        if plural in given:
            names = [name.removeprefix(f"{kind}.") for name in order]
            given[plural] = [_ordered(member, names) for member in given[plural]]
    return _ordered(given, [*order, *PLURALS])


def _ordered(given: Mapping[str, Plain], order: Sequence[str]) -> dict[str, Plain]:
    """Order entries as the rule reads them; what it does not read (a sector) comes first."""
    return dict(sorted(given.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1))


def draft_tests(
    rule: Rule,
    rules: RuleSet,
    vocabulary: Mapping[str, FactSpec],
    on: dt.date,
    cases: Sequence[Case] = (),
    *,
    indent: int = 4,
) -> str:
    """Return YAML text of the tests that a rule still lacks, for a person to review.

    They say what the rule does; whether it should is for the reviewer. Empty where nothing is lacking.
    """
    lines: list[str] = []
    words = {truth: word for word, truth in EXPECTATIONS.items()}
    names = [conclusion.id for conclusion in rule.then]
    pad = " " * indent
    for need, case in draft_cases(rule, rules, vocabulary, on, cases):
        lines.append(f"{pad}# {describe(need, rule)}")
        lines.append(f"{pad}- given: {flow(case.given)}")
        lines.append(f"{pad}  {words[case.expected]}: {flow(names)}")
    return "\n".join(lines) + "\n" if lines else ""
