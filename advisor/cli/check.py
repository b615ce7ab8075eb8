"""`advisor check`: what is wrong with the packs."""

from __future__ import annotations

import click

from advisor.cli.common import State, emit, shared


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("check", short_help=say("cli.check.short"), help=say("cli.check.help"))
    @click.option("--notes", is_flag=True, help=say("cli.check.notes"))
    @shared(state, rows=True)
    def command(notes: bool, form: str | None) -> int:
        from advisor.quality import check

        report = check(state.workspace.packs, language=state.language)
        shown = [i for i in report.issues if notes or i.severity != "note"]
        rows = [
            {
                "severity": i.severity,
                "id": i.id,
                "place": i.place_text,
                "what": i.what,
                "remedy": i.remedy or "",
            }
            for i in shown
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

    return command
