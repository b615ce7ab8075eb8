"""Checks on relations: they join what the vocabulary says they join, and hierarchies have no circles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from advisor.knowledge.graph import CONCEPT, TYPE, Graph
from advisor.knowledge.rdf import Statement
from advisor.quality.material import Material
from advisor.quality.model import Found

ACYCLIC = ("skos:broader", "mz:partOf", "mz:prerequisite", "mz:precedes", "rdfs:subClassOf")

_LEXICAL: Mapping[str, re.Pattern[str]] = {
    "xsd:boolean": re.compile(r"true|false|0|1"),
    "xsd:integer": re.compile(r"[-+]?\d+"),
    "xsd:decimal": re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)"),
    "xsd:date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "xsd:gYear": re.compile(r"-?\d{4}"),
}
_NARROWER = {"xsd:decimal": ("xsd:integer",)}
"""Datatypes whose values another one takes as well."""


def domains_and_ranges(material: Material) -> Iterator[Found]:
    """Find statements whose subject or object is not of the class, or the value not of the type, declared."""
    graph = material.graph
    rules = {
        p: (graph.value(p, "rdfs:domain"), graph.value(p, "rdfs:range"))
        for kind in ("owl:ObjectProperty", "owl:DatatypeProperty")
        for p in graph.of_type(kind)
    }
    for s in graph.reading.statements:
        domain, range_ = rules.get(s.predicate, (None, None))
        if domain and not s.subject.startswith("_:") and not _is(graph, s.subject, domain):
            yield _misfit("domain", s, domain, s.subject, graph)
        if not range_:
            continue
        if s.literal:
            yield from _value(graph, s, range_)
        elif range_.startswith(("xsd:", "rdf:langString")):
            yield _misfit("datatype", s, range_, s.object, graph)
        elif not s.object.startswith("_:") and not _is(graph, s.object, range_):
            yield _misfit("range", s, range_, s.object, graph)


def _value(graph: Graph, s: Statement, range_: str) -> Iterator[Found]:
    if range_ == "rdf:langString":
        fits = s.language is not None
    elif range_.startswith("xsd:"):
        fits = s.datatype in (range_, *_NARROWER.get(range_, ())) and is_lexical(s.object, range_)
    else:
        fits = False
    if not fits:
        yield _misfit("datatype", s, range_, s.object, graph)


def is_lexical(text: str, datatype: str) -> bool:
    """Return whether a text is a way of writing a value of that datatype."""
    return datatype not in _LEXICAL or _LEXICAL[datatype].fullmatch(text) is not None


def _is(graph: Graph, iri: str, wanted: str) -> bool:
    """Return whether a node is of a class. What is nowhere defined is reported as such, and passes here."""
    own = graph.objects(iri, TYPE)
    return (
        not own
        or any(graph.is_a(kind, wanted) for kind in own)
        or (wanted == CONCEPT and iri in graph.ancestors)
    )


def _misfit(name: str, s: Statement, wanted: str, node: str, graph: Graph) -> Found:
    have = ", ".join(graph.objects(node, TYPE)) if not s.literal or name == "domain" else (s.datatype or "")
    values = {"property": s.predicate, "subject": s.subject, "node": node, "wanted": wanted, "have": have}
    return Found(name, values, graph.reading.place(s))


def cycles(material: Material) -> Iterator[Found]:
    """Find circles in hierarchies and in what must come before what."""
    graph = material.graph
    for predicate in ACYCLIC:
        edges: dict[str, set[str]] = {}
        for s in graph.reading.statements:
            if s.predicate == predicate and not s.literal:
                edges.setdefault(s.subject, set()).add(s.object)
        for circle in circles(edges):
            yield Found(
                "cycle",
                {"property": predicate, "nodes": " → ".join(circle)},
                graph.reading.place(graph.statements(circle[0], predicate)[0]),
            )


def circles(edges: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Give the circles of a directed graph, one for each edge that closes one, first node repeated at the end."""
    left = {node: sorted(targets) for node, targets in sorted(edges.items())}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as problem:
            nodes: list[str] = list(problem.args[1])[::-1]
            start = nodes.index(min(nodes))
            circle = [*nodes[:-1][start:], *nodes[:-1][:start]] if start < len(nodes) - 1 else nodes[:-1]
            circle.append(circle[0])
            # The sorter reads an edge as "comes after", so a circle may come out in either direction.
            if circle[1] not in left.get(circle[0], ()):
                circle.reverse()
            left[circle[0]] = [t for t in left[circle[0]] if t != circle[1]]
            yield circle
        else:
            return
