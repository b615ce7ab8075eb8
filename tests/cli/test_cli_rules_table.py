"""`advisor rules table`: from rules to an Excel file and back, as a user calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook


@pytest.fixture
def firm(tmp_path: Path, advisor) -> Path:
    advisor("pack", "new", tmp_path / "firm")
    return tmp_path / "firm"


@pytest.mark.slow
def test_a_firm_edits_its_rules_in_a_table(firm: Path, tmp_path: Path, advisor) -> None:
    book = tmp_path / "rules.xlsx"
    written = advisor("--pack", firm, "rules", "table", "tactics", "--own", "-o", book)
    assert (written.code, "1 rules, 6 tests" in written.err) == (0, True)
    again = advisor("--pack", firm, "rules", "table", "tactics", "--own", "-o", book)
    assert (again.code, "is already there — name another file, or add --force" in again.err) == (2, True)

    workbook = load_workbook(book)
    sheet = workbook["rules for tactics"]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet[f"{heads['when']}2"].value.splitlines() == [
        "product.gift_share >= firm_gift_share_high",
        "and not product.customisable",
    ]
    sheet[f"{heads['strength']}2"] = "conditional"
    workbook.save(book)

    refused = advisor("--pack", firm, "rules", "table", "--read", book, "-o", firm / "rules")
    assert (refused.code, "add --force; comments in it are lost" in refused.err) == (2, True)
    read = advisor("--pack", firm, "rules", "table", "--read", book, "-o", firm / "rules", "--force")
    assert read.code == 0, read.err
    assert read.out.strip() == str(firm / "rules" / "handbook.yaml")
    assert "strength: conditional" in (firm / "rules" / "handbook.yaml").read_text("utf-8")
    assert advisor("--pack", firm, "test").code == 0


def test_faults_are_told_by_cell_and_nothing_is_written(tmp_path: Path, advisor) -> None:
    book = tmp_path / "rules.xlsx"
    advisor("--lang", "zh-Hans", "rules", "table", "goals", "--file", "goals/stated.yaml", "-o", book)
    workbook = load_workbook(book)
    workbook["目标规则"]["C2"] = "'loyalty' in brand.gaols"
    workbook["测试"]["C3"] = "=1+1"
    workbook.save(book)
    read = advisor("rules", "table", "--read", book, "-o", tmp_path / "out")
    assert read.code == 2
    lines = read.err.splitlines()
    assert any("目标规则!C2" in line and "did you mean brand.goals" in line for line in lines)
    assert any("测试!C3: holds a formula" in line for line in lines)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "x.xlsx"), "name one of findings"),
        (("tactics", "--read", "x.xlsx", "-o", "y"), "either written or read"),
        (("tactics", "-o", "rules.csv"), "let its name end in .xlsx"),
        (("tactic", "-o", "x.xlsx"), "tactics"),
        (("goals", "--file", "goals/stted.yaml", "-o", "{}/x.xlsx"), "did you mean goals/stated.yaml"),
        (("--read", "none.xlsx", "-o", "y"), "check the path"),
        (("--read", "none.xlsx", "--own", "-o", "y"), "leave them out with --read"),
        (("--read", str(Path(__file__)), "-o", "y"), "is no Excel file"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], said: str, tmp_path: Path, advisor) -> None:
    called = advisor("rules", "table", *(a.replace("{}", str(tmp_path)) for a in arguments))
    assert called.code == 2
    assert said in called.err
    assert called.err.count("\n") == 1
