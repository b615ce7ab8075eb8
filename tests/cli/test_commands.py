"""The command as a user meets it: what it prints, in which form, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from advisor.cli import COMMANDS, run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STARTUP = str(EXAMPLES / "startup.yaml")


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_help_lists_every_command_in_the_users_language(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    code, out, _ = call(capsys, "--lang", language, "--help")
    assert code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in out
    assert {"zh-Hans": "运营方案", "zh-Hant": "運營方案", "en": "operations plan"}[language] in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = call(capsys, name, "--help", "--lang", "en")
    assert code == 0
    assert out.startswith(f"Usage: advisor {name}")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version")[:2] == (0, "advisor 0.1.0\n")


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "serch", "x", "--lang", "en")
    assert code == 2
    assert "No command 'serch'. did you mean search / sources?" in err


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "search", "x", "--lang", "klingon")
    assert code == 2
    assert err == "advisor: unknown language 'klingon' — use one of zh-Hans, zh-Hant, en\n"


def test_search_in_a_pipe_is_tab_separated(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "search", "攀比")
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t"))
    assert code == 0
    assert rows[0]["iri"] == "mz:comparison-mentality"
    assert list(rows[0]) == ["label", "kind", "iri", "matched", "score"]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md", "table"])
def test_search_in_every_form(capsys: pytest.CaptureFixture[str], form: str) -> None:
    code, out, _ = call(capsys, "search", "mianzi", "--format", form, "-n", "2")
    assert code == 0
    assert "面子" in out
    if form == "json":
        assert set(json.loads(out)[0]) == {"iri", "label", "kind", "matched", "score"}
    if form == "jsonl":
        assert [json.loads(line)["iri"] for line in out.splitlines()]
    if form == "md":
        assert out.splitlines()[1].startswith("| ---")


def test_search_speaks_the_language_that_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert "comparison" in call(capsys, "search", "攀比", "--lang", "en")[1].lower()
    assert "心理" in call(capsys, "--lang=zh-Hant", "search", "攀比")[1]


def test_nothing_found_is_a_complaint(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "search", "qqqqzzzzxxxx", "--format", "json")
    assert (code, json.loads(out)) == (1, [])


def test_search_by_kind_and_a_wrong_kind(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "search", "激励", "--kind", "Tactic", "--format", "json", "-n", "50")
    assert {row["kind"] for row in json.loads(out)} == {"策略措施"}
    code, _, err = call(capsys, "search", "x", "--kind", "Tactik")
    assert code == 2
    assert "did you mean tactic" in err


def test_show_has_definition_relations_sections_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "show", "粉丝等级激励")
    assert code == 0
    assert "mz:fan-levels" in out
    assert "fan-ops#6.1.2" in out
    _, out, _ = call(capsys, "show", "fan-levels", "--format", "json")
    data = json.loads(out)
    assert data["iri"] == "mz:fan-levels"
    assert data["steps"]
    assert data["rules"]
    assert any(r["inward"] for r in data["relations"])
    assert all(s["certainty"] for s in data["sources"])


def test_show_of_an_unknown_name_has_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "show", "忠诚的粉丝")
    assert code == 2
    assert "忠诚粉丝" in err


def test_show_names_few_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    short, long = call(capsys, "show", "忠诚粉丝")[1], call(capsys, "show", "忠诚粉丝", "--all")[1]
    assert len(long) > len(short)


def test_rules_are_listed_filtered_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "rules", "list", "--concludes", "fan-levels", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert rows
    assert all("mz:fan-levels" in row["concludes"] for row in rows)
    code, out, _ = call(capsys, "rules", "list", "--layer", "goals", "--format", "jsonl")
    assert {json.loads(line)["layer"] for line in out.splitlines()} == {"goals"}
    for language in ("zh-Hans", "en"):
        code, out, _ = call(capsys, "rules", "show", rows[0]["id"], "--lang", language)
        assert code == 0
        assert rows[0]["id"] in out
    _, out, _ = call(capsys, "rules", "show", rows[0]["id"], "--format", "json")
    assert set(json.loads(out)) >= {"id", "when", "then", "basis", "grounds", "file"}
    code, _, err = call(capsys, "rules", "show", rows[0]["id"] + "x")
    assert code == 2
    assert rows[0]["id"] in err
    assert call(capsys, "rules", "list", "--concludes", "nothing")[0] == 1


def test_plan_is_printed_and_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = call(capsys, "plan", STARTUP)
    assert code == 0
    assert out.startswith("# 半亩甜")
    files = [tmp_path / f"plan.{ending}" for ending in ("docx", "html", "md", "json")]
    code, out, err = call(capsys, "plan", STARTUP, *(part for f in files for part in ("-o", str(f))))
    assert (code, out) == (0, "")
    assert all(f.stat().st_size > 1000 for f in files)
    assert str(files[0]) in err


def test_plan_options(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(
        capsys,
        "plan",
        STARTUP,
        "--format",
        "json",
        "--weeks",
        "6",
        "--max-actions",
        "2",
        "--date",
        "2026-01-05",
        "--lang",
        "en",
    )
    plan = json.loads(out)
    assert (plan["weeks"], plan["as_of"], plan["language"]) == (6, "2026-01-05", "en")
    assert sum(r["status"] == "chosen" for r in plan["recommendations"]) <= 2
    assert plan["calendar"][0]["starts"] == "2026-01-05"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "plan.pages"), "has no ending that names a format"),
        (("--date", "soon"), "'soon' is no date"),
        (("--weeks", "0"), "0"),
        (("--weeks", "many"), "many"),
        (("--template", "x.docx"), "--template goes with a .docx output"),
    ],
)
def test_wrong_use_of_plan(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = call(capsys, "plan", STARTUP, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_explain_says_why_and_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "explain", STARTUP, "粉丝画像研究")
    assert code == 0
    assert "✓" in out
    code, out, _ = call(capsys, "explain", STARTUP, "fan-levels", "--format", "json")
    data = json.loads(out)
    assert {"tactic", "recommended", "rules", "sources", "smallest_change", "prose"} <= set(data)
    assert data["tactic"] == "mz:fan-levels"
    assert data["recommended"] is not True
    for condition in data["rules"][0]["conditions"]:
        assert {"fact", "entity", "value", "operator", "threshold", "parameter", "holds"} <= set(condition)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("忠诚粉丝",), "is not something that can be recommended"),
        (("粉丝画像研就",), "粉丝画像研究"),
        (("粉丝画像研究", "--for", "半亩甜小好"), "半亩甜小号"),
    ],
)
def test_explain_of_what_cannot_be(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    code, _, err = call(capsys, "explain", STARTUP, *arguments)
    assert code == 2
    assert message in err


def test_brief_new_check_and_schema(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "brief.yaml"
    assert call(capsys, "brief", "new", str(target))[0] == 0
    assert call(capsys, "brief", "check", str(target))[0] == 0
    code, _, err = call(capsys, "brief", "new", str(target))
    assert code == 2
    assert "is already there" in err
    assert call(capsys, "brief", "new", str(target), "--full", "--force")[0] == 0
    assert "brand:" in call(capsys, "brief", "new")[1]
    schema = json.loads(call(capsys, "brief", "schema", "--lang", "en")[1])
    assert schema["type"] == "object"


def test_doctor_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "doctor", "--format", "json")
    assert code == 0
    assert {"advisor", "python", "durable_rules"} <= {row["item"] for row in json.loads(out)}


def test_doctor_of_a_broken_pack_complains(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = call(capsys, "doctor", "--pack", str(tmp_path))
    assert code in (1, 2)
    assert "Traceback" not in err


def test_cells_never_start_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    from advisor.cli.common import emit

    emit([{"a": "=1+1", "b": "-5", "c": "@x", "d": "-cmd"}], {"a": "a", "b": "b", "c": "c", "d": "d"}, "csv")
    assert capsys.readouterr().out.splitlines()[1] == "'=1+1,-5,'@x,'-cmd"


def test_drafted_tests_are_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    from advisor.yamltext import parse

    rule = json.loads(call(capsys, "rules", "list", "--concludes", "fan-levels", "--format", "json")[1])[0][
        "id"
    ]
    code, out, _ = call(capsys, "test", "--draft", rule)
    assert code == 0
    assert parse(out, "draft").plain
