"""How the planner reads a brief and lays out a plan: `rules/planning/*.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.errors import PackError
from advisor.pack import Packs
from advisor.yamltext import Located, load


@dataclass(frozen=True)
class PhaseScheme:
    """Phases as (id, share of the weeks), used where the finding is true; without one it always fits."""

    id: str
    finding: str | None
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Settings:
    """The planner's view of a pack: which facts it reads itself, and how phases are cut."""

    budget: str
    team_hours: str
    weeks: str
    max_actions: str
    segment_type: str
    segment_share: str
    segment_size: str
    segment_spend_share: str
    members: Mapping[str, tuple[str, ...]]
    active_share: Mapping[str, tuple[str, ...]]
    profile_kinds: tuple[str, ...]
    crisis_kind: str
    crisis_fact: str
    active_cost_models: tuple[str, ...]
    schemes: tuple[PhaseScheme, ...]
    own_judgement: tuple[str, ...] = ()
    """The section that stands behind a caution for which no document gives the ground."""
    layout_judgement: tuple[str, ...] = ()
    """The section that stands behind phases, reserve and the rhythm of review."""


def load_settings(packs: Packs) -> Settings:
    """Read the planner's settings; later packs replace whole entries. Raises PackError with the place."""
    return _settings(packs.compiled_json("planning.json", lambda: _compile(packs)))


def _compile(packs: Packs) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for _, path in packs.files("rules", ".yaml", ".yml"):
        if "planning" not in path.parts[:-1] or path.parent.name != "planning":
            continue
        data = load(path, error=PackError)
        for key, entry in data.items():
            if key not in (
                "facts",
                "face_profile",
                "crisis",
                "cost_models",
                "phases",
                "own_judgement",
                "layout_judgement",
            ):
                raise PackError(f"unknown key '{key}'", place=entry.key_place)
            if key == "phases":
                _check_phases(entry)
            merged[key] = entry.plain
    missing = {"facts", "face_profile", "crisis", "cost_models", "phases"} - set(merged)
    if missing:
        raise PackError(f"rules/planning lacks {', '.join(sorted(missing))}")
    _settings(merged)
    return merged


def _check_phases(entry: Located) -> None:
    for scheme in entry.value if isinstance(entry.value, list) else []:
        parts = scheme.get("parts")
        shares = [_share(p) for p in parts.value] if parts and isinstance(parts.value, list) else []
        total = sum(shares)
        if abs(total - 1) > 0.001:
            raise PackError(f"the shares of these phases sum to {total:g}, not to 1", place=scheme.place)
    if not isinstance(entry.value, list) or not entry.value or "finding" in entry.value[-1]:
        raise PackError(
            "the last scheme of phases must fit always", place=entry.place, remedy="give it no finding"
        )


def _share(part: Located) -> float:
    share = part.get("share")
    if share is None or isinstance(share.value, bool) or not isinstance(share.value, (int, float)):
        raise PackError("this phase has no share of the weeks", place=part.place, remedy="write share: 0.25")
    return float(share.value)


def _settings(data: Mapping[str, Any]) -> Settings:
    facts = data["facts"]
    try:
        return Settings(
            **{
                key: str(facts[key])
                for key in (
                    "budget",
                    "team_hours",
                    "weeks",
                    "max_actions",
                    "segment_type",
                    "segment_share",
                    "segment_size",
                    "segment_spend_share",
                )
            },
            members={k: tuple(v) for k, v in facts["members"].items()},
            active_share={k: tuple(v) for k, v in facts["active_share"].items()},
            profile_kinds=tuple(data["face_profile"]),
            own_judgement=tuple(data.get("own_judgement", ())),
            layout_judgement=tuple(data.get("layout_judgement", ())),
            crisis_kind=data["crisis"]["level_kind"],
            crisis_fact=data["crisis"]["level_fact"],
            active_cost_models=tuple(data["cost_models"]["per_active_member"]),
            schemes=tuple(
                PhaseScheme(
                    s["id"], s.get("finding"), tuple((p["id"], float(p["share"])) for p in s["parts"])
                )
                for s in data["phases"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise PackError(f"rules/planning is not complete: {problem}", remedy="see docs/rules.md") from None
