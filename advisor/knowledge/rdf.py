"""Read the RDF of packs into plain statements: parsed strictly, compacted, with the place they come from.

Nothing here touches the network: Turtle and TriG know no imports and no entities, and `owl:imports` is
only a statement like any other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.places import MAX_FILE_BYTES, Source, Statement, place_in, place_of_node
from advisor.pack import Packs

MAX_STATEMENTS = 5_000_000
"""Of all packs together."""

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
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*\Z")
_PREFIX = re.compile(
    r"^[ \t]*@?prefix[ \t]+([A-Za-z][\w.-]*):[ \t]*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE
)
_COLUMNS = re.compile(
    r"^Parser error at line \d+ (?:column \d+|between columns \d+ and \d+)(?: and line .*?)?: "
)


_BLOCK = 1 << 20


@dataclass(frozen=True)
class Reading:
    """All statements of all layers, in the order of files and lines, with the files they stand in."""

    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    prefixes: Mapping[str, str]

    def place(self, statement: Statement) -> Place:
        """Return the file of a statement, and the line where it is written, as far as it can be told."""
        return place_in(self.sources, statement)

    def place_of(self, subject: str, *, prefer: int | None = None) -> Place:
        """Return where a node is written first as a subject, in the preferred file or in any."""
        return place_of_node(self.sources, subject, prefer=prefer)


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
    sources, prefixes = survey(packs, faults)
    compact = _Compactor(prefixes)
    statements: list[Statement] = []
    for index, source in enumerate(sources):
        with _collecting(faults):
            statements.extend(dict.fromkeys(parse(source, index, compact)))
        if len(statements) > MAX_STATEMENTS:
            raise too_many(source)
    return Reading(tuple(statements), tuple(sources), prefixes)


def survey(
    packs: Packs, faults: list[KnowledgeError] | None = None
) -> tuple[tuple[Source, ...], Mapping[str, str]]:
    """Return the files that hold RDF, and all prefixes: the project's, and those that files declare.

    The prefixes must be known before the first statement is shortened. Raises KnowledgeError where a file
    cannot be read, is too large or is not UTF-8; with ``faults`` such files are left out.
    """
    sources: list[Source] = []
    prefixes = dict(PREFIXES)
    for layer, path in rdf_files(packs):
        with _collecting(faults):
            declared = list(_prefixes(path))
            sources.append(Source(layer, path))
            for name, namespace in declared:
                if name not in prefixes and namespace not in prefixes.values():
                    prefixes[name] = namespace
    return tuple(sources), prefixes


def too_many(source: Source) -> KnowledgeError:
    """Return the error about packs that hold more statements than are read."""
    return KnowledgeError(
        f"the packs hold more than {MAX_STATEMENTS:,} statements",
        place=Place(str(source.path)),
        remedy="leave out the packs or files that are not needed",
    )


@contextmanager
def _collecting(faults: list[KnowledgeError] | None) -> Iterator[None]:
    """Put an error into the list instead of raising it, where there is a list."""
    try:
        yield
    except KnowledgeError as fault:
        if faults is None:
            raise
        faults.append(fault)


@dataclass
class Position:
    """How far into a file a reader has come."""

    bytes: int = 0


def parse(
    source: Source, index: int, compact: Callable[[str], str], at: Position | None = None
) -> Iterator[Statement]:
    """Yield the statements of a file as they are read, those that stand twice in a graph twice.

    ``at`` is told how many bytes were read. Raises KnowledgeError with file and line where the file is not
    valid or uses what RDF 1.1 does not have; what was yielded before then counts for nothing.
    """
    from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat
    from pyoxigraph import parse as parse_rdf

    form = RdfFormat.TRIG if source.path.suffix == ".trig" else RdfFormat.TURTLE
    blanks: dict[str, str] = {}

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
        with _opened(source.path) as stream:
            for quad in parse_rdf(stream, format=form):
                graph = None if isinstance(quad.graph_name, DefaultGraph) else node(quad.graph_name)
                subject, predicate, term = node(quad.subject), node(quad.predicate), quad.object
                if isinstance(term, Literal):
                    language = language_tag(term.language) if term.language else None
                    datatype = compact(term.datatype.value)
                    yield Statement(subject, predicate, term.value, True, language, datatype, graph, index)
                else:
                    yield Statement(subject, predicate, node(term), graph=graph, file=index)
                if at is not None:
                    at.bytes = stream.tell()
    except SyntaxError as problem:
        place = Place(str(source.path), problem.lineno, problem.offset)
        text = _COLUMNS.sub("", str(problem.msg))
        kind = "TriG" if form == RdfFormat.TRIG else "Turtle"
        raise KnowledgeError(
            f"is not valid {kind}: {text}",
            place=place,
            remedy="check the punctuation (; , .), brackets, quotation marks and prefixes there and in the line above",
        ) from None


@lru_cache(maxsize=64)
def language_tag(tag: str) -> str:
    """Return a language tag in its usual form (RFC 5646, 2.1.1); Oxigraph lower-cases them all.

    >>> language_tag("zh-hant-tw")
    'zh-Hant-TW'
    """
    parts = tag.lower().split("-")
    for place, part in enumerate(parts[1:], 1):
        if len(parts[place - 1]) == 1:  # what follows a singleton is an extension's own affair
            break
        if len(part) == 4 and part.isalpha():
            parts[place] = part.title()
        elif len(part) == 2:
            parts[place] = part.upper()
    return "-".join(parts)


def compactor(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that shortens full IRIs by these prefixes."""
    return _Compactor(prefixes)


class _Compactor:
    """IRIs in short form, by the longest prefix that fits."""

    _MOST = 200_000
    """So many are remembered; few files name more, and one that does shall not fill the memory."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._known: dict[str, str] = {}
        self._order = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def __call__(self, iri: str) -> str:
        short = self._known.get(iri)
        if short is None:
            if len(self._known) >= self._MOST:
                self._known.clear()
            short = self._known[iri] = self._shorten(iri)
        return short

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in self._order:
            if iri.startswith(namespace) and _LOCAL.match(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _opened(path: Path) -> BinaryIO:
    """Open a file behind its byte order mark, if it has one."""
    stream = path.open("rb")
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    return stream


def _prefixes(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a file declares; raise KnowledgeError where it cannot be read as UTF-8 text."""
    for text in _blocks(path):
        if "prefix" in text or "PREFIX" in text:
            yield from _PREFIX.findall(text)


def _blocks(path: Path) -> Iterator[str]:
    """Yield a file's text in blocks that begin with a line (only a very long line begins twice)."""
    place = str(path)
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, read, rest = 0, 0, ""
    try:
        if path.is_dir():
            raise KnowledgeError("is a folder, not a file", place=Place(place))
        with _opened(path) as stream:
            while True:
                block = stream.read(_BLOCK)
                read += len(block)
                if read > MAX_FILE_BYTES:
                    raise KnowledgeError(
                        f"is more than {MAX_FILE_BYTES:,} bytes",
                        place=Place(place),
                        remedy="divide it into several files",
                    )
                text = rest + decoder.decode(block, final=not block)
                if not block:
                    yield text
                    return
                whole, newline, rest = text.rpartition("\n")
                if newline:
                    yield whole
                rest = rest if len(rest) < _BLOCK else ""
                lines += block.count(b"\n")
    except UnicodeDecodeError as problem:
        line = lines + problem.object[: problem.start].count(b"\n") + 1
        raise KnowledgeError(
            "is not UTF-8 text", place=Place(place, line), remedy="save the file with the encoding UTF-8"
        ) from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise KnowledgeError(
            f"cannot be read: {reason}", place=Place(place), remedy="check the path"
        ) from None


def declared_prefixes(packs: Packs) -> dict[str, str]:
    """Return the project's prefixes and those that the files of these packs declare; nothing is parsed."""
    return dict(survey(packs)[1])


def expand(compact: str, prefixes: Mapping[str, str]) -> str:
    """Return the full IRI of a compact one; what is already full stays as it is."""
    prefix, colon, local = compact.partition(":")
    return (
        prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else compact
    )


__all__ = [
    "MZ", "PREFIXES", "RDF", "XSD", "Position", "Reading", "Source", "Statement",
    "compactor", "expand", "language_tag", "parse", "rdf_files", "read", "survey", "too_many",
]  # fmt: skip
