"""Run the tests that stand beside the rules and the case files, and say what they do not show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any as Plain

from advisor.errors import AdvisorError, Place
from advisor.pack import Packs
from advisor.reasoning.branches import Coverage
from advisor.reasoning.case_files import CaseFailure, case_files, read_case_files, run_case
from advisor.reasoning.cases import EXPECTATIONS, Case, read_cases
from advisor.reasoning.coverage import Need, describe, unshown
from advisor.reasoning.drafting import draft, draft_cases, draft_tests
from advisor.reasoning.model import Truth
from advisor.reasoning.rules import Knowledge, Reading, RuleSet, read_packs
from advisor.situation.model import FactSpec
from advisor.situation.vocabulary import Vocabulary

__all__ = [
    "Failure",
    "Gap",
    "Report",
    "draft_cases",
    "draft_tests",
    "run_reading",
    "run_tests",
    "with_cases",
]

WORDS: Mapping[Truth, str] = {truth: word for word, truth in EXPECTATIONS.items()}


@dataclass(frozen=True)
class Failure:
    """A test in which a rule does not do what is expected; ``given`` as it stands in the file."""

    rule: str
    place: Place | None
    given: Plain
    expected: Truth
    got: Truth

    def __str__(self) -> str:
        said = {True: "fires", False: "does not fire", None: "is left open"}
        return f"{self.place}: rule '{self.rule}' {said[self.got]}, expected: {said[self.expected]}; given {self.given}"


@dataclass(frozen=True)
class Gap:
    """Something that the tests of a rule do not show, though a test can."""

    rule: str
    place: Place | None
    need: Need
    text: str

    def __str__(self) -> str:
        return f"{self.place}: rule '{self.rule}' has no test: {self.text}"


@dataclass(frozen=True)
class Report:
    """What came of running the tests.

    ``passed`` counts tests beside rules and whole cases; ``faults`` are tests, cases, rules and parameters
    that cannot be read. ``coverage`` is there where it was asked for.
    """

    passed: int
    failures: tuple[Failure | CaseFailure, ...]
    faults: tuple[AdvisorError, ...]
    gaps: tuple[Gap, ...]
    rules: int
    coverage: Coverage | None = None

    @property
    def ok(self) -> bool:
        """Whether all passed and nothing is missing or unreadable."""
        return not (self.failures or self.faults or self.gaps)


def run_tests(
    packs: Packs,
    vocabulary: Mapping[str, FactSpec],
    *,
    knowledge: Knowledge | None = None,
    only: Collection[str] | None = None,
    complete: bool = True,
    on: dt.date | None = None,
    coverage: bool = False,
) -> Report:
    """Run the tests beside all rules of the packs and their case files, or the tests of the rules in ``only``.

    ``complete`` also looks for tests that are missing; ``coverage`` also says which branches are taken.
    ``on`` is the date for the parameters, the pack's own where none is given. Never raises for what stands
    in a file: see the report's ``faults``.
    """
    reading = read_packs(packs, vocabulary, knowledge=knowledge)
    day = on or dt.date.fromisoformat(packs.date)
    collected = Coverage(reading.rules, vocabulary, day) if coverage else None
    report = run_reading(reading, vocabulary, on=day, only=only, complete=complete, coverage=collected)
    return report if only is not None else with_cases(report, packs, reading, vocabulary)


def run_reading(
    reading: Reading,
    vocabulary: Mapping[str, FactSpec],
    *,
    on: dt.date,
    only: Collection[str] | None = None,
    complete: bool = True,
    coverage: Coverage | None = None,
) -> Report:
    """Run the tests beside rules that have been read; see `run_tests`."""
    passed = 0
    count = 0
    failures: list[Failure] = []
    faults: list[AdvisorError] = list(reading.faults)
    gaps: list[Gap] = []
    for rule in reading.rules.rules:
        if only is not None and rule.id not in only:
            continue
        count += 1
        cases, unreadable = read_cases(rule, reading.tests.get(rule.id), reading.rules, vocabulary)
        faults.extend(unreadable)
        for case in cases:
            got = case.verdict(reading.rules, on)
            if got is case.expected:
                passed += 1
            else:
                failures.append(Failure(rule.id, case.place, case.given, case.expected, got))
            if coverage is not None:
                coverage.test(case)
        if complete:
            gaps.extend(_gaps(cases, rule.id, reading.rules, vocabulary, on))
    return Report(passed, tuple(failures), tuple(faults), tuple(gaps), count, coverage)


def with_cases(report: Report, packs: Packs, reading: Reading, vocabulary: Mapping[str, FactSpec]) -> Report:
    """Return a report with the packs' case files run as well.

    They are left out where a rule or parameter cannot be read: all that follows would be told as a fault.
    """
    if reading.faults or not case_files(packs) or not isinstance(vocabulary, Vocabulary):
        return report
    cases, faults = read_case_files(packs, reading.rules, vocabulary)
    passed, failures = report.passed, list(report.failures)
    for case in cases:
        run = run_case(case, reading.rules)
        passed += not run.failures
        failures.extend(run.failures)
        if report.coverage is not None:
            report.coverage.situation(case.situation, run.outcome, case.on)
    return replace(report, passed=passed, failures=tuple(failures), faults=(*report.faults, *faults))


def _gaps(
    cases: Sequence[Case], name: str, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date
) -> list[Gap]:
    rule = rules.rule(name)
    return [
        Gap(name, rule.place, need, describe(need, rule))
        for need in unshown(rule, cases, rules, vocabulary, on)
        if draft(need, rule, rules, vocabulary, on) is not None
    ]
