"""Saved queries take values for their parameters as terms, never as text of the query."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import small_pack
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import NotFound, PackError, Place, UsageError
from advisor.knowledge.stores.saved import SavedQuery, filled, saved_queries, saved_query

TEXT = """\
# en: Two texts, a number and a concept
# zh-Hans: 两段文字、一个数、一个概念
SELECT ?a ?b ?n ?c {
  VALUES ?a { "first" }
  VALUES ?b { "second" }
  VALUES ?n { 3 }
  VALUES ?c { mz:face }
}
"""
DEFAULTS = {"a": '"first"', "b": '"second"', "n": "3", "c": "mz:face"}
QUERY = SavedQuery("four", {"en": "Four"}, TEXT, DEFAULTS, Place("four.rq"))


def resolved(name: str) -> str:
    return f"http://x/{name}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_pack.copy(tmp_path_factory.mktemp("filling") / "small")


def save(folder: Path, name: str, text: str) -> None:
    (folder / "ontology/queries").mkdir(exist_ok=True)
    (folder / f"ontology/queries/{name}.rq").write_text(text, "utf-8")


def test_what_is_not_set_keeps_its_default() -> None:
    assert filled(QUERY, {}, resolved) == TEXT
    assert filled(QUERY, {"n": "-2.5"}, resolved) == TEXT.replace("{ 3 }", "{ -2.5 }")
    assert filled(QUERY, {"c": "fan"}, resolved) == TEXT.replace("mz:face", "<http://x/fan>")


def rows(text: str) -> list[list[str]]:
    """The values of what a query answers over no data."""
    answer = ox.Store().query(text, prefixes={"mz": "https://w3id.org/mianzi/"})
    assert isinstance(answer, ox.QuerySolutions)
    return [[term.value for term in row] for row in answer]


@given(a=st.text(), b=st.text())
def test_a_text_stays_a_text(a: str, b: str) -> None:
    found = rows(filled(QUERY, {"a": a, "b": b}, resolved))
    assert found == [[a, b, "3", "https://w3id.org/mianzi/face"]]


@pytest.mark.parametrize(
    "text",
    [
        'x" } VALUES ?b { "y',
        'VALUES ?b { "second" }',
        "VALUES ?n { 4 }",
        "\\",
        '\\" } DROP ALL #',
        "line\nline\r\t",
        "面子 \U0001f380",
    ],
)
def test_a_hostile_text_stays_a_text(text: str) -> None:
    found = rows(filled(QUERY, {"a": text, "b": text, "n": "5"}, resolved))
    assert found == [[text, text, "5", "https://w3id.org/mianzi/face"]]


def test_a_number_is_a_number() -> None:
    for value in ("three", "3 }", "0x3", "", "１", "3\n"):
        with pytest.raises(UsageError, match="takes a number") as raised:
            filled(QUERY, {"n": value}, resolved)
        assert "n=3" in str(raised.value.remedy)


@pytest.mark.parametrize(
    "iri", ["http://x/a b", "http://x/>", "http://x/\\", 'http://x/"', "http://x/a\nb", "a{b}"]
)
def test_an_iri_is_an_iri(iri: str) -> None:
    with pytest.raises(UsageError, match="is no name or IRI for 'c'"):
        filled(QUERY, {"c": "whatever"}, lambda _: iri)


def test_an_unknown_parameter_has_a_nearest() -> None:
    text = TEXT.replace("?a", "?channel")
    query = SavedQuery("x", {}, text, {"channel": '"first"'}, Place("x.rq"))
    with pytest.raises(UsageError, match="has no parameter 'chanel'") as raised:
        filled(query, {"chanel": "x"}, resolved)
    assert "channel" in str(raised.value.remedy)
    with pytest.raises(UsageError) as raised:
        filled(SavedQuery("y", {}, "ASK {}", {}, Place("y.rq")), {"zzz": "x"}, resolved)
    assert "it has none" in str(raised.value.remedy)


def test_a_pack_brings_queries_and_may_replace_one(folder: Path, tmp_path: Path) -> None:
    save(folder, "four", TEXT)
    later = small_pack.overlay(tmp_path / "later")
    save(later, "four", TEXT.replace("Two texts", "Other texts"))
    packs = small_pack.packs(folder)
    found = saved_query(packs, "four")
    assert found.title("en") == "Two texts, a number and a concept"
    assert found.title("zh-Hant") == "兩段文字、一個數、一個概念"
    assert found.parameters == DEFAULTS
    with pytest.raises(NotFound, match="no query is saved as 'fuor'") as raised:
        saved_query(packs, "fuor")
    assert "four" in str(raised.value.remedy)
    both = small_pack.packs(folder, later)
    assert saved_query(both, "four").title("en") == "Other texts, a number and a concept"


@pytest.mark.parametrize(("line", "language"), [("# en: a\n", "zh-Hans"), ("# zh-Hans: 甲\n", "en")])
def test_a_query_without_a_title_is_refused(tmp_path: Path, line: str, language: str) -> None:
    folder = small_pack.copy(tmp_path / "small")
    save(folder, "bare", line + "ASK {}\n")
    with pytest.raises(PackError, match=f"no title in {language}") as raised:
        saved_queries(small_pack.packs(folder))
    assert str(raised.value.place).endswith("bare.rq:1")
