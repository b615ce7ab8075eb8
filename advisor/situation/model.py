"""What is known about one brand: facts with their origin, held by entities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from advisor.errors import Place
from advisor.knowledge.model import Text

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
"""A fact's value: choices are their codes, several choices a sorted tuple of codes, dates ISO text."""

Kind: TypeAlias = Literal["brand", "segment", "channel", "community", "campaign"]
KINDS: tuple[Kind, ...] = ("brand", "segment", "channel", "community", "campaign")

Origin: TypeAlias = Literal["stated", "computed", "assumed"]

Act: TypeAlias = Literal["accept", "reject", "add"]

Datatype: TypeAlias = Literal["boolean", "integer", "decimal", "string", "year", "date", "choice", "choices"]


@dataclass(frozen=True)
class Option:
    """One of a choice's codes, with its labels and the concept it stands for, if any."""

    code: str
    labels: Text
    concept: str | None = None


@dataclass(frozen=True)
class FactSpec:
    """A declared fact. ``precision`` is the least difference worth speaking of.

    ``essential`` facts are those that a short brief asks for.
    """

    id: str
    kind: Kind
    datatype: Datatype
    labels: Text
    question: Text
    why: Text
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    precision: float | None = None
    changeable: bool = True
    higher_is_better: bool | None = None
    options: tuple[Option, ...] = ()
    computed_as: str | None = None
    unknown_when: Text = field(default_factory=dict)
    essential: bool = False

    @property
    def topic(self) -> str:
        """The first part of the id: the heading under which a brief writes it."""
        return self.id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The second part of the id."""
        return self.id.split(".", 1)[1]

    @property
    def numeric(self) -> bool:
        """Whether values are numbers."""
        return self.datatype in ("integer", "decimal", "year")


@dataclass(frozen=True)
class Earlier:
    """An earlier value of a fact, for the brand's own history."""

    as_of: str
    value: float


@dataclass(frozen=True)
class FactValue:
    """A known value, and how it is known. A fact without one is unknown, never false and never zero."""

    value: Value
    origin: Origin = "stated"
    as_of: str | None = None
    window: str | None = None
    n: int | None = None
    method: str | None = None
    quality: str | None = None
    history: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class Entity:
    """The brand, or one of its segments, channels, communities or campaigns."""

    id: str
    kind: Kind
    name: str
    facts: Mapping[str, FactValue]

    def value(self, fact: str) -> Value | None:
        """The value of a fact, or None where it is unknown."""
        known = self.facts.get(fact)
        return known.value if known else None

    def number(self, fact: str) -> float | None:
        """The value of a fact as a number, or None where it is unknown or is none (a truth value is none)."""
        value = self.value(fact)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class Remark:
    """Something that the reader of a brief should be told, though it is no error.

    ``key`` names a phrase, ``values`` fill it in: ``phrases(remark.key, **remark.values)``.
    """

    key: str
    values: Mapping[str, str]
    place: Place | None = None


@dataclass(frozen=True)
class Decision:
    """What the consultant has settled: a tactic (compact IRI), for one entity (id) or wherever it is advised."""

    act: Act
    tactic: str
    entity: str | None
    why: str


@dataclass(frozen=True)
class Situation:
    """A validated brief. ``entities`` begins with the brand.

    ``listed`` names the kinds whose members the brief lists; of a kind that is not listed nothing is
    known, which is not the same as having none. ``remarks`` tell how the brief was read; they are no part
    of what is known.
    """

    entities: tuple[Entity, ...]
    listed: frozenset[Kind] = frozenset()
    as_of: str | None = None
    language: str | None = None
    weeks: int | None = None
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    decisions: tuple[Decision, ...] = ()

    @property
    def brand(self) -> Entity:
        """The brand itself."""
        return self.entities[0]

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """The entities of a kind, in the brief's order."""
        return tuple(e for e in self.entities if e.kind == kind)

    @cached_property
    def by_id(self) -> Mapping[str, Entity]:
        """Entities by their id."""
        return {e.id: e for e in self.entities}

    def value(self, entity: Entity, fact: str) -> FactValue | None:
        """A fact as seen from an entity: its own, else the brand's (whose facts are in scope everywhere)."""
        return entity.facts.get(fact) or self.brand.facts.get(fact)

    def date(self, default: str) -> dt.date:
        """The brief's own date, else ``default`` (the pack's)."""
        return dt.date.fromisoformat(self.as_of or default)
