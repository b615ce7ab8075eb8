"""The tests that stand beside a rule, as cases: a small situation and what the rule should make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Plain

from advisor.errors import Place, RuleError
from advisor.reasoning.evaluate import Beliefs, Setting, truth
from advisor.reasoning.fields import Fields
from advisor.reasoning.model import Concluded, Condition, Rule, Truth
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.model import Earlier, Entity, FactSpec, FactValue, Kind, Situation, Value
from advisor.yamltext import Located

PLURALS: Mapping[str, Kind] = {
    "segments": "segment",
    "channels": "channel",
    "communities": "community",
    "campaigns": "campaign",
}
EXPECTATIONS: Mapping[str, Truth] = {"expect": True, "expect_not": False, "expect_unknown": None}
BRAND = "brand"


@dataclass(frozen=True)
class Case:
    """One test of one rule: the situation, what other rules are taken to conclude, and the expected truth."""

    rule: Rule
    situation: Situation
    beliefs: Beliefs
    subject: Entity
    expected: Truth
    given: Plain = None
    place: Place | None = None

    def verdict(self, rules: RuleSet, on: dt.date, condition: Condition | None = None) -> Truth:
        """Return what the rule (or another condition in its place) comes to."""
        setting = Setting(self.situation, rules.parameters, on, self.beliefs)
        return truth(self.rule.when if condition is None else condition, self.subject, setting)


@dataclass
class Given:
    """What a test gives, sorted by the entity that it belongs to; becomes a `Case`.

    ``members`` holds the facts of the listed members of each kind; a kind that is not a key is not listed.
    Conclusions are kept by (finding | goal | recommended, id).
    """

    brand: dict[str, FactValue] = field(default_factory=dict)
    subject: dict[str, FactValue] = field(default_factory=dict)
    members: dict[Kind, list[dict[str, FactValue]]] = field(default_factory=dict)
    concluded: dict[tuple[str, str], bool] = field(default_factory=dict)
    subject_findings: dict[str, bool] = field(default_factory=dict)
    member_findings: dict[tuple[Kind, int], dict[str, bool]] = field(default_factory=dict)

    def case(self, rule: Rule, expected: Truth, given: Plain = None, place: Place | None = None) -> Case:
        """Return the case: the brand, the entity under test (where it is no brand), and the members."""
        brand = Entity(BRAND, "brand", BRAND, self.brand)
        entities, subject = [brand], brand
        beliefs = Beliefs()
        if rule.kind != "brand":
            subject = Entity(f"{rule.kind}-under-test", rule.kind, rule.kind, self.subject)
            entities.append(subject)
            beliefs.findings.update(
                {(name, subject.id): value for name, value in self.subject_findings.items()}
            )
        for kind in sorted(self.members):
            for number, facts in enumerate(self.members[kind]):
                member = Entity(f"{kind}-{number + 1}", kind, kind, facts)
                entities.append(member)
                found = self.member_findings.get((kind, number), {})
                beliefs.findings.update({(name, member.id): value for name, value in found.items()})
        for (what, name), value in self.concluded.items():
            if what == "finding":
                beliefs.findings[name, brand.id] = value
            elif what == "goal":
                beliefs.goals[name] = value
            else:
                beliefs.recommended[name] = value
        listed = frozenset({*self.members, *([rule.kind] if rule.kind != "brand" else [])})
        return Case(rule, Situation(tuple(entities), listed), beliefs, subject, expected, given, place)


def read_cases(
    rule: Rule, located: Located | None, rules: RuleSet, vocabulary: Mapping[str, FactSpec]
) -> tuple[list[Case], list[RuleError]]:
    """Return the tests of a rule that can be read, and a fault for each that cannot."""
    if located is None:
        return [], []
    cases: list[Case] = []
    faults: list[RuleError] = []
    fields = Fields(f"rule '{rule.id}', tests")
    if not isinstance(located.value, list):
        return [], [fields.error(located, "the tests are not a list")]
    for item in located.value:
        try:
            cases.append(_Reader(rule, rules, vocabulary).case(item))
        except RuleError as fault:
            faults.append(fault)
    return cases, faults


@dataclass(frozen=True)
class _Reader:
    rule: Rule
    rules: RuleSet
    vocabulary: Mapping[str, FactSpec]

    @property
    def fields(self) -> Fields:
        return Fields(f"rule '{self.rule.id}', tests")

    def case(self, item: Located) -> Case:
        fields = self.fields
        fields.mapping(item, "a test")
        fields.only(item, ("given", *EXPECTATIONS), "a test")
        words = [word for word in EXPECTATIONS if word in item]
        if len(words) != 1:
            raise fields.error(
                item, "a test has not exactly one expectation", f"one of {', '.join(EXPECTATIONS)}"
            )
        known = [conclusion.id for conclusion in self.rule.then]
        for entry, name in zip(
            fields.items(item[words[0]], words[0]), fields.strings(item[words[0]], words[0]), strict=True
        ):
            if name not in known:
                raise fields.unknown(entry, "conclusion of this rule", name, known)
        given_entry = fields.required(item, "given", "a test")
        fields.mapping(given_entry, "given")
        given = Given()
        for key, entry in given_entry.items():
            self._enter(given, key, entry)
        return given.case(self.rule, EXPECTATIONS[words[0]], given_entry.plain, item.place)

    def _enter(self, given: Given, key: str, entry: Located) -> None:
        kind = PLURALS.get(key)
        if kind is not None:
            if not isinstance(entry.value, list):
                raise self.fields.error(
                    entry, f"'{key}' is not a list of members", "write [{type: …}, …], or []"
                )
            given.members[kind] = []
            for number, member in enumerate(entry.value):
                given.members[kind].append(self._member(given, kind, number, member))
            return
        spec = self.vocabulary.get(key)
        if spec is not None:
            if spec.kind == "brand":
                given.brand[key] = self.value(entry, spec)
            elif spec.kind == self.rule.kind:
                given.subject[key] = self.value(entry, spec)
            else:
                plural = next(p for p, k in PLURALS.items() if k == spec.kind)
                raise self.fields.error(
                    entry,
                    f"'{key}' is a fact of a {spec.kind}",
                    f"give it to a member: {plural}: [{{{spec.name}: …}}]",
                )
            return
        value = entry.value
        whats = self._whats(key)
        if not whats:
            known = [
                *self.vocabulary,
                *self.rules.conclusions("finding"),
                *self.rules.conclusions("goal"),
                *PLURALS,
            ]
            raise self.fields.unknown(entry, "fact, finding or goal", key, known)
        if not isinstance(value, bool):
            raise self.fields.error(
                entry, f"'{key}' is neither true nor false", "leave it out to have it unknown"
            )
        for what in whats:
            if what == "finding" and key.split(".", 1)[0] == self.rule.kind != "brand":
                given.subject_findings[key] = value
            else:
                given.concluded[what, key] = value

    def _whats(self, name: str) -> list[str]:
        """As what a name can be given: as the rule reads it, else as other rules conclude it."""
        read = {
            leaf.what for leaf in leaves(self.rule.when) if isinstance(leaf, Concluded) and leaf.id == name
        }
        if read:
            return sorted(read)
        words = {"finding": "finding", "goal": "goal", "recommended": "recommend"}
        return [word for word, what in words.items() if self.rules.concluding(what, name)]

    def _member(self, given: Given, kind: Kind, number: int, located: Located) -> dict[str, FactValue]:
        self.fields.mapping(located, f"a member of {kind}")
        facts: dict[str, FactValue] = {}
        for key, entry in located.items():
            name = f"{kind}.{key}"
            spec = self.vocabulary.get(name)
            if spec is not None:
                facts[name] = self.value(entry, spec)
            elif self._whats(name) and isinstance(entry.value, bool):
                given.member_findings.setdefault((kind, number), {})[name] = entry.value
            else:
                own = [s.name for s in self.vocabulary.values() if s.kind == kind]
                raise self.fields.unknown(entry, f"fact of a {kind}", key, own)
        return facts

    def value(self, entry: Located, spec: FactSpec) -> FactValue:
        """Return a fact's value; ``{value: …, history: {2025-11-01: …}}`` gives it a past."""
        if not isinstance(entry.value, dict):
            return FactValue(self._checked(entry, spec))
        self.fields.only(entry, ("value", "as_of", "history"), f"'{spec.id}'")
        past = entry.get("history")
        history = (
            tuple(Earlier(day, self.fields.number(item, day)) for day, item in past.items()) if past else ()
        )
        as_of = entry.get("as_of")
        value = self._checked(self.fields.required(entry, "value", f"'{spec.id}'"), spec)
        return FactValue(value, as_of=str(as_of.value) if as_of else None, history=history)

    def _checked(self, entry: Located, spec: FactSpec) -> Value:
        fields, value = self.fields, entry.value
        what = f"'{spec.id}'"
        if spec.numeric:
            number = fields.number(entry, what)
            if spec.datatype != "decimal" and number != int(number):
                raise fields.error(entry, f"{what} is {number}, not a whole number")
            low = spec.minimum is not None and number < spec.minimum
            if low or (spec.maximum is not None and number > spec.maximum):
                raise fields.error(entry, f"{what} is {number}, outside {spec.minimum} to {spec.maximum}")
            return number
        codes = [option.code for option in spec.options]
        if spec.datatype == "choices":
            if not isinstance(value, list):
                raise fields.error(entry, f"{what} is not a list of codes", "write [a, b], or []")
            for item in value:
                if item.value not in codes:
                    raise fields.unknown(item, f"code of {what}", str(item.value), codes)
            return tuple(sorted(str(item.value) for item in value))
        if spec.datatype == "choice" and value not in codes:
            raise fields.unknown(entry, f"code of {what}", str(value), codes)
        if spec.datatype == "date" and isinstance(value, dt.date):
            return value.isoformat()
        wanted = bool if spec.datatype == "boolean" else str
        if not isinstance(value, wanted):
            raise fields.error(entry, f"{what} is {value!r}, which does not fit a {spec.datatype}")
        found: Value = value
        return found
