"""Mermaid, as GitHub, GitLab and many note-taking programs draw it."""

from __future__ import annotations

import re

from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Graph
from advisor.reporting.templates import printable

_SPECIAL = re.compile(r"[^\w \-,.;/()\[\]（）：；，。、·《》“”！？…]")


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the graph as a Mermaid flowchart; the centre is drawn with a thick border."""
    del say, packs
    names = {node.iri: f"n{place}" for place, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [f'    {names[node.iri]}["{escape(node.label)}"]' for node in graph.nodes]
    lines += [
        f'    {names[edge.subject]} -->|"{escape(edge.label)}"| {names[edge.object]}' for edge in graph.edges
    ]
    if graph.centre is not None:
        lines.append(f"    style {names[graph.centre]} stroke-width:3px")
    return ("\n".join(lines) + "\n").encode()


def escape(text: str) -> str:
    """Return a text for inside Mermaid's quotation marks: whatever it could take for markup as `#code;`."""
    line = " ".join(printable(text).split())
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", line) or " "
