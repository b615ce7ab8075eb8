"""A recommendation as values: a tactic for an entity, with all that the plan says of it.

Texts are already in the plan's language. Weeks count from 1. Money is CNY outside staff time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["chosen", "deferred", "contraindicated", "rejected", "added"]
CARRIED_OUT: tuple[Status, ...] = ("chosen", "added")
Truth: TypeAlias = bool | None


@dataclass(frozen=True)
class MetricItem:
    """A metric with baseline and target for one entity; values null where no baseline is known."""

    id: str
    label: str
    entity: str
    formula: str
    unit: str | None
    fact: str | None
    baseline: float | None
    target: float | None
    by_week: int | None
    higher_is_better: bool
    baseline_display: str
    target_display: str
    basis: str


@dataclass(frozen=True)
class CertaintyPair:
    """How good the grounds are: of the advice, and of the condition under which it is given."""

    advice: str
    condition: str


@dataclass(frozen=True)
class StepItem:
    """A step with its week."""

    order: int
    text: str
    week: int | None


@dataclass(frozen=True)
class Prerequisite:
    """What must come before: ``state`` is in_place, planned or missing."""

    tactic: str
    label: str
    state: str


@dataclass(frozen=True)
class RoleItem:
    """A role with its label."""

    id: str
    label: str


@dataclass(frozen=True)
class Effort:
    """Working days to set up, hours a week once it runs, weeks until its metric can move."""

    set_up_days: float
    hours_per_week: float
    weeks_to_effect: int


@dataclass(frozen=True)
class Cost:
    """``total`` over the plan; ``members`` is the number that per-member cost was reckoned with."""

    model: str
    model_label: str
    fixed: float
    per_week: float
    per_member: float
    members: float | None
    total: float


@dataclass(frozen=True)
class CautionItem:
    """A caution: ``state`` is true (contraindicated) or null (check first)."""

    rule: str
    state: Truth
    basis: str
    check: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why it has its status: a code (budget, team, order, attention, conflict, …) and a sentence."""

    code: str
    text: str


@dataclass(frozen=True)
class DecisionItem:
    """What the consultant settled about a recommendation: accept, reject or add, and why."""

    act: str
    why: str


@dataclass(frozen=True)
class StatedIn:
    """The sections that state how a tactic is done: a document's, a firm's handbook, or judgement."""

    steps: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of these sections; some may come twice."""
        return (*self.steps, *self.prerequisites, *self.alternatives, *self.metrics)


@dataclass(frozen=True)
class Recommendation:
    """A tactic for an entity."""

    id: str
    tactic: str
    label: str
    entity: str
    entity_name: str
    strength: str
    certainty: CertaintyPair
    serves: tuple[str, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[str, ...]
    basis: str
    definition: str
    steps: tuple[StepItem, ...]
    prerequisites: tuple[Prerequisite, ...]
    priority: int
    score: float
    phase: str | None
    start: int | None
    end: int | None
    launch: int | None
    owner: RoleItem
    helpers: tuple[RoleItem, ...]
    channels: tuple[str, ...]
    effort: Effort
    cost: Cost
    metrics: tuple[MetricItem, ...]
    cautions: tuple[CautionItem, ...]
    alternatives: tuple[RoleItem, ...]
    stated_in: StatedIn
    status: Status
    reason: Reason | None
    decision: DecisionItem | None = None

    @property
    def carried_out(self) -> bool:
        """Whether the plan carries it out."""
        return self.status in CARRIED_OUT
