"""The command, called in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from advisor.cli import run

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Called:
    """What a call came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def advisor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Called]:
    """Call the command in this process, in English unless the call says otherwise."""
    monkeypatch.setenv("ADVISOR_LANG", "en")

    def call(*arguments: object) -> Called:
        capsys.readouterr()
        code = run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return Called(code, out, err)

    return call


@pytest.fixture
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m advisor` as a process of its own."""

    def call(
        *arguments: object, python: tuple[str, ...] = (), **more: Any
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "ADVISOR_LANG": "en", "PYTHONUTF8": "1", **more.pop("env", {})}
        options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120, **more}
        command = [sys.executable, *python, "-m", "advisor", *map(str, arguments)]
        return subprocess.run(command, env=environment, check=False, **options)

    return call
