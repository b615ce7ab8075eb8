"""Which definition belongs to a term, and which term to a definition.

An option is wrong because it is the definition, or the name, of another concept, to which the one asked for
is in no way tied.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.model import Concept
from advisor.training.bank import Bank, bigrams, item_id
from advisor.training.model import Choice, Item, Refusal

OPTIONS = 4
NEAREST = 10
"""Distractors are drawn from so many of the likest concepts."""
SAME_MEANING = 0.35
"""Definitions that share more pieces than this may mean the same."""


def definitions(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Term to definition."""
    for concept in bank.drawn(bank.concepts, seed, "definition"):
        others = _others(bank, concept, seed, "definition")
        if others is None:
            yield Refusal("definition", concept.iri, "few_options")
            continue
        label = bank.label(concept)
        choices = [Choice(bank.definition(concept), True, bank.phrases("train.proof.definition", term=label))]
        choices += [
            Choice(bank.definition(o), False, bank.phrases("train.proof.definition", term=bank.label(o)))
            for o in others
        ]
        yield Item(
            id=item_id("definition", concept.iri),
            sort="definition",
            form="single",
            topic=bank.topic(concept),
            bloom="remember",
            difficulty=_difficulty(bank, concept, others),
            language=bank.language,
            stem=bank.phrases("train.stem.definition", term=label),
            choices=tuple(choices),
            explanation=bank.phrases(
                "train.explain.definition", term=label, definition=bank.definition(concept)
            ),
            sources=bank.sources(concept),
        )


def terms(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Definition to term."""
    for concept in bank.drawn(bank.concepts, seed, "term"):
        others = _others(bank, concept, seed, "term")
        if others is None:
            yield Refusal("term", concept.iri, "few_options")
            continue
        label = bank.label(concept)
        choices = [Choice(label, True, bank.phrases("train.proof.definition", term=label))]
        choices += [
            Choice(
                bank.label(o),
                False,
                bank.phrases("train.explain.definition", term=bank.label(o), definition=bank.definition(o)),
            )
            for o in others
        ]
        yield Item(
            id=item_id("term", concept.iri),
            sort="term",
            form="single",
            topic=bank.topic(concept),
            bloom="understand",
            difficulty=_difficulty(bank, concept, others),
            language=bank.language,
            stem=bank.phrases("train.stem.term", definition=bank.definition(concept)),
            choices=tuple(choices),
            explanation=bank.phrases(
                "train.explain.definition", term=label, definition=bank.definition(concept)
            ),
            sources=bank.sources(concept),
            cues=bank.names(concept)[1:],
        )


def _others(bank: Bank, concept: Concept, seed: int, sort: str) -> list[Concept] | None:
    """Return concepts of the same kind that are surely not it, drawn from the likest; None where too few are."""
    own = bigrams(bank.definition(concept))
    found = []
    for other in bank.by_kind.get(concept.kind, ()):
        if bank.tied(concept, other):
            continue
        theirs = bigrams(bank.definition(other))
        if own | theirs and len(own & theirs) / len(own | theirs) > SAME_MEANING:
            continue
        found.append(other)
    if len(found) < OPTIONS - 1:
        return None
    found.sort(key=lambda o: (-bank.likeness(concept, o), o.iri))
    return bank.rng(seed, sort, concept.iri).sample(found[:NEAREST], OPTIONS - 1)


def _difficulty(bank: Bank, concept: Concept, others: list[Concept]) -> float:
    """A guess before anyone has answered: the likeness of the options; it says less than answers do."""
    return round(0.3 + 0.7 * sum(bank.likeness(concept, o) for o in others) / len(others), 2)
