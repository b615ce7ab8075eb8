"""What stands around a concept: who is joined to it, at what distance, by which statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.knowledge.model import Relation
from advisor.knowledge.relations import relations_at
from advisor.knowledge.store import Knowledge

MOST_DEPTH = 3
_MOST_LOOKED_AT = 20_000
"""A walk that has met so many concepts goes no further: all of a large pack is no neighbourhood."""


@dataclass(frozen=True)
class Neighbour:
    """A statement that reaches a concept from one that is nearer to the centre.

    ``outward``: the nearer concept is its subject. ``distance`` is that of the concept reached.
    """

    relation: Relation
    outward: bool
    distance: int

    @property
    def near(self) -> str:
        """The concept it comes from."""
        return self.relation.subject if self.outward else self.relation.object

    @property
    def iri(self) -> str:
        """The concept it reaches."""
        return self.relation.object if self.outward else self.relation.subject


@dataclass(frozen=True)
class Neighbourhood:
    """Statements around a concept, nearest first; ``left_out`` counts those beyond the limit.

    With ``more`` there are further ones that were not even counted. ``ways`` are statements that were not asked
    for but lead from the centre to one that was.
    """

    centre: str
    neighbours: tuple[Neighbour, ...]
    left_out: int = 0
    more: bool = False
    ways: tuple[Neighbour, ...] = ()


def neighbourhood(
    knowledge: Knowledge,
    centre: str,
    *,
    depth: int = 1,
    kind: str | None = None,
    relations: Iterable[str] = (),
    limit: int | None = None,
) -> Neighbourhood:
    """Return the statements that lead from a concept to others, at most ``depth`` steps away, both ways.

    ``relations`` (compact IRIs) are the only ones walked along, where any is given; ``kind`` keeps the
    concepts of that class and of its subclasses, whatever stands between. Statements come in the order of
    distance, then of the relation's name, direction, and the ontology's files.
    """
    wanted = frozenset(relations)
    distance = {centre: 0}
    found: list[Neighbour] = []
    frontier = [centre]
    more = False
    for step in range(1, depth + 1):
        reached = [
            n for n in _around(knowledge, frontier, step) if not wanted or n.relation.predicate in wanted
        ]
        # A statement between two concepts of the same distance, or back towards the centre, reaches nobody new.
        reached = [n for n in reached if distance.get(n.iri, step) == step]
        found.extend(reached)
        frontier = list(dict.fromkeys(n.iri for n in reached if n.iri not in distance))
        distance.update(dict.fromkeys(frontier, step))
        if len(distance) > _MOST_LOOKED_AT and step < depth:
            more = True
            break
    asked = found
    if kind is not None:
        kinds = knowledge.subkinds(kind)
        asked = [n for n in found if _kind(knowledge, n.iri) in kinds]
    kept = asked if limit is None else asked[:limit]
    return Neighbourhood(centre, tuple(kept), len(asked) - len(kept), more, tuple(_ways(found, kept)))


def statements_among(knowledge: Knowledge, iris: Iterable[str]) -> list[Relation]:
    """Return all statements between these concepts, in the order of the ontology's files."""
    known = dict.fromkeys(iris)
    return [r for r in relations_at(knowledge, list(known), "subject") if r.object in known]


def _ways(found: list[Neighbour], kept: list[Neighbour]) -> list[Neighbour]:
    """Return one way for each nearer concept that what was kept comes from and that is not kept itself."""
    there = {n.iri for n in kept}
    wanted = {n.near for n in kept}
    ways: list[Neighbour] = []
    for n in sorted(found, key=lambda n: -n.distance):
        if n.iri in wanted and n.iri not in there:
            there.add(n.iri)
            wanted.add(n.near)
            ways.append(n)
    return sorted(ways, key=lambda n: n.distance)


def _around(knowledge: Knowledge, frontier: list[str], distance: int) -> list[Neighbour]:
    """Return what leads out of a frontier, grouped by relation and direction.

    The frontier's own order comes first, so that the neighbours of a nearer or earlier concept stand together.
    """
    place = {iri: i for i, iri in enumerate(frontier)}
    out = [Neighbour(r, True, distance) for r in relations_at(knowledge, frontier, "subject")]
    back = [Neighbour(r, False, distance) for r in relations_at(knowledge, frontier, "object")]
    return sorted([*out, *back], key=lambda n: (place[n.near], not n.outward, n.relation.predicate))


def _kind(knowledge: Knowledge, iri: str) -> str:
    concept = knowledge.concept(iri)
    return concept.kind if concept else ""
