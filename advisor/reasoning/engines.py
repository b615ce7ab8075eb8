"""Let every engine that this machine has conclude, and hold their conclusions against each other."""

from __future__ import annotations

import datetime as dt

from advisor.errors import EnginesDisagree
from advisor.reasoning.durable import available, evaluate_durable
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.model import Outcome, Truth
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Situation

REFERENCE = "reference"
DURABLE = "durable_rules"

_WORDS = {True: "true", False: "false", None: "unknown"}


def conclude(rules: RuleSet, situation: Situation, on: dt.date) -> tuple[Outcome, list[str]]:
    """Return what the rules conclude on a date, and the names of the engines that came to it.

    The reference evaluator always runs, durable_rules wherever it can be had. Raises EnginesDisagree,
    naming the first rule and entity, where they differ, and EngineError where an engine fails.
    """
    outcome = evaluate(rules, situation, on)
    if not available()[0]:
        return outcome, [REFERENCE]
    compare(outcome, evaluate_durable(rules, situation, on))
    return outcome, [REFERENCE, DURABLE]


def compare(reference: Outcome, other: Outcome) -> None:
    """Raise EnginesDisagree where two outcomes differ in the verdict of a rule at an entity."""
    for key in sorted({*reference.verdicts, *other.verdicts}):
        ours, theirs = reference.verdicts.get(key), other.verdicts.get(key)
        if ours is not theirs:
            rule, entity = key
            raise EnginesDisagree(
                f"the engines disagree on rule '{rule}' at '{entity}': {REFERENCE} says {_said(ours)}, "
                f"{DURABLE} says {_said(theirs)}",
                remedy="no plan is written; please report this with the brief",
            )


def _said(truth: Truth) -> str:
    return _WORDS[truth]
