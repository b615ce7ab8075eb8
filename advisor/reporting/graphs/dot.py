"""DOT, the language of Graphviz."""

from __future__ import annotations

from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Graph
from advisor.reporting.templates import printable


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the graph as DOT; nodes are named by their IRI and bear their label and kind."""
    del say, packs
    lines = [
        "digraph concepts {",
        '    graph [rankdir="LR", overlap="false"];',
        '    node [shape="box", style="rounded", fontname="Noto Sans CJK SC, Microsoft YaHei, sans-serif"];',
        '    edge [fontname="Noto Sans CJK SC, Microsoft YaHei, sans-serif", fontsize="10"];',
    ]
    for node in graph.nodes:
        bold = ', penwidth="2.5"' if node.iri == graph.centre else ""
        lines.append(
            f"    {quote(node.iri)} [label={quote(node.label)}, tooltip={quote(node.kind_label)}{bold}];"
        )
    lines += [
        f"    {quote(edge.subject)} -> {quote(edge.object)} [label={quote(edge.label)}];"
        for edge in graph.edges
    ]
    return ("\n".join([*lines, "}"]) + "\n").encode()


def quote(text: str) -> str:
    """Return a text as a quoted DOT string on one line; what looks like an escape of DOT's own is none."""
    line = " ".join(printable(text).split())
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
