"""Why two situations are judged differently: the comparisons that came out otherwise, followed to the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.inquiry.difference import Difference, Move, Verdict
from advisor.planning.context import Context, unique
from advisor.reasoning.model import Rule, Trace, Truth
from advisor.reasoning.speech import Speech
from advisor.reasoning.wording import Wording
from advisor.situation.model import Entity

MOST = 4
"""Sentences that are given for one difference."""


def with_reasons(found: Difference, before: Context, after: Context) -> Difference:
    """Return the difference with the comparisons that tell why, in the words of the later context."""
    flips = Flips(before, after)
    return replace(
        found,
        moves=tuple(replace(move, why=flips.of_move(move)) for move in found.moves),
        findings=tuple(
            replace(verdict, why=flips.of_verdict("finding", verdict)) for verdict in found.findings
        ),
        goals=tuple(replace(verdict, why=flips.of_verdict("goal", verdict)) for verdict in found.goals),
    )


@dataclass(frozen=True)
class Flips:
    """What came out otherwise between two situations under the same rules."""

    before: Context
    after: Context

    def of_move(self, move: Move) -> tuple[str, ...]:
        """Why a recommendation differs: its rules and cautions, and what the planner says of it."""
        found = [
            text
            for what in ("recommend", "caution")
            for text in self._concluded(what, move.tactic, move.entity)
        ]
        if move.after and move.after.reason and "status" in move.changed:
            found.append(move.after.reason)
        elif not found and move.before and move.before.reason and "status" in move.changed:
            key = "compare.was" if move.sort == "enters" else "compare.then"
            found.append(self.after.phrases(key, reason=move.before.reason))
        return unique(found)[:MOST]

    def of_verdict(self, what: str, verdict: Verdict) -> tuple[str, ...]:
        """Why a finding or goal differs."""
        return unique(list(self._concluded(what, verdict.id, verdict.entity)))[:MOST]

    def _concluded(self, what: str, id: str, entity: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
        if id in seen:
            return
        places = [
            (rule, at)
            for rule in self.after.rules.concluding(what, id)
            for at in dict.fromkeys((entity, self.after.situation.brand.id))
            if self._kind(at) == rule.kind
        ]
        # A rule that holds in one of the two decides; those that are merely open now and were not, do not.
        decisive = [(rule, at) for rule, at in places if True in self._verdicts(rule, at)]
        for rule, at in decisive or places:
            yield from self._rule(rule, at, (*seen, id))

    def _verdicts(self, rule: Rule, entity: str) -> tuple[Truth, Truth]:
        """The truth of a rule before and after; null at a member that is not there."""
        old, new = (
            ctx.verdict(rule, at) if (at := ctx.situation.by_id.get(entity)) else None
            for ctx in (self.before, self.after)
        )
        return old, new

    def _kind(self, entity: str) -> str | None:
        found = self.after.situation.by_id.get(entity) or self.before.situation.by_id.get(entity)
        return found.kind if found else None

    def _rule(self, rule: Rule, entity: str, seen: tuple[str, ...]) -> Iterator[str]:
        old, new = (ctx.situation.by_id.get(entity) for ctx in (self.before, self.after))
        if old is None or new is None:  # a member that only one of them has
            if new is not None:
                yield from self.after.evidence(rule, new)
            return
        was, is_ = self._verdicts(rule, entity)
        if was is is_:
            return
        yield from self._leaves(self.before.trace(rule, old), self.after.trace(rule, new), new, seen)

    def _leaves(self, old: Trace, new: Trace, at: Entity, seen: tuple[str, ...]) -> Iterator[str]:
        if old.holds is new.holds:
            return
        if new.node in ("all", "any", "members") and len(old.parts) == len(new.parts) and new.parts:
            for one, other in zip(old.parts, new.parts, strict=True):
                if other.holds is new.holds or new.node == "members":
                    yield from self._leaves(one, other, at, seen)
            return
        text = self._speech.sentence(new, at=at.id)
        below: list[str] = []
        if new.node == "concluded" and new.fact is not None:
            for what in ("finding", "goal", "recommend"):
                below.extend(self._concluded(what, new.fact, new.entity, seen))
        say = self.after.phrases
        yield (
            say("compare.because", text=text, reasons=say("explain.join.reason").join(unique(below)[:2]))
            if below
            else text
        )

    @property
    def _speech(self) -> Speech:
        ctx = self.after
        return Speech(Wording(ctx.phrases, ctx.vocabulary, ctx.knowledge), ctx.situation)
