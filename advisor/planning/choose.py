"""From candidates to what the plan carries out: in their order, within people, weeks, money and attention.

A greedy walk: the best candidate first, each time reckoned anew with what is already chosen (a goal that
is well served counts a little less each time). What must come before is drawn in with it. What does not
fit is deferred, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from advisor.errors import UsageError
from advisor.planning.candidates import Candidate, effort, in_place, pulled_in, reason
from advisor.planning.context import Context
from advisor.planning.cost import cost_of
from advisor.planning.decisions import BINDING, carried_reason, rejection
from advisor.planning.recommendation import Cost, Reason
from advisor.planning.schedule import Board, Slot


@dataclass(frozen=True)
class Chosen:
    """A candidate with its place in the weeks and its cost."""

    candidate: Candidate
    slot: Slot
    cost: Cost
    reason: Reason | None = None


@dataclass
class Selection:
    """What was chosen and what was not; ``not_chosen`` is (candidate, status, reason, cost)."""

    chosen: dict[str, Chosen] = field(default_factory=dict)
    not_chosen: list[tuple[Candidate, str, Reason | None, Cost]] = field(default_factory=list)
    spent: float = 0.0
    limit: float | None = None
    board: Board = field(default_factory=lambda: Board(1, None))

    def has(self, tactic: str) -> Chosen | None:
        """The chosen entry of a tactic, for whichever entity."""
        return next((c for c in self.chosen.values() if c.candidate.tactic.concept.iri == tactic), None)


def choose(ctx: Context, candidates: list[Candidate], *, max_actions: int | None = None) -> Selection:
    """Choose among the candidates. Deterministic: ties go by id. Raises UsageError for fewer than one action."""
    limit = _money(ctx)
    hours, _ = team_hours(ctx)
    most = most_actions(ctx, max_actions, hours)
    board = Board(ctx.weeks, hours, setup_share=ctx.parameter("planning_setup_share"))
    selection = Selection(limit=limit, board=board)
    waiting = [c for c in candidates if not _settled_at_once(ctx, c, selection)]
    waiting = _weighed(ctx, waiting, hours)
    served: dict[str, int] = {}
    decay = ctx.parameter("planning_repeat_goal_decay")
    while waiting:
        waiting.sort(key=lambda c: (c.decision is None, -_now(c, served, decay), *c.tie))
        candidate = waiting.pop(0)
        refusal = _try(ctx, candidate, selection, most, waiting)
        if refusal is not None:
            _leave(ctx, selection, candidate, "deferred", refusal)
            continue
        waiting = [c for c in waiting if c.id not in selection.chosen]
        for goal in candidate.serves[:1]:
            served[goal] = served.get(goal, 0) + 1
    return selection


def _weighed(ctx: Context, candidates: list[Candidate], hours: float) -> list[Candidate]:
    """Where there is more to do than the team can, let effort count for more: small things that help come first."""
    if sum(c.tactic.hours_per_week for c in candidates) <= hours:
        return candidates
    extra = ctx.parameter("planning_effort_exponent_tight") - ctx.parameter("planning_effort_exponent")
    return [
        c if c.urgent else replace(c, score=round(c.score / effort(ctx, c.tactic) ** max(0.0, extra), 6))
        for c in candidates
    ]


def most_actions(ctx: Context, wanted: int | None, hours: float) -> int:
    """How many actions a plan may hold: what the user or brief says, the pack's limit, and what the team can run."""
    if wanted is not None and wanted < 1:
        raise UsageError(f"a plan has at least 1 action, not {wanted}", remedy="give --max-actions 10")
    limit = wanted or stated_actions(ctx)
    if limit is not None:
        return max(1, limit)
    by_team = int(hours // ctx.parameter("planning_hours_per_action"))
    return min(int(ctx.parameter("planning_max_actions")), max(5, by_team))


def stated_actions(ctx: Context) -> int | None:
    """How many actions the brief allows; null where it does not say."""
    stated = ctx.situation.brand.number(ctx.settings.max_actions)
    return None if stated is None else int(stated)


def team_hours(ctx: Context) -> tuple[float, bool]:
    """The team's hours a week, and whether they are assumed."""
    stated = ctx.situation.brand.number(ctx.settings.team_hours)
    if stated is not None:
        return stated, False
    return ctx.parameter("planning_team_hours"), True


def _money(ctx: Context) -> float | None:
    limit = ctx.situation.brand.number(ctx.settings.budget)
    return None if limit is None else limit * (1 - ctx.parameter("planning_reserve_share"))


def _now(candidate: Candidate, served: Mapping[str, int], decay: float) -> float:
    """A candidate's score as it counts now: less for a goal that several chosen actions already serve."""
    goal = candidate.serves[0] if candidate.serves else ""
    return float(candidate.score * decay ** served.get(goal, 0))


def _settled_at_once(ctx: Context, candidate: Candidate, selection: Selection) -> bool:
    if candidate.decision is not None and candidate.decision.act == "reject":
        _leave(ctx, selection, candidate, "rejected", reason(ctx, "declined", why=candidate.decision.why))
        return True
    if candidate.contraindicated:
        caution = next(c for c in candidate.cautions if c.state)
        why = Reason("caution", caution.basis)
        if candidate.decision is not None:  # and yet forbidden: only what binds forbids it then
            binding = next(c for c in candidate.cautions if c.state and c.certainty == BINDING)
            why = reason(ctx, "caution", "binding", basis=binding.basis, why=candidate.decision.why)
        _leave(ctx, selection, candidate, "contraindicated", why)
        return True
    if candidate.decision is None and in_place(ctx, candidate.tactic, candidate.entity):
        _leave(ctx, selection, candidate, "rejected", reason(ctx, "in_place"))
        return True
    return False


def _leave(ctx: Context, selection: Selection, candidate: Candidate, status: str, why: Reason) -> None:
    selection.not_chosen.append((candidate, status, why, _cost(ctx, candidate, ctx.weeks)))


def _cost(ctx: Context, candidate: Candidate, weeks: int) -> Cost:
    return cost_of(ctx, candidate.tactic, candidate.entity, weeks)


def _try(
    ctx: Context, candidate: Candidate, selection: Selection, most: int, waiting: list[Candidate]
) -> Reason | None:
    """Put a candidate and what it needs into the selection, or return why it does not fit."""
    twin = selection.has(candidate.tactic.concept.iri)
    if twin is not None:
        return reason(ctx, "extend", name=twin.candidate.entity.name)
    package, refusal = _package(ctx, candidate, selection, waiting, ())
    refusal = refusal or _conflict(ctx, package, selection)
    if refusal is not None:
        return refusal
    if len(selection.chosen) + len(package) > most:
        return reason(ctx, "attention", n=most)
    return _place(ctx, package, selection)


def _package(
    ctx: Context,
    candidate: Candidate,
    selection: Selection,
    waiting: list[Candidate],
    above: tuple[str, ...],
) -> tuple[list[Candidate], Reason | None]:
    """A candidate after what must come before it and is neither in place nor chosen, deepest first.

    ``above`` are the tactics for which this one is needed: a circle ends there.
    """
    above = (*above, candidate.tactic.concept.iri)
    package: list[Candidate] = []
    for iri in candidate.tactic.prerequisites:
        if iri in above or selection.has(iri) or any(n.tactic.concept.iri == iri for n in package):
            continue
        before = _advised(iri, candidate, waiting) or pulled_in(ctx, iri, candidate)
        declined = before and rejection(ctx, iri, before.entity.id)
        if declined:
            return [], reason(ctx, "order", "order.declined", tactic=ctx.label(iri), why=declined.why)
        if before is None or any(in_place(ctx, before.tactic, e) for e in (candidate.entity, before.entity)):
            continue
        if before.contraindicated:
            return [], reason(ctx, "order", "order.forbidden", tactic=ctx.label(iri))
        deeper, refusal = _package(ctx, before, selection, waiting, above)
        if refusal is not None:
            return [], refusal
        known = {n.tactic.concept.iri for n in package}
        package.extend(n for n in deeper if n.tactic.concept.iri not in known)
    return [*package, candidate], None


def _advised(iri: str, needed_by: Candidate, waiting: list[Candidate]) -> Candidate | None:
    """A waiting candidate that rules recommend and that serves as the prerequisite: the same entity's at best."""
    found = [c for c in waiting if c.tactic.concept.iri == iri]
    if not found:
        return None
    best = min(found, key=lambda c: (c.entity != needed_by.entity, c.entity.kind != "brand", -c.score, c.id))
    return replace(best, score=max(best.score, needed_by.score))


def _conflict(ctx: Context, package: list[Candidate], selection: Selection) -> Reason | None:
    """Why a package cannot go with what is chosen, or with itself."""
    inside = {part.tactic.concept.iri for part in package}
    for part in package:
        for conflict in part.tactic.conflicts:
            if selection.has(conflict):
                return reason(ctx, "conflict", tactic=ctx.label(conflict))
            if conflict in inside:
                return reason(ctx, "order", "order.forbidden", tactic=ctx.label(conflict))
    return None


def _place(ctx: Context, package: list[Candidate], selection: Selection) -> Reason | None:
    board = selection.board.copy()
    placed: list[Chosen] = []
    spent = selection.spent
    for part in package:
        launches = [
            c.slot.launch
            for iri in part.tactic.prerequisites
            if (
                c := selection.has(iri)
                or next((p for p in placed if p.candidate.tactic.concept.iri == iri), None)
            )
        ]
        slot = board.place(part.tactic, after=max(launches, default=0))
        if slot is None:
            return reason(
                ctx, "order" if board.too_late else "team", tactic=ctx.label(part.tactic.concept.iri)
            )
        cost = _cost(ctx, part, ctx.weeks - slot.launch + 1)
        spent += cost.total
        if selection.limit is not None and spent > selection.limit + 0.005:
            return reason(
                ctx,
                "budget",
                cost=ctx.phrases.money(cost.total),
                left=ctx.phrases.money(max(0.0, selection.limit - selection.spent)),
            )
        why = (
            reason(ctx, "needed", tactic=ctx.label(package[-1].tactic.concept.iri))
            if part.needed_by
            else carried_reason(ctx, part)
        )
        placed.append(Chosen(part, slot, cost, why))
    for entry in placed:
        selection.chosen[entry.candidate.id] = entry
    selection.board, selection.spent = board, spent
    return None
