"""The command `advisor`: one module for each command, imported only when it is called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence

import click

from advisor.cli.common import State, language_of, say_error, say_misuse, say_unwritable
from advisor.errors import AdvisorError
from advisor.version import __version__

# name -> (module, function that builds the click command); the order is that of the help page.
COMMANDS: dict[str, str] = {
    "plan": "plan",
    "explain": "explain",
    "what-if": "what_if",
    "compare": "compare",
    "sensitivity": "sensitivity",
    "brief": "brief",
    "interview": "interview",
    "face-check": "face_check",
    "search": "search",
    "show": "show",
    "tree": "tree",
    "neighbors": "neighbors",
    "path": "path",
    "sparql": "sparql",
    "export": "export",
    "sources": "sources",
    "rules": "rules",
    "parameters": "parameters",
    "pack": "pack",
    "check": "check",
    "test": "test",
    "train": "train",
    "doctor": "doctor",
    "completion": "completion",
}


COMPLETING = "_ADVISOR_COMPLETE"
"""The variable by which a shell asks what could come next, instead of running the command."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and build the command in the user's language."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"advisor.cli.{COMMANDS[cmd_name]}")
        build: Callable[[State], click.Command] = module.build
        return build(ctx.ensure_object(State))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with one line each, without importing them."""
        say = ctx.ensure_object(State).say
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"cli.{name}.short")) for name in COMMANDS])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one gets the nearest names."""
        from advisor.errors import did_you_mean

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], list(COMMANDS)) or ""
            say = ctx.ensure_object(State).say
            ctx.fail(say("cli.unknown_command", name=args[0], hint=hint).rstrip())
        return super().resolve_command(ctx, args)


def group(state: State) -> click.Group:
    """Build the root command in the user's language."""
    say = state.say
    return LazyGroup(
        name="advisor",
        help=say("cli.help"),
        context_settings={"help_option_names": ["-h", "--help"], "obj": state, "max_content_width": 100},
        params=[
            click.Option(["--lang"], metavar="LANG", expose_value=False, help=say("cli.option.lang")),
            click.Option(
                ["--pack"], metavar="DIR", multiple=True, expose_value=False, help=say("cli.option.pack")
            ),
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help=say("cli.option.version"),
            ),
        ],
    )


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"advisor {__version__}")
        ctx.exit()


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code: 0, 1 or 2. Never a traceback."""
    try:
        state = State.of(arguments if COMPLETING not in os.environ else _typed())
        command = group(state)
        result = command.main(list(arguments), prog_name="advisor", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:  # click makes it of a keyboard interrupt
        return 130
    except click.ClickException as problem:
        say_misuse(problem)
        return 2
    except AdvisorError as problem:
        say_error(problem)
        return 2
    except SystemExit as left:
        # click leaves so where the reader of a pipe (head, less) has seen enough, and after completion.
        return 0 if COMPLETING not in os.environ else int(left.code or 0)
    except OSError as problem:
        say_unwritable(problem)
        return 2
    except UnicodeEncodeError:
        click.echo("advisor: an argument is not UTF-8 text — check the terminal's encoding", err=True)
        return 2
    except RecursionError:
        click.echo("advisor: the input is nested too deeply", err=True)
        return 2
    return result if isinstance(result, int) else 0


def _typed() -> list[str]:
    """Return the words that a shell wants completed; the language and the packs stand among them."""
    from advisor.cli.completion import register, typed_words

    register()
    return typed_words()


def main() -> None:
    """Entry point of the command."""
    # A command lives for a moment and keeps what it reads: looking for garbage would take a tenth of it.
    gc.set_threshold(200_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that is not UTF-8 shows '?' rather than ending with a traceback.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


__all__ = ["COMMANDS", "group", "language_of", "main", "run"]
