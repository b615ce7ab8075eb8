"""`advisor check`: what is wrong with the packs, and what each check is about."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from advisor.cli.common import State, emit, shared
from advisor.errors import UsageError

SECONDS = 120.0


class Times(NamedTuple):
    """How many seconds the reasoner and the solver may take; None where they are not asked."""

    reasoner: float | None
    solver: float | None


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("check", short_help=say("cli.check.short"), help=say("cli.check.help"))
    @click.option("--notes", is_flag=True, help=say("cli.check.notes"))
    @click.option("--only", metavar="ID", multiple=True, help=say("cli.check.only"))
    @click.option("--reason", is_flag=True, help=say("cli.check.reason"))
    @click.option("--deep", is_flag=True, help=say("cli.check.deep"))
    @click.option(
        "--seconds",
        type=click.FloatRange(min=1),
        default=SECONDS,
        show_default=True,
        help=say("cli.check.seconds"),
    )
    @click.option("--list", "listed", is_flag=True, help=say("cli.check.list"))
    @click.option("--explain", metavar="ID", help=say("cli.check.explain"))
    @click.option("--pages", metavar="DIR", type=click.Path(path_type=Path), help=say("cli.check.pages"))
    @shared(state, rows=True)
    def command(
        notes: bool,
        only: tuple[str, ...],
        reason: bool,
        deep: bool,
        seconds: float,
        listed: bool,
        explain: str | None,
        pages: Path | None,
        form: str | None,
    ) -> int:
        if sum((listed, explain is not None, pages is not None)) > 1:
            raise UsageError(
                "--list, --explain and --pages each ask for something else", remedy="give one of them"
            )
        if listed:
            return _list(state, form)
        if explain is not None:
            return _explain(state, explain)
        if pages is not None:
            return _pages(state, pages)
        times = Times(seconds if reason else None, seconds if deep else None)
        return _check(state, form, notes=notes, only=only, times=times)

    return command


def _check(state: State, form: str | None, *, notes: bool, only: tuple[str, ...], times: Times) -> int:
    from advisor.quality import check
    from advisor.quality.pages import find_page

    say = state.say
    packs = state.workspace.packs
    kinds = {name: find_page(packs, name).kind for name in only}
    if times.reasoner is None and "reasoner" in kinds.values():
        raise UsageError("this check asks the reasoner", remedy="add --reason")
    if times.solver is None and "solver" in kinds.values():
        raise UsageError("this check asks the solver", remedy="add --deep")
    report = check(
        packs,
        language=state.language,
        only=only or None,
        reason_seconds=times.reasoner,
        deep_seconds=times.solver,
    )
    rows = [
        {"severity": i.severity, "id": i.id, "place": i.place_text, "what": i.what, "remedy": i.remedy or ""}
        for i in report.issues
        if notes or only or i.severity != "note"
    ]
    emit(rows, {key: say(f"column.{key}") for key in ("severity", "id", "place", "what", "remedy")}, form)
    counts = {
        level: sum(i.severity == level for i in report.issues) for level in ("error", "warning", "note")
    }
    if not counts["error"] and not counts["warning"]:
        click.echo(say("cli.check.clean"), err=True)
    click.echo(
        say("cli.check.count", errors=counts["error"], warnings=counts["warning"], notes=counts["note"]),
        err=True,
    )
    return 1 if counts["error"] else 0


def _list(state: State, form: str | None) -> int:
    from advisor.quality.pages import load_pages

    say = state.say
    rows = [
        {
            "id": page.id,
            "severity": page.severity or "off",
            "kind": page.kind,
            "what": page.text("finds", state.language),
        }
        for page in load_pages(state.workspace.packs).values()
    ]
    emit(rows, {key: say(f"column.{key}") for key in ("id", "severity", "kind", "what")}, form)
    return 0


def _explain(state: State, name: str) -> int:
    from advisor.quality.pages import as_text, find_page

    click.echo(as_text(find_page(state.workspace.packs, name), state.say), nl=False)
    return 0


def _pages(state: State, folder: Path) -> int:
    from advisor.pack import write_whole
    from advisor.quality.pages import documents

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(
            f"{folder}: cannot be made: {problem.strerror}", remedy="name another folder"
        ) from None
    for name, text in documents(state.workspace.packs, state.say).items():
        write_whole(folder / name, text.encode())
    return 0
