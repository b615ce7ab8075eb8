"""A concept, described in words for a person and in values for a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.knowledge.model import Relation, text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases


@dataclass(frozen=True)
class Line:
    """A relation of the described concept: its name, the other concept, the sections that state it."""

    relation: str
    predicate: str
    concept: str
    label: str
    sections: tuple[str, ...]
    inward: bool = False


@dataclass(frozen=True)
class ConceptDescription:
    """All that is known of a concept."""

    iri: str
    label: str
    kind: str
    kind_label: str
    labels: Mapping[str, str]
    alternatives: tuple[str, ...]
    definition: str
    sections: tuple[tuple[str, str, str], ...]
    relations: tuple[Line, ...]
    steps: tuple[str, ...]
    rules: tuple[str, ...]
    """Rules that conclude it: recommend it, warn of it, set it as a goal."""
    used_by: tuple[str, ...]
    """Other rules that are about it: that ask for it, or whose findings name it."""
    inverses: Mapping[str, str]
    """The predicate that says the same from the other end."""
    say: Phrases

    def to_json(self) -> dict[str, Any]:
        """The description as plain values."""
        return {
            "iri": self.iri,
            "label": self.label,
            "kind": self.kind,
            "labels": dict(self.labels),
            "alternatives": list(self.alternatives),
            "definition": self.definition,
            "sources": [{"id": i, "title": t, "certainty": c} for i, t, c in self.sections],
            "relations": [
                {
                    "predicate": r.predicate,
                    "concept": r.concept,
                    "label": r.label,
                    "inward": r.inward,
                    "sources": list(r.sections),
                }
                for r in self.relations
            ],
            "steps": list(self.steps),
            "rules": list(self.rules),
            "used_by": list(self.used_by),
        }

    def text(self, *, most: int | None = 8) -> str:
        """The description as lines for a terminal; of each relation at most ``most`` others are named."""
        say = self.say
        names = " / ".join(dict.fromkeys(v for v in self.labels.values() if v != self.label))
        lines = [f"{self.label}  {self.iri}  [{self.kind_label}]"]
        if names:
            lines.append(names)
        if self.alternatives:
            lines.append(say("show.also", names=say.list(self.alternatives)))
        lines += ["", self.definition]
        if self.steps:
            lines += ["", say("show.steps"), *(f"  {i}. {s}" for i, s in enumerate(self.steps, 1))]
        outward, inward = self._once()
        if outward:
            lines += ["", say("show.relations"), *_grouped(outward, "→", most, say)]
        if inward:
            lines += ["", say("show.inward"), *_grouped(inward, "←", most, say)]
        if self.rules:
            lines += ["", say("show.rules", n=len(self.rules)), *_listed(self.rules, most, say)]
        if self.used_by:
            lines += ["", say("show.used_by", n=len(self.used_by)), *_listed(self.used_by, most, say)]
        lines += [
            "",
            say("show.sources"),
            *(f"  {i}  {t}（{say('certainty.' + c)}）" for i, t, c in self.sections),
        ]
        return "\n".join(lines)

    def _once(self) -> tuple[list[Line], list[Line]]:
        """Return the relations outward and inward; what is stated from both ends stands outward, with all its sections."""
        found = {(r.predicate, r.concept): r for r in self.relations if not r.inward}
        inward: list[Line] = []
        for line in self.relations:
            if not line.inward:
                continue
            key = (self.inverses.get(line.predicate, ""), line.concept)
            if key in found:
                sections = tuple(dict.fromkeys((*found[key].sections, *line.sections)))
                found[key] = replace(found[key], sections=sections)
            else:
                inward.append(line)
        return list(found.values()), inward


def _listed(names: Sequence[str], most: int | None, say: Phrases) -> list[str]:
    more = len(names) - most if most else 0
    return [f"  {name}" for name in names[:most]] + ([f"  {say('show.more', n=more)}"] if more > 0 else [])


def _grouped(lines: Iterable[Line], arrow: str, most: int | None, say: Phrases) -> list[str]:
    table: dict[str, list[str]] = {}
    for line in lines:
        table.setdefault(line.relation, []).append(f"{line.label} ({', '.join(line.sections)})")
    shown = []
    for name, items in table.items():
        more = len(items) - most if most else 0
        rest = [say("show.more", n=more)] if more > 0 else []
        shown.append(f"  {name} {arrow} {'; '.join([*items[:most], *rest])}")
    return shown


def describe_concept(
    knowledge: Knowledge,
    concluding: Mapping[str, Sequence[str]],
    using: Mapping[str, Sequence[str]],
    name: str,
    say: Phrases,
) -> ConceptDescription:
    """Describe the concept of that name, slug or IRI; raises NotFound with the nearest names.

    ``concluding`` gives the ids of the rules that conclude a concept, ``using`` of all that are about it.
    """
    concept = knowledge.find(name)
    tactic = knowledge.tactic(concept.iri)
    language = say.language
    inward, outward = knowledge.relations_to(concept.iri), knowledge.relations_of(concept.iri)
    labels = knowledge.labels([*(r.subject for r in inward), *(r.object for r in outward)], language)
    return ConceptDescription(
        iri=concept.iri,
        label=concept.label(language),
        kind=concept.kind,
        kind_label=knowledge.class_label(concept.kind, language),
        labels=concept.labels,
        alternatives=tuple(dict.fromkeys(a for items in concept.alternatives.values() for a in items)),
        definition=text_in(concept.definitions, language),
        sections=tuple(_section(knowledge, s, language) for s in concept.sections),
        relations=(
            *(_line(knowledge, r, labels, language, inward=False) for r in outward),
            *(_line(knowledge, r, labels, language, inward=True) for r in inward),
        ),
        steps=tuple(text_in(s, language) for s in tactic.steps) if tactic else (),
        rules=tuple(concluding.get(concept.iri, ())),
        used_by=tuple(r for r in using.get(concept.iri, ()) if r not in concluding.get(concept.iri, ())),
        inverses=knowledge.inverses(),
        say=say,
    )


def _line(
    knowledge: Knowledge, relation: Relation, labels: Mapping[str, str], language: str, *, inward: bool
) -> Line:
    other = relation.subject if inward else relation.object
    return Line(
        relation=knowledge.predicate_label(relation.predicate, language),
        predicate=relation.predicate,
        concept=other,
        label=labels.get(other, other),
        sections=relation.sections,
        inward=inward,
    )


def _section(knowledge: Knowledge, name: str, language: str) -> tuple[str, str, str]:
    section = knowledge.section(name)
    if section is None:
        return name, name, "judgement"
    return (
        name,
        f"《{text_in(section.document_titles, language)}》{text_in(section.titles, language)}",
        section.certainty,
    )
