"""Thresholds that rules name: values by date and sector, and the brand's own history before a band.

`Parameters` answers for a date; `resolve` gives the threshold of one comparison at one entity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisor.errors import NotFound, did_you_mean
from advisor.knowledge.model import Text
from advisor.reasoning.model import Compare, ParameterRef, Threshold
from advisor.situation.model import Earlier, Entity, FactValue, Situation

SECTOR_FACT = "brand.sector"
"""The fact by whose value ``by_sector`` chooses: part of the rule format."""

HISTORY_DAYS = 365
HISTORY_LEAST_DAYS = 90


@dataclass(frozen=True)
class Dated:
    """A value and the day (ISO) from which it holds, with its ground."""

    since: str
    value: float
    origin: str
    confidence: str
    note: Text | None = None


@dataclass(frozen=True)
class Parameter:
    """A declared threshold. ``values`` and each table of ``by_sector`` are in order of their dates.

    ``history_factor``: where the compared fact has a value of about a year ago, that value times this
    factor stands instead of the band.
    """

    name: str
    label: Text
    values: tuple[Dated, ...]
    unit: str | None = None
    history_factor: float | None = None
    by_sector: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ParameterValue:
    """What a parameter is worth on a date.

    ``origin`` is a section (``fan-ops#9.2``), a publication with year or ``judgement``; ``since`` the day
    from which it holds; ``sector`` the sector whose table it is from; ``early`` says that the date lies
    before the first value, which then counts.
    """

    name: str
    value: float
    unit: str | None
    origin: str
    confidence: str
    note: Text | None
    label: Text
    since: str
    sector: str | None = None
    early: bool = False


@dataclass(frozen=True)
class Parameters:
    """All declared parameters by name."""

    table: Mapping[str, Parameter] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.table

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.table))

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, name: str) -> Parameter:
        try:
            return self.table[name]
        except KeyError:
            raise NotFound(
                f"no parameter is named '{name}'", remedy=did_you_mean(name, sorted(self.table))
            ) from None

    def value(self, name: str, on: dt.date, sector: str | None = None) -> ParameterValue:
        """Return a parameter's value on a date: the latest that began on or before it.

        A sector's own table comes first where it has begun, then the general one; before the first value
        of both, the first counts and is flagged ``early``. Raises NotFound for an unknown name.
        """
        parameter = self[name]
        day = on.isoformat()
        own = parameter.by_sector.get(sector, ()) if sector is not None else ()
        for table, of_sector in ((own, sector), (parameter.values, None)):
            begun = [dated for dated in table if dated.since <= day]
            if begun:
                return _value(parameter, begun[-1], of_sector, early=False)
        first = own[0] if own else parameter.values[0]
        return _value(parameter, first, sector if own else None, early=True)


def _value(parameter: Parameter, dated: Dated, sector: str | None, *, early: bool) -> ParameterValue:
    return ParameterValue(
        parameter.name,
        dated.value,
        parameter.unit,
        dated.origin,
        dated.confidence,
        dated.note,
        parameter.label,
        dated.since,
        sector,
        early,
    )


def resolve(
    compare: Compare, entity: Entity, situation: Situation, parameters: Parameters, on: dt.date
) -> Threshold | None:
    """Return what a comparison compares with at an entity.

    A literal is its own threshold. A parameter is worth its value on the date for the brand's sector,
    unless it has a ``history_factor`` and the fact an earlier value of about a year ago: then that value
    times the factor. None where a comparison names a parameter that is not declared, which loaded rules
    never do.
    """
    if not isinstance(compare.operand, ParameterRef):
        return Threshold(compare.operand, "literal")
    name = compare.operand.name
    if name not in parameters:
        return None
    factor = parameters[name].history_factor
    if factor is not None:
        known = situation.value(entity, compare.fact)
        earlier = year_ago(known, on) if known else None
        if earlier is not None:
            value = tidy(earlier.value * factor)
            return Threshold(value, "history", name, parameters[name].unit, earlier.as_of)
    found = parameters.value(name, on, sector_of(situation))
    return Threshold(
        found.value,
        origin_kind(found.origin),
        name,
        found.unit,
        found.since,
        () if found.origin == "judgement" else (found.origin,),
    )


def sector_of(situation: Situation) -> str | None:
    """Return the brand's sector, or None where it is unknown."""
    value = situation.brand.value(SECTOR_FACT)
    return value if isinstance(value, str) else None


def origin_kind(origin: str) -> str:
    """Return document (``fan-ops#9.2``), literature (``Baymard 2022``) or judgement."""
    if origin == "judgement":
        return "judgement"
    return "document" if "#" in origin else "literature"


def year_ago(known: FactValue, on: dt.date) -> Earlier | None:
    """Return a fact's earlier value that lies nearest to one year before its own date (else ``on``).

    Values less than 90 days back do not count; of two equally near ones the younger does.
    """
    today = day_of(known.as_of) or on
    best: tuple[int, int] | None = None
    found: Earlier | None = None
    for earlier in known.history:
        day = day_of(earlier.as_of)
        if day is None:
            continue
        back = (today - day).days
        if back < HISTORY_LEAST_DAYS:
            continue
        distance = (abs(back - HISTORY_DAYS), back)
        if best is None or distance < best:
            best, found = distance, earlier
    return found


def day_of(text: str | None) -> dt.date | None:
    """Return the day of ISO text (a month or a year alone counts from its first day), None where it is none."""
    if text is None:
        return None
    padded = text + "-01-01"[: 10 - len(text)] if len(text) == 4 else text + "-01" if len(text) == 7 else text
    try:
        return dt.date.fromisoformat(padded)
    except ValueError:
        return None


def tidy(value: float) -> float:
    """Round away the noise of binary fractions (0.07000000000000001), twelve significant digits."""
    return float(f"{value:.12g}")
