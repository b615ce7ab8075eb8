"""What a tactic costs over the plan: once, by week, and by member reached. CNY outside staff time."""

from __future__ import annotations

from advisor.knowledge.model import Tactic
from advisor.planning.context import Context
from advisor.planning.recommendation import Cost
from advisor.situation.model import Entity


def members_of(ctx: Context, tactic: Tactic, entity: Entity) -> float | None:
    """The number of members that per-member costs are reckoned with; null where the brief does not say.

    Where the cost model counts active members only, their share of the entity: as the brief says, else as
    `planning_active_share` assumes. Never more than the tactic reaches at most.
    """
    size = _first(entity, ctx.settings.members.get(entity.kind, ()))
    if size is None:
        return None
    if tactic.cost_model in ctx.settings.active_cost_models:
        share = _first(entity, ctx.settings.active_share.get(entity.kind, ()))
        size *= share if share is not None else ctx.parameter("planning_active_share")
    return round(min(size, tactic.most_members) if tactic.most_members else size)


def cost_of(ctx: Context, tactic: Tactic, entity: Entity, running_weeks: int) -> Cost:
    """The cost of a tactic for an entity that runs for some weeks.

    total = fixed + per week x weeks + per member x members; an unknown number of members adds nothing
    and is listed among the plan's assumptions.
    """
    members = members_of(ctx, tactic, entity) if tactic.cost_per_member else None
    total = tactic.fixed_cost + tactic.cost_per_week * running_weeks + tactic.cost_per_member * (members or 0)
    return Cost(
        model=tactic.cost_model,
        model_label=ctx.label(tactic.cost_model),
        fixed=tactic.fixed_cost,
        per_week=tactic.cost_per_week,
        per_member=tactic.cost_per_member,
        members=members,
        total=round(total, 2),
    )


def _first(entity: Entity, facts: tuple[str, ...]) -> float | None:
    return next((value for fact in facts if (value := entity.number(fact)) is not None), None)
