"""Write a situation as a brief that reads back to the same situation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.situation.decisions import KEY as DECISIONS
from advisor.situation.model import KINDS, Entity, FactSpec, FactValue, Situation
from advisor.situation.vocabulary import PLURALS
from advisor.yamltext import dump


def to_brief_yaml(situation: Situation, vocabulary: Mapping[str, FactSpec]) -> str:
    """Return the text of the brief that `to_brief` gives."""
    return dump(to_brief(situation, vocabulary))


def to_brief(situation: Situation, vocabulary: Mapping[str, FactSpec]) -> dict[str, Any]:
    """Return the brief as a mapping: general keys, decisions, the brand's facts by topic, then the members.

    Facts that are computed from others in the vocabulary are left out: reading computes them again. Whole
    days are dates, all else is plain.
    """
    brief: dict[str, Any] = {}
    if situation.as_of:
        brief["as_of"] = _day(situation.as_of)
    if situation.language:
        brief["language"] = situation.language
    if situation.weeks is not None:
        brief["weeks"] = situation.weeks
    if situation.decisions:
        brief[DECISIONS] = [
            {d.act: d.tactic, **({"for": d.entity} if d.entity else {}), "why": d.why}
            for d in situation.decisions
        ]
    topics: dict[str, list[FactSpec]] = {}
    for spec in vocabulary.values():
        topics.setdefault(spec.topic, []).append(spec)
    for topic, specs in topics.items():
        written = _facts(situation.brand, specs) if specs[0].kind == "brand" else {}
        if written:
            brief[topic] = written
    for kind in KINDS:
        if kind in situation.listed:
            own = [spec for spec in vocabulary.values() if spec.kind == kind]
            brief[PLURALS[kind]] = [
                {"id": e.id, "name": e.name, **_facts(e, own)} for e in situation.of_kind(kind)
            ]
    return brief


def _facts(entity: Entity, specs: Sequence[FactSpec]) -> dict[str, Any]:
    return {
        spec.name: _statement(known)
        for spec in specs
        if (known := entity.facts.get(spec.id)) and not (known.origin == "computed" and spec.computed_as)
    }


def _statement(known: FactValue) -> Any:
    """The plain value, or a mapping where more is said about it."""
    value = list(known.value) if isinstance(known.value, tuple) else known.value
    details: dict[str, Any] = {
        "origin": known.origin if known.origin != "stated" else None,
        "as_of": _day(known.as_of) if known.as_of else None,
        "window": known.window,
        "n": known.n,
        "method": known.method,
        "quality": known.quality,
        "history": [{"as_of": _day(e.as_of), "value": _number(e.value)} for e in known.history] or None,
    }
    said = {key: detail for key, detail in details.items() if detail is not None}
    plain = _number(value) if isinstance(value, float) else value
    return {"value": plain, **said} if said else plain


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _day(text: str) -> dt.date | str:
    return dt.date.fromisoformat(text) if len(text) == 10 else text
