"""`advisor export`: the knowledge as RDF, as a graph, as a table, as a picture, as pages; or into a server."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.common import State, shared
from advisor.cli.names import concept_name, section_name
from advisor.errors import UsageError, did_you_mean


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("export", short_help=say("cli.export.short"), help=say("cli.export.help"))
    @click.option("-o", "--output", metavar="FILE", multiple=True, help=say("cli.export.output"))
    @click.option("--about", metavar="CONCEPT", type=concept_name(state), help=say("cli.export.about"))
    @click.option(
        "--depth", type=click.IntRange(1, 3), default=1, show_default=True, help=say("cli.export.depth")
    )
    @click.option("--section", metavar="SECTION", type=section_name(state), help=say("cli.export.section"))
    @click.option("--flat", is_flag=True, help=say("cli.export.flat"))
    @click.option("--to", metavar="URL", help=say("cli.export.to"))
    @shared(state)
    def command(
        output: tuple[str, ...],
        about: str | None,
        depth: int,
        section: str | None,
        flat: bool,
        to: str | None,
    ) -> None:
        if bool(output) == bool(to):
            raise UsageError(
                "say where the knowledge goes: -o FILE, or --to URL",
                remedy="'advisor export --help' lists the formats",
            )
        if about and section:
            raise UsageError("--about and --section do not go together", remedy="use one of them")
        chosen = {"--about": about, "--section": section, "--flat": flat}
        part = [option for option, value in chosen.items() if value]
        if to:
            _refuse(part, "a server is given everything")
            _load(state, to)
        # All are looked at before the first is written.
        targets = [(Path(target), _ending(target, about, section, part)) for target in output]
        for path, ending in targets:
            _write(state, path, ending, about, depth, section, flat)

    return command


def _refuse(options: Sequence[str], why: str) -> None:
    if options:
        raise UsageError(f"{options[0]} has no meaning here: {why}", remedy=f"leave {options[0]} out")


def _ending(target: str, about: str | None, section: str | None, part: Sequence[str]) -> str | None:
    """Return the ending that names a target's format, None for a folder of pages.

    Raises UsageError where it names none, or one that cannot hold what is asked for.
    """
    from advisor.knowledge.writing import FORMATS as RDF
    from advisor.reporting.graphs import FORMATS as GRAPHS
    from advisor.reporting.graphs import PICTURES

    path = Path(target)
    if target.endswith("/") or path.is_dir():
        _refuse(part, "the pages show everything")
        return None
    ending = path.suffix.lower()
    if ending not in RDF and ending not in GRAPHS:
        known = [*RDF, *GRAPHS]
        raise UsageError(
            f"'{path.name}' names no format by its ending",
            remedy=did_you_mean(ending, known) or f"use one of {' '.join(known)}, or a folder ending in /",
        )
    if ending in GRAPHS:
        if section:
            raise UsageError(
                f"--section goes with formats of RDF, not with {ending}", remedy="use --about CONCEPT"
            )
        _refuse([option for option in part if option == "--flat"], f"{ending} has no sections to leave out")
        if ending in PICTURES and not about:
            raise UsageError("a picture shows what surrounds one concept", remedy="name it: --about CONCEPT")
    return ending


def _write(
    state: State,
    path: Path,
    ending: str | None,
    about: str | None,
    depth: int,
    section: str | None,
    flat: bool,
) -> None:
    from advisor.knowledge.writing import FORMATS as RDF
    from advisor.pack import write_whole

    if ending is None:
        _pages(state, path)
        return
    if ending in RDF:
        data = _rdf(state, ending, about, depth, section, flat).encode()
    else:
        data = _graph(state, ending, about, depth)
    write_whole(path, data)
    click.echo(str(path), err=True)


def _rdf(state: State, ending: str, about: str | None, depth: int, section: str | None, flat: bool) -> str:
    """Return the statements that stand, or a part of them, in a format of RDF."""
    from advisor.inquiry.sources import find_section
    from advisor.knowledge.neighbourhood import neighbourhood
    from advisor.knowledge.stores.selection import selected
    from advisor.knowledge.stores.standing import standing
    from advisor.knowledge.writing import written

    knowledge = state.workspace.knowledge
    subjects = graphs = None
    if about:
        around = neighbourhood(knowledge, knowledge.find(about).iri, depth=depth)
        subjects = {around.centre, *(n.iri for n in (*around.ways, *around.neighbours))}
    if section:
        whole = find_section(knowledge, section).id
        names = {s.id for s in knowledge.sections() if whole in (s.whole, s.id)}
        graphs = {graph for name, graph in knowledge.rows("SELECT id, graph FROM section") if name in names}
    with (
        tempfile.TemporaryDirectory() as folder,
        standing(state.workspace.packs, Path(folder), derived=False) as found,
    ):
        kept = selected(found.statements, graphs=graphs, subjects=subjects)
        return written(kept, found.prefixes, ending, flat=flat)


def _graph(state: State, ending: str, about: str | None, depth: int) -> bytes:
    """Return concepts and the statements between them as a graph, a table or a picture."""
    from advisor.knowledge.neighbourhood import neighbourhood
    from advisor.reporting.graphs import render
    from advisor.reporting.graphs.model import around_concept, whole

    workspace = state.workspace
    if about:
        around = neighbourhood(workspace.knowledge, workspace.knowledge.find(about).iri, depth=depth)
        graph = around_concept(workspace.knowledge, around, state.language)
    else:
        graph = whole(workspace.knowledge, state.language)
    return render(graph, ending, state.say, workspace.packs)


def _pages(state: State, folder: Path) -> None:
    """Write the reference pages into a folder."""
    from advisor.pack import write_whole
    from advisor.reporting.reference import reference

    pages = reference(state.workspace.packs, state.workspace.knowledge, state.say)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        write_whole(folder / name, text.encode())
    click.echo(str(folder), err=True)


def _load(state: State, url: str) -> None:
    """Put everything into a SPARQL server, which then answers as the embedded store does."""
    from advisor.knowledge.stores.standing import standing
    from advisor.knowledge.writing.lines import for_server

    store = state.workspace.endpoint(url)
    count = 0
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            standing(state.workspace.packs, Path(folder), derived=True) as found,
        ):
            for count in store.load(for_server(found.statements, found.prefixes), replace=True):
                if count % 100_000 < 10_000 and count > 100_000:
                    click.echo(state.say("cli.export.loading", n=state.say.number(count)), err=True)
    finally:
        store.close()
    click.echo(state.say("cli.export.loaded", n=state.say.number(count), url=url), err=True)
