"""`advisor face-check`, called as a consultant calls it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Advisor = Callable[..., Any]
CAMPAIGNS = Path(__file__).resolve().parents[2] / "examples" / "campaigns"


def test_text_rows_and_values_say_the_same(advisor: Advisor) -> None:
    path = CAMPAIGNS / "group-ranking.yaml"
    called = advisor("face-check", path, "--lang", "en")
    assert called.code == 1
    assert "✗ Shamed before others (grave)" in called.out
    assert "Better: Leave out those who are behind" in called.out
    plain = json.loads(advisor("face-check", path, "--format", "json").out)
    rows = list(
        csv.DictReader(io.StringIO(advisor("face-check", path, "--lang", "en", "--format", "csv").out))
    )
    assert plain["verdict"] == "risk"
    assert len(rows) == len(plain["remarks"]) + len(plain["questions"])
    assert [r["sort"] for r in rows][: len(plain["remarks"])] == [
        "costs face" if r["kind"] == "risk" else "gives face" for r in plain["remarks"]
    ]


def test_it_speaks_the_campaigns_language_unless_told(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADVISOR_LANG")
    assert "当众出丑" in advisor("face-check", CAMPAIGNS / "group-ranking.yaml").out
    assert "Laid open" in advisor("face-check", CAMPAIGNS / "top-spenders.yaml").out
    assert "當眾出醜" in advisor("face-check", CAMPAIGNS / "group-ranking.yaml", "--lang", "zh-Hant").out


def test_no_risk_exits_with_0(advisor: Advisor) -> None:
    called = advisor("face-check", CAMPAIGNS / "private-tasting.yaml", "--lang", "en")
    assert called.code == 0
    assert "To be asked first:" in called.out


def test_a_message_from_standard_input(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Congratulations! Here is the ranking."))
    called = advisor("face-check", "-", "--set", "public=yes", "--lang", "en", "--format", "json")
    assert called.code == 1
    assert [r["id"] for r in json.loads(called.out)["remarks"]] == ["campaign.ranked_in_public"]


@pytest.mark.parametrize("arguments", [("none.yaml",), ("none.yaml", "--date", "soon")])
def test_wrong_use_is_one_line(advisor: Advisor, arguments: tuple[str, ...]) -> None:
    called = advisor("face-check", *arguments)
    assert (called.code, called.out, called.err.count("\n")) == (2, "", 1)


def test_a_brief_that_is_none(advisor: Advisor, tmp_path: Path) -> None:
    called = advisor("face-check", CAMPAIGNS / "group-ranking.yaml", "--brief", tmp_path / "b.yaml")
    assert called.code == 2
