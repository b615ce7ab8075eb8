"""The shipped pack as what items are made from, in each language; made once."""

from __future__ import annotations

import pytest

from advisor.training.bank import Bank
from advisor.training.papers import Paper, draw
from advisor.workspace import Workspace

SEED = 7


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture(scope="session")
def banks(workspace: Workspace) -> dict[str, Bank]:
    return {language: workspace.bank(language) for language in ("zh-Hans", "zh-Hant", "en")}


@pytest.fixture(scope="session")
def papers(banks: dict[str, Bank]) -> dict[str, Paper]:
    return {language: draw(bank, SEED, 120) for language, bank in banks.items()}
