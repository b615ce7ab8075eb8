"""From conclusions to candidates: every (tactic, entity) that a rule recommends, with grounds and score."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.knowledge.model import Tactic
from advisor.planning.context import CERTAINTIES, Context, best_certainty, deciding, undecided, unique
from advisor.planning.recommendation import CautionItem, CertaintyPair, Reason
from advisor.reasoning.model import Rule, Truth
from advisor.situation.model import Decision, Entity


@dataclass(frozen=True)
class Candidate:
    """A tactic for an entity before anything is chosen. ``needed_by`` names what pulled it in."""

    tactic: Tactic
    entity: Entity
    strength: str
    certainty: CertaintyPair
    serves: tuple[str, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    findings: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[str, ...]
    basis: str
    cautions: tuple[CautionItem, ...]
    substitutes: tuple[str, ...]
    contraindicated: bool
    score: float = 0.0
    urgent: bool = False
    """Stands on one of the gravest findings: effort does not count against it."""
    needed_by: str | None = None
    decision: Decision | None = None

    @property
    def tie(self) -> tuple[int, str]:
        """What decides between equal scores: the sooner effect, then the id."""
        return self.tactic.weeks_to_effect, self.id

    @property
    def id(self) -> str:
        """``fan-levels@brand``."""
        return f"{self.tactic.concept.iri.split(':', 1)[1]}@{self.entity.id}"


def find_candidates(ctx: Context) -> list[Candidate]:
    """Return every recommended (tactic, entity), best score first; ties in order of id."""
    found = []
    for (iri, entity_id), truth in ctx.outcome.recommended.items():
        if truth is not True:
            continue
        tactic = ctx.knowledge.tactic(iri)
        entity = ctx.situation.by_id[entity_id]
        rules = [r for r in ctx.rules.concluding("recommend", iri) if ctx.verdict(r, entity) is True]
        if tactic is None or not rules:
            continue
        found.append(scored(ctx, _candidate(ctx, tactic, entity, rules)))
    return sorted(found, key=lambda c: (-c.score, *c.tie))


def pulled_in(ctx: Context, iri: str, needed_by: Candidate) -> Candidate | None:
    """Return a candidate for a prerequisite that no rule recommends, standing on what needs it."""
    tactic = ctx.knowledge.tactic(iri)
    if tactic is None:
        return None
    # For the same member where the brief can say of members of its kind that it is there, else for the brand.
    kinds = {ctx.vocabulary[fact].kind for fact in tactic.in_place_when if fact in ctx.vocabulary}
    entity = needed_by.entity if needed_by.entity.kind in kinds else ctx.situation.brand
    cautions, substitutes, forbidden = _cautions(ctx, iri, entity)
    candidate = Candidate(
        tactic=tactic,
        entity=entity,
        strength="conditional" if cautions else needed_by.strength,
        certainty=CertaintyPair(_own_certainty(ctx, tactic), "judgement"),
        serves=tactic.serves or needed_by.serves,
        rules=needed_by.rules,
        facts=needed_by.facts,
        findings=needed_by.findings,
        evidence=(),
        sources=own_sources(ctx, tactic),
        basis=ctx.phrases("plan.needed_by", tactic=ctx.label(needed_by.tactic.concept.iri)),
        cautions=cautions,
        substitutes=substitutes,
        contraindicated=forbidden,
        needed_by=needed_by.id,
    )
    return replace(scored(ctx, candidate), score=needed_by.score)


def on_its_own(ctx: Context, tactic: Tactic, entity: Entity, basis: str) -> Candidate:
    """Return a candidate that no rule recommends, with the basis that somebody gives for it."""
    cautions, substitutes, forbidden = _cautions(ctx, tactic.concept.iri, entity)
    candidate = Candidate(
        tactic=tactic,
        entity=entity,
        strength="conditional",
        certainty=CertaintyPair(CERTAINTIES[-1], CERTAINTIES[-1]),
        serves=tactic.serves,
        rules=(),
        facts=(),
        findings=(),
        evidence=(),
        sources=own_sources(ctx, tactic),
        basis=basis,
        cautions=cautions,
        substitutes=substitutes,
        contraindicated=forbidden,
    )
    return scored(ctx, candidate)


def in_place(ctx: Context, tactic: Tactic, entity: Entity) -> bool:
    """Whether a fact says that the tactic is already there: it is true, or an amount above nothing."""
    for fact in tactic.in_place_when:
        known = ctx.situation.value(entity, fact)
        # A truth value is a number to Python: true counts one.
        if known is not None and isinstance(known.value, (int, float)) and known.value > 0:
            return True
    return False


def worth_a_try(ctx: Context, iri: str, entity: Entity) -> bool:
    """Whether a tactic can stand in for another: it is neither contraindicated for the entity nor in place."""
    tactic = ctx.knowledge.tactic(iri)
    return not _cautions(ctx, iri, entity)[2] and not (tactic and in_place(ctx, tactic, entity))


def own_sources(ctx: Context, tactic: Tactic) -> tuple[str, ...]:
    """The sections that speak of a tactic: documents first, judgement only where no document does."""
    sections = tactic.concept.sections
    stated = [s for s in sections if (found := ctx.knowledge.section(s)) and found.certainty != "judgement"]
    return tuple(stated or sections)


def _candidate(ctx: Context, tactic: Tactic, entity: Entity, rules: list[Rule]) -> Candidate:
    iri = tactic.concept.iri
    rules = sorted(
        rules, key=lambda r: (_strength(r, iri) != "strong", CERTAINTIES.index(r.advice.certainty), r.id)
    )
    traces = [ctx.trace(rule, entity) for rule in rules]
    true_leaves = [leaf for t in traces for leaf in deciding(t)]
    # A finding that must not hold is no ground: `not` of it is true where it is false.
    found = [leaf for leaf in true_leaves if leaf.node == "concluded" and leaf.fact and leaf.value is True]
    findings = [leaf.fact for leaf in found if leaf.fact]
    facts = [leaf.fact for leaf in true_leaves if leaf.node in ("compare", "known") and leaf.fact]
    for leaf in found:
        facts.extend(_facts_behind(ctx, leaf.fact or "", ctx.situation.by_id[leaf.entity]))
    cautions, substitutes, forbidden = _cautions(ctx, iri, entity)
    strong = any(_strength(r, iri) == "strong" for r in rules)
    sources = unique([s for r in rules for s in r.advice.sources])
    return Candidate(
        tactic=tactic,
        entity=entity,
        strength="conditional" if cautions and not forbidden else ("strong" if strong else "conditional"),
        certainty=CertaintyPair(
            best_certainty([r.advice.certainty for r in rules]),
            best_certainty([r.condition.certainty for r in rules]),
        ),
        serves=unique([g for r in rules for c in r.then if c.id == iri for g in c.serves]) or tactic.serves,
        rules=tuple(r.id for r in rules),
        facts=unique(facts),
        findings=unique(findings),
        evidence=unique([e for r in rules for e in ctx.evidence(r, entity)])[:4],
        sources=sources or own_sources(ctx, tactic),
        basis=ctx.text(rules[0].basis),
        cautions=cautions,
        substitutes=substitutes,
        contraindicated=forbidden,
    )


def _strength(rule: Rule, iri: str) -> str:
    return next((c.strength or "conditional" for c in rule.then if c.id == iri), "conditional")


def _facts_behind(ctx: Context, finding: str, entity: Entity) -> list[str]:
    """The facts on which a finding rests that is true at an entity."""
    found: list[str] = []
    for rule in ctx.rules.concluding("finding", finding):
        if rule.kind == entity.kind and ctx.verdict(rule, entity) is True:
            leaves = deciding(ctx.trace(rule, entity))
            found.extend(leaf.fact for leaf in leaves if leaf.node == "compare" and leaf.fact)
    return found


def _cautions(
    ctx: Context, iri: str, entity: Entity
) -> tuple[tuple[CautionItem, ...], tuple[str, ...], bool]:
    """The cautions on a tactic that hold or may hold, what could stand in, and whether it is forbidden."""
    items: list[CautionItem] = []
    substitutes: list[str] = []
    for rule in ctx.rules.concluding("caution", iri):
        at = entity if rule.kind == entity.kind else ctx.situation.brand
        if rule.kind != at.kind:
            continue
        state: Truth = ctx.verdict(rule, at)
        if state is False:
            continue
        open_facts = unique(
            [leaf.fact for leaf in undecided(ctx.trace(rule, at)) if leaf.node == "compare" and leaf.fact]
        )
        items.append(
            CautionItem(
                rule=rule.id,
                state=state,
                basis=ctx.text(rule.basis),
                check=tuple(ctx.text(ctx.vocabulary[f].labels) for f in open_facts) if state is None else (),
                certainty=rule.advice.certainty,
                sources=rule.advice.sources or ctx.settings.own_judgement,
            )
        )
        substitutes.extend(c.substitute for c in rule.then if c.id == iri and c.substitute)
    return tuple(items), unique(substitutes), any(i.state for i in items)


def _own_certainty(ctx: Context, tactic: Tactic) -> str:
    found = [s.certainty for name in tactic.concept.sections if (s := ctx.knowledge.section(name))]
    return best_certainty(found)


def scored(ctx: Context, candidate: Candidate) -> Candidate:
    """Return the candidate with its score.

    score = strength x ground x goal x severity x (1 + bonus per further rule) / effort^exponent, all
    numbers from `rules/parameters/planning.yaml`; effort in owner days over the plan, at least one. What
    answers one of the gravest findings is urgent: its effort does not count against it.
    """
    number = ctx.parameter
    weight = number(
        "planning_weight_strong" if candidate.strength == "strong" else "planning_weight_conditional"
    )
    ground = number("planning_weight_judgement") if candidate.certainty.advice == "judgement" else 1.0
    severities = [s for f in candidate.findings if (s := severity_of(ctx, f))]
    gravest = min(severities, default=3)
    severity = number(f"planning_severity_{gravest}") if gravest in (1, 2) else 1.0
    bonus = 1 + number("planning_rule_bonus") * (len(candidate.rules) - 1)
    score = weight * ground * goal_factor(ctx, candidate.serves) * severity * bonus
    urgent = gravest == 1
    if not urgent:
        score /= effort(ctx, candidate.tactic) ** number("planning_effort_exponent")
    return replace(candidate, score=round(score, 6), urgent=urgent)


def effort(ctx: Context, tactic: Tactic) -> float:
    """Days of work over the plan: set-up, then its weekly hours; at least one."""
    return max(1.0, tactic.set_up_days + tactic.hours_per_week * ctx.weeks / 8)


def goal_factor(ctx: Context, serves: tuple[str, ...]) -> float:
    """The factor of the best goal that is served: primary, secondary or none of the plan's goals."""
    weights = goal_weights(ctx)
    best = {weights.get(goal) for goal in serves}
    for weight in ("primary", "secondary"):
        if weight in best:
            return ctx.parameter(f"planning_goal_{weight}")
    return ctx.parameter("planning_goal_other")


def goal_weights(ctx: Context) -> dict[str, str]:
    """The plan's goals with their weight; primary wins where rules differ."""
    weights: dict[str, str] = {}
    brand = ctx.situation.brand
    for (goal, _), truth in sorted(ctx.outcome.goals.items()):
        if truth is not True:
            continue
        for rule in ctx.rules.concluding("goal", goal):
            if ctx.verdict(rule, brand) is True:
                weight = next((c.weight or "secondary" for c in rule.then if c.id == goal), "secondary")
                if weight == "primary" or goal not in weights:
                    weights[goal] = weight
    return weights


def severity_of(ctx: Context, finding: str) -> int | None:
    """1 (gravest) to 3, as the ontology declares it."""
    declared = ctx.knowledge.findings().get(finding)
    return declared.severity if declared else None


def reason(ctx: Context, code: str, phrase: str | None = None, /, **values: object) -> Reason:
    """A status reason with its sentence: that of the code, or a phrase of its own."""
    return Reason(code, ctx.phrases(f"plan.reason.{phrase or code}", **values))
