"""An item as a value: what is asked, the options with what proves them right or wrong, the key, the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Form: TypeAlias = Literal["single", "multiple", "order", "number"]
"""One right option; several; all options put in order; a number."""
Bloom: TypeAlias = Literal["remember", "understand", "apply", "analyse"]
"""The level in Bloom's taxonomy, as revised by Anderson and Krathwohl (2001)."""

Answer: TypeAlias = tuple[int, ...] | float
"""Indices of options, in the order given; for a number the number."""


@dataclass(frozen=True)
class Choice:
    """An option. ``proof`` is the sentence that says why it is right or wrong."""

    text: str
    right: bool
    proof: str = ""


@dataclass(frozen=True)
class Item:
    """A question in one language. ``id`` is the same in every language and for every arrangement of its options.

    For the form `order` the choices stand in the right order. ``difficulty`` is predicted, from 0 (easy) to 1.
    """

    id: str
    sort: str
    form: Form
    topic: str
    bloom: Bloom
    difficulty: float
    language: str
    stem: str
    choices: tuple[Choice, ...]
    explanation: str
    sources: tuple[str, ...]
    number: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    scale: bool = False
    """The options are the same in every item of the sort, in the same order."""
    cues: tuple[str, ...] = field(default=(), repr=False)
    """Further words of the key that the stem must not give away, such as other names of it."""

    @property
    def key(self) -> Answer:
        """The right answer: the indices of right options, all of them in order, or the number."""
        if self.form == "number":
            return float(self.number or 0.0)
        if self.form == "order":
            return tuple(range(len(self.choices)))
        return tuple(i for i, choice in enumerate(self.choices) if choice.right)

    def to_json(self) -> dict[str, Any]:
        """Return the item as plain values."""
        return {
            "id": self.id,
            "sort": self.sort,
            "form": self.form,
            "topic": self.topic,
            "bloom": self.bloom,
            "difficulty": self.difficulty,
            "language": self.language,
            "stem": self.stem,
            "choices": [{"text": c.text, "right": c.right, "proof": c.proof} for c in self.choices],
            "number": self.number,
            "tolerance": self.tolerance,
            "unit": self.unit,
            "explanation": self.explanation,
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class Refusal:
    """Where no good item could be made, and why: a reason by its code."""

    sort: str
    about: str
    reason: str
