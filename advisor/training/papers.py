"""A paper: items drawn from all that can be made, spread over sorts and topics, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.errors import NotFound, UsageError, did_you_mean
from advisor.training.bank import Bank
from advisor.training.flaws import sifted
from advisor.training.items import MAKERS, generate
from advisor.training.model import Item, Refusal

MOST_ITEMS = 500
LEAST_CHOICE = 40
"""So many items of each sort are made at least before the paper is drawn from them."""


@dataclass(frozen=True)
class Paper:
    """The items of a paper in order, what was refused on the way, and what there was to draw from."""

    seed: int
    language: str
    items: tuple[Item, ...]
    refused: tuple[Refusal, ...]
    made: int

    def refusals(self) -> dict[str, int]:
        """How many were refused, by reason."""
        return dict(sorted(Counter(r.reason for r in self.refused).items()))


def draw(
    bank: Bank,
    seed: int,
    count: int,
    *,
    topics: Sequence[str] = (),
    sorts: Sequence[str] = (),
) -> Paper:
    """Return a paper of ``count`` items; the same pack, language, seed and wishes give the same paper.

    Sorts take turns, and within a sort the topics do, so that no document and no sort fills the paper. Raises
    NotFound for a topic or sort that there is none of, UsageError where too few items are left.
    """
    if not 1 <= count <= MOST_ITEMS:
        raise UsageError(f"a paper has 1 to {MOST_ITEMS} items, not {count}")
    for sort in sorts:
        if sort not in MAKERS:
            raise NotFound(f"no items are of the sort '{sort}'", remedy=did_you_mean(sort, list(MAKERS)))
    check_topics(bank, topics)
    enough = max(LEAST_CHOICE, count) if count < MOST_ITEMS else MOST_ITEMS
    pool, refused = [], []
    for sort in sorts or MAKERS:
        kept, flawed = sifted(generate(bank, seed, (sort,)), enough=enough, topics=topics)
        pool += kept
        refused += flawed
    if len(pool) < count:
        raise UsageError(
            f"only {len(pool)} items can be made of this", remedy=f"ask for {len(pool)} or fewer"
        )
    rng = random.Random(f"paper|{seed}")  # noqa: S311 - for drawing items, not for secrets
    chosen = _spread(pool, count, rng)
    rng.shuffle(chosen)
    return Paper(seed, bank.language, tuple(_arranged(chosen, rng)), tuple(refused), len(pool))


def check_topics(bank: Bank, topics: Sequence[str]) -> None:
    """Raise NotFound, with the nearest names, for a topic that no concept comes from."""
    known = sorted({s.partition("#")[0] for c in bank.concepts for s in bank.sources(c)})
    for topic in topics:
        if topic not in known:
            raise NotFound(
                f"no items are on the topic '{topic}'",
                remedy=did_you_mean(topic, known) or f"known: {', '.join(known)}",
            )


def _spread(pool: Sequence[Item], count: int, rng: random.Random) -> list[Item]:
    """Draw items so that sorts take turns, and topics within each sort."""
    waiting: dict[str, list[Item]] = {}
    for sort in dict.fromkeys(i.sort for i in pool):
        by_topic: dict[str, list[Item]] = {}
        for item in (i for i in pool if i.sort == sort):
            by_topic.setdefault(item.topic, []).append(item)
        for group in by_topic.values():
            rng.shuffle(group)
        names = sorted(by_topic)
        rng.shuffle(names)
        mixed: list[Item] = []
        while any(by_topic.values()):
            mixed += [by_topic[name].pop() for name in names if by_topic[name]]
        waiting[sort] = mixed[::-1]
    chosen: list[Item] = []
    while len(chosen) < count:
        for line in waiting.values():
            if line and len(chosen) < count:
                chosen.append(line.pop())
    return chosen


def _arranged(items: Sequence[Item], rng: random.Random) -> list[Item]:
    """Shuffle the options; the keys of items with one right option take all places equally often."""
    places: dict[int, list[int]] = {}
    arranged = []
    for item in items:
        choices = list(item.choices)
        if item.form == "single" and not item.scale:
            size = len(choices)
            if not places.get(size):
                places[size] = list(range(size))
                rng.shuffle(places[size])
            right = next(c for c in choices if c.right)
            others = [c for c in choices if not c.right]
            rng.shuffle(others)
            others.insert(places[size].pop(), right)
            choices = others
        elif item.form == "multiple":
            rng.shuffle(choices)
        arranged.append(replace(item, choices=tuple(choices)))
    return arranged


def scrambled(item: Item, seed: int) -> tuple[int, ...]:
    """Return an order in which to show the steps of an ordering item that is not the right one."""
    order = list(range(len(item.choices)))
    rng = random.Random(f"order|{seed}|{item.id}")  # noqa: S311 - for drawing items, not for secrets
    while order == sorted(order):
        rng.shuffle(order)
    return tuple(order)
