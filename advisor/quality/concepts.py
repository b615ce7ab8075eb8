"""Checks on concepts one by one: defined, of one kind, with labels and definitions of their own."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from advisor.knowledge.graph import TYPE
from advisor.knowledge.rdf import PREFIXES
from advisor.quality.material import Material
from advisor.quality.model import Found

_OUTSIDE = tuple(f"{p}:" for p in PREFIXES if p not in ("mz", "src", "fact", "finding"))
_MARKS = re.compile(r"[\W_]+")


def undefined(material: Material) -> Iterator[Found]:
    """Find nodes that statements point at and nothing defines, and properties that no vocabulary declares.

    Code, since which namespaces are the packs' own is known from the prefixes that their files declare.
    """
    graph = material.graph
    defined = {s.subject for s in graph.reading.statements if s.predicate == TYPE}
    reported: set[str] = set()
    for s in graph.reading.statements:
        if (
            not s.literal
            and not s.predicate.startswith("owl:")
            and s.object not in defined
            and s.object not in reported
            and _ours(s.object)
        ):
            reported.add(s.object)
            yield Found("undefined", {"node": s.object, "subject": s.subject}, graph.reading.place(s))
        if (
            s.subject not in defined
            and s.subject not in reported
            and _ours(s.subject)
            and s.subject in _described(material)
        ):
            reported.add(s.subject)
            yield Found("undefined", {"node": s.subject, "subject": s.subject}, graph.reading.place(s))
        if s.predicate not in defined and s.predicate not in reported and _ours(s.predicate):
            reported.add(s.predicate)
            yield Found("undeclared_property", {"property": s.predicate}, graph.reading.place(s))


def _ours(iri: str) -> bool:
    return ":" in iri and not iri.startswith(("_:", "http:", "https:", *_OUTSIDE))


def _described(material: Material) -> frozenset[str]:
    """Return subjects that stand in named graphs: everything there is about a concept."""
    graph = material.graph
    return frozenset(s for s, found in graph.by_subject.items() if any(f.graph for f in found))


def labels(material: Material) -> Iterator[Found]:
    """Find labels that two concepts share, and alternative labels that are another concept's label.

    Code, since traditional labels are derived where they are not given, and case is folded as Unicode has it.
    """
    graph = material.graph
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri in graph.concepts:
        for language, text in graph.texts(iri, "skos:prefLabel").items():
            owners[language, text.casefold()].append(iri)
    for (language, _), found in owners.items():
        if len(found) > 1 and not (language == "zh-Hant" and _same_simplified(material, found)):
            label = graph.texts(found[-1], "skos:prefLabel")[language]
            yield Found(
                "label_repeated",
                {"label": label, "language": language, "nodes": ", ".join(found)},
                graph.reading.place_of(found[-1]),
            )
    for iri in graph.concepts:
        for s in graph.statements(iri, "skos:altLabel"):
            others = [o for o in owners.get((s.language or "", s.object.casefold()), ()) if o != iri]
            if others:
                yield Found(
                    "label_ambiguous",
                    {"label": s.object, "node": iri, "other": others[0]},
                    graph.reading.place(s),
                )


def _same_simplified(material: Material, iris: Iterable[str]) -> bool:
    """Return whether concepts share their simplified label as well, which is reported already."""
    return len({material.graph.texts(i, "skos:prefLabel").get("zh-Hans") for i in iris}) == 1


def definitions(material: Material) -> Iterator[Found]:
    """Find definitions that two concepts share, and such as only repeat the label.

    Code, since texts are compared without their punctuation, spaces and width of characters.
    """
    graph = material.graph
    owners: dict[tuple[str, str], str] = {}
    for iri in graph.concepts:
        names = {plain(text) for text in graph.texts(iri, "skos:prefLabel").values()}
        for s in graph.statements(iri, "skos:definition"):
            text = plain(s.object)
            if text in names:
                yield Found("definition_is_label", {"node": iri}, graph.reading.place(s))
            first = owners.setdefault((s.language or "", text), iri)
            if first != iri:
                yield Found("definition_repeated", {"node": iri, "other": first}, graph.reading.place(s))


def plain(text: str) -> str:
    """Return a text as it is compared with others: no marks, no spaces, lower case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
