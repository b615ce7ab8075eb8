"""A difference between plans as lines for a terminal, as rows, and as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.inquiry.difference import SORTS, Difference, Move, Side, Verdict
from advisor.phrases import Phrases

MARKS = {"enters": "+", "leaves": "-", "moves": "~", "aside": "·"}
MOST_ASIDE = 8
"""Recommendations that are carried out in neither plan and are named; the rest are counted."""
MOST_FACTS = 12
"""Facts that are named where more differ."""
MOST_VERDICTS = 20
"""Findings that are named where more differ."""

COLUMNS = ("change", "id", "label", "entity", "before", "after", "why")


def as_text(found: Difference, say: Phrases) -> str:
    """Return the difference as lines: what enters, leaves and moves; then diagnoses, goals, sums, questions."""
    blocks = [
        *(_moves(found, sort, say) for sort in SORTS),
        _verdicts("findings", found.findings, say, lambda value: say(f"compare.truth.{_truth(value)}")),
        _verdicts("goals", found.goals, say, lambda value: say(f"compare.weight.{value or 'none'}")),
        _sums(found, say),
        _questions(found, say),
    ]
    texts = ["\n".join(block) for block in blocks if block]
    return "\n\n".join(texts) if texts else say("compare.same")


def changed_facts(found: Difference, say: Phrases) -> list[str]:
    """Return the facts that differ, a line each; the first dozen, and how many more there are."""
    unknown = say("compare.unknown")
    lines = []
    for fact, entity, before, after in found.facts:
        name = "" if entity == "brand" else say("compare.of", entity=found.entity_names.get(entity, entity))
        lines.append(
            say("compare.fact", fact=fact, of=name, before=before or unknown, after=after or unknown)
        )
    more = len(lines) - MOST_FACTS
    return lines[:MOST_FACTS] + ([f"  {say('show.more', n=more)}"] if more > 0 else [])


def changed_stamps(found: Difference, say: Phrases) -> list[str]:
    """Return which packs and which part of the program are others, a line each."""
    absent = say("compare.pack.none")

    def shown(value: Any) -> str:
        return " ".join(map(str, value)) if isinstance(value, list) else str(value or absent)

    packs = [
        say("compare.pack", name=name, before=shown(before), after=shown(after))
        for name, before, after in found.packs
    ]
    return packs + [
        say("compare.engine", part=part, before=shown(before), after=shown(after))
        for part, before, after in found.engine
    ]


def as_rows(found: Difference, say: Phrases) -> list[dict[str, Any]]:
    """Return a row for each recommendation, finding, goal and sum that differs."""
    rows: list[dict[str, Any]] = [
        {
            "change": move.sort,
            "id": move.id,
            "label": move.label,
            "entity": move.entity_name,
            "before": _state(move.before, say),
            "after": _state(move.after, say),
            "why": say("explain.join.reason").join(move.why),
        }
        for move in found.moves
    ]
    for name, verdicts in (("finding", found.findings), ("goal", found.goals)):
        rows += [
            {
                "change": name,
                "id": v.id,
                "label": v.label,
                "entity": v.entity_name,
                "before": v.before,
                "after": v.after,
                "why": say("explain.join.reason").join(v.why),
            }
            for v in verdicts
        ]
    rows += [
        {"change": "sum", "id": name, "label": say(f"compare.sum.{name}"), "entity": "", "before": before,
         "after": after, "why": ""}
        for name, before, after in found.sums
    ]  # fmt: skip
    return rows


def as_json(found: Difference) -> dict[str, Any]:
    """Return the difference as plain values."""
    return {
        "same": found.same,
        "facts": [
            {"fact": fact, "entity": entity, "before": before, "after": after}
            for fact, entity, before, after in found.facts
        ],
        "recommendations": [_move_json(move) for move in found.moves],
        "findings": [_verdict_json(verdict) for verdict in found.findings],
        "goals": [_verdict_json(verdict) for verdict in found.goals],
        "sums": {name: {"before": before, "after": after} for name, before, after in found.sums},
        "questions": {"gone": list(found.questions_gone), "come": list(found.questions_come)},
        "packs": [{"name": n, "before": before, "after": after} for n, before, after in found.packs],
        "engine": {name: {"before": before, "after": after} for name, before, after in found.engine},
    }


def _move_json(move: Move) -> dict[str, Any]:
    return {
        "change": move.sort,
        "id": move.id,
        "tactic": move.tactic,
        "label": move.label,
        "entity": move.entity,
        "before": _side_json(move.before),
        "after": _side_json(move.after),
        "changed": list(move.changed),
        "rules": {"gone": list(move.rules_gone), "come": list(move.rules_come)},
        "why": list(move.why),
    }


def _side_json(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    advice, condition = side.certainty
    return {
        "status": side.status,
        "strength": side.strength,
        "certainty": {"advice": advice, "condition": condition},
        "priority": side.priority,
        "phase": side.phase,
        "start": side.start,
        "cost": side.cost,
        "reason": side.reason,
    }


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.id,
        "label": verdict.label,
        "entity": verdict.entity,
        "before": verdict.before,
        "after": verdict.after,
        "why": list(verdict.why),
    }


# -- lines ----------------------------------------------------------------------------------------------------


def _moves(found: Difference, sort: str, say: Phrases) -> list[str]:
    moves = [move for move in found.moves if move.sort == sort]
    if not moves:
        return []
    shown = moves[:MOST_ASIDE] if sort == "aside" else moves
    lines = [say(f"compare.heading.{sort}", n=len(moves))]
    for move in shown:
        of = "" if move.entity == "brand" else say("compare.of", entity=move.entity_name)
        lines.append(say("compare.line", mark=MARKS[sort], label=move.label, of=of, how=_how(move, say)))
        lines += _reasons(move.why if sort != "aside" else move.why[:1], say)
    if len(moves) > len(shown):
        lines.append(f"  {say('show.more', n=len(moves) - len(shown))}")
    return lines


def _how(move: Move, say: Phrases) -> str:
    """What a recommendation is now, and where it is still carried out what it was."""
    if move.sort == "enters" and move.after:
        return _state(move.after, say)
    if move.sort == "moves" and move.before and move.after:
        parts = [_part(name, move.before, move.after, say) for name in move.changed if name != "phase"]
        return say("compare.join").join(parts) or say("compare.phase")
    if move.sort == "aside" and "status" not in move.changed and move.before and move.after:
        change = _part("strength", move.before, move.after, say)
        return say("compare.aside", state=_state(move.after, say), change=change)
    return say("compare.change", before=_state(move.before, say), after=_state(move.after, say))


def _state(side: Side | None, say: Phrases) -> str:
    if side is None:
        return say("compare.absent")
    status = say(f"status.{side.status}")
    if not side.carried_out:
        return status
    return say(
        "compare.state", status=status, week=side.start or "?", strength=say(f"strength.{side.strength}")
    )


def _part(name: str, before: Side, after: Side, say: Phrases) -> str:
    def value(side: Side) -> str:
        match name:
            case "start":
                return say("compare.week", n=side.start or "?")
            case "cost":
                return say.money(side.cost)
            case "certainty":
                return " / ".join(say(f"certainty.{c}") for c in side.certainty)
        return say(f"{name}.{getattr(side, name)}")

    return say("compare.change", before=value(before), after=value(after))


def _verdicts(name: str, verdicts: Sequence[Verdict], say: Phrases, word: Any) -> list[str]:
    if not verdicts:
        return []
    lines = [say(f"compare.heading.{name}", n=len(verdicts))]
    # What is a diagnosis in one of the two comes before what is merely open in one.
    ordered = sorted(verdicts, key=lambda v: True not in (v.before, v.after))
    for v in ordered[:MOST_VERDICTS]:
        of = "" if v.entity == "brand" else say("compare.of", entity=v.entity_name)
        change = say("compare.change", before=word(v.before), after=word(v.after))
        lines.append(say("compare.line", mark="·", label=v.label, of=of, how=change))
        lines += _reasons(v.why, say)
    more = len(ordered) - MOST_VERDICTS
    return lines + ([f"  {say('show.more', n=more)}"] if more > 0 else [])


def _truth(value: bool | None) -> str:
    return {True: "true", False: "false", None: "open"}[value]


def _sums(found: Difference, say: Phrases) -> list[str]:
    if not found.sums:
        return []
    shown: Mapping[str, Any] = {"planned": say.money}
    lines = [say("compare.heading.sums")]
    for name, before, after in found.sums:
        word = shown.get(name, say.number)
        change = say("compare.change", before=word(before), after=word(after))
        lines.append(say("compare.line", mark="·", label=say(f"compare.sum.{name}"), of="", how=change))
    return lines


def _questions(found: Difference, say: Phrases) -> list[str]:
    lines = [f"+ {q}" for q in found.questions_come] + [f"- {q}" for q in found.questions_gone]
    return [say("compare.heading.questions"), *lines] if lines else []


def _reasons(reasons: Sequence[str], say: Phrases) -> list[str]:
    return [f"    {say('compare.why', reason=reason)}" for reason in reasons]
