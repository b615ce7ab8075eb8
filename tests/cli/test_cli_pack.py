"""`advisor pack new`: what it writes is a pack that holds, and that takes part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NEXT = "Next: advisor --pack"


@pytest.mark.slow
def test_a_new_pack_passes_and_takes_part(tmp_path: Path, advisor) -> None:
    firm = tmp_path / "tea-house"
    made = advisor("pack", "new", firm)
    assert (made.code, NEXT in made.err) == (0, True)
    written = {Path(line).relative_to(firm).as_posix() for line in made.out.splitlines()}
    assert written == {p.relative_to(firm).as_posix() for p in firm.rglob("*") if p.is_file()}

    tested = advisor("--pack", firm, "test", "--format", "json")
    assert (tested.code, tested.out) == (0, "")
    found = advisor("--pack", firm, "search", "handwriting the giver's card", "--format", "json")
    concept = json.loads(found.out)[0]["iri"]
    assert concept == "mz:tea-house-handwritten-card"
    planned = advisor("--pack", firm, "plan", firm / "examples" / "brief.yaml", "--format", "json")
    plan = json.loads(planned.out)
    chosen = {r["tactic"]: r for r in plan["recommendations"] if r["status"] == "chosen"}
    assert chosen[concept]["rules"] == ["tea_house_card_where_goods_are_given"]
    assert "tea-house" in [p["name"] for p in plan["packs"]]
    written_plan = advisor("--pack", firm, "--lang", "en", "plan", firm / "examples" / "brief.yaml")
    assert "〔tea-house handbook 1〕" in written_plan.out


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_new_pack_has_no_fault(language: str, tmp_path: Path, advisor) -> None:
    firm = tmp_path / "firm"
    assert advisor("--lang", language, "pack", "new", firm).code == 0
    checked = advisor("--pack", firm, "check", "--format", "json")
    assert (checked.code, json.loads(checked.out)) == (0, [])


@pytest.mark.slow
def test_two_new_packs_do_not_clash(tmp_path: Path, advisor) -> None:
    """They give the same names and reasons, of course, until someone makes them her own; but no id twice."""
    folders: list[object] = []
    for name in ("one", "two"):
        advisor("pack", "new", tmp_path / name)
        folders += ["--pack", tmp_path / name]
    assert advisor(*folders, "test").code == 0
    checked = json.loads(advisor(*folders, "check", "--format", "json").out)
    texts = ("label_", "definition_", "basis_", "alternative_", "step_")
    assert [row for row in checked if not row["id"].startswith(texts)] == []


def test_comments_are_in_the_language_asked(tmp_path: Path, advisor) -> None:
    for language, word in (("en", "Thresholds"), ("zh-Hans", "阈值"), ("zh-Hant", "閾值")):
        firm = tmp_path / language.lower()
        advisor("--lang", language, "pack", "new", firm)
        assert word in (firm / "rules" / "parameters" / "handbook.yaml").read_text("utf-8")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, advisor) -> None:
    (tmp_path / "firm").mkdir()
    (tmp_path / "firm" / "notes.txt").write_text("mine", "utf-8")
    refused = advisor("pack", "new", tmp_path / "firm")
    assert refused.code == 2
    assert "is not empty — name a new or an empty folder" in refused.err
    assert [p.name for p in (tmp_path / "firm").iterdir()] == ["notes.txt"]


def test_an_empty_folder_and_a_deep_one_are_filled(tmp_path: Path, advisor) -> None:
    (tmp_path / "firm").mkdir()
    assert advisor("pack", "new", tmp_path / "firm").code == 0
    assert advisor("pack", "new", tmp_path / "a" / "b" / "deep").code == 0


def test_a_file_in_the_way(tmp_path: Path, advisor) -> None:
    (tmp_path / "firm").write_text("mine", "utf-8")
    refused = advisor("pack", "new", tmp_path / "firm")
    assert (refused.code, "is a file — name a new folder" in refused.err) == (2, True)
    below = advisor("pack", "new", tmp_path / "firm" / "below")
    assert (below.code, below.err.count("\n")) == (2, 1)
    assert (tmp_path / "firm").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["面子", "Tea House", "1st", "a" * 41, "x-", "../up", "a\nb", "{{ x }}"])
def test_a_name_that_cannot_be_an_identifier(tmp_path: Path, name: str, advisor) -> None:
    refused = advisor("pack", "new", tmp_path / "firm", "--name", name)
    assert refused.code == 2
    assert "cannot name a pack — add --name" in refused.err
    assert not (tmp_path / "firm").exists()


def test_a_name_in_use(tmp_path: Path, advisor) -> None:
    refused = advisor("pack", "new", tmp_path / "mianzi")
    assert (refused.code, "is already in use" in refused.err) == (2, True)
    assert advisor("pack", "new", tmp_path / "mianzi", "--name", "firm").code == 0


def test_nothing_is_left_where_it_cannot_be_written(tmp_path: Path, advisor, monkeypatch) -> None:
    from advisor.errors import OutputError
    from advisor.reporting import scaffold

    whole = scaffold.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".po":
            raise OutputError("cannot be written: No space left on device")
        whole(path, data)

    monkeypatch.setattr(scaffold, "write_whole", full)
    assert advisor("pack", "new", tmp_path / "a" / "firm").code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_coverage_of_a_new_pack(tmp_path: Path, advisor) -> None:
    firm = tmp_path / "firm"
    advisor("pack", "new", firm)
    called = advisor("--pack", firm, "test", "--coverage", "--format", "json")
    assert called.code == 0
    rows = {row["id"]: row for row in json.loads(called.out)}
    own = rows["firm_card_where_goods_are_given"]
    assert own["fires"] is True
    assert (own["tests"], own["cases"], own["percent"], own["missing"]) == (6, 1, 100.0, [])
    assert "branches taken" in called.err

    rules = firm / "rules" / "handbook.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("product.gift_share: 0.29, ", "product.gift_share: 0.2, "), "utf-8")
    low = advisor("--pack", firm, "test", "--missing", "--fail-under", "100", "--format", "json")
    assert low.code == 1
    missing = {row["id"]: row["missing"] for row in json.loads(low.out)}
    leaf = "product.gift_share at_least firm_gift_share_high"
    assert missing["firm_card_where_goods_are_given"] == [f"{leaf}: just below"]
    assert "under the 100% asked for" in low.err
    assert f"has no test: just below the threshold: {leaf}" in low.err
    assert advisor("test", "--draft", "x", "--coverage").code == 2


def test_a_plan_cites_the_pack_s_own_section_for_steps_that_stand_there(tmp_path: Path, advisor) -> None:
    """Steps of a firm's tactic stand in the firm's handbook, not in the shipped judgement."""
    folder = tmp_path / "firm"
    assert advisor("pack", "new", str(folder)).code == 0
    brief = tmp_path / "brief.yaml"
    brief.write_text(
        "brand: {name: 云岫}\ndecisions:\n  - {add: mz:firm-handwritten-card, why: We want it}\n",
        encoding="utf-8",
    )
    done = advisor("--pack", str(folder), "--lang", "en", "plan", str(brief), "--format", "json")
    assert done.code == 0, done.err
    plan = json.loads(done.out)
    card = next(r for r in plan["recommendations"] if r["tactic"] == "mz:firm-handwritten-card")
    assert card["stated_in"]["steps"] == ["firm-handbook#2"]
    assert "firm-handbook#2" in [s["id"] for s in plan["sources"]]
    page = advisor("--pack", str(folder), "--lang", "en", "plan", str(brief), "--format", "md").out
    step = next(line for line in page.splitlines() if "Choose two colleagues" in line)
    assert "#firm-handbook-2)" in step
    assert "judgement-execution" not in step
