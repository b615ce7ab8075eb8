"""`what-if`, `compare` and `plan --replay`, called as a consultant calls them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Advisor = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
TEA = ROOT / "examples" / "tea-gift.yaml"


def test_what_if_says_what_enters_and_leaves_and_why(advisor: Advisor) -> None:
    called = advisor("what-if", TEA, "--set", "incentive.levels_in_place=true", "--lang", "zh-Hans")
    assert called.code == 0, called.err
    lines = called.out.splitlines()
    assert lines[0] == "改设："
    assert "已有粉丝等级：否 → 是" in lines[1]
    at = next(n for n, line in enumerate(lines) if line.startswith("- 粉丝等级激励"))
    assert lines[at + 1].strip() == "因为已有粉丝等级：是"


def test_the_language_of_the_brief_is_the_default(advisor: Advisor) -> None:
    assert "改设" in advisor("what-if", TEA, "--set", "nps=50").out
    assert "Set otherwise" in advisor("what-if", TEA, "--set", "nps=50", "--lang", "en").out


def test_as_values_and_rows(advisor: Advisor) -> None:
    arguments = ("what-if", TEA, "--set", "share@老茶客=12%", "--set", "nps=50", "--format")
    plain = json.loads(advisor(*arguments, "json").out)
    assert {f["after"] for f in plain["facts"]} == {"12%", "50"}
    rows = list(csv.DictReader(io.StringIO(advisor(*arguments, "csv").out)))
    changed = [r for r in rows if r["change"] not in ("finding", "goal", "sum")]
    assert [r["id"] for r in changed] == [r["id"] for r in plain["recommendations"]]
    assert advisor(*arguments, "json").out == advisor(*arguments, "json").out


def test_compare_takes_briefs_and_kept_plans(advisor: Advisor, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    assert advisor("plan", TEA, "-o", kept).code == 0
    assert advisor("compare", kept, TEA, "--lang", "zh-Hans").out.startswith("没有变化")
    assert advisor("compare", kept, kept).code == 0
    other = advisor("compare", TEA, ROOT / "examples" / "startup.yaml", "--format", "json")
    assert not json.loads(other.out)["same"]


def test_a_kept_plan_is_made_again(advisor: Advisor, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    options = ("--weeks", "9", "--max-actions", "5", "--date", "2026-08-01", "--lang", "zh-Hant")
    assert advisor("plan", TEA, "-o", kept, *options).code == 0
    called = advisor("plan", "--replay", kept)
    assert (called.code, called.out) == (0, f"{kept} is reproduced: the same plan, key by key.\n")
    plan = json.loads(kept.read_text("utf-8"))
    plan["packs"][0]["revision"] = "0123456789abcdef"
    plan["input"]["brief"]["incentive"]["levels_in_place"] = True
    kept.write_text(json.dumps(plan), "utf-8")
    called = advisor("plan", "--replay", kept)
    assert called.code == 1
    assert "The pack 'mianzi' is another: 0123456789abcdef →" in called.out
    assert "Leaves the plan" in called.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("what-if", TEA), "nothing is set otherwise"),
        (("what-if", TEA, "--set", "bugdet.total=3"), "did you mean budget.total"),
        (("what-if", "nowhere.yaml", "--set", "nps=3"), "nowhere.yaml"),
        (("compare", TEA), "Missing argument"),
        (("compare", TEA, "nowhere.json"), "nowhere.json"),
        (("plan",), "no brief is given"),
        (("plan", TEA, "--replay", "x.json"), "takes brief and options from the kept plan"),
        (("plan", "--replay", "nowhere.json"), "nowhere.json"),
        (("plan", "--replay", ROOT / "pyproject.toml"), "is no whole JSON file"),
    ],
)
def test_what_is_refused(advisor: Advisor, arguments: tuple[object, ...], says: str) -> None:
    called = advisor(*arguments)
    assert (called.code, called.out) == (2, "")
    assert says in called.err
    assert len(called.err.splitlines()) == 1
