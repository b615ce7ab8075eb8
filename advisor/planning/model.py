"""The plan as values; field for field the JSON contract that every output stands on.

Texts are already in the plan's language. Weeks count from 1. Money is CNY outside staff time.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from advisor.planning.recommendation import MetricItem, Recommendation, RoleItem, StatedIn, Truth

SCHEMA = "https://w3id.org/mianzi/schema/plan/1"

Value: TypeAlias = Any


@dataclass(frozen=True)
class PackStamp:
    """A pack that the plan was made with."""

    name: str
    version: str
    revision: str


@dataclass(frozen=True)
class EngineStamp:
    """The program and the engines that agreed on the conclusions."""

    name: str
    version: str
    engines: tuple[str, ...]


@dataclass(frozen=True)
class EntityItem:
    """The brand or one of its members."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True)
class FactItem:
    """A fact of the situation; ``display`` is its value in words."""

    fact: str
    entity: str
    value: Value
    unit: str | None
    origin: str
    as_of: str | None
    window: str | None
    n: int | None
    method: str | None
    quality: str | None
    label: str
    display: str


@dataclass(frozen=True)
class FindingItem:
    """A diagnosis. ``value`` is null where too little is known; ``text`` says it with the brief's figures."""

    id: str
    label: str
    entity: str
    value: Truth
    rules: tuple[str, ...]
    severity: int
    definition: str
    evidence: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class GoalItem:
    """A goal of the plan with the measures that show it."""

    id: str
    label: str
    weight: str
    rules: tuple[str, ...]
    definition: str
    basis: str
    metrics: tuple[MetricItem, ...]
    recommendations: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SegmentItem:
    """A fan segment, for the structure chart and the chapter on fans."""

    id: str
    name: str
    type: str | None
    type_label: str | None
    definition: str | None
    size: float | None
    share: float | None
    spend_share: float | None
    facts: tuple[FactItem, ...]
    recommendations: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ProfileItem:
    """One face motive or behaviour pattern: its strength from 1 to 5, null where unknown."""

    id: str
    label: str
    kind: str
    score: float | None
    fact: str | None
    definition: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class TensionItem:
    """Two claims that pull against each other, and how this plan settles it."""

    id: str
    label: str
    definition: str
    between: tuple[RoleItem, ...]
    settled_by: tuple[str, ...]
    resolution: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class PhaseItem:
    """A phase of the plan, weeks inclusive."""

    id: str
    label: str
    aim: str
    start: int
    end: int
    recommendations: tuple[str, ...]
    milestone: str


@dataclass(frozen=True)
class CalendarEntry:
    """Something to do in a week."""

    recommendation: str
    kind: str
    text: str
    owner: str


@dataclass(frozen=True)
class CalendarWeek:
    """A week: its number, its first day where the plan has a date, its load in hours, and what is due."""

    week: int
    starts: str | None
    phase: str
    hours: float
    entries: tuple[CalendarEntry, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class BudgetLine:
    """An amount for a recommendation, a phase or a goal."""

    id: str
    label: str
    amount: float


@dataclass(frozen=True)
class Budget:
    """``limit`` is the brief's budget, null where unknown; ``fits`` likewise."""

    currency: str
    limit: float | None
    planned: float
    reserve: float
    unallocated: float | None
    fits: Truth
    by_recommendation: tuple[BudgetLine, ...]
    by_phase: tuple[BudgetLine, ...]
    by_goal: tuple[BudgetLine, ...]
    cut: tuple[BudgetLine, ...]
    hours_available: float | None
    hours_peak: float


@dataclass(frozen=True)
class RiskItem:
    """A risk of what is planned, with what keeps it small."""

    id: str
    label: str
    definition: str
    recommendations: tuple[str, ...]
    mitigations: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CrisisStep:
    """What to do at a level of crisis; ``current`` marks the brand's own level."""

    level: str
    label: str
    definition: str
    tactic: str
    tactic_label: str
    steps: tuple[str, ...]
    current: bool
    sources: tuple[str, ...]
    stated_in: StatedIn = field(default_factory=StatedIn)


@dataclass(frozen=True)
class Trigger:
    """If a measure falls short at a check, then what changes; ``if_`` is written `if`."""

    if_: str
    then: str
    metric: str
    entity: str
    week: int
    value: float
    recommendation: str
    switch_to: str | None


@dataclass(frozen=True)
class Assumption:
    """What was taken for granted: a fact the brief assumes, or a default the planner needed."""

    id: str
    text: str
    fact: str | None
    value: Value


@dataclass(frozen=True)
class Question:
    """What to ask next; ``unlocks`` are tactics whose advice hangs on the answer."""

    fact: str
    entity: str
    question: str
    why: str
    unlocks: tuple[str, ...]
    unlocks_labels: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class SourceItem:
    """A cited section."""

    id: str
    title: str
    section: str
    certainty: str


@dataclass(frozen=True)
class Plan:
    """An operations plan. See `docs/plan-json.md` for every key."""

    schema: str
    packs: tuple[PackStamp, ...]
    engine: EngineStamp
    as_of: str
    dated: bool
    weeks: int
    brand: str
    language: str
    title: str
    entities: tuple[EntityItem, ...]
    facts: tuple[FactItem, ...]
    findings: tuple[FindingItem, ...]
    goals: tuple[GoalItem, ...]
    segments: tuple[SegmentItem, ...]
    face_profile: tuple[ProfileItem, ...]
    recommendations: tuple[Recommendation, ...]
    tensions: tuple[TensionItem, ...]
    phases: tuple[PhaseItem, ...]
    calendar: tuple[CalendarWeek, ...]
    budget: Budget
    risks: tuple[RiskItem, ...]
    crisis: tuple[CrisisStep, ...]
    triggers: tuple[Trigger, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]
    sources: tuple[SourceItem, ...] = field(default=())
    layout_sources: tuple[str, ...] = ()
    """The sections that stand behind phases, the reserve and the rhythm of review."""
    input: Mapping[str, Any] = field(default_factory=dict)
    """What the plan was made from: the brief, and the options. It is enough to make it again."""

    @property
    def chosen(self) -> tuple[Recommendation, ...]:
        """The recommendations that the plan carries out, by priority."""
        return tuple(r for r in self.recommendations if r.carried_out)

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values, keys in the contract's order."""
        value: dict[str, Any] = _plain(self)
        return value

    def dumps(self) -> str:
        """The plan as JSON text: the same plan gives the same bytes."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        rounded = round(value, 6)
        return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    return value
