"""Lay the chosen actions out again once all are known, so that what comes first in the knowledge comes first.

While choosing, an action can be placed before another that precedes it and is chosen later. Prerequisites
are kept then; the softer "comes before" of the documents is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from advisor.planning.candidates import reason
from advisor.planning.choose import Chosen, Selection
from advisor.planning.context import Context
from advisor.planning.cost import cost_of
from advisor.planning.schedule import Board

PRECEDES = "mz:precedes"


def in_order(ctx: Context, selection: Selection) -> Selection:
    """Return the selection with its actions placed anew in the order that the knowledge gives.

    What then no longer fits the team or the weeks is deferred, as long as nothing chosen needs it and
    nothing was drawn in for it, and nobody decided for it. Where
    the order runs in a circle, or the budget would no longer do, the selection is returned as it is.
    """
    by_tactic = {entry.candidate.tactic.concept.iri: entry for entry in selection.chosen.values()}
    before = {iri: _before(ctx, iri, by_tactic) for iri in by_tactic}
    rank = {entry.candidate.tactic.concept.iri: n for n, entry in enumerate(selection.chosen.values())}
    try:
        sequence = _sequence(before, rank)
    except CycleError:
        return selection
    board = Board(selection.board.weeks, selection.board.hours, setup_share=selection.board.setup_share)
    needed = {p for entry in by_tactic.values() for p in entry.candidate.tactic.prerequisites}
    # What was drawn in for another makes no sense without it.
    drawing = {entry.candidate.needed_by for entry in by_tactic.values()}
    placed: dict[str, Chosen] = {}
    left = list(selection.not_chosen)
    for iri in sequence:
        entry = by_tactic[iri]
        after = max((placed[b].slot.launch for b in before[iri] if b in placed), default=0)
        slot = board.place(entry.candidate.tactic, after=after)
        kept = iri in needed or entry.candidate.id in drawing or entry.candidate.decision is not None
        if slot is None and kept:
            return selection
        if slot is None:
            why = reason(ctx, "order" if board.too_late else "team", tactic=ctx.label(iri))
            left.append((entry.candidate, "deferred", why, entry.cost))
            continue
        cost = cost_of(ctx, entry.candidate.tactic, entry.candidate.entity, ctx.weeks - slot.launch + 1)
        placed[iri] = Chosen(entry.candidate, slot, cost, entry.reason)
    spent = sum(entry.cost.total for entry in placed.values())
    if selection.limit is not None and spent > selection.limit + 0.005:
        return selection
    chosen = {
        key: placed[iri]
        for key, entry in selection.chosen.items()
        if (iri := entry.candidate.tactic.concept.iri) in placed
    }
    return Selection(chosen, left, spent, selection.limit, board)


def _before(ctx: Context, iri: str, chosen: Mapping[str, Chosen]) -> tuple[str, ...]:
    """The chosen tactics that must, or according to the documents should, come before this one."""
    needed = chosen[iri].candidate.tactic.prerequisites
    softer = ctx.knowledge.subjects(PRECEDES, iri)
    return tuple(b for b in dict.fromkeys((*needed, *softer)) if b in chosen and b != iri)


def _sequence(before: Mapping[str, tuple[str, ...]], rank: Mapping[str, int]) -> list[str]:
    """The tactics, each after what comes before it, otherwise in the order in which they were chosen."""
    sorter = TopologicalSorter(before)
    sorter.prepare()
    sequence: list[str] = []
    waiting: list[str] = []
    while sorter.is_active():
        waiting = sorted([*waiting, *sorter.get_ready()], key=rank.__getitem__)
        first = waiting.pop(0)
        sequence.append(first)
        sorter.done(first)
    return sequence
