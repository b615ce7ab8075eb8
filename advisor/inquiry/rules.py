"""A rule, described in words for a person and in values for a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.knowledge.model import text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases
from advisor.reasoning.explain import condition_lines
from advisor.reasoning.model import Ground, Rule
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import FactSpec


@dataclass(frozen=True)
class RuleDescription:
    """A rule in words."""

    rule: Rule
    conditions: tuple[str, ...]
    concludes: tuple[tuple[str, str, str], ...]
    say: Phrases

    def to_json(self) -> dict[str, Any]:
        """The rule as plain values, its conditions in words."""
        rule = self.rule
        return {
            "id": rule.id,
            "layer": rule.layer,
            "for": rule.kind,
            "when": list(self.conditions),
            "then": [
                {"what": c.what, "id": c.id, "label": label, "strength": c.strength, "serves": list(c.serves)}
                for c, (_, _, label) in zip(rule.then, self.concludes, strict=True)
            ],
            "basis": dict(rule.basis),
            "grounds": {"advice": _ground(rule.advice), "condition": _ground(rule.condition)},
            "file": str(rule.place) if rule.place else None,
        }

    def text(self) -> str:
        """The rule as lines for a terminal."""
        say, rule = self.say, self.rule
        lines = [
            f"{rule.id}  [{say('layer.' + rule.layer)} · {say('kind.' + rule.kind)}]",
            text_in(rule.basis, say.language),
            "",
            say("rules.when"),
            *(f"  {line}" for line in self.conditions),
            "",
            say("rules.then"),
            *(f"  {say('conclude.' + what)} {label}  {iri}" for what, iri, label in self.concludes),
            "",
        ]
        for key, ground in (("rules.advice", rule.advice), ("rules.condition", rule.condition)):
            about = ", ".join(ground.sources) or (text_in(ground.why, say.language) if ground.why else "")
            lines.append(f"{say(key)} {say('certainty.' + ground.certainty)}  {about}".rstrip())
        if rule.place:
            lines.append(str(rule.place))
        return "\n".join(lines)


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "certainty": ground.certainty,
        "sources": list(ground.sources),
        "why": dict(ground.why) if ground.why else None,
    }


def describe_rule(
    rule: Rule, knowledge: Knowledge, vocabulary: Mapping[str, FactSpec], rules: RuleSet, say: Phrases
) -> RuleDescription:
    """Describe a rule: its condition line by line, what it concludes, its grounds."""
    concludes = []
    declared = knowledge.findings()
    for conclusion in rule.then:
        if conclusion.what == "finding" and conclusion.id in declared:
            label = text_in(declared[conclusion.id].labels, say.language)
        else:
            concept = knowledge.concept(conclusion.id)
            label = concept.label(say.language) if concept else conclusion.id
        concludes.append((conclusion.what, conclusion.id, label))
    lines = condition_lines(rule.when, say, vocabulary, knowledge, rules.parameters)
    return RuleDescription(rule, tuple(lines), tuple(concludes), say)
