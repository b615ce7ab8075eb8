"""The saved queries of the shipped pack: answered alike by three stores, in three languages, never in vain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisor.knowledge.stores.guard import undeclared
from advisor.knowledge.stores.interface import Limits, Rows, SparqlStore
from advisor.knowledge.stores.saved import LANGUAGE, filled, saved_queries
from advisor.pack import load_packs

QUERIES = saved_queries(load_packs())
NAMING = [name for name, query in QUERIES.items() if LANGUAGE in query.parameters]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LIMITS = Limits(120, 100_000)

Opened = Callable[[str], SparqlStore]


def rows_of(store: SparqlStore, name: str, language: str) -> Rows:
    """The whole answer to a saved query with the defaults of its parameters."""
    query = QUERIES[name]
    chosen = {LANGUAGE: language} if LANGUAGE in query.parameters else {}
    answer = store.query(filled(query, chosen, lambda value: value), LIMITS)
    assert isinstance(answer, Rows)
    assert not answer.cut
    return answer


def test_there_are_at_least_twenty() -> None:
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("name", QUERIES)
def test_plain_sparql_that_any_tool_can_run(name: str) -> None:
    """No prefix is taken for granted."""
    assert undeclared(QUERIES[name].text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", QUERIES)
def test_answered_and_by_a_server_alike(shipped: Opened, name: str, language: str) -> None:
    """Rows come, and the same in the same order from a server."""
    ours = rows_of(shipped("embedded"), name, language)
    assert ours.rows
    assert ours == rows_of(shipped("server"), name, language)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUERIES)
def test_answered_by_rdflib_alike(shipped: Opened, name: str) -> None:
    assert rows_of(shipped("embedded"), name, "zh-Hans") == rows_of(shipped("rdflib"), name, "zh-Hans")


@pytest.mark.parametrize("name", NAMING)
def test_no_language_lacks_a_name_that_another_has(shipped: Opened, name: str) -> None:
    """A query that asks for names finds as many of them in each language."""
    answers = [rows_of(shipped("embedded"), name, language) for language in LANGUAGES]
    missing = [[column.count(None) for column in zip(*answer.rows, strict=True)] for answer in answers]
    assert missing[0] == missing[1] == missing[2]
