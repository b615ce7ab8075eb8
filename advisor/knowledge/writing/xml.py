"""RDF/XML: a description for each subject, properties as elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from advisor.errors import OutputError
from advisor.knowledge.rdf import RDF, Statement, expand
from advisor.knowledge.writing.lines import PLAIN, blank_label

_LOCAL = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_TAKEN = {
    f"rdf:{name}"
    for name in (
        "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li",
        "aboutEach", "aboutEachPrefix", "bagID",
    )
}  # fmt: skip
"""What the syntax of RDF/XML uses for itself (section 7.2.7 of its specification)."""
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(statements: list[Statement], prefixes: Mapping[str, str], named: bool) -> str:
    """Return statements as one document.

    Raises OutputError where a property or a text cannot be written in XML 1.0 at all.
    """
    names = _Names(prefixes)
    about: dict[str, list[Statement]] = {}
    for s in statements:
        about.setdefault(s.subject, []).append(s)
    body: list[str] = []
    for subject, found in about.items():
        where = names.reference(subject, "about")
        properties = "".join(_property(s, names) for s in found)
        body.append(f"  <rdf:Description {where}>\n{properties}  </rdf:Description>\n")
    spaces = "".join(
        f"\n    xmlns:{name}={quoteattr(space)}" for name, space in sorted(names.declared.items())
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n{"".join(body)}</rdf:RDF>\n'


class _Names:
    """Names of elements; remembers the namespaces that they need."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self.declared: dict[str, str] = {"rdf": RDF}

    def reference(self, text: str, attribute: str) -> str:
        if text.startswith("_:"):
            return f'rdf:nodeID="{blank_label(text)[2:]}"'
        return f"rdf:{attribute}={quoteattr(expand(text, self._prefixes))}"

    def full(self, text: str) -> str:
        return expand(text, self._prefixes)

    def element(self, predicate: str) -> str:
        prefix, _, local = predicate.partition(":")
        if predicate in _TAKEN:
            raise _unfit(self.full(predicate))
        if prefix in self._prefixes and _LOCAL.match(local) and _usable(prefix):
            self.declared[prefix] = self._prefixes[prefix]
            return predicate
        iri = self.full(predicate)
        split = re.search(r"[A-Za-z_][A-Za-z0-9_.-]*\Z", iri)
        if split is None or split.start() == 0:
            raise _unfit(iri)
        space = iri[: split.start()]
        known = next((n for n, s in self.declared.items() if s == space), None)
        free = (f"ns{n}" for n in count(1) if not {f"ns{n}"} & (self.declared.keys() | self._prefixes.keys()))
        name = known or next(free)
        self.declared[name] = space
        return f"{name}:{split[0]}"


def _usable(prefix: str) -> bool:
    """Whether XML takes a prefix: those that begin with its own name are reserved."""
    return bool(_LOCAL.match(prefix)) and not prefix.lower().startswith("xml")


def _unfit(iri: str) -> OutputError:
    return OutputError(
        f"the property {iri} cannot be written as RDF/XML",
        remedy="write .ttl or .jsonld, which have no such limit",
    )


def _property(s: Statement, names: _Names) -> str:
    element = names.element(s.predicate)
    if not s.literal:
        return f"    <{element} {names.reference(s.object, 'resource')}/>\n"
    if _ILLEGAL.search(s.object):
        raise OutputError(
            f"a text of {s.subject} has a character that XML cannot hold",
            remedy="write .ttl or .jsonld, which have no such limit",
        )
    kind = f' xml:lang="{s.language}"' if s.language else ""
    if not kind and s.datatype not in PLAIN:
        kind = f" rdf:datatype={quoteattr(names.full(str(s.datatype)))}"
    # A carriage return would be read back as a line feed.
    return f"    <{element}{kind}>{escape(s.object, {chr(13): '&#13;'})}</{element}>\n"
