"""Statements between concepts, many at a time: what walking the knowledge needs.

`Knowledge.relations_of` answers for one concept; here a whole frontier, or everything, is read with few
queries. A statement of a concept about itself says nothing about how two concepts are joined and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from advisor.errors import NotFound, did_you_mean
from advisor.knowledge.model import LANGUAGES, Relation
from advisor.knowledge.store import CLASS, Knowledge
from advisor.knowledge.text import normalise

End = Literal["subject", "object"]

# Names of columns only; every value is bound.
_QUERY = (
    "SELECT subject, predicate, object, sections, id FROM statement WHERE {where} literal = 0"
    " AND predicate <> 'rdf:type' AND subject <> object"
    " AND EXISTS (SELECT 1 FROM concept WHERE iri = subject AND kind <> ?)"
    " AND EXISTS (SELECT 1 FROM concept WHERE iri = object AND kind <> ?) ORDER BY id"
)
_USED = (
    "SELECT predicate FROM statement WHERE literal = 0 AND predicate <> 'rdf:type'"
    " AND EXISTS (SELECT 1 FROM concept WHERE iri = subject AND kind <> ?)"
    " AND EXISTS (SELECT 1 FROM concept WHERE iri = object) GROUP BY predicate ORDER BY min(id)"
)
_AT_ONCE = 500


def all_relations(knowledge: Knowledge) -> list[Relation]:
    """Return every statement between two concepts, in the order of the ontology's files."""
    return [_relation(row) for row in knowledge.rows(_QUERY.format(where=""), CLASS, CLASS)]


def relations_at(knowledge: Knowledge, iris: Sequence[str], end: End) -> list[Relation]:
    """Return the statements that have one of these concepts at this end, in the order of the ontology's files."""
    found: list[tuple[int, Relation]] = []
    for start in range(0, len(iris), _AT_ONCE):
        some = iris[start : start + _AT_ONCE]
        where = f"{end} IN ({','.join('?' * len(some))}) AND"
        rows = knowledge.rows(_QUERY.format(where=where), *some, CLASS, CLASS)
        found.extend((int(row[4]), _relation(row)) for row in rows)
    return [relation for _, relation in sorted(found, key=lambda item: item[0])]


def used_relations(knowledge: Knowledge) -> list[str]:
    """Return the relations that join concepts, in the order in which the ontology first uses them."""
    return [iri for (iri,) in knowledge.rows(_USED, CLASS)]


def relation_named(knowledge: Knowledge, text: str) -> str:
    """Return the relation of an IRI, local name or label in any language (`mz:leadsTo`, `leadsTo`, `导致`).

    Raises NotFound with the nearest names.
    """
    wanted = normalise(text, knowledge.fold)
    names: dict[str, str] = {}
    shown: list[str] = []
    for iri in used_relations(knowledge):
        labels = [knowledge.predicate_label(iri, language) for language in LANGUAGES]
        for name in (iri, iri.partition(":")[2], *labels):
            names.setdefault(normalise(name, knowledge.fold), iri)
        shown.append(labels[-1] if text.isascii() else labels[0])
    if wanted in names:
        return names[wanted]
    raise NotFound(f"no relation is called '{text}'", remedy=did_you_mean(text, shown))


def degrees(relations: Iterable[Relation]) -> dict[str, int]:
    """Return how many of these statements each concept stands in."""
    count: dict[str, int] = {}
    for relation in relations:
        for iri in (relation.subject, relation.object):
            count[iri] = count.get(iri, 0) + 1
    return count


def _relation(row: Sequence[str]) -> Relation:
    subject, predicate, target, sections = row[:4]
    return Relation(subject, predicate, target, tuple(sections.split()))
