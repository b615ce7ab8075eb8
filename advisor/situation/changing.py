"""A situation with some of its facts changed, as it would be read from a changed brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from advisor.situation.brief import WEEKS_FACT
from advisor.situation.derive import complete
from advisor.situation.model import Entity, FactValue, Situation, Value
from advisor.situation.vocabulary import Vocabulary

Changes: TypeAlias = Mapping[tuple[str, str], Value | None]
"""New values by (entity id, fact id); None makes the fact unknown."""


def changed(situation: Situation, vocabulary: Vocabulary, changes: Changes) -> Situation:
    """Return the situation with some facts changed and what is computed from them computed anew.

    A changed value keeps the date, the window and the past of the one before: only the figure is another. A
    fact that was unknown has no past. Whether the constraints between facts still hold is for the caller to
    ask (`derive.violations`).
    """
    weeks = changes.get((situation.brand.id, WEEKS_FACT), situation.weeks)
    entities = tuple(_changed(entity, vocabulary, changes) for entity in situation.entities)
    assert weeks is None or isinstance(weeks, int)
    return complete(replace(situation, entities=entities, weeks=weeks), vocabulary)


def computed(fact: str, known: FactValue, vocabulary: Vocabulary) -> bool:
    """Whether a fact's value was computed from other facts when the brief was read."""
    return known.origin == "computed" and fact in vocabulary and bool(vocabulary[fact].computed_as)


def _changed(entity: Entity, vocabulary: Vocabulary, changes: Changes) -> Entity:
    facts = {fact: known for fact, known in entity.facts.items() if not computed(fact, known, vocabulary)}
    for (owner, fact), value in changes.items():
        if owner != entity.id:
            continue
        if value is None:
            facts.pop(fact, None)
        elif fact in facts:
            facts[fact] = replace(facts[fact], value=value, origin="assumed")
        else:
            facts[fact] = FactValue(value, origin="assumed")
    return replace(entity, facts=facts)
