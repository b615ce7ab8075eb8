"""JSON-LD 1.1: nodes by graph, with the prefixes as the context. Values keep their text as it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from advisor.knowledge.rdf import Statement
from advisor.knowledge.writing.lines import PLAIN, blank_label

_DELIMITERS = tuple(":/?#[]@")
"""A namespace that ends otherwise must be said to be a prefix (JSON-LD 1.1, 4.4)."""


def write(statements: list[Statement], prefixes: Mapping[str, str], named: bool) -> str:
    """Return statements as one document: the nodes of the default graph, then a node for each named graph."""
    graphs: dict[str | None, dict[str, dict[str, Any]]] = {None: {}}
    used: set[str] = set()

    def node(text: str) -> str:
        if text.startswith("_:"):
            return blank_label(text)
        used.add(text.partition(":")[0])
        return text

    for s in statements:
        nodes = graphs.setdefault(s.graph, {})
        entry = nodes.setdefault(s.subject, {"@id": node(s.subject)})
        if s.predicate == "rdf:type" and not s.literal:
            entry.setdefault("@type", []).append(node(s.object))
        else:
            entry.setdefault(node(s.predicate), []).append(_value(s, node))
    content = list(graphs.pop(None).values())
    content += [{"@id": node(str(graph)), "@graph": list(nodes.values())} for graph, nodes in graphs.items()]
    context = {
        name: prefixes[name]
        if prefixes[name].endswith(_DELIMITERS)
        else {"@id": prefixes[name], "@prefix": True}
        for name in sorted(used & set(prefixes))
    }
    document = {"@context": context, "@graph": content}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _value(s: Statement, node: Any) -> dict[str, Any]:
    if not s.literal:
        return {"@id": node(s.object)}
    if s.language:
        return {"@value": s.object, "@language": s.language}
    return {"@value": s.object} if s.datatype in PLAIN else {"@value": s.object, "@type": node(s.datatype)}
