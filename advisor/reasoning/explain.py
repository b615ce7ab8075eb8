"""Why a rule holds or does not, in sentences, as a tree for the terminal, and as JSON.

All of it is read off a `Trace`: each comparison with its fact, value, threshold and truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Json
from typing import TypeAlias

from advisor.phrases import Phrases
from advisor.reasoning.evaluate import disjoin, trace
from advisor.reasoning.model import (
    NUMERIC_OPERATORS,
    All,
    Compare,
    Concluded,
    Condition,
    Known,
    Members,
    Outcome,
    ParameterRef,
    Rule,
    Threshold,
    Trace,
    Truth,
)
from advisor.reasoning.parameters import Parameters, origin_kind
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.wording import Names, Wording
from advisor.situation.model import Entity, FactSpec, Situation, Value

MARKS: Mapping[Truth, str] = {True: "✓", False: "✗", None: "?"}
MOST_RULES_IN_PROSE = 3

Below: TypeAlias = Mapping[tuple[str, str], "tuple[RuleExplanation, ...]"]
"""The rules that conclude a finding or goal, by its name and the entity at which it is read."""


# -- sentences ----------------------------------------------------------------------------------------


def evidence(
    trace_: Trace,
    phrases: Phrases,
    vocabulary: Mapping[str, FactSpec],
    knowledge: Names,
    situation: Situation,
) -> tuple[str, ...]:
    """Return the sentences that say why a trace came out as it did, each once.

    For a true trace they are its true leaves, for a false one those that make it false, for an open one
    those that are not known; with the brief's own figures. Where a true trace compares facts, these are the
    evidence, figures first: findings have evidence of their own. The trace's own entity is not named.
    """
    speech = _Speech(Wording(phrases, vocabulary, knowledge), situation)
    nodes = list(deciding(trace_))
    compared = [node for node in nodes if node.node == "compare"]
    if trace_.holds and compared:
        nodes = sorted(compared, key=lambda node: node.operator not in NUMERIC_OPERATORS)
    facts = {node.fact for node in compared}
    kept = [node for node in nodes if node.node != "known" or node.fact not in facts]
    return tuple(dict.fromkeys(speech.sentence(node, at=trace_.entity) for node in kept))


def deciding(node: Trace) -> Iterator[Trace]:
    """Iterate over the leaves that decide a trace, left to right; quantifiers that hold for all are one."""
    if node.node in ("compare", "concluded", "known"):
        yield node
    elif node.node == "members":
        wanted: Truth = node.holds if node.quantifier == "any" or node.holds is None else not node.holds
        if not node.parts or wanted is False:
            yield node
            return
        for part in node.parts:
            if part.holds is wanted:
                yield from deciding(part)
    else:
        for part in node.parts:
            if part.holds is node.holds:
                yield from deciding(part)


@dataclass(frozen=True)
class _Speech:
    """Sentences about the nodes of a trace in one situation."""

    wording: Wording
    situation: Situation

    def sentence(self, node: Trace, *, at: str | None = None) -> str:
        """Return what is the case at a node; facts of a member other than ``at`` are given with its name."""
        say = self.wording.phrases
        if node.node == "members":
            if node.holds is None and not node.parts:
                return say("explain.members.unlisted", kind=say(f"kind.{node.fact}"))
            word = "any" if (node.quantifier == "any") is node.holds else "none"
            return self._members(node, word)
        text = self.wording.stated(node, self.wording.leaf_threshold(node, self.situation))
        entity = self.situation.by_id.get(node.entity)
        if entity is None or entity.kind == "brand" or entity.id == at:
            return text
        return say("explain.entity", entity=entity.name, text=text)

    def _members(self, node: Trace, word: str) -> str:
        say = self.wording.phrases
        kind = say(f"kind.{node.fact}")
        if not node.parts:
            return say("explain.members.empty", kind=kind)
        return say(f"explain.members.{word}", kind=kind, need=self.need(node.parts))

    def need(self, peers: Sequence[Trace]) -> str:
        """Return in one line what a condition asks for that was evaluated at several members.

        Where their thresholds differ, since each has a past of its own, no figure is given.
        """
        say = self.wording.phrases
        node = peers[0]
        if node.node in ("all", "any"):
            parts = zip(*(peer.parts for peer in peers), strict=True)
            return say(f"explain.join.{node.node}").join(self.need(part) for part in parts)
        if len({peer.threshold for peer in peers}) > 1:
            return self.wording.needed(node, say("explain.threshold.own"))
        return self.wording.needed(node, self.wording.leaf_threshold(node, self.situation))

    def lines(self, node: Trace, below: Below, depth: int = 0) -> Iterator[str]:
        """Iterate over the lines of a node's tree, each with the mark of its truth.

        Under a conclusion stand the rules for it: where it is true those that fired, else all.
        """
        indent = "  " * depth
        if node.node in ("compare", "concluded", "known") or (node.node == "members" and not node.parts):
            yield f"{indent}{MARKS[node.holds]} {self.sentence(node)}"
            for one in below.get((node.fact or "", node.entity), ()):
                if node.value is not True or one.fired is True:
                    yield from (f"{indent}  {line}" for line in one.tree())
            return
        say = self.wording.phrases
        if node.node == "members":
            word = say(f"explain.node.{node.quantifier}_of", kind=say(f"kind.{node.fact}"))
        else:
            word = say(f"explain.node.{node.node}")
        yield f"{indent}{MARKS[node.holds]} {word}"
        for part in node.parts:
            yield from self.lines(part, below, depth + 1)


# -- a rule by itself ---------------------------------------------------------------------------------


def condition_lines(
    condition: Condition,
    phrases: Phrases,
    vocabulary: Mapping[str, FactSpec],
    knowledge: Names,
    parameters: Parameters,
) -> list[str]:
    """Return a condition in words, one line a part, nested parts indented; thresholds by their latest value."""
    speech = _Speech(Wording(phrases, vocabulary, knowledge), _NOWHERE)
    node = _as_trace(condition, parameters)
    return [line for part in _top(node) for line in _need_lines(speech, part, 0)]


_NOWHERE = Situation((Entity("", "brand", "", {}),))


def _top(node: Trace) -> Sequence[Trace]:
    return node.parts if node.node == "all" else (node,)


def _need_lines(speech: _Speech, node: Trace, depth: int) -> Iterator[str]:
    indent = "  " * depth
    say = speech.wording.phrases
    if node.node in ("compare", "concluded", "known"):
        yield indent + speech.need((node,))
        return
    if node.node == "members":
        yield indent + say(f"explain.node.{node.quantifier}_of", kind=say(f"kind.{node.fact}"))
        for part in _top(node.parts[0]):
            yield from _need_lines(speech, part, depth + 1)
        return
    yield indent + say(f"explain.node.{node.node}")
    for part in node.parts:
        yield from _need_lines(speech, part, depth + 1)


def _as_trace(condition: Condition, parameters: Parameters) -> Trace:
    """Return a condition as a trace of nothing: its leaves with thresholds and no values."""
    if isinstance(condition, Compare):
        return Trace(
            "compare",
            None,
            "",
            condition.fact,
            condition.operator,
            None,
            _general(condition.operand, parameters),
        )
    if isinstance(condition, Concluded):
        return Trace("concluded", None, "", condition.id, "is_not" if condition.negated else "is")
    if isinstance(condition, Known):
        return Trace("known", None, "", condition.fact, "known" if condition.expected else "unknown")
    if isinstance(condition, Members):
        inner = _as_trace(condition.condition, parameters)
        return Trace("members", None, "", condition.kind, quantifier=condition.quantifier, parts=(inner,))
    parts = tuple(_as_trace(part, parameters) for part in condition.parts)
    return Trace("all" if isinstance(condition, All) else "any", None, "", parts=parts)


def _general(operand: Value | ParameterRef, parameters: Parameters) -> Threshold:
    """Return an operand's latest general value."""
    if not isinstance(operand, ParameterRef):
        return Threshold(operand, "literal")
    parameter = parameters[operand.name]
    latest = parameter.values[-1]
    sources = () if latest.origin == "judgement" else (latest.origin,)
    return Threshold(
        latest.value, origin_kind(latest.origin), parameter.name, parameter.unit, latest.since, sources
    )


# -- a rule or a tactic in a situation ----------------------------------------------------------------


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
    below: Below

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


def all_leaves(node: Trace) -> Iterator[Trace]:
    """Iterate over every leaf of a trace; a quantifier without members stands for its own."""
    if node.parts:
        for part in node.parts:
            yield from all_leaves(part)
    elif node.node not in ("all", "any"):
        yield node


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
    speech = _Speech(Wording(phrases, vocabulary, knowledge), situation)
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
    lines = [line for part in _top(node) for line in speech.lines(part, below)]
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
