"""What the tests of the rules take of their branches, as rows and as a summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advisor.phrases import Phrases
from advisor.reasoning.branches import Branch, Coverage, RuleCoverage
from advisor.reasoning.coverage import leaf_name, leaf_paths
from advisor.reasoning.model import Rule

COLUMNS = ("id", "layer", "tests", "cases", "branches", "percent", "missing")


@dataclass(frozen=True)
class Summary:
    """Totals over all rules."""

    rules: int
    firing: int
    branches: int
    taken: int

    @property
    def percent(self) -> float:
        """Share of branches taken, in percent; 100 where there are none."""
        return _percent(self.taken, self.branches)


def summary(coverage: Iterable[RuleCoverage]) -> Summary:
    """Return the totals."""
    rules = list(coverage)
    return Summary(
        len(rules),
        sum(one.fires for one in rules),
        sum(len(one.branches) for one in rules),
        sum(len(one.branches) - len(one.missing) for one in rules),
    )


def coverage_rows(coverage: Coverage, say: Phrases, *, incomplete: bool) -> list[dict[str, Any]]:
    """Return a row for each rule in the order of the files; with ``incomplete`` those that lack something.

    ``branches`` is written taken/all, ``missing`` says in words what no test takes.
    """
    return [_row(one, say) for one in coverage if one.missing or not incomplete]


def _row(one: RuleCoverage, say: Phrases) -> dict[str, Any]:
    count = len(one.branches) - len(one.missing)
    return {
        "id": one.rule.id,
        "layer": one.rule.layer,
        "fires": one.fires,
        "tests": one.tests,
        "cases": one.cases,
        "branches": f"{count}/{len(one.branches)}",
        "percent": _percent(count, len(one.branches)),
        "missing": [_words(branch, one.rule, say) for branch in one.missing],
        "file": str(one.rule.place) if one.rule.place else None,
    }


def _words(branch: Branch, rule: Rule, say: Phrases) -> str:
    if branch.path is None:
        return say(f"coverage.rule.{branch.way}")
    leaf = dict(leaf_paths(rule.when))[branch.path]
    return say(f"coverage.leaf.{branch.way}", leaf=leaf_name(leaf))


def _percent(part: int, whole: int) -> float:
    """Round down, so that 100 means all."""
    return int(1000 * part / whole) / 10 if whole else 100.0
