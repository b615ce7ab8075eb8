"""GraphML, as Gephi, yEd and networkx open it: concepts and statements with their attributes as text."""

from __future__ import annotations

from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Graph
from advisor.reporting.templates import printable


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the graph as GraphML; statements keep their direction, and several may join the same concepts."""
    import io

    import networkx

    del say, packs
    network = networkx.MultiDiGraph()
    for node in graph.nodes:
        values = {
            "label": node.label,
            "kind": node.kind,
            "kind_label": node.kind_label,
            "definition": node.definition,
            "sections": " ".join(node.sections),
        }
        distance = {} if node.distance is None else {"distance": node.distance}
        network.add_node(node.iri, **{k: printable(v) for k, v in values.items()}, **distance)
    for place, edge in enumerate(graph.edges):
        network.add_edge(
            edge.subject,
            edge.object,
            key=f"e{place}",
            label=printable(edge.label),
            predicate=edge.predicate,
            sections=" ".join(edge.sections),
        )
    stream = io.BytesIO()
    networkx.write_graphml_xml(network, stream, prettyprint=True)
    return stream.getvalue()
