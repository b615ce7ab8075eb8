"""Flaws of items, by kind. An item with one is refused, and counted: generate more than is needed, then filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.training.bank import alike, bigrams
from advisor.training.model import Choice, Item, Refusal

LONGEST, SHORTEST = 1.8, 0.45
"""A key longer than this many times the mean of the other options, or shorter, gives itself away."""
NEAR = 0.6
"""Options that share more of their pieces than this say the same."""
LEAST_OPTIONS = 3
CHECKS = ("no_key", "two_right", "few_options", "giveaway", "unequal_length", "same_options", "duplicate")


def flaw(item: Item) -> str | None:
    """Return the first flaw of an item, or None where it has none that can be found by looking at it alone."""
    if item.form == "number":
        return None if item.number is not None else "no_key"
    texts = [c.text.strip() for c in item.choices]
    right = [c for c in item.choices if c.right]
    if len(set(texts)) < len(texts):
        return "same_options"
    if item.form == "order":
        return None if len(texts) >= LEAST_OPTIONS else "few_options"
    if not right:
        return "no_key"
    if item.form == "single" and len(right) > 1:
        return "two_right"
    if len(texts) < LEAST_OPTIONS:
        return "few_options"
    if alike(texts, NEAR):
        return "same_options"
    if item.scale:
        return None
    if item.form == "single" and _gives_away(item, right[0]):
        return "giveaway"
    if item.form == "single" and _unequal(item, right[0]):
        return "unequal_length"
    return None


def _gives_away(item: Item, right: Choice) -> bool:
    """Whether the stem holds words of the key, and of no other option as many."""
    stem = bigrams(item.stem)

    def shared(text: str) -> int:
        return len(bigrams(text) & stem)

    cued = max([shared(right.text), *(shared(cue) for cue in item.cues)])
    return cued > max((shared(c.text) for c in item.choices if not c.right), default=0)


def _unequal(item: Item, right: Choice) -> bool:
    others = [len(c.text) for c in item.choices if not c.right]
    mean = sum(others) / len(others)
    if max(len(right.text), mean) < 12:
        return False
    return len(right.text) > LONGEST * mean or len(right.text) < SHORTEST * mean


def sifted(
    items: Iterable[Item | Refusal], *, enough: int | None = None, topics: Collection[str] = ()
) -> tuple[list[Item], list[Refusal]]:
    """Return the items without a flaw, and what was refused with the reason; of equal questions one is kept.

    Stops when there are ``enough``; with ``topics`` only items on these count.
    """
    kept: list[Item] = []
    refused: list[Refusal] = []
    asked: set[tuple[str, str]] = set()
    for item in items:
        if isinstance(item, Refusal):
            refused.append(item)
            continue
        if topics and item.topic not in topics:
            continue
        found = flaw(item)
        key = (item.stem, "|".join(sorted(c.text for c in item.choices if c.right)))
        if found is None and key in asked:
            found = "duplicate"
        if found:
            refused.append(Refusal(item.sort, item.id, found))
            continue
        asked.add(key)
        kept.append(item)
        if enough is not None and len(kept) >= enough:
            break
    return kept, refused
