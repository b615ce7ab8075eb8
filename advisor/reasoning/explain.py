"""Why a rule holds or does not, in sentences, as a tree for the terminal, and as JSON.

All of it is read off a `Trace`: each comparison with its fact, value, threshold and truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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

    ``below`` holds the rules for each finding and goal that its condition reads, by name and entity. ``lines``
    is the tree of what decides, ``all_lines`` that of everything that was looked at.
    """

    rule: Rule
    entity: str
    fired: Truth
    trace: Trace
    basis: str
    evidence: tuple[str, ...]
    lines: tuple[str, ...]
    all_lines: tuple[str, ...]
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

    def tree(self, *, full: bool = False) -> list[str]:
        """Return the rule as lines for a terminal: its mark, name and basis, then its condition."""
        lines = self.all_lines if full else self.lines
        return [f"{MARKS[self.fired]} {self.rule.id}  {self.basis}", *(f"  {line}" for line in lines)]

    @property
    def missing(self) -> int:
        """How many leaves keep it from firing, at a guess: what it takes is for the smallest change to say."""
        return len(why_not(self))


@dataclass(frozen=True)
class Explanation:
    """Why a tactic is recommended for an entity, or why it is not.

    Rules are in the order of their truth, those that lack least before others. ``cited`` are the sources with
    their titles. ``contraindicated`` folds the cautions that cover the entity, those of the brand included.
    What would have to change, and what the plan does with it, is asked of `advisor.inquiry`.
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
            "prose": self.prose,
        }

    def text(self, *, full: bool = False) -> str:
        """Return the explanation as lines for a terminal: the prose, then what decides as trees, or everything."""
        return "\n".join([*self.head(), "", self.prose, *self.trees(full=full), *self.references()])

    def head(self) -> list[str]:
        """Return the first line: which tactic, for whom."""
        return [f"{self.label}  {self.tactic}  · {self.entity_name}"]

    def trees(self, *, full: bool = False) -> list[str]:
        """Return each rule and caution as a tree under its heading.

        If not ``full``, without rules that did not fire beside one that did, and without cautions that do
        not hold; how many these are is said.
        """
        lines: list[str] = []
        for heading, rules in (("rules", self.rules), ("cautions", self.cautions)):
            if heading == "rules" and self.recommended is not True:
                shown = list(rules)
            else:
                shown = [
                    rule
                    for rule in rules
                    if rule.fired is True or (rule.fired is None and heading != "rules")
                ]
            shown = list(rules) if full else shown
            if rules:
                lines += ["", self.headings[heading]]
            lines += [line for rule in shown for line in rule.tree(full=full)]
            if len(rules) > len(shown):
                lines.append(self.headings[f"{heading}.rest"].replace("{n}", str(len(rules) - len(shown))))
        return lines

    def references(self) -> list[str]:
        """Return the sources under their heading."""
        return (
            ["", self.headings["sources"], *(f"  {source}" for source in self.cited)] if self.sources else []
        )


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

    def lines(*, full: bool) -> tuple[str, ...]:
        # Where a conclusion is true, the rules that did not fire for it are beside the point.
        shown = {
            key: [
                line
                for one in found
                for line in one.tree(full=full)
                if one.fired is True or not any(f.fired for f in found)
            ]
            for key, found in below.items()
        }
        return tuple(
            line
            for part in top(node)
            for line in speech.lines(part, shown, full=full, decides=part.holds is node.holds)
        )

    return RuleExplanation(
        rule,
        entity.id,
        node.holds,
        node,
        speech.wording.text(rule.basis),
        evidence(node, phrases, vocabulary, knowledge, situation),
        lines(full=False),
        lines(full=True),
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
        return tuple(sorted(found, key=lambda one: ((True, None, False).index(one.fired), one.missing)))

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
        _prose(
            label,
            entity,
            recommended,
            recommending,
            cautions,
            phrases,
            others=list(dict.fromkeys(rule.kind for rule in rules.concluding("recommend", tactic))),
        ),
        tuple(f"{source}  {wording.source(source)}" for source in sources),
        _headings(phrases),
    )


def _prose(
    label: str,
    entity: Entity,
    recommended: Truth,
    rules: Sequence[RuleExplanation],
    cautions: Sequence[RuleExplanation],
    phrases: Phrases,
    others: Sequence[str],
) -> str:
    """Return the explanation as a paragraph: the verdict, the reasons that decide it, and cautions.

    ``others`` are the kinds of entity that rules can recommend it for, told where this entity is none of them.
    """
    if not rules:
        said = [phrases("explain.prose.no_rule", tactic=label, entity=entity.name)]
        if others:
            said.append(
                phrases(
                    "explain.prose.other_kinds", kinds=phrases.list([phrases(f"kind.{k}") for k in others])
                )
            )
        return joined(said, phrases)
    word = {True: "yes", False: "no", None: "open"}[recommended]
    parts = [phrases(f"explain.prose.{word}", tactic=label, entity=entity.name)]
    telling = [rule for rule in rules if rule.fired is recommended]
    if recommended:
        for rule in telling[:MOST_RULES_IN_PROSE]:
            reasons = phrases("explain.join.reason").join(rule.evidence)
            parts.append(phrases("explain.prose.because", basis=rule.basis, reasons=reasons))
    else:
        reasons = phrases("explain.join.reason").join(telling[0].evidence)
        several = ".several" if len(telling) > 1 else ""
        parts.append(phrases(f"explain.prose.{word}.reason{several}", reasons=reasons, n=len(telling)))
    for caution in cautions:
        if caution.fired is not False:
            key = "explain.prose.caution" if caution.fired else "explain.prose.caution_open"
            if caution.fired and recommended is not True:
                key = "explain.prose.caution_besides"
            reasons = phrases("explain.join.reason").join(caution.evidence)
            parts.append(phrases(key, basis=caution.basis, reasons=reasons))
    return joined(dict.fromkeys(parts), phrases)


def joined(sentences: Iterable[str], phrases: Phrases) -> str:
    """Return sentences as one paragraph: with spaces between them in English."""
    return (" " if phrases.language == "en" else "").join(sentence for sentence in sentences if sentence)


def _headings(phrases: Phrases) -> dict[str, str]:
    """Return the headings; those of what is left out have ``{n}`` for how many they are."""
    plain = {key: phrases(f"explain.heading.{key}") for key in ("rules", "cautions", "sources")}
    return plain | {f"{key}.rest": phrases(f"explain.rest.{key}", n="{n}") for key in ("rules", "cautions")}
