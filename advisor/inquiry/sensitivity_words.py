"""What the advice hangs on, in lines for a terminal, as rows and as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advisor.inquiry.sensitivity import (
    Hinge,
    Turn,
    fact_hinges,
    open_hinges,
    parameter_hinges,
)
from advisor.planning.context import Context
from advisor.reasoning.wording import Wording
from advisor.situation.model import Value

COLUMNS = ("sort", "name", "label", "entity", "value", "at", "distance", "share", "changeable", "changes")

MOST_HINGES = 8
"""Facts and thresholds of a sort that are named where not all are asked for."""
MOST_TURNS = 4
"""Changes of the advice that are named with one fact or threshold."""


@dataclass(frozen=True)
class Sensitivity:
    """What the advice of a brief hangs on: known facts and thresholds the nearest first, unknown ones the weightiest."""

    known: tuple[Hinge, ...]
    thresholds: tuple[Hinge, ...]
    unknown: tuple[Hinge, ...]

    def sorts(self) -> Iterable[tuple[str, tuple[Hinge, ...]]]:
        """The three sorts with their names."""
        return (("known", self.known), ("threshold", self.thresholds), ("unknown", self.unknown))


def sensitivity(ctx: Context) -> Sensitivity:
    """Return what the advice of a brief hangs on."""
    facts = (ctx.situation, ctx.rules, ctx.vocabulary, ctx.on)
    return Sensitivity(
        fact_hinges(*facts), parameter_hinges(ctx.situation, ctx.rules, ctx.on), open_hinges(*facts)
    )


class HingeWords:
    """Words for hinges in one context."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._say = ctx.phrases
        self._wording = Wording(ctx.phrases, ctx.vocabulary, ctx.knowledge)

    def text(self, found: Sensitivity, *, full: bool = False) -> str:
        """Return all as lines; where not ``full`` the first of each sort, and how many more there are."""
        say = self._say
        blocks = []
        for sort, hinges in found.sorts():
            if not hinges:
                continue
            shown = hinges if full else hinges[:MOST_HINGES]
            lines = [say(f"sensitivity.heading.{sort}", n=len(hinges))]
            for hinge in shown:
                lines += self._lines(hinge, len(hinge.turns) if full else MOST_TURNS)
            if len(hinges) > len(shown):
                lines.append(say("sensitivity.more", n=len(hinges) - len(shown)))
            blocks.append("\n".join(lines))
        return "\n\n".join(blocks) or say("sensitivity.none")

    def rows(self, found: Sensitivity) -> list[dict[str, Any]]:
        """Return a row for each hinge."""
        return [
            {
                "sort": sort,
                "name": hinge.name,
                "label": self._name(hinge),
                "entity": hinge.entity,
                "value": hinge.value,
                "at": hinge.at,
                "distance": hinge.distance,
                "share": None if hinge.share is None else round(hinge.share, 4),
                "changeable": hinge.changeable,
                "changes": [self._turn(turn) for turn in hinge.turns],
            }
            for sort, hinges in found.sorts()
            for hinge in hinges
        ]

    def json(self, found: Sensitivity) -> list[dict[str, Any]]:
        """Return the rows with what changes as plain values."""
        turns = [hinge.turns for _, hinges in found.sorts() for hinge in hinges]
        return [
            {**row, "changes": [_turn_json(turn) for turn in of]}
            for row, of in zip(self.rows(found), turns, strict=True)
        ]

    def _lines(self, hinge: Hinge, most: int) -> list[str]:
        say = self._say
        name = self._name(hinge)
        edge = hinge.value == hinge.at
        far = (
            ""
            if hinge.share is None or edge
            else say("sensitivity.far", share=say.quantity(hinge.share, "ratio"))
        )
        first = say(
            "sensitivity.edge" if edge else "sensitivity.hinge",
            fact=name,
            value=self._value(hinge, hinge.value),
            at=self._value(hinge, hinge.at),
            far=far,
        )
        lines = [first, *(f"    {self._turn(turn)}" for turn in hinge.turns[:most])]
        more = len(hinge.turns) - most
        return [*lines, f"    {say('sensitivity.more_turns', n=more)}"] if more > 0 else lines

    def _name(self, hinge: Hinge) -> str:
        """A fact's name, a member's with the member's; a threshold's own."""
        say = self._say
        if not hinge.entity:
            parameter = self._ctx.rules.parameters[hinge.name]
            return self._wording.text(parameter.label)
        fact = self._wording.fact(hinge.name)
        entity = self._ctx.situation.by_id[hinge.entity]
        return fact if entity.kind == "brand" else say("change.of", fact=fact, entity=entity.name)

    def _value(self, hinge: Hinge, value: Value | None) -> str:
        if value is None:
            return self._say("compare.unknown")
        if not hinge.entity and isinstance(value, (int, float)):
            return self._say.quantity(value, self._ctx.rules.parameters[hinge.name].unit)
        return self._wording.value(hinge.name, value)

    def _turn(self, turn: Turn) -> str:
        entity = self._ctx.situation.by_id[turn.entity]
        where = "" if entity.kind == "brand" else self._say("compare.of", entity=entity.name)
        now = {True: "true", False: "false", None: "open"}[turn.after]
        return self._say(
            f"sensitivity.turn.{turn.what}.{now}", what=self._wording.conclusion(turn.id), of=where
        )


def _turn_json(turn: Turn) -> dict[str, Any]:
    return {
        "what": turn.what,
        "id": turn.id,
        "entity": turn.entity,
        "before": turn.before,
        "after": turn.after,
    }
