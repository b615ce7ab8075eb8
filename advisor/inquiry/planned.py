"""What the plan does with one tactic for one entity, and why: chosen, left for later, or not taken up."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.planning.build import selected
from advisor.planning.context import Context
from advisor.planning.decisions import is_added
from advisor.planning.recommendation import Reason


@dataclass(frozen=True)
class Planned:
    """A tactic's place in the plan.

    ``status`` is one of the plan's own (chosen, added, deferred, contraindicated, rejected), or ``absent``
    where the plan does not come to speak of it. ``start`` and ``end`` are weeks, from 1. ``drawn_in``: no
    rule recommends it here; it is there because something else needs it, or because the consultant added it.
    """

    status: str
    reason: Reason | None = None
    start: int | None = None
    end: int | None = None
    drawn_in: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the place as plain values."""
        return {
            "status": self.status,
            "reason": {"code": self.reason.code, "text": self.reason.text} if self.reason else None,
            "start": self.start,
            "end": self.end,
        }


def planned(ctx: Context, tactic: str, entity: str) -> Planned:
    """Return what the plan of a context does with a tactic for an entity."""
    selection = selected(ctx)
    for entry in selection.chosen.values():
        candidate = entry.candidate
        if (candidate.tactic.concept.iri, candidate.entity.id) == (tactic, entity):
            added = is_added(candidate)
            return Planned(
                "added" if added else "chosen",
                entry.reason,
                entry.slot.start,
                entry.slot.end,
                drawn_in=added or candidate.needed_by is not None,
            )
    for candidate, status, reason, _ in selection.not_chosen:
        if (candidate.tactic.concept.iri, candidate.entity.id) == (tactic, entity):
            return Planned(status, reason)
    return Planned("absent")
