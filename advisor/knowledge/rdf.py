"""Read the RDF of packs into plain statements: parsed strictly, compacted, with the place they come from.

Nothing here touches the network: Turtle and TriG know no imports and no entities, and `owl:imports` is
only a statement like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import KnowledgeError, Place
from advisor.pack import Packs
from advisor.yamltext import decode, read_bytes

MAX_FILE_BYTES = 50_000_000
MAX_STATEMENTS = 5_000_000

MZ = "https://w3id.org/mianzi/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "mz": MZ,
    "src": f"{MZ}source/",
    "fact": f"{MZ}fact/",
    "finding": f"{MZ}finding/",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": XSD,
    "sh": "http://www.w3.org/ns/shacl#",
    "vann": "http://purl.org/vocab/vann/",
}
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
"""pyoxigraph lower-cases language tags; these are put back into their usual form."""

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*\Z")
_PREFIX = re.compile(
    r"^[ \t]*@?prefix[ \t]+([A-Za-z][\w.-]*):[ \t]*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE
)
_COLUMNS = re.compile(
    r"^Parser error at line \d+ (?:column \d+|between columns \d+ and \d+)(?: and line .*?)?: "
)


class Statement(NamedTuple):
    """A triple in a graph. IRIs are compact; blank nodes begin with ``_:``.

    ``language`` and ``datatype`` are set for literals only; ``graph`` is None for the default graph.
    """

    subject: str
    predicate: str
    object: str
    literal: bool = False
    language: str | None = None
    datatype: str | None = None
    graph: str | None = None
    file: int = 0

    @property
    def triple(self) -> tuple[str, str, str, bool, str | None, str | None]:
        """What makes two statements the same, wherever they stand."""
        return self[:6]


@dataclass(frozen=True)
class Source:
    """A file that was read: its layer (0 is the default pack) and path."""

    layer: int
    path: Path
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines()

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """The first line that begins with a word, by word."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.lines, 1):
            word = line.split(None, 1)[:1]
            if word:
                found.setdefault(word[0], number)
        return found


@dataclass(frozen=True)
class Reading:
    """All statements of all layers, in the order of files and lines, with the files they stand in."""

    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    prefixes: Mapping[str, str]

    def place(self, statement: Statement) -> Place:
        """Return the file of a statement, and the line where it is written, as far as it can be told."""
        source = self.sources[statement.file]
        start = 0
        if statement.graph is not None:
            start = (_line_of(source, statement.graph) or 1) - 1
        subject = _line_of(source, statement.subject, start) or _line_of(source, statement.subject)
        if subject is None:
            return Place(str(source.path), start + 1 if start else None)
        token = statement.object if not statement.literal else statement.object.split("\n")[0]
        if not token.startswith("_:"):
            for number in range(subject, min(subject + _REACH, len(source.lines)) + 1):
                if _mentions(source.lines[number - 1], token, statement.literal):
                    return Place(str(source.path), number)
        return Place(str(source.path), subject)

    def place_of(self, subject: str, *, prefer: int | None = None) -> Place:
        """Return where a node is written first as a subject, in the preferred file or in any."""
        order = range(len(self.sources)) if prefer is None else [prefer]
        for index in order:
            line = _line_of(self.sources[index], subject)
            if line is not None:
                return Place(str(self.sources[index].path), line)
        return Place(str(self.sources[prefer].path)) if prefer is not None else Place(subject)


_REACH = 60
"""How many lines below its subject a statement is looked for."""


def _line_of(source: Source, subject: str, start: int = 0) -> int | None:
    """Return the first line, from an index on, that begins with a node; else one in which it follows a full stop."""
    if start == 0 and subject in source.starts:
        return source.starts[subject]
    if subject not in source.text:
        return None
    pattern = re.compile(rf"(?:^|[{{.]\s*){re.escape(subject)}(?=[\s{{])")
    first = None
    for number, line in enumerate(source.lines[start:], start + 1):
        stripped = line.lstrip()
        if stripped.startswith(subject) and pattern.match(stripped + " "):
            return number
        if first is None and not stripped.startswith("#") and pattern.search(line):
            first = number
    return first


def _mentions(line: str, token: str, literal: bool) -> bool:
    if literal:
        return token in line
    return re.search(rf"(?<![\w:.-]){re.escape(token)}(?![\w-])", line) is not None


def rdf_files(packs: Packs) -> list[tuple[int, Path]]:
    """Return the Turtle and TriG files of all layers but the shapes, which are a contract and no knowledge."""
    return [
        (layer, path)
        for layer, pack in enumerate(packs.layers)
        for path in pack.files("ontology", ".ttl", ".trig")
        if path.name != "shapes.ttl"
    ]


def read(packs: Packs, faults: list[KnowledgeError] | None = None) -> Reading:
    """Parse every file of every layer.

    Raises KnowledgeError with file and line where one is not valid Turtle or TriG, is too large, or uses
    what RDF 1.1 does not have. With ``faults`` such errors are collected there, one for each file, and the
    file's statements are left out.
    """
    sources = []
    for layer, path in rdf_files(packs):
        with _collecting(faults):
            data = read_bytes(path, limit=MAX_FILE_BYTES, error=KnowledgeError)
            sources.append(Source(layer, path, decode(data, str(path), error=KnowledgeError)))
    prefixes = _declared(sources)
    compact = _Compactor(prefixes)
    statements: list[Statement] = []
    for index, source in enumerate(sources):
        with _collecting(faults):
            statements.extend(_parse(source, index, compact))
        if len(statements) > MAX_STATEMENTS:
            raise KnowledgeError(
                f"the packs hold more than {MAX_STATEMENTS:,} statements", place=Place(str(source.path))
            )
    return Reading(tuple(statements), tuple(sources), prefixes)


@contextmanager
def _collecting(faults: list[KnowledgeError] | None) -> Iterator[None]:
    """Put an error into the list instead of raising it, where there is a list."""
    try:
        yield
    except KnowledgeError as fault:
        if faults is None:
            raise
        faults.append(fault)


def _parse(source: Source, index: int, compact: _Compactor) -> list[Statement]:
    from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, parse

    form = RdfFormat.TRIG if source.path.suffix == ".trig" else RdfFormat.TURTLE
    blanks: dict[str, str] = {}
    found: list[Statement] = []

    def node(term: Any) -> str:
        if isinstance(term, NamedNode):
            return compact(term.value)
        if isinstance(term, BlankNode):
            return blanks.setdefault(term.value, f"_:{index}.{len(blanks)}")
        raise KnowledgeError(
            "uses a triple as a term, which RDF 1.1 does not have",
            place=Place(str(source.path)),
            remedy="say where a statement stands by its named graph",
        )

    try:
        for quad in parse(source.text, format=form):
            graph = None if isinstance(quad.graph_name, DefaultGraph) else node(quad.graph_name)
            subject, predicate, term = node(quad.subject), node(quad.predicate), quad.object
            if isinstance(term, Literal):
                language = LANGUAGE_TAGS.get(term.language, term.language) if term.language else None
                datatype = compact(term.datatype.value)
                found.append(
                    Statement(subject, predicate, term.value, True, language, datatype, graph, index)
                )
            else:
                found.append(Statement(subject, predicate, node(term), graph=graph, file=index))
    except SyntaxError as problem:
        place = Place(str(source.path), problem.lineno, problem.offset)
        text = _COLUMNS.sub("", str(problem.msg))
        kind = "TriG" if form == RdfFormat.TRIG else "Turtle"
        raise KnowledgeError(
            f"is not valid {kind}: {text}",
            place=place,
            remedy="check the punctuation (; , .), brackets, quotation marks and prefixes there and in the line above",
        ) from None
    return list(dict.fromkeys(found))


def compactor(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that shortens full IRIs by these prefixes."""
    return _Compactor(prefixes)


class _Compactor:
    """IRIs in short form, by the longest prefix that fits."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._known: dict[str, str] = {}
        self._order = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def __call__(self, iri: str) -> str:
        short = self._known.get(iri)
        if short is None:
            short = self._known[iri] = self._shorten(iri)
        return short

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in self._order:
            if iri.startswith(namespace) and _LOCAL.match(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _declared(sources: Iterable[Source]) -> dict[str, str]:
    """Return the project's prefixes, and those that files declare for namespaces of their own."""
    prefixes = dict(PREFIXES)
    for source in sources:
        for name, namespace in _PREFIX.findall(source.text):
            if name not in prefixes and namespace not in prefixes.values():
                prefixes[name] = namespace
    return prefixes


def declared_prefixes(packs: Packs) -> dict[str, str]:
    """Return the project's prefixes and those that the files of these packs declare; nothing is parsed."""
    sources = [
        Source(layer, path, decode(read_bytes(path, limit=MAX_FILE_BYTES, error=KnowledgeError), str(path)))
        for layer, path in rdf_files(packs)
    ]
    return _declared(sources)


def expand(compact: str, prefixes: Mapping[str, str]) -> str:
    """Return the full IRI of a compact one; what is already full stays as it is."""
    prefix, colon, local = compact.partition(":")
    return (
        prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else compact
    )
