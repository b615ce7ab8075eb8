"""`advisor sources`: documents, sections, ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_documents(advisor: Callable[..., Any]) -> None:
    done = advisor("sources", "--format", "json")
    rows = {row["document"]: row for row in json.loads(done.out)}
    assert done.code == 0
    assert {"face-ops", "fan-ops", "community-engagement", "community-solutions", "micro-community"} <= set(
        rows
    )
    assert all(row["empty"] == 0 for row in rows.values())


def test_a_document_lists_its_sections(advisor: Callable[..., Any]) -> None:
    done = advisor("sources", "face-ops", "--format", "json")
    assert done.code == 0
    assert all(row["section"].startswith("face-ops#") for row in json.loads(done.out))


def test_a_section_in_each_form(advisor: Callable[..., Any]) -> None:
    assert "loyal fan" in advisor("sources", "fan-ops", "2.3.3").out
    assert json.loads(advisor("sources", "fan-ops#2.3.3", "--format", "json").out)["id"] == "fan-ops#2.3.3"
    assert advisor("sources", "fan-ops#2.3.3", "--format", "csv").out.startswith("subject,")


def test_a_wrong_section_is_one_line(advisor: Callable[..., Any]) -> None:
    done = advisor("sources", "fan-ops#99")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_the_coverage_has_no_empty_section(advisor: Callable[..., Any]) -> None:
    done = advisor("sources", "--coverage", "--format", "json")
    assert done.code == 0
    assert "0 of them empty" in done.err


def test_the_ledger_as_rows_and_pages(advisor: Callable[..., Any], tmp_path: Path) -> None:
    done = advisor("sources", "fan-ops#2.3.3", "--ledger", "--format", "json")
    rows = json.loads(done.out)
    assert [row["position"] for row in rows] == [1, 2]
    assert any("mz:loyal-fan mz:hasTrait mz:long-following" in s for row in rows for s in row["statements"])
    assert advisor("sources", "--ledger", "-o", tmp_path / "pages").code == 0
    assert (tmp_path / "pages/README.md").is_file()


def test_the_ledger_against_other_documents(advisor: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "face-ops.md").write_text("## 1\n不在账册里的一句。\n", "utf-8")
    done = advisor("sources", "--against", tmp_path)
    assert done.code == 1
    assert "this sentence is not in the ledger" in done.out
    assert "no file of this document" in done.out


def test_a_document_without_ledger_gets_the_nearest(advisor: Callable[..., Any]) -> None:
    done = advisor("sources", "fan-opps", "--ledger")
    assert done.code == 2
    assert "fan-ops" in done.err
