"""A plan that was kept as JSON: read with mistrust, compared, and made again from what it says of itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError, InputError, Place
from advisor.phrases import LANGUAGES
from advisor.planning.model import SCHEMA
from advisor.situation.brief import parse_brief
from advisor.situation.decisions import FindTactic
from advisor.situation.model import Situation
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import located, read_bytes

MAX_BYTES = 50_000_000

_LISTS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "packs": {"name": str, "revision": str},
    "entities": {"id": str, "name": str},
    "facts": {"fact": str, "entity": str, "label": str, "display": str},
    "findings": {"id": str, "label": str, "entity": str, "value": (bool, type(None))},
    "goals": {"id": str, "label": str},
    "questions": {"fact": str, "entity": str, "question": str},
    "recommendations": {
        "id": str, "tactic": str, "label": str, "entity": str, "status": str, "strength": str, "certainty": dict,
        "rules": list, "priority": int, "phase": (str, type(None)), "start": (int, type(None)),
        "cost": dict, "reason": (dict, type(None)),
    },
}  # fmt: skip
"""What a plan's lists hold, as far as a comparison reads it."""


@dataclass(frozen=True)
class Options:
    """The options with which a plan was made; see `Workspace.make_plan`."""

    language: str
    weeks: int
    date: dt.date | None
    max_actions: int | None


def is_plan(path: Path) -> bool:
    """Whether a file's name says that it is a kept plan and no brief."""
    return path.suffix.lower() == ".json"


def read_plan(path: Path) -> dict[str, Any]:
    """Return a plan that ``plan --format json`` wrote, or ``-o plan.json``.

    Raises InputError where the file cannot be read, is cut or is no plan; unknown keys are let be.
    """
    data = read_bytes(path, limit=MAX_BYTES)
    try:
        plan = json.loads(data)
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        raise InputError(
            "is no whole JSON file",
            place=Place(str(path), line),
            remedy="write it again: advisor plan … -o plan.json",
        ) from None
    return _checked(plan, path)


def _checked(plan: Any, path: Path) -> dict[str, Any]:
    place = Place(str(path))
    if not isinstance(plan, dict) or plan.get("schema") != SCHEMA:
        said = plan.get("schema") if isinstance(plan, dict) else None
        raise InputError(
            f"is no plan of this form ({str(said)[:80]})" if said else "is no plan",
            place=place,
            remedy=f"give a file that 'advisor plan -o plan.json' wrote ({SCHEMA})",
        )

    def need(holds: bool, what: str) -> None:
        if not holds:
            raise InputError(
                f"is no whole plan: {what}", place=place, remedy="make it again with 'advisor plan'"
            )

    for key, parts in _LISTS.items():
        items = plan.get(key)
        need(isinstance(items, list), f"'{key}' is no list")
        for number, item in enumerate(items or ()):
            where = f"entry {number + 1} of '{key}'"
            need(isinstance(item, dict), f"{where} is no mapping")
            for part, kind in parts.items():
                need(isinstance(item.get(part), kind), f"{where} has no sound '{part}'")
    for r in plan["recommendations"]:
        sound = isinstance(r["cost"].get("total"), (int, float)) and all(
            isinstance(r["certainty"].get(part), str) for part in ("advice", "condition")
        )
        need(
            sound and all(isinstance(rule, str) for rule in r["rules"]),
            f"'{r['id']}' has no sound cost, certainty or rules",
        )
    for key, kind in (("engine", dict), ("budget", dict), ("weeks", int), ("language", str)):
        need(isinstance(plan.get(key), kind), f"no sound '{key}'")
    need({"planned", "hours_peak"} <= plan["budget"].keys(), "no sound 'budget'")
    return plan


def restored(
    plan: Mapping[str, Any], path: Path, vocabulary: Vocabulary, find_tactic: FindTactic
) -> tuple[Situation, Options]:
    """Return the situation and the options from which a kept plan was made.

    Raises InputError where the plan does not say what it was made from, and BriefError where these packs
    no longer take its facts.
    """
    place = Place(f"{path} (input)")
    made_from = plan.get("input")
    if not isinstance(made_from, dict) or not isinstance(made_from.get("brief"), dict):
        raise InputError(
            "does not say what it was made from",
            place=Place(str(path)),
            remedy="compare it with a new plan of the brief instead",
        )
    options = made_from.get("options")
    options = options if isinstance(options, dict) else {}
    try:
        day = options.get("date")
        most = options.get("max_actions")
        chosen = Options(
            language=options["language"],
            weeks=int(options["weeks"]),
            date=dt.date.fromisoformat(day) if day is not None else None,
            max_actions=None if most is None else int(most),
        )
        if chosen.language not in LANGUAGES:
            raise ValueError(chosen.language)
    except (KeyError, TypeError, ValueError):
        raise InputError("has options that are none", place=place, remedy="make the plan again") from None
    try:
        return parse_brief(located(made_from["brief"], place), vocabulary, find_tactic), chosen
    except AdvisorError as problem:
        raise InputError(
            f"its facts are no longer taken: {problem.message}", place=place, remedy=problem.remedy
        ) from None
