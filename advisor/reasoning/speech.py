"""The nodes of a trace in sentences and as a tree of lines; a condition by itself in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from advisor.phrases import Phrases
from advisor.reasoning.evaluate import negation
from advisor.reasoning.model import (
    NUMERIC_OPERATORS,
    All,
    Compare,
    Concluded,
    Condition,
    Known,
    Members,
    ParameterRef,
    Threshold,
    Trace,
    Truth,
)
from advisor.reasoning.parameters import Parameters, origin_kind
from advisor.reasoning.wording import Names, Wording
from advisor.situation.model import Entity, FactSpec, Situation, Value

MARKS: Mapping[Truth, str] = {True: "✓", False: "✗", None: "?"}

Below: TypeAlias = Mapping[tuple[str, str], Sequence[str]]
"""Lines about a finding or goal, by its name and the entity at which it is read."""


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
    speech = Speech(Wording(phrases, vocabulary, knowledge), situation)
    nodes = list(deciding(trace_))
    compared = [node for node in nodes if node.node == "compare"]
    if trace_.holds and compared:
        nodes = sorted(compared, key=lambda node: node.operator not in NUMERIC_OPERATORS)
    facts = {node.fact for node in compared}
    kept = [node for node in nodes if node.node != "known" or node.fact not in facts]
    return tuple(dict.fromkeys(speech.sentence(node, at=trace_.entity) for node in kept))


def all_leaves(node: Trace) -> Iterator[Trace]:
    """Iterate over every leaf of a trace; a quantifier without members stands for its own."""
    if node.parts:
        for part in node.parts:
            yield from all_leaves(part)
    elif node.node not in ("all", "any"):
        yield node


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
class Speech:
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

    def lines(
        self, node: Trace, below: Below, depth: int = 0, *, full: bool = True, decides: bool = True
    ) -> Iterator[str]:
        """Iterate over the lines of a node's tree, each with the mark of its truth.

        Under a conclusion stand the lines that ``below`` has for it. If not ``full``, only under those that
        decide, and of alternatives of which one holds only those that do.
        """
        indent = "  " * depth
        if node.node in ("compare", "concluded", "known") or (node.node == "members" and not node.parts):
            yield f"{indent}{MARKS[node.holds]} {self.sentence(node)}"
            if full or decides:
                yield from (f"{indent}  {line}" for line in below.get((node.fact or "", node.entity), ()))
            return
        say = self.wording.phrases
        if node.node == "members":
            word = say(f"explain.node.{node.quantifier}_of", kind=say(f"kind.{node.fact}"))
        else:
            word = say(f"explain.node.{node.node}")
        yield f"{indent}{MARKS[node.holds]} {word}"
        settled = node.holds if node.quantifier != "none" else negation(node.holds)
        either = node.node in ("any", "members")
        for part in node.parts:
            if full or part.holds is True or not (either and settled is True):
                yield from self.lines(
                    part, below, depth + 1, full=full, decides=decides and part.holds is settled
                )


# -- a rule by itself ---------------------------------------------------------------------------------


def condition_lines(
    condition: Condition,
    phrases: Phrases,
    vocabulary: Mapping[str, FactSpec],
    knowledge: Names,
    parameters: Parameters,
) -> list[str]:
    """Return a condition in words, one line a part, nested parts indented; thresholds by their latest value."""
    speech = Speech(Wording(phrases, vocabulary, knowledge), _NOWHERE)
    node = _as_trace(condition, parameters)
    return [line for part in top(node) for line in _need_lines(speech, part, 0)]


_NOWHERE = Situation((Entity("", "brand", "", {}),))


def top(node: Trace) -> Sequence[Trace]:
    """Return the parts of an ``all``, else the node itself: what stands in the first column."""
    return node.parts if node.node == "all" else (node,)


def _need_lines(speech: Speech, node: Trace, depth: int) -> Iterator[str]:
    indent = "  " * depth
    say = speech.wording.phrases
    if node.node in ("compare", "concluded", "known"):
        yield indent + speech.need((node,))
        return
    if node.node == "members":
        yield indent + say(f"explain.node.{node.quantifier}_of", kind=say(f"kind.{node.fact}"))
        for part in top(node.parts[0]):
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
