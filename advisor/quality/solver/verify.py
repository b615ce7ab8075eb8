"""Put the questions to all rules of a pack. Rules are compared only with those that conclude the same."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from advisor.quality.model import Found
from advisor.quality.notation import one_line
from advisor.quality.solver.questions import Questions, Subject
from advisor.reasoning.model import Concluded, Conclusion, Condition, Rule
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import CONCLUDED_AS, leaves
from advisor.situation.vocabulary import Vocabulary


class OutOfTime(Exception):
    """The time that was given is over; what has been found by then stands."""


@dataclass
class Verification:
    """Verification of rules as they stand on a day, for so many seconds.

    ``found`` fills as it goes on. A rule that never fires is told once: of what follows from it nothing is said.
    """

    rules: RuleSet
    vocabulary: Vocabulary
    on: dt.date
    seconds: float
    found: list[Found] = field(default_factory=list)

    def run(self) -> None:
        """Ask everything; raise OutOfTime where there was no time for all of it."""
        self._end = time.monotonic() + self.seconds
        subject = Subject(self.rules, self.vocabulary, self.on)
        never: set[str] = set()
        for stratum in self.rules.strata:
            for rule in stratum:
                self._watch()
                questions = Questions(replace(subject, free=frozenset(never)), rule.kind)
                if questions.never(rule):
                    never.add(rule.id)
                    self.found.append(self._never(rule, questions))
        subject = replace(subject, free=frozenset(never))
        live = [rule for rule in self.rules.rules if rule.id not in never]
        self._same(live, subject)
        self._contradicted(live, subject)

    def _watch(self) -> None:
        if time.monotonic() > self._end:
            raise OutOfTime

    # -- a rule by itself -----------------------------------------------------------------------------

    def _never(self, rule: Rule, questions: Questions) -> Found:
        parts = questions.clash(rule.when)
        return Found(
            "rule_never_fires",
            {"rule": rule.id, "parts": "; ".join(self._shown(part) for part in parts)},
            rule.place,
        )

    def _shown(self, part: Condition) -> str:
        """Return a part in one line, with the rules that conclude what it reads."""
        text = one_line(part, self.rules.parameters, self.on)
        concluding = dict.fromkeys(
            rule.id
            for leaf in leaves(part)
            if isinstance(leaf, Concluded)
            for rule in self.rules.concluding(CONCLUDED_AS[leaf.what], leaf.id)
        )
        return f"{text} [{_some(concluding)}]" if concluding else text

    # -- rules that conclude the same -----------------------------------------------------------------

    def _same(self, rules: Iterable[Rule], subject: Subject) -> None:
        for rule in rules:
            # What covers a rule covers its first conclusion, wherever that stands among its own.
            first = rule.then[0]
            others = [
                other
                for other in self.rules.concluding(first.what, first.id)
                if other is not rule
                and other.kind == rule.kind
                and other.id not in subject.free
                and covers(other, rule)
            ]
            if not others:
                continue
            self._watch()
            questions = Questions(subject, rule.kind)
            self._compared(rule, [other for other in others if questions.implies(rule, other)], questions)

    def _compared(self, rule: Rule, wider: list[Rule], questions: Questions) -> None:
        order = {one.id: number for number, one in enumerate(self.rules.rules)}
        twins = [other for other in wider if covers(rule, other) and questions.implies(other, rule)]
        earlier = [other for other in twins if order[other.id] < order[rule.id]]
        if earlier:
            self.found.append(Found("rule_duplicate", {"rule": rule.id, "other": earlier[0].id}, rule.place))
            return
        strictly = [other.id for other in wider if other not in twins]
        if strictly:
            values = {"rule": rule.id, "others": ", ".join(strictly), "conclusion": _conclusions(rule)}
            self.found.append(Found("rule_subsumed", values, rule.place))

    # -- advice that a caution takes back -------------------------------------------------------------

    def _contradicted(self, rules: Iterable[Rule], subject: Subject) -> None:
        for rule in rules:
            for conclusion in rule.then:
                tactic = conclusion.substitute or (conclusion.id if conclusion.what == "recommend" else None)
                if tactic is None or not self.rules.concluding("caution", tactic):
                    continue
                self._watch()
                questions = Questions(subject, rule.kind)
                if not questions.always_contraindicated(rule, tactic):
                    continue
                cautions = [
                    caution
                    for caution in self.rules.concluding("caution", tactic)
                    if caution.kind in ("brand", rule.kind) and caution.id not in subject.free
                ]
                alone = [one for one in cautions if questions.meets(rule, one)]
                name = "rule_contradicted" if conclusion.what == "recommend" else "substitute_contradicted"
                values = {
                    "rule": rule.id,
                    "tactic": tactic,
                    "cautions": ", ".join(one.id for one in alone or cautions),
                }
                self.found.append(Found(name, values, rule.place))


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether one rule concludes everything that another concludes, as strongly and for all its purposes."""
    return all(any(_covers(mine, its) for mine in wide.then) for its in narrow.then)


def _covers(wide: Conclusion, narrow: Conclusion) -> bool:
    return (
        (wide.what, wide.id) == (narrow.what, narrow.id)
        and wide.strength in (narrow.strength, "strong")
        and wide.weight in (narrow.weight, "primary")
        and set(narrow.serves) <= set(wide.serves)
        and narrow.substitute in (None, wide.substitute)
        and narrow.resolution == wide.resolution
    )


def _conclusions(rule: Rule) -> str:
    return ", ".join(conclusion.id for conclusion in rule.then)


def _some(names: Iterable[str], limit: int = 4) -> str:
    listed = list(names)
    return ", ".join(listed[:limit]) + (", …" if len(listed) > limit else "")


def found_in(rules: RuleSet, vocabulary: Vocabulary, on: dt.date, seconds: float) -> Iterator[Found]:
    """Return all that is proved about rules in so many seconds; where they do not suffice, that is told too."""
    verification = Verification(rules, vocabulary, on, seconds)
    try:
        verification.run()
    except OutOfTime:
        yield Found("solver", {"seconds": f"{seconds:g}"})
    yield from verification.found
