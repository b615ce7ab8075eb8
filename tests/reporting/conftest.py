"""One plan in which everything happens, in three languages, and the shipped pack."""

from __future__ import annotations

import pytest
from rich_plan import rich_situation, rich_workshop
from workshop import Workshop

from advisor.pack import Packs
from advisor.planning.model import Plan
from advisor.workspace import Workspace


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return rich_workshop(tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="session")
def packs(shop: Workshop) -> Packs:
    return shop.workspace.packs


@pytest.fixture(scope="session")
def plans(shop: Workshop) -> dict[str, Plan]:
    return {
        language: shop.plan(rich_situation(), language=language) for language in ("zh-Hans", "zh-Hant", "en")
    }


@pytest.fixture(scope="session")
def shipped() -> Workspace:
    return Workspace()
