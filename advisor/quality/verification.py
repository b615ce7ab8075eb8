"""Checks that ask a solver about the rules; see `advisor.quality.solver` for how.

Code, since what a rule base entails can neither be queried nor shaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.quality.material import Material
from advisor.quality.model import Found

NAMES = (
    "rule_never_fires",
    "rule_subsumed",
    "rule_duplicate",
    "rule_contradicted",
    "substitute_contradicted",
    "solver",
)
SECONDS = 120.0
"""How long all questions together may take."""


def verify(material: Material, seconds: float = SECONDS) -> Iterator[Found]:
    """Find rules that can never fire, that say nothing of their own, or whose advice a caution always takes back.

    Nothing is asked where a rule cannot be read: what another rule waits for may stand in it.
    """
    from advisor.quality.solver.verify import found_in

    if material.rules.faults:
        return
    on = dt.date.fromisoformat(material.packs.date)
    yield from found_in(material.rules.rules, material.vocabulary, on, seconds)
