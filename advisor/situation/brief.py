"""Read a brief: a YAML file with the facts of one brand, into a situation.

The form is described in ``docs/briefs.md``. A brief is hostile until checked; all its faults, up to ten, are
told at once, each with its line and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from advisor.errors import BriefError, Place, did_you_mean
from advisor.phrases import LANGUAGES
from advisor.situation.decisions import KEY as DECISIONS
from advisor.situation.decisions import FindTactic, read_decisions
from advisor.situation.derive import complete, violations
from advisor.situation.model import KINDS, Entity, FactSpec, FactValue, Kind, Remark, Situation
from advisor.situation.statement import FactReader, Faults, TooManyFaults, torn
from advisor.situation.values import ValueFault, plain_number, read_day, read_text
from advisor.situation.vocabulary import PLURALS, Vocabulary, normal
from advisor.yamltext import Located, load

MAX_MEMBERS = 100
WEEKS = (1, 104)
NAME_FACT = "brand.name"
WEEKS_FACT = "plan.weeks"
GENERAL_KEYS = ("as_of", "language", "weeks")
MEMBER_KEYS = ("id", "name")

_KINDS = {plural: kind for kind, plural in PLURALS.items()}
_IRI = re.compile(r"[A-Za-z][\w.-]*:[A-Za-z0-9][\w.-]*\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")


def by_iri(name: str) -> str:
    """Take a tactic by its compact IRI alone: what a brief can be read with where no ontology is at hand."""
    if not _IRI.match(name):
        raise BriefError(f"'{name}' is no compact IRI", remedy="write it like mz:fan-levels")
    return name


def read_brief(path: Path, vocabulary: Vocabulary, find_tactic: FindTactic = by_iri) -> Situation:
    """Read and check a brief; ``find_tactic`` knows the tactics that its decisions name.

    Raises BriefError with file, line, fact, value and remedy; its ``others`` are the further faults.
    """
    return parse_brief(load(path, error=BriefError), vocabulary, find_tactic)


def parse_brief(located: Located, vocabulary: Vocabulary, find_tactic: FindTactic = by_iri) -> Situation:
    """Return the situation that a parsed brief describes; raises BriefError as `read_brief` does."""
    if located.value is None or located.value in ({}, []):
        raise BriefError("is empty", place=Place(located.place.file), remedy="begin with: advisor brief new")
    if not isinstance(located.value, dict):
        raise BriefError(
            "is no brief: it holds no 'topic: …' lines",
            place=located.place,
            remedy="begin with: advisor brief new",
        )
    return _Reader(vocabulary, find_tactic).read(located)


@dataclass
class _Draft:
    """An entity while it is read."""

    kind: Kind
    place: Place
    id: str | None = None
    name: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


class _Reader:
    """Reads one brief."""

    def __init__(self, vocabulary: Vocabulary, find_tactic: FindTactic) -> None:
        self.vocabulary = vocabulary
        self.find_tactic = find_tactic
        self.faults = Faults()
        self.reader = FactReader(vocabulary.words, self.faults)
        self.members: dict[Kind, list[_Draft]] = {}
        self.single: dict[Kind, _Draft] = {}
        self.topics = {s.topic for s in vocabulary.values() if s.kind == "brand"}
        self.as_of: str | None = None
        self.language: str | None = None
        self.weeks: int | None = None

    def read(self, located: Located) -> Situation:
        """Return the situation, or raise all faults as one error."""
        brand = _Draft("brand", located.place, "brand")
        try:
            for key in GENERAL_KEYS:
                self._general(key, located.get(key))
            self.reader.as_of = self.as_of
            for key, entry in located.items():
                self._top(key, entry, brand)
            self._place_single()
            self._agree_on_weeks(brand, located)
            drafts = [brand, *(d for kind in KINDS for d in self.members.get(kind, ()))]
            self._name_members(drafts[1:])
            if not self.faults:
                situation = self._decided(self._situation(drafts), located)
                self._check_constraints(situation, {d.id: d for d in drafts if d.id})
                if not self.faults:
                    return situation
        except TooManyFaults:
            pass
        raise self.faults.error()

    # -- the parts of a brief ---------------------------------------------------------------

    def _general(self, key: str, entry: Located | None) -> None:
        raw = entry.plain if entry else None
        if entry is None or raw is None:
            return
        low, high = WEEKS
        if key == "as_of":
            try:
                self.as_of = read_day(raw, whole=True)
            except ValueFault as fault:
                self.faults.add(entry, f"as_of {fault.message}", fault.remedy)
        elif key == "language" and raw in LANGUAGES:
            self.language = raw
        elif key == "weeks" and _is_whole(raw) and low <= raw <= high:
            self.weeks = int(raw)
        else:
            remedy = (
                f"a whole number from {low} to {high}" if key == "weeks" else f"one of {', '.join(LANGUAGES)}"
            )
            self.faults.add(entry, f"{key} is '{str(raw)[:40]}'", remedy)

    def _top(self, key: str, entry: Located, brand: _Draft) -> None:
        if key in (*GENERAL_KEYS, DECISIONS):
            return
        if key in _KINDS:
            self._list(_KINDS[key], entry)
        elif key in PLURALS:
            kind = cast(Kind, key)
            if isinstance(entry.value, list):
                self.faults.add(entry, f"'{key}' is a list", f"write '{PLURALS[kind]}:'")
            else:
                self._topic(key, entry, self._one(kind, entry))
        elif key in self.topics:
            self._topic(key, entry, brand)
        elif key in self.vocabulary:
            spec = self.vocabulary[key]
            self._fact(spec, entry, brand if spec.kind == "brand" else self._one(spec.kind, entry))
        else:
            self._unknown(
                entry, key, () if "." in key else [*GENERAL_KEYS, DECISIONS, *_KINDS, *sorted(self.topics)]
            )

    def _topic(self, topic: str, entry: Located, draft: _Draft) -> None:
        if isinstance(entry.value, dict):
            for key, value in entry.items():
                self._named(topic, key, value, draft)
        elif entry.value is not None:
            names = ", ".join(s.name for s in self.vocabulary.by_topic.get(topic, ())[:3])
            self.faults.add(
                entry, f"'{topic}' has a value of its own", f"write its facts below it: {names}, …"
            )

    def _list(self, kind: Kind, entry: Located) -> None:
        plural = PLURALS[kind]
        form = "'- type: …'"
        if entry.value is None or normal(str(entry.value)) in self.vocabulary.words.unknown:
            return
        if not isinstance(entry.value, list):
            self.faults.add(entry, f"'{plural}' is no list", f"write each one below it as {form}")
        elif len(entry.value) > MAX_MEMBERS:
            self.faults.add(
                entry, f"'{plural}' lists {len(entry.value)}", f"at most {MAX_MEMBERS}; join the small ones"
            )
        else:
            drafts = self.members.setdefault(kind, [])
            for item in entry.value:
                if isinstance(item.value, dict) and item.value:
                    drafts.append(self._member(kind, item))
                else:
                    self.faults.add(item, f"an entry of '{plural}' has no facts", f"write it as {form}")

    def _member(self, kind: Kind, item: Located) -> _Draft:
        draft = _Draft(kind, item.place)
        for key, value in item.items():
            if key not in MEMBER_KEYS:
                self._named(kind, key, value, draft)
            elif value.value is not None:
                self._member_key(key, value, draft)
        return draft

    def _member_key(self, key: str, value: Located, draft: _Draft) -> None:
        try:
            text = read_text(value.plain)
        except ValueFault as fault:
            self.faults.add(value, f"{draft.kind} {key} {fault.message}", fault.remedy)
            return
        if key == "name":
            draft.name = text
        elif _ID.match(text) and text != "brand":
            draft.id = text
        else:
            self.faults.add(
                value, f"{draft.kind} id is '{text[:40]}'", "use letters, digits, _ and -; not 'brand'"
            )

    def _one(self, kind: Kind, entry: Located) -> _Draft:
        """Return the one member that top-level facts such as ``segment.type`` describe."""
        return self.single.setdefault(kind, _Draft(kind, entry.key_place or entry.place))

    def _place_single(self) -> None:
        for kind, draft in self.single.items():
            if kind in self.members:
                remedy = "move its facts into the list"
                self.faults.add(draft.place, f"'{kind}' stands beside the list '{PLURALS[kind]}'", remedy)
            elif draft.facts:
                self.members[kind] = [draft]

    def _agree_on_weeks(self, brand: _Draft, located: Located) -> None:
        """``weeks`` and the fact of the same meaning are one; where both stand they must agree."""
        fact = brand.facts.get(WEEKS_FACT)
        if fact is None or not isinstance(fact.value, int):
            return
        if self.weeks not in (None, fact.value):
            message = f"weeks is {self.weeks}, but {WEEKS_FACT} is {fact.value}"
            self.faults.add(located["weeks"], message, "keep one of the two")
        self.weeks = fact.value

    # -- facts ------------------------------------------------------------------------------

    def _named(self, topic: str, key: str, value: Located, draft: _Draft) -> None:
        fact = key if key.startswith(f"{topic}.") else f"{topic}.{key}"
        if fact in self.vocabulary:
            self._fact(self.vocabulary[fact], value, draft)
        else:
            self._unknown(value, fact, [s.id for s in self.vocabulary.by_topic.get(topic, ())])

    def _fact(self, spec: FactSpec, entry: Located, draft: _Draft) -> None:
        if spec.id in draft.places:
            line = draft.places[spec.id].line
            self.faults.add(entry, f"'{spec.id}' stands twice (first in line {line})", "keep one of the two")
            return
        draft.places[spec.id] = entry.key_place or entry.place
        known = self.reader.read(spec, entry)
        if known is not None:
            draft.facts[spec.id] = known

    def _unknown(self, entry: Located, name: str, near: Collection[str]) -> None:
        """Note a name that no fact has; look for it by label, in another topic, then by likeness."""
        short = name.rsplit(".", 1)[-1]
        if torn(short):
            self.faults.add(entry, f"unknown fact '{name[:60]}'", torn(short))
            return
        by_label = self.vocabulary.by_label.get(normal(short[:60]))
        elsewhere = [fact for fact in self.vocabulary if fact.endswith(f".{short}")][:3]
        if by_label or elsewhere:
            remedy: str | None = f"did you mean {' / '.join([by_label] if by_label else elsewhere)}?"
        else:
            remedy = did_you_mean(name[:60], list(near)) or did_you_mean(name[:60], list(self.vocabulary))
        what = "unknown fact" if "." in name else "unknown key"
        self.faults.add(
            entry, f"{what} '{name[:60]}'", remedy or "see the list with: advisor brief new --full"
        )

    # -- the whole --------------------------------------------------------------------------

    def _name_members(self, drafts: list[_Draft]) -> None:
        """Give an id and a name to members without: by their type, else by their kind; each once."""
        ids = {"brand"}
        for draft in drafts:
            if draft.id in ids:
                self.faults.add(draft.place, f"two entries have the id '{draft.id}'", "change one of the two")
            ids |= {draft.id} if draft.id else set()
        names = {draft.name for draft in drafts if draft.name}
        for draft in drafts:
            known = draft.facts.get(f"{draft.kind}.type")
            if draft.id is None:
                draft.id = (
                    _free(str(known.value), ids, "-") if known else _free(draft.kind, ids, "-", first=False)
                )
                ids.add(draft.id)
            if draft.name is None:
                draft.name = _free(
                    self._label(f"{draft.kind}.type", known) if known else draft.id, names, " "
                )
                names.add(draft.name)

    def _label(self, fact: str, known: FactValue) -> str:
        """Return what a choice is called in the brief's language."""
        labels = next((o.labels for o in self.vocabulary[fact].options if o.code == known.value), {})
        return labels.get(self.language or LANGUAGES[0]) or labels.get(LANGUAGES[0]) or str(known.value)

    def _situation(self, drafts: list[_Draft]) -> Situation:
        brand = drafts[0]
        name = brand.facts.get(NAME_FACT)
        if name is None:
            self.reader.remarks.append(Remark("brief.remark.nameless", {"fact": NAME_FACT}))
            brand.name = self.vocabulary.words.nameless.get(self.language or LANGUAGES[0], "brand")
        else:
            brand.name = str(name.value)
        situation = Situation(
            tuple(Entity(d.id or d.kind, d.kind, d.name or d.kind, d.facts) for d in drafts),
            frozenset(self.members),
            self.as_of,
            self.language,
            self.weeks,
            tuple(self.reader.remarks),
        )
        return complete(situation, self.vocabulary)

    def _decided(self, situation: Situation, located: Located) -> Situation:
        """Return the situation with what the brief settles about single tactics."""
        entry = located.get(DECISIONS)
        if entry is None:
            return situation
        decisions = read_decisions(entry, situation.entities, self.find_tactic, self.faults)
        return replace(situation, decisions=decisions)

    def _check_constraints(self, situation: Situation, drafts: Mapping[str, _Draft]) -> None:
        for broken in violations(situation, self.vocabulary):
            parts, places = [], []
            for entity, fact, value in broken.values:
                place = drafts[entity].places.get(fact)
                owner = "" if entity == "brand" else f" of {situation.by_id[entity].name}"
                parts.append(
                    f"{fact}{owner} is {plain_number(value)}"
                    + (f" (line {place.line})" if place and place.line else "" if place else " (computed)")
                )
                places.extend([place] if place else [])
            says = broken.constraint.labels.get("en") or broken.constraint.expression.text
            at = max(places, key=lambda p: p.line or 0) if places else drafts[broken.entity.id].place
            self.faults.add(
                at, f"{says}: {', '.join(parts)}", "correct them, or set what is doubtful to null"
            )


def _is_whole(raw: Any) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool) and float(raw).is_integer()


def _free(wanted: str, taken: set[str], joint: str, *, first: bool = True) -> str:
    """Return the name itself where it is free, else with the next number."""
    if first and wanted not in taken:
        return wanted
    number = 2 if first else 1
    while f"{wanted}{joint}{number}" in taken:
        number += 1
    return f"{wanted}{joint}{number}"
