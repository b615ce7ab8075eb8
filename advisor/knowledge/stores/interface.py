"""What a store answers, and how: values without any library's types in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from advisor.knowledge.rdf import language_tag

Kind: TypeAlias = Literal["iri", "literal", "blank"]


class Term(NamedTuple):
    """An RDF term. IRIs are full; language tags are in their usual form (`zh-Hans`).

    ``datatype`` is that of a literal without language, None for plain text.
    """

    kind: Kind
    value: str
    language: str | None = None
    datatype: str | None = None


Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True)
class Rows:
    """The answer to SELECT: ``cut`` says that there were more rows than the limit."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    cut: bool = False


@dataclass(frozen=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE, each triple once."""

    triples: tuple[tuple[Term, Term, Term], ...]
    cut: bool = False


Answer: TypeAlias = Rows | Triples | bool


@dataclass(frozen=True)
class Limits:
    """How long a query may take (seconds) and how many rows or triples it may give."""

    seconds: float = 30.0
    rows: int = 10_000


class SparqlStore(Protocol):
    """A place that answers SPARQL 1.1 queries over the union of all graphs, and over each by its name."""

    def query(self, text: str, limits: Limits = Limits()) -> Answer:
        """Answer a query; the prefixes of the packs need not be declared.

        Raises QueryError where the query is wrong, changes data, reaches beyond the store or takes too
        long; EndpointError where a server cannot be used.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def literal(value: str, language: str | None, datatype: str | None) -> Term:
    """Return a literal in the one form that all backends give."""
    if language:
        return Term("literal", value, language_tag(language))
    if datatype in (None, _STRING):
        return Term("literal", value)
    return Term("literal", _canonical(value, str(datatype)), None, datatype)


_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"
_NUMBER = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?\Z")


def _canonical(value: str, datatype: str) -> str:
    """Return the text of a whole or decimal number as Oxigraph gives it: 1.50 is 1.5, and 4.0 is 4."""
    number = _NUMBER.match(value) if datatype in (f"{_XSD}decimal", f"{_XSD}integer") else None
    if number is None or not any(c.isdigit() for c in value):
        return value
    whole, rest = number[2] or "0", number[3]
    text = f"{whole}.{rest}" if rest else whole
    return f"-{text}" if number[1] == "-" and text != "0" else text


def skolemised(blank: str) -> str:
    """Return the IRI that stands for a blank node (``_:3.7``), so that a row can be asked about again.

    RDF 1.1, section 3.5: replacing blank nodes with IRIs.
    """
    return f"https://w3id.org/mianzi/.well-known/genid/{blank[2:]}"


T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T | None:
    """Do work in a thread and return what it gives, or None where the time is over before.

    A query that runs too long cannot be ended from outside; it is left to itself and dies with the process.
    """
    import threading

    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    return done[0] if done else None
