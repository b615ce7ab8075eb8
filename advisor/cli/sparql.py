"""`advisor sparql`: SPARQL over the ontology, written out, from a file, or one of the saved queries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.common import FORMATS, State, emit, shared
from advisor.cli.names import query_name
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.knowledge.stores.interface import Answer, Rows, SparqlStore, Term


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("sparql", short_help=say("cli.sparql.short"), help=say("cli.sparql.help"))
    @click.argument("query", metavar="[QUERY]", required=False)
    @click.option(
        "-f", "--file", "file", metavar="FILE", type=click.Path(path_type=Path), help=say("cli.sparql.file")
    )
    @click.option("--saved", metavar="NAME", type=query_name(state), help=say("cli.sparql.saved"))
    @click.option("--set", "values", metavar="NAME=VALUE", multiple=True, help=say("cli.sparql.set"))
    @click.option("--list", "listed", is_flag=True, help=say("cli.sparql.list"))
    @click.option("--endpoint", metavar="URL", help=say("cli.sparql.endpoint"))
    @click.option(
        "-n",
        "--limit",
        type=click.IntRange(1, 1_000_000),
        default=10_000,
        show_default=True,
        help=say("cli.sparql.limit"),
    )
    @click.option(
        "--timeout",
        type=click.FloatRange(0.1, 3600),
        default=30.0,
        show_default=True,
        help=say("cli.sparql.timeout"),
    )
    @click.option(
        "--format", "form", type=click.Choice([*FORMATS, "srj"]), default=None, help=say("cli.sparql.format")
    )
    @shared(state)
    def command(
        query: str | None,
        file: Path | None,
        saved: str | None,
        values: tuple[str, ...],
        listed: bool,
        endpoint: str | None,
        limit: int,
        timeout: float,
        form: str | None,
    ) -> int:
        if listed:
            return _list(state, form)
        from advisor.knowledge.stores.interface import Limits

        text = _text(state, query, file, saved, values)
        store = state.workspace.endpoint(endpoint) if endpoint else state.workspace.store
        try:
            answer = store.query(text, Limits(timeout, limit))
            _hint(state, text, answer, store)
        finally:
            store.close()
        return _print(state, answer, form)

    return command


def _text(
    state: State, query: str | None, file: Path | None, saved: str | None, values: tuple[str, ...]
) -> str:
    """Return the query's text from the one place that is named."""
    given = [x for x in (query, file, saved) if x is not None]
    if len(given) != 1:
        raise UsageError(
            "name one query: its text, '-', --file or --saved",
            remedy="'advisor sparql --list' lists the saved ones",
        )
    if values and saved is None:
        raise UsageError("--set goes with --saved", remedy="write the value into the query")
    if saved is not None:
        return _saved(state, saved, values)
    if file is not None:
        from advisor.errors import QueryError
        from advisor.yamltext import decode, read_bytes

        return decode(read_bytes(file, error=QueryError), str(file), error=QueryError)
    return sys.stdin.read(1_000_000) if query == "-" else str(query)


def _saved(state: State, name: str, values: tuple[str, ...]) -> str:
    from advisor.knowledge.rdf import expand
    from advisor.knowledge.stores.saved import LANGUAGE, filled, saved_query

    found = saved_query(state.workspace.packs, name)
    chosen = {LANGUAGE: state.language} if LANGUAGE in found.parameters else {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not equals:
            raise UsageError(f"'{value}' is no setting", remedy="write it NAME=VALUE")
        chosen[key.strip()] = rest.strip()
    prefixes = state.workspace.prefixes

    def resolve(value: str) -> str:
        if value.startswith(("http://", "https://")):
            return value
        if value.partition(":")[0] in prefixes:
            return expand(value, prefixes)
        if "#" in value:
            return expand("src:" + value.replace("#", "-"), prefixes)
        knowledge = state.workspace.knowledge
        kind = found.parameters.get("kind")
        return expand(knowledge.kind_named(value) if kind else knowledge.find(value).iri, prefixes)

    return filled(found, chosen, resolve)


def _list(state: State, form: str | None) -> int:
    from advisor.knowledge.stores.saved import saved_queries

    say = state.say
    rows = [
        {
            "name": query.name,
            "title": query.title(state.language),
            "parameters": [f"{key}={value}" for key, value in query.parameters.items()],
        }
        for query in saved_queries(state.workspace.packs).values()
    ]
    emit(
        rows,
        {key: say(f"column.{key}") for key in ("name", "title", "parameters")},
        None if form == "srj" else form,
    )
    return 0


def _hint(state: State, text: str, answer: Answer, store: SparqlStore) -> None:
    """Say on the error stream why there may be no rows."""
    from advisor.knowledge.stores.hints import UnknownName, hints
    from advisor.knowledge.stores.interface import Rows

    if not isinstance(answer, Rows) or answer.rows:
        return
    for hint in hints(text, store, state.workspace.prefixes):
        if not isinstance(hint, UnknownName):
            said = state.say("cli.sparql.language-compared", tag=hint.tag)
        elif hint.near:
            said = state.say("cli.sparql.unknown-name-near", name=hint.name, near=" / ".join(hint.near))
        else:
            said = state.say("cli.sparql.unknown-name", name=hint.name)
        click.echo(said, err=True)


def _print(state: State, answer: Answer, form: str | None) -> int:
    if isinstance(answer, bool):
        click.echo(json.dumps({"head": {}, "boolean": answer}) if form == "srj" else str(answer).lower())
        return 0
    if answer.cut:
        click.echo(state.say("cli.sparql.cut"), err=True)
    from advisor.knowledge.stores.interface import Triples

    if isinstance(answer, Triples):
        from advisor.knowledge.writing import triples_as_turtle

        click.echo(triples_as_turtle(answer.triples, state.workspace.prefixes), nl=False)
        return 0
    return _print_rows(state, answer, form)


def _print_rows(state: State, answer: Rows, form: str | None) -> int:
    if form == "srj":
        bindings = [
            {name: _srj(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]
        content = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return 0 if answer.rows else 1
    from advisor.knowledge.rdf import compactor

    shorten = compactor(state.workspace.prefixes)
    rows = [
        {
            name: None if term is None else shorten(term.value) if term.kind == "iri" else term.value
            for name, term in zip(answer.variables, row, strict=True)
        }
        for row in answer.rows
    ]
    emit(rows, {name: name for name in answer.variables}, form, empty=state.say("cli.sparql.none"))
    return 0 if rows else 1


def _srj(term: Term) -> dict[str, Any]:
    kind = {"iri": "uri", "literal": "literal", "blank": "bnode"}[term.kind]
    found = {"type": kind, "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    if term.datatype:
        found["datatype"] = term.datatype
    return found
