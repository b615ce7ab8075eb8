"""Which question to ask next, of those whose answer can still change the plan.

What has been answered is a brief as it is written in a file: an answer that is not known stands there as unknown,
a kind of member that was asked for and is not known stands there empty. So a brief is all that is needed to go on
with an interview that was left.

A fact can matter in two ways. A rule may still turn on it (`advisor.reasoning.possible`): findings, goals and
recommendations are told apart by whether they hold, cautions on what may be recommended by all three truths, since
an open caution makes advice conditional. And planning reads some facts itself: money, hours, weeks, the size of
those whom something costs money for, and what is in place already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from advisor.errors import Place
from advisor.knowledge.store import Knowledge
from advisor.planning.settings import Settings
from advisor.reasoning.model import Rule
from advisor.reasoning.possible import TRUE, Possible, Weights, new_weights
from advisor.reasoning.rules import RuleSet
from advisor.situation.brief import NAME_FACT, WEEKS_FACT, parse_brief
from advisor.situation.decisions import FindTactic
from advisor.situation.model import Entity, FactSpec, Kind, Situation
from advisor.situation.vocabulary import PLURALS, Vocabulary
from advisor.yamltext import located

Sort: TypeAlias = Literal["fact", "members"]

WEIGHTS = ("finding", "strong", "conditional", "goal", "caution", "tension", "planning")
"""What can hang on a fact; the parameter ``interview_weight_…`` says how much each counts."""
EFFORTS = ("boolean", "choice", "number", "text", "choices")
"""What an answer can be; the parameter ``interview_effort_…`` says how much it costs to give."""


@dataclass(frozen=True)
class Question:
    """What to ask: a fact of an entity, or which members of a kind there are (``fact`` is then the plural key)."""

    sort: Sort
    entity: str
    fact: str
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

    def weight(self, name: str) -> float:
        """A number of the parameters."""
        return float(self.rules.parameters.value(f"interview_{name}", self.on, None).value)


@dataclass(frozen=True)
class State:
    """The answers so far as a brief, and what they say."""

    brief: Mapping[str, Any]
    situation: Situation
    asked: frozenset[tuple[str, str]] = field(default=frozenset())
    """What has been answered, also with "unknown": by entity and fact; kinds by ("", plural)."""


def state_of(brief: Mapping[str, Any], basis: Basis) -> State:
    """Return the state that a brief holds; raises BriefError where it is none."""
    full = brief or {"brand": {}}
    situation = parse_brief(located(full, Place("interview")), basis.vocabulary, basis.find_tactic)
    return State(brief, situation, frozenset(_asked(brief, situation, basis.vocabulary)))


def _asked(
    brief: Mapping[str, Any], situation: Situation, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    if "weeks" in brief:
        yield "brand", WEEKS_FACT
    for spec in vocabulary.of_kind("brand"):
        topic = brief.get(spec.topic)
        if spec.id in brief or (isinstance(topic, Mapping) and {spec.name, spec.id} & topic.keys()):
            yield "brand", spec.id
    for kind, plural in PLURALS.items():
        if plural not in brief:
            continue
        yield "", plural
        for member, entity in zip(brief[plural] or (), situation.of_kind(kind), strict=False):
            for spec in vocabulary.of_kind(kind):
                if {spec.name, spec.id} & member.keys():
                    yield entity.id, spec.id


# -- which question ----------------------------------------------------------------------------------


def questions(state: State, basis: Basis) -> list[Question]:
    """Return the questions whose answer can still change the plan, the most valuable first; none: it is settled."""
    situation = state.situation
    found = [
        Question("members", "", plural, basis.weight("weight_members"))
        for kind, plural in PLURALS.items()
        if ("", plural) not in state.asked and kind not in situation.listed and basis.vocabulary.of_kind(kind)
    ]
    weights = _weights(state, basis)
    for (entity, fact), weight in weights.items():
        effort = basis.weight(f"effort_{_answer(basis.vocabulary[fact])}")
        found.append(Question("fact", entity, fact, round(weight / effort, 6)))
    return sorted(found, key=lambda q: (-q.value, q.sort, q.entity, q.fact))


def _answer(spec: FactSpec) -> str:
    if spec.numeric:
        return "number"
    return spec.datatype if spec.datatype in EFFORTS else "text"


def possible(state: State, basis: Basis) -> Possible:
    """Return what the rules can still come to."""
    inputs = {spec.id: expression.facts for spec, expression in basis.vocabulary.computed}
    return Possible(
        basis.rules,
        state.situation,
        basis.on,
        lambda entity, fact: (
            (entity, fact) not in state.asked and fact not in state.situation.by_id[entity].facts
        ),
        inputs,
    )


def _weights(state: State, basis: Basis) -> Weights:
    can = possible(state, basis)
    weights = new_weights()
    situation = state.situation
    open_tactics: dict[str, set[str]] = {}
    for rule in basis.rules.rules:
        for entity in situation.of_kind(rule.kind):
            if rule.layer in ("findings", "cautions"):
                continue
            can.weigh(rule, entity, "true", basis.weight(f"weight_{_sort(rule)}"), weights)
            if rule.layer == "tactics" and can.verdicts[rule.id, entity.id] & TRUE:
                for conclusion in rule.then:
                    open_tactics.setdefault(conclusion.id, set()).add(entity.id)
    for finding in basis.rules.conclusions("finding"):
        for entity in situation.entities:
            if finding.split(".", 1)[0] == entity.kind:
                weight = basis.weight("weight_finding")
                can.weigh_conclusion("finding", finding, entity, "true", weight, weights)
    for tactic, places in open_tactics.items():
        _weigh_cautions(tactic, places, can, basis, weights)
        _weigh_planning(tactic, places, state, basis, weights)
    _ask(state, situation.brand, NAME_FACT, basis.weight("weight_name"), weights)
    return weights


def _sort(rule: Rule) -> str:
    if rule.layer == "tactics":
        return "strong" if any(c.strength == "strong" for c in rule.then) else "conditional"
    return {"goals": "goal", "tensions": "tension"}[rule.layer]


def _weigh_cautions(tactic: str, places: set[str], can: Possible, basis: Basis, weights: Weights) -> None:
    """Cautions on what may be recommended: where one is open, the advice is conditional."""
    situation = can.situation
    at = {*places, situation.brand.id}
    for rule in basis.rules.concluding("caution", tactic):
        for entity in situation.of_kind(rule.kind):
            if entity.id in at:
                can.weigh(rule, entity, "all", basis.weight("weight_caution"), weights)


def _weigh_planning(tactic: str, places: set[str], state: State, basis: Basis, weights: Weights) -> None:
    """What planning reads itself, where something may be recommended."""
    brand = state.situation.brand
    weight = basis.weight("weight_planning")
    settings = basis.settings
    for fact in (settings.budget, settings.team_hours, settings.weeks, settings.max_actions):
        _ask(state, brand, fact, weight, weights)
    known = basis.knowledge.tactic(tactic)
    if known is None:
        return
    for place in sorted(places):
        entity = state.situation.by_id[place]
        if known.cost_per_member:
            _ask_first(state, entity, settings.members.get(entity.kind, ()), weight, weights)
            if known.cost_model in settings.active_cost_models:
                _ask_first(state, entity, settings.active_share.get(entity.kind, ()), weight, weights)
        for iri in (tactic, *known.prerequisites):
            needed = basis.knowledge.tactic(iri)
            for fact in needed.in_place_when if needed else ():
                kind = basis.vocabulary[fact].kind
                if kind in (entity.kind, "brand"):
                    _ask(state, entity if kind == entity.kind else brand, fact, weight, weights)


def _ask_first(state: State, entity: Entity, facts: Sequence[str], weight: float, weights: Weights) -> None:
    """Ask for the first of some facts; where one is known, none."""
    if not any(fact in entity.facts for fact in facts):
        for fact in facts:
            _ask(state, entity, fact, weight, weights)


def _ask(state: State, entity: Entity, fact: str, weight: float, weights: Weights) -> None:
    if (entity.id, fact) not in state.asked and fact not in entity.facts:
        weights[entity.id, fact] += weight


def kind_of(plural: str) -> Kind:
    """Return the kind of members that a plural key lists."""
    return cast(Kind, next(kind for kind, word in PLURALS.items() if word == plural))


# -- answers -----------------------------------------------------------------------------------------


def with_answer(state: State, question: Question, value: Any, basis: Basis) -> State:
    """Return the state with one answer more, written as it would stand in a brief; None is "unknown".

    Raises BriefError where the answer is none that a brief could hold, or contradicts another.
    """
    brief: dict[str, Any] = {key: _copied(part) for key, part in state.brief.items()}
    if question.sort == "members":
        brief[question.fact] = value
        return state_of(brief, basis)
    spec = basis.vocabulary[question.fact]
    if spec.kind == "brand":
        holder = brief.setdefault(spec.topic, {})
    else:
        ids = [entity.id for entity in state.situation.of_kind(spec.kind)]
        holder = brief[PLURALS[spec.kind]][ids.index(question.entity)]
        holder.setdefault("id", question.entity)
    holder[spec.name] = value
    return state_of(brief, basis)


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _copied(value) for key, value in part.items()}
    return [_copied(value) for value in part] if isinstance(part, list) else part
