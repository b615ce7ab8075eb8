"""The vocabulary: what declarations may say, and the shipped one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from small_vocabulary import CONSTRAINTS, FACTS, WORDS, fact, option, texts

from advisor.errors import PackError
from advisor.pack import Pack, Packs, default_root, load_packs, read_manifest
from advisor.phrases import LANGUAGES, load_phrases
from advisor.situation.vocabulary import PLURALS, Vocabulary, load_vocabulary

PREFIXES = """
@prefix mz: <https://w3id.org/mianzi/> .
@prefix fact: <https://w3id.org/mianzi/fact/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def test_it_is_a_mapping(vocabulary: Vocabulary) -> None:
    assert len(vocabulary) == len(FACTS)
    assert next(iter(vocabulary)) == "brand.name"
    assert vocabulary["segment.share"].kind == "segment"
    assert [s.name for s in vocabulary.by_topic["product"]] == ["visible"]
    assert {s.kind for s in vocabulary.of_kind("channel")} == {"channel"}
    assert vocabulary.by_label["品牌名称"] == "brand.name"
    assert vocabulary.words.title("topic.brand", "en") == "The brand"
    assert vocabulary.words.title("topic.zzz", "en") == "zzz"


def test_units_lose_their_prefix() -> None:
    assert (
        Vocabulary.from_raw([fact("brand.x", "decimal", "甲", "x", unit="mz:cny")])["brand.x"].unit == "cny"
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (fact("brand.x", "colour", "甲", "x"), "datatype 'colour'"),
        (fact("brand.x", "boolean", "甲", "x", kind="planet"), "belongs to 'planet'"),
        (fact("brand", "boolean", "甲", "x"), "misnamed"),
        (fact("brand.x.y", "boolean", "甲", "x"), "misnamed"),
        (fact("segment.x", "boolean", "甲", "x", kind="brand"), "misnamed"),
        (fact("brand.x", "boolean", "甲", "x", kind="segment"), "misnamed"),
        (fact("brand.x", "choice", "甲", "x"), "has 0 options"),
        (fact("brand.x", "boolean", "甲", "x", options=[option("a", "甲", "a")]), "has 1 options"),
        (fact("brand.x", "decimal", "甲", "x", computed_as="brand.dou / 2"), "did you mean brand.dau"),
        (fact("brand.x", "decimal", "甲", "x", computed_as="brand.name / 2"), "is no number"),
        (fact("brand.x", "decimal", "甲", "x", computed_as="brand.dau < 2"), "not computed as a number"),
        (fact("brand.x", "boolean", "甲", "x", computed_as="brand.dau * 2"), "not computed as a number"),
        (fact("brand.x", "decimal", "甲", "x", computed_as="brand.x * 2"), "in a circle: brand.x"),
    ],
)
def test_wrong_declarations_are_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(PackError) as caught:
        Vocabulary.from_raw([*FACTS, more])
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "told"),
    [("brand.dau + 1", "no comparison"), ("brand.dou < 1", "unknown fact"), ("brand.name < 1", "no number")],
)
def test_wrong_constraints_are_refused(expression: str, told: str) -> None:
    with pytest.raises(PackError, match=told):
        Vocabulary.from_raw(
            FACTS, [*CONSTRAINTS, {"id": "c", "expression": expression, "labels": texts("约", "c")}]
        )


def pack_at(root: Path, facts: str, phrases: str | None = None) -> Pack:
    """Write a pack that declares facts of its own, beside the shipped pack's vocabulary of classes."""
    for folder in ("ontology/facts", "rules", "reports/phrases"):
        (root / folder).mkdir(parents=True)
    (root / "pack.yaml").write_text(
        "name: firm\ntitle: {zh-Hans: 某所, en: A firm}\nversion: 1.0.0\ndate: 2026-01-01\nlicence: own\nengine: '>=0.1'\n",
        "utf-8",
    )
    (root / "ontology" / "facts" / "firm.ttl").write_text(PREFIXES + facts, "utf-8")
    if phrases is not None:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        (root / "reports" / "phrases" / "firm.en.po").write_text(head + phrases, "utf-8")
    return read_manifest(root)


def stacked(tmp_path: Path, facts: str, phrases: str | None = None) -> Packs:
    return Packs(
        (read_manifest(default_root()), pack_at(tmp_path / "firm", facts, phrases)), tmp_path / "cache"
    )


def test_a_further_pack_declares_facts(tmp_path: Path) -> None:
    packs = stacked(
        tmp_path,
        """
        fact:brand.stores a mz:Fact ; mz:entity mz:Brand ; mz:topic "brand" ; mz:datatype xsd:integer ;
            mz:unit mz:count ; mz:minimum 0 ; mz:changeable true ; mz:essential true ;
            skos:prefLabel "门店数"@zh-Hans , "門店數"@zh-Hant , "number of stores"@en ;
            mz:question "一共几家门店？"@zh-Hans , "一共幾家門店？"@zh-Hant , "How many stores are there?"@en ;
            mz:why "决定线下行动的规模。"@zh-Hans , "決定線下行動的規模。"@zh-Hant , "Decides the size of offline work."@en .
        """,
        'msgid "brief.words.unit.count"\nmsgstr "stores"\n',
    )
    vocabulary = load_vocabulary(packs)
    spec = vocabulary["brand.stores"]
    assert (spec.datatype, spec.unit, spec.minimum, spec.essential) == ("integer", "count", 0, True)
    assert spec.labels["zh-Hant"] == "門店數"
    assert "stores" in vocabulary.words.units["count"]
    assert load_vocabulary(packs) == vocabulary or list(load_vocabulary(packs)) == list(vocabulary)


def test_an_unknown_phrase_for_words_is_refused(tmp_path: Path) -> None:
    packs = stacked(tmp_path, "", 'msgid "brief.words.ture"\nmsgstr "yep"\n')
    with pytest.raises(PackError, match=r"brief\.words\.ture.*did you mean true"):
        load_vocabulary(packs)


# -- the shipped vocabulary -------------------------------------------------------------------


def test_the_shipped_vocabulary_is_whole(shipped: Vocabulary) -> None:
    assert len(shipped) >= 120
    for spec in shipped.values():
        for text in (spec.labels, spec.question, spec.why):
            assert set(text) == set(LANGUAGES), spec.id
        assert all(option.labels.get("zh-Hans") and option.labels.get("en") for option in spec.options), (
            spec.id
        )
        if spec.unit == "ratio":
            assert spec.minimum is not None, spec.id
            assert spec.maximum is not None, spec.id
    assert {s.kind for s in shipped.values()} == {"brand", *PLURALS}
    assert all(set(c.labels) == set(LANGUAGES) for c in shipped.constraints)


def test_the_short_brief_asks_about_forty_facts(shipped: Vocabulary) -> None:
    essential = [s for s in shipped.values() if s.essential]
    assert 35 <= len(essential) <= 55
    assert {s.kind for s in essential} >= {"brand", "segment", "channel", "community"}


def test_words_are_there_and_mean_one_thing(shipped: Vocabulary) -> None:
    words = shipped.words
    assert {"是", "yes", "true"} <= words.true
    assert not words.true & words.false
    assert not (words.true | words.false) & words.unknown
    assert words.multipliers["万"] == words.multipliers["萬"] == 10_000
    assert "元" in words.units["cny"]


def test_phrases_are_there_in_all_languages() -> None:
    packs = load_packs()
    tables = [load_phrases(packs, language).messages for language in LANGUAGES]
    keys = [{k for k in table if k.startswith("brief.")} for table in tables]
    assert keys[0] == keys[1] == keys[2]
    assert len(keys[0]) > 50


def test_reading_needs_nothing_heavy() -> None:
    import subprocess

    code = (
        "import sys\nfrom advisor.pack import load_packs\nfrom advisor.situation.vocabulary import load_vocabulary\n"
        "from advisor.situation import brief, schema, template, writing\nload_vocabulary(load_packs())\n"
        "print([m for m in ('rdflib', 'babel', 'opencc', 'jsonschema', 'sqlite3') if m in sys.modules])"
    )
    for _ in range(2):  # the first call may have to compile
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_plain_words_serve_where_a_pack_has_none() -> None:
    bare = Vocabulary.from_raw(FACTS)
    assert {"true", "yes"} <= bare.words.true
    assert WORDS["nameless"]["en"] == "the brand"
    assert bare.words.nameless == {}
