"""What all tests share: a cache of their own, and the shipped pack opened once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_CACHE = Path(os.environ.setdefault("MIANZI_CACHE", tempfile.mkdtemp(prefix="mianzi-test-cache-")))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No language of the machine's own reaches a test."""
    for name in ("ADVISOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of example briefs."""
    return ROOT / "examples"
