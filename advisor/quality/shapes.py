"""The contract in SHACL: ``ontology/shapes.ttl``, checked with pySHACL over all that stands.

Shapes say in `sh:message`, in each language, what must hold; where a shape's message has none, pySHACL's
own is shown. Classes of subjects and objects are checked from the vocabulary, for every property; what
shapes say about them serves other tools.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.rdf import PREFIXES, Statement, compactor, expand
from advisor.quality.material import Material
from advisor.quality.model import Found, Severity
from advisor.yamltext import decode, read_bytes

if TYPE_CHECKING:
    from rdflib import Graph as RdfGraph

_SEVERITIES: dict[str, Severity | None] = {"sh:Violation": None, "sh:Warning": "warning", "sh:Info": "note"}


DERIVED = ("skos:prefLabel", "skos:definition", "mz:text", "mz:question", "mz:why")
"""Properties whose traditional texts are derived where they are not given."""


def conforms(material: Material) -> Iterator[Found]:
    """Validate all statements against the shapes of every pack."""
    from pyshacl import validate
    from rdflib.namespace import RDF, SH

    shapes = _shapes(material)
    data = as_rdflib(material)
    _, results, _ = validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    shorten = compactor(material.graph.reading.prefixes)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        if results.value(result, SH.sourceConstraintComponent) == SH.ClassConstraintComponent:
            continue
        yield _found(results, result, shapes, shorten, material)


def _found(results: RdfGraph, result: Any, shapes: RdfGraph, shorten: Any, material: Material) -> Found:
    from rdflib import BNode
    from rdflib.namespace import SH

    focus = results.value(result, SH.focusNode)
    node = material.owner("_:" + str(focus)[1:].replace("x", ".")) if isinstance(focus, BNode) else shorten(str(focus))
    path = results.value(result, SH.resultPath)
    value = results.value(result, SH.value)
    shape = results.value(result, SH.sourceShape)
    texts = {getattr(m, "language", None) or "": str(m) for m in shapes.objects(shape, SH.message)}
    texts.setdefault("", str(results.value(result, SH.resultMessage) or ""))
    values = {
        "node": node,
        "path": shorten(str(path)) if path is not None and not isinstance(path, BNode) else "",
        "value": "" if value is None or isinstance(value, BNode) else shorten(str(value)),
    }
    severity = _SEVERITIES.get(shorten(str(results.value(result, SH.resultSeverity))))
    return Found("shape", values, material.graph.reading.place_of(node), severity=severity, texts=texts)


def _shapes(material: Material) -> RdfGraph:
    """Return the shapes of all packs; raises KnowledgeError with the line where a file is not valid."""
    from rdflib import Graph

    graph = Graph()
    for pack in material.packs.layers:
        path: Path = pack.root / "ontology" / "shapes.ttl"
        if path.is_file():
            text = decode(read_bytes(path, error=KnowledgeError), str(path), error=KnowledgeError)
            try:
                graph.parse(data=text, format="turtle")
            except Exception as problem:
                lines = getattr(problem, "lines", None)
                line = lines + 1 if isinstance(lines, int) else None
                fault = KnowledgeError("is not valid Turtle", place=Place(str(path), line))
                material.faults.append(("syntax", fault))
    return graph


def as_rdflib(material: Material) -> RdfGraph:
    """Return the statements that stand as one rdflib graph, each once."""
    from rdflib import BNode, Graph, Literal, URIRef

    prefixes = {**PREFIXES, **material.graph.reading.prefixes}
    nodes: dict[str, Any] = {}

    def node(text: str) -> Any:
        if text not in nodes:
            blank = text.startswith("_:")
            nodes[text] = BNode("b" + text[2:].replace(".", "x")) if blank else URIRef(expand(text, prefixes))
        return nodes[text]

    def target(s: Statement) -> Any:
        if not s.literal:
            return node(s.object)
        return (
            Literal(s.object, lang=s.language)
            if s.language
            else Literal(s.object, datatype=node(s.datatype or ""))
        )

    graph = Graph()
    given: dict[tuple[str, str], set[str]] = {}
    for s in material.graph.reading.statements:
        graph.add((node(s.subject), node(s.predicate), target(s)))
        if s.language:
            given.setdefault((s.subject, s.predicate), set()).add(s.language)
    # Shapes ask for three languages. The traditional form is derived when knowledge is compiled; that it can
    # be is all that counts here.
    for (subject, predicate), languages in given.items():
        if "zh-Hans" in languages and "zh-Hant" not in languages and predicate in DERIVED:
            graph.add((node(subject), node(predicate), Literal("", lang="zh-Hant")))
    return graph
