"""Hierarchies: kinds below kinds, concepts below their kind, narrower concepts and parts below a concept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.knowledge.relations import relations_at
from advisor.knowledge.store import CLASS, Knowledge

BROADER, PART_OF, CONSISTS_OF = "skos:broader", "mz:partOf", "mz:consistsOf"
SUBCLASS, INSTANCE = "rdfs:subClassOf", "rdf:type"


@dataclass(frozen=True)
class Branch:
    """A node of a hierarchy with what stands below it.

    ``relation`` joins it to the node above: a subclass, an instance, a narrower concept or a part. ``below``
    counts all different nodes below it, also those that are not shown. ``repeated``: it stands in the tree
    already, and what is below it is shown there.
    """

    iri: str
    relation: str | None
    below: int
    children: tuple[Branch, ...] = ()
    repeated: bool = False

    def walk(self, level: int = 0) -> Iterator[tuple[int, Branch]]:
        """Give this branch and all that is shown below it, each with its level, from above."""
        yield level, self
        for child in self.children:
            yield from child.walk(level + 1)


def kinds_tree(knowledge: Knowledge) -> list[Branch]:
    """Return the kinds of concept by subclass; ``below`` counts the concepts of a kind and of its subclasses.

    Only the kinds that have concepts are given.
    """
    counts: dict[str, int] = dict(knowledge.rows("SELECT kind, count(*) FROM concept GROUP BY kind"))
    parents = _superclasses(knowledge)
    kinds = _classes(knowledge)
    children = _turned(parents, kinds)

    def branch(kind: str, relation: str | None) -> Branch:
        under = [branch(k, SUBCLASS) for k in children.get(kind, ())]
        total = sum(counts.get(k, 0) for k in knowledge.subkinds(kind))
        return Branch(kind, relation, total, tuple(b for b in under if b.below))

    roots = [k for k in kinds if not any(p in kinds for p in parents.get(k, ()))]
    # The class of all concepts is above every kind and says nothing: its kinds come first.
    tops = [c for k in roots for c in (children.get(k) or [k])]
    return [b for b in (branch(k, None) for k in dict.fromkeys(tops)) if b.below]


def tree(knowledge: Knowledge, root: str, *, depth: int = 3, kind: str | None = None) -> Branch:
    """Return what stands below a kind or a concept, down to ``depth`` levels.

    Below a kind: its subclasses, then its concepts that are neither narrower than nor part of another of the
    kind. Below a concept: its narrower concepts, then its parts. A circle is not walked twice: a node that
    stands in the tree already is shown once more and not opened. ``kind`` leaves out branches without a
    concept of that kind.
    """
    concept = knowledge.concept(root)
    is_kind = concept is not None and concept.kind == CLASS
    grower = _Grower(knowledge)
    grown = grower.grow(root, None, depth, grower.of_kind if is_kind else grower.of_concept)
    if kind is None:
        return grown
    wanted = knowledge.subkinds(kind)

    def kept(iri: str) -> bool:
        found = knowledge.concept(iri)
        return found is not None and found.kind in wanted

    return _pruned(grown, kept) or Branch(root, None, 0)


Child = tuple[str, str]
"""A node below another, with the relation that joins them."""


@dataclass
class _Grower:
    """Grows one tree, and remembers what stands in it."""

    knowledge: Knowledge
    shown: set[str] = field(default_factory=set)
    known: dict[str, list[Child]] = field(default_factory=dict)

    def grow(
        self, iri: str, relation: str | None, depth: int, children: Callable[[str], list[Child]]
    ) -> Branch:
        """Return a branch; ``children`` finds what is below its own node."""
        below = self._below(iri, children)
        if iri in self.shown:
            return Branch(iri, relation, below, repeated=below > 0)
        grown = []
        if depth > 0:
            # Only what is opened here stands in the tree with all that is below it.
            self.shown.add(iri)
            for child, how in children(iri):
                deeper = self.of_kind if how == SUBCLASS else self.of_concept
                grown.append(self.grow(child, how, depth - 1, deeper))
        return Branch(iri, relation, below, tuple(grown))

    def of_kind(self, kind: str) -> list[Child]:
        """Return a kind's subclasses, then its concepts that stand below no other of the kind."""
        if kind not in self.known:
            own = [iri for (iri,) in self._own(kind)]
            under = {child for iri in own for child, _ in self.of_concept(iri) if child != iri}
            # Where concepts only stand below each other, in a circle, none would be on top.
            tops = [iri for iri in own if iri not in under] or own
            classes = _turned(_superclasses(self.knowledge), _classes(self.knowledge)).get(kind, ())
            self.known[kind] = [*((k, SUBCLASS) for k in classes), *((iri, INSTANCE) for iri in tops)]
        return self.known[kind]

    def of_concept(self, iri: str) -> list[Child]:
        """Return a concept's narrower concepts, then its parts."""
        if iri not in self.known:
            self._read([iri])
        return self.known[iri]

    def _own(self, kind: str) -> list[tuple[str]]:
        rows = self.knowledge.rows("SELECT iri FROM concept WHERE kind = ? ORDER BY position", kind)
        self._read([iri for (iri,) in rows if iri not in self.known])
        return [(str(iri),) for (iri,) in rows]

    def _read(self, iris: Sequence[str]) -> None:
        narrower: defaultdict[str, list[Child]] = defaultdict(list)
        parts: defaultdict[str, list[Child]] = defaultdict(list)
        for relation in relations_at(self.knowledge, iris, "object"):
            if relation.predicate == BROADER:
                narrower[relation.object].append((relation.subject, BROADER))
            elif relation.predicate == PART_OF:
                parts[relation.object].append((relation.subject, PART_OF))
        for relation in relations_at(self.knowledge, iris, "subject"):
            if relation.predicate == CONSISTS_OF:
                parts[relation.subject].append((relation.object, CONSISTS_OF))
        for iri in iris:
            once: dict[str, str] = {}
            for child, how in [*narrower[iri], *parts[iri]]:
                once.setdefault(child, how)
            self.known[iri] = list(once.items())

    def _below(self, iri: str, children: Callable[[str], list[Child]]) -> int:
        """Count the different nodes below one, however deep."""
        met: set[str] = {iri}
        waiting = [(iri, children)]
        while waiting:
            node, find = waiting.pop()
            for child, how in find(node):
                if child not in met:
                    met.add(child)
                    waiting.append((child, self.of_kind if how == SUBCLASS else self.of_concept))
        return len(met) - 1


def _pruned(branch: Branch, kept: Callable[[str], bool]) -> Branch | None:
    children = tuple(b for child in branch.children if (b := _pruned(child, kept)) is not None)
    if not children and not kept(branch.iri):
        return None
    return Branch(branch.iri, branch.relation, branch.below, children, branch.repeated)


def _classes(knowledge: Knowledge) -> list[str]:
    return [
        iri for (iri,) in knowledge.rows("SELECT iri FROM concept WHERE kind = ? ORDER BY position", CLASS)
    ]


def _superclasses(knowledge: Knowledge) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = "SELECT subject, object FROM statement WHERE predicate = ? AND subject <> object ORDER BY id"
    for kind, above in knowledge.rows(query, SUBCLASS):
        found[kind].append(above)
    return found


def _turned(parents: Mapping[str, list[str]], kinds: Sequence[str]) -> dict[str, list[str]]:
    """Return what is directly below each class, in the order of the classes."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind in kinds:
        for above in parents.get(kind, ()):
            found[above].append(kind)
    return found
