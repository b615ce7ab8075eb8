"""The chapters around the actions: findings, segments, face profile, tensions, risks, crisis, sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from advisor.planning.candidates import goal_weights
from advisor.planning.context import Context, best_certainty, deciding, unique
from advisor.planning.model import (
    Assumption,
    CrisisStep,
    FactItem,
    FindingItem,
    ProfileItem,
    RiskItem,
    SegmentItem,
    SourceItem,
    TensionItem,
)
from advisor.planning.recommendation import Recommendation, StatedIn
from advisor.reasoning.model import Trace


def fact_items(ctx: Context) -> tuple[FactItem, ...]:
    """Every known fact, entity by entity, in order of id."""
    return tuple(
        ctx.fact_item(entity, fact, entity.facts[fact])
        for entity in ctx.situation.entities
        for fact in sorted(entity.facts)
    )


def finding_items(ctx: Context) -> tuple[FindingItem, ...]:
    """True findings, then undecided, then false ones; gravest first, and first those that threaten a primary goal."""
    primary = {goal for goal, weight in goal_weights(ctx).items() if weight == "primary"}
    declared = ctx.knowledge.findings()
    items = []
    for (finding, entity_id), value in ctx.outcome.findings.items():
        entity = ctx.situation.by_id[entity_id]
        rules = [r for r in ctx.rules.concluding("finding", finding) if r.kind == entity.kind]
        holding = [r for r in rules if ctx.verdict(r, entity) is True]
        meaning = declared.get(finding)
        items.append(
            FindingItem(
                id=finding,
                label=ctx.text(meaning.labels) if meaning else finding,
                entity=entity_id,
                value=value,
                rules=tuple(r.id for r in (holding or rules)),
                severity=(meaning.severity if meaning else None) or 3,
                definition=ctx.text(meaning.definitions) if meaning else "",
                evidence=unique([e for r in holding for e in ctx.evidence(r, entity)]),
                certainty=best_certainty([r.condition.certainty for r in holding]),
                sources=unique([s for r in holding for s in (*r.advice.sources, *r.condition.sources)]),
            )
        )
    rank = {True: 0, None: 1, False: 2}
    order = {e.id: i for i, e in enumerate(ctx.situation.entities)}

    def place(item: FindingItem) -> tuple[object, ...]:
        meaning = declared.get(item.id)
        aside = not (meaning and primary & set(meaning.threatens))
        return (rank[item.value], item.severity, aside, order[item.entity], item.id)

    return tuple(sorted(items, key=place))


def segment_items(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[SegmentItem, ...]:
    """The brief's segments, with the fan type that each is."""
    settings = ctx.settings
    spec = ctx.vocabulary.get(settings.segment_type)
    types = {o.code: o for o in spec.options} if spec else {}
    items = []
    for entity in ctx.situation.of_kind("segment"):
        code = entity.value(settings.segment_type)
        option = types.get(code) if isinstance(code, str) else None
        concept = ctx.knowledge.concept(option.concept) if option and option.concept else None
        items.append(
            SegmentItem(
                id=entity.id,
                name=entity.name,
                type=concept.iri if concept else None,
                type_label=concept.label(ctx.language) if concept else None,
                definition=ctx.definition(concept.iri) if concept else None,
                size=entity.number(settings.segment_size),
                share=entity.number(settings.segment_share),
                spend_share=entity.number(settings.segment_spend_share),
                facts=tuple(ctx.fact_item(entity, f, entity.facts[f]) for f in sorted(entity.facts)),
                recommendations=tuple(
                    r.id
                    for r in recommendations
                    if r.entity == entity.id and (r.carried_out or r.status == "deferred")
                ),
                sources=concept.sections if concept else (),
            )
        )
    return tuple(items)


def face_profile(ctx: Context) -> tuple[ProfileItem, ...]:
    """The strength of each face motive and behaviour pattern, where the brief rates it."""
    items = []
    for kind in ctx.settings.profile_kinds:
        for concept in ctx.knowledge.concepts(kind):
            rated = ctx.knowledge.objects(concept.iri, "mz:ratedBy")
            fact = rated[0].removeprefix("fact:") if rated else None
            if fact is None or fact not in ctx.vocabulary:
                continue
            items.append(
                ProfileItem(
                    id=concept.iri,
                    label=concept.label(ctx.language),
                    kind=concept.kind,
                    score=ctx.situation.brand.number(fact),
                    fact=fact,
                    definition=ctx.definition(concept.iri),
                    sources=concept.sections,
                )
            )
    return tuple(items)


def tension_items(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[TensionItem, ...]:
    """The tensions that hold in this plan, with the resolution that its rules give.

    A tension between recommendations counts only where the plan carries one of them out.
    """
    chosen = {r.tactic for r in recommendations if r.carried_out}
    items = []
    brand = ctx.situation.brand
    for (iri, _), value in sorted(ctx.outcome.tensions.items()):
        if value is not True:
            continue
        rules = [
            r
            for r in ctx.rules.concluding("tension", iri)
            if ctx.verdict(r, brand) is True and _in_play(ctx, ctx.trace(r, brand), chosen)
        ]
        if not rules:
            continue
        poles = ctx.knowledge.objects(iri, "mz:pole")
        settled = ctx.knowledge.objects(iri, "mz:settledBy")
        resolution = next((ctx.text(c.resolution) for r in rules for c in r.then if c.resolution), "")
        sources = [s for r in rules for s in r.advice.sources]
        for pole in poles:
            concept = ctx.knowledge.concept(pole)
            sources.extend(concept.sections if concept else ())
        items.append(
            TensionItem(
                id=iri,
                label=ctx.label(iri),
                definition=ctx.definition(iri),
                between=tuple(ctx.role(p) for p in poles),
                settled_by=tuple(ctx.label(s) for s in settled),
                resolution=resolution,
                rules=tuple(r.id for r in rules),
                sources=unique(sources),
            )
        )
    return tuple(items)


def _in_play(ctx: Context, trace: Trace, chosen: set[str]) -> bool:
    """Whether a condition rests on no recommendation, or on one that is carried out."""
    leaves = [leaf.fact for leaf in deciding(trace) if leaf.node == "concluded" and leaf.fact]
    tactics = [leaf for leaf in leaves if ctx.rules.concluding("recommend", leaf)]
    return not tactics or any(t in chosen for t in tactics)


def risk_items(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[RiskItem, ...]:
    """The risks of the chosen actions, those that most actions carry first."""
    carried: dict[str, list[str]] = defaultdict(list)
    for action in recommendations:
        if not action.carried_out:
            continue
        tactic = ctx.knowledge.tactic(action.tactic)
        for risk in tactic.risks if tactic else ():
            carried[risk].append(action.id)
    items = [
        RiskItem(
            id=risk,
            label=ctx.label(risk),
            definition=ctx.definition(risk),
            recommendations=tuple(actions),
            mitigations=tuple(ctx.label(m) for m in ctx.knowledge.objects(risk, "mz:mitigatedBy")),
            sources=concept.sections if (concept := ctx.knowledge.concept(risk)) else (),
        )
        for risk, actions in carried.items()
    ]
    return tuple(sorted(items, key=lambda r: (-len(r.recommendations), r.id)))


def crisis_steps(ctx: Context) -> tuple[CrisisStep, ...]:
    """What to do at each level of crisis: the tactics that answer it, with their steps."""
    spec = ctx.vocabulary.get(ctx.settings.crisis_fact)
    code = ctx.situation.brand.value(ctx.settings.crisis_fact)
    current = next((o.concept for o in spec.options if o.code == code), None) if spec else None
    items = []
    for level in sorted(ctx.knowledge.concepts(ctx.settings.crisis_kind), key=lambda c: c.iri):
        answering = [
            r.subject for r in ctx.knowledge.relations_to(level.iri) if r.predicate == "mz:respondsTo"
        ]
        for iri in sorted(set(answering)):
            tactic = ctx.knowledge.tactic(iri)
            if tactic is None:
                continue
            items.append(
                CrisisStep(
                    level=level.iri,
                    label=level.label(ctx.language),
                    definition=ctx.definition(level.iri),
                    tactic=iri,
                    tactic_label=ctx.label(iri),
                    steps=tuple(ctx.text(s) for s in tactic.steps),
                    current=level.iri == current,
                    sources=unique([*tactic.concept.sections, *level.sections]),
                    stated_in=StatedIn(**tactic.stated_in),
                )
            )
    return tuple(items)


def assumptions(ctx: Context, defaults: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """What the brief assumes, then what the planner had to."""
    stated = [
        Assumption(
            id=f"{fact}@{entity.id}",
            text=ctx.phrases(
                "assumption.fact",
                entity=entity.name,
                fact=ctx.text(ctx.vocabulary[fact].labels),
                value=ctx.display(ctx.vocabulary[fact], known),
            ),
            fact=fact,
            value=list(known.value) if isinstance(known.value, tuple) else known.value,
        )
        for entity in ctx.situation.entities
        for fact, known in sorted(entity.facts.items())
        if known.origin == "assumed"
    ]
    return (*stated, *defaults)


def source_items(ctx: Context, cited: Iterable[str]) -> tuple[SourceItem, ...]:
    """The cited sections, by document and number."""
    items = []
    for name in set(cited):
        section = ctx.knowledge.section(name)
        if section is not None:
            items.append(
                SourceItem(
                    name, ctx.text(section.document_titles), ctx.text(section.titles), section.certainty
                )
            )
    return tuple(sorted(items, key=lambda s: (s.id.split("#")[0], _numeric(s.id.split("#")[-1]), s.id)))


def _numeric(number: str) -> tuple[int, ...]:
    return tuple(int(p) for p in number.split(".") if p.isdigit())
