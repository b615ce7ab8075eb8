"""`advisor interview`, typed at as a consultant types."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Advisor = Callable[..., Any]


@pytest.fixture
def sit(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Hold an interview with these lines typed; then standard input ends."""

    def call(path: Path, *lines: str, lang: str = "en") -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return advisor("interview", path, "--lang", lang)

    return call


def test_every_answer_is_in_the_file_and_the_next_sitting_goes_on(
    sit: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "b.yaml"
    first = sit(path, "Cloud Tea", "0", "1", "0", "3=Regulars")
    assert first.code == 0, first.err
    assert "Saved: " in first.out
    assert "5 answered" in first.out
    text = path.read_text(encoding="utf-8")
    assert "name: Cloud Tea" in text
    assert "name: Regulars" in text
    second = sit(path)
    assert "Cloud Tea" not in second.out
    assert "Which kinds of fans" not in second.out
    assert path.read_text(encoding="utf-8") == text


def test_back_why_help_and_leave(sit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    called = sit(path, "b", "Ant", "b", "Bee", "w", "h", "q", "never read")
    assert called.code == 0
    assert "Nothing has been answered in this sitting yet." in called.out
    assert "What there is comes first" in called.out
    assert "name: Bee\n" in path.read_text(encoding="utf-8")


def test_a_wrong_answer_is_asked_again(sit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    called = sit(path, "x" * 10_000, "Good\x07name", "Good name", "0", "99", "q")
    assert called.out.count("Not taken: ") == 3
    assert "name: Good name" in path.read_text(encoding="utf-8")


def test_the_questions_speak_the_language_asked(sit: Callable[..., Any], tmp_path: Path) -> None:
    called = sit(tmp_path / "b.yaml", "為什麼", "退出", lang="zh-Hant")
    assert called.code == 0
    assert "第 1 問" in called.out
    assert "還" in called.out


def test_unknown_everywhere_ends(sit: Callable[..., Any], advisor: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    called = sit(path, *[""] * 400)
    assert "no further answer would change the plan" in called.out
    assert advisor("brief", "check", path).code == 0
    assert advisor("interview", path, "--list", "--format", "json").out.strip() == "[]"
    again = sit(path)
    assert "no further answer would change the plan (0 answered" in " ".join(again.out.split())


def test_open_questions_as_values(advisor: Advisor, examples: Path) -> None:
    rows = json.loads(advisor("interview", examples / "tea-gift.yaml", "--format", "json").out)
    assert rows
    assert rows == sorted(rows, key=lambda r: -r["value"])
    assert all(row["question"] and row["facts"] for row in rows)


def test_a_file_that_changes_meanwhile_is_left_alone(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("brand: {name: A}\n", encoding="utf-8")

    def typed(prompt: str = "") -> str:
        path.write_text("brand: {name: Other}\n", encoding="utf-8")
        return "0"

    monkeypatch.setattr("builtins.input", typed)
    called = advisor("interview", path)
    assert called.code == 2
    assert "was changed meanwhile" in called.err
    assert path.read_text(encoding="utf-8") == "brand: {name: Other}\n"


def test_an_interrupt_says_how_to_go_on(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(prompt: str = "") -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    called = advisor("interview", tmp_path / "b.yaml")
    assert called.code == 130
    assert "To go on: advisor interview" in called.out


@pytest.mark.parametrize("text", ["- 1\n", "brand: {nme: A}\n", "{"])
def test_a_broken_brief_is_one_complaint(sit: Callable[..., Any], tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(text, encoding="utf-8")
    called = sit(path, "1")
    assert called.code == 2
    assert "Traceback" not in called.err
    assert path.read_text(encoding="utf-8") == text


def test_what_is_typed_and_is_no_text(
    shell: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = shell("interview", tmp_path / "b.yaml", input=None, stdin=subprocess.DEVNULL)
    assert done.returncode == 0
    assert "Saved" in done.stdout
