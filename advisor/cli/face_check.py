"""`advisor face-check`: what a planned message or campaign does to people's face."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.compare import FORMS
from advisor.cli.names import FileName
from advisor.cli.plan import _date
from advisor.cli.wrapping import wrapped

STANDARD_INPUT = "-"


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("face-check", short_help=say("cli.face-check.short"), help=say("cli.face-check.help"))
    @click.argument("campaign", metavar="CAMPAIGN", type=FileName())
    @click.option("--brief", metavar="BRIEF", type=FileName(), help=say("cli.face-check.brief"))
    @click.option("--set", "settings", metavar="FACT=VALUE", multiple=True, help=say("cli.face-check.set"))
    @click.option("--date", metavar="YYYY-MM-DD", help=say("cli.plan.date"))
    @click.option(
        "--format", "form", type=click.Choice(FORMS), default="text", help=say("cli.compare.format")
    )
    @shared(state)
    @click.pass_context
    def command(
        ctx: click.Context,
        campaign: str,
        brief: str | None,
        settings: tuple[str, ...],
        date: str | None,
        form: str,
    ) -> None:
        from advisor.inquiry.face_check_words import COLUMNS, as_json, as_rows, as_text

        workspace = state.workspace
        given = sys.stdin.read() if campaign == STANDARD_INPUT else None
        path = Path("message" if campaign == STANDARD_INPUT else campaign)
        found, language = workspace.face_check(
            path, text=given, brief=brief, settings=settings, language=state.asked, date=_date(date)
        )
        words = workspace.phrases(language)
        if form == "json":
            click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        elif form == "text":
            text = as_text(found, words)
            if sys.stdout.isatty():
                text = wrapped(text, shutil.get_terminal_size().columns)
            click.echo(text)
        else:
            emit(as_rows(found, words), {key: words(f"column.{key}") for key in COLUMNS}, form)
        if found.risks:
            ctx.exit(1)

    return command
