"""Checks on relations: they join what the vocabulary says they join, and hierarchies have no circles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from advisor.knowledge.graph import CONCEPT, TYPE, Graph
from advisor.knowledge.rdf import Statement
from advisor.quality.material import Material
from advisor.quality.model import Found

HIERARCHIES = ("skos:broader", "rdfs:subClassOf", "dct:isPartOf")
"""Borrowed relations that must not run in a circle; of the vocabulary's own, those that say so by an axiom."""

NO_CIRCLE = ("owl:AsymmetricProperty", "owl:TransitiveProperty")
"""Characteristics of relations that order things: before and after, part and whole."""

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
    """Find statements whose subject or object is not of the class, or the value not of the type, declared.

    Code, since a query over every statement with the superclasses of both its ends takes as long as all
    other queries together, and since how a value of a datatype is written is no matter of triples.
    """
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
    """Return whether a node is of a class, or of one of a union's.

    What is nowhere defined is reported as such and passes here, and so does everything where anything may
    stand.
    """
    own = graph.objects(iri, TYPE)
    return (
        not own
        or wanted in ANYTHING
        or any(graph.is_a(kind, one) for kind in own for one in _classes(graph, wanted))
        or (wanted == CONCEPT and iri in graph.ancestors)
    )


ANYTHING = ("owl:Thing", "rdfs:Resource")


def _classes(graph: Graph, wanted: str) -> Iterator[str]:
    """Give a class, or the members of the union that a nameless one is."""
    if not wanted.startswith("_:"):
        yield wanted
        return
    node = graph.value(wanted, "owl:unionOf")
    while node is not None and node != "rdf:nil":
        yield from graph.objects(node, "rdf:first")
        node = graph.value(node, "rdf:rest")


def _misfit(name: str, s: Statement, wanted: str, node: str, graph: Graph) -> Found:
    have = ", ".join(graph.objects(node, TYPE)) if not s.literal or name == "domain" else (s.datatype or "")
    shown = " / ".join(_classes(graph, wanted))
    values = {"property": s.predicate, "subject": s.subject, "node": node, "wanted": shown, "have": have}
    return Found(name, values, graph.reading.place(s))


def cycles(material: Material) -> Iterator[Found]:
    """Find circles in hierarchies, in what is part of what, and in what must come before what.

    Code, since a query can say that a node reaches itself but not by which way.
    """
    graph = material.graph
    ordering = [
        p for p in graph.of_type("owl:ObjectProperty") if set(NO_CIRCLE) & set(graph.objects(p, TYPE))
    ]
    for predicate in (*HIERARCHIES, *ordering):
        inverses = {*graph.objects(predicate, "owl:inverseOf"), *_inverse_to(graph, predicate)}
        edges: dict[str, set[str]] = {}
        stated: dict[tuple[str, str], Statement] = {}
        for s in graph.reading.statements:
            if s.literal or (s.predicate != predicate and s.predicate not in inverses):
                continue
            ends = (s.subject, s.object) if s.predicate == predicate else (s.object, s.subject)
            edges.setdefault(ends[0], set()).add(ends[1])
            stated.setdefault(ends, s)
        for circle in circles(edges):
            yield Found(
                "cycle",
                {"property": predicate, "nodes": " → ".join(circle)},
                graph.reading.place(stated[circle[0], circle[1]]),
            )


def _inverse_to(graph: Graph, predicate: str) -> Iterator[str]:
    """Give the properties that are declared the inverse of this one."""
    for s in graph.reading.statements:
        if s.predicate == "owl:inverseOf" and s.object == predicate:
            yield s.subject


def clusters(material: Material) -> Iterator[Found]:
    """Find groups of concepts that no relation joins to the rest: nothing leads there and nothing out.

    A single concept without relations is an orphan and reported as such. Code, since a query that follows
    every relation from every concept takes minutes.
    """
    graph = material.graph
    group = {iri: iri for iri in graph.concepts}

    def first(iri: str) -> str:
        while group[iri] != iri:
            group[iri] = group[group[iri]]
            iri = group[iri]
        return iri

    for s in graph.reading.statements:
        if not s.literal and s.subject in group and s.object in group:
            group[first(s.subject)] = first(s.object)
    members: dict[str, list[str]] = {}
    for iri in graph.concepts:
        members.setdefault(first(iri), []).append(iri)
    by_size = sorted(members.values(), key=len, reverse=True)
    for cluster in by_size[1:]:
        if len(cluster) > 1:
            nodes = ", ".join(cluster[:_SHOWN]) + (", …" if len(cluster) > _SHOWN else "")
            values = {"count": len(cluster), "nodes": nodes}
            yield Found("disconnected", values, graph.reading.place_of(cluster[0]))


_SHOWN = 6
"""How many concepts of a cluster a message names."""


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
