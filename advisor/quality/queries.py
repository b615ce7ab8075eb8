"""Checks written as SPARQL: one ``.rq`` file each below ``ontology/checks``, its name the check's id.

A query selects ``?node``, where it can ``?property`` and ``?value`` (the issue then points at that
statement), and whatever else its message wants; each row is an issue. The message is the phrase
``quality.ID`` of the pack's catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.rdf import PREFIXES, Statement, expand
from advisor.pack import Packs
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.yamltext import decode, read_bytes

if TYPE_CHECKING:
    from pyoxigraph import Store

_NOISE = re.compile(r"#[^\n]*|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>")
_FORBIDDEN = re.compile(r"\b(service|from|insert|delete|load|clear|drop|construct|describe)\b", re.IGNORECASE)
MAX_ROWS = 1000


def files(packs: Packs) -> dict[str, Path]:
    """Return the queries by id; a later pack's file stands instead of an earlier one of the same name."""
    return {
        path.stem: path
        for pack, path in packs.files("ontology", ".rq")
        if path.parent == pack.root / "ontology" / "checks"
    }


def names(packs: Packs) -> Iterable[str]:
    """Return the ids of the checks that packs write as queries."""
    return sorted(files(packs))


def answers(material: Material) -> Iterator[Found]:
    """Run every query and give each row as an issue."""
    queries = files(material.packs)
    if not queries:
        return
    store = as_store(material)
    for name in sorted(queries):
        yield from _rows(name, queries[name], store, material)


def _rows(name: str, path: Path, store: Store, material: Material) -> Iterator[Found]:
    place = Place(str(path))
    try:
        text = decode(read_bytes(path, error=KnowledgeError), str(path), error=KnowledgeError)
    except KnowledgeError as fault:
        yield Found("query", place=fault.place, message=fault.message, remedy=fault.remedy)
        return
    forbidden = _FORBIDDEN.search(_NOISE.sub(" ", text))
    if forbidden:
        yield Found("query", {"problem": f"{forbidden[0].upper()}"}, place)
        return
    from pyoxigraph import QuerySolutions

    try:
        result = store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
    except (SyntaxError, ValueError, OSError) as problem:
        yield Found("query", {"problem": str(problem)}, place)
        return
    if not isinstance(result, QuerySolutions):
        yield Found("query", {"problem": "SELECT"}, place)
        return
    variables = [v.value for v in result.variables]
    compact = _compactor(material)
    rows: set[tuple[str, ...]] = set()
    for row in result:
        rows.add(tuple(compact(row[v]) for v in variables))
        if len(rows) >= MAX_ROWS:
            break
    for row_ in sorted(rows):
        values = dict(zip(variables, row_, strict=True))
        values["node"] = material.owner(values.get("node", ""))
        yield Found(name, values, _place(values, material) or place)


def _place(values: Mapping[str, str], material: Material) -> Place | None:
    """Return where the statement of a row stands, or where its node is written first."""
    node, graph = values["node"], material.graph
    if not node:
        return None
    said = [s for s in graph.by_subject.get(node, ()) if s.predicate == values.get("property")]
    exact = [s for s in said if s.object == values.get("value")]
    if said:
        return graph.reading.place((exact or said)[-1])
    if node.startswith(("http:", "https:")):  # what no prefix shortens is written in angle brackets
        return graph.reading.place_of(f"<{node}>")
    return material.place_of(node) if node in graph.by_subject or node in graph.by_graph else None


def _compactor(material: Material) -> Any:
    from advisor.knowledge.rdf import compactor

    shorten = compactor(material.graph.reading.prefixes)

    def compact(term: Any) -> str:
        value = getattr(term, "value", None)
        if value is None:
            return ""
        kind = type(term).__name__
        return (
            shorten(value) if kind == "NamedNode" else unblank(value) if kind == "BlankNode" else str(value)
        )

    return compact


def unblank(name: str) -> str:
    """Return the name of a blank node here from that which it has in a store."""
    return f"_:{name[1:].replace('x', '.')}"


def as_store(material: Material) -> Store:
    """Return the statements that stand as a store in memory, each in its graph."""
    from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

    prefixes = material.graph.reading.prefixes
    nodes: dict[str, Any] = {}

    def node(text: str) -> Any:
        if text not in nodes:
            blank = text.startswith("_:")
            nodes[text] = (
                BlankNode("b" + text[2:].replace(".", "x")) if blank else NamedNode(expand(text, prefixes))
            )
        return nodes[text]

    def target(s: Statement) -> Any:
        if not s.literal:
            return node(s.object)
        return (
            Literal(s.object, language=s.language)
            if s.language
            else Literal(s.object, datatype=node(s.datatype or ""))
        )

    store = Store()
    default = DefaultGraph()
    store.bulk_extend(
        Quad(node(s.subject), node(s.predicate), target(s), node(s.graph) if s.graph else default)
        for s in material.graph.reading.statements
    )
    return store
