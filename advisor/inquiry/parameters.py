"""The thresholds: what each is worth on a day, on what it rests, which rules name it, and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.errors import UsageError, did_you_mean
from advisor.knowledge.model import text_in
from advisor.phrases import Phrases
from advisor.reasoning.model import Compare, ParameterRef
from advisor.reasoning.parameters import SECTOR_FACT, Dated, ParameterValue
from advisor.reasoning.rules import RuleSet
from advisor.reasoning.strata import leaves
from advisor.situation.model import FactSpec

COLUMNS = ("name", "value", "unit", "since", "sector", "origin", "confidence", "rules")
DETAILS = ("since", "until", "sector", "value", "unit", "origin", "confidence", "note")


def parameter_rows(rules: RuleSet, on: dt.date, sector: str | None, say: Phrases) -> list[dict[str, Any]]:
    """Return a row for each parameter as it counts on a day, for a sector (its code) or in general."""
    naming = _naming(rules)
    return [
        _row(rules.parameters.value(name, on, sector), naming.get(name, []), say) for name in rules.parameters
    ]


def history_rows(rules: RuleSet, name: str, say: Phrases) -> list[dict[str, Any]]:
    """Return a row for each value that a parameter has or had, the general ones first.

    Raises NotFound with the nearest names.
    """
    parameter = rules.parameters[name]
    tables = [(None, parameter.values), *parameter.by_sector.items()]
    return [
        {
            "since": dated.since,
            "until": until,
            "sector": sector,
            "value": dated.value,
            "unit": parameter.unit,
            "origin": dated.origin,
            "confidence": dated.confidence,
            "note": text_in(dated.note, say.language) if dated.note else None,
        }
        for sector, values in tables
        for dated, until in _spans(values)
    ]


def parameter_text(rules: RuleSet, name: str, on: dt.date, sector: str | None, say: Phrases) -> list[str]:
    """Return in lines what a parameter is, what it is worth on a day, and the rules that name it."""
    parameter = rules.parameters[name]
    now = rules.parameters.value(name, on, sector)
    lines = [
        f"{text_in(parameter.label, say.language)}  {name}",
        say(
            "parameters.now",
            value=say.quantity(now.value, now.unit),
            day=on.isoformat(),
            origin=_origin(now, say),
        ),
    ]
    if now.early:
        lines.append(say("parameters.early", day=now.since))
    if parameter.history_factor is not None:
        lines.append(say("parameters.history", factor=say.number(parameter.history_factor)))
    naming = _naming(rules).get(name, [])
    lines.append(say("parameters.rules", n=len(naming)))
    return lines + [f"  {rule}" for rule in naming]


def checked_sector(sector: str | None, vocabulary: Mapping[str, FactSpec]) -> str | None:
    """Return a sector's code for its code or name in any language; raise UsageError with the nearest."""
    if sector is None or SECTOR_FACT not in vocabulary:
        return sector
    options = vocabulary[SECTOR_FACT].options
    known = {name: o.code for o in options for name in (*o.labels.values(), o.code)}
    if sector not in known:
        raise UsageError(
            f"no sector is called '{sector}'",
            remedy=did_you_mean(sector, list(known)) or f"one of {', '.join(o.code for o in options)}",
        )
    return known[sector]


def _spans(values: tuple[Dated, ...]) -> Iterator[tuple[Dated, str | None]]:
    """Give each value with the day on which the next begins; None for the one that still counts."""
    for number, dated in enumerate(values):
        yield dated, values[number + 1].since if number + 1 < len(values) else None


def _row(now: ParameterValue, rules: list[str], say: Phrases) -> dict[str, Any]:
    return {
        "name": now.name,
        "label": text_in(now.label, say.language),
        "value": now.value,
        "unit": now.unit,
        "since": now.since,
        "sector": now.sector,
        "origin": now.origin,
        "confidence": now.confidence,
        "early": now.early,
        "rules": rules,
    }


def _origin(now: ParameterValue, say: Phrases) -> str:
    origin = say("certainty.judgement") if now.origin == "judgement" else now.origin
    return say("parameters.origin", origin=origin, confidence=say(f"confidence.{now.confidence}"))


def _naming(rules: RuleSet) -> dict[str, list[str]]:
    """The ids of the rules that name each parameter."""
    table: dict[str, list[str]] = {}
    for rule in rules.rules:
        named = [
            leaf.operand.name
            for leaf in leaves(rule.when)
            if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef)
        ]
        for name in dict.fromkeys(named):
            table.setdefault(name, []).append(rule.id)
    return table
