"""The contract in SHACL: ``ontology/shapes.ttl``, checked with pySHACL over all that stands.

Each named shape with an `sh:message` is a check of its own, its id the shape's name with ``_`` for ``-``.
The message says, in each language, what must hold; what a shape without message or name finds is reported
as ``shape`` in pySHACL's words. Classes of subjects and objects are checked from the vocabulary, for every
property; what shapes say about them serves other tools.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.rdf import PREFIXES, Statement, compactor, expand, language_tag
from advisor.pack import Packs
from advisor.quality.material import Material
from advisor.quality.model import Found, Severity
from advisor.quality.queries import unblank
from advisor.yamltext import decode, read_bytes

if TYPE_CHECKING:
    from rdflib import Graph as RdfGraph

_SEVERITIES: dict[str, Severity] = {f"{PREFIXES['sh']}Warning": "warning", f"{PREFIXES['sh']}Info": "note"}
"""By the IRI of SHACL's; everything else is a violation, which the profile weighs."""


_HIERARCHY = frozenset((f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}subClassOf"))

DERIVED = ("skos:prefLabel", "skos:definition", "mz:text", "mz:question", "mz:why")
"""Properties whose traditional texts are derived where they are not given."""


UNNAMED = "shape"
"""The check under which shapes without name or message report."""


def names(packs: Packs) -> Iterable[str]:
    """Return the ids of the checks that packs write as shapes; of files that cannot be read, none."""
    return messages(packs)


def check_name(iri: str) -> str:
    """Return the id of the check that a shape is: the last part of its IRI, in snake case."""
    return re.split(r"[/#:]", iri)[-1].replace("-", "_")


def messages(packs: Packs) -> Mapping[str, Mapping[str, str]]:
    """Return what each check written as a shape demands, by id and language."""
    found: dict[str, dict[str, str]] = {}
    for iri, value in _said(packs, "message"):
        tag = value.language or ""
        found.setdefault(check_name(iri), {})[language_tag(tag)] = value.value
    return found


def severities(packs: Packs) -> Mapping[str, Severity]:
    """Return what checks written as shapes are worth where `sh:severity` says so and it is no violation."""
    found = ((check_name(iri), _SEVERITIES.get(value.value)) for iri, value in _said(packs, "severity"))
    return {name: severity for name, severity in found if severity is not None and name in names(packs)}


def _said(packs: Packs, term: str) -> Iterator[tuple[str, Any]]:
    """Give IRI and value of each named shape that has a property of SHACL's.

    Read without rdflib, which takes ten times as long: every call of `check` asks.
    """
    from pyoxigraph import NamedNode, RdfFormat, parse

    for path in _files(packs):
        try:
            quads = list(parse(path.read_bytes(), format=RdfFormat.TURTLE))
        except (SyntaxError, OSError):  # reported where the shapes are applied
            continue
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and quad.predicate.value == PREFIXES["sh"] + term:
                yield quad.subject.value, quad.object


def conforms(material: Material) -> Iterator[Found]:
    """Validate all statements against the shapes of every pack."""
    from pyshacl import validate
    from rdflib.namespace import RDF, SH

    shapes = _shapes(material)
    known = frozenset(names(material.packs))
    data = as_rdflib(material, _spoken_of(shapes))
    _, results, _ = validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    shorten = compactor(material.graph.reading.prefixes)
    # Not every result in the graph: those about a node of a node hang on the result that names the shape.
    for result in results.objects(results.value(predicate=RDF.type, object=SH.ValidationReport), SH.result):
        if results.value(result, SH.sourceConstraintComponent) == SH.ClassConstraintComponent:
            continue
        yield _found(results, result, shapes, shorten, known, material)


def _found(
    results: RdfGraph, result: Any, shapes: RdfGraph, shorten: Any, known: Collection[str], material: Material
) -> Found:
    from rdflib import BNode
    from rdflib.namespace import SH

    focus = results.value(result, SH.focusNode)
    node = material.owner(unblank(str(focus))) if isinstance(focus, BNode) else shorten(str(focus))
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
    place = material.place_of(node)
    name = check_name(str(shape))
    if name in known and not isinstance(shape, BNode):
        return Found(name, values, place, texts=texts)
    severity = _SEVERITIES.get(str(results.value(result, SH.resultSeverity)))
    return Found(UNNAMED, values, place, severity=severity, texts=texts)


def _spoken_of(shapes: RdfGraph) -> frozenset[str] | None:
    """Return the IRIs that shapes name; None where one looks at all statements (SPARQL, closed shapes).

    Most statements are of properties that no shape asks for, and copying them takes longer than the shapes.
    """
    from rdflib import URIRef
    from rdflib.namespace import SH

    if any((None, p, None) in shapes for p in (SH.sparql, SH.select, SH.ask, SH.closed)):
        return None
    return frozenset(str(o) for o in shapes.objects() if isinstance(o, URIRef)) | _HIERARCHY


def _shapes(material: Material) -> RdfGraph:
    """Return the shapes of all packs; raises KnowledgeError with the line where a file is not valid."""
    from rdflib import Graph

    graph = Graph()
    for path in _files(material.packs):
        text = decode(read_bytes(path, error=KnowledgeError), str(path), error=KnowledgeError)
        try:
            graph.parse(data=text, format="turtle")
        except Exception as problem:
            lines = getattr(problem, "lines", None)
            line = lines + 1 if isinstance(lines, int) else None
            fault = KnowledgeError("is not valid Turtle", place=Place(str(path), line))
            material.faults.append(("syntax", fault))
    return graph


def _files(packs: Packs) -> list[Path]:
    paths = (pack.root / "ontology" / "shapes.ttl" for pack in packs.layers)
    return [path for path in paths if path.is_file()]


def as_rdflib(material: Material, properties: Collection[str] | None = None) -> RdfGraph:
    """Return the statements that stand, or those of some properties (full IRIs), as one rdflib graph, each once."""
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
        if properties is not None and str(node(s.predicate)) not in properties:
            continue
        graph.add((node(s.subject), node(s.predicate), target(s)))
        if s.language:
            given.setdefault((s.subject, s.predicate), set()).add(s.language)
    # Shapes ask for three languages. The traditional form is derived when knowledge is compiled; that it can
    # be is all that counts here.
    for (subject, predicate), languages in given.items():
        if "zh-Hans" in languages and "zh-Hant" not in languages and predicate in DERIVED:
            graph.add((node(subject), node(predicate), Literal("", lang="zh-Hant")))
    return graph
