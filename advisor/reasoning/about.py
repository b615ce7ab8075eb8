"""What a rule is about: the concepts that its condition and its conclusions speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.knowledge.store import Knowledge
from advisor.reasoning.model import Compare, Concluded, ParameterRef, Rule
from advisor.reasoning.strata import leaves
from advisor.situation.model import FactSpec

_OBSERVING = ("mz:observedBy", "mz:ratedBy", "mz:inPlaceWhen")
"""Properties by which a concept points at the fact that tells of it."""


def concepts_of(rule: Rule, knowledge: Knowledge, vocabulary: Mapping[str, FactSpec]) -> frozenset[str]:
    """Return the concepts that a rule is about.

    Its tactics, goals and tensions, what they serve, the concepts of its findings, those that its codes
    stand for, and those that the facts it reads observe, rate or show to be in place.
    """
    findings = knowledge.findings()
    found: set[str] = set()
    named_findings: set[str] = set()
    for conclusion in rule.then:
        if conclusion.what == "finding":
            named_findings.add(conclusion.id)
        else:
            found.add(conclusion.id)
        found.update(conclusion.serves)
        if conclusion.substitute:
            found.add(conclusion.substitute)
    for leaf in leaves(rule.when):
        if isinstance(leaf, Concluded):
            (named_findings if leaf.what == "finding" else found).add(leaf.id)
        else:
            for predicate in _OBSERVING:
                found.update(knowledge.subjects(predicate, f"fact:{leaf.fact}"))
        if isinstance(leaf, Compare):
            found.update(_options(leaf, vocabulary))
    for name in named_findings:
        if name in findings:
            found.update(findings[name].concepts)
    found.update(pole for iri in tuple(found) for pole in knowledge.objects(iri, "mz:pole"))
    return frozenset(found)


def _options(leaf: Compare, vocabulary: Mapping[str, FactSpec]) -> Iterable[str]:
    """Return the concepts that the codes of a comparison stand for."""
    if isinstance(leaf.operand, ParameterRef):
        return
    codes = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    for option in vocabulary[leaf.fact].options:
        if option.code in codes and option.concept:
            yield option.concept
