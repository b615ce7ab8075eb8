"""The charts of a plan as data; each format draws them in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.phrases import Phrases
from advisor.planning.model import Plan
from advisor.reporting.templates import printable


@dataclass(frozen=True)
class Series:
    """A named row of values, one for each category; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Bars:
    """A bar chart. ``unit`` is ratio, cny, hour or score; ``top`` is the end of the axis, if fixed."""

    id: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    horizontal: bool = True
    top: float | None = None
    line: float | None = None
    line_label: str = ""


@dataclass(frozen=True)
class GanttRow:
    """An action's weeks: set-up from start, running from launch, effect by end."""

    number: int
    label: str
    owner: str
    start: int
    launch: int
    end: int
    phase: int


@dataclass(frozen=True)
class Gantt:
    """Actions against weeks, with the phases as (label, first week, last week)."""

    id: str
    title: str
    weeks: int
    rows: tuple[GanttRow, ...]
    phases: tuple[tuple[str, int, int], ...]


Chart = Bars | Gantt


def charts(plan: Plan, phrases: Phrases) -> dict[str, Chart]:
    """The charts that this plan has something to show in, by the name that templates call them."""
    found: list[Chart | None] = [
        _gantt(plan, phrases),
        _fans(plan, phrases),
        _face(plan, phrases),
        _money(plan, phrases),
        _load(plan, phrases),
    ]
    return {chart.id: chart for chart in found if chart is not None}


def _gantt(plan: Plan, phrases: Phrases) -> Gantt | None:
    order = {phase.id: i for i, phase in enumerate(plan.phases)}
    rows = [
        GanttRow(number, r.label, r.owner.label, r.start, r.launch, r.end, order.get(r.phase or "", 0))
        for number, r in enumerate(plan.chosen, 1)
        if r.start is not None and r.launch is not None and r.end is not None
    ]
    if not rows:
        return None
    spans = tuple((p.label, p.start, p.end) for p in plan.phases)
    return Gantt(
        "gantt",
        phrases("chart.gantt"),
        plan.weeks,
        tuple(sorted(rows, key=lambda r: (r.start, r.number))),
        spans,
    )


def _fans(plan: Plan, phrases: Phrases) -> Bars | None:
    segments = [s for s in plan.segments if s.share is not None or s.spend_share is not None]
    if len(segments) < 2:
        return None
    series = [Series(phrases("chart.fans.share"), tuple(s.share for s in segments))]
    if any(s.spend_share is not None for s in segments):
        series.append(Series(phrases("chart.fans.spend"), tuple(s.spend_share for s in segments)))
    return Bars(
        "fans", phrases("chart.fans"), tuple(printable(s.name) for s in segments), tuple(series), "ratio"
    )


def _face(plan: Plan, phrases: Phrases) -> Bars | None:
    known = [p for p in plan.face_profile if p.score is not None]
    if len(known) < 2:
        return None
    series = Series(phrases("chart.face.score"), tuple(p.score for p in known))
    return Bars("face", phrases("chart.face"), tuple(p.label for p in known), (series,), "score", top=5)


def _money(plan: Plan, phrases: Phrases) -> Bars | None:
    lines = plan.budget.by_phase
    if not any(line.amount for line in lines):
        return None
    series = Series(phrases("chart.money.amount"), tuple(line.amount for line in lines))
    return Bars("money", phrases("chart.money"), tuple(line.label for line in lines), (series,), "cny")


def _load(plan: Plan, phrases: Phrases) -> Bars | None:
    if not any(week.hours for week in plan.calendar):
        return None
    series = Series(phrases("chart.load.hours"), tuple(week.hours for week in plan.calendar))
    return Bars(
        "load",
        phrases("chart.load"),
        tuple(phrases("chart.week", n=week.week) for week in plan.calendar),
        (series,),
        "hour",
        horizontal=False,
        line=plan.budget.hours_available,
        line_label=phrases("chart.load.available"),
    )
