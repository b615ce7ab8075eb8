"""`advisor plan`: a brief in, an operations plan out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from advisor.cli.common import State, say_remarks, shared
from advisor.cli.names import FileName
from advisor.errors import UsageError


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("plan", short_help=say("cli.plan.short"), help=say("cli.plan.help"))
    @click.argument("brief", metavar="[BRIEF]", type=FileName(), required=False)
    @click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help=say("cli.plan.output"))
    @click.option("--format", "form", type=click.Choice(["json", "md", "html"]), help=say("cli.plan.format"))
    @click.option("--weeks", type=click.IntRange(1, 104), help=say("cli.plan.weeks"))
    @click.option("--max-actions", type=click.IntRange(1, 200), help=say("cli.plan.max_actions"))
    @click.option("--date", metavar="YYYY-MM-DD", help=say("cli.plan.date"))
    @click.option("--template", metavar="DOCX", help=say("cli.plan.template"))
    @click.option("--replay", metavar="JSON", type=FileName(), help=say("cli.plan.replay"))
    @shared(state)
    def command(
        brief: str | None,
        outputs: tuple[str, ...],
        form: str | None,
        weeks: int | None,
        max_actions: int | None,
        date: str | None,
        template: str | None,
        replay: str | None,
    ) -> int:
        from advisor.pack import write_whole
        from advisor.reporting import FORMATS, render_bytes, render_text

        if replay is not None:
            if brief or outputs or form or weeks or max_actions or date or template:
                raise UsageError(
                    "--replay takes brief and options from the kept plan", remedy="give it nothing besides"
                )
            return _replay(state, Path(replay))
        if brief is None:
            raise UsageError("no brief is given", remedy="advisor plan brief.yaml -o plan.docx")
        workspace = state.workspace
        paths = [Path(o) for o in outputs]
        for path in paths:
            if path.suffix.lower() not in FORMATS:
                raise UsageError(
                    f"'{path.name}' has no ending that names a format",
                    remedy=f"use {', '.join(sorted(FORMATS))}",
                )
            if any(given and path.resolve() == Path(given).resolve() for given in (brief, template)):
                raise UsageError(
                    f"'{path.name}' is read and cannot be written over", remedy="name another file"
                )
        if template and not any(p.suffix.lower() == ".docx" for p in paths):
            raise UsageError("--template goes with a .docx output", remedy="add -o plan.docx")
        situation = workspace.read_brief(brief)
        say_remarks(situation, brief, say)
        plan = workspace.make_plan(
            situation,
            language=state.asked or situation.language or state.language,
            weeks=weeks,
            date=_date(date),
            max_actions=max_actions,
        )
        master = Path(template) if template else None
        # All is rendered before anything is written: a fault in one format leaves no half of the set.
        rendered = [render_bytes(plan, p.suffix.lower(), workspace.packs, template=master) for p in paths]
        for path, data in zip(paths, rendered, strict=True):
            write_whole(path, data)
            click.echo(
                say("cli.plan.written", path=path, n=len(plan.chosen), questions=len(plan.questions)),
                err=True,
            )
        if form or not paths:
            click.echo(render_text(plan, form or "md", workspace.packs), nl=False)
        return 0

    return command


def _replay(state: State, path: Path) -> int:
    """Make a kept plan again and say whether it is the same; 1 where it is not."""
    from advisor.inquiry.difference import difference
    from advisor.inquiry.difference_words import as_text, changed_stamps
    from advisor.inquiry.saved_plan import read_plan, restored

    workspace, say = state.workspace, state.say
    kept = read_plan(path)
    situation, options = restored(kept, path, workspace.vocabulary, workspace.find_tactic)
    again = workspace.make_plan(
        situation,
        language=options.language,
        weeks=options.weeks,
        date=options.date,
        max_actions=options.max_actions,
    )
    if again.to_json() == kept:
        click.echo(say("cli.plan.replayed", path=path))
        return 0
    found = difference(kept, again.to_json())
    click.echo(say("cli.plan.replay.differs", path=path))
    for line in changed_stamps(found, say):
        click.echo(line)
    click.echo("")
    click.echo(say("cli.plan.replay.same_advice") if found.same else as_text(found, say))
    return 1


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is no date", remedy="write it like 2026-03-01") from None
