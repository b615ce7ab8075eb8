"""The command reference, written from the commands' own help.

python -m advisor.cli.reference > docs/commands.md
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from advisor.cli import group
from advisor.cli.common import State


def reference() -> str:
    """Return the reference as Markdown, in English."""
    root = group(State("en", ()))
    parts = [
        "# Commands",
        "",
        "Written by `python -m advisor.cli.reference > docs/commands.md`; a test keeps it current.",
        "",
        "Exit codes: 0 done; 1 ran, and found something to complain about; 2 wrong use or bad input, with one clear line.",
        "",
    ]
    for path, command, context in _commands(root):
        parts += [f"## {path}", "", "```text", command.get_help(context).strip(), "```", ""]
    return "\n".join(parts)


def _commands(root: click.Group) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command with its path, depth first, in the order of the help page."""
    waiting: list[tuple[str, click.Command, click.Context | None]] = [("advisor", root, None)]
    while waiting:
        path, command, parent = waiting.pop(0)
        context = click.Context(
            command,
            parent=parent,
            info_name=path.split()[-1],
            terminal_width=90,
            max_content_width=90,
            obj=State("en", ()),
            help_option_names=root.context_settings["help_option_names"],
        )
        yield path, command, context
        if isinstance(command, click.Group):
            children = [
                (f"{path} {name}", command.get_command(context, name))
                for name in command.list_commands(context)
            ]
            waiting = [(name, child, context) for name, child in children if child is not None] + waiting


if __name__ == "__main__":
    click.echo(reference(), nl=False)
