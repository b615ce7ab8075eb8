"""How a quantity follows from others: arithmetic over concepts, each written by its slug in snake case.

The project's one parser of arithmetic reads it, as it reads computed facts; to that parser a quantity is a fact
of the kind ``quantity``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.situation.arithmetic import Number, parse

_KIND = "quantity."
_NAME = re.compile(r"\b[a-z][a-z0-9_]*\b(?!\s*\()")


@dataclass(frozen=True)
class Calculation:
    """How a quantity follows from others. ``node`` is the concept that it is a calculation of."""

    node: str
    text: str

    def result(self, values: Mapping[str, float]) -> Number | None:
        """Return what it comes to over values by slug, None where that is unknown (as by division by zero).

        Raises PackError where it is no arithmetic.
        """
        return parse(self._dotted).value(lambda name: values.get(_slug(name)), lambda _name: None)

    @property
    def names(self) -> tuple[str, ...]:
        """The slugs of the quantities that it names, each once. Raises PackError where it is no arithmetic."""
        return tuple(_slug(name) for name in parse(self._dotted).facts)

    @property
    def _dotted(self) -> str:
        return _NAME.sub(lambda found: _KIND + found[0], self.text)


def _slug(name: str) -> str:
    return name.removeprefix(_KIND).replace("_", "-")
