"""Rows as text: cells never start a formula, tables and Markdown keep their shape."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cli.common import FORMATS, cell, emit

COLUMNS = {"a": "A", "b": "B"}


def printed(capsys: pytest.CaptureFixture[str], rows: list[dict], form: str | None) -> str:
    capsys.readouterr()
    emit(rows, COLUMNS, form)
    return capsys.readouterr().out


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize(
    "value", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "-2+3"]
)
def test_no_cell_starts_a_formula(capsys, form: str, value: str) -> None:
    out = printed(capsys, [{"a": value, "b": "x"}], form)
    row = list(csv.reader(io.StringIO(out, newline=""), delimiter="," if form == "csv" else "\t"))[1]
    assert row == ["'" + value.replace("\r", "\n"), "x"]


@pytest.mark.parametrize("value", [-3, -2.5, "-7", 0, "x=1", "", None, ["-", "a"]])
def test_numbers_and_plain_text_are_left_alone(capsys, value: object) -> None:
    out = printed(capsys, [{"a": value, "b": "x"}], "csv")
    shown = list(csv.reader(io.StringIO(out)))[1][0]
    assert shown in (cell(value), "'" + cell(value))
    assert shown == cell(value) or cell(value).startswith("-")
    if isinstance(value, (int, float)):
        assert shown == str(value)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=4))
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    from advisor.cli import common

    rows = [{"a": a, "b": b} for a, b in pairs]
    text = common._separated(rows, COLUMNS, ",")
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(back) == len(rows)
    for pair, row in zip(pairs, back, strict=True):
        for value, shown in zip(pair, row, strict=True):
            same = value.replace("\r\n", "\n").replace("\r", "\n")
            assert shown in (same, "'" + same)
            assert shown[:1] not in ("=", "+", "@", "\t", "\n")


def test_markdown_keeps_its_table(capsys) -> None:
    out = printed(capsys, [{"a": "x|y", "b": "one\ntwo"}], "md")
    assert out.splitlines() == ["| A | B |", "| --- | --- |", r"| x\|y | one two |"]


def test_a_table_shows_markup_as_it_is(capsys) -> None:
    out = printed(capsys, [{"a": "[bold]x[/bold]", "b": "[red]"}], "table")
    assert "[bold]x[/bold]" in out
    assert "[red]" in out


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_at_all(capsys, form: str) -> None:
    out = printed(capsys, [], form)
    assert out == {
        "json": "[]\n", "jsonl": "", "csv": "a,b\n", "tsv": "a\tb\n", "md": "| A | B |\n| --- | --- |\n", "table": "",
    }[form]  # fmt: skip


def test_json_keeps_what_the_table_leaves_out(capsys) -> None:
    rows = [{"a": ["x", None], "b": None, "c": 3}]
    assert json.loads(printed(capsys, rows, "json")) == rows
    assert json.loads(printed(capsys, rows, "jsonl")) == rows[0]
    assert printed(capsys, rows, "tsv") == "a\tb\nx \t\n"
