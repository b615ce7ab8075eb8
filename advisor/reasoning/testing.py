"""Run the tests that stand beside the rules, and say which are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Plain

from advisor.errors import Place, RuleError
from advisor.pack import Packs
from advisor.reasoning.cases import EXPECTATIONS, Case, read_cases
from advisor.reasoning.coverage import Need, describe, unshown
from advisor.reasoning.drafting import draft, draft_cases, draft_tests
from advisor.reasoning.model import Truth
from advisor.reasoning.rules import Knowledge, Reading, RuleSet, read_packs
from advisor.situation.model import FactSpec

__all__ = ["Failure", "Gap", "Report", "draft_cases", "draft_tests", "run_reading", "run_tests"]

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
    """What came of running the tests. ``faults`` are tests, rules and parameters that cannot be read."""

    passed: int
    failures: tuple[Failure, ...]
    faults: tuple[RuleError, ...]
    gaps: tuple[Gap, ...]
    rules: int

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
) -> Report:
    """Run the tests beside all rules of the packs, or beside those named by ``only``.

    ``complete`` also looks for tests that are missing. ``on`` is the date for the parameters, the pack's
    own where none is given. Never raises for what stands in a file: see the report's ``faults``.
    """
    reading = read_packs(packs, vocabulary, knowledge=knowledge)
    return run_reading(
        reading, vocabulary, on=on or dt.date.fromisoformat(packs.date), only=only, complete=complete
    )


def run_reading(
    reading: Reading,
    vocabulary: Mapping[str, FactSpec],
    *,
    on: dt.date,
    only: Collection[str] | None = None,
    complete: bool = True,
) -> Report:
    """Run the tests of rules that have been read; see `run_tests`."""
    passed = 0
    count = 0
    failures: list[Failure] = []
    faults: list[RuleError] = list(reading.faults)
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
        if complete:
            gaps.extend(_gaps(cases, rule.id, reading.rules, vocabulary, on))
    return Report(passed, tuple(failures), tuple(faults), tuple(gaps), count)


def _gaps(
    cases: Sequence[Case], name: str, rules: RuleSet, vocabulary: Mapping[str, FactSpec], on: dt.date
) -> list[Gap]:
    rule = rules.rule(name)
    return [
        Gap(name, rule.place, need, describe(need, rule))
        for need in unshown(rule, cases, rules, vocabulary, on)
        if draft(need, rule, rules, vocabulary, on) is not None
    ]
