"""A SPARQL server: the SPARQL 1.1 protocol and the Graph Store protocol over HTTP.

rdflib's own client hides failures (an error page comes back as rows, a timeout is ignored), hence this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from advisor.errors import EndpointError, QueryError
from advisor.knowledge.stores.guard import check, expanded, with_prefixes
from advisor.knowledge.stores.interface import Answer, Limits, Rows, Term, Triples, literal
from advisor.knowledge.stores.transport import Http, Reply, check_address

MAX_ANSWER = 100_000_000
"""Bytes of an answer that are read."""

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class RemoteStore:
    """A SPARQL endpoint (``http://127.0.0.1:7878/query``; an address without a path means this one)."""

    def __init__(self, url: str, prefixes: Mapping[str, str], *, max_answer: int = MAX_ANSWER) -> None:
        self.url = _address(url)
        self.prefixes = prefixes
        self._http = Http(max_answer)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
        """Answer a query; see `SparqlStore`. The server may have limits of its own."""
        check(text, self.prefixes)
        headers = {
            "Accept": f"{_RESULTS}, {_TRIPLES};q=0.9",
            "Content-Type": "application/sparql-query; charset=utf-8",
        }
        body = with_prefixes(expanded(text, self.prefixes), self.prefixes).encode()
        reply = self._http.send("POST", self.url, body, headers, limits.seconds)
        if reply.status == 400:
            raise QueryError(
                f"{self.url} does not take the query{': ' if reply.words else ''}{reply.words}",
                remedy="check it on the embedded store first",
            )
        _succeeded(self.url, reply)
        if reply.kind in (_RESULTS, "application/json"):
            return _rows(reply.data, limits, self.url)
        if reply.kind in (_TRIPLES, "text/plain"):
            return _triples(reply.data, limits, self.url)
        raise EndpointError(
            f"{self.url} answered with '{reply.kind or 'nothing'}', not with SPARQL results",
            remedy="give the address of its query endpoint, such as http://host:7878/query",
        )

    def load(self, lines: Iterable[str], *, replace: bool = False, seconds: float = 60.0) -> Iterator[int]:
        """Put lines of N-Quads into the server, a part at a time; give the number of lines after each part.

        With ``replace`` the server holds nothing else afterwards. Raises EndpointError where a part is not
        taken; the parts before it are in the server then, and may be sent again without harm.
        """
        target = store_address(self.url)
        headers = {"Content-Type": "application/n-quads"}
        count = 0
        for part, length in _parts(lines):
            method = "PUT" if replace and count == 0 else "POST"
            _succeeded(target, self._http.send(method, target, part, headers, seconds))
            count += length
            yield count


def _succeeded(url: str, reply: Reply) -> None:
    """Raise EndpointError, with the server's own words, where it did not do what it was asked."""
    if reply.status >= 300:
        said = f"{url} answered {reply.status} {reply.reason}".rstrip()
        raise EndpointError(
            f"{said}: {reply.words}" if reply.words else said,
            remedy="check the address and whether the server allows this",
        )


def _address(url: str) -> str:
    """Return the address of a query endpoint; raise EndpointError where it is none."""
    check_address(url)
    parts = urlsplit(url)
    return url if parts.path.strip("/") else urlunsplit(parts._replace(path="/query"))


def store_address(url: str) -> str:
    """Return where a server with this query endpoint takes RDF.

    >>> store_address("http://127.0.0.1:7878/query")
    'http://127.0.0.1:7878/store'
    >>> store_address("http://host/data")
    'http://host/data'
    """
    parts = urlsplit(url)
    head, _, last = parts.path.rstrip("/").rpartition("/")
    return urlunsplit(parts._replace(path=f"{head}/store")) if last in ("query", "sparql") else url


def _rows(data: bytes, limits: Limits, url: str) -> Answer:
    try:
        content = json.loads(data)
        if isinstance(content.get("boolean"), bool):
            return bool(content["boolean"])
        names = tuple(_text(name) for name in _array(content["head"]["vars"]))
        bindings = _array(content["results"]["bindings"])
        found = [tuple(_json_term(row.get(name)) for name in names) for row in bindings[: limits.rows]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EndpointError(
            f"{url} answered with something that is no SPARQL result", remedy="check the address"
        ) from None
    return Rows(names, tuple(found), len(bindings) > limits.rows)


def _json_term(entry: Mapping[str, Any] | None) -> Term | None:
    if entry is None:
        return None
    kind, value = entry["type"], _text(entry["value"])
    if kind == "uri":
        return Term("iri", value)
    if kind == "bnode":
        return Term("blank", value)
    if kind not in ("literal", "typed-literal"):  # the latter is what the first draft of the format has
        raise ValueError(kind)
    language, datatype = entry.get("xml:lang"), entry.get("datatype")
    return literal(
        value,
        None if language is None else _text(language),
        None if datatype is None else _text(datatype),
    )


def _array(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # JSON can hold half a character, which nothing can print
    return value


def _triples(data: bytes, limits: Limits, url: str) -> Answer:
    from pyoxigraph import RdfFormat, parse

    from advisor.knowledge.stores.quads import term

    try:
        found = dict.fromkeys(
            (term(q.subject), term(q.predicate), term(q.object))
            for q in parse(data, format=RdfFormat.N_TRIPLES)
        )
    except (SyntaxError, ValueError):
        raise EndpointError(
            f"{url} answered with triples that cannot be read", remedy="check the address"
        ) from None
    kept = [(s, p, o) for s, p, o in found if s and p and o]
    return Triples(tuple(kept[: limits.rows]), len(kept) > limits.rows)


def _parts(lines: Iterable[str], size: int = 2_000_000) -> Iterator[tuple[bytes, int]]:
    """Join lines into parts of about that many bytes; give each with its number of lines."""
    part: list[bytes] = []
    length = 0
    for line in lines:
        part.append(line.encode())
        length += len(part[-1])
        if length >= size:
            yield b"".join(part), len(part)
            part, length = [], 0
    if part:
        yield b"".join(part), len(part)
