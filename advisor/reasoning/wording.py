"""Conditions and comparisons in words: what is asked of a fact, and what is the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from advisor.knowledge.model import Concept, Finding, Section
from advisor.phrases import Phrases
from advisor.reasoning.model import NEGATED, Operator, Threshold, Trace
from advisor.reasoning.parameters import HISTORY_DAYS, day_of
from advisor.situation.model import FactSpec, FactValue, Situation, Value

_YEAR_SLACK_DAYS = 60


class Names(Protocol):
    """What putting conditions into words needs of the ontology."""

    def concept(self, iri: str, /) -> Concept | None:
        """Return a concept by its compact IRI."""

    def section(self, section_id: str, /) -> Section | None:
        """Return a section by its id."""

    def finding(self, finding_id: str, /) -> Finding | None:
        """Return a declared finding by its id."""


@dataclass(frozen=True)
class Wording:
    """Words for facts, values and thresholds in the language of ``phrases``."""

    phrases: Phrases
    vocabulary: Mapping[str, FactSpec]
    knowledge: Names

    @property
    def language(self) -> str:
        """The language of all that is said."""
        return self.phrases.language

    def text(self, texts: Mapping[str, str]) -> str:
        """Return a text in this language, else in simplified Chinese, else in any."""
        return texts.get(self.language) or texts.get("zh-Hans") or next(iter(texts.values()), "")

    # -- names ------------------------------------------------------------------------------------

    def fact(self, fact: str) -> str:
        """Return a fact's name."""
        spec = self.vocabulary.get(fact)
        return self.text(spec.labels) if spec else fact

    def conclusion(self, name: str) -> str:
        """Return the name of a finding or a concept."""
        finding = self.knowledge.finding(name)
        if finding is not None:
            return self.text(finding.labels)
        concept = self.knowledge.concept(name)
        return concept.label(self.language) if concept else name

    def source(self, section_id: str) -> str:
        """Return how a section is cited in a sentence; a publication as it is written."""
        section = self.knowledge.section(section_id)
        if section is None:
            return section_id
        document = self.text(section.document_titles)
        number = section.whole.partition("#")[2]
        return self.phrases("explain.source", document=document, number=number)

    def value(self, fact: str, value: Value) -> str:
        """Return a value in words: choices by their label, yes or no, numbers with their unit."""
        spec = self.vocabulary.get(fact)
        options = {option.code: self.text(option.labels) for option in spec.options} if spec else {}
        if isinstance(value, tuple):
            return self.phrases.list([options.get(code) or code for code in value]) or self.phrases(
                "value.none"
            )
        if isinstance(value, bool):
            return self.phrases("value.yes" if value else "value.no")
        if isinstance(value, (int, float)):
            if spec is not None and spec.datatype == "year":
                return str(value)
            return self.phrases.quantity(value, spec.unit if spec else None)
        if spec is not None and spec.datatype == "date":
            return self.phrases.date(value)
        return options.get(value) or value

    # -- thresholds -------------------------------------------------------------------------------

    def threshold(self, fact: str, threshold: Threshold, known: FactValue | None, today: str | None) -> str:
        """Return a threshold with where it is from; a value of the brand's own past with its date."""
        shown = self.value(fact, threshold.value)
        if threshold.origin == "literal":
            return self._spaced(shown)
        if threshold.origin == "history":
            return self._spaced(self._past(fact, threshold, known, today))
        if threshold.origin == "judgement":
            return self._spaced(self.phrases("explain.threshold.judgement", value=shown))
        source = self.phrases.list([self.source(s) for s in threshold.sources])
        return self._spaced(self.phrases("explain.threshold.source", value=shown, source=source))

    def _past(self, fact: str, threshold: Threshold, known: FactValue | None, today: str | None) -> str:
        shown = self.value(fact, threshold.value)
        day = threshold.as_of or ""
        earlier = next((e.value for e in known.history if e.as_of == day), None) if known else None
        when = "year" if _about_a_year(day, (known.as_of if known else None) or today) else "past"
        date = self._date(day)
        if earlier is None or earlier == threshold.value:
            return self.phrases(f"explain.threshold.{when}", value=shown, date=date)
        before = self.value(fact, earlier)
        return self.phrases(f"explain.threshold.{when}_factor", value=shown, earlier=before, date=date)

    def _date(self, text: str) -> str:
        """Return a day, a month or a year as it was given, in words."""
        return self.phrases.date(text)

    def _spaced(self, text: str) -> str:
        """Set off what begins with a digit or a letter from the Chinese before it."""
        return f" {text}" if self.language != "en" and text[:1].isascii() else text

    # -- leaves -----------------------------------------------------------------------------------

    def needed(self, leaf: Trace, threshold: str) -> str:
        """Return what a leaf asks for, whatever is the case: ``share of all fans below 8%``."""
        say = self.phrases
        fact, operator = leaf.fact or "", leaf.operator or "is"
        if leaf.node == "concluded":
            sort = self._sort(fact)
            return say(
                f"explain.{sort}.{'true' if operator == 'is' else 'false'}", name=self.conclusion(fact)
            )
        if leaf.node == "known":
            return say(f"explain.need.{operator}", fact=self.fact(fact))
        sort, relation, value = self._compared(leaf, threshold)
        return say(f"explain.need.{sort}", fact=self.fact(fact), relation=relation, value=value)

    def _asked(self, leaf: Trace, threshold: str) -> str:
        """Return what a comparison asks for, its fact not named: ``below 8%``."""
        sort, relation, value = self._compared(leaf, threshold)
        return self.phrases(f"explain.asked.{sort}", relation=relation, value=value)

    def _compared(self, leaf: Trace, threshold: str) -> tuple[str, str, str]:
        """Return the sort of phrase that a comparison takes, its relation for numbers, and its other side."""
        fact, operator = leaf.fact or "", leaf.operator or "is"
        sort, relation = self._relation(fact, operator, threshold)
        if sort == "boolean" and operator == "is_not" and leaf.threshold is not None:
            threshold = self.value(fact, not leaf.threshold.value)
        return sort, relation, threshold.strip()

    def stated(self, leaf: Trace, threshold: str) -> str:
        """Return what is the case at a leaf: ``share of all fans is 5%, below 8%``, or that it is not known."""
        say = self.phrases
        fact, operator = leaf.fact or "", leaf.operator or "is"
        if leaf.node == "concluded":
            word = (
                {True: "true", False: "false"}.get(leaf.value) if isinstance(leaf.value, bool) else "unknown"
            )
            return say(f"explain.{self._sort(fact)}.{word}", name=self.conclusion(fact))
        if leaf.node == "known":
            if leaf.value is None:
                return say("explain.need.unknown", fact=self.fact(fact))
            return say("explain.fact.known", fact=self.fact(fact), value=self.value(fact, leaf.value))
        if leaf.value is None:
            return say("explain.fact.unknown", fact=self.fact(fact), asked=self._asked(leaf, threshold))
        actual = operator if leaf.holds else NEGATED[_operator(operator)]
        sort, relation = self._relation(fact, actual, threshold)
        value = self.value(fact, leaf.value)
        if sort == "number":
            value = self._spaced(value)
        return say(
            f"explain.fact.{sort}",
            fact=self.fact(fact),
            value=value,
            relation=relation,
            other=threshold.strip(),
        )

    def _relation(self, fact: str, operator: str, threshold: str) -> tuple[str, str]:
        """Return which sort of phrase an operator takes with a fact, and the relation in words for numbers."""
        spec = self.vocabulary.get(fact)
        if spec is None or spec.numeric:
            return "number", self.phrases(f"explain.op.{operator}", threshold=threshold)
        if spec.datatype == "boolean":
            return "boolean", ""
        return operator, ""

    def _sort(self, name: str) -> str:
        """Return which phrases a conclusion takes: a finding's id has a dot, a concept's a colon."""
        if ":" not in name:
            return "finding"
        concept = self.knowledge.concept(name)
        return "goal" if concept is not None and concept.kind == "mz:Goal" else "tactic"

    def leaf_threshold(self, leaf: Trace, situation: Situation) -> str:
        """Return a leaf's threshold in words, as `needed` and `stated` want it; empty where it has none."""
        if leaf.node != "compare" or leaf.threshold is None or leaf.fact is None:
            return ""
        entity = situation.by_id.get(leaf.entity, situation.brand)
        known = situation.value(entity, leaf.fact)
        return self.threshold(leaf.fact, leaf.threshold, known, situation.as_of)


def _operator(word: str) -> Operator:
    return next(operator for operator in NEGATED if operator == word)


def _about_a_year(day: str, today: str | None) -> bool:
    now, then = day_of(today), day_of(day)
    return now is not None and then is not None and abs((now - then).days - HISTORY_DAYS) <= _YEAR_SLACK_DAYS
