"""An interview that a full brief answers, and its plan beside that of the brief."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from advisor.inquiry.interview import Question, State, state_of, with_answers
from advisor.inquiry.questions import questions
from advisor.planning.model import Plan
from advisor.situation.brief import WEEKS_FACT
from advisor.situation.model import Situation
from advisor.situation.writing import to_brief
from advisor.workspace import Workspace


@dataclass(frozen=True)
class Held:
    """How an interview went: questions put, facts asked for, facts that there are, the slowest step, what differs."""

    questions: int
    asked: int
    facts: int
    slowest: float
    differs: list[str]
    state: State


def hold(work: Workspace, situation: Situation, *, most: int = 2000) -> Held:
    """Ask until nothing matters any more."""
    basis = work.interview_basis(situation.date(work.packs.date))
    full = to_brief(situation, work.vocabulary)
    start = {key: full[key] for key in ("as_of", "language") if key in full}
    state = state_of(start, basis)
    count, asked, slowest = 0, 0, 0.0
    while True:
        began = time.perf_counter()
        waiting = questions(state, basis)
        slowest = max(slowest, time.perf_counter() - began)
        if not waiting or count >= most:
            break
        count += 1
        asked += len(waiting[0].facts)
        given = {fact: answer(waiting[0], fact, situation, full) for fact in waiting[0].facts}
        state = with_answers(state, waiting[0], given, basis)
    facts = sum(len(work.vocabulary.of_kind(entity.kind)) for entity in situation.entities)
    same = (plan_of(work, situation), plan_of(work, state.situation))
    return Held(count, asked, facts, slowest, sorted(same[0] ^ same[1]), state)


def answer(question: Question, fact: str, situation: Situation, full: dict[str, Any]) -> Any:
    """What the full brief says: members with their names and types, facts with all that is said of them."""
    if question.sort == "members":
        members = full.get(fact)
        if members is None:
            return None
        return [{key: m[key] for key in ("id", "name", "type") if key in m} for m in members]
    if fact == WEEKS_FACT:
        return situation.weeks
    known = situation.by_id[question.entity].facts.get(fact)
    if known is None:
        return None
    topic, name = fact.split(".", 1)
    if topic in full and name in full[topic]:
        return full[topic][name]
    for members in (full.get(key) or () for key in ("segments", "channels", "communities", "campaigns")):
        for member in members:
            if member["id"] == question.entity and name in member:
                return member[name]
    value = known.value
    return list(value) if isinstance(value, tuple) else value


def plan_of(work: Workspace, situation: Situation) -> set[str]:
    """What must be the same: the findings that hold, and each recommendation with its strength and status."""
    plan: Plan = work.make_plan(situation, language="en")
    found = {f"{f.id}@{f.entity}" for f in plan.findings if f.value is True}
    return found | {f"{r.tactic}@{r.entity} {r.strength} {r.status}" for r in plan.recommendations}


__all__ = ["Held", "answer", "hold", "plan_of"]
