"""Statements written out as RDF, a module for each family of formats.

The same statements give the same bytes, with numbers and language tags as they stand in the files: Oxigraph
would write 1.50 as 1.5 and `zh-hans`, and rdflib orders by hash. `FORMATS` says what can be written, by the
ending of the file.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from advisor.errors import UsageError, did_you_mean
from advisor.knowledge.rdf import Statement
from advisor.knowledge.stores.interface import Term


@dataclass(frozen=True)
class Format:
    """A format: the module below this package that writes it, and whether it keeps the graph of a statement."""

    module: str
    named: bool


# ending -> format; the module has a function `write(statements, prefixes, named) -> str`
FORMATS: dict[str, Format] = {
    ".ttl": Format("turtle", named=False),
    ".trig": Format("turtle", named=True),
    ".nt": Format("lines", named=False),
    ".nq": Format("lines", named=True),
    ".jsonld": Format("jsonld", named=True),
    ".rdf": Format("xml", named=False),
}


def written(
    statements: Iterable[Statement], prefixes: Mapping[str, str], ending: str, *, flat: bool = False
) -> str:
    """Return statements in the format of an ending.

    ``flat`` leaves the graphs out where the format has them; formats without graphs hold the union, in
    which a triple that two sections state stands once. Raises UsageError where the ending names no format.
    """
    form = FORMATS.get(ending)
    if form is None:
        raise UsageError(
            f"'{ending}' names no format of RDF",
            remedy=did_you_mean(ending, list(FORMATS)) or f"use {', '.join(FORMATS)}",
        )
    named = form.named and not flat
    # The file in which a statement stands tells no statements apart, nor does its graph where none is kept.
    kept = dict.fromkeys(s._replace(file=0, graph=s.graph if named else None) for s in statements)
    module = importlib.import_module(f"advisor.knowledge.writing.{form.module}")
    write: Callable[[list[Statement], Mapping[str, str], bool], str] = module.write
    return write(list(kept), prefixes, named)


def triples_as_turtle(triples: Iterable[tuple[Term, Term, Term]], prefixes: Mapping[str, str]) -> str:
    """Return the triples of an answer as Turtle, in their order."""
    from advisor.knowledge.rdf import compactor

    shorten = compactor(prefixes)

    def name(term: Term) -> str:
        return shorten(term.value) if term.kind == "iri" else f"_:{term.value}"

    return written(
        (
            Statement(
                name(s), name(p), o.value, True, o.language, shorten(o.datatype) if o.datatype else None
            )
            if o.kind == "literal"
            else Statement(name(s), name(p), name(o))
            for s, p, o in triples
        ),
        prefixes,
        ".ttl",
    )
