from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.knowledge.store import Knowledge, open_knowledge


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack to change."""
    return small_pack.copy(tmp_path / "small")


@pytest.fixture(scope="session")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The small pack's knowledge, as it is."""
    return open_knowledge(small_pack.packs(small_pack.copy(tmp_path_factory.mktemp("tea") / "small")))
