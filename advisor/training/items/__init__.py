"""The sorts of items, a module for each idea, and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from advisor.training.bank import Bank
from advisor.training.items import execution, kinds, meaning, numbers, reasoning
from advisor.training.model import Item, Refusal

Maker: TypeAlias = Callable[[Bank, int], Iterator[Item | Refusal]]

MAKERS: Mapping[str, Maker] = {
    "definition": meaning.definitions,
    "term": meaning.terms,
    "kind": kinds.which_kind,
    "odd": kinds.odd_one_out,
    "members": kinds.all_of_a_kind,
    "owner": execution.owners,
    "order": execution.orders,
    "formula": execution.formulas,
    "verdict": reasoning.verdicts,
    "caution": reasoning.cautions,
    "number": numbers.sums,
}
"""Each sort with what makes its items, easy ones first."""


def generate(bank: Bank, seed: int, sorts: tuple[str, ...] = ()) -> Iterator[Item | Refusal]:
    """Yield every item that can be made, and a refusal where none could; the same seed gives the same items."""
    for sort, make in MAKERS.items():
        if not sorts or sort in sorts:
            yield from make(bank, seed)
