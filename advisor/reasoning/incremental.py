"""Evaluate again after a few facts changed, and only the rules that can feel it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.reasoning.evaluate import (
    Beliefs,
    Key,
    Setting,
    absorb,
    anywhere,
    check_values,
    folded,
    truth,
)
from advisor.reasoning.model import Compare, Concluded, Known, Members, Outcome, ParameterRef, Rule, Truth
from advisor.reasoning.parameters import SECTOR_FACT
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS, leaves
from advisor.situation.model import Situation


@dataclass(frozen=True)
class Incremental:
    """Rules, a situation and what they conclude, as the ground on which changes are tried.

    What comes out is what `advisor.reasoning.evaluate.evaluate` gives for the changed situation, provided
    that only the named facts or parameters differ and the entities are the same.
    """

    rules: RuleSet
    situation: Situation
    on: dt.date
    base: Outcome

    def again(
        self,
        situation: Situation,
        facts: Iterable[str] = (),
        *,
        rules: RuleSet | None = None,
        parameters: Iterable[str] = (),
    ) -> Outcome:
        """Return the outcome of a situation that differs in some facts; or of rules, in some parameters."""
        check_values(situation)
        rules = rules or self.rules
        affected = self._affected([*(("fact", f) for f in facts), *(("parameter", p) for p in parameters)])
        verdicts = dict(self.base.verdicts)
        beliefs = Beliefs(
            dict(self.base.findings),
            {id: value for (id, entity), value in self.base.goals.items() if entity == situation.brand.id},
            dict(self._recommended),
        )
        setting = Setting(situation, rules.parameters, self.on, beliefs)
        for stratum in self.rules.strata:
            touched = [rule for rule in stratum if rule.id in affected]
            for rule in touched:
                for entity in situation.of_kind(rule.kind):
                    verdicts[rule.id, entity.id] = truth(rule.when, entity, setting)
            absorb(touched, rules, situation, verdicts, beliefs)
        return self._folded(rules, situation, verdicts, affected)

    def _folded(
        self, rules: RuleSet, situation: Situation, verdicts: dict[Key, Truth], affected: Mapping[str, Rule]
    ) -> Outcome:
        tables = {
            "finding": dict(self.base.findings),
            "goal": dict(self.base.goals),
            "caution": dict(self.base.cautions),
            "recommend": dict(self.base.recommended),
            "tension": dict(self.base.tensions),
        }
        for rule in affected.values():
            for entity in situation.of_kind(rule.kind):
                for conclusion in rule.then:
                    table = tables[conclusion.what]
                    table[conclusion.id, entity.id] = folded(conclusion, entity, rules, verdicts)
        return Outcome(
            verdicts,
            tables["finding"],
            tables["goal"],
            tables["caution"],
            tables["recommend"],
            tables["tension"],
        )

    @cached_property
    def _recommended(self) -> dict[str, Truth]:
        """Whether each tactic is recommended for some entity."""
        return {
            id: anywhere(id, self.rules, self.situation, self.base.verdicts)
            for id in self.rules.conclusions("recommend")
        }

    @cached_property
    def _readers(self) -> Mapping[tuple[str, str], tuple[Rule, ...]]:
        """The rules that read each fact, each parameter and each conclusion."""
        table: dict[tuple[str, str], dict[str, Rule]] = defaultdict(dict)
        for rule in self.rules.rules:
            for leaf in leaves(rule.when):
                for key in _reads(leaf):
                    table[key][rule.id] = rule
        return {key: tuple(rules.values()) for key, rules in table.items()}

    def _affected(self, changed: list[tuple[str, str]]) -> dict[str, Rule]:
        """The rules that read what changed, and those that read what these conclude, and so on."""
        found: dict[str, Rule] = {}
        waiting = list(changed)
        while waiting:
            for rule in self._readers.get(waiting.pop(), ()):
                if rule.id not in found:
                    found[rule.id] = rule
                    waiting.extend((c.what, c.id) for c in rule.then)
        return found


def _reads(leaf: Compare | Concluded | Known | Members) -> Iterable[tuple[str, str]]:
    if isinstance(leaf, Compare):
        yield "fact", leaf.fact
        if isinstance(leaf.operand, ParameterRef):
            yield "parameter", leaf.operand.name
            yield "fact", SECTOR_FACT  # by which a parameter's value may differ
    elif isinstance(leaf, Known):
        yield "fact", leaf.fact
    elif isinstance(leaf, Concluded):
        yield CONCLUDED_AS[leaf.what], leaf.id
