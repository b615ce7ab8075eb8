"""`advisor sources`: the documents, what stands on each section, and the ledger of their sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import section_name


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("sources", short_help=say("cli.sources.short"), help=say("cli.sources.help"))
    @click.argument("name", metavar="[SECTION]", nargs=-1, type=section_name(state))
    @click.option("--coverage", "covered", is_flag=True, help=say("cli.sources.coverage"))
    @click.option("--ledger", "sentences", is_flag=True, help=say("cli.sources.ledger"))
    @click.option(
        "--against", metavar="DIR", type=click.Path(path_type=Path), help=say("cli.sources.against")
    )
    @click.option(
        "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help=say("cli.sources.output")
    )
    @shared(state, rows=True)
    def command(
        name: tuple[str, ...],
        covered: bool,
        sentences: bool,
        against: Path | None,
        output: Path | None,
        form: str | None,
    ) -> int:
        wanted = " ".join(name)
        if sentences or against is not None:
            return _ledger(state, wanted, against, output, form)
        if covered:
            return _coverage(state, wanted, form)
        if wanted and not _is_document(state, wanted):
            return _section(state, wanted, form)
        if wanted:
            return _coverage(state, wanted, form)
        from advisor.inquiry.sources import documents

        columns = ("document", "title", "sections", "empty", "concepts", "relations", "statements")
        emit(
            documents(state.workspace.knowledge, state.language),
            {key: say(f"column.{key}") for key in columns},
            form,
        )
        return 0

    return command


def _is_document(state: State, name: str) -> bool:
    return any(s.document == name for s in state.workspace.knowledge.sections())


def _section(state: State, name: str, form: str | None) -> int:
    from advisor.inquiry.sources import describe_section

    found = describe_section(state.workspace.knowledge, state.workspace.citing, name, state.say)
    if form in ("json", "jsonl"):
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2 if form == "json" else None))
    elif form in ("csv", "tsv", "md"):
        columns = ("subject", "predicate", "object", "section", "text")
        rows = found.to_json()["statements"]
        emit(rows, {key: state.say(f"column.{key}") for key in columns}, form)
    else:
        click.echo(found.text())
    return 0 if found.statements or found.named else 1


def _coverage(state: State, name: str, form: str | None) -> int:
    from advisor.inquiry.sources import coverage

    say = state.say
    rows = coverage(state.workspace.knowledge, state.language, name or None)
    columns = ("section", "title", "certainty", "concepts", "relations", "statements")
    shown = [{**row, "certainty": say("certainty." + row["certainty"])} for row in rows]
    emit(shown, {key: say(f"column.{key}") for key in columns}, form)
    empty = [row["section"] for row in rows if not row["statements"]]
    click.echo(say("sources.coverage", sections=len(rows), empty=len(empty)), err=True)
    return 1 if empty else 0


def _ledger(state: State, name: str, against: Path | None, output: Path | None, form: str | None) -> int:
    from advisor.errors import NotFound, did_you_mean
    from advisor.quality.ledger import Ledger, read_ledger
    from advisor.quality.ledger_page import pages, rows

    say = state.say
    workspace = state.workspace
    ledger = Ledger(read_ledger(workspace.packs), workspace.knowledge)
    document = name.partition("#")[0]
    if document and document not in ledger.documents:
        raise NotFound(f"no ledger of '{document}'", remedy=did_you_mean(document, ledger.documents))
    if against is not None:
        faults = list(ledger.against(against))
        found = [
            {"document": d, "line": line or "", "what": say(f"sources.against.{what}")}
            for d, line, what in faults
        ]
        emit(found, {key: say(f"column.{key}") for key in ("document", "line", "what")}, form)
        click.echo(say("sources.against", sentences=len(ledger.passages), faults=len(faults)), err=True)
        return 1 if faults else 0
    if output is not None:
        from advisor.pack import write_whole

        output.mkdir(parents=True, exist_ok=True)
        for file, text in pages(ledger, workspace.knowledge, say).items():
            write_whole(output / file, text.encode())
            click.echo(str(output / file), err=True)
        return 0
    columns = ("section", "position", "mark", "statements", "nothing")
    emit(
        rows(ledger, say, name or None),
        {key: say(f"column.{key}") for key in columns},
        form,
    )
    return 0
