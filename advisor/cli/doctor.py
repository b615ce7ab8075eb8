"""`advisor doctor`: what this machine has, and what serves in place of what it has not."""

from __future__ import annotations

import platform
import sys

import click

from advisor.cli.common import State, emit, shared
from advisor.errors import AdvisorError
from advisor.version import __version__


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("doctor", short_help=say("cli.doctor.short"), help=say("cli.doctor.help"))
    @click.option("--counts", is_flag=True, help=say("cli.doctor.counts"))
    @shared(state, rows=True)
    def command(counts: bool, form: str | None) -> int:
        if counts:
            return _counts(state, form)
        from advisor.reasoning.durable import available

        rows = [
            {"item": "advisor", "state": "ok", "detail": __version__},
            {"item": "python", "state": "ok", "detail": f"{platform.python_version()} ({sys.platform})"},
        ]
        usable, why = available()
        detail = why if usable else say("doctor.no_durable", why=why)
        rows.append({"item": "durable_rules", "state": "ok" if usable else "note", "detail": detail})
        failed = False
        try:
            workspace = state.workspace
            for pack in workspace.packs.layers:
                rows.append(
                    {
                        "item": f"pack {pack.name}",
                        "state": "ok",
                        "detail": f"{pack.version} {pack.revision} {pack.root}",
                    }
                )
            folder = workspace.packs.cache_folder()
            rows.append({"item": say("doctor.cache"), "state": "ok", "detail": str(folder)})
            content = say(
                "doctor.counts",
                concepts=len(workspace.knowledge.concepts()),
                facts=len(workspace.vocabulary),
                rules=len(workspace.rules.rules),
            )
            rows.append({"item": say("doctor.content"), "state": "ok", "detail": content})
        except AdvisorError as problem:
            failed = True
            rows.append({"item": say("doctor.content"), "state": "error", "detail": str(problem)})
        emit(rows, {key: say(f"column.{key}") for key in ("item", "state", "detail")}, form)
        return 1 if failed else 0

    return command


def _counts(state: State, form: str | None) -> int:
    """Print how much there is of what."""
    from advisor.inquiry.counts import counts

    say = state.say
    rows = [
        {"item": say(f"count.{row['item']}") if form in (None, "table", "md") else row["item"], "n": row["n"]}
        for row in counts(state.workspace.knowledge, state.workspace.rules)
    ]
    emit(rows, {"item": say("column.item"), "n": say("column.n")}, form)
    return 0
