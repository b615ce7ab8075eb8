"""Cards that come back when they are about to be forgotten: term to definition, scheduled by FSRS.

The scheduler is that of the package `fsrs` (Ye and others: the free spaced repetition scheduler); without its
chance, so that the same ratings give the same days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from advisor.knowledge.model import Concept
from advisor.training.bank import Bank, item_id
from advisor.training.profile import Profile

Rating: TypeAlias = Literal["again", "hard", "good", "easy"]
RATINGS: tuple[Rating, ...] = ("again", "hard", "good", "easy")
POINTS: dict[Rating, float] = {"again": 0.0, "hard": 0.5, "good": 1.0, "easy": 1.0}
"""What a rating counts for among the marks of a topic."""


@dataclass(frozen=True)
class Card:
    """A term with its definition; ``id`` is the same in every language."""

    id: str
    topic: str
    front: str
    back: str
    sources: tuple[str, ...]


def cards(bank: Bank, topics: Sequence[str] = ()) -> tuple[Card, ...]:
    """All cards, in the order of the documents."""
    return tuple(
        _card(bank, concept) for concept in bank.concepts if not topics or bank.topic(concept) in topics
    )


def _card(bank: Bank, concept: Concept) -> Card:
    return Card(
        item_id("card", concept.iri),
        bank.topic(concept),
        bank.label(concept),
        bank.definition(concept),
        bank.sources(concept),
    )


def due(all_cards: Sequence[Card], profile: Profile, now: dt.datetime, *, most: int, new: int) -> list[Card]:
    """The cards to be looked at now: those that are due, longest first, then at most ``new`` that are new."""
    waiting = [(profile.cards[c.id]["due"], c) for c in all_cards if c.id in profile.cards]
    ready = sorted(
        ((dt.datetime.fromisoformat(when), c) for when, c in waiting), key=lambda pair: (pair[0], pair[1].id)
    )
    chosen = [c for when, c in ready if when <= now][:most]
    fresh = [c for c in all_cards if c.id not in profile.cards]
    return chosen + fresh[: max(0, min(new, most - len(chosen)))]


def rated(profile: Profile, card: Card, rating: Rating, now: dt.datetime) -> Profile:
    """The profile after a card was looked at and rated; ``now`` has a time zone."""
    from fsrs import Card as State
    from fsrs import Rating as Rate

    before = profile.cards.get(card.id)
    # A number is all that the scheduler wants of a card; which card it is the profile knows.
    state = State.from_dict(dict(before)) if before else State(card_id=1, due=now)  # type: ignore[arg-type]
    after, _ = _scheduler().review_card(state, Rate(RATINGS.index(rating) + 1), now.astimezone(dt.UTC))
    plain: dict[str, Any] = dict(after.to_dict())
    return profile.with_card(card.id, plain).answered(card.topic, POINTS[rating], now.date())


@cache
def _scheduler() -> Any:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)
