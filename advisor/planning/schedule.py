"""The weeks of a plan as a board on which work is placed without overloading the team."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from advisor.knowledge.model import Tactic

DAYS_A_WEEK = 5
HOURS_A_DAY = 8


@dataclass(frozen=True)
class Slot:
    """Weeks inclusive: set-up from ``start``, running from ``launch``, effect to be seen by ``end``."""

    start: int
    launch: int
    end: int


@dataclass
class Board:
    """Hours of work by week against the team's hours a week (None: no limit is known)."""

    weeks: int
    hours: float | None
    load: list[float] = field(default_factory=list)
    setup_share: float = 1.0
    """How much of a week one set-up may take: a small team stretches it over more weeks."""
    too_late: bool = False
    """Whether the last refusal was for want of weeks rather than of people."""

    def __post_init__(self) -> None:
        if not self.load:
            self.load = [0.0] * self.weeks

    def copy(self) -> Board:
        """A board with the same work on it."""
        return Board(self.weeks, self.hours, list(self.load), self.setup_share)

    @property
    def peak(self) -> float:
        """Hours in the fullest week."""
        return max(self.load, default=0.0)

    def place(self, tactic: Tactic, *, after: int = 0) -> Slot | None:
        """Place a tactic in the earliest weeks that bear it; None (and `too_late`) where none do.

        Set-up takes whole weeks, its days spread evenly, no week taking more than `setup_share` of the
        team; from launch on it costs its hours every week to
        the end. It must launch before the plan's last week, after the weeks of what it depends on.
        """
        setup = max(1, math.ceil(tactic.set_up_days / DAYS_A_WEEK))
        if self.hours:
            setup = max(setup, math.ceil(tactic.set_up_days * HOURS_A_DAY / (self.hours * self.setup_share)))
        per_week = tactic.set_up_days * HOURS_A_DAY / setup
        first = after + 1 if after else 1
        # What is launched in the very last week is work without anything to show for it.
        last = self.weeks - 1 if self.weeks > 2 else self.weeks
        self.too_late = first + setup - 1 > last
        for start in range(first, last - setup + 2):
            launch = start + setup - 1
            added = [0.0] * self.weeks
            for week in range(start, launch + 1):
                added[week - 1] += per_week
            for week in range(launch + 1, self.weeks + 1):
                added[week - 1] += tactic.hours_per_week
            if self._bears(added):
                self.load = [have + more for have, more in zip(self.load, added, strict=True)]
                end = min(self.weeks, launch + max(1, tactic.weeks_to_effect))
                return Slot(start, launch, end)
        return None

    def _bears(self, added: list[float]) -> bool:
        if self.hours is None:
            return True
        limit = self.hours + 1e-9
        return all(not more or have + more <= limit for have, more in zip(self.load, added, strict=True))
