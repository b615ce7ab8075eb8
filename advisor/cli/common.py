"""What all commands share: language, packs, formats, errors."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from advisor.errors import AdvisorError, UsageError
from advisor.phrases import LANGUAGES, Phrases, detect_language, load_phrases, normalise_language
from advisor.spreadsheet import no_formula
from advisor.workspace import Workspace

if TYPE_CHECKING:
    from advisor.situation.model import Situation

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")

Row = Mapping[str, Any]


class State:
    """The language and the packs of one call. `--lang` and `--pack` may stand anywhere on the line."""

    def __init__(self, language: str | None, folders: Sequence[str]) -> None:
        self.asked = language
        self.language = language or detect_language()
        self.folders = tuple(folders)

    @classmethod
    def of(cls, arguments: Sequence[str]) -> State:
        """Read language and packs off the command line before anything is imported or parsed."""
        language = language_of(_values(arguments, "--lang"))
        return cls(language, _values(arguments, "--pack"))

    @cached_property
    def workspace(self) -> Workspace:
        """The packs, opened."""
        from advisor.cli.progress import on_terminal

        # When packs are compiled, the words for it are read only once there is something to show.
        return Workspace(
            self.folders, report=on_terminal(sys.stderr, lambda n: self.say("cli.compiling", percent=n))
        )

    @cached_property
    def say(self) -> Phrases:
        """The messages in the user's language.

        Where a further pack is broken, the default pack's: an error about it still needs words.
        """
        try:
            return self.workspace.phrases(self.language)
        except AdvisorError:
            from advisor.pack import load_packs

            return load_phrases(load_packs(), self.language)


def _values(arguments: Sequence[str], option: str) -> list[str]:
    found = []
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == option and index + 1 < len(arguments):
            found.append(arguments[index + 1])
        elif argument.startswith(option + "="):
            found.append(argument[len(option) + 1 :])
    return found


def language_of(values: Sequence[str]) -> str | None:
    """Return the language that the last `--lang` asks for, or None; raise UsageError for an unknown one."""
    if not values:
        return None
    value = values[-1]
    language = normalise_language(value)
    if value not in LANGUAGES and not value.lower().startswith(("zh", "en")):
        raise UsageError(f"unknown language '{value}'", remedy=f"use one of {', '.join(LANGUAGES)}")
    return language


def shared(state: State, *, rows: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that every command takes; ``rows`` adds `--format`."""
    say = state.say

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option("--lang", metavar="LANG", expose_value=False, help=say("cli.option.lang"))(
            function
        )
        function = click.option(
            "--pack", metavar="DIR", multiple=True, expose_value=False, help=say("cli.option.pack")
        )(function)
        if rows:
            function = click.option(
                "--format", "form", type=click.Choice(FORMATS), default=None, help=say("cli.option.format")
            )(function)
        return function

    return decorate


def say_error(problem: AdvisorError) -> None:
    """Print an error on standard error: `advisor: what is wrong — what to do`."""
    click.echo(f"advisor: {problem}", err=True)


def say_misuse(problem: click.ClickException) -> None:
    """Print in one line what is wrong with the use of a command; without a command, its help."""
    if type(problem).__name__ == "NoArgsIsHelpError":
        problem.show()
        return
    context = getattr(problem, "ctx", None)
    see = f" — see '{context.command_path} --help'" if context else ""
    click.echo(f"advisor: {' '.join(problem.format_message().split())}{see}", err=True)


def say_unwritable(problem: OSError) -> None:
    """Print why standard output (or a file that nothing else speaks for) cannot be used.

    What is still waiting to be written is dropped, so that Python does not complain once more at its end.
    """
    what = f"{problem.filename}: cannot be used" if problem.filename else "the output cannot be written"
    click.echo(
        f"advisor: {what}: {problem.strerror or problem} — free space or choose another place", err=True
    )
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_remarks(situation: Situation, path: str, say: Phrases) -> None:
    """Print on standard error what the reader of a brief noticed without refusing it."""
    for remark in situation.remarks:
        click.echo(f"{remark.place or path}: {say(remark.key, **remark.values)}", err=True)


def emit(rows: Sequence[Row], columns: Mapping[str, str], form: str | None, *, empty: str = "") -> None:
    """Print rows. ``columns`` maps keys to headings; JSON forms print every key of a row.

    Without a format: a table on a terminal, tab-separated values in a pipe.
    """
    form = form or ("table" if sys.stdout.isatty() else "tsv")
    if form == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form in ("csv", "tsv"):
        click.echo(_separated(rows, columns, "," if form == "csv" else "\t"), nl=False)
    elif form == "md":
        click.echo(_markdown(rows, columns))
    elif rows:
        _table(rows, columns)
    elif empty:
        click.echo(empty)


def cell(value: Any) -> str:
    """A value as text for a cell."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return " ".join(cell(v) for v in value)
    return str(value)


def _separated(rows: Sequence[Row], columns: Mapping[str, str], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([no_formula(cell(row.get(key))) for key in columns])
    return stream.getvalue()


def _markdown(rows: Sequence[Row], columns: Mapping[str, str]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"

    body = [line([cell(row.get(key)) for key in columns]) for row in rows]
    return "\n".join([line(list(columns.values())), line(["---"] * len(columns)), *body])


def _table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*[_escape(cell(row.get(key))) for key in columns])
    Console(highlight=False).print(table)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
