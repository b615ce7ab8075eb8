"""Pages that commands write are as those commands would write them today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.cli import run
from advisor.inquiry.counts import counts
from advisor.inquiry.sources import coverage
from advisor.quality.ledger import Ledger, read_ledger
from advisor.quality.ledger_page import pages
from advisor.reporting.reference import reference, vocabulary
from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_the_ledger_is_current(workspace: Workspace) -> None:
    ledger = Ledger(read_ledger(workspace.packs), workspace.knowledge)
    found = pages(ledger, workspace.knowledge, workspace.phrases("en"))
    assert found == written(ROOT / "docs/ledger"), "run: advisor --lang en sources --ledger -o docs/ledger"


def test_the_reference_is_current(workspace: Workspace) -> None:
    found = reference(workspace.packs, workspace.knowledge, workspace.phrases("en"))
    assert found == written(ROOT / "docs/reference"), "run: advisor --lang en export -o docs/reference/"


def test_the_reference_names_every_concept_and_class(workspace: Workspace) -> None:
    text = "".join(written(ROOT / "docs/reference").values())
    for concept in workspace.knowledge.concepts():
        assert f"`{concept.iri}`" in text
    for kind in workspace.knowledge.kinds():
        assert kind.label("en") in text


@pytest.mark.slow
def test_the_vocabulary_page_does_not_depend_on_hashes(workspace: Workspace) -> None:
    code = "from advisor.reporting.reference import vocabulary; from advisor.pack import load_packs; import sys; sys.stdout.write(vocabulary(load_packs()))"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        assert done.stdout.decode() == vocabulary(workspace.packs)


def test_the_vocabulary_page_needs_nothing_else(workspace: Workspace) -> None:
    page = vocabulary(workspace.packs, "zh-Hans")
    assert "粉丝类型" in page
    assert "fan type" not in page
    for outside in ('src="http', '<link rel="stylesheet"', "@import"):
        assert outside not in page


def test_the_counts_in_the_readme_are_current(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--counts", "--format", "md", "--lang", "en"]) == 0
    table = capsys.readouterr().out.strip()
    text = (ROOT / "README.md").read_text("utf-8")
    assert table in text, "run: advisor --lang en doctor --counts --format md"


def test_the_saved_queries_in_the_page_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sparql", "--list", "--format", "md", "--lang", "en"]) == 0
    table = capsys.readouterr().out.strip()
    text = (ROOT / "docs/sparql.md").read_text("utf-8")
    assert table in text, "run: advisor --lang en sparql --list --format md"


def test_counts_have_words_in_every_language(workspace: Workspace) -> None:
    rows = counts(workspace.knowledge, workspace.rules)
    assert all(row["n"] > 0 for row in rows if row["item"] != "definitions.zh-Hant")
    for language in ("en", "zh-Hans", "zh-Hant"):
        say = workspace.phrases(language)
        assert all(f"count.{row['item']}" in say for row in rows)


def test_every_section_of_the_source_list_has_statements(workspace: Workspace) -> None:
    assert [row["section"] for row in coverage(workspace.knowledge, "en") if not row["statements"]] == []
