"""All that planning reads, in one value, with the small questions that its parts ask of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.knowledge.model import text_in
from advisor.knowledge.store import Knowledge
from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.planning.model import FactItem
from advisor.planning.recommendation import RoleItem
from advisor.planning.settings import Settings
from advisor.reasoning.evaluate import trace
from advisor.reasoning.explain import evidence
from advisor.reasoning.model import Outcome, Rule, Trace, Truth
from advisor.reasoning.parameters import sector_of
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Entity, FactSpec, FactValue, Situation
from advisor.situation.vocabulary import Vocabulary

CERTAINTIES = ("stated", "regulation", "literature", "hedged", "judgement")
"""From the best ground to the weakest."""


@dataclass(frozen=True)
class Context:
    """Packs, knowledge, rules and one situation with its outcome, in one language."""

    packs: Packs
    knowledge: Knowledge
    vocabulary: Vocabulary
    rules: RuleSet
    settings: Settings
    situation: Situation
    outcome: Outcome
    engines: tuple[str, ...]
    phrases: Phrases
    on: dt.date
    dated: bool
    weeks: int

    @property
    def language(self) -> str:
        """The plan's language."""
        return self.phrases.language

    @cached_property
    def sector(self) -> str | None:
        """The brand's sector, where thresholds differ by it."""
        return sector_of(self.situation)

    def parameter(self, name: str) -> float:
        """A planning number at the plan's date."""
        return float(self.rules.parameters.value(name, self.on, self.sector).value)

    def label(self, iri: str) -> str:
        """A concept's name in the plan's language; the id where there is no such concept."""
        concept = self.knowledge.concept(iri)
        return concept.label(self.language) if concept else iri

    def definition(self, iri: str) -> str:
        """A concept's definition in the plan's language, or an empty text."""
        concept = self.knowledge.concept(iri)
        return text_in(concept.definitions, self.language) if concept else ""

    def role(self, iri: str) -> RoleItem:
        """A concept as id and label."""
        return RoleItem(iri, self.label(iri))

    def text(self, texts: Mapping[str, str] | None) -> str:
        """A text of the pack in the plan's language."""
        return text_in(texts, self.language) if texts else ""

    def entity_name(self, entity_id: str) -> str:
        """How an entity is called in prose."""
        entity = self.situation.by_id.get(entity_id)
        return entity.name if entity else entity_id

    def fact_item(self, entity: Entity, fact: str, known: FactValue) -> FactItem:
        """A known fact with its value in words."""
        spec = self.vocabulary[fact]
        return FactItem(
            fact=fact,
            entity=entity.id,
            value=list(known.value) if isinstance(known.value, tuple) else known.value,
            unit=spec.unit,
            origin=known.origin,
            as_of=known.as_of,
            window=known.window,
            n=known.n,
            method=known.method,
            quality=known.quality,
            label=self.text(spec.labels),
            display=self.display(spec, known),
        )

    def display(self, spec: FactSpec, known: FactValue) -> str:
        """A value in words: choices by their label, yes or no, numbers with their unit."""
        value = known.value
        labels = {o.code: self.text(o.labels) for o in spec.options}
        if isinstance(value, tuple):
            return self.phrases.list([labels.get(v, v) for v in value]) or self.phrases("value.none")
        if isinstance(value, bool):
            return self.phrases("value.yes" if value else "value.no")
        if isinstance(value, (int, float)):
            if spec.datatype == "year":
                return str(value)
            return self.phrases.quantity(value, spec.unit)
        if spec.datatype == "date":
            return self.phrases.date(value)
        return labels.get(value, value)

    # -- rules --------------------------------------------------------------------------------

    def verdict(self, rule: Rule, entity: Entity) -> Truth:
        """Whether a rule holds at an entity."""
        return self.outcome.verdicts.get((rule.id, entity.id))

    def trace(self, rule: Rule, entity: Entity) -> Trace:
        """The evaluated condition of a rule at an entity."""
        return trace(rule, entity, self.rules, self.situation, self.outcome, self.on)

    def evidence(self, rule: Rule, entity: Entity) -> tuple[str, ...]:
        """The sentences that say why a rule holds, with the brief's own figures."""
        return tuple(
            evidence(self.trace(rule, entity), self.phrases, self.vocabulary, self.knowledge, self.situation)
        )

    def first_day(self, week: int) -> str | None:
        """The first day of a week of the plan as ISO text; null where the plan has no date."""
        return (self.on + dt.timedelta(weeks=week - 1)).isoformat() if self.dated else None


def undecided(trace_: Trace) -> list[Trace]:
    """The unknown leaves that leave a trace undecided: in a part that is decided nothing need be known."""
    if trace_.holds is not None:
        return []
    if trace_.node in ("compare", "concluded", "known"):
        return [trace_]
    return [leaf for part in trace_.parts for leaf in undecided(part)]


def deciding(trace_: Trace) -> list[Trace]:
    """The true leaves that make a true trace true: parts of an `any` that do not hold are left out."""
    if trace_.node in ("compare", "concluded", "known"):
        return [trace_] if trace_.holds else []
    return [leaf for part in trace_.parts if part.holds for leaf in deciding(part)]


def best_certainty(certainties: list[str]) -> str:
    """The best of several grounds."""
    return min(certainties, key=CERTAINTIES.index) if certainties else CERTAINTIES[-1]


def unique(items: list[str]) -> tuple[str, ...]:
    """The items in their first order, each once."""
    return tuple(dict.fromkeys(items))
