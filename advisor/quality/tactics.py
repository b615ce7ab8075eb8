"""Checks on tactics beyond their form: steps of their own, and a rule that leads to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.knowledge.rdf import Statement
from advisor.quality.concepts import plain
from advisor.quality.material import Material
from advisor.quality.model import Found


def steps(material: Material) -> Iterator[Found]:
    """Find texts of steps that more than one tactic has: each should say what is particular to it."""
    graph = material.graph
    owners: dict[tuple[str, str], dict[str, Statement]] = defaultdict(dict)
    for iri in graph.concepts:
        for step in graph.statements(iri, "mz:step"):
            for text in graph.statements(step.object, "mz:text"):
                owners[text.language or "", plain(text.object)].setdefault(iri, text)
    for (language, _), found in owners.items():
        if len(found) > 1 and language != "zh-Hant":
            tactics = sorted(found)
            values = {"tactics": ", ".join(tactics), "text": found[tactics[0]].object}
            yield Found("step_repeated", values, graph.reading.place_of(tactics[-1]))


def recommended(material: Material) -> Iterator[Found]:
    """Find tactics that no rule recommends: no brand will ever be advised to use them."""
    graph = material.graph
    advised = set(material.rules.rules.conclusions("recommend"))
    for iri, kind in graph.concepts.items():
        if graph.is_a(kind, "mz:Tactic") and iri not in advised:
            label = graph.texts(iri, "skos:prefLabel").get("zh-Hans", iri)
            yield Found("tactic_without_rule", {"node": iri, "label": label}, graph.reading.place_of(iri))
