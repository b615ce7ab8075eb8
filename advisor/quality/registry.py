"""All checks, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from advisor.pack import Packs
from advisor.quality import (
    calculations,
    concepts,
    documents,
    facts,
    phrases,
    queries,
    rules,
    sections,
    shapes,
    structure,
    tactics,
    templates,
    texts,
)
from advisor.quality.material import Material
from advisor.quality.model import Found


@dataclass(frozen=True)
class Check:
    """A function that finds issues, and the ids under which it reports them."""

    run: Callable[[Material], Iterable[Found]]
    names: tuple[str, ...]
    more: Callable[[Packs], Iterable[str]] = lambda _packs: ()

    def ids(self, packs: Packs) -> tuple[str, ...]:
        """Return the ids of what this check can report, those that packs add included."""
        return (*self.names, *self.more(packs))


READING = ("syntax", "overlay", "value", "vocabulary", "profile")
"""What is reported where something cannot be read at all."""

CHECKS: tuple[Check, ...] = (
    Check(concepts.undefined, ("undefined", "undeclared_property")),
    Check(concepts.kinds, ("several_kinds",)),
    Check(concepts.labels, ("label_repeated", "label_ambiguous")),
    Check(concepts.definitions, ("definition_repeated", "definition_is_label")),
    Check(texts.scripts, ("script", "language")),
    Check(structure.domains_and_ranges, ("domain", "range", "datatype")),
    Check(structure.cycles, ("cycle",)),
    Check(sections.graphs, ("graph_without_section", "statement_without_source", "lost_text_stated")),
    Check(sections.coverage, ("section_without_graph", "document_not_encoded")),
    Check(
        documents.ledger,
        (
            "ledger",
            "ledger_section",
            "ledger_statement",
            "ledger_reason",
            "ledger_unlisted",
            "ledger_unclaimed",
            "ledger_absent",
        ),
    ),
    Check(calculations.results, ("calculation", "calculation_unreadable", "calculation_without_value")),
    Check(tactics.steps, ("step_repeated",)),
    Check(tactics.recommended, ("tactic_without_rule",)),
    Check(facts.read, ("fact_unread",)),
    Check(facts.findings, ("finding_unconcluded", "finding_unread")),
    Check(rules.faults, ("rule",)),
    Check(rules.citations, ("citation", "citation_unencoded")),
    Check(rules.advice, ("citation_without_tactic",)),
    Check(rules.bases, ("basis_repeated",)),
    Check(rules.parameters, ("parameter_unused",)),
    Check(rules.tests, ("rule_test", "rule_test_missing")),
    Check(phrases.catalogues, ("phrase_missing", "phrase_values", "phrase_file")),
    Check(templates.compiled, ("template",)),
    Check(shapes.conforms, ("shape",)),
    Check(queries.answers, ("query",), queries.names),
)


def check_ids(packs: Packs) -> tuple[str, ...]:
    """Return the ids of all checks, those included that packs add as queries."""
    return tuple(dict.fromkeys([*READING, *(name for one in CHECKS for name in one.ids(packs))]))
