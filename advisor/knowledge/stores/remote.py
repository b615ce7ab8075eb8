"""A SPARQL server: the SPARQL 1.1 protocol and the Graph Store protocol over HTTP.

rdflib's own client hides failures (an error page comes back as rows, a timeout is ignored), hence this one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from advisor.errors import EndpointError, QueryError
from advisor.knowledge.stores.guard import check, expanded, with_prefixes
from advisor.knowledge.stores.interface import Answer, Limits, Rows, Term, Triples, literal

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

MAX_ANSWER = 100_000_000
"""Bytes of an answer that are read."""

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_BLOCK = 1 << 16


class RemoteStore:
    """A SPARQL endpoint (``http://127.0.0.1:7878/query``; an address without a path means this one)."""

    def __init__(self, url: str, prefixes: Mapping[str, str], *, max_answer: int = MAX_ANSWER) -> None:
        self.url = _address(url)
        self.prefixes = prefixes
        self._max_answer = max_answer
        import urllib3

        # No redirects: what is sent to one server is not for another. No retries: a query may be costly.
        self._pool = urllib3.PoolManager(retries=False)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
        """Answer a query; see `SparqlStore`. The server may have limits of its own."""
        check(text, self.prefixes)
        headers = {
            "Accept": f"{_RESULTS}, {_TRIPLES};q=0.9",
            "Content-Type": "application/sparql-query; charset=utf-8",
        }
        body = with_prefixes(expanded(text, self.prefixes), self.prefixes).encode()
        kind, data = self._send("POST", self.url, body, headers, limits.seconds)
        if kind in (_RESULTS, "application/json"):
            return _rows(data, limits, self.url)
        if kind in (_TRIPLES, "text/plain"):
            return _triples(data, limits, self.url)
        raise EndpointError(
            f"{self.url} answered with '{kind or 'nothing'}', not with SPARQL results",
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
            self._send(method, target, part, headers, seconds)
            count += length
            yield count

    def _send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> tuple[str, bytes]:
        """Send a request; return the type and the bytes of the answer."""
        import urllib3
        from urllib3.exceptions import HTTPError
        from urllib3.exceptions import TimeoutError as TooLate

        end = time.monotonic() + seconds
        timeout = urllib3.Timeout(total=seconds)
        try:
            answer = self._pool.request(
                method, url, body=body, headers=dict(headers), timeout=timeout, preload_content=False
            )
            try:
                data = self._read(answer, url, end)
            finally:
                answer.close()
        except TooLate:
            raise EndpointError(
                f"{url} did not answer within {seconds:g} seconds",
                remedy="ask for less, or raise --timeout",
            ) from None
        except (HTTPError, OSError) as problem:
            raise EndpointError(
                f"{url} cannot be reached: {_reason(problem)}",
                remedy="check that the server runs and the address is right",
            ) from None
        if answer.status == 400:
            raise QueryError(
                f"{url} does not take the query: {_words(data)}",
                remedy="check it on the embedded store first",
            )
        if answer.status >= 300:
            said = f"{url} answered {answer.status} {answer.reason or ''}".rstrip()
            words = _words(data)
            raise EndpointError(
                f"{said}: {words}" if words else said,
                remedy="check the address and whether the server allows this",
            )
        return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(), data

    def _read(self, answer: BaseHTTPResponse, url: str, end: float) -> bytes:
        from urllib3.exceptions import ReadTimeoutError

        parts: list[bytes] = []
        size = 0
        for part in answer.stream(_BLOCK):
            size += len(part)
            if size > self._max_answer:
                raise EndpointError(
                    f"{url} answers with more than {self._max_answer:,} bytes", remedy="add a LIMIT"
                )
            if time.monotonic() > end:  # a server that sends a byte now and then keeps no clock waiting
                raise ReadTimeoutError(self._pool.connection_from_url(url), url, "")
            parts.append(part)
        return b"".join(parts)


def _address(url: str) -> str:
    """Return the address of a query endpoint; raise EndpointError where it is none."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or any(c.isspace() for c in url):
        raise EndpointError(
            f"'{url}' is no address of a server", remedy="write it like http://127.0.0.1:7878/query"
        )
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


def _words(data: bytes) -> str:
    """Return the first line of what a server says of an error, at most 300 characters of it."""
    return next(iter(data.decode("utf-8", "replace").strip().splitlines()), "")[:300]


def _reason(problem: Exception) -> str:
    """Return why there is no connection, without the objects of the HTTP library."""
    text = str(getattr(problem, "reason", None) or problem)
    return text.rpartition(": ")[2] if "object at 0x" in text else text.removesuffix(".")


def _rows(data: bytes, limits: Limits, url: str) -> Answer:
    try:
        content = json.loads(data)
        if isinstance(content.get("boolean"), bool):
            return bool(content["boolean"])
        names = tuple(str(name) for name in content["head"]["vars"])
        found = [tuple(_json_term(row.get(name)) for name in names) for row in content["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EndpointError(
            f"{url} answered with something that is no SPARQL result", remedy="check the address"
        ) from None
    return Rows(names, tuple(found[: limits.rows]), len(found) > limits.rows)


def _json_term(entry: Mapping[str, Any] | None) -> Term | None:
    if entry is None:
        return None
    if entry["type"] == "uri":
        return Term("iri", str(entry["value"]))
    if entry["type"] == "bnode":
        return Term("blank", str(entry["value"]))
    return literal(str(entry["value"]), entry.get("xml:lang"), entry.get("datatype"))


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
