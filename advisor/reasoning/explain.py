"""Why a rule holds or does not, in sentences, as a tree for the terminal, and as JSON.

All of it is read off a `Trace`: each comparison with its fact, value, threshold and truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Json

from advisor.phrases import Phrases
from advisor.reasoning.evaluate import disjoin, trace
from advisor.reasoning.model import Outcome, Rule, Trace, Truth
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.speech import MARKS, Speech, all_leaves, condition_lines, deciding, evidence, top
from advisor.reasoning.wording import Names, Wording
from advisor.situation.model import Entity, FactSpec, Situation

__all__ = [
    "Explanation",
    "RuleExplanation",
    "all_leaves",
    "condition_json",
    "condition_lines",
    "deciding",
    "evidence",
    "explain_tactic",
    "why",
    "why_not",
]

MOST_RULES_IN_PROSE = 3


@dataclass(frozen=True)
class RuleExplanation:
    """A rule at an entity: whether it fired, every comparison, and the sentences that decide.

    ``below`` holds the rules for each finding and goal that its condition reads, by name and entity.
    """

    rule: Rule
    entity: str
    fired: Truth
    trace: Trace
    basis: str
    evidence: tuple[str, ...]
    lines: tuple[str, ...]
    below: Mapping[tuple[str, str], tuple[RuleExplanation, ...]]

    def to_json(self) -> dict[str, Json]:
        """Return the rule as plain values, its leaves in the order of the condition.

        A finding or goal among them has the rules for it under ``rules``, in the same form.
        """
        conditions = []
        for leaf in all_leaves(self.trace):
            plain = condition_json(leaf)
            under = self.below.get((leaf.fact or "", leaf.entity), ()) if leaf.node == "concluded" else ()
            if under:
                plain["rules"] = [one.to_json() for one in under]
            conditions.append(plain)
        return {
            "id": self.rule.id,
            "entity": self.entity,
            "fired": self.fired,
            "basis": self.basis,
            "conditions": conditions,
        }

    def tree(self) -> list[str]:
        """Return the rule as lines for a terminal: its mark, name and basis, then its condition."""
        return [f"{MARKS[self.fired]} {self.rule.id}  {self.basis}", *(f"  {line}" for line in self.lines)]


@dataclass(frozen=True)
class Explanation:
    """Why a tactic is recommended for an entity, or why it is not.

    ``cited`` are the sources with their titles. ``contraindicated`` folds the cautions that cover the entity, those of the brand included.
    ``smallest_change`` is null here; what would have to change is asked of `advisor.inquiry`.
    """

    tactic: str
    label: str
    entity: str
    entity_name: str
    recommended: Truth
    contraindicated: Truth
    rules: tuple[RuleExplanation, ...]
    cautions: tuple[RuleExplanation, ...]
    sources: tuple[str, ...]
    prose: str
    cited: tuple[str, ...]
    headings: Mapping[str, str]
    smallest_change: Json = None

    def to_json(self) -> dict[str, Json]:
        """Return the explanation as plain values: the contract of ``explain --format json``."""
        return {
            "tactic": self.tactic,
            "entity": self.entity,
            "recommended": self.recommended,
            "contraindicated": self.contraindicated,
            "rules": [rule.to_json() for rule in self.rules],
            "cautions": [rule.to_json() for rule in self.cautions],
            "sources": list(self.sources),
            "smallest_change": self.smallest_change,
            "prose": self.prose,
        }

    def text(self) -> str:
        """Return the explanation as lines for a terminal: the prose, then each rule as a tree."""
        lines = [f"{self.label}  {self.tactic}  · {self.entity_name}", "", self.prose]
        for heading, rules in (("rules", self.rules), ("cautions", self.cautions)):
            if rules:
                lines += ["", self.headings[heading]]
            for rule in rules:
                lines += [
                    f"{MARKS[rule.fired]} {rule.rule.id}  {rule.basis}",
                    *(f"  {line}" for line in rule.lines),
                ]
        if self.sources:
            lines += ["", self.headings["sources"], *(f"  {source}" for source in self.cited)]
        return "\n".join(lines)


def condition_json(leaf: Trace) -> dict[str, Json]:
    """Return a leaf as plain values: {fact, entity, value, operator, threshold, parameter, holds}."""
    value, threshold = leaf.value, leaf.threshold
    limit = threshold.value if threshold else None
    return {
        "fact": leaf.fact,
        "entity": leaf.entity,
        "value": list(value) if isinstance(value, tuple) else value,
        "operator": f"{leaf.quantifier}_of" if leaf.node == "members" else leaf.operator,
        "threshold": list(limit) if isinstance(limit, tuple) else limit,
        "parameter": threshold.parameter if threshold else None,
        "holds": leaf.holds,
    }


def why(
    rule: Rule,
    entity: Entity,
    rules: RuleSet,
    situation: Situation,
    outcome: Outcome,
    on: dt.date,
    phrases: Phrases,
    vocabulary: Mapping[str, FactSpec],
    knowledge: Names,
) -> RuleExplanation:
    """Return how a rule came out at an entity."""
    speech = Speech(Wording(phrases, vocabulary, knowledge), situation)
    node = trace(rule, entity, rules, situation, outcome, on)
    below: dict[tuple[str, str], tuple[RuleExplanation, ...]] = {}
    for leaf in all_leaves(node):
        if leaf.node == "concluded" and leaf.fact is not None:
            at = situation.by_id[leaf.entity]
            concluding = [
                one
                for what in ("finding", "goal")
                for one in rules.concluding(what, leaf.fact)
                if one.kind == at.kind
            ]
            below[leaf.fact, leaf.entity] = tuple(
                why(one, at, rules, situation, outcome, on, phrases, vocabulary, knowledge)
                for one in concluding
            )
    # Where a conclusion is true, the rules that did not fire for it are beside the point.
    shown = {
        key: [
            line
            for one in found
            for line in one.tree()
            if one.fired is True or not any(f.fired for f in found)
        ]
        for key, found in below.items()
    }
    lines = [line for part in top(node) for line in speech.lines(part, shown)]
    return RuleExplanation(
        rule,
        entity.id,
        node.holds,
        node,
        speech.wording.text(rule.basis),
        evidence(node, phrases, vocabulary, knowledge, situation),
        tuple(lines),
        below,
    )


def why_not(explanation: RuleExplanation) -> tuple[Trace, ...]:
    """Return the leaves that keep a rule from firing: false ones, else those that are open; none if it fired."""
    return () if explanation.fired is True else tuple(deciding(explanation.trace))


def explain_tactic(
    tactic: str,
    entity: Entity,
    rules: RuleSet,
    situation: Situation,
    outcome: Outcome,
    on: dt.date,
    phrases: Phrases,
    vocabulary: Mapping[str, FactSpec],
    knowledge: Names,
) -> Explanation:
    """Return why a tactic is recommended for an entity, or why it is not.

    Rules for the entity's own kind are shown that recommend it, and the cautions that cover it: those of
    its kind and those of the brand. A tactic that no rule can recommend here is not recommended.
    """

    def shown(what: str, at: Sequence[Entity]) -> tuple[RuleExplanation, ...]:
        found = [
            why(rule, place, rules, situation, outcome, on, phrases, vocabulary, knowledge)
            for place in at
            for rule in rules.concluding(what, tactic)
            if rule.kind == place.kind
        ]
        return tuple(sorted(found, key=lambda one: (True, None, False).index(one.fired)))

    recommending = shown("recommend", (entity,))
    brand = situation.brand
    cautions = shown("caution", (entity,) if entity is brand else (entity, brand))
    recommended = disjoin(one.fired for one in recommending)
    contraindicated = disjoin(one.fired for one in cautions)
    wording = Wording(phrases, vocabulary, knowledge)
    label = wording.conclusion(tactic)
    counted = [one for one in recommending if one.fired is recommended] + [
        c for c in cautions if c.fired is True
    ]
    sources = dict.fromkeys(
        s for one in counted for s in (*one.rule.advice.sources, *one.rule.condition.sources)
    )
    return Explanation(
        tactic,
        label,
        entity.id,
        entity.name,
        recommended,
        contraindicated,
        recommending,
        cautions,
        tuple(sources),
        _prose(label, entity, recommended, recommending, cautions, phrases),
        tuple(f"{source}  {wording.source(source)}" for source in sources),
        {key: phrases(f"explain.heading.{key}") for key in ("rules", "cautions", "sources")},
    )


def _prose(
    label: str,
    entity: Entity,
    recommended: Truth,
    rules: Sequence[RuleExplanation],
    cautions: Sequence[RuleExplanation],
    phrases: Phrases,
) -> str:
    """Return the explanation as a paragraph: the verdict, the reasons that decide it, and cautions."""
    if not rules:
        return phrases("explain.prose.no_rule", tactic=label, entity=entity.name)
    word = {True: "yes", False: "no", None: "open"}[recommended]
    parts = [phrases(f"explain.prose.{word}", tactic=label, entity=entity.name)]
    deciding_rules = [rule for rule in rules if rule.fired is recommended][:MOST_RULES_IN_PROSE]
    for rule in deciding_rules:
        reasons = phrases("explain.join.reason").join(rule.evidence)
        if recommended:
            parts.append(phrases("explain.prose.because", basis=rule.basis, reasons=reasons))
        else:
            parts.append(phrases("explain.prose.reason", reasons=reasons))
    for caution in cautions:
        if caution.fired is not False:
            key = "explain.prose.caution" if caution.fired else "explain.prose.caution_open"
            reasons = phrases("explain.join.reason").join(caution.evidence)
            parts.append(phrases(key, basis=caution.basis, reasons=reasons))
    return (" " if phrases.language == "en" else "").join(dict.fromkeys(parts))
