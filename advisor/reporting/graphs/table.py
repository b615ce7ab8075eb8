"""A table of concepts as CSV: names in every language, other names, definitions, sections."""

from __future__ import annotations

import csv
import io

from advisor.knowledge.model import LANGUAGES
from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.graphs.model import Graph, Node
from advisor.spreadsheet import no_formula

COLUMNS = (
    "iri",
    "kind",
    *(f"label_{language}" for language in LANGUAGES),
    *(f"alternatives_{language}" for language in LANGUAGES),
    *(f"definition_{language}" for language in LANGUAGES),
    "sections",
)
BETWEEN = " | "
"""What stands between several names in one cell."""


def render(graph: Graph, say: Phrases, packs: Packs) -> bytes:
    """Return the graph's concepts as CSV in UTF-8, a row each; statements are not in it."""
    del say, packs
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for node in graph.nodes:
        writer.writerow([no_formula(text) for text in _row(node)])
    return stream.getvalue().encode()


def _row(node: Node) -> list[str]:
    return [
        node.iri,
        node.kind,
        *(node.labels.get(language, "") for language in LANGUAGES),
        *(BETWEEN.join(node.alternatives.get(language, ())) for language in LANGUAGES),
        *(node.definitions.get(language, "") for language in LANGUAGES),
        " ".join(node.sections),
    ]
