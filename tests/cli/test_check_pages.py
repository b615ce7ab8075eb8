"""`advisor check --list`, `--explain`, `--only` and `--pages`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.cli import run


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--list", "--format", "json", "--lang", "en"]) == 0
    rows = {r["id"]: r for r in json.loads(capsys.readouterr().out)}
    assert rows["orphan"]["kind"] == "sparql"
    assert rows["tactic_steps"]["kind"] == "shacl"
    assert rows["cycle"]["kind"] == "code"
    assert rows["inconsistent"]["kind"] == "reasoner"
    assert rows["tactic_risks"]["severity"] == "warning", "as its shape says"
    assert all(r["what"] for r in rows.values())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Why it matters."), ("zh-Hans", "为何要紧。"), ("zh-Hant", "爲何要緊。")],
)
def test_explain(capsys: pytest.CaptureFixture[str], language: str, words: str) -> None:
    assert run(["check", "--explain", "opposed_relations", "--lang", language]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# opposed_relations\n")
    assert words in out or words.replace("爲", "為") in out
    assert "mz:unsuitedTo" in out


def test_an_unknown_check_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--explain", "orfan"], ["--only", "orfan"]):
        assert run(["check", *arguments, "--lang", "en"]) == 2
        assert "no check is named 'orfan' — did you mean orphan" in capsys.readouterr().err


def test_only_one_check_with_its_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--only", "tactic_without_rule", "--format", "jsonl"]) == 0
    assert {json.loads(line)["id"] for line in lines(capsys)} <= {"tactic_without_rule"}


def test_a_solver_check_wants_the_solver(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--only", "rule_never_fires", "--lang", "en"]) == 2
    assert "this check asks the solver — add --deep" in capsys.readouterr().err


def test_a_reasoner_check_wants_the_reasoner(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--only", "inconsistent", "--lang", "en"]) == 2
    assert "add --reason" in capsys.readouterr().err


def test_pages_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--pages", str(tmp_path / "a/b"), "--lang", "zh-Hans"]) == 0
    assert "# 检查一览" in (tmp_path / "a/b/README.md").read_text("utf-8")
    assert "查什么。" in (tmp_path / "a/b/orphan.md").read_text("utf-8")
    (tmp_path / "file").write_text("", "utf-8")
    assert run(["check", "--pages", str(tmp_path / "file"), "--lang", "en"]) == 2
    assert "name another folder" in capsys.readouterr().err


def test_one_question_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--list", "--explain", "orphan", "--lang", "en"]) == 2
    assert "give one of them" in capsys.readouterr().err
