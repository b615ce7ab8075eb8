"""`advisor neighbors`: what stands around a concept, as rows or as a file that other programs open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import concept_name, kind_name, relation_name

if TYPE_CHECKING:
    from advisor.knowledge.neighbourhood import Neighbour, Neighbourhood

COLUMNS = ("distance", "from", "direction", "relation", "label", "kind", "sections")
ENDINGS = (".svg", ".html", ".graphml", ".mmd", ".dot", ".csv")
SHOWN, MOST_ROWS = 200, 10_000
"""How many statements are listed, and how many are written to a file, where nothing is said."""


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command(
        "neighbors",
        short_help=say("cli.neighbors.short"),
        help=say("cli.neighbors.help", endings=", ".join(ENDINGS)),
    )
    @click.argument("name", metavar="NAME", type=concept_name(state))
    @click.option(
        "--depth", type=click.IntRange(1, 3), default=1, show_default=True, help=say("cli.neighbors.depth")
    )
    @click.option("--kind", metavar="KIND", type=kind_name(state), help=say("cli.neighbors.kind"))
    @click.option(
        "--relation",
        "named",
        metavar="NAME",
        type=relation_name(state),
        multiple=True,
        help=say("cli.neighbors.relation"),
    )
    @click.option(
        "-n",
        "--limit",
        type=click.IntRange(1, MOST_ROWS),
        help=say("cli.neighbors.limit"),
    )
    @click.option(
        "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help=say("cli.neighbors.output")
    )
    @shared(state, rows=True)
    def command(
        name: str,
        depth: int,
        kind: str | None,
        named: tuple[str, ...],
        limit: int | None,
        output: Path | None,
        form: str | None,
    ) -> int:
        from advisor.knowledge.neighbourhood import neighbourhood
        from advisor.knowledge.relations import relation_named

        knowledge = state.workspace.knowledge
        centre = knowledge.find(name)
        around = neighbourhood(
            knowledge,
            centre.iri,
            depth=depth,
            kind=knowledge.kind_named(kind) if kind else None,
            relations=[relation_named(knowledge, text) for text in named],
            limit=limit or (MOST_ROWS if output else SHOWN),
        )
        if output is not None:
            _write(state, around, output)
        elif around.neighbours:
            rows = [_row(state, neighbour) for neighbour in around.neighbours]
            emit(rows, {key: say(f"column.{key}") for key in COLUMNS}, form)
        else:
            emit([], {key: say(f"column.{key}") for key in COLUMNS}, form)
            click.echo(say("neighbors.none", name=centre.label(state.language)), err=True)
        if around.more:
            click.echo(say("neighbors.cut_more", n=around.left_out), err=True)
        elif around.left_out:
            click.echo(say("neighbors.cut", n=around.left_out), err=True)
        return 0 if around.neighbours else 1

    return command


def _row(state: State, neighbour: Neighbour) -> dict[str, Any]:
    knowledge = state.workspace.knowledge
    near, far = knowledge.concept(neighbour.near), knowledge.concept(neighbour.iri)
    return {
        "distance": neighbour.distance,
        "from": near.label(state.language) if near else neighbour.near,
        "direction": "→" if neighbour.outward else "←",
        "relation": knowledge.predicate_label(neighbour.relation.predicate, state.language),
        "label": far.label(state.language) if far else neighbour.iri,
        "kind": knowledge.class_label(far.kind, state.language) if far else "",
        "sections": list(neighbour.relation.sections),
        "subject": neighbour.relation.subject,
        "predicate": neighbour.relation.predicate,
        "object": neighbour.relation.object,
        "iri": neighbour.iri,
    }


def _write(state: State, around: Neighbourhood, path: Path) -> None:
    from advisor.pack import write_whole
    from advisor.reporting.graphs import render
    from advisor.reporting.graphs.model import around_concept

    graph = around_concept(state.workspace.knowledge, around, state.language)
    write_whole(path, render(graph, path.suffix.lower(), state.say, state.workspace.packs))
    counts = {"concepts": len(graph.nodes), "statements": len(graph.edges)}
    click.echo(state.say("neighbors.written", path=path, **counts), err=True)
