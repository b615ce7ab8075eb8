"""`advisor tree`: the hierarchy below a kind or a concept."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.common import FORMATS, State, emit, shared
from advisor.cli.names import concept_name, kind_name

if TYPE_CHECKING:
    from advisor.knowledge.tree import Branch

COLUMNS = ("level", "label", "kind", "iri", "relation", "below")
MOST_DEPTH = 12


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("tree", short_help=say("cli.tree.short"), help=say("cli.tree.help"))
    @click.argument("name", metavar="[NAME]", required=False, type=concept_name(state))
    @click.option("--kind", metavar="KIND", type=kind_name(state), help=say("cli.tree.kind"))
    @click.option(
        "--depth",
        type=click.IntRange(1, MOST_DEPTH),
        default=3,
        show_default=True,
        help=say("cli.tree.depth"),
    )
    @click.option(
        "--format", "form", type=click.Choice(["text", *FORMATS]), default=None, help=say("cli.option.format")
    )
    @shared(state)
    def command(name: str | None, kind: str | None, depth: int, form: str | None) -> int:
        from advisor.knowledge.tree import kinds_tree, tree

        knowledge = state.workspace.knowledge
        wanted = knowledge.kind_named(kind) if kind else None
        if name is None and wanted is None:
            branches = kinds_tree(knowledge)
        elif name is None and wanted is not None:
            branches = [tree(knowledge, wanted, depth=depth)]
        else:
            branches = [tree(knowledge, knowledge.find(str(name)).iri, depth=depth, kind=wanted)]
        _print(state, branches, form)
        return 0

    return command


def _print(state: State, branches: list[Branch], form: str | None) -> None:
    if form == "json":
        values = [_json(state, branch) for branch in branches]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif form in (None, "text"):
        drawn = sys.stdout.isatty()
        for branch in branches:
            for line in _lines(state, branch, drawn=drawn):
                click.echo(line)
    else:
        rows = [_row(state, level, branch) for top in branches for level, branch in top.walk()]
        emit(rows, {key: state.say(f"column.{key}") for key in COLUMNS}, form)


def _lines(state: State, branch: Branch, *, drawn: bool, lead: str = "", rest: str = "") -> Iterator[str]:
    """Lines of a branch: with lines on a terminal, indented by two spaces in a pipe."""
    say = state.say
    text = _label(state, branch)
    if branch.below:
        text += "  " + say("tree.below", n=branch.below)
    if branch.repeated:
        text += "  " + say("tree.repeated")
    yield lead + text
    last = len(branch.children) - 1
    for place, child in enumerate(branch.children):
        corner, line = ("└─ ", "   ") if place == last else ("├─ ", "│  ")
        if not drawn:
            corner = line = "  "
        yield from _lines(state, child, drawn=drawn, lead=rest + corner, rest=rest + line)


def _label(state: State, branch: Branch) -> str:
    concept = state.workspace.knowledge.concept(branch.iri)
    return concept.label(state.language) if concept else branch.iri


def _row(state: State, level: int, branch: Branch) -> dict[str, Any]:
    knowledge = state.workspace.knowledge
    concept = knowledge.concept(branch.iri)
    relation = branch.relation
    return {
        "level": level,
        "label": _label(state, branch),
        "kind": knowledge.class_label(concept.kind, state.language) if concept else "",
        "iri": branch.iri,
        "relation": state.say(f"tree.{relation}") if relation else "",
        "below": branch.below,
    }


def _json(state: State, branch: Branch) -> dict[str, Any]:
    return {
        "iri": branch.iri,
        "label": _label(state, branch),
        "relation": branch.relation,
        "below": branch.below,
        "repeated": branch.repeated,
        "children": [_json(state, child) for child in branch.children],
    }
