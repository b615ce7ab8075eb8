"""The documents, and what stands on each of their sections: the way from a page to the knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from advisor.errors import NotFound, did_you_mean
from advisor.knowledge.model import Section, text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases

_NAMING = ("skos:prefLabel", "skos:altLabel", "skos:definition", "rdf:type")

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Stated:
    """A statement of a section, in words: what it says of its subject, and the object's words."""

    subject: str
    subject_label: str
    predicate: str
    relation: str
    object: str
    object_label: str
    section: str


@dataclass(frozen=True)
class SectionDescription:
    """All that stands on a section and its further parts, and the rules that cite it.

    ``named`` are the concepts that get their kind here, with the kind's label; ``below`` are the sections
    that are part of it.
    """

    section: Section
    named: tuple[tuple[str, str, str], ...]
    statements: tuple[Stated, ...]
    rules: tuple[str, ...]
    below: tuple[Section, ...]
    say: Phrases

    def to_json(self) -> dict[str, Any]:
        """The description as plain values."""
        language = self.say.language
        return {
            "id": self.section.id,
            "document": text_in(self.section.document_titles, language),
            "title": text_in(self.section.titles, language),
            "certainty": self.section.certainty,
            "concepts": [{"iri": i, "label": label, "kind": kind} for i, label, kind in self.named],
            "statements": [
                {
                    "subject": s.subject,
                    "predicate": s.predicate,
                    "object": s.object,
                    "section": s.section,
                    "text": f"{s.subject_label} {s.relation} {s.object_label}",
                }
                for s in self.statements
            ],
            "rules": list(self.rules),
            "sections": [s.id for s in self.below],
        }

    def text(self) -> str:
        """The description as lines for a terminal."""
        say, language = self.say, self.say.language
        section = self.section
        lines = [
            f"{section.id}  {text_in(section.titles, language)}",
            f"《{text_in(section.document_titles, language)}》 · {say('certainty.' + section.certainty)}",
        ]
        if self.named:
            lines += ["", say("sources.named", n=len(self.named))]
            lines += [f"  {label}  {iri}  [{kind}]" for iri, label, kind in self.named]
        if self.statements:
            lines += ["", say("sources.statements", n=len(self.statements)), *self._grouped()]
        if self.rules:
            lines += ["", say("sources.rules", n=len(self.rules)), *(f"  {r}" for r in self.rules)]
        if self.below:
            lines += ["", say("sources.below")]
            lines += [f"  {s.id}  {text_in(s.titles, language)}" for s in self.below]
        return "\n".join(lines)

    def _grouped(self) -> list[str]:
        """Statements with one subject and relation in one line; those of a further part say which."""
        table: dict[tuple[str, str, str], list[str]] = {}
        for s in self.statements:
            part = "" if s.section == self.section.id else f" ({s.section})"
            table.setdefault((s.subject_label, s.relation, part), []).append(s.object_label)
        return [
            f"  {subject} — {relation} → {'; '.join(objects)}{part}"
            for (subject, relation, part), objects in table.items()
        ]


def find_section(knowledge: Knowledge, name: str) -> Section:
    """Return the section of an id (`fan-ops#6.1.2`, `fan-ops 6.1.2`) or title; raise NotFound with the nearest."""
    plain = "#".join(name.replace("#", " ").split())
    sections = [s for s in knowledge.sections() if s.id in (s.whole, name)]
    for section in sections:
        if section.id in (name, plain):
            return section
    titled = [s for s in sections if name.strip() in s.titles.values()]
    if titled:
        return titled[0]
    known = [s.id for s in sections] + [text_in(s.titles, "zh-Hans") for s in sections]
    raise NotFound(
        f"no section is called '{name}'", remedy=did_you_mean(plain, known) or "see 'advisor sources'"
    )


def describe_section(
    knowledge: Knowledge, citing: Mapping[str, Sequence[str]], name: str, say: Phrases
) -> SectionDescription:
    """Describe the section of that id or title; ``citing`` gives the ids of the rules that cite a section.

    Raises NotFound with the nearest names.
    """
    section = find_section(knowledge, name)
    parts = {s.id: s for s in knowledge.sections() if s.whole == section.id} | {section.id: section}
    named: dict[str, tuple[str, str, str]] = {}
    statements: list[Stated] = []
    for subject, predicate, value, literal, where in _standing(knowledge):
        for place in where.split():
            if place not in parts:
                continue
            concept = knowledge.concept(subject)
            if predicate == "rdf:type" and concept is not None:
                kind = knowledge.class_label(concept.kind, say.language)
                named.setdefault(subject, (subject, concept.label(say.language), kind))
            elif predicate not in _NAMING and not subject.startswith("_:"):
                statements.append(_stated(knowledge, (subject, predicate, value), bool(literal), place, say))
    rules = dict.fromkeys(rule for part in parts for rule in citing.get(part, ()))
    below = [
        s
        for s in knowledge.sections()
        if s.document == section.document and s.number.startswith(f"{section.number}.") and s.id not in parts
    ]
    return SectionDescription(
        section, tuple(named.values()), tuple(statements), tuple(rules), tuple(below), say
    )


def _standing(knowledge: Knowledge) -> list[tuple[Any, ...]]:
    return knowledge.rows(
        "SELECT subject, predicate, object, literal, sections FROM statement WHERE sections <> '' ORDER BY id"
    )


def _stated(
    knowledge: Knowledge, triple: tuple[str, str, str], literal: bool, place: str, say: Phrases
) -> Stated:
    subject, predicate, value = triple
    about, other = knowledge.concept(subject), None if literal else knowledge.concept(value)
    return Stated(
        subject=subject,
        subject_label=about.label(say.language) if about else subject,
        predicate=predicate,
        relation=knowledge.predicate_label(predicate, say.language),
        object=value,
        object_label=other.label(say.language) if other else value,
        section=place,
    )


def coverage(knowledge: Knowledge, language: str, document: str | None = None) -> list[Row]:
    """Return every section of the source list with how much stands on it, its further parts included.

    Keys: section, title, certainty, concepts (which get their kind there), relations, statements (all).
    Raises NotFound where no document has that id.
    """
    sections = knowledge.sections()
    documents = list(dict.fromkeys(s.document for s in sections))
    if document is not None and document not in documents:
        raise NotFound(f"no document is called '{document}'", remedy=did_you_mean(document, documents))
    whole = {s.id: s.whole for s in sections}
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for subject, predicate, value, literal, where in _standing(knowledge):
        for name in {whole.get(place, place) for place in where.split()}:
            count = counts[name]
            count[2] += 1
            if predicate == "rdf:type" and knowledge.concept(subject):
                count[0] += 1
            elif not literal and not value.startswith("_:") and predicate not in _NAMING:
                count[1] += 1
    return [
        {
            "section": s.id,
            "title": text_in(s.titles, language),
            "certainty": s.certainty,
            **dict(zip(("concepts", "relations", "statements"), counts[s.id], strict=True)),
        }
        for s in sections
        if s.id == whole[s.id] and document in (None, s.document)
    ]


def documents(knowledge: Knowledge, language: str) -> list[Row]:
    """Return the documents with how much stands on each.

    Keys: document, title, sections, empty (sections on which nothing stands), concepts, relations,
    statements.
    """
    titles = {s.document: text_in(s.document_titles, language) for s in knowledge.sections()}
    rows: dict[str, Row] = {}
    for line in coverage(knowledge, language):
        name = line["section"].partition("#")[0]
        row = rows.setdefault(
            name,
            {"document": name, "title": titles[name], "sections": 0, "empty": 0}
            | dict.fromkeys(("concepts", "relations", "statements"), 0),
        )
        row["sections"] += 1
        row["empty"] += not line["statements"]
        for key in ("concepts", "relations", "statements"):
            row[key] += line[key]
    return list(rows.values())
