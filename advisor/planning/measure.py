"""How it will be known whether the plan works: metrics with baseline and target, goals, triggers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from advisor.knowledge.model import Metric
from advisor.planning.candidates import goal_weights
from advisor.planning.context import Context, deciding, unique
from advisor.planning.model import GoalItem, Trigger
from advisor.planning.recommendation import MetricItem, Recommendation
from advisor.situation.model import Entity


def metric_item(ctx: Context, iri: str, entity: Entity, by_week: int | None) -> MetricItem | None:
    """Return a metric for an entity: baseline from the facts that observe it, target, and why that target."""
    metric = ctx.knowledge.metric(iri)
    if metric is None:
        return None
    at, fact = _observed(ctx, metric, entity)
    baseline = at.number(fact) if fact else None
    target, basis = _target(ctx, metric, at, fact, baseline)
    unit = metric.unit or None
    spec = ctx.vocabulary.get(fact) if fact else None
    if spec is not None and spec.unit:
        unit = spec.unit
    show = ctx.phrases.quantity
    return MetricItem(
        id=iri,
        label=ctx.label(iri),
        entity=at.id,
        formula=ctx.text(metric.formula),
        unit=unit,
        fact=fact,
        baseline=baseline,
        target=target,
        by_week=by_week,
        higher_is_better=metric.higher_is_better,
        baseline_display=show(baseline, unit) if baseline is not None else ctx.phrases("metric.unmeasured"),
        target_display=show(target, unit) if target is not None else ctx.phrases("metric.measure_first"),
        basis=basis,
    )


def metrics_for(
    ctx: Context, metrics: Iterable[str], entity: Entity, by_week: int | None, *, most: int = 3
) -> tuple[MetricItem, ...]:
    """The metrics of an action, those with a baseline first."""
    items = [i for iri in metrics if (i := metric_item(ctx, iri, entity, by_week))]
    return tuple(sorted(items, key=lambda i: i.baseline is None)[:most])


def _observed(ctx: Context, metric: Metric, entity: Entity) -> tuple[Entity, str | None]:
    """The entity and fact that hold the metric's value: the entity's own if known, else the brand's."""
    candidates = [
        (at, fact)
        for at in (entity, ctx.situation.brand)
        for fact in metric.observed_by
        if fact in ctx.vocabulary and ctx.vocabulary[fact].kind == at.kind
    ]
    for at, fact in candidates:
        if fact in at.facts:
            return at, fact
    return candidates[0] if candidates else (entity, None)


def _target(
    ctx: Context, metric: Metric, entity: Entity, fact: str | None, baseline: float | None
) -> tuple[float | None, str]:
    """A target and the sentence that explains it.

    Towards the threshold that a true finding compares this fact with, but no further than
    `planning_target_uplift_most`; without one, an improvement by `planning_target_uplift`. No baseline: none.
    """
    if baseline is None or fact is None:
        return None, ctx.phrases("metric.basis.unknown")
    most = ctx.parameter("planning_target_uplift_most")
    sign = 1 if metric.higher_is_better else -1
    reach = baseline + sign * abs(baseline) * most
    line = _threshold(ctx, entity, fact, sign, baseline)
    if line is not None:
        if baseline == 0:
            return line, ctx.phrases("metric.basis.line")
        target = min(line, reach) if sign > 0 else max(line, reach)
        key = "metric.basis.line" if target == line else "metric.basis.towards"
    else:
        target = baseline + sign * abs(baseline) * ctx.parameter("planning_target_uplift")
        limit = ctx.vocabulary[fact].maximum if sign > 0 else ctx.vocabulary[fact].minimum
        if limit is not None:
            # Near the end of a scale the last steps are the hardest: only part of what is left.
            closest = baseline + (limit - baseline) * ctx.parameter("planning_target_gap_share")
            target = min(target, closest) if sign > 0 else max(target, closest)
        key = "metric.basis.uplift"
        if baseline == 0:
            return None, ctx.phrases("metric.basis.unknown")
    return _within(ctx, fact, target, baseline), ctx.phrases(key)


def _within(ctx: Context, fact: str, target: float, baseline: float) -> float:
    """Keep a target inside the fact's range, and as precise as the fact is, but on its side of the baseline."""
    spec = ctx.vocabulary[fact]
    if spec.maximum is not None:
        target = min(target, max(spec.maximum, baseline))
    if spec.minimum is not None:
        target = max(target, min(spec.minimum, baseline))
    step = 1 if spec.datatype == "integer" else 0.001 if spec.unit == "ratio" else 0.1
    rounded = round(round(target / step) * step, 6)
    if target == baseline or (rounded - baseline) * (target - baseline) > 0:
        return rounded
    if step == 1:
        return float(math.ceil(target) if target > baseline else math.floor(target))
    return target


def _threshold(ctx: Context, entity: Entity, fact: str, sign: int, baseline: float) -> float | None:
    """The threshold on the better side that a true finding compares this fact with; the nearest one."""
    better = []
    for rule in ctx.rules.rules:
        if rule.layer != "findings" or rule.kind != entity.kind or ctx.verdict(rule, entity) is not True:
            continue
        for leaf in deciding(ctx.trace(rule, entity)):
            limit = leaf.threshold.value if leaf.fact == fact and leaf.threshold else None
            if (
                isinstance(limit, (int, float))
                and not isinstance(limit, bool)
                and (limit - baseline) * sign > 0
            ):
                better.append(float(limit))
    return min(better, key=lambda v: abs(v - baseline)) if better else None


def goal_items(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[GoalItem, ...]:
    """The plan's goals, primary ones first, each with the metrics that measure it and what serves it."""
    items = []
    brand = ctx.situation.brand
    chosen = [r for r in recommendations if r.carried_out]
    used = Counter(metric.id for action in chosen for metric in action.metrics)
    for goal, weight in goal_weights(ctx).items():
        rules = [r for r in ctx.rules.concluding("goal", goal) if ctx.verdict(r, brand) is True]
        # What the plan's own actions are measured by comes first, then what a brief can state.
        fitting = {iri: m for iri, m in sorted(ctx.knowledge.metrics().items()) if goal in m.measures}
        measuring = sorted(fitting, key=lambda iri: (-used[iri], not fitting[iri].observed_by))
        concept = ctx.knowledge.concept(goal)
        items.append(
            GoalItem(
                id=goal,
                label=ctx.label(goal),
                weight=weight,
                rules=tuple(r.id for r in rules),
                definition=ctx.definition(goal),
                basis=ctx.text(rules[0].basis) if rules else "",
                metrics=metrics_for(ctx, measuring, brand, ctx.weeks, most=2),
                recommendations=tuple(r.id for r in chosen if goal in r.serves),
                sources=unique(
                    [s for r in rules for s in r.advice.sources] or list(concept.sections if concept else ())
                ),
            )
        )
    return tuple(sorted(items, key=lambda g: (g.weight != "primary", -len(g.recommendations), g.id)))


def triggers(ctx: Context, recommendations: Sequence[Recommendation]) -> tuple[Trigger, ...]:
    """If a metric is not part of the way to its target by its check week, then what changes.

    The check lies when an effect can first be expected; what takes over is an alternative of the action,
    or the best deferred action for the same goal.
    """
    share = ctx.parameter("planning_check_share")
    most = int(ctx.parameter("planning_triggers"))
    found: list[Trigger] = []
    seen: set[tuple[str, str]] = set()
    deferred = [r for r in recommendations if r.status == "deferred"]
    chosen = [r for r in recommendations if r.carried_out]
    planned = {r.tactic for r in chosen}
    switched: set[str] = set()
    for action in chosen:
        for metric in action.metrics:
            key = (metric.id, metric.entity)
            if (
                metric.baseline is None
                or metric.target is None
                or key in seen
                or metric.target == metric.baseline
            ):
                continue
            week = min(ctx.weeks, max(action.end or ctx.weeks, (action.launch or 1) + 1))
            if week >= ctx.weeks and ctx.weeks > 4:
                week = ctx.weeks - 1
            line = metric.baseline + share * (metric.target - metric.baseline)
            substitute = _substitute(action, deferred, planned | switched)
            seen.add(key)
            if substitute:
                switched.add(substitute[0])
            name = ctx.entity_name(metric.entity)
            found.append(
                Trigger(
                    if_=ctx.phrases(
                        "trigger.if.below" if metric.higher_is_better else "trigger.if.above",
                        week=week,
                        entity=name,
                        metric=metric.label,
                        value=ctx.phrases.quantity(_neat(line, metric.unit), metric.unit),
                    ),
                    then=ctx.phrases(
                        "trigger.then.switch" if substitute else "trigger.then.review",
                        action=action.label,
                        other=substitute[1] if substitute else "",
                    ),
                    metric=metric.id,
                    entity=metric.entity,
                    week=week,
                    value=_neat(line, metric.unit),
                    recommendation=action.id,
                    switch_to=substitute[0] if substitute else None,
                )
            )
            break
        if len(found) >= most:
            break
    return tuple(sorted(found, key=lambda t: (t.week, t.metric, t.entity)))


def _neat(value: float, unit: str | None) -> float:
    return round(value, 3) if unit == "ratio" else round(value, 1)


def _substitute(
    action: Recommendation, deferred: Sequence[Recommendation], taken: set[str]
) -> tuple[str, str] | None:
    for alternative in action.alternatives:
        if alternative.id not in taken:
            return alternative.id, alternative.label
    for other in deferred:
        in_time = other.reason is None or other.reason.code != "order"
        if in_time and set(other.serves) & set(action.serves) and other.tactic not in taken:
            return other.tactic, other.label
    return None
