"""Ask the reasoner about all packs together, and say which statements and axioms are to blame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.knowledge.graph import TYPE
from advisor.knowledge.rdf import Statement, compactor
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.quality.reasoner.culprits import around_one, minimal
from advisor.quality.reasoner.hermit import Hermit, OutOfTime
from advisor.quality.reasoner.ontology import Assertion, Axiom, Ontology

NAMES = ("inconsistent", "class_unsatisfiable", "reasoner")
SECONDS = 120.0
"""How long the reasoner may take, explanations included."""


def reason(material: Material, seconds: float = SECONDS) -> Iterator[Found]:
    """Find classes that can have no member, and statements that contradict each other under the axioms.

    Raises EngineError where Java or the package is missing, or where there was no time for any answer.
    """
    ontology = Ontology(material.graph)
    hermit = Hermit(seconds)
    impossible = hermit.unsatisfiable(ontology.axiom_lines)
    bad = hermit.first_inconsistent([ontology.lines(ontology.assertions)]) is not None
    try:
        if impossible:
            yield from _impossible(impossible, ontology, hermit, material)
        if bad:
            yield from _contradictions(ontology, hermit, material)
    except OutOfTime as end:
        yield Found("reasoner", message=end.message, remedy=end.remedy)


def _impossible(
    classes: Iterable[str], ontology: Ontology, hermit: Hermit, material: Material
) -> Iterator[Found]:
    compact = compactor(material.graph.reading.prefixes)
    for iri in map(compact, classes):
        member = Statement("_:member", TYPE, iri)
        axioms = _axioms([member], ontology, hermit)
        values = {"class": iri, "axioms": _listed((a.shown for a in axioms), material)}
        yield Found("class_unsatisfiable", values, material.place_of(iri))


def _contradictions(ontology: Ontology, hermit: Hermit, material: Material) -> Iterator[Found]:
    """Give contradictions one by one; after each, its last statement is left aside and the rest asked about."""
    rest = list(ontology.assertions)

    def first_bad(sets: Sequence[Sequence[Assertion]]) -> int | None:
        return hermit.first_inconsistent([ontology.lines(one) for one in sets])

    start: str | None = None
    while True:
        if found := around_one(rest, first_bad, start=start):
            start, candidates = found
        elif first_bad([rest]) is None:
            return
        else:
            start, candidates = None, rest
        culprits = [a.statement for a in _minimal(candidates, ontology, hermit)]
        axioms = _axioms(culprits, ontology, hermit)
        yield _contradiction(culprits, axioms, material)
        if not culprits:
            return
        blamed = _blamed(culprits)
        rest = [a for a in rest if a.statement is not blamed]


def _minimal(candidates: Sequence[Assertion], ontology: Ontology, hermit: Hermit) -> list[Assertion]:
    """Return a smallest contradictory part, under no more axioms than touch the candidates if these do."""
    axioms = [line for a in ontology.touching([a.statement for a in candidates]) for line in a.lines]

    def first_bad(sets: Sequence[Sequence[Assertion]]) -> int | None:
        return hermit.first_inconsistent([ontology.lines(one, axioms) for one in sets])

    if first_bad([candidates]) is None:
        axioms = [line for a in ontology.axioms for line in a.lines]
    return minimal(candidates, first_bad)


def _contradiction(culprits: Sequence[Statement], axioms: Sequence[Axiom], material: Material) -> Found:
    values = {
        "statements": _listed(culprits, material),
        "axioms": _listed((a.shown for a in axioms), material),
    }
    spoken = culprits or [a.shown for a in axioms]
    return Found("inconsistent", values, material.graph.reading.place(_blamed(spoken)) if spoken else None)


def _blamed(culprits: Sequence[Statement]) -> Statement:
    """Return the statement to point at: the last relation, since a class is more often right than a relation."""
    return next((s for s in reversed(culprits) if s.predicate != TYPE), culprits[-1])


def _axioms(culprits: Sequence[Statement], ontology: Ontology, hermit: Hermit) -> list[Axiom]:
    """Return the axioms that the statements contradict: those that touch them, or any where these do not do."""
    lines = [ontology.line(s) for s in culprits]
    lines += ontology.distinct(culprits)

    def first_bad(sets: Sequence[Sequence[Axiom]]) -> int | None:
        return hermit.first_inconsistent(
            [[*ontology.declarations, *(line for a in one for line in a.lines), *lines] for one in sets]
        )

    touching = ontology.touching(culprits)
    candidates = touching if first_bad([touching]) is not None else ontology.axioms
    return minimal(candidates, first_bad)


def _listed(statements: Iterable[Statement], material: Material) -> str:
    """Return statements as text, each with its file and line."""
    reading = material.graph.reading
    parts = []
    for s in statements:
        file, line = material.shown(reading.place(s))
        target = _described(s.object, material) if s.object.startswith("_:") else s.object
        parts.append(
            f"{material.owner(s.subject)} {s.predicate} {target} ({file}{f':{line}' if line else ''})"
        )
    return "; ".join(parts)


def _described(node: str, material: Material) -> str:
    """Return what is said of a nameless node, for a restriction or a step."""
    below = material.graph.by_subject.get(node, ())
    return f"[{', '.join(f'{s.predicate} {s.object}' for s in below if s.language is None)}]"
