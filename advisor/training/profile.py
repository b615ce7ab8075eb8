"""What a learner has done: when each card is due, and marks by topic. Kept in the user's data folder.

The profile is a JSON file that is written whole after every answer, so that nothing is lost when a session is
interrupted. A file that cannot be read is never written over.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from advisor.errors import InputError, Place
from advisor.whole import write_whole
from advisor.yamltext import read_bytes

SCHEMA = "https://w3id.org/mianzi/schema/profile/1"
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Tally:
    """Points reached, and questions asked."""

    points: float = 0.0
    asked: int = 0

    @property
    def share(self) -> float:
        """Points of those that could be reached, from 0 to 1."""
        return self.points / self.asked if self.asked else 0.0

    def plus(self, score: float) -> Tally:
        """One question more."""
        return Tally(round(self.points + score, 4), self.asked + 1)


@dataclass(frozen=True)
class Profile:
    """What is known of a learner.

    ``cards`` are the states that the scheduler keeps, by card; ``topics`` the tallies by topic; ``days`` those
    on which something was answered, as ISO dates in order.
    """

    cards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    topics: Mapping[str, Tally] = field(default_factory=dict)
    days: tuple[str, ...] = ()

    def answered(self, topic: str, score: float, day: dt.date) -> Profile:
        """The profile after an answer."""
        topics = {**self.topics, topic: self.topics.get(topic, Tally()).plus(score)}
        return replace(self, topics=topics, days=tuple(sorted({*self.days, day.isoformat()})))

    def with_card(self, name: str, state: Mapping[str, Any]) -> Profile:
        """The profile after a card was rated."""
        return replace(self, cards={**self.cards, name: dict(state)})

    def streak(self, today: dt.date) -> int:
        """How many days in a row something was answered, up to today or yesterday."""
        days = {dt.date.fromisoformat(day) for day in self.days}
        at = today if today in days else today - dt.timedelta(days=1)
        count = 0
        while at in days:
            count += 1
            at -= dt.timedelta(days=1)
        return count


def profile_path() -> Path:
    """Where the profile is kept: ``MIANZI_DATA``, else the user's data folder."""
    override = os.environ.get("MIANZI_DATA")
    if override:
        return Path(override) / "profile.json"
    from platformdirs import user_data_path

    return user_data_path("mianzi-advisor") / "profile.json"


def read_profile(path: Path) -> Profile:
    """Read a profile; an absent one is empty. Raises InputError, with the remedy, where it is damaged."""
    if not path.exists():
        return Profile()
    remedy = "move it away to begin anew, or put back a copy"
    data = read_bytes(path, limit=MOST_BYTES, error=InputError)
    try:
        plain = json.loads(data)
        if plain["schema"] != SCHEMA:
            raise ValueError(plain["schema"])
        return Profile(
            cards={str(k): dict(v) for k, v in plain["cards"].items()},
            topics={str(k): Tally(float(v[0]), int(v[1])) for k, v in plain["topics"].items()},
            days=tuple(dt.date.fromisoformat(day).isoformat() for day in plain["days"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise InputError("is no profile of this program", place=Place(str(path)), remedy=remedy) from None


def write_profile(path: Path, profile: Profile) -> None:
    """Write a profile whole or not at all."""
    plain = {
        "schema": SCHEMA,
        "cards": profile.cards,
        "topics": {topic: [tally.points, tally.asked] for topic, tally in sorted(profile.topics.items())},
        "days": list(profile.days),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode())
