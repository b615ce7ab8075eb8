"""`advisor sparql`: where a query may come from, how its answer is printed, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Advisor = Callable[..., Any]
Shell = Callable[..., "subprocess.CompletedProcess[str]"]
KINDS = "SELECT ?l { mz:FanType rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), 'zh-Hans')) }"


def test_a_query_as_text_from_a_file_and_from_standard_input(
    advisor: Advisor, shell: Shell, tmp_path: Path
) -> None:
    for name, data in (("plain.rq", KINDS.encode()), ("marked.rq", b"\xef\xbb\xbf" + KINDS.encode())):
        (tmp_path / name).write_bytes(data)
        called = advisor("sparql", "--file", tmp_path / name)
        assert (called.code, called.out.split()) == (0, ["l", "粉丝类型"]), called.err
    assert advisor("sparql", KINDS).out == advisor("sparql", "-f", tmp_path / "plain.rq").out
    piped = shell("sparql", "-", input=KINDS)
    assert (piped.returncode, piped.stdout.split()) == (0, ["l", "粉丝类型"])


def test_prefixes_may_be_declared_or_not(advisor: Advisor) -> None:
    declared = "PREFIX mz: <https://w3id.org/mianzi/> ASK { mz:loyal-fan a mz:FanType }"
    assert advisor("sparql", declared).out == advisor("sparql", declared.partition(">")[2]).out == "true\n"


def test_the_answers_of_each_form_of_query(advisor: Advisor) -> None:
    assert advisor("sparql", "ASK { mz:nothing-such ?p ?o }").out == "false\n"
    assert json.loads(advisor("sparql", "ASK { ?s ?p ?o }", "--format", "srj").out)["boolean"] is True
    graph = advisor("sparql", "CONSTRUCT { mz:loyal-fan a ?k } WHERE { mz:loyal-fan a ?k }")
    assert "mz:loyal-fan a mz:FanType ." in graph.out
    described = advisor("sparql", "DESCRIBE mz:loyal-fan")
    assert '"忠诚粉丝"@zh-' in described.out


def test_the_formats_of_rows(advisor: Advisor) -> None:
    query = "SELECT ?s ?l ?n { VALUES ?s { mz:loyal-fan } ?s skos:prefLabel ?l . BIND(7 AS ?n) FILTER(LANG(?l) = 'en') OPTIONAL { ?s mz:none ?x } }"
    said = {
        form: advisor("sparql", query, "--format", form).out for form in ("json", "csv", "tsv", "md", "srj")
    }
    (row,) = json.loads(said["json"])
    assert row == {"s": "mz:loyal-fan", "l": "loyal fan", "n": "7"}
    assert list(csv.DictReader(io.StringIO(said["csv"]))) == [row]
    assert said["tsv"].splitlines() == ["s\tl\tn", "mz:loyal-fan\tloyal fan\t7"]
    assert "| mz:loyal-fan | loyal fan | 7 |" in said["md"]
    binding = json.loads(said["srj"])["results"]["bindings"][0]
    assert binding["s"] == {"type": "uri", "value": "https://w3id.org/mianzi/loyal-fan"}
    assert binding["l"] == {"type": "literal", "value": "loyal fan", "xml:lang": "en"}
    assert binding["n"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"


def test_no_rows_is_an_exit_code_and_more_than_the_limit_is_said(advisor: Advisor) -> None:
    none = advisor("sparql", "SELECT ?x { mz:loyal-fan mz:precedes mz:loyal-fan . ?x a mz:Nothing-such }")
    assert none.code == 1
    assert "mz:Nothing-such stands in no statement" in none.err
    some = advisor("sparql", "SELECT ?x { ?x a mz:Tactic }", "-n", "3", "--format", "json")
    assert (some.code, len(json.loads(some.out))) == (0, 3)
    assert "more rows than the limit" in some.err
    assert advisor("sparql", "SELECT ?x { ?x a mz:FanType } LIMIT 3", "-n", "3").err == ""


def test_a_saved_query_takes_concepts_by_any_name(advisor: Advisor) -> None:
    said = {
        name: advisor("sparql", "--saved", "alternatives", "--set", f"tactic={name}", "--format", "json")
        for name in ("mz:kol-cooperation", "KOL cooperation", "https://w3id.org/mianzi/kol-cooperation")
    }
    plain = advisor("sparql", "--saved", "alternatives", "--format", "json")
    assert {called.out for called in said.values()} == {plain.out}
    chinese = advisor("sparql", "--saved", "alternatives", "--set", "lang=zh-Hans", "--format", "json")
    assert (plain.code, chinese.code) == (0, 0)
    assert chinese.out != plain.out, "the user's language is the default"


def test_the_list_of_saved_queries(advisor: Advisor) -> None:
    rows = json.loads(advisor("sparql", "--list", "--format", "json").out)
    assert len(rows) >= 20
    assert all(row["title"] for row in rows)
    other = json.loads(advisor("sparql", "--list", "--format", "json", "--lang", "zh-Hant").out)
    assert [row["name"] for row in other] == [row["name"] for row in rows]
    assert {row["title"] for row in other}.isdisjoint(row["title"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name one query"),
        (("ASK {}", "--saved", "cases"), "name one query"),
        (("ASK {}", "--set", "a=b"), "--set goes with --saved"),
        (("--saved", "caes"), "did you mean cases"),
        (("--saved", "alternatives", "--set", "tactic"), "'tactic' is no setting"),
        (("--saved", "alternatives", "--set", "tatic=x"), "did you mean tactic"),
        (("--saved", "alternatives", "--set", "tactic=KOL coperation"), "kol"),
        (("--saved", "alternatives", "--set", "tactic=mz:x> } DROP ALL #"), "no name or IRI for 'tactic'"),
        (("--file", "nowhere.rq"), "nowhere.rq"),
        (("SELECT ?x { ?x a mz:Tactic",), "query:1:27"),
        (("SELECT ?x { ?x a mzz:Tactic }",), "mzz"),
        (("INSERT DATA { mz:a a mz:b }",), "INSERT"),
        (("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",), "SERVICE"),
        (("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",), "FROM"),
        (("ASK {}", "--limit", "0"), "--limit"),
        (("ASK {}", "--timeout", "soon"), "--timeout"),
        (("ASK {}", "--endpoint", "ftp://x/"), "no address of a server"),
        (("ASK {}", "--endpoint", "http://127.0.0.1:1/"), "cannot be reached"),
    ],
)
def test_what_is_refused(advisor: Advisor, arguments: tuple[str, ...], said: str) -> None:
    called = advisor("sparql", *arguments)
    assert (called.code, called.out) == (2, "")
    assert said.lower() in called.err.lower()
    assert "Traceback" not in called.err


def test_a_file_that_is_no_text(advisor: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_bytes(b"SELECT \xff\xfe")
    called = advisor("sparql", "-f", path)
    assert called.code == 2
    assert str(path) in called.err


def test_a_query_without_end_is_ended(shell: Shell) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    done = shell("sparql", endless, "--timeout", "0.5")
    assert done.returncode == 2
    assert "0.5" in done.stderr
    assert "Traceback" not in done.stderr
