"""`advisor explain`: why a tactic is recommended for a brief, or why it is not."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys

import click

from advisor.cli.common import State, shared
from advisor.cli.names import FileName, tactic_name
from advisor.cli.plan import _date
from advisor.cli.wrapping import wrapped


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("explain", short_help=say("cli.explain.short"), help=say("cli.explain.help"))
    @click.argument("brief", metavar="BRIEF", type=FileName())
    @click.argument("tactic", metavar="TACTIC", type=tactic_name(state))
    @click.option("--for", "entity", metavar="ENTITY", help=say("cli.explain.for"))
    @click.option("--date", metavar="YYYY-MM-DD", help=say("cli.plan.date"))
    @click.option("--full", is_flag=True, help=say("cli.explain.full"))
    @click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help=say("cli.option.format")
    )
    @shared(state)
    def command(brief: str, tactic: str, entity: str | None, date: str | None, full: bool, form: str) -> None:
        from advisor.inquiry.explain import explain_tactic

        workspace = state.workspace
        situation = workspace.read_brief(brief)
        day: dt.date | None = _date(date)
        context = workspace.context(
            situation, language=state.asked or situation.language or state.language, date=day
        )
        answer = explain_tactic(context, tactic, entity)
        if form == "json":
            click.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        else:
            text = answer.text(full=full)
            if sys.stdout.isatty():
                text = wrapped(text, shutil.get_terminal_size().columns)
            click.echo(text)

    return command
