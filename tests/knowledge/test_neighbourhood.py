"""What stands around a concept, and the hierarchy below it."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.knowledge.completion import complete_concepts, complete_kinds, complete_sections
from advisor.knowledge.neighbourhood import Neighbourhood, neighbourhood, statements_among
from advisor.knowledge.store import Knowledge, open_knowledge
from advisor.knowledge.tree import Branch, kinds_tree, tree

MORE = """
<https://w3id.org/mianzi/source/extra> a mz:Document ; <http://purl.org/dc/terms/title> "补"@zh-Hans ; <http://purl.org/dc/terms/identifier> "extra" .
mz:morning-guest a mz:FanType ; skos:prefLabel "早客"@zh-Hans , "morning guest"@en ; skos:broader mz:regular-guest .
mz:corner-guest a mz:FanType ; skos:prefLabel "角落客"@zh-Hans , "corner guest"@en ; skos:broader mz:morning-guest .
mz:regular-guest mz:partOf mz:corner-guest .
mz:guest mz:consistsOf mz:morning-guest .
"""


@pytest.fixture(scope="module")
def circle(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The tea house with guests that are parts and kinds of each other in a circle."""
    folder = tmp_path_factory.mktemp("circle")
    pack = small_pack.copy(folder / "small")
    return open_knowledge(small_pack.packs(pack, small_pack.overlay(folder / "more", more_ttl=MORE)))


def lines(found: Neighbourhood) -> list[str]:
    return [
        f"{n.distance} {n.near[3:]} {'>' if n.outward else '<'} {n.relation.predicate[3:]} {n.iri[3:]}"
        for n in found.neighbours
    ]


def test_both_directions(tea: Knowledge) -> None:
    assert lines(neighbourhood(tea, "mz:face")) == [
        "1 face < appealsTo guest-levels",
        "1 face < arisesFrom comparison",
        "1 face < hasMotive regular-guest",
    ]


def test_distance_and_no_way_back(tea: Knowledge) -> None:
    found = neighbourhood(tea, "mz:comparison", depth=2)
    assert "1 comparison > arisesFrom face" in lines(found)
    assert "2 face < hasMotive regular-guest" in lines(found)
    assert not any(n.iri == "mz:comparison" for n in found.neighbours)
    distances = [n.distance for n in found.neighbours]
    assert distances == sorted(distances)


def test_only_one_relation_is_walked_along(tea: Knowledge) -> None:
    found = neighbourhood(tea, "mz:comparison", depth=3, relations=["mz:arisesFrom"])
    assert lines(found) == ["1 comparison > arisesFrom face"]


def test_a_kind_is_looked_for_beyond_others(tea: Knowledge) -> None:
    found = neighbourhood(tea, "mz:comparison", depth=2, kind="mz:Tactic")
    assert {n.iri for n in found.neighbours} == {"mz:guest-levels"}
    assert [n.iri for n in found.ways] == ["mz:face"]


def test_what_is_cut_is_counted(tea: Knowledge) -> None:
    whole = neighbourhood(tea, "mz:guest-levels", depth=2)
    cut = neighbourhood(tea, "mz:guest-levels", depth=2, limit=3)
    assert cut.neighbours == whole.neighbours[:3]
    assert cut.left_out == len(whole.neighbours) - 3
    assert not whole.left_out


def test_statements_among_concepts(tea: Knowledge) -> None:
    among = statements_among(tea, ["mz:comparison", "mz:face", "mz:respect"])
    assert {(r.subject, r.object) for r in among} == {
        ("mz:comparison", "mz:face"),
        ("mz:comparison", "mz:respect"),
    }


# -- trees -------------------------------------------------------------------------------------------


def names(branch: Branch) -> list[str]:
    return [f"{level}{branch.iri[3:]}{'*' if branch.repeated else ''}" for level, branch in branch.walk()]


def test_kinds_with_counts(tea: Knowledge) -> None:
    counts = {branch.iri: branch.below for top in kinds_tree(tea) for _, branch in top.walk()}
    assert counts["mz:FanType"] == 2
    # A face motive is a motive.
    assert counts["mz:Motive"] == counts["mz:FaceMotive"] == 1
    assert "mz:Concept" not in counts
    assert "mz:Sector" not in counts


def test_below_a_kind_and_below_a_concept(tea: Knowledge) -> None:
    assert names(tree(tea, "mz:FanType")) == ["0FanType", "1guest", "2regular-guest"]
    assert names(tree(tea, "mz:Motive")) == ["0Motive", "1FaceMotive", "2face", "1FaceOrientation"]
    assert names(tree(tea, "mz:guest")) == ["0guest", "1regular-guest"]
    assert tree(tea, "mz:FanType", depth=1).children[0].below == 1


def test_a_circle_is_walked_once(circle: Knowledge) -> None:
    found = names(tree(circle, "mz:guest", depth=9))
    assert found == [
        "0guest",
        "1regular-guest",
        "2morning-guest",
        "3corner-guest",
        "4regular-guest*",
        "1morning-guest*",
    ]
    assert tree(circle, "mz:guest", depth=9).below == 3
    assert names(tree(circle, "mz:FanType", depth=9))[1] == "1guest"


def test_only_branches_of_a_kind(circle: Knowledge) -> None:
    assert names(tree(circle, "mz:guest", depth=9, kind="mz:Tactic")) == ["0guest"]
    assert "1regular-guest" in names(tree(circle, "mz:guest", depth=9, kind="mz:FanType"))


# -- completion --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "language", "label"),
    [
        ("攀", "zh-Hans", "攀比心理"),
        ("攀比", "en", "comparing oneself"),
        ("panbi", "zh-Hans", "攀比心理"),
        ("pan bi", "zh-Hans", "攀比心理"),
        ("Compar", "en", "comparing oneself"),
        ("guest-l", "en", "guest levels"),
        ("guest l", "en", "guest levels"),
        ("回頭", "zh-Hans", "熟客"),
        ("mz:guest-l", "en", "mz:guest-levels"),
    ],
)
def test_names_are_completed(tea: Knowledge, begun: str, language: str, label: str) -> None:
    assert label in [name for name, _ in complete_concepts(tea, begun, language)]


def test_completion_keeps_to_a_kind_and_a_number(tea: Knowledge) -> None:
    assert [n for n, _ in complete_concepts(tea, "g", "en", kind="mz:Tactic")] == ["guest levels"]
    assert len(complete_concepts(tea, "", "en", limit=4)) == 4
    assert complete_concepts(tea, "qqq", "en") == []
    assert ("FanType", "fan type") in complete_kinds(tea, "fan", "en")
    assert ("粉丝类型", "FanType") in complete_kinds(tea, "粉丝", "zh-Hans")
    assert [name for name, _ in complete_sections(tea, "guide#1.2", "en")] == [
        "guide#1.2",
        "guide#1.2.hedged",
    ]


def test_nothing_is_written_anew(tmp_path: Path) -> None:
    """The same packs, the same order, however often they are compiled."""
    pack = small_pack.copy(tmp_path / "small")
    one = neighbourhood(open_knowledge(small_pack.packs(pack)), "mz:guest-levels", depth=3)
    again = small_pack.copy(tmp_path / "again" / "small")
    other = neighbourhood(open_knowledge(small_pack.packs(again)), "mz:guest-levels", depth=3)
    assert one == other
