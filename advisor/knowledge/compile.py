"""Build the compiled knowledge of a stack of packs: one SQLite file for each revision."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from advisor.errors import KnowledgeError
from advisor.knowledge import extract
from advisor.knowledge.graph import CONCEPT, TYPE, Graph
from advisor.knowledge.index import write_index
from advisor.knowledge.layers import overlay
from advisor.knowledge.model import Section
from advisor.knowledge.rdf import Statement, read
from advisor.knowledge.store import FILE
from advisor.pack import Packs

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE statement (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    literal INTEGER NOT NULL, language TEXT, datatype TEXT, sections TEXT NOT NULL
);
CREATE TABLE concept (position INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE tactic (position INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, missing TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE metric (position INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
CREATE TABLE section (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, graph TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE section_concept (section TEXT NOT NULL, concept TEXT NOT NULL, PRIMARY KEY (section, concept)) WITHOUT ROWID;
CREATE TABLE kind (kind TEXT NOT NULL, ancestor TEXT NOT NULL, PRIMARY KEY (ancestor, kind)) WITHOUT ROWID;
CREATE TABLE word (iri TEXT PRIMARY KEY, labels TEXT NOT NULL, comments TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE declaration (position INTEGER PRIMARY KEY, what TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE retired (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX statement_subject ON statement (subject, predicate);
CREATE INDEX statement_object ON statement (object, predicate) WHERE literal = 0;
"""


def compile_knowledge(packs: Packs) -> Path:
    """Return the path of the compiled knowledge of these packs, building it where it is not there yet.

    Raises KnowledgeError, with file and line, where an ontology file cannot be read or a value not used.
    """
    return packs.compiled(FILE, lambda path: build(packs, path))


def build(packs: Packs, path: Path) -> None:
    """Write the compiled knowledge of these packs to a file."""
    reading, retired = overlay(read(packs))
    graph = Graph(reading)
    with closing(sqlite3.connect(path)) as base:
        # The file appears by a rename when it is whole, so nothing has to survive a crash half way.
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.executescript(_SCHEMA)
        with base:
            _write(base, graph, retired)
            write_index(base)
        base.execute("ANALYZE")
        base.execute("VACUUM")


def _write(base: sqlite3.Connection, graph: Graph, retired: Iterable[str]) -> None:
    concepts = graph.concepts
    _insert(base, "statement", _statement_rows(graph))
    rows = [extract.concept(graph, iri, kind) for iri, kind in concepts.items()]
    rows += [extract.kind(graph, iri) for iri in graph.ancestors if graph.is_a(iri, CONCEPT)]
    _insert(base, "concept", ((i, r["iri"], r["kind"], _json(r)) for i, r in enumerate(rows)))
    tactics = [(iri, extract.tactic(graph, iri)) for iri in _of(graph, "mz:Tactic")]
    _insert(
        base, "tactic", ((i, iri, _json(r.pop("missing")), _json(r)) for i, (iri, r) in enumerate(tactics))
    )
    metrics = [(iri, extract.metric(graph, iri)) for iri in _of(graph, "mz:Metric")]
    _insert(base, "metric", ((i, iri, _json(r)) for i, (iri, r) in enumerate(metrics)))
    _write_sections(base, graph)
    _insert(base, "kind", sorted({(kind, a) for kind, above in graph.ancestors.items() for a in above}))
    _insert(base, "word", _words(graph))
    _insert(base, "declaration", _declarations(graph))
    _insert(base, "retired", ((iri,) for iri in sorted(retired)))
    _insert(base, "meta", [("prefixes", _json(dict(graph.reading.prefixes)))])


def _of(graph: Graph, kind: str) -> list[str]:
    return [iri for iri, own in graph.concepts.items() if graph.is_a(own, kind)]


def _statement_rows(graph: Graph) -> list[tuple[Any, ...]]:
    """Each triple once, however many graphs hold it, with the sections that do."""
    places: dict[tuple[Any, ...], list[Statement]] = {}
    for s in graph.reading.statements:
        places.setdefault(s.triple, []).append(s)
    return [
        (i, s, p, o, int(literal), language, datatype, " ".join(graph.sections_of(found)))
        for i, ((s, p, o, literal, language, datatype), found) in enumerate(places.items())
    ]


def _write_sections(base: sqlite3.Connection, graph: Graph) -> None:
    unique: dict[str, tuple[str, Section]] = {}
    for iri, section in graph.sections.items():
        if section.id in unique:
            raise KnowledgeError(
                f"two sections have the id {section.id}",
                place=graph.reading.place_of(iri),
                remedy="number them apart",
            )
        unique[section.id] = (iri, section)
    _insert(
        base,
        "section",
        ((i, name, iri, _json(vars(section))) for i, (name, (iri, section)) in enumerate(unique.items())),
    )
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for iri, statements in graph.by_graph.items():
        if iri not in graph.sections:
            continue
        section = graph.sections[iri]
        for name in {section.id, f"{section.document}#{section.number}"}:
            spoken[name].update(_named(statements))
    _insert(base, "section_concept", ((name, c) for name in sorted(spoken) for c in sorted(spoken[name])))


def _named(statements: Sequence[Statement]) -> Iterable[str]:
    """Return the nodes that statements speak of: subjects and objects, not classes and blank nodes."""
    for s in statements:
        if not s.subject.startswith("_:"):
            yield s.subject
        if not s.literal and s.predicate != TYPE and not s.object.startswith("_:"):
            yield s.object


def _words(graph: Graph) -> list[tuple[str, str, str]]:
    """Labels and comments of classes, properties and the vocabulary's own individuals."""
    labelled = dict.fromkeys(s.subject for s in graph.reading.statements if s.predicate == "rdfs:label")
    return [
        (iri, _json(graph.texts(iri, "rdfs:label")), _json(graph.texts(iri, "rdfs:comment")))
        for iri in labelled
    ]


def _declarations(graph: Graph) -> list[tuple[int, str, str, str]]:
    rows = [("fact", extract.fact(graph, iri)) for iri in graph.of_type("mz:Fact")]
    rows += [("constraint", extract.constraint(graph, iri)) for iri in graph.of_type("mz:Constraint")]
    rows += [("finding", extract.finding(graph, iri, graph.concepts)) for iri in graph.of_type("mz:Finding")]
    return [(i, what, row["id"], _json(row)) for i, (what, row) in enumerate(rows)]


def _insert(base: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    found = list(rows)
    if found:
        marks = ", ".join("?" * len(found[0]))
        base.executemany(f"INSERT INTO {table} VALUES ({marks})", found)  # noqa: S608 - our own table names


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
