"""Which statements contradict each other: found by asking a yes-or-no reasoner about fewer and fewer of them.

Two steps. Contradictions are nearly always about one individual, so first the individual: everything said
of it and its neighbours' classes is asked about, many individuals at once, then ever fewer. Then, of what is
said there, a smallest set: the shortest beginning of the list that is contradictory ends with a statement
that is needed; with that one held fast the same is done again, until what is held is contradictory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from advisor.knowledge.graph import TYPE
from advisor.quality.reasoner.ontology import Assertion

T = TypeVar("T")

FirstBad: TypeAlias = Callable[[Sequence[Sequence[T]]], int | None]
"""Gives the index of the first of several sets that is contradictory, or None."""

WIDTH = 16
"""How many sets are asked about at once: about as long as it takes to start the reasoner."""


def minimal(candidates: Sequence[T], first_bad: FirstBad[T]) -> list[T]:
    """Return a smallest contradictory part of candidates that contradict each other, in their order.

    Smallest means that nothing in it can be left out; another one may be there as well. What is contradictory
    without any candidate gives an empty list.
    """
    held: list[T] = []
    rest = list(candidates)
    while True:
        end = _shortest(rest, held, first_bad)
        if end == 0:
            return sorted(held, key=candidates.index)
        held.append(rest[end - 1])
        rest = rest[: end - 1]


def _shortest(rest: Sequence[T], held: Sequence[T], first_bad: FirstBad[T]) -> int:
    """Return how many of the first candidates it takes to contradict each other and what is held."""
    low, high = -1, len(rest)  # ``low`` is known to be too few, ``high`` to be enough
    while high - low > 1:
        ends = _steps(low, high)
        index = first_bad([[*held, *rest[:end]] for end in ends])
        if index is None:
            low = ends[-1]
        else:
            high = ends[index]
            low = ends[index - 1] if index else low
    return high


def _steps(low: int, high: int) -> list[int]:
    """Return up to WIDTH numbers between two others, evenly spread."""
    inner = high - low - 1
    count = min(inner, WIDTH)
    return sorted({low + 1 + (inner * i) // count for i in range(count)})


class Neighbourhoods:
    """Statements by the individual that they are about."""

    def __init__(self, assertions: Sequence[Assertion]) -> None:
        self._order = {id(a): i for i, a in enumerate(assertions)}
        self._about: dict[str, list[Assertion]] = {}
        self._types: dict[str, list[Assertion]] = {}
        for a in assertions:
            s = a.statement
            if s.predicate == TYPE:
                self._types.setdefault(s.subject, []).append(a)
            for node in {s.subject} if s.literal or s.predicate == TYPE else {s.subject, s.object}:
                self._about.setdefault(node, []).append(a)

    @property
    def individuals(self) -> list[str]:
        """All individuals, in the order in which they are first spoken of."""
        return list(self._about)

    def of(self, individuals: Sequence[str]) -> list[Assertion]:
        """Return all that is said of some individuals, with the classes of their neighbours, in order."""
        found: dict[int, Assertion] = {}
        for individual in individuals:
            for a in self._about[individual]:
                ends = (a.statement.subject, a.statement.object)
                for one in (a, *(t for end in ends for t in self._types.get(end, ()))):
                    found[id(one)] = one
        return sorted(found.values(), key=lambda a: self._order[id(a)])


def around_one(
    assertions: Sequence[Assertion], first_bad: FirstBad[Assertion], *, start: str | None = None
) -> tuple[str, list[Assertion]] | None:
    """Return the first individual whose neighbourhood is contradictory, and that neighbourhood.

    None where no single neighbourhood is. ``start`` leaves out the individuals before it.
    """
    near = Neighbourhoods(assertions)
    individuals = near.individuals
    if start in individuals:
        individuals = individuals[individuals.index(start) :]
    return _within(individuals, near, first_bad)


def _within(
    individuals: Sequence[str], near: Neighbourhoods, first_bad: FirstBad[Assertion]
) -> tuple[str, list[Assertion]] | None:
    size = max(1, -(-len(individuals) // WIDTH))
    chunks = [individuals[i : i + size] for i in range(0, len(individuals), size)]
    sets = [near.of(chunk) for chunk in chunks]
    begin = 0
    while begin < len(sets) and (index := first_bad(sets[begin:])) is not None:
        begin += index
        if size == 1:
            return chunks[begin][0], sets[begin]
        # Two neighbourhoods may be contradictory together and neither alone: then the one about the
        # individual itself is still to come.
        if found := _within(chunks[begin], near, first_bad):
            return found
        begin += 1
    return None
