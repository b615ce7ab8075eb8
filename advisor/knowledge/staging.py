"""The statements of packs of any size, staged on disk while the compiled knowledge is built from them.

Files are parsed as streams into a temporary SQLite file; what later packs replace and retire is applied
there, by the rules of `layers.overlay`. Memory stays bounded by the number of nodes, not of statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from advisor.errors import Place
from advisor.knowledge import layers
from advisor.knowledge.places import Source, Statement, place_in, place_of_node
from advisor.knowledge.rdf import MAX_STATEMENTS, Position, compactor, parse, survey, too_many
from advisor.knowledge.view import TYPE, View
from advisor.pack import Packs
from advisor.progress import Report, silent

_SCHEMA = """
CREATE TABLE statement (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    literal INTEGER NOT NULL, language TEXT, datatype TEXT, graph TEXT, file INTEGER NOT NULL
);
CREATE TABLE file (id INTEGER PRIMARY KEY, layer INTEGER NOT NULL);
CREATE TEMP TABLE target (node TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE alone (node TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE added (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE removed (subject TEXT NOT NULL, predicate TEXT NOT NULL, language TEXT);
"""
_INDEXES = """
CREATE INDEX by_subject ON statement (subject);
CREATE INDEX by_object ON statement (object, predicate) WHERE literal = 0;
CREATE INDEX by_predicate ON statement (predicate);
"""
_COLUMNS = "subject, predicate, object, literal, language, datatype, graph, file"
_REMEMBERED = 5_000
_CACHE_KIB = 65_536
_EVERY = 2_000


@contextmanager
def staged(packs: Packs, folder: Path, report: Report = silent) -> Iterator[Stage]:
    """Stage the statements of packs in a folder, as they stand after later packs have replaced and retired.

    The temporary file is gone afterwards. Raises KnowledgeError, with file and line, where a file cannot
    be read or a replacement means nothing.
    """
    import tempfile

    sources, prefixes = survey(packs)
    place = tempfile.TemporaryDirectory(prefix=".stage-", dir=folder, ignore_cleanup_errors=True)
    with place as name, closing(sqlite3.connect(Path(name) / "stage.sqlite")) as base:
        base.isolation_level = None
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            base.execute(f"PRAGMA {setting}")
        base.executescript(_SCHEMA)
        base.executemany("INSERT INTO file VALUES (?, ?)", ((i, s.layer) for i, s in enumerate(sources)))
        base.execute("BEGIN")
        base.executemany(
            f"INSERT INTO statement ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            _parsed(sources, prefixes, report),
        )
        base.executescript(_INDEXES)
        stage = Stage(base, sources, prefixes)
        _note_those_alone(base)
        _replace(stage)
        retired = _retire(base)
        _drop_orphans(base)
        stage.forget()
        stage.retired = retired
        yield stage


def _parsed(sources: Sequence[Source], prefixes: Mapping[str, str], report: Report) -> Iterator[Statement]:
    compact = compactor(prefixes)
    sizes = [source.path.stat().st_size for source in sources]
    total, before, count = sum(sizes) or 1, 0, 0
    for index, source in enumerate(sources):
        at = Position()
        for statement in parse(source, index, compact, at):
            yield statement
            count += 1
            if count % _EVERY == 0:
                report(min(1.0, (before + at.bytes) / total))
                if count > MAX_STATEMENTS:
                    raise too_many(source)
        before += sizes[index]


class Stage(View):
    """Staged statements. Those that stand twice in a graph are kept twice; `about` gives them once."""

    retired: frozenset[str] = frozenset()
    """Concepts that a pack has taken out of use."""

    def __init__(
        self, base: sqlite3.Connection, sources: Sequence[Source], prefixes: Mapping[str, str]
    ) -> None:
        self.base = base
        self.sources = tuple(sources)
        self._prefixes = prefixes
        self._recent: dict[str, tuple[Statement, ...]] = {}

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Rows of the staged base."""
        return iter(self.base.execute(query, values))

    def forget(self) -> None:
        """Forget what was remembered of subjects, after a change."""
        self._recent.clear()

    def statements_in_order(self) -> Iterator[Statement]:
        """Yield all statements in the order of the files."""
        return map(_statement, self.rows(f"SELECT {_COLUMNS} FROM statement ORDER BY id"))  # noqa: S608

    def by_subject(self) -> Iterator[list[tuple[int, Statement]]]:
        """Yield the statements of each subject with their numbers, subjects in the order of the files.

        The numbers say the order of all statements in the files; they have gaps.
        """
        self.base.executescript(
            """
            CREATE TEMP TABLE IF NOT EXISTS subject (n INTEGER PRIMARY KEY, iri TEXT NOT NULL);
            DELETE FROM subject;
            INSERT INTO subject (iri) SELECT subject FROM statement GROUP BY subject ORDER BY min(id);
            """
        )
        rows = self.rows(
            f"SELECT n, id, {_COLUMNS} FROM subject CROSS JOIN statement ON subject = iri ORDER BY n, id"  # noqa: S608
        )
        for _, found in groupby(rows, key=lambda row: row[0]):
            yield [(row[1], _statement(row[2:])) for row in found]

    # -- what a view answers ----------------------------------------------------------------------

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes by which IRIs are short."""
        return self._prefixes

    def about(self, subject: str) -> tuple[Statement, ...]:
        """Return the statements of a subject, in the order of the files."""
        found = self._recent.get(subject)
        if found is None:
            if len(self._recent) >= _REMEMBERED:
                self._recent.clear()
            rows = self.rows(f"SELECT {_COLUMNS} FROM statement WHERE subject = ? ORDER BY id", subject)  # noqa: S608
            found = self._recent[subject] = tuple(dict.fromkeys(map(_statement, rows)))
        return found

    def of_type(self, kind: str) -> tuple[str, ...]:
        """Return the subjects of exactly that class, in the order of the files."""
        return self.subjects(TYPE, kind)

    def typed(self) -> Iterable[tuple[str, str]]:
        """Return each subject with each of its classes, in the order of the files."""
        query = "SELECT subject, object FROM statement WHERE predicate = ? AND literal = 0 ORDER BY id"
        return ((subject, kind) for subject, kind in self.rows(query, TYPE))

    def subjects(self, predicate: str, target: str | None = None) -> tuple[str, ...]:
        """Return the subjects that have a predicate, or that state it of a node; each once, in order."""
        query = "SELECT subject FROM statement WHERE predicate = ? ORDER BY id"
        values = [predicate]
        if target is not None:
            query = (
                "SELECT subject FROM statement WHERE predicate = ? AND object = ? AND literal = 0 ORDER BY id"
            )
            values.append(target)
        return tuple(dict.fromkeys(subject for (subject,) in self.rows(query, *values)))

    @cached_property
    def _graphs(self) -> tuple[str, ...]:
        query = "SELECT graph FROM statement WHERE graph IS NOT NULL GROUP BY graph ORDER BY min(id)"
        return tuple(graph for (graph,) in self.rows(query))

    def graphs(self) -> tuple[str, ...]:
        """Return the named graphs, in the order of the files."""
        return self._graphs

    def shared(self) -> Iterable[str]:
        """Return the subjects of which more than one pack speaks, in the order of the files."""
        query = (
            "SELECT subject FROM statement JOIN file ON file.id = file"
            " GROUP BY subject HAVING min(layer) < max(layer) ORDER BY min(statement.id)"
        )
        return (subject for (subject,) in self.rows(query)) if self.layers > 1 else ()

    @property
    def layers(self) -> int:
        """How many packs there are with RDF in them."""
        return len({source.layer for source in self.sources})

    def place(self, statement: Statement) -> Place:
        """Return the file of a statement, and the line where it is written, as far as it can be told."""
        return place_in(self.sources, statement)

    def place_of(self, subject: str, *, prefer: int | None = None) -> Place:
        """Return where a node is written first as a subject, in the preferred file or in any."""
        return place_of_node(self.sources, subject, prefer=prefer)

    def layer_of(self, statement: Statement) -> int:
        """Return the pack in which a statement stands; 0 is the first."""
        return self.sources[statement.file].layer


def _statement(row: Sequence[Any]) -> Statement:
    return Statement(row[0], row[1], row[2], bool(row[3]), *row[4:])


# -- what later packs change ----------------------------------------------------------------------------


def _replace(stage: Stage) -> None:
    """Apply the replacements of each pack to the statements of the packs before it."""
    query = (
        f"SELECT {_COLUMNS} FROM statement JOIN file ON file.id = file"  # noqa: S608 - our own names
        " WHERE predicate = ? AND layer = ? ORDER BY statement.id"
    )
    for layer in sorted({source.layer for source in stage.sources}):
        found = {s.subject: s for s in map(_statement, stage.rows(query, layers.REPLACES, layer))}
        if found:
            stage.forget()
            _replace_in(stage, layer, found)


def _replace_in(stage: Stage, layer: int, replacing: Mapping[str, Statement]) -> None:
    base = stage.base
    removed: dict[tuple[str, str, str | None], None] = {}
    for node, statement in replacing.items():
        target = statement.object
        given = [s for s in stage.about(node) if s.predicate not in layers.NOT_VALUES]
        known = _known(stage, target, layer)
        if not (known and given):
            place = stage.place_of(node if not node.startswith("_:") else target, prefer=statement.file)
            raise layers.no_values(target, place) if known else layers.unknown_target(target, place)
        for s in given:
            removed.update(dict.fromkeys((target, s.predicate, language) for language in layers.languages(s)))
    for table in ("target", "added", "removed"):
        base.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    base.executemany("INSERT INTO target VALUES (?, ?)", ((n, s.object) for n, s in replacing.items()))
    base.executemany("INSERT INTO removed VALUES (?, ?, ?)", removed)
    base.execute(
        "INSERT INTO added SELECT id FROM statement WHERE subject IN (SELECT node FROM target)"
        " AND predicate NOT IN (?, ?)",
        layers.NOT_VALUES,
    )
    base.execute(
        "DELETE FROM statement WHERE subject IN (SELECT node FROM target) AND id NOT IN (SELECT id FROM added)"
    )
    base.execute(
        "DELETE FROM statement WHERE id IN (SELECT s.id FROM removed r CROSS JOIN statement s"
        " ON s.subject = r.subject AND s.predicate = r.predicate AND s.language IS r.language"
        " JOIN file ON file.id = s.file WHERE layer < ?) AND id NOT IN (SELECT id FROM added)",
        (layer,),
    )
    base.execute(
        "UPDATE statement SET object = (SELECT target FROM target WHERE node = object)"
        " WHERE literal = 0 AND object IN (SELECT node FROM target) AND id NOT IN (SELECT id FROM added)"
    )
    base.execute(
        "UPDATE statement SET subject = (SELECT target FROM target WHERE node = subject)"
        " WHERE id IN (SELECT id FROM added)"
    )


def _known(stage: Stage, node: str, layer: int) -> bool:
    """Whether a pack before this one says anything of a node."""
    query = "SELECT 1 FROM statement JOIN file ON file.id = file WHERE subject = ? AND layer < ? LIMIT 1"
    return next(stage.rows(query, node, layer), None) is not None


def _retire(base: sqlite3.Connection) -> frozenset[str]:
    query = "SELECT subject FROM statement WHERE predicate = ? AND object IN ('true', '1')"
    retired = sorted({subject for (subject,) in base.execute(query, (layers.RETIRED,))})
    for iri in retired:
        base.execute("DELETE FROM statement WHERE subject = ?", (iri,))
        base.execute("DELETE FROM statement WHERE object = ? AND literal = 0", (iri,))
    return frozenset(retired)


_ORPHANS = (
    "subject >= '_:' AND subject < '_;' AND NOT EXISTS"
    " (SELECT 1 FROM statement AS other WHERE other.object = statement.subject AND other.literal = 0)"
)


def _note_those_alone(base: sqlite3.Connection) -> None:
    """Note the blank nodes to which nothing ever referred: they are axioms by themselves."""
    base.execute(f"INSERT INTO alone SELECT DISTINCT subject FROM statement WHERE {_ORPHANS}")  # noqa: S608


def _drop_orphans(base: sqlite3.Connection) -> None:
    """Leave out the statements of blank nodes to which nothing refers any more."""
    query = f"DELETE FROM statement WHERE {_ORPHANS} AND subject NOT IN (SELECT node FROM alone)"  # noqa: S608
    while base.execute(query).rowcount > 0:
        pass
