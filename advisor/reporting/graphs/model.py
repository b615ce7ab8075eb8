"""Concepts and the statements between them, with everything that a file about them says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.knowledge.model import Concept, Relation, Text, text_in
from advisor.knowledge.neighbourhood import Neighbourhood
from advisor.knowledge.relations import all_relations
from advisor.knowledge.store import Knowledge


@dataclass(frozen=True)
class Node:
    """A concept. ``distance`` counts steps from the centre, where the graph has one."""

    iri: str
    label: str
    kind: str
    kind_label: str
    definition: str
    labels: Text
    definitions: Text
    alternatives: Mapping[str, tuple[str, ...]]
    sections: tuple[str, ...]
    distance: int | None = None


@dataclass(frozen=True)
class Edge:
    """A statement between two concepts of the graph; ``label`` is the relation's name."""

    subject: str
    predicate: str
    label: str
    object: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """Concepts and statements in a language. ``left_out`` counts statements that a limit kept out.

    ``kinds`` are all kinds of the knowledge in the order of the vocabulary; ``sections`` gives the title of each
    section that is cited, with that of its document.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    language: str
    kinds: tuple[str, ...]
    sections: Mapping[str, tuple[str, str]]
    centre: str | None = None
    left_out: int = 0

    def node(self, iri: str) -> Node:
        """Return the concept of an IRI that is in the graph."""
        return next(node for node in self.nodes if node.iri == iri)


def around_concept(knowledge: Knowledge, around: Neighbourhood, language: str) -> Graph:
    """Return a neighbourhood as a graph: its centre first, then the others by distance."""
    distance = {around.centre: 0}
    for neighbour in sorted((*around.ways, *around.neighbours), key=lambda n: n.distance):
        distance.setdefault(neighbour.iri, neighbour.distance)
    relations = dict.fromkeys(n.relation for n in (*around.ways, *around.neighbours))
    return _graph(knowledge, distance, relations, language, around.centre, around.left_out)


def whole(knowledge: Knowledge, language: str) -> Graph:
    """Return all concepts with all statements between them, in the order of the ontology's files."""
    concepts = dict.fromkeys(concept.iri for concept in knowledge.concepts())
    return _graph(knowledge, concepts, all_relations(knowledge), language, None, 0)


def _graph(
    knowledge: Knowledge,
    distance: Mapping[str, int | None],
    relations: Iterable[Relation],
    language: str,
    centre: str | None,
    left_out: int,
) -> Graph:
    nodes = [
        _node(knowledge, concept, language, steps)
        for iri, steps in distance.items()
        if (concept := knowledge.concept(iri)) is not None
    ]
    edges = [
        Edge(r.subject, r.predicate, knowledge.predicate_label(r.predicate, language), r.object, r.sections)
        for r in relations
    ]
    cited = {section for node in nodes for section in node.sections}
    cited.update(section for edge in edges for section in edge.sections)
    titles = {
        s.id: (text_in(s.document_titles, language), text_in(s.titles, language))
        for s in knowledge.sections()
        if s.id in cited
    }
    kinds = [
        iri for (iri,) in knowledge.rows("SELECT iri FROM concept WHERE kind = 'owl:Class' ORDER BY position")
    ]
    return Graph(tuple(nodes), tuple(edges), language, tuple(kinds), titles, centre, left_out)


def _node(knowledge: Knowledge, concept: Concept, language: str, distance: int | None) -> Node:
    return Node(
        iri=concept.iri,
        label=concept.label(language),
        kind=concept.kind,
        kind_label=knowledge.class_label(concept.kind, language),
        definition=text_in(concept.definitions, language),
        labels=concept.labels,
        definitions=concept.definitions,
        alternatives=concept.alternatives,
        sections=concept.sections,
        distance=distance,
    )
