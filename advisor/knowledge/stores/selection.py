"""A part of the statements: of some sections, of some concepts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.knowledge.rdf import Statement


def selected(
    statements: Iterable[Statement],
    *,
    graphs: Collection[str] | None = None,
    subjects: Collection[str] | None = None,
    objects: Collection[str] = (),
) -> list[Statement]:
    """Return the statements of these graphs whose subject or object is among these nodes.

    None takes all. What a statement says through a blank node (the steps of a tactic) comes along whole.
    """
    kept = [s for s in statements if graphs is None or s.graph in graphs]
    if subjects is None:
        return kept
    about: dict[str, list[Statement]] = {}
    for s in kept:
        if s.subject.startswith("_:"):
            about.setdefault(s.subject, []).append(s)
    wanted: set[str] = set()
    waiting: list[str] = []

    def follow(s: Statement) -> None:
        if not s.literal and s.object.startswith("_:") and s.object not in wanted:
            wanted.add(s.object)
            waiting.append(s.object)

    chosen = {s for s in kept if s.subject in subjects or (not s.literal and s.object in objects)}
    for s in chosen:
        follow(s)
    while waiting:
        for s in about.get(waiting.pop(), ()):
            follow(s)
    return [s for s in kept if s in chosen or s.subject in wanted]
