"""Every command: what it prints, in which language and form, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import pytest

from advisor.cli.common import FORMATS
from advisor.workspace import Workspace


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture(scope="module")
def tactic(workspace: Workspace, examples: Path) -> str:
    """A tactic that an example's plan chooses, whichever that is just now."""
    plan = workspace.make_plan(workspace.read_brief(examples / "beauty-social.yaml"))
    return next(r.tactic for r in plan.chosen if r.entity == "brand" and r.reason is None)


# -- help and languages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["plan", "brief new", "brief check", "brief schema", "rules", "rules list", "rules show"]
)
@pytest.mark.parametrize(("language", "word"), [("en", "Language"), ("zh-Hans", "语言"), ("zh-Hant", "語言")])
def test_every_command_has_help_in_every_language(advisor, command: str, language: str, word: str) -> None:
    called = advisor(*command.split(), "--help", "--lang", language)
    assert called.code == 0
    assert called.out.startswith(f"Usage: advisor {command} ")
    assert word in called.out


def test_without_a_command_the_help_is_shown(advisor) -> None:
    called = advisor()
    assert called.code == 2
    assert "Commands" in called.err + called.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "zh-Hant", "search", "面子"),
        ("search", "--lang", "zh-Hant", "面子"),
        ("search", "面子", "--lang", "zh-Hant"),
        ("search", "面子", "--lang=zh_TW.UTF-8"),
        ("--lang", "en", "search", "面子", "--lang", "zh-Hant"),
    ],
)
def test_the_language_may_stand_anywhere(advisor, arguments: tuple[str, ...]) -> None:
    called = advisor(*arguments, "--format", "md")
    assert called.code == 0
    assert called.out.startswith("| 名稱 | 種類 |")


def test_after_two_dashes_nothing_is_an_option(advisor) -> None:
    called = advisor("search", "--format", "md", "--", "--lang", "zh-Hant")
    assert called.out.startswith("| label |") or called.code == 1


@pytest.mark.parametrize(
    ("environment", "head"),
    [
        ({"LANG": "zh_TW.UTF-8"}, "名稱"),
        ({"LANG": "en_GB.UTF-8"}, "label"),
        ({"LANG": "C"}, "名称"),
        ({}, "名称"),
    ],
)
def test_without_it_the_locale_speaks(advisor, monkeypatch, environment: dict[str, str], head: str) -> None:
    monkeypatch.delenv("ADVISOR_LANG")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert advisor("search", "面子", "--format", "md").out.startswith(f"| {head} |")


# -- plan -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["tea-gift", "beauty-social", "learning-community", "restaurant-crisis", "startup"]
)
def test_the_same_brief_gives_the_same_json(advisor, examples: Path, name: str) -> None:
    first = advisor("plan", examples / f"{name}.yaml", "--format", "json")
    assert first.code == 0
    assert first.out == advisor("plan", examples / f"{name}.yaml", "--format", "json").out
    plan = json.loads(first.out)
    listed = {s["id"] for s in plan["sources"]}
    assert plan["recommendations"]
    assert all(r["sources"] and set(r["sources"]) <= listed for r in plan["recommendations"])


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_a_plan_in_every_format_and_language(advisor, examples: Path, tmp_path: Path, language: str) -> None:
    files = [tmp_path / f"plan{ending}" for ending in (".docx", ".html", ".md", ".json")]
    options = [o for f in files for o in ("-o", f)]
    called = advisor("plan", examples / "startup.yaml", *options, "--lang", language)
    assert called.code == 0
    assert called.out == ""
    said = [line for line in called.err.splitlines() if str(tmp_path) in line]
    assert all(str(file) in line for file, line in zip(files, said, strict=True))
    assert json.loads(files[3].read_text("utf-8"))["language"] == language
    assert files[2].read_text("utf-8").startswith("# ")
    assert f'<html lang="{language}">' in files[1].read_text("utf-8")
    assert docx.Document(str(files[0])).paragraphs


def test_endings_are_read_in_any_case(advisor, examples: Path, tmp_path: Path) -> None:
    assert advisor("plan", examples / "startup.yaml", "-o", tmp_path / "PLAN.MD").code == 0
    assert (tmp_path / "PLAN.MD").read_text("utf-8").startswith("# ")


def test_without_an_output_markdown_is_printed(advisor, examples: Path) -> None:
    assert advisor("plan", examples / "startup.yaml").out.startswith("# ")
    assert advisor("plan", examples / "startup.yaml", "--format", "html").out.startswith("<!doctype html>")


def test_an_output_and_a_format_give_both(advisor, examples: Path, tmp_path: Path) -> None:
    called = advisor("plan", examples / "startup.yaml", "-o", tmp_path / "p.md", "--format", "json")
    assert json.loads(called.out)["brand"]
    assert (tmp_path / "p.md").exists()


def test_the_brief_then_the_user_says_the_language(advisor, examples: Path) -> None:
    assert (
        json.loads(advisor("plan", examples / "startup.yaml", "--format", "json").out)["language"]
        == "zh-Hans"
    )
    called = advisor("plan", examples / "startup.yaml", "--format", "json", "--lang", "zh-Hant")
    assert json.loads(called.out)["language"] == "zh-Hant"


def test_what_the_reader_noticed_is_said_beside_the_plan(advisor, examples: Path) -> None:
    called = advisor("plan", examples / "startup.yaml", "--format", "json")
    assert "startup.yaml:" in called.err
    json.loads(called.out)


# -- explain ----------------------------------------------------------------------------------------------------------


def test_explain_in_words_and_as_json(advisor, examples: Path, tactic: str) -> None:
    called = advisor("explain", examples / "beauty-social.yaml", tactic, "--lang", "en")
    assert called.code == 0
    assert tactic in called.out
    data = json.loads(advisor("explain", examples / "beauty-social.yaml", tactic, "--format", "json").out)
    assert data["tactic"] == tactic
    assert data["recommended"] is True
    assert {"rules", "sources", "smallest_change", "prose"} <= set(data)


def test_explain_for_an_entity_and_a_date(advisor, examples: Path, tactic: str) -> None:
    called = advisor(
        "explain", examples / "beauty-social.yaml", tactic, "--for", "brand", "--date", "2026-05-01",
        "--format", "json",
    )  # fmt: skip
    assert json.loads(called.out)["entity"] == "brand"
    wrong = advisor("explain", examples / "beauty-social.yaml", tactic, "--for", "brnad")
    assert wrong.code == 2
    assert "did you mean brand?" in wrong.err
    bad = advisor("explain", examples / "beauty-social.yaml", tactic, "--date", "soon")
    assert (bad.code, bad.err) == (2, "advisor: 'soon' is no date — write it like 2026-03-01\n")


# -- brief --------------------------------------------------------------------------------------------------------------


def test_a_sound_brief_is_called_sound(advisor, examples: Path) -> None:
    called = advisor("brief", "check", examples / "tea-gift.yaml")
    assert called.code == 0
    assert "is sound" in called.out


def test_every_fault_of_a_brief_has_a_line(advisor, tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("brand:\n  name: 甲\n  nmae: 乙\n  repeat_purchase_rate: 18\n  sector: 茶叶x\n", "utf-8")
    called = advisor("brief", "check", path)
    assert called.code == 2
    lines = called.err.splitlines()
    assert [int(line.split(".yaml:")[1].split(":")[0]) for line in lines] == [3, 4, 5]
    assert "brand.name" in lines[0]


# -- search and show --------------------------------------------------------------------------------------------------


def test_search_finds_and_tells_where_nothing_is_found(advisor) -> None:
    called = advisor("search", "面子", "--format", "json")
    rows = json.loads(called.out)
    assert called.code == 0
    assert rows
    assert set(rows[0]) == {"iri", "label", "kind", "matched", "score"}
    assert advisor("search", "zzqqxx", "--format", "json").code == 1
    assert len(json.loads(advisor("search", "面子", "-n", "2", "--format", "json").out)) == 2


def test_show_names_the_nearest(advisor) -> None:
    called = advisor("show", "攀比心里")
    assert called.code == 2
    assert "攀比" in called.err
    assert called.err.count("\n") == 1


# -- rules --------------------------------------------------------------------------------------------------------------


# -- check, test, doctor --------------------------------------------------------------------------------------------------


def test_doctor_says_what_serves_where_the_engine_is_missing(advisor, monkeypatch) -> None:
    monkeypatch.setattr("advisor.reasoning.durable.available", lambda: (False, "no compiler here"))
    rows = {r["item"]: r for r in json.loads(advisor("doctor", "--format", "json").out)}
    assert rows["durable_rules"]["state"] == "note"
    assert (
        rows["durable_rules"]["detail"]
        == "no compiler here; the reference evaluator serves, with the same conclusions."
    )


def test_doctor_finds_a_broken_pack(advisor, broken_pack: Path) -> None:
    called = advisor("doctor", "--pack", broken_pack, "--format", "json")
    assert called.code == 1
    assert json.loads(called.out)[-1]["state"] == "error"


@pytest.mark.slow
def test_check_lists_what_is_wrong(advisor, broken_pack: Path) -> None:
    called = advisor("check", "--pack", broken_pack, "--format", "json")
    assert called.code == 1
    rows = json.loads(called.out)
    assert {"severity", "id", "place", "what", "remedy"} == set(rows[0])
    assert any(str(broken_pack) in row["place"] and row["severity"] == "error" for row in rows)
    assert "errors" in called.err
    assert "note" not in {row["severity"] for row in rows}


@pytest.fixture
def broken_pack(tmp_path: Path) -> Path:
    pack = make_pack(tmp_path / "firm")
    (pack / "rules").mkdir()
    (pack / "rules" / "r.yaml").write_text("- id: half_a_rule\n  layer: tactics\n  for: brand\n", "utf-8")
    return pack


def make_pack(folder: Path) -> Path:
    folder.mkdir()
    text = 'name: firm\nversion: 1.0.0\ndate: 2026-02-01\nlicence: none\nengine: ">=0.1,<1"\n'
    (folder / "pack.yaml").write_text(text, "utf-8")
    return folder


def test_check_and_notes(advisor, monkeypatch) -> None:
    from advisor.quality.model import Issue, Report

    issues = [
        Issue("n", "note", "only a note", None, "x.ttl"),
        Issue("w", "warning", "a warning", "mend it", "y.ttl"),
    ]
    monkeypatch.setattr("advisor.quality.check", lambda *a, **k: Report(tuple(issues)))
    assert [r["id"] for r in json.loads(advisor("check", "--format", "json").out)] == ["w"]
    noted = advisor("check", "--notes", "--format", "json")
    assert {r["id"] for r in json.loads(noted.out)} == {"n", "w"}
    assert noted.code == 0
    monkeypatch.setattr("advisor.quality.check", lambda *a, **k: Report(()))
    clean = advisor("check")
    assert clean.code == 0
    assert "No error and no warning." in clean.err


@pytest.mark.slow
def test_test_runs_the_tests_beside_the_rules(advisor, monkeypatch) -> None:
    from advisor.reasoning import testing

    called = advisor("test", "--format", "json")
    assert called.code in (0, 1)
    assert "passed" in called.err
    real = testing.run_tests

    def failing(packs, vocabulary, **options):
        report = real(packs, vocabulary, **options)
        from dataclasses import replace

        return replace(report, failures=(*report.failures, "somewhere.yaml:3: expected another"))

    monkeypatch.setattr(testing, "run_tests", failing)
    failed = advisor("test", "--format", "json")
    assert failed.code == 1
    assert {"what": "somewhere.yaml:3: expected another"} in json.loads(failed.out)


@pytest.mark.slow
def test_test_drafts_tests_for_a_rule(advisor, workspace: Workspace) -> None:
    rule = next(r.id for r in workspace.rules.rules if r.layer == "tactics")
    called = advisor("test", "--draft", rule)
    assert called.code == 0
    assert "given:" in called.out
    assert advisor("test", "--draft", rule + "x").code == 2


# -- forms of output ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_rows_in_every_form(advisor, form: str) -> None:
    out = advisor("search", "面子", "-n", "3", "--format", form).out
    if form == "json":
        assert len(json.loads(out)) == 3
    elif form == "jsonl":
        assert len([json.loads(line) for line in out.splitlines()]) == 3
    elif form in ("csv", "tsv"):
        rows = list(csv.reader(io.StringIO(out), delimiter="," if form == "csv" else "\t"))
        assert rows[0] == ["label", "kind", "iri", "matched", "score"]
        assert len(rows) == 4
        assert {len(r) for r in rows} == {5}
    elif form == "md":
        assert out.splitlines()[1] == "| --- | --- | --- | --- | --- |"
        assert len(out.splitlines()) == 5
    else:
        assert "label" in out.splitlines()[0]
        assert "─" in out.splitlines()[1]


def test_in_a_pipe_plain_data_and_on_a_terminal_a_table(advisor, monkeypatch) -> None:
    assert advisor("search", "面子").out.startswith("label\tkind\t")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "─" in advisor("search", "面子").out
    assert advisor("search", "zzqqxx").out == "Nothing found.\n"


# -- wrong use ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("plna",), "No command 'plna'. did you mean plan"),
        (("qqqq",), "No command 'qqqq'. — see 'advisor --help'"),
        (("rules", "shwo"), "No such command 'shwo'"),
        (("search",), "Missing argument 'WORDS'"),
        (("plan",), "no brief is given"),
        (("plan", "b.yaml", "--wekes", "3"), "--weeks"),
        (("plan", "b.yaml", "--weeks", "0"), "1<=x<=104"),
        (("plan", "b.yaml", "--max-actions", "0"), "1<=x<=200"),
        (("plan", "b.yaml", "--format", "pdf"), "'json', 'md', 'html'"),
        (
            ("plan", "b.yaml", "-o", "plan"),
            "'plan' has no ending that names a format — use .docx, .html, .json, .md",
        ),
        (("plan", "b.yaml", "-o", "plan.pdf"), "'plan.pdf' has no ending that names a format"),
        (
            ("plan", "b.yaml", "--template", "t.docx"),
            "--template goes with a .docx output — add -o plan.docx",
        ),
        (("search", "x", "--format", "xml"), "is not one of 'table'"),
        (("search", "x", "-n", "0"), "1<=x<=500"),
        (("search", "x", "--pack", "nowhere"), "nowhere: is no pack: it has no pack.yaml"),
        (("search", "x", "--lang"), "requires an argument"),
        (("--nope",), "No such option"),
        (("rules", "list", "--layer", "x"), "'findings', 'goals'"),
    ],
)
def test_wrong_use_gets_one_line_and_exit_code_2(advisor, arguments: tuple[str, ...], complaint: str) -> None:
    called = advisor(*arguments)
    assert called.code == 2
    assert called.out == ""
    assert called.err.startswith("advisor: ")
    assert called.err.count("\n") == 1
    assert complaint in called.err


def test_a_wrong_date_is_told(advisor, examples: Path) -> None:
    for date in ("soon", "2026-02-30", "01.03.2026"):
        called = advisor("plan", examples / "startup.yaml", "--date", date)
        assert called.code == 2
        assert f"advisor: '{date}' is no date — write it like 2026-03-01\n" in called.err


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_no_date_is_a_traceback(advisor, examples: Path, tmp_path: Path, date: str) -> None:
    called = advisor(
        "plan", examples / "startup.yaml", "--date", date, "-o", tmp_path / "p.docx", "-o", tmp_path / "p.md"
    )
    assert called.code in (0, 2)
    assert "Traceback" not in called.err


def test_a_brief_is_never_written_over(advisor, examples: Path, tmp_path: Path) -> None:
    brief = tmp_path / "brief.json"
    text = json.dumps({"brand": {"name": "甲"}})
    brief.write_text(text, "utf-8")
    called = advisor("plan", brief, "-o", brief)
    assert called.code == 2
    assert "is read and cannot be written over" in called.err
    assert brief.read_text("utf-8") == text


def test_input_that_is_nested_beyond_reason_is_no_traceback(advisor, monkeypatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("advisor.inquiry.describe.describe_concept", deep)
    called = advisor("show", "面子")
    assert (called.code, called.err) == (2, "advisor: the input is nested too deeply\n")


def test_an_interrupt_ends_quietly(advisor, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("advisor.inquiry.describe.describe_concept", interrupt)
    called = advisor("show", "面子")
    assert called.code == 130
    assert "Traceback" not in called.err
