"""What all tests share: a cache of their own, and the shipped pack opened once."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("MIANZI_DATA", tempfile.mkdtemp(prefix="mianzi-test-data-"))
_CACHE = Path(os.environ.setdefault("MIANZI_CACHE", tempfile.mkdtemp(prefix="mianzi-test-cache-")))

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", max_examples=1000)
settings.load_profile("steady")
"""A run of the tests says the same twice; `pytest --hypothesis-profile=explore` goes looking for what is new."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --renew-golden` writes the expected files anew; look at the difference before committing it."""
    parser.addoption("--renew-golden", action="store_true", help="write tests/data/golden anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests press harder on what short ones reach: to trace them as well would take minutes and show nothing."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A function that compares a text with a file of `tests/data/golden`, or writes it anew."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "data" / "golden" / name
        if request.config.getoption("--renew-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{name} is not there yet: run pytest --renew-golden"
        expected = path.read_text(encoding="utf-8")
        changed = list(
            difflib.unified_diff(
                expected.splitlines(), text.splitlines(), "expected", "now", lineterm="", n=1
            )
        )
        assert not changed, "\n".join(
            [f"{name} has changed; if rightly, run pytest --renew-golden", *changed[:60]]
        )

    return compare


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language of the machine's own reaches a test."""
    for name in ("ADVISOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of example briefs."""
    return ROOT / "examples"
