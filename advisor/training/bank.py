"""What items are made from: concepts, disjoint kinds, rules with their tests; and small questions put to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, pairwise
from typing import TypeVar

from advisor.knowledge.model import Concept, text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases
from advisor.reasoning.rules import RuleSet
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import Located

T = TypeVar("T")

_TOGETHER = (
    "skos:broader",
    "skos:narrower",
    "skos:related",
    "mz:partOf",
    "mz:consistsOf",
    "mz:contrastsWith",
)


@dataclass(frozen=True)
class Bank:
    """Knowledge and rules opened in one language; ``tests`` are those beside the rules, by rule."""

    knowledge: Knowledge
    rules: RuleSet
    vocabulary: Vocabulary
    phrases: Phrases
    tests: Mapping[str, Located | None]
    on: dt.date

    @property
    def language(self) -> str:
        """The language of the items."""
        return self.phrases.language

    def drawn(self, things: Iterable[T], seed: int, sort: str) -> list[T]:
        """The things in an order that depends on the seed and the sort of item alone."""
        order = list(things)
        self.rng(seed, sort).shuffle(order)
        return order

    def rng(self, seed: int, *about: str) -> random.Random:
        """Chance that depends on the seed and on what the item is about alone, not on other items."""
        return random.Random("|".join([str(seed), *about]))  # noqa: S311 - for drawing items, not for secrets

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that a document or publication defines, each with a text in this language."""
        return tuple(
            c
            for c in self.knowledge.concepts()
            if self.definition(c) and any(self._outside(s) for s in c.sections)
        )

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Concept, ...]]:
        """These concepts by their kind."""
        found: dict[str, list[Concept]] = {}
        for concept in self.concepts:
            found.setdefault(concept.kind, []).append(concept)
        return {kind: tuple(group) for kind, group in found.items()}

    def definition(self, concept: Concept) -> str:
        """A concept's definition in this language, or an empty text: never another language's."""
        texts = concept.definitions
        return texts.get(self.language, "")

    def label(self, concept: Concept) -> str:
        """A concept's name."""
        return concept.label(self.language)

    def kind_label(self, kind: str) -> str:
        """What a kind is called."""
        return self.knowledge.class_label(kind, self.language)

    def names(self, concept: Concept) -> tuple[str, ...]:
        """All names of a concept in this language."""
        return (self.label(concept), *concept.alternatives.get(self.language, ()))

    def sources(self, concept: Concept) -> tuple[str, ...]:
        """The sections that speak of a concept outside of judgement, three at most."""
        return tuple(s for s in concept.sections if self._outside(s))[:3]

    def topic(self, concept: Concept) -> str:
        """The document that a concept comes from."""
        return self.sources(concept)[0].partition("#")[0]

    def _outside(self, section: str) -> bool:
        found = self.knowledge.section(section)
        return found is not None and found.certainty != "judgement"

    # -- what excludes what ---------------------------------------------------------------------------------

    @cached_property
    def _groups(self) -> tuple[frozenset[str], ...]:
        """The sets of classes that the axioms declare to exclude each other."""
        heads = self.knowledge.rows("SELECT object FROM statement WHERE predicate = 'owl:members'")
        groups = []
        for (node,) in heads:
            members, at = [], node
            while at != "rdf:nil":
                first = self.knowledge.rows(
                    "SELECT object FROM statement WHERE subject = ? AND predicate = 'rdf:first'", at
                )
                rest = self.knowledge.rows(
                    "SELECT object FROM statement WHERE subject = ? AND predicate = 'rdf:rest'", at
                )
                if not first or not rest:
                    break
                members.append(first[0][0])
                at = rest[0][0]
            groups.append(frozenset(members))
        return tuple(groups)

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        rows = self.knowledge.rows("SELECT kind, ancestor FROM kind")
        found: dict[str, set[str]] = {}
        for kind, ancestor in rows:
            found.setdefault(kind, {kind}).add(ancestor)
        return {kind: frozenset(above) for kind, above in found.items()}

    def disjoint(self, one: str, other: str) -> bool:
        """Whether the axioms say that nothing is of both kinds."""
        if (one, other) not in self._excluded:
            above = self._above.get(one, frozenset({one}))
            beside = self._above.get(other, frozenset({other}))
            self._excluded[one, other] = any(
                a != b and a in group and b in group for group in self._groups for a in above for b in beside
            )
        return self._excluded[one, other]

    @cached_property
    def _excluded(self) -> dict[tuple[str, str], bool]:
        """What was found of pairs of kinds so far."""
        return {}

    # -- what is near ---------------------------------------------------------------------------------------

    @cached_property
    def _ties(self) -> Mapping[str, frozenset[str]]:
        """For each concept those that it is tied to so closely that either may pass for the other."""
        marks = ", ".join("?" * len(_TOGETHER))
        rows = self.knowledge.rows(
            f"SELECT subject, object FROM statement WHERE predicate IN ({marks})",  # noqa: S608 - our own names
            *_TOGETHER,
        )
        found: dict[str, set[str]] = {}
        for subject, target in rows:
            found.setdefault(subject, set()).add(target)
            found.setdefault(target, set()).add(subject)
        return {iri: frozenset(near) for iri, near in found.items()}

    def tied(self, one: Concept, other: Concept) -> bool:
        """Whether two concepts are the same, or stand above, in or beside each other."""
        near = self._ties.get(one.iri, frozenset())
        if one.iri == other.iri or other.iri in near:
            return True
        return bool({t.casefold() for t in self.names(one)} & {t.casefold() for t in self.names(other)})

    def likeness(self, one: Concept, other: Concept) -> float:
        """How alike two concepts are, from 0 to 1: sections and neighbours that they share.

        After Alsubait, Parsia and Sattler (2012): options that are like the key make an item harder.
        """
        sections = _jaccard(frozenset(one.sections), frozenset(other.sections))
        near = _jaccard(self._ties.get(one.iri, frozenset()), self._ties.get(other.iri, frozenset()))
        names = _jaccard(bigrams(self.label(one)), bigrams(self.label(other)))
        return round(0.5 * sections + 0.25 * near + 0.25 * names, 4)

    def likest(self, to: Sequence[Concept], others: Sequence[Concept]) -> list[Concept]:
        """The others, those first that are most like one of some concepts."""
        return sorted(others, key=lambda o: (-max(self.likeness(one, o) for one in to), o.iri))

    def text(self, texts: Mapping[str, str]) -> str:
        """A text of the pack in this language."""
        return text_in(texts, self.language)


def item_id(sort: str, *about: str) -> str:
    """A short name that depends on what the item is about alone: the same in every paper and language."""
    return f"{sort}-{hashlib.sha256('|'.join(about).encode()).hexdigest()[:12]}"


@cache
def bigrams(text: str) -> frozenset[str]:
    """Two characters next to each other in Chinese, whole words of four letters and more in Latin script."""
    found: set[str] = set()
    word = ""
    for character in [*text.casefold(), " "]:
        if character.isascii() and character.isalnum():
            word += character
            continue
        if len(word) >= 4:
            found.add(word[:6])
        word = ""
    wide = [c if not c.isascii() and c.isalnum() else " " for c in text]
    found |= {a + b for a, b in pairwise(wide) if " " not in (a, b)}
    return frozenset(found)


def _jaccard(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def alike(texts: Sequence[str], limit: float) -> bool:
    """Whether two of some texts share more than ``limit`` of their two-character pieces."""
    pieces = [bigrams(text) for text in texts]
    return any(_jaccard(a, b) > limit for a, b in combinations(pieces, 2))
