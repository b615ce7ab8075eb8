"""`advisor export`: into files of every kind, into a folder, into a server; and what it refuses before it writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from sparql_server import Server

Advisor = Callable[..., Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.stop()


@pytest.mark.parametrize(
    "ending",
    [".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf", ".graphml", ".mmd", ".dot", ".csv", ".svg", ".html"],
)
def test_every_format_about_a_concept(advisor: Advisor, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"k{ending}"
    called = advisor("export", "-o", target, "--about", "攀比心理", "--lang", "zh-Hans")
    assert (called.code, called.out) == (0, "")
    assert called.err.strip() == str(target)
    assert "攀比心理" in target.read_text("utf-8-sig")
    assert [p.name for p in tmp_path.iterdir()] == [target.name], "nothing half-written stays"


def test_several_at_once_and_the_same_bytes_again(advisor: Advisor, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        targets = [f"-o{tmp_path / folder / name}" for name in ("k.ttl", "k.csv", "k.dot")]
        (tmp_path / folder).mkdir()
        assert advisor("export", *targets).code == 0
    for name in ("k.ttl", "k.csv", "k.dot"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_section_holds_its_statements_only(advisor: Advisor, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.nq", tmp_path / "part.nq"
    assert advisor("export", "-o", whole).code == 0
    assert advisor("export", "-o", part, "--section", "fan-ops#3.1.1").code == 0
    everything = set(ox.parse(path=str(whole)))
    kept = list(ox.parse(path=str(part)))
    assert 0 < len(kept) < len(everything)
    assert set(kept) < everything
    graphs = {str(q.graph_name.value) for q in kept if isinstance(q.graph_name, ox.NamedNode)}
    assert graphs == {"https://w3id.org/mianzi/source/fan-ops-3.1.1"}


def test_flat_leaves_the_sections_out(advisor: Advisor, tmp_path: Path) -> None:
    flat = tmp_path / "k.trig"
    assert advisor("export", "-o", flat, "--flat", "--about", "攀比心理").code == 0
    assert {q.graph_name for q in ox.parse(path=str(flat))} == {ox.DefaultGraph()}


def test_a_folder_takes_the_pages(advisor: Advisor, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert advisor("export", "-o", f"{folder}/").code == 0
    assert len(list(folder.glob("*.md"))) > 10
    assert advisor("export", "-o", folder).code == 0, "a folder that is there needs no slash"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say where the knowledge goes"),
        (("-o", "k.ttl", "--to", "http://127.0.0.1:1/"), "say where the knowledge goes"),
        (("-o", "k.ttl", "--about", "面子", "--section", "fan-ops#1"), "do not go together"),
        (("-o", "k.tll"), "did you mean .ttl"),
        (("-o", "k"), "names no format by its ending"),
        (("-o", "k.svg"), "a picture shows what surrounds one concept"),
        (("-o", "k.dot", "--section", "fan-ops#1"), "--section goes with formats of RDF, not with .dot"),
        (("-o", "k.csv", "--flat"), "--flat has no meaning here"),
        (("-o", "pages/", "--about", "面子"), "--about has no meaning here: the pages show everything"),
        (("-o", "pages/", "--flat"), "--flat has no meaning here"),
        (("--to", "http://127.0.0.1:1/", "--about", "面子"), "--about has no meaning here: a server"),
        (("--to", "http://127.0.0.1:1/", "--section", "fan-ops#1"), "--section has no meaning here"),
        (("-o", "k.ttl", "--about", "忠诚粉似"), "忠诚粉丝"),
        (("-o", "k.ttl", "--section", "fan-ops#99"), "fan-ops#99"),
    ],
)
def test_what_is_refused(
    advisor: Advisor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    called = advisor("export", *arguments)
    assert called.code == 2
    assert said in called.err
    assert "Traceback" not in called.err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_ending_is_found_before_the_first_is_written(advisor: Advisor, tmp_path: Path) -> None:
    assert advisor("export", "-o", tmp_path / "k.ttl", "-o", tmp_path / "k.wrod").code == 2
    assert list(tmp_path.iterdir()) == []


def test_no_place_to_write(advisor: Advisor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "nowhere/k.ttl", tmp_path / "file/k.ttl", tmp_path / "file/pages/"):
        called = advisor("export", "-o", f"{target}" + ("/" if "pages" in str(target) else ""))
        assert called.code == 2, called
        assert str(tmp_path) in called.err
        assert "Traceback" not in called.err
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_server_then_answers_as_the_store_does(advisor: Advisor, server: Server) -> None:
    base = server.url.removesuffix("/query")
    for _ in range(2):  # twice is the same as once
        called = advisor("export", "--to", base)
        assert called.code == 0, called.err
        assert base in called.err
    query = "SELECT ?c ?l { ?c a mz:FanType ; skos:prefLabel ?l FILTER(LANG(?l) = 'zh-hans') } ORDER BY ?l"
    ours: dict[str, Any] = {}
    for name, more in (("embedded", ()), ("server", ("--endpoint", base))):
        answer = advisor("sparql", query, "--format", "json", *more)
        assert answer.code == 0, answer.err
        ours[name] = json.loads(answer.out)
        count = advisor("sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "json", *more)
        ours[f"{name} all"] = json.loads(count.out)
        saved = advisor("sparql", "--saved", "glossary", "--format", "json", *more)
        ours[f"{name} saved"] = json.loads(saved.out)
    assert len(ours["embedded"]) > 10
    assert ours["embedded"] == ours["server"]
    assert ours["embedded all"] == ours["server all"]
    assert ours["embedded saved"] == ours["server saved"]


def test_a_server_that_is_not_there(advisor: Advisor) -> None:
    called = advisor("export", "--to", "http://127.0.0.1:1/")
    assert called.code == 2
    assert "cannot be reached" in called.err
    assert "Traceback" not in called.err
