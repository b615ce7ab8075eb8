"""What later packs change: ``mz:replaces`` and ``mz:retired``.

RDF knows no override, so a later pack says it outright. A node with ``mz:replaces mz:x`` gives values that
stand instead of those which earlier packs give to ``mz:x``: a property as a whole, a text in its language
only. ``mz:x mz:retired true`` takes a concept out of use, with every statement about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from advisor.errors import KnowledgeError, Place
from advisor.knowledge.rdf import Reading, Statement

REPLACES = "mz:replaces"
RETIRED = "mz:retired"
NOT_VALUES = (REPLACES, "rdf:type")
"""What a replacing node says of itself, not of what it replaces."""


def overlay(reading: Reading) -> tuple[Reading, frozenset[str]]:
    """Apply replacements and retirements; return what stands and the retired IRIs.

    Raises KnowledgeError where a replacement stands in the first pack, names what no earlier pack has, or
    gives nothing.
    """
    statements = list(reading.statements)
    layers = [source.layer for source in reading.sources]
    for layer in range(max(layers, default=0) + 1):
        statements = _replace(reading, statements, layers, layer)
    retired = frozenset(s.subject for s in statements if s.predicate == RETIRED and s.object in ("true", "1"))
    if retired:
        statements = [
            s for s in statements if s.subject not in retired and (s.literal or s.object not in retired)
        ]
    return replace(reading, statements=tuple(without_orphans(statements, reading.statements))), retired


def _replace(reading: Reading, statements: list[Statement], layers: list[int], layer: int) -> list[Statement]:
    targets = {s.subject: s for s in statements if s.predicate == REPLACES and layers[s.file] == layer}
    if not targets:
        return statements
    known = {s.subject for s in statements if layers[s.file] < layer}
    given: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        if s.subject in targets and s.predicate not in NOT_VALUES:
            given[s.subject].append(s)
    removed: set[tuple[str, str, str | None]] = set()
    added: dict[Statement, Statement] = {}
    for node, statement in targets.items():
        target = statement.object
        place = reading.place_of(node if not node.startswith("_:") else target, prefer=statement.file)
        if target not in known:
            raise unknown_target(target, place)
        if not given[node]:
            raise no_values(target, place)
        for s in given[node]:
            removed.update((target, s.predicate, language) for language in languages(s))
            added[s] = s._replace(subject=target)
    kept: list[Statement] = []
    for s in statements:
        if s in added:
            kept.append(added[s])
        elif s.subject in targets or (
            layers[s.file] < layer and (s.subject, s.predicate, s.language) in removed
        ):
            continue
        elif not s.literal and s.object in targets:
            kept.append(s._replace(object=targets[s.object].object))
        else:
            kept.append(s)
    return kept


def unknown_target(target: str, place: Place) -> KnowledgeError:
    """Return the error about a replacement of what is not there."""
    return KnowledgeError(
        f"replaces {target}, which no earlier pack has",
        place=place,
        remedy="mz:replaces stands in a later pack and names a node of an earlier one",
    )


def no_values(target: str, place: Place) -> KnowledgeError:
    """Return the error about a replacement that says nothing."""
    return KnowledgeError(
        f"replaces {target} but gives no values", place=place, remedy="say what stands instead"
    )


def languages(statement: Statement) -> set[str | None]:
    """Return the languages in which a value stands instead of an earlier one.

    A new text in simplified characters also ends the traditional form of the old one, which is derived anew.
    """
    return {"zh-Hans", "zh-Hant"} if statement.language == "zh-Hans" else {statement.language}


def without_orphans(statements: Iterable[Statement], before: Iterable[Statement] = ()) -> list[Statement]:
    """Leave out the statements of blank nodes to which nothing refers any more (steps that were replaced).

    Blank nodes to which nothing referred ``before`` either stay: they are axioms by themselves.
    """
    rest = list(statements)
    alone = _subjects(before) - _referred(before)
    while True:
        referred = _referred(rest) | alone
        kept = [s for s in rest if not s.subject.startswith("_:") or s.subject in referred]
        if len(kept) == len(rest):
            return kept
        rest = kept


def _subjects(statements: Iterable[Statement]) -> set[str]:
    return {s.subject for s in statements if s.subject.startswith("_:")}


def _referred(statements: Iterable[Statement]) -> set[str]:
    return {s.object for s in statements if not s.literal and s.object.startswith("_:")}
