"""N-Triples and N-Quads: a line for each statement, sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from advisor.knowledge.rdf import Statement, expand
from advisor.knowledge.stores.interface import skolemised

Naming = Callable[[str], str]
"""Writes a blank node (``_:3.7``)."""

_UNSAFE_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_UNSAFE_TEXT = re.compile(r"[\x00-\x1f\"\\\x7f]")
_NO_LABEL = re.compile(r"[^A-Za-tvwyz0-9]")
"""Characters that stand for something else in a label, or are none that every format takes."""
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
PLAIN = ("xsd:string", "rdf:langString", None)
"""Datatypes that are not written."""


def write(statements: list[Statement], prefixes: Mapping[str, str], named: bool) -> str:
    """Return statements as sorted lines, those of the default graph without a graph."""
    return "".join(sorted(lines(statements, prefixes, blank_label)))


def lines(statements: Iterable[Statement], prefixes: Mapping[str, str], blank: Naming) -> Iterator[str]:
    """Give each statement as a line, in the order in which they come."""
    known: dict[str, str] = {}

    def node(text: str) -> str:
        if text not in known:
            known[text] = blank(text) if text.startswith("_:") else iri(expand(text, prefixes))
        return known[text]

    for s in statements:
        target = literal(s, node) if s.literal else node(s.object)
        graph = f" {node(s.graph)}" if s.graph is not None else ""
        yield f"{node(s.subject)} {node(s.predicate)} {target}{graph} .\n"


def literal(s: Statement, node: Callable[[str], str]) -> str:
    """Return the object of a statement as a quoted literal."""
    if s.language:
        return f"{quoted(s.object)}@{s.language}"
    return quoted(s.object) if s.datatype in PLAIN else f"{quoted(s.object)}^^{node(str(s.datatype))}"


def quoted(text: str) -> str:
    r"""Return a text between quotation marks, on one line.

    >>> print(quoted('say "hi"'))
    "say \\"hi\\""
    """
    return '"' + _UNSAFE_TEXT.sub(lambda c: _SHORT.get(c[0]) or f"\\u{ord(c[0]):04X}", text) + '"'


def iri(full: str) -> str:
    """Return an IRI between angle brackets."""
    return "<" + _UNSAFE_IRI.sub(lambda c: f"\\u{ord(c[0]):04X}", full) + ">"


def blank_label(text: str) -> str:
    """Return the label of a blank node: the same in every format, and another for every other node.

    >>> blank_label("_:3.7"), blank_label("_:3x7")
    ('_:b3x7', '_:b3u0000787')
    """
    return "_:b" + _NO_LABEL.sub(lambda c: "x" if c[0] == "." else f"u{ord(c[0]):06x}", text[2:])


def for_server(statements: Iterable[Statement], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Give statements as N-Quads for a server: in their graphs, and all of them once in the default graph.

    Blank nodes are IRIs, so that parts of the data sent one after another mean the same node.
    """

    def both() -> Iterator[Statement]:
        for s in statements:
            if s.graph is not None:
                yield s
            yield s._replace(graph=None)

    return lines(both(), prefixes, lambda blank: iri(skolemised(blank)))
