"""What the consultant has settled, laid over what the rules recommend.

What is accepted or added is chosen first, whatever its score; it still has to fit the weeks, the team and
the money, and a caution on it is shown, not obeyed: the consultant knows more than the brief. One thing no
decision outweighs is a caution that stands on law or a platform's terms. What is rejected is left out, also
where another tactic would have drawn it in, and what cannot do without it is left out as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.errors import NotFound, UsageError
from advisor.knowledge.model import Tactic
from advisor.knowledge.store import Knowledge
from advisor.planning.candidates import Candidate, on_its_own, reason
from advisor.planning.context import Context
from advisor.planning.recommendation import DecisionItem, Reason
from advisor.situation.model import Decision

BINDING = "regulation"
"""The certainty of a caution that no decision outweighs."""


def find_tactic(knowledge: Knowledge, name: str, language: str) -> Tactic:
    """Return the tactic of that name, slug or IRI.

    Raises NotFound with the nearest names, and UsageError for a concept that cannot be recommended.
    """
    concept = knowledge.find(name)
    tactic = knowledge.tactic(concept.iri)
    if tactic is None:
        kind = knowledge.class_label(concept.kind, language)
        raise UsageError(
            f"'{concept.label(language)}' is not something that can be recommended ({kind})",
            remedy="name a tactic; `advisor search --kind Tactic …` finds one",
        )
    return tactic


def decided(ctx: Context, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates with the decisions on them, and those that only a decision brings in.

    Raises NotFound for a decision about what is no tactic.
    """
    found = list(candidates)
    for decision in ctx.situation.decisions:
        about = [n for n, c in enumerate(found) if concerns(decision, c)]
        if not about:
            found.append(_with(_alone(ctx, decision), decision))
        elif decision.act == "reject":
            for n in about:
                found[n] = _with(found[n], decision)
        else:  # the best of them: a tactic is begun at one place
            found[about[0]] = _with(found[about[0]], decision)
    return found


def concerns(decision: Decision, candidate: Candidate) -> bool:
    """Whether a decision is about a candidate."""
    return decision.tactic == candidate.tactic.concept.iri and decision.entity in (None, candidate.entity.id)


def rejection(ctx: Context, tactic: str, entity: str) -> Decision | None:
    """The decision that keeps a tactic from an entity, if there is one."""
    return next(
        (
            d
            for d in ctx.situation.decisions
            if d.act == "reject" and d.tactic == tactic and d.entity in (None, entity)
        ),
        None,
    )


def carried_reason(ctx: Context, candidate: Candidate) -> Reason | None:
    """Why an accepted or added candidate is carried out; None where no decision is about it."""
    if candidate.decision is None or candidate.decision.act == "reject":
        return None
    code = "added" if is_added(candidate) else "accepted"
    against = any(c.state for c in candidate.cautions)
    return reason(ctx, code, f"{code}.against" if against else None, why=candidate.decision.why)


def is_added(candidate: Candidate) -> bool:
    """Whether only a decision brings a candidate in: no rule recommends it."""
    return candidate.decision is not None and not candidate.rules


def decision_item(candidate: Candidate) -> DecisionItem | None:
    """What was decided, as the plan says it."""
    decision = candidate.decision
    return DecisionItem(decision.act, decision.why) if decision else None


def _with(candidate: Candidate, decision: Decision) -> Candidate:
    if decision.act == "reject":
        return replace(candidate, decision=decision)
    bound = any(c.state and c.certainty == BINDING for c in candidate.cautions)
    strength = "conditional" if candidate.cautions else candidate.strength
    return replace(candidate, decision=decision, contraindicated=bound, strength=strength)


def _alone(ctx: Context, decision: Decision) -> Candidate:
    """A candidate for what no rule recommends here; it stands on the consultant's word."""
    tactic = ctx.knowledge.tactic(decision.tactic)
    if tactic is None:
        raise NotFound(
            f"'{decision.tactic}' is no tactic", remedy="`advisor search --kind Tactic …` finds one"
        )
    entity = ctx.situation.by_id[decision.entity] if decision.entity else ctx.situation.brand
    return on_its_own(ctx, tactic, entity, ctx.definition(decision.tactic))
