"""The shortest meaningful paths between two concepts.

A path is short when each of its steps says much. What a step costs is content: the pack gives a relation
its cost (``mz:pathCost``, and ``mz:inversePathCost`` where reading it backwards says less) and a kind of
concept what it costs to pass through one of its concepts (``mz:crossingCost``). The second is multiplied by
the logarithm of the number of statements that the concept stands in, because a concept to which everything
is joined tells nothing about what any two of them have in common.

Further paths come by making what has been passed through dearer, so that each leads by other concepts.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge.model import Relation
from advisor.knowledge.relations import all_relations, degrees
from advisor.knowledge.store import Knowledge

STEP_COST, INVERSE_COST, CROSSING_COST = "mz:pathCost", "mz:inversePathCost", "mz:crossingCost"
ORDINARY_STEP = 1.0
"""What a relation costs to which no pack gives a cost; all others are measured by it."""
WORTH_TELLING = (1.3, 1.5)
"""A further path that costs more than so many times the first, and so much more, is far-fetched."""
_REPEATED = 3.0
"""How many times its cost is added to passing through a concept for each path that did so before."""
_SAME_KIND_OF_STEP = 0.4
"""The same for going along a relation that an earlier path went along in the same direction."""
_TRIES = 5


@dataclass(frozen=True)
class Weights:
    """What the packs say that steps cost: by relation, forward and backwards, and by kind passed through."""

    forward: Mapping[str, float]
    backward: Mapping[str, float]
    crossing: Mapping[str, float]

    def step(self, predicate: str, *, forward: bool) -> float:
        """Return the cost of a step along a relation."""
        cost = self.forward.get(predicate, ORDINARY_STEP)
        return cost if forward else self.backward.get(predicate, cost)


@dataclass(frozen=True)
class Step:
    """A statement as a step of a path: ``forward`` from its subject to its object, else the other way."""

    relation: Relation
    forward: bool

    @property
    def start(self) -> str:
        """The concept that the step leaves."""
        return self.relation.subject if self.forward else self.relation.object

    @property
    def end(self) -> str:
        """The concept that the step reaches."""
        return self.relation.object if self.forward else self.relation.subject


@dataclass(frozen=True)
class Path:
    """A way from one concept to another; ``cost`` compares paths of the same search."""

    steps: tuple[Step, ...]
    cost: float

    @property
    def nodes(self) -> tuple[str, ...]:
        """The concepts of the path, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps))

    @property
    def manner(self) -> tuple[tuple[str, bool], ...]:
        """The relations it goes along, with their directions: two paths of one manner say the same of others."""
        return tuple(_manner(step) for step in self.steps)

    @property
    def inner(self) -> frozenset[str]:
        """The concepts between the ends."""
        return frozenset(self.nodes[1:-1])


def read_weights(knowledge: Knowledge) -> Weights:
    """Return the weights that the packs give; a class without a crossing cost has the greatest of its ancestors'."""
    stated: dict[str, dict[str, float]] = {STEP_COST: {}, INVERSE_COST: {}, CROSSING_COST: {}}
    query = "SELECT subject, predicate, object FROM statement WHERE predicate IN (?, ?, ?) AND literal = 1"
    for subject, predicate, value in knowledge.rows(query, *stated):
        stated[predicate][subject] = float(value)
    crossing: dict[str, float] = {}
    inherited = stated[CROSSING_COST]
    for kind, ancestor in knowledge.rows("SELECT kind, ancestor FROM kind"):
        if kind in inherited:
            crossing[kind] = inherited[kind]
        elif ancestor in inherited:
            crossing[kind] = max(crossing.get(kind, 0.0), inherited[ancestor])
    return Weights(stated[STEP_COST], stated[INVERSE_COST], crossing)


def find_paths(knowledge: Knowledge, start: str, end: str, *, count: int = 3) -> list[Path]:
    """Return up to ``count`` different paths between two concepts, the most telling first; none where none leads.

    Paths are different when neither passes through all the concepts of the other. Those that go along other
    relations are preferred to those that say the same by way of another concept.
    """
    relations = all_relations(knowledge)
    kinds: dict[str, str] = dict(knowledge.rows("SELECT iri, kind FROM concept"))
    return search_paths(relations, kinds, read_weights(knowledge), start, end, count=count)


def search_paths(
    relations: Iterable[Relation],
    kinds: Mapping[str, str],
    weights: Weights,
    start: str,
    end: str,
    *,
    count: int = 3,
) -> list[Path]:
    """Return up to ``count`` different paths over these statements; see `find_paths`."""
    import networkx

    known = list(relations)
    graph = networkx.DiGraph(_steps(known, weights))
    if start == end or start not in graph or end not in graph:
        return []
    dear = {
        iri: weights.crossing.get(kinds.get(iri, ""), 0.0) * math.log2(1 + n)
        for iri, n in degrees(known).items()
    }
    used: Counter[object] = Counter()

    def weight(one: str, other: str, edge: Mapping[str, Any]) -> float:
        crossed = 0.0 if other == end else dear[other]
        again = _REPEATED * (used[other] + used[one, other]) + _SAME_KIND_OF_STEP * used[edge["manner"]]
        return float((edge["cost"] + crossed) * (1 + again))

    found: list[Path] = []
    alike: list[Path] = []
    for _ in range(count * _TRIES):
        try:
            _, nodes = networkx.bidirectional_dijkstra(graph, start, end, weight=weight)
        except networkx.NetworkXNoPath:
            break
        edges = [graph.edges[pair] for pair in itertools.pairwise(nodes)]
        steps = tuple(Step(edge["relation"], edge["manner"][1]) for edge in edges)
        cost = sum(edge["cost"] for edge in edges)
        path = Path(steps, round(cost + sum(dear[iri] for iri in nodes[1:-1]), 3))
        used.update(_passed(path))
        if found and path.cost > WORTH_TELLING[0] * found[0].cost + WORTH_TELLING[1]:
            continue
        if all(_differ(path, other) for other in (*found, *alike)):
            manners = {other.manner for other in found}
            (alike if path.manner in manners else found).append(path)
        if len(found) == count:
            break
    chosen = [*found, *sorted(alike, key=_rank)][:count]
    return sorted(chosen, key=_rank)


def _rank(path: Path) -> tuple[float, tuple[str, ...]]:
    return path.cost, path.nodes


def _steps(relations: Sequence[Relation], weights: Weights) -> list[tuple[str, str, dict[str, Any]]]:
    """Return each statement as two steps; where several join the same concepts, the most telling one stays."""
    costs = {p: [weights.step(p, forward=f) for f in (True, False)] for p in {r.predicate for r in relations}}
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for relation in relations:
        one, other = relation.subject, relation.object
        ways = ((one, other, True), (other, one, False))
        for (start, end, forward), cost in zip(ways, costs[relation.predicate], strict=True):
            known = best.get((start, end))
            if known is None or cost < known["cost"]:
                manner = (relation.predicate, forward)
                best[start, end] = {"cost": cost, "relation": relation, "manner": manner}
    return [(start, end, values) for (start, end), values in best.items()]


def _manner(step: Step) -> tuple[str, bool]:
    return step.relation.predicate, step.forward


def _passed(path: Path) -> set[object]:
    """Return what makes another path like this one: its inner concepts, or its step, and its kinds of step."""
    places: set[object] = set(path.inner) or {(path.nodes[0], path.nodes[-1])}
    return places | {_manner(step) for step in path.steps}


def _differ(one: Path, other: Path) -> bool:
    """Whether two paths pass through different concepts, neither only making a detour of the other."""
    if not one.inner or not other.inner:
        return one.inner != other.inner
    return not (one.inner <= other.inner or other.inner <= one.inner)
