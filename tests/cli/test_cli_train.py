"""`advisor train`, called as a trainer and as a learner call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Advisor = Callable[..., Any]


def test_a_paper_by_the_ending(advisor: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "paper.json"
    called = advisor("train", "export", "-o", path, "-n", "12", "--seed", "4", "--lang", "en")
    assert (called.code, called.out) == (0, "")
    assert "12 questions" in called.err
    plain = json.loads(path.read_text("utf-8"))
    assert (len(plain["items"]), plain["seed"], plain["language"]) == (12, 4, "en")
    again = tmp_path / "again.json"
    advisor("train", "export", "-o", again, "-n", "12", "--seed", "4", "--lang", "en")
    assert again.read_bytes() == path.read_bytes()


def test_wrong_wishes_are_one_line_and_leave_no_file(advisor: Advisor, tmp_path: Path) -> None:
    for more in (("-o", tmp_path / "x.pdf"), ("-o", tmp_path / "x.gift", "--topic", "fan-opps")):
        called = advisor("train", "export", "-n", "5", *more)
        assert (called.code, called.err.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_was_refused_is_counted(advisor: Advisor) -> None:
    called = advisor("train", "refused", "--format", "json", "--lang", "en")
    rows = json.loads(called.out)
    assert called.code == 0
    assert {"giveaway", "unequal_length", "few_options"} <= {r["reason"] for r in rows}
    assert all(r["n"] > 0 and not r["what"].startswith("train.") for r in rows)


@pytest.fixture
def paper(advisor: Advisor, tmp_path: Path) -> list[dict[str, Any]]:
    path = tmp_path / "paper.json"
    advisor("train", "export", "-o", path, "-n", "6", "--seed", "2", "--lang", "en", "--sort", "kind")
    items: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["items"]
    return items


def test_a_quiz_answered_rightly(
    advisor: Advisor, paper: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ["ABCD"[[c["right"] for c in item["choices"]].index(True)] for item in paper]
    typed = iter(["?", *keys])
    monkeypatch.setattr("click.prompt", lambda *_a, **_k: next(typed))
    called = advisor("train", "quiz", "-n", "6", "--seed", "2", "--sort", "kind", "--lang", "en")
    assert called.code == 0
    assert "6 of 6 points" in called.out
    assert called.out.count("Source: ") == 6


def test_a_quiz_that_is_left_says_what_was_reached(
    advisor: Advisor, paper: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "ABCD"[[c["right"] for c in paper[0]["choices"]].index(False)]
    typed = iter([wrong, "q"])
    monkeypatch.setattr("click.prompt", lambda *_a, **_k: next(typed))
    called = advisor("train", "quiz", "-n", "6", "--seed", "2", "--sort", "kind", "--lang", "en")
    assert called.code == 0
    assert "Wrong." in called.out
    assert "Right would be: " in called.out
    assert "0 of 1 points" in called.out


def test_cards_are_kept_after_each_and_come_back_in_the_profile(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MIANZI_DATA", str(tmp_path))
    typed = iter(["", "5", "3", "", "１", "q"])
    monkeypatch.setattr("click.prompt", lambda *_a, **_k: next(typed))
    called = advisor("train", "cards", "-n", "5", "--topic", "face-ops", "--lang", "en")
    assert called.code == 0
    assert called.out.count("Source: ") == 2
    profile = json.loads((tmp_path / "profile.json").read_text("utf-8"))
    assert len(profile["cards"]) == 2
    rows = json.loads(advisor("train", "profile", "--format", "json", "--lang", "en").out)
    assert rows == [{"topic": "face-ops", "asked": 2, "right": "50%"}]


def test_a_damaged_profile_stops_before_anything_is_asked(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MIANZI_DATA", str(tmp_path))
    (tmp_path / "profile.json").write_text("{", "utf-8")
    for command in ("cards", "quiz", "profile"):
        called = advisor("train", command)
        assert (called.code, called.err.count("\n")) == (2, 1)
