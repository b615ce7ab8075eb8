"""`advisor what-if`: the plan of a brief with some facts set otherwise, against the plan as it is."""

from __future__ import annotations

import click

from advisor.cli.common import State, say_remarks, shared
from advisor.cli.compare import FORMS, print_difference
from advisor.cli.names import FileName
from advisor.cli.plan import _date
from advisor.errors import UsageError


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("what-if", short_help=say("cli.what-if.short"), help=say("cli.what-if.help"))
    @click.argument("brief", metavar="BRIEF", type=FileName())
    @click.option("--set", "settings", metavar="FACT=VALUE", multiple=True, help=say("cli.what-if.set"))
    @click.option("--weeks", type=click.IntRange(1, 104), help=say("cli.plan.weeks"))
    @click.option("--max-actions", type=click.IntRange(1, 200), help=say("cli.plan.max_actions"))
    @click.option("--date", metavar="YYYY-MM-DD", help=say("cli.plan.date"))
    @click.option(
        "--format", "form", type=click.Choice(FORMS), default="text", help=say("cli.compare.format")
    )
    @shared(state)
    def command(
        brief: str,
        settings: tuple[str, ...],
        weeks: int | None,
        max_actions: int | None,
        date: str | None,
        form: str,
    ) -> None:
        if not settings:
            raise UsageError("nothing is set otherwise", remedy="add --set fact=value")
        from advisor.inquiry.difference import difference
        from advisor.inquiry.flips import with_reasons
        from advisor.planning.build import make_plan

        workspace = state.workspace
        situation = workspace.read_brief(brief)
        say_remarks(situation, brief, say)
        language = state.asked or situation.language or state.language
        other = workspace.changed(situation, settings)
        contexts = [
            workspace.context(one, language=language, weeks=weeks, date=_date(date))
            for one in (situation, other)
        ]
        plans = [make_plan(context, max_actions=max_actions).to_json() for context in contexts]
        found = with_reasons(difference(plans[0], plans[1]), contexts[0], contexts[1])
        print_difference(found, workspace.phrases(language), form)

    return command
