"""Where a later pack contradicts an earlier one without saying that it replaces anything.

New concepts and statements add up. What cannot add up is a second value where there can be one only, and a
class or property of an earlier pack that is defined otherwise, which would change the meaning of all that
was said with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from advisor.errors import KnowledgeError
from advisor.knowledge.extract import SINGLE
from advisor.knowledge.places import Statement
from advisor.knowledge.view import TYPE, View

ONE_FOR_EACH_LANGUAGE = frozenset(
    {"skos:prefLabel", "skos:definition", "rdfs:label", "rdfs:comment", "dct:title", "mz:question", "mz:why"}
)
DEFINING = frozenset(
    {
        TYPE, "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "owl:equivalentClass",
        "owl:disjointWith", "owl:inverseOf", "owl:equivalentProperty", "owl:propertyChainAxiom",
    }
)  # fmt: skip
"""What says what a class or property means."""

_FUNCTIONAL = "owl:FunctionalProperty"


def clashes(view: View) -> Iterator[KnowledgeError]:
    """Yield every clash between packs, each at the place of the statement that came later.

    Only subjects of which more than one pack speaks are looked at.
    """
    single = SINGLE | frozenset(view.of_type(_FUNCTIONAL))
    terms = _terms(view)
    for subject in view.shared():
        if subject in terms:
            yield from _redefinitions(view, subject)
        groups: defaultdict[tuple[str, str | None], list[Statement]] = defaultdict(list)
        for s in view.about(subject):
            if s.predicate in single or (s.language and s.predicate in ONE_FOR_EACH_LANGUAGE):
                groups[s.predicate, s.language].append(s)
        for found in groups.values():
            layers = {view.layer_of(s) for s in found}
            if len(layers) > 1 and len({s.object for s in found}) > 1:
                yield view.second_value(found)


def _terms(view: View) -> frozenset[str]:
    kinds = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
    return frozenset(subject for kind in kinds for subject in view.of_type(kind))


def _redefinitions(view: View, subject: str) -> Iterator[KnowledgeError]:
    """Yield an error for each pack that says of an earlier one's term what that does not say."""
    found = [s for s in view.about(subject) if s.predicate in DEFINING]
    first = min(map(view.layer_of, found), default=0)
    before = {s.triple for s in found if view.layer_of(s) == first}
    for layer in sorted({view.layer_of(s) for s in found} - {first}):
        new = [s for s in found if view.layer_of(s) == layer and s.triple not in before]
        if new:
            yield _redefinition(view, new)


def _redefinition(view: View, new: Sequence[Statement]) -> KnowledgeError:
    said = "; ".join(f"{s.predicate} {s.object}" for s in new if not s.object.startswith("_:"))
    return KnowledgeError(
        f"{new[0].subject} is defined in an earlier pack and is defined anew here ({said or new[0].predicate})",
        place=view.place(new[0]),
        remedy="declare a class or property of your own and put it below the earlier one",
    )
