"""The store on disk: Oxigraph over a folder that is compiled once for each revision of the packs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeError, Place, QueryError
from advisor.knowledge.stores.guard import check, expanded
from advisor.knowledge.stores.interface import Answer, Limits, Rows, Triples, within
from advisor.pack import Packs
from advisor.progress import Report, part, silent

if TYPE_CHECKING:
    from pyoxigraph import Store

FOLDER = "statements.oxigraph"
_PREFIXES = "prefixes.json"


def open_store(packs: Packs, report: Report = silent) -> EmbeddedStore:
    """Open the store of these packs, compiling it where this revision has none yet.

    ``report`` is told how far the compilation has come.

    Raises KnowledgeError, with file and line, where the ontology cannot be read.
    """
    from pyoxigraph import Store

    def compiled() -> Path:
        return packs.compiled_folder(FOLDER, lambda folder: build(packs, folder, report))

    try:
        return EmbeddedStore(Store.read_only(str(compiled())), prefixes_of(packs))
    except (OSError, RuntimeError):
        # A damaged folder in the cache is no reason to fail: it is built anew.
        shutil.rmtree(packs.cache_folder() / FOLDER, ignore_errors=True)
    path = compiled()
    try:
        return EmbeddedStore(Store.read_only(str(path)), prefixes_of(packs))
    except (OSError, RuntimeError) as problem:
        raise KnowledgeError(
            f"the compiled store cannot be read: {problem}",
            place=Place(str(path)),
            remedy="delete this folder; it is built anew",
        ) from None


def build(packs: Packs, folder: Path, report: Report = silent) -> None:
    """Fill a folder with the statements that stand: all in the default graph, and each in its section's."""
    from pyoxigraph import Store

    from advisor.knowledge.stores.quads import quads
    from advisor.knowledge.stores.standing import standing

    with standing(packs, folder.parent, part(report, 0.0, _STAGED), derived=True) as found:
        store = Store(str(folder))
        waiting = quads(found.statements, found.prefixes, union=True)
        loaded, loading = 0, part(report, _STAGED, _LOADED)
        while batch := list(islice(waiting, _AT_ONCE)):
            store.bulk_extend(batch)
            loaded += len(batch)
            loading(min(1.0, loaded / (2 * found.size or 1)))
    store.optimize()
    store.flush()
    report(1.0)


_AT_ONCE = 250_000
"""Quads that are loaded at a time: the loader holds them all in memory."""
_STAGED, _LOADED = 0.4, 0.9
"""About these shares of the time are gone when the statements are staged, and when they are in the store."""


def prefixes_of(packs: Packs) -> dict[str, str]:
    """Return the prefixes that the packs declare, found once for each revision."""

    def make() -> dict[str, str]:
        from advisor.knowledge.rdf import declared_prefixes

        return declared_prefixes(packs)

    found: dict[str, str] = packs.compiled_json(_PREFIXES, make)
    return found


class EmbeddedStore:
    """Oxigraph in this process."""

    def __init__(self, store: Store, prefixes: Mapping[str, str]) -> None:
        self._store: Store | None = store
        self.prefixes = prefixes

    def close(self) -> None:
        """Let go of the files."""
        self._store = None

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
        """Answer a query; see `SparqlStore`."""
        check(text, self.prefixes)
        answer = within(limits.seconds, lambda: self._answer(text, limits))
        if answer is None:
            raise QueryError(
                f"the query took longer than {limits.seconds:g} seconds and was ended",
                remedy="ask for less, put the narrowest pattern first, or raise --timeout",
            )
        return answer

    def _answer(self, text: str, limits: Limits) -> Answer:
        from pyoxigraph import QueryBoolean, QuerySolutions

        from advisor.knowledge.stores.quads import term

        if self._store is None:
            raise QueryError("the store is closed")
        try:
            result: Any = self._store.query(expanded(text, self.prefixes), prefixes=dict(self.prefixes))
            if isinstance(result, QueryBoolean):
                return bool(result)
            found = list(islice(result, limits.rows + 1))
        except SyntaxError as problem:
            raise _syntax(problem) from None
        except (ValueError, OSError) as problem:
            raise QueryError(f"the query cannot be answered: {problem}") from None
        cut = len(found) > limits.rows
        kept = found[: limits.rows]
        if isinstance(result, QuerySolutions):
            names = tuple(v.value for v in result.variables)
            return Rows(names, tuple(tuple(term(row[name]) for name in names) for row in kept), cut)
        triples = dict.fromkeys((term(t.subject), term(t.predicate), term(t.object)) for t in kept)
        return Triples(tuple((s, p, o) for s, p, o in triples if s and p and o), cut)


_POSITION = re.compile(r"(?:error at )?(\d+):(\d+): ")
_TOO_MUCH = 60
"""A list of what could stand there that is longer than this says nothing to a person."""


def _syntax(problem: SyntaxError) -> QueryError:
    """Return a parser's complaint with its line and column."""
    message = str(problem.msg).strip()
    found = _POSITION.match(message)
    place = Place("query", int(found[1]), int(found[2])) if found else None
    expected = message[found.end() :] if found else message
    what = f": {expected}" if len(expected) <= _TOO_MUCH else ""
    return QueryError(
        f"is not valid SPARQL{what}",
        place=place,
        remedy="check the braces, dots and names there and just before it",
    )
