"""Checks on provenance: every statement stands in the graph of a known section, every section is encoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.knowledge.graph import TYPE
from advisor.quality.material import Material
from advisor.quality.model import Found

FROM_HEADINGS = (TYPE, "skos:prefLabel", "skos:altLabel", "skos:broader", "mz:partOf", "mz:consistsOf")
"""What a heading alone can state, where the text below it is lost."""


def graphs(material: Material) -> Iterator[Found]:
    """Find graphs that no source lists, knowledge outside any graph, and text that cannot be quoted."""
    graph = material.graph
    for iri, statements in graph.by_graph.items():
        section = graph.sections.get(iri)
        if section is None:
            yield Found(
                "graph_without_section",
                {"graph": iri},
                graph.reading.place_of(iri, prefer=statements[0].file),
            )
        elif section.certainty == "stated" and graph.boolean(iri, "mz:missingText"):
            for s in statements:
                if s.predicate not in FROM_HEADINGS:
                    values = {"section": section.id, "node": s.subject, "property": s.predicate}
                    yield Found("lost_text_stated", values, graph.reading.place(s))
    for s in graph.reading.statements:
        if s.graph is None and s.subject in graph.concepts:
            yield Found("statement_without_source", {"node": s.subject}, graph.reading.place(s))


def coverage(material: Material) -> Iterator[Found]:
    """Find sections that no graph encodes, in documents that are encoded, and documents that are not."""
    graph = material.graph
    above = {iri: graph.value(iri, "dct:isPartOf") for iri in graph.of_type("mz:Section")}
    parents = set(above.values())
    encoded = set(graph.by_graph) | {
        iri for iri in above if any(g.startswith(f"{iri}.") for g in _parts(material))
    }
    of_document: dict[str, list[str]] = defaultdict(list)
    for iri in above:
        if iri in graph.sections:
            of_document[graph.sections[iri].document].append(iri)
    for document, sections in of_document.items():
        place = graph.reading.place_of(sections[0])
        if not any(iri in encoded for iri in sections):
            yield Found("document_not_encoded", {"document": document, "sections": len(sections)}, place)
            continue
        for iri in sections:
            if iri not in encoded and iri not in parents and not graph.boolean(iri, "mz:missingText"):
                values = {"section": graph.sections[iri].id, "title": _title(material, iri)}
                yield Found("section_without_graph", values, graph.reading.place_of(iri))


def _parts(material: Material) -> list[str]:
    """Return graphs that are a further part of a section and not one themselves."""
    listed = set(material.graph.of_type("mz:Section"))
    return [iri for iri in material.graph.by_graph if iri not in listed]


def _title(material: Material, iri: str) -> str:
    return next(iter(material.graph.texts(iri, "dct:title").values()), "")
