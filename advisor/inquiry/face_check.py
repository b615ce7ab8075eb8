"""What a planned message or campaign does to people's face: where it costs face, where it gives some, what is open.

The rules decide, on what the campaign's file states and on what its wording suggests. Each remark says whose
face it is, where it stands in the text, why, by which section, and what would be better.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from advisor.knowledge.model import Finding, text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases
from advisor.planning.context import best_certainty, deciding, undecided, unique
from advisor.reasoning.engines import conclude
from advisor.reasoning.evaluate import trace
from advisor.reasoning.explain import evidence
from advisor.reasoning.model import Outcome, Rule, Trace
from advisor.reasoning.rules import RuleSet
from advisor.situation.campaign import KIND, Message
from advisor.situation.cues import CueHit
from advisor.situation.vocabulary import Vocabulary

Sort: TypeAlias = Literal["risk", "gain"]


@dataclass(frozen=True)
class Remark:
    """One thing that a campaign does to face. ``severity`` is 1 (gravest) to 3; ``where`` are its wordings."""

    id: str
    sort: Sort
    label: str
    severity: int
    who: str
    what: str
    why: tuple[str, ...]
    where: tuple[CueHit, ...]
    evidence: tuple[str, ...]
    better: str
    certainty: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """A fact that is not known and could show a risk; ``unlocks`` names the risks."""

    fact: str
    question: str
    why: str
    unlocks: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """A wording that suggests otherwise than the campaign's file states; the file counts."""

    fact: str
    label: str
    stated: str
    hit: CueHit


@dataclass(frozen=True)
class FaceCheck:
    """The outcome of a check. Remarks come gravest first, risks before gains."""

    name: str
    remarks: tuple[Remark, ...]
    questions: tuple[OpenQuestion, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def risks(self) -> tuple[Remark, ...]:
        """The remarks on what costs face."""
        return tuple(r for r in self.remarks if r.sort == "risk")

    @property
    def gains(self) -> tuple[Remark, ...]:
        """The remarks on what gives face."""
        return tuple(r for r in self.remarks if r.sort == "gain")

    @property
    def verdict(self) -> Literal["risk", "open", "clear"]:
        """``risk`` where something costs face, ``open`` where something still could, else ``clear``."""
        return "risk" if self.risks else "open" if self.questions else "clear"


def face_check(
    message: Message,
    rules: RuleSet,
    vocabulary: Vocabulary,
    knowledge: Knowledge,
    phrases: Phrases,
    on: dt.date,
) -> FaceCheck:
    """Check a campaign; the same campaign, pack and date give the same outcome.

    Raises EnginesDisagree where the engines come to different conclusions.
    """
    outcome, _ = conclude(rules, message.situation, on)
    return _Checker(message, rules, vocabulary, knowledge, phrases, on, outcome).check()


@dataclass(frozen=True)
class _Checker:
    message: Message
    rules: RuleSet
    vocabulary: Vocabulary
    knowledge: Knowledge
    phrases: Phrases
    on: dt.date
    outcome: Outcome

    def check(self) -> FaceCheck:
        campaign = self.message.campaign
        remarks: list[Remark] = []
        unlocks: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.knowledge.findings().values():
            if finding.kind != KIND or not (finding.costs_face or finding.gives_face):
                continue
            truth = self.outcome.findings.get((finding.id, campaign.id))
            if truth is True:
                remarks.append(self._remark(finding))
            elif truth is None and finding.costs_face:
                for fact in self._open(finding):
                    unlocks[fact].append(finding)
        remarks.sort(key=lambda r: (r.sort != "risk", r.severity, r.id))
        return FaceCheck(self.message.name, tuple(remarks), self._questions(unlocks), self._contradictions())

    def _text(self, texts: Any) -> str:
        return text_in(texts, self.phrases.language)

    def _rules(self, finding: Finding) -> list[Rule]:
        return [r for r in self.rules.concluding("finding", finding.id) if r.kind == KIND]

    def _trace(self, rule: Rule) -> Trace:
        return trace(rule, self.message.campaign, self.rules, self.message.situation, self.outcome, self.on)

    def _holds(self, rule: Rule) -> bool:
        return self.outcome.verdicts.get((rule.id, self.message.campaign.id)) is True

    def _remark(self, finding: Finding) -> Remark:
        holding = [r for r in self._rules(finding) if self._holds(r)]
        traces = [self._trace(r) for r in holding]
        facts = {leaf.fact for t in traces for leaf in deciding(t) if leaf.node in ("compare", "known")}
        said = [
            sentence
            for t in traces
            for sentence in evidence(t, self.phrases, self.vocabulary, self.knowledge, self.message.situation)
        ]
        return Remark(
            id=finding.id,
            sort="risk" if finding.costs_face else "gain",
            label=self._text(finding.labels),
            severity=finding.severity or 3,
            who=self._text(finding.whose_face),
            what=self._text(finding.definitions),
            why=tuple(self._text(r.basis) for r in holding),
            where=tuple(h for h in self.message.hits if h.fact in facts and h not in self.message.against),
            evidence=unique(said),
            better=self._text(finding.better_way),
            certainty=best_certainty([r.advice.certainty for r in holding]),
            rules=tuple(r.id for r in holding),
            sources=unique([s for r in holding for s in r.advice.sources]),
        )

    def _open(self, finding: Finding) -> tuple[str, ...]:
        """The facts that leave a risk open, those behind a finding that the rule reads among them."""
        facts: list[str] = []
        for rule in self._rules(finding):
            for leaf in undecided(self._trace(rule)):
                if leaf.node == "compare" and leaf.fact:
                    facts.append(leaf.fact)
                elif leaf.node == "concluded" and leaf.fact:
                    facts.extend(self._behind(leaf.fact))
        return unique([f for f in facts if not self.vocabulary[f].computed_as] + self._parts(facts))

    def _behind(self, finding: str) -> list[str]:
        brand = self.message.situation.brand
        found: list[str] = []
        for rule in self.rules.concluding("finding", finding):
            if rule.kind == "brand":
                leaves = undecided(
                    trace(rule, brand, self.rules, self.message.situation, self.outcome, self.on)
                )
                found += [leaf.fact for leaf in leaves if leaf.node == "compare" and leaf.fact]
        return found

    def _parts(self, facts: list[str]) -> list[str]:
        """The facts from which those that are computed are missing, as far as they are not known."""
        known = self.message.campaign.facts
        return [
            part
            for spec, expression in self.vocabulary.computed
            if spec.id in facts
            for part in expression.facts
            if part not in known
        ]

    def _questions(self, unlocks: dict[str, list[Finding]]) -> tuple[OpenQuestion, ...]:
        """What to ask, the weightiest first: by the gravest risk that it could show, then by how many."""

        def weight(fact: str) -> tuple[int, int, str]:
            return (min(f.severity or 3 for f in unlocks[fact]), -len(unlocks[fact]), fact)

        return tuple(
            OpenQuestion(
                fact,
                self._text(self.vocabulary[fact].question),
                self._text(self.vocabulary[fact].why),
                tuple(self._text(f.labels) for f in unlocks[fact]),
            )
            for fact in sorted(unlocks, key=weight)
        )

    def _contradictions(self) -> tuple[Contradiction, ...]:
        facts = self.message.campaign.facts
        return tuple(
            Contradiction(
                hit.fact,
                self._text(self.vocabulary[hit.fact].labels),
                self._said(facts[hit.fact].value),
                hit,
            )
            for hit in self.message.against
        )

    def _said(self, value: object) -> str:
        if isinstance(value, bool):
            return self.phrases("value.yes" if value else "value.no")
        return str(value)
