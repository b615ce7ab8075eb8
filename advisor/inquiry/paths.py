"""How two concepts are joined, told in sentences that each cite where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge.model import Relation
from advisor.knowledge.paths import Path, Step, find_paths
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases

CERTAINTIES = ("stated", "regulation", "literature", "hedged", "judgement")
"""From the best ground to the weakest."""


@dataclass(frozen=True)
class ToldStep:
    """A statement said in a sentence, from the end at which the path comes in; ``forward``: from its subject."""

    relation: Relation
    forward: bool
    sentence: str
    certainty: str

    def to_json(self) -> dict[str, Any]:
        """The step as plain values."""
        return {
            "subject": self.relation.subject,
            "predicate": self.relation.predicate,
            "object": self.relation.object,
            "forward": self.forward,
            "sections": list(self.relation.sections),
            "certainty": self.certainty,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class ToldPath:
    """A path in sentences. ``nodes`` are (IRI, label, kind) from one end to the other."""

    nodes: tuple[tuple[str, str, str], ...]
    steps: tuple[ToldStep, ...]
    cost: float
    say: Phrases

    @property
    def sentence(self) -> str:
        """The whole path as one sentence, without sources."""
        joined = self.say("path.join").join(step.sentence for step in self.steps)
        return self.say("path.sentence", steps=_capitalised(joined))

    def to_json(self) -> dict[str, Any]:
        """The path as plain values."""
        return {
            "nodes": [{"iri": iri, "label": label, "kind": kind} for iri, label, kind in self.nodes],
            "steps": [step.to_json() for step in self.steps],
            "sentence": self.sentence,
            "cost": self.cost,
        }

    def text(self) -> str:
        """The path for a terminal: the sentence, then each step with its sections and their certainty."""
        say = self.say
        lines = [self.sentence]
        for step in self.steps:
            sections = ", ".join(step.relation.sections)
            certainty = say(f"certainty.{step.certainty}")
            lines.append(
                "  " + say("path.step", sentence=step.sentence, sections=sections, certainty=certainty)
            )
        return "\n".join(lines)


def tell_paths(knowledge: Knowledge, start: str, end: str, say: Phrases, *, count: int = 3) -> list[ToldPath]:
    """Return up to ``count`` different paths between the concepts of two names, the most telling first.

    None where nothing joins them, or where both names mean the same concept. Raises NotFound with the nearest
    names.
    """
    one, other = knowledge.find(start), knowledge.find(end)
    return [tell(knowledge, path, say) for path in find_paths(knowledge, one.iri, other.iri, count=count)]


def tell(knowledge: Knowledge, path: Path, say: Phrases) -> ToldPath:
    """Put a path into words."""
    language = say.language
    nodes = [(iri, _label(knowledge, iri, language), _kind(knowledge, iri)) for iri in path.nodes]
    return ToldPath(tuple(nodes), tuple(_told(knowledge, step, say) for step in path.steps), path.cost, say)


def sentence_of(knowledge: Knowledge, relation: Relation, say: Phrases, *, forward: bool = True) -> str:
    """Say a statement in a sentence without its stop, from its subject (``forward``) or from its object.

    A relation for which the packs have no sentence is said by its name.
    """
    values = {
        "subject": _label(knowledge, relation.subject, say.language),
        "object": _label(knowledge, relation.object, say.language),
    }
    key = f"relation.{relation.predicate}" + ("" if forward else ".inverse")
    if key in say:
        return say(key, **values)
    name = knowledge.predicate_label(relation.predicate, say.language)
    return say("path.plain" if forward else "path.plain.inverse", relation=name, **values)


def certainty_of(knowledge: Knowledge, sections: Sequence[str]) -> str:
    """Return the best certainty among the sections that state something."""
    found = {section.certainty for name in sections if (section := knowledge.section(name))}
    return next((certainty for certainty in CERTAINTIES if certainty in found), CERTAINTIES[-1])


def _capitalised(text: str) -> str:
    """Return a sentence with its first letter large, a quotation mark before it or not."""
    place = next((i for i, character in enumerate(text[:2]) if character.isalpha()), 0)
    return text[:place] + text[place : place + 1].upper() + text[place + 1 :]


def _told(knowledge: Knowledge, step: Step, say: Phrases) -> ToldStep:
    sentence = sentence_of(knowledge, step.relation, say, forward=step.forward)
    return ToldStep(step.relation, step.forward, sentence, certainty_of(knowledge, step.relation.sections))


def _label(knowledge: Knowledge, iri: str, language: str) -> str:
    concept = knowledge.concept(iri)
    return concept.label(language) if concept else iri


def _kind(knowledge: Knowledge, iri: str) -> str:
    concept = knowledge.concept(iri)
    return concept.kind if concept else ""
