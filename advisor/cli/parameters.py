"""`advisor parameters`: the thresholds that rules name, on a day and for a sector, with their history."""

from __future__ import annotations

import datetime as dt
import sys

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.plan import _date


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("parameters", short_help=say("cli.parameters.short"), help=say("cli.parameters.help"))
    @click.argument("name", metavar="[NAME]", required=False)
    @click.option("--on", metavar="YYYY-MM-DD", help=say("cli.parameters.on"))
    @click.option("--sector", metavar="SECTOR", help=say("cli.parameters.sector"))
    @shared(state, rows=True)
    def command(name: str | None, on: str | None, sector: str | None, form: str | None) -> None:
        from advisor.inquiry import parameters as inquiry

        workspace = state.workspace
        day = _date(on) or dt.date.fromisoformat(workspace.packs.date)
        code = inquiry.checked_sector(sector, workspace.vocabulary)
        if name is None:
            rows, columns = inquiry.parameter_rows(workspace.rules, day, code, say), inquiry.COLUMNS
        else:
            rows, columns = inquiry.history_rows(workspace.rules, name, say), inquiry.DETAILS
            if form is None:
                # Beside the rows, not among them: they may go into a pipe.
                text = inquiry.parameter_text(workspace.rules, name, day, code, say)
                click.echo("\n".join([*text, ""]), err=not sys.stdout.isatty())
        emit(rows, {key: say(f"column.{key}") for key in columns}, form)

    return command
