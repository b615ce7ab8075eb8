"""Time limits, places of errors, stores that are compiled, damaged or closed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import small_pack

from advisor.errors import QueryError
from advisor.knowledge.stores.embedded import FOLDER, open_store
from advisor.knowledge.stores.interface import Limits, Rows
from advisor.pack import Packs

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) = STR(?i)) }"


def test_a_query_that_takes_too_long_is_ended(small: Packs) -> None:
    store = open_store(small)
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"longer than 0\.3 seconds"):
        store.query(SLOW, Limits(seconds=0.3))
    assert time.monotonic() - begun < 5


def test_a_syntax_error_knows_its_line(small: Packs) -> None:
    with pytest.raises(QueryError) as caught:
        open_store(small).query("SELECT ?a {\n  ?a ?b .\n}")
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (3, 1)


def test_a_closed_store_says_so(small: Packs) -> None:
    store = open_store(small)
    store.close()
    with pytest.raises(QueryError, match="closed"):
        store.query("ASK { ?a ?b ?c }")


def test_two_may_read_at_once(small: Packs) -> None:
    one, other = open_store(small), open_store(small)
    for store in (one, other):
        answer = store.query("SELECT ?c { ?c a mz:FaceMotive }")
        assert isinstance(answer, Rows)
        assert len(answer.rows) == 1


def test_a_later_pack_counts(small: Packs, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm",
        x_trig='src:guide-1.1 { [] mz:replaces mz:guest ; skos:prefLabel "来客"@zh-Hans . }',
        y_ttl="mz:respect mz:retired true .",
    )
    packs = small_pack.packs(small.layers[0].root, firm)
    store = open_store(packs)
    answer = store.query('SELECT ?l { mz:guest skos:prefLabel ?l FILTER(LANGMATCHES(LANG(?l), "zh-Hans")) }')
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows if row[0]] == ["来客"]
    assert store.query("ASK { ?s mz:weakenedBy mz:respect }") is False


def test_a_damaged_store_is_built_anew(small: Packs, tmp_path: Path) -> None:
    packs = Packs(small.layers, tmp_path / "cache")
    open_store(packs).close()
    for path in (packs.cache_folder() / FOLDER).iterdir():
        path.write_bytes(b"")
    assert open_store(packs).query("ASK { mz:face a mz:FaceMotive }") is True
