"""`advisor pack new`: a firm's first pack, complete and ready to be changed."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.common import State, shared


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.group("pack", short_help=say("cli.pack.short"), help=say("cli.pack.help"))
    @shared(state)
    def group() -> None:
        pass

    @group.command("new", short_help=say("cli.pack.new.short"), help=say("cli.pack.new.help"))
    @click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
    @click.option("--name", metavar="NAME", help=say("cli.pack.new.name"))
    @shared(state)
    def new(folder: Path, name: str | None) -> None:
        from advisor.reporting.scaffold import pack_name, scaffold, write_scaffold

        packs = state.workspace.packs
        chosen = pack_name(folder, name, packs)
        for path in write_scaffold(folder, scaffold(packs, chosen, say)):
            click.echo(path)
        click.echo(say("cli.pack.new.next", folder=folder), err=True)

    return group
