"""rdflib in memory: slow, and the measure of what the other stores must answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from advisor.errors import QueryError
from advisor.knowledge.rdf import Statement, expand
from advisor.knowledge.stores.guard import check
from advisor.knowledge.stores.interface import (
    Answer,
    Limits,
    Rows,
    Term,
    Triples,
    literal,
    skolemised,
    within,
)

if TYPE_CHECKING:
    from rdflib import Dataset


def dataset(statements: Iterable[Statement], prefixes: Mapping[str, str], *, skolem: bool = False) -> Dataset:
    """Return statements as a dataset whose default graph is the union of all its graphs.

    With ``skolem`` blank nodes are IRIs, as in the other stores.
    """
    from rdflib import Dataset

    made = Dataset(default_union=True)
    for prefix, namespace in prefixes.items():
        made.bind(prefix, namespace, override=True)
    for s in statements:
        graph = made.graph(_named(s.graph, prefixes, skolem)) if s.graph else made.default_graph
        subject = _named(s.subject, prefixes, skolem)
        graph.add((subject, _named(s.predicate, prefixes, skolem), target(s, prefixes, skolem=skolem)))
    return made


def _named(text: str, prefixes: Mapping[str, str], skolem: bool) -> Any:
    from rdflib import BNode, URIRef

    if text.startswith("_:"):
        return URIRef(skolemised(text)) if skolem else BNode(f"b{text[2:].replace('.', 'x')}")
    return URIRef(expand(text, prefixes))


def target(s: Statement, prefixes: Mapping[str, str], *, skolem: bool = False) -> Any:
    """Return the object of a statement as a term of rdflib, its text as it is written in the file."""
    from rdflib import Literal

    if not s.literal:
        return _named(s.object, prefixes, skolem)
    if s.language:
        return Literal(s.object, lang=s.language)
    if s.datatype is None or s.datatype == "xsd:string":
        return Literal(s.object)
    return Literal(s.object, datatype=_named(s.datatype, prefixes, skolem), normalize=False)


class ReferenceStore:
    """rdflib in this process."""

    def __init__(self, statements: Iterable[Statement], prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._data = dataset(statements, prefixes, skolem=True)

    def close(self) -> None:
        """Nothing is held."""

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
        """Answer a query; see `SparqlStore`."""
        check(text, self.prefixes)
        answer = within(limits.seconds, lambda: self._answer(text, limits))
        if answer is None:
            raise QueryError(f"the query took longer than {limits.seconds:g} seconds and was left")
        return answer

    def _answer(self, text: str, limits: Limits) -> Answer:
        from pyparsing.exceptions import ParseException

        try:
            result = self._data.query(text, initNs=dict(self.prefixes))
            if result.type == "ASK":
                return bool(result.askAnswer)
            found: list[Any] = list(islice(iter(result), limits.rows + 1))
        except ParseException as problem:
            raise QueryError(f"is not valid SPARQL: {problem}") from None
        except Exception as problem:  # rdflib raises whatever comes
            raise QueryError(f"the query cannot be answered: {problem}") from None
        cut = len(found) > limits.rows
        kept = found[: limits.rows]
        if result.type == "SELECT":
            names = tuple(str(v) for v in result.vars or ())
            rows = tuple(tuple(_term(v) for v in row) for row in kept)
            return Rows(names, rows, cut)
        triples = dict.fromkeys(tuple(_term(t) for t in triple) for triple in kept)
        return Triples(tuple((s, p, o) for s, p, o in triples if s and p and o), cut)


def _term(found: Any) -> Term | None:
    from rdflib import BNode, Literal

    if found is None:
        return None
    if isinstance(found, Literal):
        return literal(str(found), found.language, str(found.datatype) if found.datatype else None)
    return Term("blank" if isinstance(found, BNode) else "iri", str(found))
