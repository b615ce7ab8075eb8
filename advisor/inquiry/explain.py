"""Why a tactic is recommended for a brief, or why it is not: the question a client asks first.

With it what is asked next: what the plan does with it, and what would have to be otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any as Json

from advisor.errors import NotFound, did_you_mean
from advisor.inquiry.change_words import ChangeWords
from advisor.inquiry.planned import Planned, planned
from advisor.inquiry.smallest import SmallestChange, smallest_change
from advisor.planning.context import Context
from advisor.planning.decisions import find_tactic
from advisor.reasoning.explain import Explanation, joined
from advisor.reasoning.explain import explain_tactic as _explain
from advisor.reasoning.wording import Wording
from advisor.situation.model import Entity


@dataclass(frozen=True)
class Answer(Explanation):
    """An explanation, with the tactic's place in the plan and the smallest change that would turn it.

    ``plan_said`` and ``change_said`` say these in words, ``whole`` all that is said as one paragraph.
    """

    plan: Planned
    change: SmallestChange
    plan_said: str
    change_said: str
    whole: str

    def to_json(self) -> dict[str, Json]:
        """Return the answer as plain values: the contract of ``explain --format json``."""
        plain = super().to_json()
        plain["prose"] = self.whole
        plain["plan"] = self.plan.to_json()
        plain["smallest_change"] = self.change.contract()
        plain["change"] = self.change.to_json()
        return plain

    def text(self, *, full: bool = False) -> str:
        """Return the answer as lines for a terminal: what is asked first comes first."""
        lines = [*self.head(), "", self.prose]
        for heading, said in (("plan", self.plan_said), ("change", self.change_said)):
            if said:
                lines += ["", self.headings[heading], f"  {said}"]
        return "\n".join([*lines, *self.trees(full=full), *self.references()])


def explain_tactic(ctx: Context, name: str, entity_name: str | None = None) -> Answer:
    """Explain a tactic for an entity of a situation.

    Without an entity the one for which it is recommended is taken, else the brand. Raises NotFound for an
    unknown concept or entity, and UsageError for a concept that cannot be recommended.
    """
    tactic = find_tactic(ctx.knowledge, name, ctx.language).concept.iri
    entity = ctx.situation.by_id[_entity(ctx, tactic, entity_name)]
    found = _explain(
        tactic,
        entity,
        ctx.rules,
        ctx.situation,
        ctx.outcome,
        ctx.on,
        ctx.phrases,
        ctx.vocabulary,
        ctx.knowledge,
    )
    place = planned(ctx, tactic, entity.id)
    change = smallest_change(tactic, entity, ctx.rules, ctx.situation, ctx.outcome, ctx.vocabulary, ctx.on)
    words = ChangeWords(Wording(ctx.phrases, ctx.vocabulary, ctx.knowledge), ctx.situation)
    forbidden = found.recommended is True and found.contraindicated is True
    plan_said = _plan_said(ctx, place, {caution.basis for caution in found.cautions})
    change_said = words.sentence(change, forbidden=forbidden)
    plain = {field.name: getattr(found, field.name) for field in fields(found)}
    headings = {key: ctx.phrases(f"explain.heading.{key}") for key in ("plan", "change")}
    return Answer(
        **{**plain, "headings": {**found.headings, **headings}},
        plan=place,
        change=change,
        plan_said=plan_said,
        change_said=change_said,
        whole=joined((found.prose, plan_said, change_said), ctx.phrases),
    )


def _plan_said(ctx: Context, place: Planned, told: set[str]) -> str:
    """Return what the plan does with the tactic; nothing where it is neither recommended nor in the plan.

    A reason that was ``told`` before is not told again.
    """
    if place.status == "absent":
        return ""
    key = "added" if place.status == "chosen" and place.drawn_in else place.status
    why = place.reason.text if place.reason and place.reason.text not in told else ""
    return ctx.phrases(f"explain.plan.{key}", start=place.start, end=place.end, reason=why).rstrip()


def _entity(ctx: Context, tactic: str, wanted: str | None) -> str:
    namings = (lambda e: _type_names(ctx, e), lambda e: [e.name], lambda e: [e.id])
    known = {name: e.id for naming in namings for e in reversed(ctx.situation.entities) for name in naming(e)}
    if wanted is not None:
        if wanted not in known:
            raise NotFound(f"the brief has no '{wanted}'", remedy=did_you_mean(wanted, list(known)))
        return known[wanted]
    concluded = [
        (id, e) for (id, e), truth in ctx.outcome.recommended.items() if id == tactic and truth is True
    ]
    if concluded:
        return concluded[0][1]
    kinds = {r.kind for r in ctx.rules.concluding("recommend", tactic)}
    for entity in ctx.situation.entities:
        if entity.kind in kinds:
            return entity.id
    return ctx.situation.brand.id


def _type_names(ctx: Context, entity: Entity) -> list[str]:
    """The names in all languages of what an entity is called after, if that is its type."""
    options = [
        option.labels
        for fact, known in entity.facts.items()
        for option in (ctx.vocabulary[fact].options if fact in ctx.vocabulary else ())
        if option.code == known.value
    ]
    return [label for labels in options if entity.name in labels.values() for label in labels.values()]
