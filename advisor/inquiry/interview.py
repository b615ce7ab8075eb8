"""An interview: answers so far, what they say, and one answer more.

What has been answered is a brief as it is written in a file. An answer that is not known stands there as
``unknown``, while what is left blank has not been asked yet; so a brief is all that is needed to go on with an
interview that was left, and any brief can be gone on with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from advisor.errors import Place
from advisor.knowledge.store import Knowledge
from advisor.planning.settings import Settings
from advisor.reasoning.rules import RuleSet
from advisor.situation.brief import GENERAL_KEYS, WEEKS_FACT, parse_brief
from advisor.situation.decisions import FindTactic
from advisor.situation.model import FactSpec, Kind, Situation
from advisor.situation.vocabulary import PLURALS, Vocabulary
from advisor.yamltext import located

UNKNOWN = "unknown"
"""How an answer that is not known is written."""

Sort: TypeAlias = Literal["fact", "list", "members"]
"""One fact is asked for; several truths of one topic; or which members of a kind there are."""

Answers: TypeAlias = Mapping[str, Any]
"""By fact, or plural key for members: the value as a brief would write it; None is "unknown"."""


@dataclass(frozen=True)
class Question:
    """What to ask of an entity: ``facts`` are the facts asked for, of ``members`` the plural key.

    ``value`` is what hangs on the answer over what it costs to give it; it only orders questions.
    """

    sort: Sort
    entity: str
    facts: tuple[str, ...]
    value: float = 0.0


@dataclass(frozen=True)
class Basis:
    """All that an interview is held with."""

    rules: RuleSet
    vocabulary: Vocabulary
    knowledge: Knowledge
    settings: Settings
    on: dt.date
    find_tactic: FindTactic

    def number(self, name: str) -> float:
        """A number of the parameters ``interview_…``."""
        return float(self.rules.parameters.value(f"interview_{name}", self.on, None).value)


@dataclass(frozen=True)
class State:
    """The answers so far as a brief, what they say, and which questions they answer.

    ``asked`` holds also what was answered with "unknown": by entity and fact; kinds of members by ("", plural).
    """

    brief: Mapping[str, Any]
    situation: Situation
    asked: frozenset[tuple[str, str]]


def state_of(brief: Mapping[str, Any], basis: Basis) -> State:
    """Return the state that a brief holds; raises BriefError where it is none."""
    full = brief or {"brand": {}}
    situation = parse_brief(located(full, Place("interview")), basis.vocabulary, basis.find_tactic)
    return State(brief, situation, frozenset(_asked(brief, situation, basis.vocabulary)))


def _asked(
    brief: Mapping[str, Any], situation: Situation, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    if brief.get(GENERAL_KEYS[2]) is not None:
        yield "brand", WEEKS_FACT
    for spec in vocabulary.values():
        if brief.get(spec.id) is not None:
            yield _first(spec, situation), spec.id
        elif spec.kind == "brand" and _answered(brief.get(spec.topic), spec):
            yield "brand", spec.id
    for kind, plural in PLURALS.items():
        if brief.get(plural) is None and kind not in situation.listed:
            continue
        yield "", plural
        for holder, entity in zip(_holders(brief, kind), situation.of_kind(kind), strict=False):
            for spec in vocabulary.of_kind(kind):
                if _answered(holder, spec):
                    yield entity.id, spec.id


def _answered(holder: object, spec: FactSpec) -> bool:
    return isinstance(holder, Mapping) and any(holder.get(key) is not None for key in (spec.name, spec.id))


def _holders(brief: Mapping[str, Any], kind: Kind) -> list[Any]:
    """The mappings in which a brief writes the members of a kind: a list of them, or the one."""
    many = brief.get(PLURALS[kind])
    if isinstance(many, list):
        return many
    return [brief[kind]] if isinstance(brief.get(kind), Mapping) else []


def _first(spec: FactSpec, situation: Situation) -> str:
    members = situation.of_kind(spec.kind)
    return members[0].id if members else ""


def with_answers(state: State, question: Question, answers: Answers, basis: Basis) -> State:
    """Return the state with the answers to a question added.

    Raises BriefError where an answer is none that a brief could hold, or contradicts another.
    """
    brief = cast(MutableMapping[str, Any], _copied(state.brief))
    write_answers(brief, state.situation, question, answers, basis.vocabulary)
    return state_of(brief, basis)


def write_answers(
    brief: MutableMapping[str, Any],
    situation: Situation,
    question: Question,
    answers: Answers,
    vocabulary: Vocabulary,
) -> None:
    """Write answers into a brief, in place; ``situation`` is what the brief says before."""
    for fact, value in answers.items():
        answer = UNKNOWN if value is None else value
        if question.sort == "members":
            brief[fact] = answer
        elif fact == WEEKS_FACT and value is not None:
            brief[GENERAL_KEYS[2]] = value
        else:
            spec = vocabulary[fact]
            _holder(brief, situation, question.entity, spec)[spec.name] = answer


def _holder(
    brief: MutableMapping[str, Any], situation: Situation, entity: str, spec: FactSpec
) -> MutableMapping[str, Any]:
    if spec.kind == "brand":
        if not isinstance(brief.get(spec.topic), Mapping):
            brief[spec.topic] = {}
        return cast(MutableMapping[str, Any], brief[spec.topic])
    place = [one.id for one in situation.of_kind(spec.kind)].index(entity)
    holders = _holders(brief, spec.kind)
    if not holders:
        # The one member stands in the brief by single facts: `segment.size: 300`.
        brief[spec.kind] = {}
        holders = [brief[spec.kind]]
    return cast(MutableMapping[str, Any], holders[place])


def _copied(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: _copied(value) for key, value in part.items()}
    return [_copied(value) for value in part] if isinstance(part, list) else part


def kind_of(plural: str) -> Kind:
    """Return the kind of members that a plural key lists."""
    return next(kind for kind, word in PLURALS.items() if word == plural)
