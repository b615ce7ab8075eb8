"""What the consultant has settled about single tactics: the ``decisions`` of a brief.

A decision accepts, rejects or adds a tactic and says why. The tactic is named in any of its names; what it
means for the plan is for planning to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, get_args

from advisor.errors import AdvisorError, did_you_mean
from advisor.situation.model import Act, Decision, Entity
from advisor.situation.statement import Faults
from advisor.situation.values import ValueFault, read_text
from advisor.yamltext import Located

KEY = "decisions"
MAX_DECISIONS = 200
ACTS: tuple[Act, ...] = get_args(Act)
KEYS = (*ACTS, "for", "why")
FORM = "'- reject: …' with 'why: …' below it"

FindTactic: TypeAlias = Callable[[str], str]
"""The compact IRI of the tactic of a name; raises an AdvisorError with the nearest names."""


def read_decisions(
    entry: Located, entities: Sequence[Entity], find: FindTactic, faults: Faults
) -> tuple[Decision, ...]:
    """Return the decisions of a brief; what is wrong with them is noted among the faults."""
    if entry.value is None:
        return ()
    if not isinstance(entry.value, list):
        faults.add(entry, f"'{KEY}' is no list", f"write each one as {FORM}")
        return ()
    if len(entry.value) > MAX_DECISIONS:
        faults.add(entry, f"'{KEY}' lists {len(entry.value)}", f"at most {MAX_DECISIONS}")
        return ()
    found: dict[tuple[str, str | None], Decision] = {}
    for item in entry.value:
        decision = _decision(item, entities, find, faults)
        if decision is None:
            continue
        key = (decision.tactic, decision.entity)
        if key in found:
            faults.add(item, f"two decisions about {decision.tactic}", "keep one of the two")
        found[key] = decision
    return tuple(found.values())


def _decision(item: Located, entities: Sequence[Entity], find: FindTactic, faults: Faults) -> Decision | None:
    if not isinstance(item.value, dict):
        faults.add(item, f"an entry of '{KEY}' is no decision", f"write it as {FORM}")
        return None
    for key, part in item.items():
        if key not in KEYS:
            remedy = did_you_mean(key[:60], KEYS) or f"one of {', '.join(KEYS)}"
            faults.add(part, f"a decision has the unknown key '{key[:60]}'", remedy)
    acts = [act for act in ACTS if item.get(act) is not None]
    if len(acts) != 1:
        says = f"a decision says {' and '.join(acts)}" if acts else "a decision says nothing of any tactic"
        faults.add(item, says, f"give one of {', '.join(ACTS)}")
        return None
    name, why, entity = (_text(item.get(key), key, faults) for key in (acts[0], "why", "for"))
    if why is None:
        faults.add(item, f"the decision to {acts[0]} '{name or ''}' gives no reason", "add 'why: …'")
    if name is None:
        faults.add(item[acts[0]], f"'{acts[0]}' names no tactic", "give its name")
    if name is None or why is None:
        return None
    try:
        tactic = find(name)
    except AdvisorError as problem:
        faults.add(item[acts[0]], problem.message, problem.remedy)
        return None
    known = _entity(entity, item, entities, faults) if entity else None
    return Decision(acts[0], tactic, known, why)


def _entity(name: str, item: Located, entities: Sequence[Entity], faults: Faults) -> str | None:
    known = {e.name: e.id for e in reversed(entities)} | {e.id: e.id for e in entities}
    if name not in known:
        near = did_you_mean(name, list(known)) or "leave 'for' out where it is the brand"
        faults.add(item["for"], f"the brief has no '{name}'", near)
    return known.get(name)


def _text(entry: Located | None, key: str, faults: Faults) -> str | None:
    if entry is None or entry.value is None:
        return None
    try:
        return read_text(entry.plain)
    except ValueFault as fault:
        faults.add(entry, f"'{key}' {fault.message}", fault.remedy)
        return None
