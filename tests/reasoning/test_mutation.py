"""The pack's tests notice when a rule is changed: `bench/mutate_rules.py` on the shipped rules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "mutate_rules.py"


def mutate(*arguments: str) -> dict:
    command = [sys.executable, str(SCRIPT), "--json", *arguments]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_a_hundred_changed_rules_are_noticed() -> None:
    found = mutate("--seed", "20260401", "--fail-under", "0")
    assert found["changes"] == 100
    assert found["percent"] >= 90, found["survivors"]


@pytest.mark.slow
def test_nearly_every_possible_change_is_noticed() -> None:
    found = mutate("--count", "0", "--fail-under", "0")
    assert found["changes"] > 10_000
    assert found["percent"] >= 99, found["survivors"][:40]
