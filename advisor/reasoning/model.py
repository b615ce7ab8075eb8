"""Conditions, rules and what they conclude, as values.

A condition is one small typed tree. From it come the reference evaluation, the durable_rules ruleset,
prose, and the questions that are still open. Truth is three-valued: True, False, or None for unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from advisor.errors import Place
from advisor.knowledge.model import Text
from advisor.situation.model import Kind, Value

Truth: TypeAlias = bool | None

Operator: TypeAlias = Literal[
    "is", "is_not", "below", "at_most", "above", "at_least", "one_of", "none_of", "includes", "excludes"
]
NUMERIC_OPERATORS: tuple[Operator, ...] = ("below", "at_most", "above", "at_least")
NEGATED: Mapping[Operator, Operator] = {
    "is": "is_not",
    "is_not": "is",
    "below": "at_least",
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
    "one_of": "none_of",
    "none_of": "one_of",
    "includes": "excludes",
    "excludes": "includes",
}


@dataclass(frozen=True)
class ParameterRef:
    """A threshold by name; its value depends on date, sector and the brand's own history."""

    name: str


@dataclass(frozen=True)
class Compare:
    """A fact compared with a value or a parameter. Unknown fact: unknown.

    ``includes``/``excludes`` test whether a set of choices holds a code; ``one_of``/``none_of`` whether a
    single choice is among several codes.
    """

    fact: str
    operator: Operator
    operand: Value | ParameterRef


@dataclass(frozen=True)
class Concluded:
    """A conclusion of an earlier layer: a finding, a goal, or (for tensions) a recommendation.

    A finding is looked up at the entity itself when the entity is of the finding's kind, else at the
    brand. ``negated`` is the leaf under a ``not``.
    """

    what: Literal["finding", "goal", "recommended"]
    id: str
    negated: bool = False


@dataclass(frozen=True)
class Known:
    """Whether a fact has a value; never unknown itself."""

    fact: str
    expected: bool = True


@dataclass(frozen=True)
class Members:
    """A condition over the members of a kind.

    ``any``: at least one member satisfies it. ``none``: no member does. Unknown where the brief does not
    list that kind at all, or where undecided members could still decide it.
    """

    quantifier: Literal["any", "none"]
    kind: Kind
    condition: Condition


@dataclass(frozen=True)
class All:
    """True when every part is, false when one part is false, otherwise unknown."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """True when one part is, false when every part is false, otherwise unknown."""

    parts: tuple[Condition, ...]


Leaf: TypeAlias = Compare | Concluded | Known
Condition: TypeAlias = Compare | Concluded | Known | Members | All | Any
"""Always in negation normal form: `not` is pushed to the leaves when a condition is read."""

Layer: TypeAlias = Literal["findings", "goals", "cautions", "tactics", "tensions"]
LAYERS: tuple[Layer, ...] = ("findings", "goals", "cautions", "tactics", "tensions")

Strength: TypeAlias = Literal["strong", "conditional"]


@dataclass(frozen=True)
class Conclusion:
    """One consequence of a rule.

    ``what``: finding | goal | caution | recommend | tension; ``id``: a finding's id or a concept's compact
    IRI. ``strength`` and ``serves`` go with recommend, ``weight`` (primary | secondary) with goal,
    ``substitute`` with caution, ``resolution`` with tension.
    """

    what: Literal["finding", "goal", "caution", "recommend", "tension"]
    id: str
    strength: Strength | None = None
    serves: tuple[str, ...] = ()
    weight: Literal["primary", "secondary"] | None = None
    substitute: str | None = None
    resolution: Text | None = None


@dataclass(frozen=True)
class Ground:
    """What advice or a condition stands on: a certainty, with sections (``fan-ops#6.1.2``) or a reason."""

    certainty: Literal["stated", "hedged", "literature", "regulation", "judgement"]
    sources: tuple[str, ...] = ()
    why: Text | None = None


@dataclass(frozen=True)
class Rule:
    """A rule: for which entities, when, what follows, and on what ground."""

    id: str
    layer: Layer
    kind: Kind
    when: Condition
    then: tuple[Conclusion, ...]
    basis: Text
    advice: Ground
    condition: Ground
    place: Place | None = None


@dataclass(frozen=True)
class Threshold:
    """A resolved operand: the value that was compared with, and where it came from.

    ``origin``: literal | document | literature | judgement | history. ``unit`` as the parameter says.
    """

    value: Value
    origin: str
    parameter: str | None = None
    unit: str | None = None
    as_of: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """One node of an evaluated condition; leaves carry what was compared."""

    node: Literal["all", "any", "members", "compare", "concluded", "known"]
    holds: Truth
    entity: str
    fact: str | None = None
    """Fact id, or the finding, goal or tactic of a ``concluded`` leaf."""
    operator: str | None = None
    value: Value | None = None
    threshold: Threshold | None = None
    quantifier: str | None = None
    parts: tuple[Trace, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """All that the rules conclude about one situation.

    Keys are (id, entity id). ``verdicts`` holds the truth of every rule at every entity of its kind; the
    others fold it: a conclusion is true when a rule concludes it, false when every rule that could is
    false, otherwise unknown.
    """

    verdicts: Mapping[tuple[str, str], Truth]
    findings: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
    goals: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
    cautions: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
    recommended: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
    tensions: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
