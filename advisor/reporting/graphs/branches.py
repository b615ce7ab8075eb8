"""What a picture shows of a neighbourhood: a tree of concepts below the centre, grouped by relation.

A picture with more than some forty concepts is not read. Each relation gives one of its concepts before any
gives a second, so that what is left out is more of the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from advisor.reporting.graphs.model import Edge, Graph, Node

MOST_SHOWN = 40
MOST_OF_ONE = 14
"""Of one group no more than this: a long list is for the table."""
MOST_NEAREST = 24
"""With a second ring to show, the first takes no more than this."""


@dataclass
class Group:
    """Concepts that are joined to the same nearer one by the same relation in the same direction."""

    label: str
    outward: bool
    members: list[Branch] = field(default_factory=list)
    hidden: int = 0


@dataclass
class Branch:
    """A concept with the groups that hang on it, away from the centre."""

    node: Node
    groups: list[Group] = field(default_factory=list)

    def walk(self) -> Iterator[Branch]:
        """Give this concept and all that hang on it."""
        yield self
        for group in self.groups:
            for member in group.members:
                yield from member.walk()


def branches(graph: Graph, *, most: int = MOST_SHOWN) -> tuple[Branch, int]:
    """Return the centre with what is shown around it, and how many concepts of the graph are not shown.

    A concept that is joined to the same nearer one by several relations is shown at each of them only where it
    is the nearest ring; further away it is shown once.
    """
    assert graph.centre is not None
    nodes = {node.iri: node for node in graph.nodes}
    offered = _offered(graph)
    root = Branch(nodes[graph.centre])
    ring = [root]
    shown: dict[str, Branch] = {graph.centre: root}
    last = max((node.distance or 0 for node in graph.nodes), default=0)
    left = most
    for distance in range(1, last + 1):
        room = min(left, MOST_NEAREST) if distance == 1 < last else left
        taken = _take(ring, offered, nodes, shown, room)
        left -= sum(len(group.members) for branch in ring for group in branch.groups)
        ring = taken
    return root, len(graph.nodes) - len(shown)


def _offered(graph: Graph) -> dict[str, dict[tuple[str, bool], list[tuple[Edge, str]]]]:
    """Return for each concept its groups of statements that lead away from the centre."""
    distance = {node.iri: node.distance or 0 for node in graph.nodes}
    found: defaultdict[str, dict[tuple[str, bool], list[tuple[Edge, str]]]] = defaultdict(dict)
    for edge in graph.edges:
        outward = distance.get(edge.subject, 0) < distance.get(edge.object, 0)
        near, far = (edge.subject, edge.object) if outward else (edge.object, edge.subject)
        found[near].setdefault((edge.predicate, outward), []).append((edge, far))
    return found


def _take(
    ring: list[Branch],
    offered: dict[str, dict[tuple[str, bool], list[tuple[Edge, str]]]],
    nodes: dict[str, Node],
    shown: dict[str, Branch],
    room: int,
) -> list[Branch]:
    """Hang concepts on a ring, one of each group in turn, until the room is used; return those that are new."""
    waiting: list[tuple[Group, list[str]]] = []
    places: list[int] = []
    claimed: set[str] = set()
    for branch in ring:
        for (_, outward), members in offered.get(branch.node.iri, {}).items():
            first = branch.node.distance == 0
            fresh = [far for _, far in members if far not in shown and (first or far not in claimed)]
            fresh = list(dict.fromkeys(fresh))
            claimed.update(fresh)
            if fresh:
                group = Group(members[0][0].label, outward)
                branch.groups.append(group)
                places.append(len(branch.groups))
                waiting.append((group, fresh))
    # Each concept of the ring has a turn with one of its groups before any has one with a further group.
    waiting = [waiting[i] for i in sorted(range(len(waiting)), key=places.__getitem__)]
    taken: list[Branch] = []
    there: set[str] = set()
    turn = 0
    while room > 0 and turn < MOST_OF_ONE and any(turn < len(fresh) for _, fresh in waiting):
        for group, fresh in waiting:
            if turn < len(fresh) and room > 0:
                member = Branch(nodes[fresh[turn]])
                group.members.append(member)
                # What stands in two groups has its own further groups only where it stands first.
                if fresh[turn] not in there:
                    there.add(fresh[turn])
                    shown[fresh[turn]] = member
                    taken.append(member)
                room -= 1
        turn += 1
    for group, fresh in waiting:
        group.hidden = len(fresh) - len(group.members)
    for branch in ring:
        branch.groups = [group for group in branch.groups if group.members]
    return taken
