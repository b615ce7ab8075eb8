"""Where packs contradict each other without saying that one replaces the other."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.errors import KnowledgeError
from advisor.knowledge.clashes import clashes
from advisor.knowledge.graph import Graph
from advisor.knowledge.layers import overlay
from advisor.knowledge.rdf import read
from advisor.knowledge.store import open_knowledge
from advisor.quality.run import check


def found(pack: Path, *later: Path) -> list[KnowledgeError]:
    return list(clashes(Graph(overlay(read(small_pack.packs(pack, *later)))[0])))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mz:guest-levels mz:setUpDays 9 .", "mz:guest-levels has a second value for mz:setUpDays: 4.5, 9"),
        ('mz:guest skos:prefLabel "来客"@zh-Hans .', "second value for skos:prefLabel: 客人, 来客"),
        ('mz:guest skos:definition "Someone else."@en .', "second value for skos:definition"),
        ("mz:Tactic rdfs:subClassOf mz:Goal .", "mz:Tactic is defined in an earlier pack"),
        ("mz:serves rdfs:range mz:Metric .", r"mz:serves is .* defined anew here \(rdfs:range mz:Metric\)"),
    ],
)
def test_a_clash_is_named_with_its_place(pack: Path, tmp_path: Path, text: str, message: str) -> None:
    firm = small_pack.overlay(tmp_path / "firm", x_ttl=text)
    with pytest.raises(KnowledgeError, match=message) as caught:
        open_knowledge(small_pack.packs(pack, firm))
    assert caught.value.place is not None
    assert caught.value.place.file == str(firm / "ontology" / "x.ttl")
    assert caught.value.place.line == 10
    assert caught.value.remedy
    assert [str(c) for c in found(pack, firm)] == [str(caught.value)]


@pytest.mark.parametrize(
    "text",
    [
        "mz:guest-levels mz:setUpDays 4.5 .",
        'mz:guest skos:prefLabel "客人"@zh-Hans .',
        'mz:guest skos:prefLabel "hôte"@fr ; skos:altLabel "caller"@en ; mz:influences mz:face .',
        "mz:Tactic a <http://www.w3.org/2002/07/owl#Class> .",
        "mz:Ours a <http://www.w3.org/2002/07/owl#Class> ; rdfs:subClassOf mz:Tactic .",
        '[] mz:replaces mz:guest ; skos:prefLabel "来客"@zh-Hans .',
    ],
)
def test_what_adds_up_is_no_clash(pack: Path, tmp_path: Path, text: str) -> None:
    firm = small_pack.overlay(tmp_path / "firm", x_ttl=text)
    assert found(pack, firm) == []
    open_knowledge(small_pack.packs(pack, firm)).close()


def test_all_clashes_are_listed(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm",
        x_ttl='mz:guest-levels mz:setUpDays 9 ; mz:hoursPerWeek 9 .\nmz:guest skos:prefLabel "one"@en .',
    )
    other = small_pack.overlay(tmp_path / "other", y_ttl='mz:guest skos:prefLabel "two"@en .')
    assert len(found(pack, firm, other)) == 3


def test_check_lists_them_all(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm", x_ttl='mz:guest-levels mz:setUpDays 9 .\nmz:guest skos:prefLabel "one"@en .'
    )
    report = check(small_pack.packs(pack, firm), language="en")
    found = [(i.line, "second value" in i.what) for i in report.issues if i.id == "value"]
    assert found == [(10, True), (11, True)]


def test_one_pack_has_no_clashes(pack: Path) -> None:
    assert found(pack) == []
