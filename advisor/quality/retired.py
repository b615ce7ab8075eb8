"""Checks on what later packs take out of use."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.layers import RETIRED
from advisor.quality.material import Material
from advisor.quality.model import Found


def used(material: Material) -> Iterator[Found]:
    """Find statements about a retired concept in the pack that retires it or a later one.

    Such a statement is dropped in silence, which nobody who writes it can want. Code, since neither what was
    dropped nor which pack a statement comes from is in the graph that a query sees.
    """
    reading = material.reading
    retired = material.retired
    layers = [source.layer for source in reading.sources]
    since = {
        s.subject: layers[s.file]
        for s in reading.statements
        if s.predicate == RETIRED and s.subject in retired
    }
    for s in reading.statements:
        node = s.subject if s.subject in since else s.object
        if node in since and s.predicate != RETIRED and layers[s.file] >= since[node] and not s.literal:
            values = {"node": node, "subject": s.subject, "property": s.predicate}
            yield Found("retired_used", values, reading.place(s))
