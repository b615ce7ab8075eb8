"""What differs between two plans: what enters, leaves and moves; diagnoses, goals, questions, money.

Plans are compared as their JSON says them, so that a plan of today can be held against one that was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from advisor.planning.recommendation import CARRIED_OUT

PlanJson: TypeAlias = Mapping[str, Any]

Sort: TypeAlias = Literal["enters", "leaves", "moves", "aside"]
"""Carried out now; carried out no more; carried out otherwise; changed, but carried out in neither plan."""

SORTS: tuple[Sort, ...] = ("enters", "leaves", "moves", "aside")

_ORDER = {"status": 0, "start": 1, "phase": 2, "strength": 3, "certainty": 4, "cost": 5}


@dataclass(frozen=True)
class Side:
    """A recommendation as one plan has it. ``certainty`` is that of the advice and that of the condition."""

    status: str
    strength: str
    certainty: tuple[str, str]
    priority: int
    phase: str | None
    start: int | None
    cost: float
    reason: str | None

    @property
    def carried_out(self) -> bool:
        """Whether the plan carries it out."""
        return self.status in CARRIED_OUT


@dataclass(frozen=True)
class Move:
    """A recommendation that is not the same in both plans; ``changed`` names what differs."""

    sort: Sort
    id: str
    tactic: str
    label: str
    entity: str
    entity_name: str
    before: Side | None
    after: Side | None
    changed: tuple[str, ...]
    rules_gone: tuple[str, ...]
    rules_come: tuple[str, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A finding that is true, false or undecided otherwise; or a goal with its weight (None: no goal)."""

    id: str
    label: str
    entity: str
    entity_name: str
    before: Any
    after: Any
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All that differs. ``sums`` are (name, before, after); ``facts`` (fact, entity, before, after)."""

    moves: tuple[Move, ...]
    findings: tuple[Verdict, ...]
    goals: tuple[Verdict, ...]
    questions_gone: tuple[str, ...]
    questions_come: tuple[str, ...]
    facts: tuple[tuple[str, str, Any, Any], ...]
    sums: tuple[tuple[str, Any, Any], ...]
    packs: tuple[tuple[str, str | None, str | None], ...] = ()
    engine: tuple[tuple[str, Any, Any], ...] = ()
    entity_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether the plans advise the same: facts and packs aside."""
        return not (self.moves or self.findings or self.goals or self.sums)

    def of_sort(self, sort: Sort) -> tuple[Move, ...]:
        """The recommendations that differ in one way."""
        return tuple(move for move in self.moves if move.sort == sort)


def difference(before: PlanJson, after: PlanJson) -> Difference:
    """Return what differs between two plans."""
    names = {**_names(before), **_names(after)}
    return Difference(
        moves=tuple(_moves(before, after, names)),
        findings=tuple(_findings(before, after, names)),
        goals=tuple(_goals(before, after, names)),
        questions_gone=_only(before, after),
        questions_come=_only(after, before),
        facts=tuple(_facts(before, after)),
        sums=tuple(_sums(before, after)),
        packs=tuple(_packs(before, after)),
        engine=tuple(_engine(before, after)),
        entity_names=names,
    )


def _names(plan: PlanJson) -> dict[str, str]:
    return {e["id"]: e["name"] for e in plan["entities"]}


def _moves(before: PlanJson, after: PlanJson, names: Mapping[str, str]) -> list[Move]:
    old, new = ({r["id"]: r for r in plan["recommendations"]} for plan in (before, after))
    found = []
    for id in [*new, *(id for id in old if id not in new)]:
        one, other = old.get(id), new.get(id)
        left, right = one and _side(one), other and _side(other)
        changed = _changed(left or None, right or None)
        if not changed:
            continue
        shown = other or one or {}
        rules = [set(r["rules"]) if r else set() for r in (one, other)]
        found.append(
            Move(
                sort=_sort(left or None, right or None),
                id=id,
                tactic=shown["tactic"],
                label=shown["label"],
                entity=shown["entity"],
                entity_name=names.get(shown["entity"], shown["entity"]),
                before=left or None,
                after=right or None,
                changed=changed,
                rules_gone=tuple(sorted(rules[0] - rules[1])),
                rules_come=tuple(sorted(rules[1] - rules[0])),
            )
        )
    return sorted(found, key=lambda m: (SORTS.index(m.sort), _weight(m), m.id))


def _weight(move: Move) -> int:
    side = move.after or move.before
    return side.priority if side else 0


def _side(r: Mapping[str, Any]) -> Side:
    return Side(
        status=r["status"],
        strength=r["strength"],
        certainty=(r["certainty"]["advice"], r["certainty"]["condition"]),
        priority=r["priority"],
        phase=r["phase"],
        start=r["start"],
        cost=r["cost"]["total"],
        reason=(r["reason"] or {}).get("text"),
    )


def _sort(before: Side | None, after: Side | None) -> Sort:
    was, is_ = bool(before and before.carried_out), bool(after and after.carried_out)
    if was and is_:
        return "moves"
    return "enters" if is_ else "leaves" if was else "aside"


def _changed(before: Side | None, after: Side | None) -> tuple[str, ...]:
    """The parts that differ. The number of a priority is no difference: one that enters shifts all after it."""
    if before is None or after is None:
        return ("status",)
    parts = [part for part in _ORDER if getattr(before, part) != getattr(after, part)]
    if not (before.carried_out or after.carried_out):  # of what is not done only what is said of it counts
        parts = [part for part in parts if part in ("status", "strength")]
    return tuple(parts)


def _findings(before: PlanJson, after: PlanJson, names: Mapping[str, str]) -> Iterable[Verdict]:
    old, new = ({(f["id"], f["entity"]): f for f in plan["findings"]} for plan in (before, after))
    for key in [*new, *(k for k in old if k not in new)]:
        values = [found[key]["value"] if key in found else None for found in (old, new)]
        if values[0] is not values[1]:
            shown = new.get(key) or old[key]
            name = names.get(key[1], key[1])
            yield Verdict(key[0], shown["label"], key[1], name, values[0], values[1])


def _goals(before: PlanJson, after: PlanJson, names: Mapping[str, str]) -> Iterable[Verdict]:
    old, new = ({g["id"]: g for g in plan["goals"]} for plan in (before, after))
    for id in [*new, *(i for i in old if i not in new)]:
        weights = [found[id].get("weight") if id in found else None for found in (old, new)]
        if weights[0] != weights[1]:
            shown = new.get(id) or old[id]
            name = names.get("brand", "brand")
            yield Verdict(id, shown["label"], "brand", name, weights[0], weights[1])


def _only(plan: PlanJson, other: PlanJson) -> tuple[str, ...]:
    known = {(q["fact"], q["entity"]) for q in other["questions"]}
    return tuple(q["question"] for q in plan["questions"] if (q["fact"], q["entity"]) not in known)


def _facts(before: PlanJson, after: PlanJson) -> Iterable[tuple[str, str, Any, Any]]:
    old, new = ({(f["entity"], f["fact"]): f for f in plan["facts"]} for plan in (before, after))
    for key in sorted({*old, *new}):
        values = [found[key]["display"] if key in found else None for found in (old, new)]
        if values[0] != values[1]:
            shown = new.get(key) or old[key]
            yield shown["label"], key[0], values[0], values[1]


def _sums(before: PlanJson, after: PlanJson) -> Iterable[tuple[str, Any, Any]]:
    def read(plan: PlanJson) -> dict[str, Any]:
        carried = sum(r["status"] in CARRIED_OUT for r in plan["recommendations"])
        budget = plan["budget"]
        return {
            "weeks": plan["weeks"],
            "actions": carried,
            "planned": budget["planned"],
            "hours_peak": budget["hours_peak"],
        }

    old, new = read(before), read(after)
    return ((name, old[name], new[name]) for name in old if old[name] != new[name])


def _packs(before: PlanJson, after: PlanJson) -> Iterable[tuple[str, str | None, str | None]]:
    old, new = ({p["name"]: p["revision"] for p in plan["packs"]} for plan in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _engine(before: PlanJson, after: PlanJson) -> Iterable[tuple[str, Any, Any]]:
    for part in ("version", "engines"):
        old, new = before["engine"].get(part), after["engine"].get(part)
        if old != new:
            yield part, old, new
