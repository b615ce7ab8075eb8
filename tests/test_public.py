"""The public functions of the package, as a program uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import advisor
from advisor.errors import BriefError, OutputError, UsageError
from advisor.reporting import FORMATS, render_bytes, render_text, write
from advisor.workspace import Workspace


@pytest.fixture(scope="module")
def pack() -> Workspace:
    return advisor.load_pack()


def test_from_a_brief_to_a_file(pack: Workspace, examples: Path, tmp_path: Path) -> None:
    situation = advisor.read_brief(examples / "startup.yaml", pack)
    outcome = advisor.advise(situation, pack)
    assert outcome.findings
    plan = advisor.make_plan(situation, pack, language="en", weeks=8, max_actions=4)
    assert (plan.language, plan.weeks) == ("en", 8)
    assert len(plan.chosen) <= 4
    target = tmp_path / "plan.md"
    advisor.render(plan, target, pack)
    assert target.read_text("utf-8").startswith(f"# {situation.brand.name}")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_by_its_ending(pack: Workspace, examples: Path, tmp_path: Path, ending: str) -> None:
    plan = pack.make_plan(pack.read_brief(examples / "startup.yaml"))
    path = tmp_path / f"plan{ending}"
    write(plan, path, pack.packs)
    assert path.read_bytes() == render_bytes(plan, ending, pack.packs)
    if ending == ".json":
        assert json.loads(path.read_bytes()) == plan.to_json()


def test_an_unknown_format_is_refused(pack: Workspace, examples: Path, tmp_path: Path) -> None:
    plan = pack.make_plan(pack.read_brief(examples / "startup.yaml"))
    with pytest.raises(UsageError, match=r"'pdf' is no text format"):
        render_text(plan, "pdf", pack.packs)
    with pytest.raises(UsageError, match=r"'\.pdf' names no format — use \.docx, \.html, \.json, \.md"):
        render_bytes(plan, ".pdf", pack.packs)
    with pytest.raises(UsageError, match="names no format"):
        advisor.render(plan, tmp_path / "plan", pack)
    with pytest.raises(OutputError, match="does not exist"):
        advisor.render(plan, tmp_path / "nowhere" / "plan.md", pack)


def test_wrong_options_are_refused(pack: Workspace, examples: Path) -> None:
    situation = pack.read_brief(examples / "startup.yaml")
    for options in ({"weeks": 0}, {"weeks": 1000}, {"max_actions": 0}):
        with pytest.raises(UsageError):
            advisor.make_plan(situation, pack, **options)
    with pytest.raises(BriefError):
        advisor.read_brief(examples / "nowhere.yaml", pack)


def test_the_package_costs_next_to_nothing_to_import() -> None:
    probe = "import sys; before = set(sys.modules); import advisor; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not {"yaml", "click", "jinja2", "sqlite3"} & set(eval(done.stdout))


def test_the_command_from_its_entry_point(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from advisor.cli import main

    monkeypatch.setattr(sys, "argv", ["advisor", "--version"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert capsys.readouterr().out == f"advisor {advisor.__version__}\n"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_workspace_opens_its_parts_once(language: str) -> None:
    one = Workspace()
    assert one.knowledge is one.knowledge
    assert one.phrases(language) is one.phrases(language)
    assert one.concluding
    assert set(one.concluding) >= {c.id for r in one.rules.rules for c in r.then}
