"""Checks on facts and findings: each is read by something, each finding can be concluded."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.reasoning.model import Compare, Concluded, Known
from advisor.reasoning.strata import leaves


def read(material: Material) -> Iterator[Found]:
    """Find facts that no rule, no tactic, no metric and no other fact reads: they are asked for nothing."""
    graph, vocabulary = material.graph, material.vocabulary
    used = {
        leaf.fact
        for rule in material.rules.rules.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, (Compare, Known))
    }
    used.update(s.object.partition(":")[2] for s in graph.reading.statements if s.object.startswith("fact:"))
    for _, expression in vocabulary.computed:
        used.update(expression.facts)
    for fact in vocabulary:
        if fact not in used:
            yield Found("fact_unread", {"fact": fact}, graph.reading.place_of(f"fact:{fact}"))


def findings(material: Material) -> Iterator[Found]:
    """Find declared findings that no rule concludes, and concluded ones that no rule reads."""
    graph, rules = material.graph, material.rules.rules
    concluded = set(rules.conclusions("finding"))
    read_ = {leaf.id for rule in rules.rules for leaf in leaves(rule.when) if isinstance(leaf, Concluded)}
    for finding in material.knowledge.findings():
        place = graph.reading.place_of(f"finding:{finding}")
        if finding not in concluded:
            yield Found("finding_unconcluded", {"finding": finding}, place)
        elif finding not in read_:
            yield Found("finding_unread", {"finding": finding}, place)
