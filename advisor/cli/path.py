"""`advisor path`: how two concepts are joined, in sentences."""

from __future__ import annotations

import json

import click

from advisor.cli.common import State, shared
from advisor.cli.names import concept_name


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("path", short_help=say("cli.path.short"), help=say("cli.path.help"))
    @click.argument("start", metavar="A", type=concept_name(state))
    @click.argument("end", metavar="B", type=concept_name(state))
    @click.option(
        "-n",
        "--limit",
        type=click.IntRange(1, 20),
        default=3,
        show_default=True,
        help=say("cli.path.limit"),
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "jsonl"]),
        default="text",
        help=say("cli.option.format"),
    )
    @shared(state)
    def command(start: str, end: str, limit: int, form: str) -> int:
        from advisor.inquiry.paths import tell_paths

        found = tell_paths(state.workspace.knowledge, start, end, say, count=limit)
        if form == "json":
            click.echo(json.dumps([path.to_json() for path in found], ensure_ascii=False, indent=2))
        elif form == "jsonl":
            for path in found:
                click.echo(json.dumps(path.to_json(), ensure_ascii=False))
        else:
            click.echo("\n\n".join(path.text() for path in found), nl=bool(found))
        if not found:
            knowledge = state.workspace.knowledge
            one, other = knowledge.find(start), knowledge.find(end)
            key = "path.same" if one.iri == other.iri else "path.none"
            names = {"start": one.label(say.language), "end": other.label(say.language)}
            click.echo(say(key, **names), err=True)
        return 0 if found else 1

    return command
