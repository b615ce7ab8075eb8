"""Why a tactic is recommended for a brief, or why it is not: the question a client asks first."""

from __future__ import annotations

from advisor.errors import NotFound, UsageError, did_you_mean
from advisor.planning.context import Context
from advisor.reasoning.explain import Explanation
from advisor.reasoning.explain import explain_tactic as _explain
from advisor.situation.model import Entity


def explain_tactic(ctx: Context, name: str, entity_name: str | None = None) -> Explanation:
    """Explain a tactic for an entity of a situation.

    Without an entity the one for which it is recommended is taken, else the brand. Raises NotFound for an
    unknown concept or entity, and UsageError for a concept that cannot be recommended.
    """
    concept = ctx.knowledge.find(name)
    if ctx.knowledge.tactic(concept.iri) is None:
        kind = ctx.knowledge.class_label(concept.kind, ctx.language)
        raise UsageError(
            f"'{concept.label(ctx.language)}' is not something that can be recommended ({kind})",
            remedy="name a tactic; `advisor search --kind Tactic …` finds one",
        )
    entity = _entity(ctx, concept.iri, entity_name)
    return _explain(
        concept.iri,
        ctx.situation.by_id[entity],
        ctx.rules,
        ctx.situation,
        ctx.outcome,
        ctx.on,
        ctx.phrases,
        ctx.vocabulary,
        ctx.knowledge,
    )


def _entity(ctx: Context, tactic: str, wanted: str | None) -> str:
    namings = (lambda e: _type_names(ctx, e), lambda e: [e.name], lambda e: [e.id])
    known = {name: e.id for naming in namings for e in reversed(ctx.situation.entities) for name in naming(e)}
    if wanted is not None:
        if wanted not in known:
            raise NotFound(f"the brief has no '{wanted}'", remedy=did_you_mean(wanted, list(known)))
        return known[wanted]
    concluded = [
        (id, e) for (id, e), truth in ctx.outcome.recommended.items() if id == tactic and truth is True
    ]
    if concluded:
        return concluded[0][1]
    kinds = {r.kind for r in ctx.rules.concluding("recommend", tactic)}
    for entity in ctx.situation.entities:
        if entity.kind in kinds:
            return entity.id
    return ctx.situation.brand.id


def _type_names(ctx: Context, entity: Entity) -> list[str]:
    """The names in all languages of what an entity is called after, if that is its type."""
    options = [
        option.labels
        for fact, known in entity.facts.items()
        for option in (ctx.vocabulary[fact].options if fact in ctx.vocabulary else ())
        if option.code == known.value
    ]
    return [label for labels in options if entity.name in labels.values() for label in labels.values()]
