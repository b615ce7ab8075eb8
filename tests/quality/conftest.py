from __future__ import annotations

from pathlib import Path

import pytest
import small_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack without fault, to plant one in."""
    return small_pack.copy(tmp_path / "small")
