"""What the compiled knowledge answers about the small pack."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import small_pack

from advisor.errors import KnowledgeError, NotFound
from advisor.knowledge.model import Relation
from advisor.knowledge.store import Knowledge, open_knowledge


def test_concept_has_labels_in_three_languages_and_its_sections(tea: Knowledge) -> None:
    guest = tea.concept("mz:regular-guest")
    assert guest is not None
    assert guest.kind == "mz:FanType"
    assert guest.labels == {"en": "regular guest", "zh-Hans": "熟客", "zh-Hant": "熟客"}
    assert guest.alternatives["zh-Hant"] == ("回頭客", "老客人"), "given ones first, then the derived"
    assert guest.sections == ("guide#1.1", "guide#1.2")


def test_traditional_texts_are_derived_where_none_is_given(tea: Knowledge) -> None:
    guest = tea.concept("mz:guest")
    assert guest is not None
    assert guest.definitions["zh-Hant"] == "進店坐下的任何人。"


def test_document_sections_come_before_judgement(tea: Knowledge) -> None:
    levels = tea.concept("mz:guest-levels")
    assert levels is not None
    assert levels.sections == ("guide#2", "judgement#execution")


def test_unknown_concept_is_none(tea: Knowledge) -> None:
    assert tea.concept("mz:nothing") is None
    assert tea.tactic("mz:guest") is None
    assert tea.metric("mz:guest") is None
    assert tea.section("guide#9") is None
    assert tea.finding("brand.nothing") is None


def test_kind_includes_subclasses_and_leaves_classes_out(tea: Knowledge) -> None:
    assert [c.iri for c in tea.concepts("mz:Motive")] == ["mz:face"]
    assert [c.iri for c in tea.concepts("mz:FaceMotive")] == ["mz:face"]
    assert [c.iri for c in tea.concepts("mz:FanType")] == ["mz:regular-guest", "mz:guest"], (
        "in the document's order"
    )
    assert all(c.kind != "owl:Class" for c in tea.concepts())
    assert tea.concepts("mz:Nothing") == []


def test_a_class_is_a_concept_that_can_be_shown(tea: Knowledge) -> None:
    kind = tea.concept("mz:FanType")
    assert kind is not None
    assert kind.kind == "owl:Class"
    assert kind.label("en") == "fan type"
    assert tea.class_label("owl:Class", "en") != "owl:Class"


def test_tactic_carries_what_a_plan_needs(tea: Knowledge) -> None:
    levels = tea.tactic("mz:guest-levels")
    assert levels is not None
    assert [s["en"][:5] for s in levels.steps] == ["Count", "Put o", "Let t"], "in the order of mz:order"
    assert levels.steps[0]["zh-Hant"] == "用半年的賬算出每級人數。"
    assert (levels.owner, levels.helpers) == ("mz:keeper", ("mz:waiter",))
    assert (levels.set_up_days, levels.hours_per_week, levels.weeks_to_effect) == (4.5, 2.0, 6)
    assert (levels.fixed_cost, levels.cost_per_week, levels.cost_per_member) == (800.0, 0.0, 0.0)
    assert levels.prerequisites == ()
    assert levels.serves == ("mz:coming-back",)
    assert levels.appeals_to == ("mz:face",)
    assert levels.stated_in == {
        "steps": ("judgement#execution",),
        "prerequisites": (),
        "alternatives": (),
        "metrics": ("judgement#execution",),
    }


def test_conflict_holds_both_ways(tea: Knowledge) -> None:
    book = tea.tactic("mz:name-book")
    assert book is not None
    assert book.conflicts == ("mz:guest-levels",)
    assert book.in_place_when == ("brand.name_book",)


def test_tactics_and_metrics_by_iri(tea: Knowledge) -> None:
    assert list(tea.tactics()) == ["mz:guest-levels", "mz:name-book"]
    assert tea.incomplete_tactics() == {}
    rate = tea.metrics()["mz:return-rate"]
    assert rate == tea.metric("mz:return-rate")
    assert (rate.formula["en"], rate.unit, rate.higher_is_better) == ("returning / all", "ratio", True)
    assert (rate.observed_by, rate.measures) == (("brand.return_rate",), ("mz:coming-back",))


def test_incomplete_tactic_is_named_with_what_it_lacks(pack: Path) -> None:
    small_pack.edit(pack / "ontology/judgement/execution.trig", "        mz:setUpDays 1 ; ", "        ")
    knowledge = open_knowledge(small_pack.packs(pack))
    assert knowledge.incomplete_tactics() == {"mz:name-book": ("mz:setUpDays",)}
    assert "mz:name-book" not in knowledge.tactics()
    with pytest.raises(KnowledgeError, match="mz:setUpDays"):
        knowledge.tactic("mz:name-book")


def test_relations_both_ways_with_their_sections(tea: Knowledge) -> None:
    assert Relation(
        "mz:comparison", "mz:weakenedBy", "mz:respect", ("guide#1.2.hedged",)
    ) in tea.relations_of("mz:comparison")
    assert {r.subject for r in tea.relations_to("mz:face")} == {
        "mz:regular-guest",
        "mz:comparison",
        "mz:guest-levels",
    }
    assert not any(r.predicate == "rdf:type" for r in tea.relations_of("mz:guest"))


def test_a_triple_in_two_graphs_counts_once_with_both_sections(pack: Path) -> None:
    small_pack.edit(
        pack / "ontology/documents/guide.trig",
        "    mz:regular-guest mz:attractedBy mz:respect .",
        "    mz:regular-guest mz:attractedBy mz:respect ; mz:hasMotive mz:face .",
    )
    knowledge = open_knowledge(small_pack.packs(pack))
    found = [r for r in knowledge.relations_of("mz:regular-guest") if r.predicate == "mz:hasMotive"]
    assert found == [Relation("mz:regular-guest", "mz:hasMotive", "mz:face", ("guide#1.1", "guide#1.2"))]


def test_objects_and_subjects(tea: Knowledge) -> None:
    assert tea.objects("mz:face", "mz:ratedBy") == ("fact:audience.face",)
    assert tea.objects("mz:same-or-special", "mz:pole") == ("mz:guest-levels", "mz:name-book")
    assert set(tea.objects("mz:return-rate", "mz:formula")) == {"returning / all", "回来的 ÷ 全部"}
    assert tea.subjects("mz:serves", "mz:coming-back") == ("mz:guest-levels", "mz:name-book")
    assert [c.iri for c in tea.risks_of("mz:guest-levels")] == ["mz:envy-at-the-next-table"]


def test_section_with_further_part(tea: Knowledge) -> None:
    part = tea.section("guide#1.2.hedged")
    assert part is not None
    assert (part.document, part.number, part.certainty) == ("guide", "1.2", "hedged")
    assert part.titles["zh-Hans"] == "客人的所求"
    assert part.document_titles["en"] == "Handbook for tea houses"
    whole = tea.section("guide#1.2")
    assert whole is not None
    assert whole.certainty == "stated"
    assert tea.section_concepts("guide#1.2.hedged") == {"mz:comparison", "mz:respect"}
    assert tea.section_concepts("guide#1.2") == {"mz:comparison", "mz:respect", "mz:face", "mz:regular-guest"}


def test_sections_in_order_with_judgement_last(tea: Knowledge) -> None:
    ids = [s.id for s in tea.sections()]
    assert ids[:4] == ["guide#1", "guide#1.1", "guide#1.2", "guide#1.2.hedged"]
    assert ids[-1] == "judgement#execution"


def test_facts_as_declared(tea: Knowledge) -> None:
    facts = {f["id"]: f for f in tea.facts_raw()}
    rate = facts["brand.return_rate"]
    assert (rate["kind"], rate["datatype"], rate["unit"]) == ("brand", "decimal", "ratio")
    assert (rate["minimum"], rate["maximum"], rate["precision"]) == (0.0, 1.0, 0.01)
    assert (rate["changeable"], rate["higher_is_better"], rate["computed_as"]) == (True, True, None)
    assert rate["unknown_when"]["zh-Hant"] == "不到三十位客人時。"
    kind = facts["segment.type"]
    assert (kind["kind"], kind["datatype"]) == ("segment", "choice")
    assert kind["options"][0] == {
        "code": "regular",
        "labels": {"en": "regular guest", "zh-Hans": "熟客", "zh-Hant": "熟客"},
        "concept": "mz:regular-guest",
    }
    assert kind["options"][1]["labels"]["zh-Hant"] == "過路客"
    assert facts["brand.name_book"]["higher_is_better"] is None
    assert [c["expression"] for c in tea.constraints_raw()] == ["brand.return_rate <= 1"]


def test_findings_as_declared(tea: Knowledge) -> None:
    finding = tea.findings()["brand.weak_return"]
    assert (finding.kind, finding.severity) == ("brand", 2)
    assert finding.threatens == finding.concepts == ("mz:coming-back",)
    assert finding.labels["zh-Hant"] == "回頭客少"


@pytest.mark.parametrize(
    "name",
    [
        "mz:regular-guest",
        "regular-guest",
        "熟客",
        "REGULAR Guest",
        "老客人",
        "回頭客",
        "回头客",
        " 熟 客 ",
        "habitué",
    ],
)
def test_find_by_any_name(tea: Knowledge, name: str) -> None:
    assert tea.find(name).iri == "mz:regular-guest"


def test_find_prefers_a_label_to_an_alternative(tea: Knowledge) -> None:
    assert tea.find("客人").iri == "mz:guest"


def test_find_names_the_nearest(tea: Knowledge) -> None:
    with pytest.raises(NotFound, match="regular guest"):
        tea.find("regullar gest")
    with pytest.raises(NotFound, match="advisor search"):
        tea.find("zzzzzz")


def test_kind_by_any_name(tea: Knowledge) -> None:
    for name in ("mz:FanType", "FanType", "fan type", "fan-type", "粉丝类型", "粉絲類型"):
        assert tea.kind_named(name) == "mz:FanType"
    with pytest.raises(NotFound, match="tactic"):
        tea.kind_named("tactik")


def test_words_of_the_vocabulary(tea: Knowledge) -> None:
    assert tea.class_label("mz:FanType", "zh-Hant") == "粉絲類型"
    assert tea.predicate_label("mz:serves", "en") == "serves"
    assert tea.predicate_label("mz:unheard-of", "en") == "mz:unheard-of"


def test_statistics_count(tea: Knowledge) -> None:
    counts = tea.statistics()
    assert (counts["tactics"], counts["metrics"], counts["facts"], counts["findings"]) == (2, 1, 4, 1)
    assert counts["concepts"] == len(tea.concepts())
    assert counts["encoded_sections"] == 8


def test_a_damaged_cache_is_built_anew(pack: Path) -> None:
    packs = small_pack.packs(pack)
    (packs.cache_folder() / "knowledge.sqlite").write_bytes(
        b"not a database, and long enough to be read as one" * 9
    )
    assert open_knowledge(packs).find("熟客").iri == "mz:regular-guest"


def test_the_compiled_file_cannot_be_written_through(tea: Knowledge) -> None:
    with pytest.raises(sqlite3.OperationalError):
        tea.rows("DELETE FROM concept")


def test_same_pack_same_content(pack: Path, tmp_path: Path) -> None:
    from advisor.knowledge.compile import build

    packs = small_pack.packs(pack)
    contents = []
    for name in ("a", "b"):
        build(packs, tmp_path / name)
        with closing(sqlite3.connect(tmp_path / name)) as base:
            tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            contents.append({t: base.execute(f"SELECT * FROM {t}").fetchall() for (t,) in tables.fetchall()})
    assert contents[0] == contents[1]
    assert contents[0]["name_token_data"]


def test_asking_imports_nothing_heavy(pack: Path) -> None:
    packs = small_pack.packs(pack)
    open_knowledge(packs).close()
    code = """
import sys
from contextlib import closing
from pathlib import Path
from advisor.pack import Packs, read_manifest
from advisor.knowledge.store import open_knowledge
from advisor.knowledge.search import search
knowledge = open_knowledge(Packs((read_manifest(Path(sys.argv[1])),), Path(sys.argv[2])))
assert knowledge.find("熟客") and knowledge.tactics() and knowledge.facts_raw() and search(knowledge, "客人")
heavy = {"rdflib", "networkx", "pyshacl", "opencc", "pypinyin", "pyoxigraph", "rapidfuzz", "babel", "jinja2"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(pack), str(packs.cache_root)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
