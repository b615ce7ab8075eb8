"""`advisor search`: find concepts by label, synonym, pinyin or a word of the definition."""

from __future__ import annotations

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import kind_name


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("search", short_help=say("cli.search.short"), help=say("cli.search.help"))
    @click.argument("query", metavar="WORDS", nargs=-1, required=True)
    @click.option("--kind", metavar="KIND", type=kind_name(state), help=say("cli.search.kind"))
    @click.option(
        "-n",
        "--limit",
        type=click.IntRange(1, 500),
        default=10,
        show_default=True,
        help=say("cli.search.limit"),
    )
    @shared(state, rows=True)
    def command(query: tuple[str, ...], kind: str | None, limit: int, form: str | None) -> int:
        from advisor.knowledge.search import search

        knowledge = state.workspace.knowledge
        hits = search(
            knowledge,
            " ".join(query),
            limit=limit,
            language=state.language,
            kind=knowledge.kind_named(kind) if kind else None,
        )
        rows = []
        for hit in hits:
            concept = knowledge.concept(hit.iri)
            rows.append(
                {
                    "iri": hit.iri,
                    "label": concept.label(state.language) if concept else hit.label,
                    "kind": knowledge.class_label(hit.kind, state.language),
                    "matched": hit.matched,
                    "score": hit.score,
                }
            )
        emit(
            rows,
            {key: say(f"column.{key}") for key in ("label", "kind", "iri", "matched", "score")},
            form,
            empty=say("cli.search.none"),
        )
        return 0 if rows else 1

    return command
