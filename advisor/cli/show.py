"""`advisor show`: all that is known of one concept, with the sections that say it."""

from __future__ import annotations

import json

import click

from advisor.cli.common import State, shared
from advisor.cli.names import concept_name


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("show", short_help=say("cli.show.short"), help=say("cli.show.help"))
    @click.argument("name", metavar="CONCEPT", type=concept_name(state))
    @click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help=say("cli.option.format")
    )
    @click.option("--all", "everything", is_flag=True, help=say("cli.show.all"))
    @shared(state)
    def command(name: str, form: str, everything: bool) -> None:
        from advisor.inquiry.describe import describe_concept

        description = describe_concept(
            state.workspace.knowledge, state.workspace.concluding, state.workspace.using, name, say
        )
        if form == "json":
            click.echo(json.dumps(description.to_json(), ensure_ascii=False, indent=2))
        else:
            click.echo(description.text(most=None if everything else 8))

    return command
