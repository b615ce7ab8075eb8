"""`advisor compare`: what differs between two briefs, two kept plans, or one of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.common import FORMATS, State, emit, shared
from advisor.cli.names import FileName

if TYPE_CHECKING:
    from advisor.inquiry.difference import Difference
    from advisor.phrases import Phrases
    from advisor.planning.context import Context

FORMS = ("text", *(form for form in FORMATS if form != "table"))


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("compare", short_help=say("cli.compare.short"), help=say("cli.compare.help"))
    @click.argument("before", metavar="A", type=FileName())
    @click.argument("after", metavar="B", type=FileName())
    @click.option(
        "--format", "form", type=click.Choice(FORMS), default="text", help=say("cli.compare.format")
    )
    @shared(state)
    def command(before: str, after: str, form: str) -> None:
        from advisor.inquiry.difference import difference
        from advisor.inquiry.flips import with_reasons

        language = _language(state, before, after)
        (old, old_context), (new, new_context) = (_plan(state, name, language) for name in (before, after))
        found = difference(old, new)
        if old_context is not None and new_context is not None:
            found = with_reasons(found, old_context, new_context)
        print_difference(found, state.workspace.phrases(language), form)

    return command


def _language(state: State, *names: str) -> str:
    """The language asked for, else that of the first kept plan or brief that says one."""
    from advisor.inquiry.saved_plan import is_plan, read_plan

    if state.asked:
        return state.asked
    for name in names:
        path = Path(name)
        found = read_plan(path)["language"] if is_plan(path) else state.workspace.read_brief(path).language
        if found:
            return str(found)
    return state.language


def _plan(state: State, name: str, language: str) -> tuple[dict[str, Any], Context | None]:
    """A plan as plain values; with what it was reasoned from where it is made here and now."""
    from advisor.inquiry.saved_plan import is_plan, read_plan
    from advisor.planning.build import make_plan

    path = Path(name)
    if is_plan(path):
        return read_plan(path), None
    context = state.workspace.context(state.workspace.read_brief(path), language=language)
    return make_plan(context).to_json(), context


def print_difference(found: Difference, say: Phrases, form: str) -> None:
    """Print a difference as text, as JSON or as rows."""
    from advisor.inquiry.difference_words import COLUMNS, as_json, as_rows, as_text, changed_facts

    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    elif form == "text":
        facts = changed_facts(found, say)
        if facts:
            click.echo("\n".join([say("compare.facts"), *facts, ""]))
        click.echo(as_text(found, say))
    else:
        emit(as_rows(found, say), {key: say(f"column.{key}") for key in COLUMNS}, form)
