"""All checks, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.pack import Packs
from advisor.quality import (
    calculations,
    comparisons,
    concepts,
    documents,
    facts,
    phrases,
    queries,
    retired,
    rules,
    shapes,
    structure,
    tactics,
    templates,
    texts,
    verification,
)
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.quality.reasoner import reason

Kind: TypeAlias = Literal["code", "sparql", "shacl", "reasoner", "solver"]
"""What a check is written in. Code is for what SPARQL and SHACL cannot say; each function says why."""


@dataclass(frozen=True)
class Check:
    """A function that finds issues, and the ids under which it reports them.

    ``more`` gives the ids that packs add; these are of ``kind``, and ``names`` are code wherever ids are added.
    """

    run: Callable[[Material], Iterable[Found]]
    names: tuple[str, ...]
    more: Callable[[Packs], Iterable[str]] = lambda _packs: ()
    kind: Kind = "code"

    def ids(self, packs: Packs) -> tuple[str, ...]:
        """Return the ids of what this check can report, those that packs add included."""
        return (*self.names, *self.more(packs))


READING = ("syntax", "overlay", "value", "vocabulary", "profile")
"""What is reported where something cannot be read at all."""

CHECKS: tuple[Check, ...] = (
    Check(concepts.undefined, ("undefined", "undeclared_property")),
    Check(concepts.labels, ("label_repeated", "label_ambiguous")),
    Check(concepts.definitions, ("definition_repeated", "definition_is_label")),
    Check(texts.scripts, ("script", "language")),
    Check(texts.derivable, ("traditional_as_derived",)),
    Check(structure.domains_and_ranges, ("domain", "range", "datatype")),
    Check(structure.cycles, ("cycle",)),
    Check(structure.clusters, ("disconnected",)),
    Check(retired.used, ("retired_used",)),
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
    Check(facts.cues, ("cue_value", "cue_wording")),
    Check(rules.faults, ("rule",)),
    Check(rules.citations, ("citation", "citation_unencoded")),
    Check(rules.advice, ("citation_without_tactic",)),
    Check(rules.bases, ("basis_repeated",)),
    Check(rules.parameters, ("parameter_unused",)),
    Check(comparisons.settled, ("comparison_always", "comparison_never")),
    Check(comparisons.precision, ("threshold_precision",)),
    Check(rules.tests, ("rule_test", "rule_test_missing", "rule_case")),
    Check(phrases.catalogues, ("phrase_missing", "phrase_values", "phrase_file")),
    Check(templates.compiled, ("template",)),
    Check(shapes.conforms, (shapes.UNNAMED,), shapes.names, "shacl"),
    Check(queries.answers, ("query",), queries.names, "sparql"),
)

REASONER = Check(reason.reason, reason.NAMES, kind="reasoner")
"""Asked only where the user wants it: it takes Java and some seconds."""

SOLVER = Check(verification.verify, verification.NAMES, kind="solver")
"""Asked only where the user wants it: it takes some seconds."""


def check_kinds(packs: Packs) -> dict[str, Kind]:
    """Return the ids of all checks, those included that packs add as queries and shapes, and what each is."""
    kinds: dict[str, Kind] = dict.fromkeys(READING, "code")
    for one in (*CHECKS, REASONER, SOLVER):
        added = tuple(one.more(packs))
        kinds.update(dict.fromkeys(one.names, "code" if added else one.kind))
        kinds.update(dict.fromkeys(added, one.kind))
    return kinds


def check_ids(packs: Packs) -> tuple[str, ...]:
    """Return the ids of all checks, those included that packs add as queries and shapes."""
    return tuple(check_kinds(packs))
