"""HTTP to a server that may be anything: within the time, no redirects, no more bytes than allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from advisor.errors import EndpointError
from advisor.knowledge.stores.interface import within

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

_BLOCK = 1 << 16
_SAID = 300
"""Characters of what a server says of an error that are shown."""


class Reply(NamedTuple):
    """An answer read to its end; ``kind`` is its media type without parameters, empty where it names none."""

    status: int
    reason: str
    kind: str
    data: bytes

    @property
    def words(self) -> str:
        """The first line of what the server says of an error."""
        lines = self.data.decode("utf-8", "replace").strip().splitlines()
        return shown(lines[0][:_SAID]) if lines else ""


class Http:
    """Connections to servers; ``max_answer`` is the number of bytes of one answer that are read."""

    def __init__(self, max_answer: int) -> None:
        self._max_answer = max_answer
        import urllib3

        # No redirects: what is sent to one server is not for another. No retries: a query may be costly.
        self._pool = urllib3.PoolManager(retries=False)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def send(self, method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
        """Send a request and return the answer, whatever its status.

        Raises EndpointError where the server cannot be reached, gives no whole answer or too large a one,
        or has not given it to its end after ``seconds``.
        """
        import urllib3
        from urllib3.exceptions import (
            ConnectTimeoutError,
            DecodeError,
            HTTPError,
            NewConnectionError,
            ProtocolError,
            ReadTimeoutError,
        )

        def work() -> Reply:
            timeout = urllib3.Timeout(total=seconds)
            answer = self._pool.request(
                method, url, body=body, headers=dict(headers), timeout=timeout, preload_content=False
            )
            try:
                data = self._read(answer, url)
            finally:
                answer.close()
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Reply(answer.status, shown(answer.reason or ""), shown(kind), data)

        reply = None
        try:
            # The library's clock starts anew at every byte; a server that sends one now and then needs another.
            reply = within(seconds, work)
        except (ProtocolError, DecodeError) as problem:
            raise EndpointError(
                f"{url} gave no whole answer: {_reason(problem)}",
                remedy="check that it is a SPARQL server, and what its log says",
            ) from None
        except (HTTPError, OSError) as problem:
            late = isinstance(problem, (ConnectTimeoutError, ReadTimeoutError))
            # urllib3 counts every failure to connect among the timeouts of connecting.
            if not late or isinstance(problem, NewConnectionError):
                raise EndpointError(
                    f"{url} cannot be reached: {_reason(problem)}",
                    remedy="check that the server runs and the address is right",
                ) from None
        if reply is None:
            raise EndpointError(
                f"{url} did not answer within {seconds:g} seconds",
                remedy="ask for less, or raise --timeout",
            )
        return reply

    def _read(self, answer: BaseHTTPResponse, url: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.stream(_BLOCK):
            size += len(part)
            if size > self._max_answer:
                raise EndpointError(
                    f"{url} answers with more than {self._max_answer:,} bytes", remedy="add a LIMIT"
                )
            parts.append(part)
        return b"".join(parts)


def check_address(url: str) -> None:
    """Raise EndpointError where this is no address of a server, or one with a user's name or password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isprintable() or any(c.isspace() for c in url):
        raise EndpointError(
            f"'{shown(url)}' is no address of a server", remedy="write it like http://127.0.0.1:7878/query"
        )
    if "@" in parts.netloc:
        # Neither is shown: what is complained about ends up in logs.
        raise EndpointError(
            "the address of a server has a user's name or password in it, which are not sent",
            remedy="leave out what stands before the @",
        )


def shown(text: str) -> str:
    r"""Return a text of somebody else's as it may be shown on a terminal: without control characters.

    >>> shown("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _reason(problem: BaseException) -> str:
    """Return what went wrong at the bottom of it, without the objects of the HTTP library."""
    while True:
        within_it = (a for a in reversed(problem.args) if isinstance(a, Exception))
        below = problem.__cause__ or next(within_it, None)
        if below is None:
            break
        problem = below
    return shown(str(getattr(problem, "strerror", None) or problem)[:_SAID]).removesuffix(".")
