"""Case files: whole briefs with what the rules of all layers should conclude about them together.

They stand in ``rules/cases/``. Where a test beside a rule takes the conclusions of other rules as given, a
case runs everything, from the brief to the tensions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import InputError, Place, RuleError
from advisor.pack import Pack, Packs
from advisor.reasoning.cases import EXPECTATIONS
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.fields import SNAKE, Fields
from advisor.reasoning.model import Outcome, Truth
from advisor.reasoning.rules import RuleSet
from advisor.situation.brief import parse_brief
from advisor.situation.model import Situation
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import Located, load

FOLDER = "cases"
SORTS: Mapping[str, str] = {
    "findings": "finding",
    "goals": "goal",
    "cautions": "caution",
    "recommend": "recommend",
    "tensions": "tension",
}
"""What a case can expect, and what rules call it."""

_KEYS = ("id", "what", "brief", "date", *EXPECTATIONS)


@dataclass(frozen=True)
class Expectation:
    """A conclusion that is expected to be true, false or unknown.

    ``entity`` is the id of the one it is expected at. Without, true asks for some entity, false for every
    one, and unknown that it is true at none and open at one at least.
    """

    sort: str
    id: str
    entity: str | None
    truth: Truth
    place: Place
    text: str

    def got(self, outcome: Outcome) -> Truth:
        """Return what the rules make of it; unknown where it is evaluated nowhere."""
        tables = {
            "finding": outcome.findings,
            "goal": outcome.goals,
            "caution": outcome.cautions,
            "recommend": outcome.recommended,
            "tension": outcome.tensions,
        }
        truths = [
            truth
            for (id, entity), truth in tables[self.sort].items()
            if id == self.id and self.entity in (None, entity)
        ]
        if True in truths:
            return True
        return None if None in truths or not truths else False


@dataclass(frozen=True)
class BriefCase:
    """One case: a situation, the day of its parameters, and what is expected."""

    id: str
    situation: Situation
    on: dt.date
    expected: tuple[Expectation, ...]
    place: Place


@dataclass(frozen=True)
class CaseFailure:
    """An expectation that does not hold."""

    case: str
    place: Place
    id: str
    """What is expected: the id of a conclusion, with ``@`` and the entity where one is named."""
    expected: Truth
    got: Truth

    def __str__(self) -> str:
        words = {True: "true", False: "false", None: "unknown"}
        return (
            f"{self.place}: case '{self.case}': {self.id} is {words[self.got]}, "
            f"expected: {words[self.expected]}"
        )


@dataclass(frozen=True)
class CaseRun:
    """A case that has been run."""

    case: BriefCase
    outcome: Outcome
    failures: tuple[CaseFailure, ...]


def case_files(packs: Packs) -> list[tuple[Pack, Path]]:
    """Return the files below ``rules/cases/``."""
    return [
        (pack, path)
        for pack, path in packs.files("rules", ".yaml", ".yml")
        if path.relative_to(pack.root / "rules").parts[0] == FOLDER
    ]


def run_case(case: BriefCase, rules: RuleSet) -> CaseRun:
    """Conclude everything about a case by the reference evaluator, and compare."""
    outcome = evaluate(rules, case.situation, case.on)
    failures = [
        CaseFailure(case.id, expectation.place, expectation.text, expectation.truth, got)
        for expectation in case.expected
        if (got := expectation.got(outcome)) is not expectation.truth
    ]
    return CaseRun(case, outcome, tuple(failures))


def read_case_files(
    packs: Packs, rules: RuleSet, vocabulary: Vocabulary
) -> tuple[list[BriefCase], list[InputError]]:
    """Return the cases of all packs that can be read, and the faults of the others.

    A later pack replaces a case by its id.
    """
    cases: dict[str, BriefCase] = {}
    faults: list[InputError] = []
    seen: dict[tuple[str, str], Place] = {}
    for pack, path in case_files(packs):
        try:
            items = _items(path)
        except InputError as fault:
            faults.append(fault)
            continue
        for item in items:
            try:
                case = _Reader(pack, path, packs.date, rules, vocabulary).case(item)
                first = seen.setdefault((pack.name, case.id), case.place)
                if first is not case.place:
                    raise RuleError(
                        f"the case '{case.id}' stands twice, first in {first}",
                        place=case.place,
                        remedy="rename or remove one",
                    )
                cases[case.id] = case
            except InputError as fault:
                faults.append(fault)
    return list(cases.values()), faults


def _items(path: Path) -> list[Located]:
    content = load(path, error=RuleError)
    if content.value is None:
        return []
    if not isinstance(content.value, list):
        raise RuleError("holds no list of cases", place=content.place, remedy="see docs/rules.md")
    return list(content.value)


@dataclass(frozen=True)
class _Reader:
    pack: Pack
    path: Path
    date: str
    rules: RuleSet
    vocabulary: Vocabulary

    def case(self, item: Located) -> BriefCase:
        fields = Fields("case")
        fields.mapping(item, "a case")
        name = fields.string(fields.required(item, "id", "a case"), "id")
        if not SNAKE.match(name):
            raise fields.error(item["id"], f"id is '{name}'", "write it in snake_case")
        fields = Fields(f"case '{name}'")
        fields.only(item, _KEYS, "a case")
        if (what := item.get("what")) is not None:
            fields.text(what, "what")
        situation = self._situation(fields.required(item, "brief", "a case"), fields)
        expected = tuple(self._expected(item, situation, fields))
        if not expected:
            raise fields.error(item, "a case expects nothing", f"add one of {', '.join(EXPECTATIONS)}")
        on = self._date(item.get("date"), fields) or situation.date(self.date)
        return BriefCase(name, situation, on, expected, item.place)

    def _date(self, entry: Located | None, fields: Fields) -> dt.date | None:
        if entry is None or isinstance(entry.value, dt.date):
            return entry.value if entry else None
        raise fields.error(entry, f"date is '{str(entry.value)[:40]}'", "write it like 2026-03-31")

    def _situation(self, entry: Located, fields: Fields) -> Situation:
        if not isinstance(entry.value, str):
            return parse_brief(entry, self.vocabulary)
        target = (self.path.parent / entry.value).resolve()
        # A case reads nothing outside its own pack: packs come from other people.
        if not target.is_relative_to(self.pack.root.resolve()):
            raise fields.error(entry, f"the brief '{entry.value}' lies outside the pack", "copy it in")
        if not target.is_file():
            raise fields.error(
                entry, f"the brief '{entry.value}' is not there", f"paths begin at {self.path.parent}"
            )
        return parse_brief(load(target), self.vocabulary)

    def _expected(self, item: Located, situation: Situation, fields: Fields) -> Iterator[Expectation]:
        for word, truth in EXPECTATIONS.items():
            entry = item.get(word)
            if entry is None:
                continue
            fields.mapping(entry, word)
            fields.only(entry, tuple(SORTS), word)
            for sort, names in entry.items():
                for at, text in zip(fields.items(names, sort), fields.strings(names, sort), strict=True):
                    yield self._one(at, SORTS[sort], text, truth, situation, fields)

    def _one(
        self, at: Located, sort: str, text: str, truth: Truth, situation: Situation, fields: Fields
    ) -> Expectation:
        name, _, where = (part.strip() for part in text.partition("@"))
        known = self.rules.conclusions(sort)
        if name not in known:
            raise fields.unknown(at, f"{sort} that a rule concludes", name, known)
        if not where:
            return Expectation(sort, name, None, truth, at.place, text)
        ids = {label: e.id for e in situation.entities for label in (e.name, e.id)}
        if where not in ids:
            raise fields.unknown(at, "entity of this brief", where, ids)
        return Expectation(sort, name, ids[where], truth, at.place, text)
