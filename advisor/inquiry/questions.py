"""Which questions can still change the plan, and which of them to ask first.

A fact can matter in two ways. A rule may still turn on it (`advisor.reasoning.possible`): findings, goals and
recommendations are told apart by whether they hold, cautions on what may be recommended by all three truths, since
an open caution makes advice conditional. And planning reads some facts itself: money, hours, weeks, the size of
those whom something costs money for, and what is in place already.

What hangs on a fact is the sum over all conclusions that are open, of what the conclusion counts for (the parameters
``interview_weight_…``), less where more must come together. Over what the answer costs to give
(``interview_effort_…``) it is the value of the question. Truths of one entity and topic are asked together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.inquiry.interview import Basis, Question, State
from advisor.reasoning.model import Rule
from advisor.reasoning.possible import TRUE, Need, Possible, Weights, new_weights
from advisor.situation.brief import NAME_FACT
from advisor.situation.model import Entity, FactSpec
from advisor.situation.vocabulary import PLURALS

_EFFORTS = ("boolean", "choice", "choices", "number")


@dataclass(frozen=True)
class Target:
    """Something that is open: its sort (a parameter ``interview_weight_…``), its id and where.

    ``weigh`` adds to the open facts on which it hangs.
    """

    sort: str
    id: str
    entity: str
    weigh: Callable[[Weights], None]


def questions(state: State, basis: Basis) -> list[Question]:
    """Return the questions whose answer can still change the plan, the most valuable first; none: it is settled."""
    found = [
        Question("members", "", (plural,), basis.number("weight_members"))
        for kind, plural in PLURALS.items()
        if ("", plural) not in state.asked and basis.vocabulary.of_kind(kind)
    ]
    values: dict[tuple[str, str], float] = {}
    for (entity, fact), weight in weights(state, basis).items():
        effort = basis.number(f"effort_{_answer(basis.vocabulary[fact])}")
        values[entity, fact] = round(weight / effort, 6)
    order = sorted(values, key=lambda key: (-values[key], key))
    found += _grouped(order, values, basis)
    return sorted(found, key=lambda q: (-q.value, q.sort != "members", q.entity, q.facts))


def _grouped(
    order: Sequence[tuple[str, str]], values: dict[tuple[str, str], float], basis: Basis
) -> Iterator[Question]:
    """Truths of one entity and topic together, the most valuable first and at most so many; the rest one by one."""
    most = int(basis.number("most_together"))
    groups: dict[tuple[str, str], list[str]] = {}
    for entity, fact in order:
        spec = basis.vocabulary[fact]
        group = groups.setdefault((entity, spec.topic if spec.datatype == "boolean" else fact), [])
        group.append(fact)
    for (entity, _), facts in groups.items():
        for start in range(0, len(facts), most):
            part = tuple(facts[start : start + most])
            yield Question("fact" if len(part) == 1 else "list", entity, part, values[entity, part[0]])


def _answer(spec: FactSpec) -> str:
    kind = "number" if spec.numeric else spec.datatype
    return kind if kind in _EFFORTS else "text"


def weights(state: State, basis: Basis) -> Weights:
    """Return what hangs on each fact that can still change the plan, by entity and fact."""
    found = new_weights()
    for target in targets(state, basis):
        target.weigh(found)
    return found


def hanging(state: State, basis: Basis, question: Question) -> list[Target]:
    """Return what hangs on the answer to a question, most first."""
    found = []
    for number, target in enumerate(targets(state, basis)):
        own = new_weights()
        target.weigh(own)
        weight = sum(own.get((question.entity, fact), 0.0) for fact in question.facts)
        if weight > 0:
            found.append((-weight, number, target))
    return [target for _, _, target in sorted(found, key=lambda entry: entry[:2])]


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


# -- what is open ------------------------------------------------------------------------------------


def targets(state: State, basis: Basis) -> Iterator[Target]:
    """Yield all that is open: conclusions of rules, and what planning reads itself."""
    can = possible(state, basis)
    brand = state.situation.brand
    yield Target(
        "name", NAME_FACT, brand.id, _asking(state, brand, (NAME_FACT,), basis.number("weight_name"))
    )
    places: dict[str, set[str]] = {}
    for rule in basis.rules.rules:
        if rule.layer not in ("findings", "cautions"):
            yield from _of_rule(rule, can, basis, places)
    for finding in basis.rules.conclusions("finding"):
        for entity in state.situation.entities:
            if finding.split(".", 1)[0] == entity.kind:
                yield Target("finding", finding, entity.id, _concluding(can, finding, entity, basis))
    for tactic, at in places.items():
        yield from _cautions(tactic, at, can, basis)
        yield from _planning(tactic, at, state, basis)


def _of_rule(rule: Rule, can: Possible, basis: Basis, places: dict[str, set[str]]) -> Iterator[Target]:
    sort = _sort(rule)
    for entity in can.situation.of_kind(rule.kind):
        name = rule.then[0].id if rule.then else rule.id
        yield Target(
            sort, name, entity.id, _deciding(can, rule, entity, "true", basis.number(f"weight_{sort}"))
        )
        if rule.layer == "tactics" and can.verdicts[rule.id, entity.id] & TRUE:
            for conclusion in rule.then:
                places.setdefault(conclusion.id, set()).add(entity.id)


def _sort(rule: Rule) -> str:
    if rule.layer == "tactics":
        return "strong" if any(c.strength == "strong" for c in rule.then) else "conditional"
    return {"goals": "goal", "tensions": "tension"}[rule.layer]


def _cautions(tactic: str, places: set[str], can: Possible, basis: Basis) -> Iterator[Target]:
    """Cautions on what may be recommended: where one is open, the advice is conditional."""
    at = {*places, can.situation.brand.id}
    for rule in basis.rules.concluding("caution", tactic):
        for entity in can.situation.of_kind(rule.kind):
            if entity.id in at:
                weigh = _deciding(can, rule, entity, "all", basis.number("weight_caution"))
                yield Target("caution", tactic, entity.id, weigh)


def _planning(tactic: str, places: set[str], state: State, basis: Basis) -> Iterator[Target]:
    """What planning reads itself, where something may be recommended."""
    situation, settings = state.situation, basis.settings
    weight = basis.number("weight_planning")

    def target(entity: Entity, *facts: str) -> Target:
        return Target("planning", tactic, entity.id, _asking(state, entity, facts, weight))

    for fact in (settings.budget, settings.team_hours, settings.weeks, settings.max_actions):
        yield target(situation.brand, fact)
    known = basis.knowledge.tactic(tactic)
    if known is None:
        return
    for place in sorted(places):
        entity = situation.by_id[place]
        if known.cost_per_member:
            yield target(entity, *settings.members.get(entity.kind, ()))
            if known.cost_model in settings.active_cost_models:
                yield target(entity, *settings.active_share.get(entity.kind, ()))
        for iri in (tactic, *known.prerequisites):
            needed = basis.knowledge.tactic(iri)
            for fact in needed.in_place_when if needed else ():
                kind = basis.vocabulary[fact].kind
                if kind in (entity.kind, "brand"):
                    yield target(entity if kind == entity.kind else situation.brand, fact)


def _asking(state: State, entity: Entity, facts: Sequence[str], weight: float) -> Callable[[Weights], None]:
    """Add to facts of which the first known one is read; where one is known, to none."""

    def weigh(into: Weights) -> None:
        if any(fact in entity.facts for fact in facts):
            return
        for fact in facts:
            if (entity.id, fact) not in state.asked:
                into[entity.id, fact] += weight

    return weigh


def _deciding(
    can: Possible, rule: Rule, entity: Entity, need: Need, weight: float
) -> Callable[[Weights], None]:
    return lambda into: can.weigh(rule, entity, need, weight, into)


def _concluding(can: Possible, finding: str, entity: Entity, basis: Basis) -> Callable[[Weights], None]:
    weight = basis.number("weight_finding")
    return lambda into: can.weigh_conclusion("finding", finding, entity, "true", weight, into)
