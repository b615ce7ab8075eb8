"""Write concepts and the statements between them in forms that other programs open, one module for each form.

A `Graph` is all of the knowledge or the neighbourhood of a concept. `FORMATS` says what can be written, by the
ending of the file.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from advisor.errors import UsageError
from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Graph

# ending -> module with a function `render(graph, say, packs) -> bytes`
FORMATS: dict[str, str] = {
    ".svg": "svg",
    ".html": "page",
    ".graphml": "graphml",
    ".mmd": "mermaid",
    ".dot": "dot",
    ".csv": "table",
}
PICTURES = (".svg", ".html")
"""Forms that show a neighbourhood; all of the knowledge in one picture could not be read."""


def render(graph: Graph, ending: str, say: Phrases, packs: Packs) -> bytes:
    """Return a graph as the bytes of a file with that ending; the same graph gives the same bytes.

    Raises UsageError where the ending names no form, or a picture is asked of a graph without a centre.
    """
    if ending not in FORMATS:
        raise UsageError(f"'{ending}' names no format of a graph", remedy=f"use {', '.join(FORMATS)}")
    if ending in PICTURES and graph.centre is None:
        raise UsageError(
            "a picture shows the neighbourhood of one concept", remedy="use 'advisor neighbors NAME -o FILE'"
        )
    module = importlib.import_module(f"advisor.reporting.graphs.{FORMATS[ending]}")
    write: Callable[[Graph, Phrases, Packs], bytes] = module.render
    return write(graph, say, packs)
