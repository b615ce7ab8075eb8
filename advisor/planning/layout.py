"""Phases, calendar and budget of what was chosen."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from advisor.planning.choose import Selection, team_hours
from advisor.planning.context import Context, unique
from advisor.planning.model import Budget, BudgetLine, CalendarEntry, CalendarWeek, PhaseItem
from advisor.planning.recommendation import Recommendation, StepItem
from advisor.planning.schedule import Slot
from advisor.planning.settings import PhaseScheme


def scheme(ctx: Context) -> PhaseScheme:
    """The phase scheme of this situation: the first whose finding holds."""
    for candidate in ctx.settings.schemes:
        if (
            candidate.finding is None
            or ctx.outcome.findings.get((candidate.finding, ctx.situation.brand.id)) is True
        ):
            return candidate
    return ctx.settings.schemes[-1]


def phase_spans(ctx: Context) -> list[tuple[str, int, int]]:
    """The phases as (id, first week, last week); a plan shorter than its phases has fewer of them."""
    spans = []
    start, share = 1, 0.0
    chosen = scheme(ctx)
    for part, portion in chosen.parts:
        share += portion
        end = min(ctx.weeks, max(start, math.floor(ctx.weeks * share + 0.5)))
        if start <= ctx.weeks:
            spans.append((f"{chosen.id}.{part}", start, end))
        start = end + 1
    last = spans[-1]
    spans[-1] = (last[0], last[1], ctx.weeks)
    return spans


def phase_of(spans: Sequence[tuple[str, int, int]], week: int) -> str:
    """The phase that a week lies in."""
    return next((name for name, start, end in spans if start <= week <= end), spans[-1][0])


def phases(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[PhaseItem, ...]:
    """The phases with what starts in each."""
    return tuple(
        PhaseItem(
            id=name,
            label=ctx.phrases(f"phase.{name}.label"),
            aim=ctx.phrases(f"phase.{name}.aim"),
            start=start,
            end=end,
            recommendations=tuple(r.id for r in recommendations if r.carried_out and r.phase == name),
            milestone=ctx.phrases(f"phase.{name}.milestone"),
        )
        for name, start, end in phase_spans(ctx)
    )


def steps(ctx: Context, texts: Sequence[str], slot: Slot | None) -> tuple[StepItem, ...]:
    """Steps with their weeks: spread evenly from the first week of set-up until effect can be seen."""
    if slot is None:
        return tuple(StepItem(i, text, None) for i, text in enumerate(texts, 1))
    span = max(0, min(slot.end, ctx.weeks) - slot.start)
    last = max(1, len(texts) - 1)
    return tuple(
        StepItem(i + 1, text, slot.start + math.floor(span * i / last + 0.5)) for i, text in enumerate(texts)
    )


def calendar(
    ctx: Context, recommendations: Sequence[Recommendation], load: Sequence[float]
) -> tuple[CalendarWeek, ...]:
    """What is due in each week: starts, launches, steps, and the check of each action's measure."""
    entries: dict[int, list[CalendarEntry]] = defaultdict(list)
    for action in recommendations:
        if not action.carried_out or action.start is None or action.launch is None:
            continue
        for step in action.steps:
            if step.week is not None:
                entries[step.week].append(CalendarEntry(action.id, "step", step.text, action.owner.label))
        if action.metrics and action.end is not None:
            text = ctx.phrases("calendar.check", metric=action.metrics[0].label)
            entries[action.end].append(CalendarEntry(action.id, "check", text, action.owner.label))
    spans = phase_spans(ctx)
    stated = {action.id: action.stated_in for action in recommendations}
    return tuple(
        CalendarWeek(
            week=week,
            starts=ctx.first_day(week),
            phase=phase_of(spans, week),
            hours=round(load[week - 1], 1),
            entries=tuple(entries.get(week, ())),
            sources=unique(
                [
                    section
                    for entry in entries.get(week, ())
                    for section in (
                        stated[entry.recommendation].steps
                        if entry.kind == "step"
                        else stated[entry.recommendation].metrics
                    )
                ]
            ),
        )
        for week in range(1, ctx.weeks + 1)
    )


def budget(ctx: Context, selection: Selection, recommendations: Sequence[Recommendation]) -> Budget:
    """The money: by action, phase and leading goal, the reserve, and what was cut for want of it."""
    limit = ctx.situation.brand.number(ctx.settings.budget)
    chosen = [r for r in recommendations if r.carried_out]
    planned = round(sum(r.cost.total for r in chosen), 2)
    share = ctx.parameter("planning_reserve_share")
    reserve = round(limit * share if limit is not None else planned * share, 2)
    spans = phase_spans(ctx)
    by_phase: dict[str, float] = {name: 0.0 for name, _, _ in spans}
    by_goal: dict[str, float] = defaultdict(float)
    for action in chosen:
        by_phase[action.phase or spans[-1][0]] += action.cost.total
        by_goal[action.serves[0] if action.serves else ""] += action.cost.total
    cut = [r for r in recommendations if r.status == "deferred" and r.reason and r.reason.code == "budget"]
    hours, assumed = team_hours(ctx)
    return Budget(
        currency="CNY",
        limit=limit,
        planned=planned,
        reserve=reserve,
        unallocated=round(limit - planned - reserve, 2) if limit is not None else None,
        fits=(planned + reserve <= limit + 0.01) if limit is not None else None,
        by_recommendation=tuple(
            BudgetLine(r.id, r.label, r.cost.total)
            for r in sorted(chosen, key=lambda r: (-r.cost.total, r.id))
            if r.cost.total
        ),
        by_phase=tuple(
            BudgetLine(name, ctx.phrases(f"phase.{name}.label"), round(amount, 2))
            for name, amount in by_phase.items()
        ),
        by_goal=tuple(
            BudgetLine(goal, ctx.label(goal) if goal else "", round(amount, 2))
            for goal, amount in sorted(by_goal.items(), key=lambda item: (-item[1], item[0]))
            if amount
        ),
        cut=tuple(BudgetLine(r.id, r.label, r.cost.total) for r in cut),
        hours_available=None if assumed else hours,
        hours_peak=round(selection.board.peak, 1),
    )
