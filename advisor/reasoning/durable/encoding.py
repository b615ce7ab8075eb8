"""How values go into durable_rules so that it cannot mistake one for another.

It takes 1, "1" and true for one another, fails on floats with an exponent, cuts integers at 64 bits and
compares names by a 32-bit hash. So truth values become the words t and f, texts get a leading mark, and
numbers go as they are only where the engine is known to read them exactly. A property of which any value
or any constant is not plain goes by rank instead: each value is replaced by its place in the order of all
that it can be compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from advisor.errors import EngineError
from advisor.reasoning.durable.program import Property
from advisor.situation.model import Value

Encoded: TypeAlias = int | float | str

TRUE, FALSE = "t", "f"
MARK = "="
MAX_PLAIN_INTEGER = 2**53
MAX_TEXT = 200
RESERVED = ("g", "e", "id", "sid", "go", "n", "m", "$s", "$and", "$lt", "$lte", "$gt", "$gte", "$neq")

_PLAIN_TEXT = re.compile(r"[\w .,:;+/()\-–—、，。：；（）·]*\Z")


def plain_number(value: float) -> bool:
    """Return whether durable_rules reads a number exactly: no exponent in its JSON, no more than 53 bits."""
    if isinstance(value, int):
        return abs(value) <= MAX_PLAIN_INTEGER
    return "e" not in repr(value) and abs(value) <= MAX_PLAIN_INTEGER


def plain_text(value: str) -> bool:
    """Return whether a text can go as it is: short, without quotation marks, escapes or control characters."""
    return len(value) <= MAX_TEXT and _PLAIN_TEXT.match(value) is not None


@dataclass(frozen=True)
class Encoder:
    """Writes the values and constants of one property; ``ranks`` is None where they go as they are."""

    ranks: dict[Value, int] | None = None

    def __call__(self, value: Value) -> Encoded:
        """Return what stands for a value in messages and rules."""
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if self.ranks is not None:
            return self.ranks[value]
        if isinstance(value, str):
            return MARK + value
        assert isinstance(value, (int, float))
        return value


def encoder_of(name: str, values: Iterable[Value]) -> Encoder:
    """Return the encoder of a property, from all values and constants that it will meet.

    Raises EngineError where they are not of one type, which durable_rules would compare all the same.
    """
    found = list(values)
    texts = [v for v in found if isinstance(v, str)]
    truths = [v for v in found if isinstance(v, bool)]
    numbers = [v for v in found if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(texts) + len(truths) + len(numbers) != len(found) or sum(map(bool, (texts, truths, numbers))) > 1:
        raise EngineError(
            f"the values of '{name}' are of different types and cannot be compared", remedy="check the brief"
        )
    if texts and not all(plain_text(v) for v in texts):
        return Encoder({v: n for n, v in enumerate(sorted(set(texts)))})
    if numbers and not all(plain_number(v) for v in numbers):
        return Encoder({v: n for n, v in enumerate(sorted(set(numbers)))})
    return Encoder()


@dataclass
class Names:
    """Short generated property names, none of which shares its hash with another or a reserved one."""

    table: dict[Property, str] = field(default_factory=dict)
    _hashes: set[int] = field(default_factory=lambda: {fnv1a(name) for name in RESERVED})
    _next: int = 0

    def __getitem__(self, item: Property) -> str:
        name = self.table.get(item)
        if name is None:
            name = self.table[item] = self._fresh()
        return name

    def _fresh(self) -> str:
        while True:
            name = f"p{self._next}"
            self._next += 1
            if fnv1a(name) not in self._hashes:
                self._hashes.add(fnv1a(name))
                return name


def fnv1a(text: str) -> int:
    """Return the 32-bit hash by which durable_rules tells property names apart."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
