"""Types of the fixtures."""

from __future__ import annotations

from collections.abc import Callable

from advisor.situation.model import Situation

Read = Callable[[str], Situation]
