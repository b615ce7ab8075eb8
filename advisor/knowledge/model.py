"""What the ontology gives to the rest: values without RDF in them.

Texts are mappings from language (`zh-Hans`, `zh-Hant`, `en`) to string; all three are there, since the
traditional form is derived when the index is built. Identifiers are compact: ``mz:fan-levels``,
``fan-ops#6.1.2``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeAlias

LANGUAGES = ("zh-Hans", "zh-Hant", "en")

Text: TypeAlias = Mapping[str, str]


def text_in(texts: Text, language: str) -> str:
    """A text in a language, else in simplified Chinese, else in whatever language it has; empty where it has none."""
    return texts.get(language) or texts.get("zh-Hans") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Concept:
    """A node of the ontology. ``kind`` is its class, compact (``mz:Tactic``)."""

    iri: str
    kind: str
    labels: Text
    definitions: Text
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    """Sections in whose graphs it is a subject, document sections first: ``fan-ops#6.1.2``."""

    def label(self, language: str) -> str:
        """Its name in a language."""
        return self.labels.get(language) or self.labels.get("zh-Hans") or self.iri


@dataclass(frozen=True)
class Relation:
    """A statement between two concepts, with the sections that state it."""

    subject: str
    predicate: str
    object: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A section of a source. ``certainty``: stated, hedged, literature, regulation or judgement."""

    id: str
    document: str
    number: str
    titles: Text
    document_titles: Text
    certainty: str

    @property
    def whole(self) -> str:
        """The id of the section that this is a further part of (`x#3.8` of `x#3.8.hedged`), else its own."""
        first, *rest = self.number.split(".")
        kept = [first, *takewhile(str.isdigit, rest)]
        return f"{self.document}#{'.'.join(kept)}"


@dataclass(frozen=True)
class Tactic:
    """A concept that can be recommended, with all that a plan needs of it.

    Days are working days of the owner before it runs; hours are a week, all roles together; money is CNY
    outside staff time.
    """

    concept: Concept
    steps: tuple[Text, ...]
    prerequisites: tuple[str, ...]
    conflicts: tuple[str, ...]
    alternatives: tuple[str, ...]
    owner: str
    helpers: tuple[str, ...]
    set_up_days: float
    hours_per_week: float
    weeks_to_effect: int
    cost_model: str
    fixed_cost: float
    cost_per_week: float
    cost_per_member: float
    metrics: tuple[str, ...]
    suits: tuple[str, ...]
    appeals_to: tuple[str, ...]
    channels: tuple[str, ...]
    risks: tuple[str, ...]
    serves: tuple[str, ...]
    in_place_when: tuple[str, ...]
    """Ids of boolean facts; where one is true the tactic is already there."""
    stated_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The sections that state its ``steps``, ``prerequisites``, ``alternatives`` and ``metrics``."""
    most_members: float | None = None
    """No more members than these are reached in one plan; per-member costs stop there."""


@dataclass(frozen=True)
class Metric:
    """A quantity that measures goals; ``observed_by`` are the facts that hold its present value."""

    concept: Concept
    formula: Text
    unit: str
    higher_is_better: bool
    observed_by: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What rules can diagnose. ``kind`` is the entity's; ``severity`` 1 (gravest) to 3, None where not given.

    ``threatens`` are goals; ``concepts`` are all that its declaration names, those goals included.
    """

    id: str
    kind: str
    labels: Text
    definitions: Text
    severity: int | None
    threatens: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    costs_face: tuple[str, ...] = ()
    """By which moves it costs people face; a finding with some is a risk of a campaign."""
    gives_face: tuple[str, ...] = ()
    better_way: Text = field(default_factory=dict)
    whose_face: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Cue:
    """Wordings that suggest the value of a fact. ``code`` is true, false or a code of the fact's options.

    ``phrases`` and ``exceptions`` are by language; in them … stands for a short gap in the same line.
    """

    id: str
    fact: str
    code: str
    phrases: Mapping[str, tuple[str, ...]]
    exceptions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Hit:
    """A search result: the concept, the text that matched, how, and a score from 0 to 100."""

    iri: str
    label: str
    kind: str
    matched: str
    score: float
