"""The neighbourhood of a concept as one HTML page: the picture, and every statement with its sections."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Edge, Graph
from advisor.reporting.graphs.svg import picture, svg
from advisor.reporting.templates import environment, printable, run, template_sources


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the page: one file without script and outside resource, to be sent or printed."""
    assert graph.centre is not None
    drawn = picture(graph, say)
    env = environment(template_sources(packs, "graphs"), xml=True, cache=packs.cache_folder())
    text = run(
        env,
        "page.html.j2",
        "reports/graphs",
        language=graph.language,
        title=drawn.title,
        picture=Markup(svg(drawn, packs)),  # noqa: S704 - rendered by an environment that escapes
        rows=[_row(graph, edge, say) for edge in graph.edges],
        left_out=say("neighbors.cut", n=graph.left_out) if graph.left_out else "",
        headings=[say(f"column.{key}") for key in ("subject", "relation", "object", "sections")],
        statements=say("picture.statements", n=len(graph.edges)),
    )
    return text.encode()


def _row(graph: Graph, edge: Edge, say: Phrases) -> dict[str, Any]:
    one, other = graph.node(edge.subject), graph.node(edge.object)
    sections = []
    for name in edge.sections:
        document, title = graph.sections.get(name, ("", ""))
        text = say("picture.section", document=document, title=title) if document else ""
        sections.append({"id": name, "title": printable(text)})
    return {
        "subject": printable(one.label),
        "subject_kind": printable(one.kind_label),
        "relation": printable(edge.label),
        "object": printable(other.label),
        "object_kind": printable(other.kind_label),
        "sections": sections,
    }
