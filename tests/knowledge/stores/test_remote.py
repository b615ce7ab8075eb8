"""A SPARQL server that misbehaves: every fault of its own becomes one clear line, in good time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sparql_server import free_port

from advisor.errors import EndpointError, QueryError
from advisor.knowledge.stores.interface import Limits, Rows, Term, Triples
from advisor.knowledge.stores.remote import RemoteStore, store_address

QUERY = "SELECT ?a { ?a ?b ?c }"
RESULTS = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'
PREFIXES = {"mz": "https://w3id.org/mianzi/"}


class Bad:
    """A server on loopback that answers with bytes, just as they are set, and remembers what it was asked."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.pause = 0.0
        self.asked: list[tuple[str, str, bytes]] = []
        self.headers: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append((self.command, self.path, body))
                outer.headers = dict(self.headers)
                self.close_connection = True
                try:
                    for part in outer.parts:
                        self.wfile.write(part)
                        self.wfile.flush()
                        time.sleep(outer.pause)
                except OSError:
                    pass  # the client has gone, as it should

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.address}/query"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def says(self, status: str, body: bytes = b"", kind: str | None = RESULTS, **headers: str) -> None:
        """Set the answer of a server that is at least whole."""
        lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"Content-Type: {kind}"] if kind is not None else []
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.parts = ["\r\n".join([*lines, "", ""]).encode("latin-1") + body]

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def bad() -> Iterator[Bad]:
    """A server that answers nothing until it is told what."""
    found = Bad()
    yield found
    found.stop()


def ask(url: str, *, limits: Limits = Limits(seconds=5), most: int = 1_000_000) -> Any:  # noqa: B008 - frozen
    store = RemoteStore(url, PREFIXES, max_answer=most)
    try:
        return store.query(QUERY, limits)
    finally:
        store.close()


def complaint(url: str, kind: type[Exception] = EndpointError, **more: Any) -> str:
    """Ask, and return the one line that comes of it: of exactly this kind, without a library's inner words."""
    with pytest.raises(kind) as caught:
        ask(url, **more)
    text = str(caught.value)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert text.isprintable(), text
    assert " — " in text, "there is no remedy"
    for inner in ("0x", "Error(", "urllib3", "Traceback", "Max retries", "HTTPConnection"):
        assert inner not in text
    return text


# -- answers as they should be ----------------------------------------------------------------------------------------


def test_rows_as_the_protocol_has_them(bad: Bad) -> None:
    bad.says("200 OK", ROWS)
    assert ask(bad.url) == Rows(("a",), ((Term("literal", "x"),),))
    ((method, path, body),) = bad.asked
    assert (method, path, body.decode()) == ("POST", "/query", QUERY)
    assert bad.headers["Content-Type"] == "application/sparql-query; charset=utf-8"
    assert "application/sparql-results+json" in bad.headers["Accept"]


def test_an_address_without_a_path_means_query(bad: Bad) -> None:
    bad.says("200 OK", b'{"boolean": true}')
    assert ask(f"http://{bad.address}") is True
    assert ask(f"http://{bad.address}/") is True
    assert ask(f"http://{bad.address}/ds/sparql") is True
    assert [path for _, path, _ in bad.asked] == ["/query", "/query", "/ds/sparql"]


def test_every_kind_of_term(bad: Bad) -> None:
    row = {
        "iri": {"type": "uri", "value": "http://x/y"},
        "blank": {"type": "bnode", "value": "b0"},
        "plain": {"type": "literal", "value": "面子"},
        "tagged": {"type": "literal", "value": "面子", "xml:lang": "zh-hans"},
        "number": {
            "type": "typed-literal",
            "value": "1.50",
            "datatype": "http://www.w3.org/2001/XMLSchema#decimal",
        },
    }
    content = {"head": {"vars": [*row, "none"]}, "results": {"bindings": [row]}}
    bad.says("200 OK", json.dumps(content).encode())
    assert ask(bad.url).rows == (
        (
            Term("iri", "http://x/y"),
            Term("blank", "b0"),
            Term("literal", "面子"),
            Term("literal", "面子", "zh-Hans"),
            Term("literal", "1.5", None, "http://www.w3.org/2001/XMLSchema#decimal"),
            None,
        ),
    )


def test_triples_and_a_limit_that_the_server_does_not_know(bad: Bad) -> None:
    bad.says(
        "200 OK", b"<x:a> <x:b> <x:c> .\n<x:a> <x:b> <x:c> .\n<x:a> <x:b> <x:d> .\n", "application/n-triples"
    )
    found = ask(bad.url, limits=Limits(seconds=5, rows=1))
    assert isinstance(found, Triples)
    assert (len(found.triples), found.cut) == (1, True)
    found = ask(bad.url, limits=Limits(seconds=5, rows=2))
    assert (len(found.triples), found.cut) == (2, False)


# -- answers that are none --------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    assert complaint(url) == (
        f"{url} cannot be reached: Connection refused — check that the server runs and the address is right"
    )


def test_a_host_that_has_no_address() -> None:
    text = complaint("http://nowhere.invalid/query")
    assert text.startswith("http://nowhere.invalid/query cannot be reached: ")


def test_a_400_is_a_fault_of_the_query_in_the_servers_words(bad: Bad) -> None:
    bad.says("400 Bad Request", "error at 1:9: expected 子\nmore of it\n".encode(), "text/plain")
    assert complaint(bad.url, QueryError) == (
        f"{bad.url} does not take the query: error at 1:9: expected 子 — check it on the embedded store first"
    )


def test_a_400_without_words(bad: Bad) -> None:
    bad.says("400 Bad Request", b"")
    assert complaint(bad.url, QueryError) == (
        f"{bad.url} does not take the query — check it on the embedded store first"
    )


@pytest.mark.parametrize("status", ["401 Unauthorized", "404 Not Found", "500 Internal Server Error", "599 "])
def test_other_failures_are_the_servers(bad: Bad, status: str) -> None:
    bad.says(status, b"out of memory\n", "text/plain")
    assert complaint(bad.url) == (
        f"{bad.url} answered {status.strip()}: out of memory"
        " — check the address and whether the server allows this"
    )


def test_a_page_of_error_is_shown_in_short_and_without_its_controls(bad: Bad) -> None:
    bad.says("500 Oops", b"\x1b[2J\x07" + b"<html>" * 1000, "text/html")
    text = complaint(bad.url)
    assert len(text) < 500
    assert "<html><html>" in text


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Gone"]
)
def test_a_redirect_is_not_followed(bad: Bad, status: str) -> None:
    other = Bad()
    try:
        other.says("200 OK", ROWS)
        bad.says(status, b"", Location=other.url)
        assert f"answered {status}" in complaint(bad.url)
        assert not other.asked
    finally:
        other.stop()


@pytest.mark.parametrize("kind", ["text/html", "application/sparql-results+xml", "", None, "a\x1b[2Jb"])
def test_a_page_is_no_answer(bad: Bad, kind: str | None) -> None:
    bad.says("200 OK", b"<html>welcome</html>", kind)
    text = complaint(bad.url)
    assert text.startswith(f"{bad.url} answered with '")
    assert "not with SPARQL results" in text


SHAPES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"17",
    b"{}",
    b'{"boolean": "yes"}',
    b'{"head": {}, "results": {"bindings": []}}',
    b'{"head": {"vars": "ab"}, "results": {"bindings": []}}',
    b'{"head": {"vars": [1]}, "results": {"bindings": []}}',
    b'{"head": {"vars": ["a"]}}',
    b'{"head": {"vars": ["a"]}, "results": []}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": {}}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": "x"}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [["a"]]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": "x"}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "uri"}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"value": "x"}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "uri", "value": 1}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": null}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "triple", "value": {}}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "\\ud800"}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a":{"type":"literal","value":"x","xml:lang":["y"]}}]}}',
    b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a":{"type":"literal","value":"x","datatype":7}}]}}',
    b'{"a":' * 100_000,
    b"[" * 100_000,
    b"1" * 10_000,
]


@pytest.mark.parametrize("body", SHAPES, ids=lambda body: body[:100].decode("latin-1")[-40:])
def test_json_that_is_no_result(bad: Bad, body: bytes) -> None:
    bad.says("200 OK", body)
    assert (
        complaint(bad.url)
        == f"{bad.url} answered with something that is no SPARQL result — check the address"
    )


@pytest.mark.parametrize("body", [b"<a> <b>", b"not triples", b"\xff\xfe\x00", b'<x:a> <x:b> "\\ud800" .\n'])
def test_triples_that_are_none(bad: Bad, body: bytes) -> None:
    bad.says("200 OK", body, "application/n-triples")
    assert "triples that cannot be read" in complaint(bad.url)


def test_too_large_an_answer_is_not_read_to_its_end(bad: Bad) -> None:
    bad.says("200 OK", b" " * 200_000)
    text = complaint(bad.url, most=100_000)
    assert text == f"{bad.url} answers with more than 100,000 bytes — add a LIMIT"


def test_an_answer_without_an_end(bad: Bad) -> None:
    bad.parts = [f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\n\r\n".encode(), *[b" " * 65_536] * 1000]
    assert "more than 100,000 bytes" in complaint(bad.url, most=100_000)


def test_a_small_answer_that_grows_when_it_is_unpacked(bad: Bad) -> None:
    import gzip

    bad.says("200 OK", gzip.compress(b" " * 50_000_000), **{"Content-Encoding": "gzip"})
    assert "more than 100,000 bytes" in complaint(bad.url, most=100_000)


def test_an_answer_that_cannot_be_unpacked(bad: Bad) -> None:
    bad.says("200 OK", b"no gzip", **{"Content-Encoding": "gzip"})
    assert "gave no whole answer: Error" in complaint(bad.url)


def test_nothing_at_all(bad: Bad) -> None:
    text = complaint(bad.url)
    assert text == (
        f"{bad.url} gave no whole answer: Remote end closed connection without response"
        " — check that it is a SPARQL server, and what its log says"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc def\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    ],
    ids=["another protocol", "no status", "many headers", "a long header", "too short", "bad chunks"],
)
def test_what_is_no_http(bad: Bad, data: bytes) -> None:
    bad.parts = [data]
    assert complaint(bad.url).startswith(f"{bad.url} gave no whole answer: ")


# -- time -------------------------------------------------------------------------------------------------------------

HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\n".encode()


def drops(data: bytes) -> list[bytes]:
    """A byte at a time."""
    return [data[i : i + 1] for i in range(len(data))]


@pytest.mark.parametrize(
    "parts",
    [
        [b"", b""],
        drops(HEAD + b"Content-Length: 85\r\n\r\n"),
        [HEAD + b"Content-Length: 1000\r\n\r\n", *drops(b" " * 200)],
        [HEAD + b"\r\n", *drops(b" " * 200)],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 200],
    ],
    ids=["silent", "dribbled head", "dribbled body of a length", "dribbled body", "dribbled chunks"],
)
def test_a_slow_server_keeps_no_clock_waiting(bad: Bad, parts: list[bytes]) -> None:
    bad.parts, bad.pause = parts, 0.1 if parts[0] else 5
    begun = time.monotonic()
    text = complaint(bad.url, limits=Limits(seconds=0.5))
    assert time.monotonic() - begun < 2
    assert text == f"{bad.url} did not answer within 0.5 seconds — ask for less, or raise --timeout"


# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "query",
        "127.0.0.1:7878/query",
        "localhost:7878",
        "ftp://127.0.0.1/query",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///query",
        "http://host:port/query",
        "http://host:0/query",
        "http://host:99999/query",
        "http://[::1/query",
        "http://a b/query",
        "http://host/que ry",
        "http://host/que\nry",
        "http://host/que\x00ry",
        "http://host/\ud800",
        "http://..../query",
        "http://\u2100/query",
    ],
)
def test_what_is_no_address(url: str) -> None:
    text = complaint(url)
    assert "http" in text


def test_a_password_in_an_address_is_neither_sent_nor_shown(bad: Bad) -> None:
    """Addresses end up in histories, logs and error messages; what a server does not ask for is not sent."""
    text = complaint(f"http://kim:s3cret@{bad.address}/query")
    assert "s3cret" not in text
    assert "kim" not in text
    assert not bad.asked


# -- loading ----------------------------------------------------------------------------------------------------------


def load(url: str, lines: list[str], **more: Any) -> list[int]:
    store = RemoteStore(url, PREFIXES)
    try:
        return list(store.load(lines, **more))
    finally:
        store.close()


def test_the_first_part_replaces_and_the_others_are_added(bad: Bad) -> None:
    bad.says("204 No Content")
    line = '<x:a> <x:b> "' + "c" * 1_000_000 + '" .\n'
    assert load(bad.url, [line] * 5, replace=True) == [2, 4, 5]
    assert [(method, path) for method, path, _ in bad.asked] == [
        ("PUT", "/store"),
        ("POST", "/store"),
        ("POST", "/store"),
    ]
    assert b"".join(body for *_, body in bad.asked) == (line * 5).encode()
    bad.asked.clear()
    assert load(bad.url, [line]) == [1]
    assert [method for method, *_ in bad.asked] == ["POST"]


@pytest.mark.parametrize(
    ("status", "kind"), [("400 Bad Request", EndpointError), ("403 Forbidden", EndpointError)]
)
def test_data_that_a_server_does_not_take_is_no_fault_of_a_query(
    bad: Bad, status: str, kind: type[Exception]
) -> None:
    bad.says(status, b"line 1: bad\n", "text/plain")
    with pytest.raises(kind) as caught:
        load(bad.url, ["<x:a> <x:b> <x:c> .\n"], replace=True)
    store = bad.url.replace("/query", "/store")
    assert str(caught.value) == (
        f"{store} answered {status}: line 1: bad — check the address and whether the server allows this"
    )


def test_loading_follows_no_redirect_and_waits_for_no_dribble(bad: Bad) -> None:
    other = Bad()
    try:
        bad.says("307 Temporary Redirect", b"", Location=other.url)
        with pytest.raises(EndpointError, match="307"):
            load(bad.url, ["<x:a> <x:b> <x:c> .\n"])
        assert not other.asked
    finally:
        other.stop()
    bad.parts, bad.pause = drops(HEAD), 0.1
    with pytest.raises(EndpointError, match=r"within 0\.5 seconds"):
        load(bad.url, ["<x:a> <x:b> <x:c> .\n"], seconds=0.5)


@pytest.mark.parametrize(
    ("query", "store"),
    [
        ("http://h/query", "http://h/store"),
        ("http://h/query/", "http://h/store"),
        ("http://h/ds/sparql", "http://h/ds/store"),
        ("http://h/ds/data", "http://h/ds/data"),
        ("http://h/query?x=1", "http://h/store?x=1"),
    ],
)
def test_where_rdf_goes(query: str, store: str) -> None:
    assert store_address(query) == store


# -- in every language ------------------------------------------------------------------------------------------------

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    from advisor.cli import run

    def called(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return called


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_command_says_it_in_one_line(bad: Bad, call: Call, language: str) -> None:
    answers: list[tuple[str, bytes, str]] = [
        ("400 Bad Request", b"bad\nworse", "text/plain"),
        ("500 Oops", b"\x1b[31m", "text/plain"),
        ("302 Found", b"", "text/html"),
        ("200 OK", b"", RESULTS),
        ("200 OK", b"<p>", "text/html"),
        ("200 OK", b"", ""),
    ]
    for status, body, kind in answers:
        bad.says(status, body, kind)
        code, out, err = call("sparql", QUERY, "--endpoint", bad.url, "--lang", language)
        assert (code, out) == (2, "")
        assert err.startswith(f"advisor: {bad.url} ")
        assert err.removesuffix("\n").isprintable()
    for url in ("nothing", "http://kim:s3cret@host/query", f"http://127.0.0.1:{free_port()}"):
        for command in (["sparql", QUERY, "--endpoint", url], ["export", "--to", url]):
            code, out, err = call(*command, "--lang", language)
            assert (code, out) == (2, "")
            assert err.startswith("advisor: ")
            assert err.removesuffix("\n").isprintable()
            assert "s3cret" not in err
