"""Make the plan: from a situation and what the rules conclude to actions in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.errors import UsageError
from advisor.knowledge.store import Knowledge
from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.planning import describe, layout
from advisor.planning.ask import questions
from advisor.planning.candidates import Candidate, find_candidates, in_place, worth_a_try
from advisor.planning.choose import Selection, choose, most_actions, stated_actions, team_hours
from advisor.planning.context import Context, unique
from advisor.planning.decisions import decided, decision_item, is_added, rejection
from advisor.planning.measure import goal_items, metrics_for, triggers
from advisor.planning.model import SCHEMA, Assumption, EngineStamp, EntityItem, PackStamp, Plan
from advisor.planning.order import in_order
from advisor.planning.recommendation import (
    Cost,
    Effort,
    Prerequisite,
    Reason,
    Recommendation,
    StatedIn,
    Status,
)
from advisor.planning.schedule import Slot
from advisor.planning.settings import load_settings
from advisor.reasoning.engines import conclude
from advisor.reasoning.rules import RuleSet
from advisor.situation.edits import stated
from advisor.situation.model import Entity, FactSpec, Situation
from advisor.situation.vocabulary import Vocabulary
from advisor.version import __version__

WEEKS_FROM, WEEKS_TO = 1, 104


def make_context(
    packs: Packs,
    knowledge: Knowledge,
    vocabulary: Vocabulary,
    rules: RuleSet,
    situation: Situation,
    phrases: Phrases,
    *,
    weeks: int | None = None,
    date: dt.date | None = None,
) -> Context:
    """Run the engines on a situation and gather what planning needs.

    The plan's date is ``date``, else the brief's ``as_of``; with neither, weeks are relative and
    thresholds count as of the pack's date. Raises EnginesDisagree, and UsageError for a length of plan
    outside 1 to 104 weeks or beyond the calendar.
    """
    on = date or situation.date(packs.date)
    outcome, engines = conclude(rules, situation, on)
    settings = load_settings(packs)
    stated = situation.weeks or situation.brand.value(settings.weeks)
    length = weeks
    if length is None and isinstance(stated, (int, float)):
        length = int(stated)
    if length is None:
        length = int(rules.parameters.value("planning_weeks", on, None).value)
    if not WEEKS_FROM <= length <= WEEKS_TO:
        raise UsageError(
            f"a plan has {WEEKS_FROM} to {WEEKS_TO} weeks, not {length}", remedy="give --weeks 12"
        )
    if (dt.date.max - on).days < 7 * length:
        raise UsageError(f"{length} weeks from {on} have no dates", remedy="give --date 2026-03-01")
    situation = _named(situation, vocabulary, phrases.language)
    return Context(
        packs=packs,
        knowledge=knowledge,
        vocabulary=vocabulary,
        rules=rules,
        settings=settings,
        situation=situation,
        outcome=outcome,
        engines=tuple(engines),
        phrases=phrases,
        on=on,
        dated=date is not None or situation.as_of is not None,
        weeks=length,
    )


def _named(situation: Situation, vocabulary: Mapping[str, FactSpec], language: str) -> Situation:
    """Give members that are called after their type its name in the plan's language."""

    def name(entity: Entity) -> str:
        for fact, known in entity.facts.items():
            for option in vocabulary[fact].options if fact in vocabulary else ():
                if option.code == known.value and entity.name in option.labels.values():
                    return option.labels.get(language, entity.name)
        return entity.name

    members = tuple(e if e.kind == "brand" else replace(e, name=name(e)) for e in situation.entities)
    return replace(situation, entities=members)


def selected(ctx: Context, *, max_actions: int | None = None) -> Selection:
    """Return what the plan carries out and what it does not, with the reasons."""
    return in_order(ctx, choose(ctx, decided(ctx, find_candidates(ctx)), max_actions=max_actions))


def make_plan(ctx: Context, *, max_actions: int | None = None) -> Plan:
    """Make the plan of a context: the same context gives the same plan."""
    selection = selected(ctx, max_actions=max_actions)
    recommendations = tuple(_recommendations(ctx, selection))
    brand = ctx.situation.brand
    findings = describe.finding_items(ctx)
    goals = goal_items(ctx, recommendations)
    segments = describe.segment_items(ctx, recommendations)
    profile = describe.face_profile(ctx)
    tensions = describe.tension_items(ctx, recommendations)
    risks = describe.risk_items(ctx, recommendations)
    crisis = describe.crisis_steps(ctx)
    cited: list[str] = []
    for group in (recommendations, findings, goals, segments, profile, tensions, risks, crisis):
        for item in group:
            cited.extend(item.sources)
    for action in recommendations:
        cited.extend(s for caution in action.cautions for s in caution.sources)
        if action.carried_out:
            cited.extend(action.stated_in.all)
    for step in crisis:
        cited.extend(step.stated_in.all)
    cited.extend(ctx.settings.layout_judgement)
    return Plan(
        schema=SCHEMA,
        packs=tuple(PackStamp(p.name, p.version, p.revision) for p in ctx.packs.layers),
        engine=EngineStamp("advisor", __version__, ctx.engines),
        as_of=ctx.on.isoformat(),
        dated=ctx.dated,
        weeks=ctx.weeks,
        brand=brand.name,
        language=ctx.language,
        title=ctx.phrases("plan.title", brand=brand.name, weeks=ctx.weeks),
        entities=tuple(EntityItem(e.id, e.kind, e.name) for e in ctx.situation.entities),
        facts=describe.fact_items(ctx),
        findings=findings,
        goals=goals,
        segments=segments,
        face_profile=profile,
        recommendations=recommendations,
        tensions=tensions,
        phases=layout.phases(ctx, recommendations),
        calendar=layout.calendar(ctx, recommendations, selection.board.load),
        budget=layout.budget(ctx, selection, recommendations),
        risks=risks,
        crisis=crisis,
        triggers=triggers(ctx, recommendations),
        assumptions=describe.assumptions(ctx, _defaults(ctx, recommendations, max_actions)),
        questions=questions(ctx),
        sources=describe.source_items(ctx, cited),
        layout_sources=ctx.settings.layout_judgement,
        input={"brief": stated(ctx.situation, ctx.vocabulary), "options": _options(ctx, max_actions)},
    )


def _options(ctx: Context, max_actions: int | None) -> dict[str, object]:
    """The options with which the same brief gives the same plan."""
    date = ctx.on.isoformat() if ctx.dated else None
    return {"language": ctx.language, "weeks": ctx.weeks, "date": date, "max_actions": max_actions}


def _recommendations(ctx: Context, selection: Selection) -> Iterator[Recommendation]:
    """Chosen ones by start of their phase and score, then the rest by score; priority counts through."""
    chosen = sorted(
        selection.chosen.values(), key=lambda c: (-c.candidate.score, c.slot.start, c.candidate.id)
    )
    rest = sorted(selection.not_chosen, key=lambda entry: (-entry[0].score, entry[0].id))
    priority = 0
    for entry in chosen:
        priority += 1
        yield _recommendation(
            ctx,
            entry.candidate,
            _carried(entry.candidate),
            entry.reason,
            entry.cost,
            priority,
            selection,
            entry.slot,
        )
    for candidate, status, why, cost in rest:
        priority += 1
        yield _recommendation(ctx, candidate, _status(status), why, cost, priority, selection, None)


def _carried(candidate: Candidate) -> Status:
    return "added" if is_added(candidate) else "chosen"


def _status(value: str) -> Status:
    known: dict[str, Status] = {
        "deferred": "deferred",
        "contraindicated": "contraindicated",
        "rejected": "rejected",
        "chosen": "chosen",
        "added": "added",
    }
    return known[value]


def _recommendation(
    ctx: Context,
    candidate: Candidate,
    status: Status,
    why: Reason | None,
    cost: Cost,
    priority: int,
    selection: Selection,
    slot: Slot | None,
) -> Recommendation:
    tactic = candidate.tactic
    iri = tactic.concept.iri
    instead = unique([*candidate.substitutes, *tactic.alternatives])
    entity = candidate.entity
    alternatives = [a for a in instead if worth_a_try(ctx, a, entity) and not rejection(ctx, a, entity.id)]
    return Recommendation(
        id=candidate.id,
        tactic=iri,
        label=ctx.label(iri),
        entity=candidate.entity.id,
        entity_name=candidate.entity.name,
        strength=candidate.strength,
        certainty=candidate.certainty,
        serves=candidate.serves,
        rules=candidate.rules,
        facts=candidate.facts,
        evidence=candidate.evidence,
        sources=candidate.sources,
        basis=candidate.basis,
        definition=ctx.definition(iri),
        steps=layout.steps(ctx, [ctx.text(s) for s in tactic.steps], slot),
        prerequisites=tuple(_prerequisite(ctx, p, candidate, selection) for p in tactic.prerequisites),
        priority=priority,
        score=candidate.score,
        phase=layout.phase_of(layout.phase_spans(ctx), slot.launch) if slot else None,
        start=slot.start if slot else None,
        end=slot.end if slot else None,
        launch=slot.launch if slot else None,
        owner=ctx.role(tactic.owner),
        helpers=tuple(ctx.role(h) for h in tactic.helpers),
        channels=tuple(ctx.label(c) for c in tactic.channels),
        effort=Effort(tactic.set_up_days, tactic.hours_per_week, tactic.weeks_to_effect),
        cost=cost,
        metrics=metrics_for(ctx, tactic.metrics, candidate.entity, slot.end if slot else None),
        cautions=candidate.cautions,
        alternatives=tuple(ctx.role(a) for a in alternatives),
        stated_in=StatedIn(**tactic.stated_in),
        status=status,
        reason=why,
        decision=decision_item(candidate),
    )


def _prerequisite(ctx: Context, iri: str, candidate: Candidate, selection: Selection) -> Prerequisite:
    tactic = ctx.knowledge.tactic(iri)
    if tactic is not None and in_place(ctx, tactic, candidate.entity):
        state = "in_place"
    else:
        state = "planned" if selection.has(iri) else "missing"
    return Prerequisite(iri, ctx.label(iri), state)


def _defaults(
    ctx: Context, recommendations: tuple[Recommendation, ...], max_actions: int | None
) -> list[Assumption]:
    """What the planner had to take for granted, said outright."""
    found = []
    hours, assumed = team_hours(ctx)
    if assumed:
        text = ctx.phrases("assumption.team_hours", hours=ctx.phrases.number(hours))
        found.append(Assumption("team_hours", text, ctx.settings.team_hours, hours))
    if ctx.situation.brand.value(ctx.settings.budget) is None:
        found.append(Assumption("budget", ctx.phrases("assumption.budget"), ctx.settings.budget, None))
    if not ctx.dated:
        found.append(Assumption("date", ctx.phrases("assumption.date"), None, ctx.on.isoformat()))
    chosen = [r for r in recommendations if r.carried_out]
    uncounted = [r.label for r in chosen if r.cost.per_member and r.cost.members is None]
    if uncounted:
        text = ctx.phrases("assumption.members", actions=ctx.phrases.list(uncounted[:6]))
        found.append(Assumption("members", text, None, None))
    limit = most_actions(ctx, None, hours)
    if max_actions is None and stated_actions(ctx) is None and len(chosen) >= limit:
        found.append(Assumption("most_actions", ctx.phrases("assumption.most_actions", n=limit), None, limit))
    return found
