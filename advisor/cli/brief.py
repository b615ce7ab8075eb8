"""`advisor brief`: a new brief to fill in, a check of one, and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.common import State, say_remarks, shared
from advisor.cli.names import FileName
from advisor.errors import OutputError, Place
from advisor.pack import write_whole


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.group("brief", short_help=say("cli.brief.short"), help=say("cli.brief.help"))
    @shared(state)
    def group() -> None:
        pass

    @group.command("new", help=say("cli.brief.new.help"))
    @click.argument("path", metavar="[FILE]", required=False)
    @click.option("--full", is_flag=True, help=say("cli.brief.full"))
    @click.option("--force", is_flag=True, help=say("cli.brief.force"))
    @shared(state)
    def new(path: str | None, full: bool, force: bool) -> None:
        from advisor.situation.template import new_brief

        text = new_brief(state.workspace.vocabulary, say, full=full)
        if path is None:
            click.echo(text, nl=False)
            return
        target = Path(path)
        if target.exists() and not force:
            raise OutputError(
                "is already there", place=Place(path), remedy="name another file, or add --force"
            )
        write_whole(target, text.encode("utf-8"))
        click.echo(say("cli.brief.written", path=path), err=True)

    @group.command("check", help=say("cli.brief.check.help"))
    @click.argument("path", metavar="FILE", type=FileName())
    @shared(state)
    def check(path: str) -> None:
        situation = state.workspace.read_brief(path)
        say_remarks(situation, path, say)
        known = sum(len(e.facts) for e in situation.entities)
        click.echo(say("cli.brief.ok", path=path, facts=known, entities=len(situation.entities)))

    @group.command("schema", help=say("cli.brief.schema.help"))
    @shared(state)
    def schema() -> None:
        from advisor.situation.schema import brief_schema

        click.echo(
            json.dumps(brief_schema(state.workspace.vocabulary, state.language), ensure_ascii=False, indent=2)
        )

    return group
