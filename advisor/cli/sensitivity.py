"""`advisor sensitivity`: the facts and thresholds that the advice hangs on."""

from __future__ import annotations

import json

import click

from advisor.cli.common import State, emit, say_remarks, shared
from advisor.cli.compare import FORMS
from advisor.cli.names import FileName
from advisor.cli.plan import _date


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("sensitivity", short_help=say("cli.sensitivity.short"), help=say("cli.sensitivity.help"))
    @click.argument("brief", metavar="BRIEF", type=FileName())
    @click.option("--date", metavar="YYYY-MM-DD", help=say("cli.plan.date"))
    @click.option("--full", is_flag=True, help=say("cli.sensitivity.full"))
    @click.option(
        "--format", "form", type=click.Choice(FORMS), default="text", help=say("cli.compare.format")
    )
    @shared(state)
    def command(brief: str, date: str | None, full: bool, form: str) -> None:
        from advisor.inquiry.sensitivity_words import COLUMNS, HingeWords, sensitivity

        workspace = state.workspace
        situation = workspace.read_brief(brief)
        say_remarks(situation, brief, say)
        language = state.asked or situation.language or state.language
        ctx = workspace.context(situation, language=language, date=_date(date))
        found, words = sensitivity(ctx), HingeWords(ctx)
        if form == "text":
            click.echo(words.text(found, full=full))
        elif form == "json":
            click.echo(json.dumps(words.json(found), ensure_ascii=False, indent=2))
        else:
            emit(words.rows(found), {key: say(f"column.{key}") for key in COLUMNS}, form)

    return command
