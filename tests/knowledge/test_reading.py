"""Reading RDF strictly, and what later packs change."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.errors import KnowledgeError, NotFound
from advisor.knowledge.rdf import PREFIXES, expand, read
from advisor.knowledge.store import Knowledge, open_knowledge


def opened(pack: Path, *more: Path) -> Knowledge:
    return open_knowledge(small_pack.packs(pack, *more))


def test_broken_turtle_names_file_and_line(pack: Path) -> None:
    path = pack / "ontology/documents/guide.trig"
    small_pack.edit(path, "mz:hasMotive mz:face ;", "mz:hasMotive mz:face ; ;; nonsense:x")
    with pytest.raises(KnowledgeError) as caught:
        opened(pack)
    place = caught.value.place
    assert place is not None
    assert place.file == str(path)
    assert place.line == 10
    assert caught.value.remedy


def test_bytes_that_are_no_utf8(pack: Path) -> None:
    path = pack / "ontology/documents/guide.trig"
    path.write_bytes(path.read_bytes() + b"\n# \xff\n")
    with pytest.raises(KnowledgeError, match="UTF-8"):
        opened(pack)


def test_quoted_triples_are_refused(pack: Path) -> None:
    (pack / "ontology/x.ttl").write_text(
        small_pack.PREFIXES + "mz:a mz:supports <<( mz:b mz:supports mz:c )>> .", "utf-8"
    )
    with pytest.raises(KnowledgeError, match=r"RDF 1\.1"):
        opened(pack)


def test_faults_can_be_collected(pack: Path) -> None:
    for name in ("one.ttl", "two.ttl"):
        (pack / "ontology" / name).write_text("mz:a mz:b mz:c .", "utf-8")
    faults: list[KnowledgeError] = []
    reading = read(small_pack.packs(pack), faults)
    assert [Path(f.place.file).name for f in faults if f.place] == ["one.ttl", "two.ttl"]
    assert any(s.subject == "mz:guest" for s in reading.statements), "the other files are read"


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("mz:setUpDays 4.5", 'mz:setUpDays "soon"^^xsd:decimal', "not a number"),
        ("mz:setUpDays 4.5", 'mz:setUpDays "INF"^^xsd:double', "not a number"),
        ("mz:setUpDays 4.5", 'mz:setUpDays "NaN"^^xsd:double', "not a number"),
    ],
)
def test_a_number_that_is_none(pack: Path, old: str, new: str, match: str) -> None:
    small_pack.edit(pack / "ontology/judgement/execution.trig", old, new)
    with pytest.raises(KnowledgeError, match=match) as caught:
        opened(pack)
    assert caught.value.place is not None
    assert caught.value.place.line == 13


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("mz:datatype xsd:boolean", "mz:datatype xsd:float", "datatype"),
        ("mz:entity mz:Segment", "mz:entity mz:Planet", "belongs to"),
        ('mz:option [ mz:code "regular" ; ', "mz:option [ ", "no mz:code"),
        (
            "mz:datatype xsd:boolean ; mz:changeable true",
            'mz:datatype xsd:boolean ; mz:changeable "maybe"',
            "neither",
        ),
    ],
)
def test_a_fact_that_cannot_be_used(pack: Path, old: str, new: str, match: str) -> None:
    small_pack.edit(pack / "ontology/facts/brand.ttl", old, new)
    with pytest.raises(KnowledgeError, match=match) as caught:
        opened(pack)
    assert caught.value.place is not None
    assert caught.value.place.file.endswith("brand.ttl")


def test_two_sections_with_one_number(pack: Path) -> None:
    small_pack.edit(pack / "ontology/sources.ttl", 'dct:identifier "1.2"', 'dct:identifier "1.1"')
    with pytest.raises(KnowledgeError, match=r"guide#1\.1"):
        opened(pack)


def test_a_firm_may_have_a_namespace_of_its_own(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm",
        own_trig="""@prefix own: <https://firm.example/ns/> .
src:judgement-execution { own:vip a mz:FanType ; skos:prefLabel "贵宾"@zh-Hans , "VIP"@en ;
  skos:definition "付得多的人。"@zh-Hans , "Who pays much."@en ; skos:broader mz:guest . }""",
    )
    knowledge = opened(pack, firm)
    assert knowledge.find("VIP").iri == "own:vip"
    assert [r.predicate for r in knowledge.relations_of("own:vip")] == ["skos:broader"]
    assert expand("own:vip", {"own": "https://firm.example/ns/"}) == "https://firm.example/ns/vip"
    assert expand("https://firm.example/x", PREFIXES) == "https://firm.example/x"


def test_replace_a_label_in_one_language(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm", r_ttl='[] mz:replaces mz:guest-levels ; skos:prefLabel "会员等级制"@zh-Hans .'
    )
    levels = opened(pack, firm).concept("mz:guest-levels")
    assert levels is not None
    assert levels.labels == {"en": "guest levels", "zh-Hans": "会员等级制", "zh-Hant": "會員等級制"}
    assert levels.definitions["en"].startswith("Levels by number")


def test_replace_numbers_and_steps(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm",
        r_trig="""src:judgement-execution { [] mz:replaces mz:guest-levels ; mz:setUpDays 9 ; mz:suits mz:guest ;
  mz:step [ mz:order 1 ; mz:text "只此一步。"@zh-Hans , "Only this."@en ] . }""",
    )
    levels = opened(pack, firm).tactic("mz:guest-levels")
    assert levels is not None
    assert levels.set_up_days == 9.0
    assert levels.suits == ("mz:guest",)
    assert [s["en"] for s in levels.steps] == ["Only this."]
    assert levels.hours_per_week == 2.0


def test_a_third_pack_replaces_what_the_second_replaced(pack: Path, tmp_path: Path) -> None:
    second = small_pack.overlay(
        tmp_path / "second", r_ttl="[] mz:replaces mz:guest-levels ; mz:setUpDays 9 ."
    )
    third = small_pack.overlay(tmp_path / "third", r_ttl="[] mz:replaces mz:guest-levels ; mz:setUpDays 11 .")
    levels = opened(pack, second, third).tactic("mz:guest-levels")
    assert levels is not None
    assert levels.set_up_days == 11.0


def test_a_second_value_without_replacing_is_an_error(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm", r_trig="src:judgement-execution { mz:guest-levels mz:setUpDays 9 . }"
    )
    with pytest.raises(KnowledgeError, match="mz:replaces"):
        opened(pack, firm)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[] mz:replaces mz:nobody ; mz:setUpDays 9 .", "no earlier pack"),
        ("[] mz:replaces mz:guest-levels .", "no values"),
    ],
)
def test_replacements_that_mean_nothing(pack: Path, tmp_path: Path, text: str, match: str) -> None:
    firm = small_pack.overlay(tmp_path / "firm", r_ttl=text)
    with pytest.raises(KnowledgeError, match=match):
        opened(pack, firm)


def test_replacing_in_the_first_pack_is_an_error(pack: Path) -> None:
    (pack / "ontology/r.ttl").write_text(
        small_pack.PREFIXES + "[] mz:replaces mz:guest ; mz:severity 1 .", "utf-8"
    )
    with pytest.raises(KnowledgeError, match="earlier pack"):
        opened(pack)


def test_a_retired_concept_is_gone_from_everything(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(tmp_path / "firm", r_ttl="mz:respect mz:retired true .")
    knowledge = opened(pack, firm)
    assert knowledge.concept("mz:respect") is None
    assert knowledge.retired == {"mz:respect"}
    assert "mz:respect" not in knowledge.section_concepts("guide#1.2")
    assert all(r.object != "mz:respect" for r in knowledge.relations_of("mz:comparison"))
    with pytest.raises(NotFound, match="retired"):
        knowledge.find("respect")


def test_places_point_at_the_statement(pack: Path) -> None:
    reading = read(small_pack.packs(pack))
    text = (pack / "ontology/documents/guide.trig").read_text("utf-8").splitlines()
    for s in reading.statements:
        if s.graph == "src:guide-1.2" and s.object in ("mz:face", "mz:respect"):
            place = reading.place(s)
            assert place.line is not None
            assert s.object in text[place.line - 1]
            assert place.line > text.index("src:guide-1.2 {")
    assert str(reading.place_of("mz:nowhere")) == "mz:nowhere"
