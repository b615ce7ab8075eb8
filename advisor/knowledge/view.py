"""What is asked of statements, however they are kept: values, texts, kinds, sections.

`graph.Graph` keeps them in memory, for checks, which look at everything; `staging.Stage` keeps them on disk, for
building the compiled knowledge of packs of any size.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import isfinite

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.model import Section
from advisor.knowledge.places import Statement
from advisor.phrases import to_traditional

TYPE = "rdf:type"
CONCEPT = "mz:Concept"
JUDGEMENT = "judgement"


class View(ABC):
    """Statements of all layers, as they stand after later packs have replaced and retired."""

    @property
    @abstractmethod
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes by which IRIs are short."""

    @abstractmethod
    def about(self, subject: str) -> tuple[Statement, ...]:
        """Return the statements of a subject, in the order of the files."""

    @abstractmethod
    def of_type(self, kind: str) -> tuple[str, ...]:
        """Return the subjects of exactly that class, in the order of the files."""

    @abstractmethod
    def typed(self) -> Iterable[tuple[str, str]]:
        """Return each subject with each of its classes, in the order of the files."""

    @abstractmethod
    def subjects(self, predicate: str, target: str | None = None) -> tuple[str, ...]:
        """Return the subjects that have a predicate, or that state it of a node; each once, in order."""

    @abstractmethod
    def graphs(self) -> tuple[str, ...]:
        """Return the named graphs, in the order of the files."""

    @abstractmethod
    def shared(self) -> Iterable[str]:
        """Return the subjects of which more than one pack speaks, in the order of the files."""

    @abstractmethod
    def place(self, statement: Statement) -> Place:
        """Return the file of a statement, and the line where it is written, as far as it can be told."""

    @abstractmethod
    def place_of(self, subject: str) -> Place:
        """Return where a node is written first as a subject."""

    @abstractmethod
    def layer_of(self, statement: Statement) -> int:
        """Return the pack in which a statement stands; 0 is the first."""

    def statements(self, subject: str, predicate: str) -> tuple[Statement, ...]:
        """Statements with that subject and predicate."""
        return tuple(s for s in self.about(subject) if s.predicate == predicate)

    def objects(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Objects (literals as their text), each once, in the order of the files."""
        return tuple(dict.fromkeys(s.object for s in self.statements(subject, predicate)))

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the one object, or None. Raises KnowledgeError where two layers give different ones."""
        found = self.statements(subject, predicate)
        if len({s.object for s in found}) > 1 and len({self.layer_of(s) for s in found}) > 1:
            raise self.second_value(found)
        return found[0].object if found else None

    def second_value(self, found: Sequence[Statement]) -> KnowledgeError:
        """Return the error about statements of several packs of which only one can hold."""
        values = ", ".join(dict.fromkeys(s.object for s in found))
        return KnowledgeError(
            f"{found[-1].subject} has a second value for {found[-1].predicate}: {values}",
            place=self.place(found[-1]),
            remedy="in a later pack write '[] mz:replaces … ; …' to let a value stand instead",
        )

    def number(self, subject: str, predicate: str) -> float | None:
        """Return a numeric value, or None. Raises KnowledgeError where it is no number."""
        text = self.value(subject, predicate)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            raise self.error(subject, predicate, f"{predicate} of {subject} is '{text}', not a number")
        return number

    def boolean(self, subject: str, predicate: str) -> bool | None:
        """Return a boolean value, or None. Raises KnowledgeError where it is neither true nor false."""
        text = self.value(subject, predicate)
        if text is None:
            return None
        if text not in ("true", "false", "1", "0"):
            raise self.error(
                subject, predicate, f"{predicate} of {subject} is '{text}', neither true nor false"
            )
        return text in ("true", "1")

    def error(self, subject: str, predicate: str, message: str) -> KnowledgeError:
        """Return an error at the place of a statement."""
        found = self.statements(subject, predicate) or self.about(subject)
        place = self.place(found[0]) if found else self.place_of(subject)
        return KnowledgeError(message, place=place)

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        """One text for each language, the traditional form derived where it is not given."""
        found: dict[str, str] = {}
        for s in self.statements(subject, predicate):
            if s.literal and s.language:
                found.setdefault(s.language, s.object)
        if "zh-Hans" in found and "zh-Hant" not in found:
            found["zh-Hant"] = to_traditional(found["zh-Hans"])
        return {language: found[language] for language in sorted(found)}

    def alternatives(self, subject: str, labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Alternative labels by language; traditional forms of the simplified ones join those given."""
        found = self.several_texts(subject, "skos:altLabel")
        kept = {k: tuple(t for t in v if t != labels.get(k)) for k, v in found.items()}
        return {k: v for k, v in kept.items() if v}

    def several_texts(self, subject: str, predicate: str) -> dict[str, tuple[str, ...]]:
        """Any number of texts by language, each once; traditional forms of the simplified ones join those given."""
        found: dict[str, list[str]] = defaultdict(list)
        for s in self.statements(subject, predicate):
            if s.literal and s.language:
                found[s.language].append(s.object)
        found["zh-Hant"] += [to_traditional(text) for text in found.get("zh-Hans", ())]
        return {k: tuple(dict.fromkeys(v)) for k, v in sorted(found.items()) if v}

    # -- the vocabulary ---------------------------------------------------------------------

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """Direct superclasses of each class; restrictions, which have no name, are left to the reasoner."""
        classes = self.of_type("owl:Class")
        return {
            c: tuple(p for p in self.objects(c, "rdfs:subClassOf") if not p.startswith("_:")) for c in classes
        }

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """Each class with itself and all its superclasses, nearest first."""
        return {c: _closure(c, self.parents) for c in self.parents}

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a class is another or lies below it."""
        return ancestor in self.ancestors.get(kind, (kind,))

    def kinds_of(self, subject: str) -> tuple[str, ...]:
        """Return the classes that a subject is said to have and that are kinds of concept, in the files' order."""
        return tuple(k for k in self.objects(subject, TYPE) if self.is_a(k, CONCEPT))

    @cached_property
    def concepts(self) -> Mapping[str, str]:
        """Every concept with its kind (the most specific one), in the order of the files."""
        kinds: dict[str, list[str]] = {}
        for subject, kind in self.typed():
            if not subject.startswith("_:"):
                of_subject = kinds.setdefault(subject, [])
                if self.is_a(kind, CONCEPT):
                    of_subject.append(kind)
        return {
            subject: max(found, key=lambda k: len(self.ancestors.get(k, ())))
            for subject, found in kinds.items()
            if found
        }

    # -- sections -----------------------------------------------------------------------------

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """Every section by the IRI of its graph, documents' before judgement, as they are listed.

        A graph whose IRI is a section's with a further part (``….hedged``) is a section of its own kind of
        certainty, ``document#number.part``, with the number of the section that it is part of.
        """
        listed = {iri: found for iri in self.of_type("mz:Section") if (found := self._section(iri))}
        for graph in self.graphs():
            if graph not in listed and (base := _base(graph, listed)):
                listed[graph] = self._part(graph, base, listed[base])
        position = {iri: i for i, iri in enumerate(listed)}
        ordered = sorted(
            listed, key=lambda iri: (listed[iri].certainty == JUDGEMENT, position[_base(iri, listed) or iri])
        )
        return {iri: listed[iri] for iri in ordered}

    def _section(self, iri: str) -> Section | None:
        document = self._document(iri)
        number = self.value(iri, "dct:identifier")
        if document is None or number is None:
            return None
        slug = self.value(document, "dct:identifier") or document.partition(":")[2]
        return Section(
            id=f"{slug}#{number}",
            document=slug,
            number=number,
            titles=self.texts(iri, "dct:title"),
            document_titles=self.texts(document, "dct:title"),
            certainty=(self.value(iri, "mz:certainty") or f"mz:{JUDGEMENT}").partition(":")[2],
        )

    def _part(self, graph: str, base: str, section: Section) -> Section:
        part = graph[len(base) :]
        stated = self.value(graph, "mz:certainty")
        word = part[1:].partition(".")[0]
        certainty = stated or (f"mz:{word}" if "mz:Certainty" in self.objects(f"mz:{word}", TYPE) else None)
        return Section(
            id=section.id + part,
            document=section.document,
            number=section.number,
            titles=section.titles,
            document_titles=section.document_titles,
            certainty=certainty.partition(":")[2] if certainty else section.certainty,
        )

    def _document(self, iri: str) -> str | None:
        """Return the document that a section is part of, at whatever depth."""
        seen: set[str] = set()
        while iri not in seen:
            seen.add(iri)
            if "mz:Document" in self.objects(iri, TYPE):
                return iri
            above = self.value(iri, "dct:isPartOf")
            if above is None:
                return None
            iri = above
        return None

    @cached_property
    def section_ids(self) -> Mapping[str, str]:
        """The id of the section that each graph is, by the graph's IRI."""
        return {iri: section.id for iri, section in self.sections.items()}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each section's id in the order of sections."""
        return {section: i for i, section in enumerate(dict.fromkeys(self.section_ids.values()))}

    def sections_of(self, statements: Iterable[Statement]) -> tuple[str, ...]:
        """Ids of the sections in whose graphs statements stand, in the order of sections."""
        found = {
            self.section_ids[s.graph]
            for s in statements
            if s.graph is not None and s.graph in self.section_ids
        }
        return tuple(sorted(found, key=self.rank.__getitem__))


def _base(graph: str, listed: Mapping[str, Section]) -> str | None:
    """Return the listed section of which a graph is a further part: the longest one that its IRI continues."""
    parts = graph.split(".")
    for count in range(len(parts) - 1, 0, -1):
        base = ".".join(parts[:count])
        if base in listed and not re.match(r"\d", parts[count]):
            return base
    return None


def _closure(start: str, parents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = [start]
    for kind in found:
        found.extend(p for p in parents.get(kind, ()) if p not in found)
    return tuple(found)
