"""`advisor test`: run the tests beside the rules and the case files, and say what they cover."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import rule_name
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.reasoning.testing import Report


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("test", short_help=say("cli.test.short"), help=say("cli.test.help"))
    @click.option("--draft", metavar="RULE", type=rule_name(state), help=say("cli.test.draft"))
    @click.option("--coverage", is_flag=True, help=say("cli.test.coverage"))
    @click.option("--missing", is_flag=True, help=say("cli.test.missing"))
    @click.option(
        "--fail-under", metavar="PERCENT", type=click.FloatRange(0, 100), help=say("cli.test.fail_under")
    )
    @shared(state, rows=True)
    def command(
        draft: str | None, coverage: bool, missing: bool, fail_under: float | None, form: str | None
    ) -> int:
        from advisor.reasoning.testing import run_tests

        if draft is not None:
            if coverage or fail_under is not None:
                raise UsageError("--draft and --coverage ask for two things", remedy="give one of them")
            return _draft(state, draft, missing=missing)
        covering = coverage or missing or fail_under is not None
        workspace = state.workspace
        report = run_tests(workspace.packs, workspace.vocabulary, coverage=covering)
        faults = [str(p) for p in (*report.faults, *report.failures, *report.gaps)]
        low = _cover(state, report, form, missing, fail_under) if covering else False
        if covering:
            for fault in faults:  # beside the rows, not among them
                click.echo(fault, err=True)
        elif faults:
            emit([{"what": fault} for fault in faults], {"what": say("column.what")}, form)
        click.echo(say("cli.test.count", passed=report.passed, failed=len(faults)), err=True)
        return 0 if report.ok and not low else 1

    return command


def _draft(state: State, name: str, *, missing: bool) -> int:
    from advisor.reasoning.cases import read_cases
    from advisor.reasoning.rules import read_packs
    from advisor.reasoning.testing import draft_tests

    workspace = state.workspace
    reading = read_packs(workspace.packs, workspace.vocabulary)
    rules, vocabulary = reading.rules, workspace.vocabulary
    rule = rules.rule(name)
    cases = read_cases(rule, reading.tests.get(name), rules, vocabulary)[0] if missing else ()
    on = dt.date.fromisoformat(workspace.packs.date)
    click.echo(draft_tests(rule, rules, vocabulary, on, cases), nl=False)
    return 0


def _cover(state: State, report: Report, form: str | None, missing: bool, least: float | None) -> bool:
    """Print what the tests cover; return whether it is less than asked for."""
    from advisor.inquiry.coverage import COLUMNS, coverage_rows, summary

    assert report.coverage is not None
    say = state.say
    rows = coverage_rows(report.coverage, say, incomplete=missing)
    if form not in ("json", "jsonl"):  # a list to programs; to readers one text, whose parts hold spaces
        rows = [{**row, "missing": "; ".join(row["missing"])} for row in rows]
    emit(rows, {key: say(f"column.{key}") for key in COLUMNS}, form)
    total = summary(report.coverage)
    values = {"rules": total.rules, "firing": total.firing, "taken": total.taken, "branches": total.branches}
    click.echo(say("coverage.total", percent=total.percent, **values), err=True)
    if least is None or total.percent >= least:
        return False
    click.echo(say("coverage.low", percent=total.percent, least=f"{least:g}"), err=True)
    return True
