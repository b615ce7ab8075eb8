"""Why a query found nothing."""

from __future__ import annotations

import pytest

from advisor.errors import QueryError
from advisor.knowledge.stores.hints import LanguageCompared, UnknownName, hints
from advisor.knowledge.stores.interface import Answer, Limits, SparqlStore


def found(store: SparqlStore, text: str) -> list[UnknownName | LanguageCompared]:
    return hints(text, store, store.prefixes)  # type: ignore[attr-defined]


def test_names_that_stand_nowhere_and_the_nearest(store: SparqlStore) -> None:
    property_, concept = found(store, "SELECT ?t { ?t mz:arisesFron mz:comparisons }")
    assert isinstance(property_, UnknownName)
    assert isinstance(concept, UnknownName)
    assert (property_.name, property_.near[0]) == ("mz:arisesFron", "mz:arisesFrom")
    assert (concept.name, concept.near[0]) == ("mz:comparisons", "mz:comparison")


def test_a_section_is_a_name_that_stands(store: SparqlStore) -> None:
    assert found(store, "SELECT ?s { GRAPH src:guide-2 { ?s mz:weakenedBy mz:respect } }") == []


def test_a_section_that_is_none(store: SparqlStore) -> None:
    (hint,) = found(store, "SELECT ?s { GRAPH src:guide-9 { ?s ?p ?o } }")
    assert isinstance(hint, UnknownName)
    assert hint.near[0].startswith("src:guide-")


def test_a_name_with_nothing_like_it(store: SparqlStore) -> None:
    assert found(store, "SELECT ?s { ?s mz:zzzzqqqq ?o }") == [UnknownName("mz:zzzzqqqq", ())]


def test_the_prefixes_that_a_query_declares_are_its_own(store: SparqlStore) -> None:
    text = "PREFIX x: <https://w3id.org/mianzi/> SELECT ?s { ?s a x:FanTyp }"
    (hint,) = found(store, text)
    assert isinstance(hint, UnknownName)
    assert (hint.name, hint.near[0]) == ("x:FanTyp", "x:FanType")


def test_a_tag_compared_letter_by_letter(store: SparqlStore) -> None:
    text = 'SELECT ?l { mz:face skos:prefLabel ?l FILTER(LANG(?l) = "zh-Hans") }'
    assert found(store, text) == [LanguageCompared("zh-Hans")]


@pytest.mark.parametrize("name", ["'mz:nothing'", "<mz:nothing>", "?x # mz:nothing\n"])
def test_texts_iris_and_comments_hold_no_names(store: SparqlStore, name: str) -> None:
    assert found(store, f"SELECT ?s {{ ?s mz:arisesFrom {name} }}") == []


class Slow:
    """A store that is asked and does not answer in time."""

    prefixes = {"mz": "https://w3id.org/mianzi/"}

    def query(self, text: str, limits: Limits = Limits()) -> Answer:  # noqa: B008 - as in the protocol
        raise QueryError("the query took too long")

    def close(self) -> None:
        """Nothing is held."""


def test_a_slow_store_gives_no_hint_of_names_and_no_error() -> None:
    assert found(Slow(), "SELECT ?s { ?s mz:nothing ?o }") == []
