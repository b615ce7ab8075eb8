"""Statements written out as RDF, by rdflib: the same statements give the same bytes.

Oxigraph is not used here: it would write 1.50 as 1.5 and language tags in lower case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from advisor.knowledge.rdf import Statement
from advisor.knowledge.stores.interface import Term


def turtle(triples: Iterable[tuple[Term, Term, Term]], prefixes: Mapping[str, str]) -> str:
    """Return triples as Turtle."""
    from rdflib import Graph

    graph = Graph()
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, override=True)
    for subject, predicate, target in triples:
        graph.add((_node(subject), _node(predicate), _node(target)))
    return _ended(str(graph.serialize(format="turtle")))


def _node(term: Term) -> Any:
    from rdflib import BNode, Literal, URIRef

    if term.kind == "literal":
        datatype = URIRef(term.datatype) if term.datatype else None
        return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    return BNode(term.value) if term.kind == "blank" else URIRef(term.value)


FLAT: Mapping[str, str] = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml"}
"""Formats of one graph, by ending: the union of all sections."""
NAMED: Mapping[str, str] = {".trig": "trig", ".nq": "nquads", ".jsonld": "json-ld"}
"""Formats that keep the section of each statement."""


def written(
    statements: Iterable[Statement], prefixes: Mapping[str, str], ending: str, *, flat: bool = False
) -> str:
    """Return statements in the format of an ending; ``flat`` leaves sections out where the format has them."""
    from advisor.knowledge.stores.reference import dataset

    kept = [s._replace(graph=None) for s in statements] if flat or ending in FLAT else list(statements)
    data = dataset(dict.fromkeys(kept), prefixes)
    form = FLAT.get(ending) or NAMED[ending]
    if ending in FLAT:
        text = str(data.default_graph.serialize(format=form))
    else:
        more: dict[str, Any] = {"auto_compact": True} if form == "json-ld" else {}
        text = str(data.serialize(None, form, None, None, **more))
    return _ORDERED.get(form, _ended)(text)


def _lines(text: str) -> str:
    return "".join(sorted(f"{line}\n" for line in text.splitlines() if line.strip()))


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _sorted_json(text: str) -> str:
    import json

    def order(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: order(value[key]) for key in sorted(value)}
        if isinstance(value, list):
            found = [order(item) for item in value]
            return sorted(found, key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))
        return value

    return json.dumps(order(json.loads(text)), ensure_ascii=False, indent=1) + "\n"


_ORDERED: Mapping[str, Callable[[str], str]] = {"nt": _lines, "nquads": _lines, "json-ld": _sorted_json}
