"""`advisor test`: run the tests that stand beside the rules."""

from __future__ import annotations

import datetime as dt

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import rule_name


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("test", short_help=say("cli.test.short"), help=say("cli.test.help"))
    @click.option("--draft", metavar="RULE", type=rule_name(state), help=say("cli.test.draft"))
    @shared(state, rows=True)
    def command(draft: str | None, form: str | None) -> int:
        from advisor.reasoning.testing import draft_tests, run_tests

        workspace = state.workspace
        if draft:
            from advisor.reasoning.rules import read_packs

            reading = read_packs(workspace.packs, workspace.vocabulary)
            rule = reading.rules.rule(draft)
            on = dt.date.fromisoformat(workspace.packs.date)
            click.echo(draft_tests(rule, reading.rules, workspace.vocabulary, on), nl=False)
            return 0
        report = run_tests(workspace.packs, workspace.vocabulary)
        rows = [{"what": str(p)} for p in (*report.faults, *report.failures, *report.gaps)]
        if rows:
            emit(rows, {"what": say("column.what")}, form)
        click.echo(say("cli.test.count", passed=report.passed, failed=len(rows)), err=True)
        return 0 if report.ok else 1

    return command
