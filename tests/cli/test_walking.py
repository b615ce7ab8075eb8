"""The commands that walk the knowledge: tree, neighbors, path."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


def test_kinds_with_their_counts(advisor) -> None:
    called = advisor("tree", "--format", "json")
    assert called.code == 0
    kinds = {row["iri"]: row for row in json.loads(called.out)}
    assert kinds["mz:Tactic"]["below"] > 200
    assert "mz:FaceMotive" in [child["iri"] for child in kinds["mz:Motive"]["children"]]
    assert "tactic  (" in advisor("tree").out


def test_tree_below_a_concept(advisor) -> None:
    called = advisor("tree", "危机应对策略", "--lang", "zh-Hans")
    lines = called.out.splitlines()
    assert lines[0].startswith("危机应对策略  （")
    assert "  一级危机全面应急" in lines
    rows = advisor("tree", "危机应对策略", "--format", "csv").out
    levels = [int(row["level"]) for row in csv.DictReader(io.StringIO(rows))]
    assert levels[0] == 0
    assert max(levels) == 2


def test_tree_of_a_kind(advisor) -> None:
    by_name = advisor("tree", "FanType").out
    assert by_name == advisor("tree", "--kind", "粉丝类型").out
    assert "\n  community member" in by_name
    assert len(advisor("tree", "FanType", "--depth", 1).out) < len(by_name)
    only = advisor("tree", "危机应对策略", "--kind", "Principle", "--format", "json")
    assert only.code == 0


def test_neighbors_as_rows(advisor) -> None:
    rows = json.loads(advisor("neighbors", "攀比心理", "--format", "json").out)
    assert {row["distance"] for row in rows} == {1}
    taste = next(row for row in rows if row["label"] == "taste")
    assert (taste["direction"], taste["relation"], taste["sections"]) == ("→", "displays", ["face-ops#2.2"])
    assert any(row["direction"] == "←" for row in rows)
    table = advisor("neighbors", "攀比心理").out.splitlines()
    assert table[0].split("\t")[:3] == ["distance", "from", "direction"]


def test_neighbors_further_away_by_kind_and_relation(advisor) -> None:
    far = json.loads(
        advisor("neighbors", "攀比心理", "--depth", 2, "--kind", "Tactic", "--format", "json").out
    )
    assert far
    assert {row["kind"] for row in far} == {"tactic"}
    shown = json.loads(advisor("neighbors", "攀比心理", "--relation", "展示", "--format", "json").out)
    assert {row["predicate"] for row in shown} == {"mz:displays"}


def test_neighbors_says_what_is_cut(advisor) -> None:
    called = advisor("neighbors", "忠诚粉丝", "-n", 5, "--format", "tsv")
    assert len(called.out.splitlines()) == 6
    assert "further statements are left out" in called.err
    none = advisor("neighbors", "攀比心理", "--kind", "Sector")
    assert none.code == 1
    assert "comparison mentality" in none.err


@pytest.mark.parametrize("ending", [".svg", ".html", ".graphml", ".mmd", ".dot", ".csv"])
def test_neighbors_to_a_file(advisor, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"around{ending}"
    called = advisor("neighbors", "攀比心理", "-o", path)
    assert called.code == 0
    assert called.out == ""
    assert str(path) in called.err
    assert "comparison mentality" in path.read_text("utf-8")


def test_files_of_other_kinds_and_places(advisor, tmp_path: Path) -> None:
    called = advisor("neighbors", "攀比心理", "-o", tmp_path / "around.gif")
    assert called.code == 2
    assert ".svg" in called.err
    called = advisor("neighbors", "攀比心理", "-o", tmp_path / "nowhere" / "around.svg")
    assert called.code == 2
    assert "Traceback" not in called.err


def test_a_path_in_sentences(advisor) -> None:
    called = advisor("path", "攀比心理", "社交裂变", "--lang", "zh-Hans")
    assert called.code == 0
    first = called.out.splitlines()[0]
    assert first.startswith("攀比心理")
    assert first.endswith("用户裂变。")
    assert "face-ops#2.2" in called.out
    paths = json.loads(advisor("path", "攀比心理", "社交裂变", "--format", "json", "-n", 2).out)
    assert 1 <= len(paths) <= 2
    assert set(paths[0]) == {"nodes", "steps", "sentence", "cost"}
    step = paths[0]["steps"][0]
    assert set(step) == {"subject", "predicate", "object", "forward", "sections", "certainty", "sentence"}
    assert [p["cost"] for p in paths] == sorted(p["cost"] for p in paths)


def test_same_path_same_bytes(advisor) -> None:
    assert advisor("path", "忠诚粉丝", "信任").out == advisor("path", "忠诚粉丝", "信任").out


def test_no_path(advisor) -> None:
    same = advisor("path", "攀比心理", "攀比")
    assert same.code == 1
    assert "Both names mean comparison mentality" in same.err
    # A sector to which no statement leads.
    kinds = advisor("path", "FanType", "攀比心理")
    assert kinds.code == 1
    assert "Nothing joins" in kinds.err


@pytest.mark.parametrize(
    "words", [("path", "攀比心里", "信任"), ("tree", "忠诚粉系"), ("neighbors", "loyal fam")]
)
def test_wrong_names_get_the_nearest(advisor, words: tuple[str, ...]) -> None:
    called = advisor(*words)
    assert called.code == 2
    assert "did you mean" in called.err


def test_wrong_kinds_and_relations(advisor) -> None:
    assert "fan type" in advisor("tree", "--kind", "fan tipe").err
    assert "displays" in advisor("neighbors", "攀比心理", "--relation", "display").err
