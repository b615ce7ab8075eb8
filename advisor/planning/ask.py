"""What to ask next: the unknown facts on which most advice hangs."""

from __future__ import annotations

from collections import defaultdict

from advisor.planning.context import Context, undecided
from advisor.planning.model import Question
from advisor.reasoning.model import Rule, Trace
from advisor.situation.model import Entity


def questions(ctx: Context) -> tuple[Question, ...]:
    """Rank the unknown facts behind undecided rules.

    A fact earns one unit for each undecided tactic or caution that hangs on it, shared among the unknown
    facts of the same condition; through an undecided finding the weight is passed on to the facts behind
    it. What the answer unlocks are the tactics.
    """
    weight: dict[tuple[str, str], float] = defaultdict(float)
    unlocks: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for rule in ctx.rules.rules:
        if rule.layer not in ("tactics", "cautions"):
            continue
        tactics = [c.id for c in rule.then if c.what in ("recommend", "caution")]
        for entity in ctx.situation.of_kind(rule.kind):
            if ctx.verdict(rule, entity) is not None:
                continue
            open_facts = _open(ctx, ctx.trace(rule, entity), entity, frozenset())
            for key in open_facts:
                weight[key] += 1 / len(open_facts)
                unlocks[key].update(dict.fromkeys(tactics))
    ranked = sorted(weight, key=lambda key: (-round(weight[key], 6), key))[
        : int(ctx.parameter("planning_questions"))
    ]
    return tuple(
        _question(ctx, fact, entity, weight[(fact, entity)], list(unlocks[(fact, entity)]))
        for fact, entity in ranked
    )


def _question(ctx: Context, fact: str, entity: str, weight: float, unlocks: list[str]) -> Question:
    spec = ctx.vocabulary[fact]
    return Question(
        fact=fact,
        entity=entity,
        question=ctx.text(spec.question),
        why=ctx.text(spec.why),
        unlocks=tuple(unlocks[:6]),
        unlocks_labels=tuple(ctx.label(t) for t in unlocks[:6]),
        weight=round(weight, 3),
    )


def _open(ctx: Context, trace: Trace, entity: Entity, seen: frozenset[str]) -> set[tuple[str, str]]:
    """The unknown facts (fact, entity) that leave a trace undecided, findings followed to their rules."""
    found: set[tuple[str, str]] = set()
    for leaf in undecided(trace):
        if leaf.fact is None:
            continue
        if leaf.node == "compare":
            found.add((leaf.fact, _owner(ctx, leaf.fact, leaf.entity)))
        elif leaf.node == "concluded" and leaf.fact not in seen:
            found |= _behind(ctx, leaf.fact, leaf.entity, seen | {leaf.fact})
    return found


def _behind(ctx: Context, finding: str, entity_id: str, seen: frozenset[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for rule in ctx.rules.concluding("finding", finding):
        for at in _where(ctx, rule, entity_id):
            if ctx.verdict(rule, at) is None:
                found |= _open(ctx, ctx.trace(rule, at), at, seen)
    return found


def _where(ctx: Context, rule: Rule, entity_id: str) -> list[Entity]:
    entity = ctx.situation.by_id.get(entity_id, ctx.situation.brand)
    if entity.kind == rule.kind:
        return [entity]
    return [ctx.situation.brand] if rule.kind == "brand" else []


def _owner(ctx: Context, fact: str, entity_id: str) -> str:
    """The entity that would hold the fact: the entity itself if of the fact's kind, else the brand."""
    entity = ctx.situation.by_id.get(entity_id, ctx.situation.brand)
    return entity.id if ctx.vocabulary[fact].kind == entity.kind else ctx.situation.brand.id
