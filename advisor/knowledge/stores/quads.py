"""Statements as the quads of Oxigraph, and back into terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from advisor.knowledge.rdf import Statement, expand
from advisor.knowledge.stores.interface import Term, literal, skolemised

if TYPE_CHECKING:
    from pyoxigraph import Quad


_REMEMBERED = 100_000
"""Nodes that are kept for the statements to come; a pack that names more shall not fill the memory."""


def quads(statements: Iterable[Statement], prefixes: Mapping[str, str], *, union: bool) -> Iterator[Quad]:
    """Give each statement in its named graph, or in the default graph where it stands in none.

    Blank nodes become IRIs. With ``union`` each is given in the default graph as well, so that this holds
    everything once: a store keeps a triple that two sections state as one there.
    """
    from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

    nodes: dict[str, Any] = {}
    default = DefaultGraph()

    def node(text: str) -> Any:
        if text not in nodes:
            if len(nodes) >= _REMEMBERED:
                nodes.clear()
            iri = skolemised(text) if text.startswith("_:") else expand(text, prefixes)
            nodes[text] = NamedNode(iri)
        return nodes[text]

    for s in statements:
        target: Any
        if not s.literal:
            target = node(s.object)
        elif s.language:
            target = Literal(s.object, language=s.language)
        else:
            target = Literal(s.object, datatype=node(s.datatype or ""))
        subject, predicate = node(s.subject), node(s.predicate)
        if s.graph is not None:
            yield Quad(subject, predicate, target, node(s.graph))
        if union or s.graph is None:
            yield Quad(subject, predicate, target, default)


def term(found: Any) -> Term | None:
    """Return a term of Oxigraph as a plain value; None stays None (an unbound variable)."""
    if found is None:
        return None
    name = type(found).__name__
    if name == "Literal":
        return literal(found.value, found.language, found.datatype.value)
    return Term("iri" if name == "NamedNode" else "blank", found.value)
