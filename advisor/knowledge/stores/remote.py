"""A SPARQL server, spoken to by the SPARQL 1.1 protocol and the Graph Store protocol over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from advisor.errors import EndpointError, QueryError
from advisor.knowledge.stores.guard import check, with_prefixes
from advisor.knowledge.stores.interface import Answer, Limits, Rows, Term, Triples, literal

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 100_000_000
"""Bytes of an answer that are read."""

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class RemoteStore:
    """A SPARQL endpoint (``http://127.0.0.1:7878/query``)."""

    def __init__(
        self, url: str, prefixes: Mapping[str, str], *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.url = _address(url)
        self.prefixes = prefixes
        import httpx

        self._client = httpx.Client(transport=transport, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
        """Answer a query; see `SparqlStore`. The server may have limits of its own."""
        check(text, self.prefixes)
        headers = {
            "Accept": f"{_RESULTS}, {_TRIPLES};q=0.9",
            "Content-Type": "application/sparql-query; charset=utf-8",
        }
        body = with_prefixes(text, self.prefixes).encode()
        kind, data = self._post(self.url, body, headers, limits.seconds)
        if kind in (_RESULTS, "application/json"):
            return _rows(data, limits, self.url)
        if kind in (_TRIPLES, "text/plain"):
            return _triples(data, limits, self.url)
        raise EndpointError(
            f"{self.url} answered with '{kind or 'nothing'}', not with SPARQL results",
            remedy="give the address of its query endpoint, such as http://host:7878/query",
        )

    def _post(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[str, bytes]:
        """Send a request; return the type and the bytes of the answer."""
        import time

        import httpx

        end = time.monotonic() + seconds
        try:
            with self._client.stream(
                "POST", url, content=body, headers=dict(headers), timeout=httpx.Timeout(seconds)
            ) as answer:
                parts: list[bytes] = []
                size = 0
                for part in answer.iter_bytes():
                    size += len(part)
                    if size > MAX_ANSWER:
                        raise EndpointError(
                            f"{url} answers with more than {MAX_ANSWER:,} bytes", remedy="add a LIMIT"
                        )
                    if time.monotonic() > end:
                        raise httpx.ReadTimeout("")
                    parts.append(part)
                data = b"".join(parts)
                if answer.status_code == 400:
                    raise QueryError(f"{url} does not take the query: {_words(data)}")
                if answer.status_code >= 300:
                    raise EndpointError(
                        f"{url} answered {answer.status_code} {answer.reason_phrase}: {_words(data)}".rstrip(
                            ": "
                        ),
                        remedy="check the address and whether the server allows this",
                    )
                return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(), data
        except httpx.TimeoutException:
            raise EndpointError(
                f"{url} did not answer within {seconds:g} seconds", remedy="ask for less or raise --timeout"
            ) from None
        except httpx.HTTPError as problem:
            raise EndpointError(
                f"{url} cannot be reached: {problem}",
                remedy="check that the server runs and the address is right",
            ) from None

    def load(self, parts: Iterable[bytes], seconds: float = 60.0) -> int:
        """Put N-Quads into the server by the Graph Store protocol, a part at a time; return the bytes sent."""
        target = self.url.removesuffix("/query").removesuffix("/sparql").rstrip("/") + "/store"
        sent = 0
        for part in parts:
            self._post(target, part, {"Content-Type": "application/n-quads"}, seconds)
            sent += len(part)
        return sent


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")) or any(c.isspace() for c in url):
        raise EndpointError(
            f"'{url}' is no address of a server", remedy="write it like http://127.0.0.1:7878/query"
        )
    return url


def _words(data: bytes) -> str:
    """Return the first line of what a server says of an error, at most 300 characters of it."""
    return next(iter(data.decode("utf-8", "replace").strip().splitlines()), "")[:300]


def _rows(data: bytes, limits: Limits, url: str) -> Answer:
    try:
        content = json.loads(data)
        if isinstance(content.get("boolean"), bool):
            return bool(content["boolean"])
        names = tuple(str(name) for name in content["head"]["vars"])
        found = [tuple(_json_term(row.get(name)) for name in names) for row in content["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EndpointError(f"{url} answered with something that is no SPARQL result") from None
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
    except SyntaxError:
        raise EndpointError(f"{url} answered with triples that cannot be read") from None
    kept = [(s, p, o) for s, p, o in found if s and p and o]
    return Triples(tuple(kept[: limits.rows]), len(kept) > limits.rows)


def chunks(lines: Iterable[str], size: int = 2_000_000) -> Iterator[bytes]:
    """Join lines into parts of about that many bytes."""
    part: list[bytes] = []
    length = 0
    for line in lines:
        part.append(line.encode())
        length += len(part[-1])
        if length >= size:
            yield b"".join(part)
            part, length = [], 0
    if part:
        yield b"".join(part)
