"""Mark an answer: right, partly right or wrong, from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from advisor.training.model import Answer, Item


@dataclass(frozen=True)
class Mark:
    """``score`` from 0 to 1; ``right`` where it is full."""

    score: float

    @property
    def right(self) -> bool:
        """Whether all of it is right."""
        return self.score >= 1.0


def mark(item: Item, answer: Answer | None) -> Mark:
    """Mark an answer; None is no answer.

    One right option: all or nothing. Several: right ones chosen less wrong ones chosen, over the right ones, at
    least 0 (Moodle's rule for several answers with penalties). Order: the share of neighbours that stand in
    their order. Number: within the item's tolerance.
    """
    if answer is None:
        return Mark(0.0)
    if item.form == "number":
        near = isinstance(answer, float | int) and item.number is not None
        return Mark(
            1.0 if near and abs(float(answer) - float(item.number or 0)) <= item.tolerance + 1e-9 else 0.0  # type: ignore[arg-type]
        )
    if not isinstance(answer, tuple):
        return Mark(0.0)
    if item.form == "order":
        return Mark(_in_order(answer, len(item.choices)))
    key = item.key
    chosen, right = set(answer), set(key if isinstance(key, tuple) else ())
    if item.form == "single":
        return Mark(1.0 if chosen == right else 0.0)
    return Mark(max(0.0, (len(chosen & right) - len(chosen - right)) / len(right)))


def _in_order(answer: tuple[int, ...], size: int) -> float:
    if sorted(answer) != list(range(size)):
        return 0.0
    return sum(b - a == 1 for a, b in pairwise(answer)) / (size - 1)
