"""`advisor sensitivity`, called as a consultant calls it; and lines broken for a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cli.wrapping import columns, wrapped

Advisor = Callable[..., Any]
STARTUP = Path(__file__).resolve().parents[2] / "examples" / "startup.yaml"


def test_text_rows_and_values_say_the_same(advisor: Advisor) -> None:
    called = advisor("sensitivity", STARTUP, "--lang", "en")
    assert called.code == 0, called.err
    assert called.out.startswith("Known facts (")
    assert "Facts not known (" in called.out
    rows = list(csv.DictReader(io.StringIO(advisor("sensitivity", STARTUP, "--format", "csv").out)))
    plain = json.loads(advisor("sensitivity", STARTUP, "--format", "json").out)
    assert [r["name"] for r in rows] == [p["name"] for p in plain]
    assert {p["sort"] for p in plain} == {"known", "threshold", "unknown"}
    known = [p for p in plain if p["sort"] == "known" and p["share"] is not None]
    assert known == sorted(known, key=lambda p: p["share"])
    assert all({"what", "id", "entity", "before", "after"} == set(t) for p in plain for t in p["changes"])
    full = advisor("sensitivity", STARTUP, "--lang", "en", "--full").out
    assert len(full) > len(called.out)


def test_a_wrong_brief_is_one_line(advisor: Advisor, tmp_path: Path) -> None:
    called = advisor("sensitivity", tmp_path / "none.yaml")
    assert called.code == 2
    assert "none.yaml" in called.err
    assert len(called.err.splitlines()) == 1


@given(st.text(st.sampled_from("abc 中文，。（）✓\n"), max_size=120), st.integers(8, 40))
def test_broken_lines_lose_nothing_and_fit(text: str, width: int) -> None:
    broken = wrapped(text, width)
    assert "".join(broken.split()) == "".join(text.split())
    for line in broken.split("\n"):
        closing = len(line) - len(line.rstrip("，。（）"))
        single = max(map(columns, line.split()), default=0)
        assert columns(line) <= max(width, single + 2) + 2 * closing


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("✓ one two three", 10, ["✓ one two", "  three"]),
        ("  品牌名气还小", 10, ["  品牌名气", "  还小"]),
        ("甲乙丙，丁", 6, ["甲乙丙，", "丁"]),
        ("甲乙（丙", 6, ["甲乙", "（丙"]),
        ("short", 80, ["short"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width).split("\n") == lines
