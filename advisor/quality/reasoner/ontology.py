"""What the reasoner is given: the vocabulary with its axioms, and the statements about individuals.

OWL 2 DL is what HermiT reads. Texts and what SKOS says about labels mean nothing to it; a fact's datatype
points at a datatype or a class and not at an individual; dates are not among its datatypes. All that is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from advisor.knowledge.graph import TYPE, Graph
from advisor.knowledge.rdf import PREFIXES, Statement, expand
from advisor.quality.structure import is_lexical

SAFE = ("xsd:boolean", "xsd:integer", "xsd:decimal", "xsd:string")
"""Datatypes that HermiT knows and that statements use."""

TERMS = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
_LOGIC = ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range")
_APART = {
    "owl:AllDisjointClasses": (("owl:members",), "owl:disjointWith"),
    "owl:AllDifferent": (("owl:distinctMembers", "owl:members"), "owl:differentFrom"),
}
"""Axioms about a list: where the list hangs, and what any two of its members are."""
_ONE = "owl:FunctionalProperty"


@dataclass(frozen=True)
class Assertion:
    """A statement about individuals, with itself as a line of N-Triples."""

    statement: Statement
    line: str


@dataclass(frozen=True)
class Axiom:
    """One thing that the vocabulary says: the statement to show, all its lines, and the terms it speaks of."""

    shown: Statement
    lines: tuple[str, ...]
    names: frozenset[str]

    @property
    def is_relation(self) -> bool:
        """Whether it joins two properties, so that it matters from either end."""
        return self.shown.predicate in ("owl:inverseOf", "owl:propertyDisjointWith", "rdfs:subPropertyOf")


class Ontology:
    """The statements of a graph, as a reasoner takes them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._prefixes = {**PREFIXES, **graph.reading.prefixes}
        self._terms = frozenset(term for kind in TERMS for term in graph.of_type(kind))

    @cached_property
    def individuals(self) -> frozenset[str]:
        """Nodes that are of a class of the vocabulary, and nameless ones that stand for a step or an option."""
        classes = frozenset(self._graph.of_type("owl:Class"))
        named = {
            s.subject
            for s in self._graph.reading.statements
            if s.predicate == TYPE and s.object in classes and s.subject not in self._terms
        }
        objects = frozenset(self._graph.of_type("owl:ObjectProperty"))
        nameless = {
            s.object
            for s in self._graph.reading.statements
            if s.predicate in objects and s.object.startswith("_:")
        }
        return frozenset(named | nameless)

    @cached_property
    def declarations(self) -> tuple[str, ...]:
        """Which names are classes and which are properties of what sort, as lines; no set can do without them."""
        return tuple(
            self.line(Statement(term, TYPE, kind)) for kind in TERMS for term in self._graph.of_type(kind)
        )

    @cached_property
    def axioms(self) -> tuple[Axiom, ...]:
        """What the vocabulary says of classes and properties, without labels and comments.

        A list of things that are apart is taken apart into pairs, so that an explanation can name the two.
        """
        found: list[Axiom] = []
        for s in dict.fromkeys(self._graph.reading.statements):
            if s.subject in self._terms and not s.subject.startswith("_:") and _is_logic(s):
                found.append(self._axiom(s, [s, *self._below(s.object)]))
            elif s.predicate == TYPE and s.object in _APART:
                members, relation = _APART[s.object]
                pairs = combinations(self._members(s.subject, members), 2)
                apart = (Statement(one, relation, other, file=s.file) for one, other in pairs)
                found.extend(self._axiom(pair, [pair]) for pair in apart)
        return tuple(found)

    def _axiom(self, shown: Statement, parts: Sequence[Statement]) -> Axiom:
        named = {n for s in parts for n in (s.subject, s.object) if n in self._terms and n[:2] != "_:"}
        return Axiom(shown, tuple(self.line(s) for s in parts), frozenset(named))

    def _below(self, node: str) -> Iterator[Statement]:
        """Give what hangs on a nameless node: a restriction or a union, and the lists in it."""
        waiting, seen = [node], set()
        while waiting:
            node = waiting.pop()
            if node.startswith("_:") and node not in seen:
                seen.add(node)
                below = self._graph.by_subject.get(node, ())
                yield from below
                waiting.extend(s.object for s in below if not s.literal)

    def _members(self, node: str, predicates: Sequence[str]) -> list[str]:
        """Return the members of the list that one of the predicates points at."""
        heads = [o for p in predicates for o in self._graph.objects(node, p)]
        return [s.object for head in heads for s in self._below(head) if s.predicate == "rdf:first"]

    @cached_property
    def axiom_lines(self) -> tuple[str, ...]:
        """The whole vocabulary as lines of N-Triples."""
        return (*self.declarations, *(line for a in self.axioms for line in a.lines))

    def touching(self, statements: Sequence[Statement]) -> tuple[Axiom, ...]:
        """Return the axioms that only speak of what these statements use, and of what that leads to."""
        words = {s.object if s.predicate == TYPE else s.predicate for s in statements}
        leading = [a for a in self.axioms if a.shown.predicate != "owl:disjointWith"]
        while True:
            more = {
                t
                for a in leading
                if a.names & words and (a.shown.subject in words or a.is_relation)
                for t in a.names
            }
            if more <= words:
                return tuple(a for a in self.axioms if a.names <= words)
            words |= more

    def lines(self, assertions: Sequence[Assertion], axioms: Sequence[str] | None = None) -> list[str]:
        """Return assertions with the vocabulary's axioms, or with some of them only, as lines of N-Triples."""
        return [
            *(self.axiom_lines if axioms is None else (*self.declarations, *axioms)),
            *(a.line for a in assertions),
            *self.distinct([a.statement for a in assertions]),
        ]

    @cached_property
    def assertions(self) -> tuple[Assertion, ...]:
        """Statements about individuals, each once, in the order of the files."""
        objects = frozenset(self._graph.of_type("owl:ObjectProperty"))
        values = frozenset(self._graph.of_type("owl:DatatypeProperty"))
        classes = frozenset(self._graph.of_type("owl:Class"))
        found: dict[object, Assertion] = {}
        for s in self._graph.reading.statements:
            if s.subject not in self.individuals or s.triple in found:
                continue
            if (
                (s.predicate == TYPE and s.object in classes)
                or (s.predicate in objects and s.object in self.individuals)
                or (s.predicate in values and s.datatype in SAFE and is_lexical(s.object, s.datatype))
            ):
                found[s.triple] = Assertion(s, self.line(s))
        return tuple(found.values())

    @cached_property
    def limited(self) -> frozenset[str]:
        """Properties of which a subject has a limited number of objects."""
        graph = self._graph
        limited = {p for p in graph.of_type(_ONE) if p in graph.of_type("owl:ObjectProperty")}
        limited.update(
            p for r in graph.of_type("owl:Restriction") for p in graph.objects(r, "owl:onProperty")
        )
        return frozenset(limited)

    def distinct(self, statements: Iterable[Statement]) -> list[str]:
        """Return lines that say that the objects of a limited property are different ones.

        Here a name belongs to one thing only; OWL lets two names mean the same, and would rather take two
        owners for one person than see a contradiction.
        """
        objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        for s in statements:
            if s.predicate in self.limited and not s.literal:
                objects[s.subject, s.predicate].add(s.object)
        pairs = {pair for group in objects.values() for pair in combinations(sorted(group), 2)}
        return [self.line(Statement(one, "owl:differentFrom", other)) for one, other in sorted(pairs)]

    def line(self, s: Statement) -> str:
        """Return a statement as a line of N-Triples."""
        target = self._literal(s) if s.literal else self._node(s.object)
        return f"{self._node(s.subject)} {self._node(s.predicate)} {target} ."

    @cached_property
    def _node(self) -> Callable[[str], str]:
        known: dict[str, str] = {}

        def node(text: str) -> str:
            if text not in known:
                known[text] = (
                    f"_:b{text[2:].replace('.', 'x')}"
                    if text.startswith("_:")
                    else f"<{expand(text, self._prefixes)}>"
                )
            return known[text]

        return node

    def _literal(self, s: Statement) -> str:
        text = s.object.translate(_ESCAPES)
        return f'"{text}"^^{self._node(s.datatype or "xsd:string")}'


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def _is_logic(s: Statement) -> bool:
    """Whether a statement about a class or property means something to a reasoner."""
    if s.literal:
        return False
    if s.predicate == TYPE:
        return s.object.startswith("owl:") and s.object not in TERMS
    if s.object.startswith(("xsd:", "rdf:", "rdfs:")):
        return s.object in SAFE
    return s.predicate in _LOGIC or s.predicate.startswith("owl:")
