"""Build the compiled knowledge of a stack of packs: one SQLite file for each revision.

There is one way for packs of any size: statements are staged on disk, and every table is written as a
stream from there. Raise `pack.CACHE_FORMAT` with every change of what is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

from advisor.errors import KnowledgeError
from advisor.knowledge import extract
from advisor.knowledge.clashes import clashes
from advisor.knowledge.index import write_index
from advisor.knowledge.model import Section
from advisor.knowledge.places import Statement
from advisor.knowledge.staging import Stage, staged
from advisor.knowledge.store import FILE
from advisor.knowledge.view import CONCEPT, TYPE, View
from advisor.pack import Packs
from advisor.progress import Report, part, silent

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE statement (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    literal INTEGER NOT NULL, language TEXT, datatype TEXT, sections TEXT NOT NULL
);
CREATE TABLE concept (
    position INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, degree INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE tactic (position INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, missing TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE metric (position INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
CREATE TABLE section (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, graph TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE section_concept (section TEXT NOT NULL, concept TEXT NOT NULL, PRIMARY KEY (section, concept)) WITHOUT ROWID;
CREATE TABLE kind (kind TEXT NOT NULL, ancestor TEXT NOT NULL, PRIMARY KEY (ancestor, kind)) WITHOUT ROWID;
CREATE TABLE word (iri TEXT PRIMARY KEY, labels TEXT NOT NULL, comments TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE declaration (position INTEGER PRIMARY KEY, what TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE retired (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX statement_subject ON statement (subject, predicate);
CREATE INDEX statement_object ON statement (object, predicate) WHERE literal = 0;
CREATE INDEX concept_iri ON concept (iri, kind, degree);
CREATE INDEX concept_kind ON concept (kind);
"""
_EVERY = 500


def compile_knowledge(packs: Packs, report: Report = silent) -> Path:
    """Return the path of the compiled knowledge of these packs, building it where it is not there yet.

    Raises KnowledgeError, with file and line, where an ontology file cannot be read, a value not used, or
    two packs contradict each other.
    """
    return packs.compiled(FILE, lambda path: build(packs, path, report))


def build(packs: Packs, path: Path, report: Report = silent) -> None:
    """Write the compiled knowledge of these packs to a file; ``report`` is told how far it has come."""
    with staged(packs, path.parent, part(report, 0.0, _STAGED)) as stage, closing(_opened(path)) as base:
        clash = next(clashes(stage), None)
        if clash is not None:
            raise clash
        base.executescript(_SCHEMA)
        with base:
            _write(base, stage, part(report, _STAGED, _EXTRACTED))
        base.executescript(_INDEXES)
        with base:
            write_index(base, part(report, _EXTRACTED, 1.0))
        base.executescript("PRAGMA analysis_limit = 2000; ANALYZE;")
    report(1.0)


_STAGED, _EXTRACTED = 0.35, 0.65
"""About these shares of the time are gone when the statements are staged, and when concepts are extracted."""


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    # The file appears by a rename when it is whole, so nothing has to survive a crash half way.
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768"):
        base.execute(f"PRAGMA {setting}")
    return base


def _write(base: sqlite3.Connection, stage: Stage, report: Report) -> None:
    concepts = stage.concepts
    _insert(base, "statement", _statement_rows(stage))
    report(0.4)
    _insert(base, "concept", _concept_rows(stage, concepts, part(report, 0.4, 0.9)))
    tactics = ((iri, extract.tactic(stage, iri)) for iri in _of(stage, "mz:Tactic"))
    _insert(
        base, "tactic", ((i, iri, _json(r.pop("missing")), _json(r)) for i, (iri, r) in enumerate(tactics))
    )
    metrics = ((iri, extract.metric(stage, iri)) for iri in _of(stage, "mz:Metric"))
    _insert(base, "metric", ((i, iri, _json(r)) for i, (iri, r) in enumerate(metrics)))
    _write_sections(base, stage)
    _insert(base, "kind", sorted({(kind, a) for kind, above in stage.ancestors.items() for a in above}))
    _insert(base, "word", _words(stage))
    _insert(base, "declaration", _declarations(stage))
    _insert(base, "retired", ((iri,) for iri in sorted(stage.retired)))
    _insert(base, "meta", [("prefixes", _json(dict(stage.prefixes)))])
    report(1.0)


def _of(view: View, kind: str) -> list[str]:
    return [iri for iri, own in view.concepts.items() if view.is_a(own, kind)]


def _statement_rows(stage: Stage) -> Iterator[tuple[Any, ...]]:
    """Each triple once, however many graphs hold it, with the sections that do."""
    for found in stage.by_subject():
        places: dict[tuple[Any, ...], list[tuple[int, Statement]]] = {}
        for number, s in found:
            places.setdefault(s.triple, []).append((number, s))
        for (s, p, o, literal, language, datatype), holding in places.items():
            sections = " ".join(stage.sections_of(s for _, s in holding))
            yield holding[0][0], s, p, o, int(literal), language, datatype, sections


def _concept_rows(stage: Stage, concepts: Mapping[str, str], report: Report) -> Iterator[tuple[Any, ...]]:
    """Concepts, then classes: position, IRI, kind, number of relations with other nodes, and the rest as JSON."""
    classes = [iri for iri in stage.ancestors if stage.is_a(iri, CONCEPT)]
    total = len(concepts) + len(classes)
    query = "SELECT count(*) FROM statement WHERE object = ? AND literal = 0 AND predicate <> ?"
    rows = chain(
        (extract.concept(stage, iri, kind) for iri, kind in concepts.items()),
        (extract.kind(stage, iri) for iri in classes),
    )
    for position, row in enumerate(rows):
        iri = row["iri"]
        towards = next(stage.rows(query, iri, TYPE))[0]
        away = sum(not s.literal and s.predicate != TYPE for s in stage.about(iri))
        yield position, iri, row["kind"], towards + away, _json(row)
        if position % _EVERY == 0:
            report(position / total)


def _write_sections(base: sqlite3.Connection, stage: Stage) -> None:
    unique: dict[str, tuple[str, Section]] = {}
    for iri, section in stage.sections.items():
        if section.id in unique:
            raise KnowledgeError(
                f"two sections have the id {section.id}",
                place=stage.place_of(iri),
                remedy="number them apart",
            )
        unique[section.id] = (iri, section)
    _insert(
        base,
        "section",
        ((i, name, iri, _json(vars(section))) for i, (name, (iri, section)) in enumerate(unique.items())),
    )
    base.executemany("INSERT OR IGNORE INTO section_concept VALUES (?, ?)", _spoken_of(stage))


def _spoken_of(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each section, and the one that it is a further part of, with the nodes that its statements speak of.

    These are subjects and objects, not classes and blank nodes.
    """
    sections = stage.sections
    queries = (
        ("SELECT DISTINCT graph, subject FROM statement WHERE graph IS NOT NULL", ()),
        (
            "SELECT DISTINCT graph, object FROM statement"
            " WHERE graph IS NOT NULL AND literal = 0 AND predicate <> ?",
            (TYPE,),
        ),
    )
    for query, values in queries:
        for graph, node in stage.rows(query, *values):
            if graph in sections and not node.startswith("_:"):
                section = sections[graph]
                for name in {section.id, f"{section.document}#{section.number}"}:
                    yield name, node


def _words(view: View) -> list[tuple[str, str, str]]:
    """Labels and comments of classes, properties and the vocabulary's own individuals."""
    return [
        (iri, _json(view.texts(iri, "rdfs:label")), _json(view.texts(iri, "rdfs:comment")))
        for iri in view.subjects("rdfs:label")
    ]


def _declarations(view: View) -> Iterator[tuple[int, str, str, str]]:
    rows = chain(
        (("fact", extract.fact(view, iri)) for iri in view.of_type("mz:Fact")),
        (("constraint", extract.constraint(view, iri)) for iri in view.of_type("mz:Constraint")),
        (("finding", extract.finding(view, iri, view.concepts)) for iri in view.of_type("mz:Finding")),
        (("cue", extract.cue(view, iri)) for iri in view.of_type("mz:FaceCue")),
    )
    return ((i, what, row["id"], _json(row)) for i, (what, row) in enumerate(rows))


def _insert(base: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows as they come; they have a value for each column of the table."""
    waiting = iter(rows)
    for first in waiting:
        marks = ", ".join("?" * len(first))
        query = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - our own table names
        base.executemany(query, chain([first], waiting))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
