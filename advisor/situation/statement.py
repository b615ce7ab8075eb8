"""Read one fact of a brief: its value, and when and how it came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args

from advisor.errors import BriefError, Place, did_you_mean
from advisor.situation.model import Earlier, FactSpec, FactValue, Origin, Remark
from advisor.situation.values import (
    LARGEST,
    ValueFault,
    plain_number,
    read_day,
    read_number,
    read_text,
    read_value,
)
from advisor.situation.vocabulary import Words
from advisor.yamltext import Located

MAX_FAULTS = 10
MAX_EARLIER = 200
FEWEST_OBSERVATIONS = 30
"""A share that rests on fewer observations says nothing that advice could stand on; it is read as unknown."""

_EARLIER = {"as_of", "value"}
DETAIL_KEYS = ("value", "as_of", "window", "n", "method", "quality", "origin", "history")

T = TypeVar("T")


class TooManyFaults(Exception):
    """As many faults were found as are told at once."""


def torn(key: str) -> str | None:
    """Return a remedy where a key is the second half of a number that a comma between braces cut in two."""
    return "between { } a comma ends a value: write the number without it" if key[:1].isdigit() else None


class Faults:
    """The faults of one brief, gathered to be told together."""

    def __init__(self) -> None:
        self._found: list[BriefError] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, at: Located | Place, message: str, remedy: str | None = None) -> None:
        """Note a fault at a place (of a mapping's entry: where its key stands); raise TooManyFaults at the last."""
        place = (at.key_place or at.place) if isinstance(at, Located) else at
        self._found.append(BriefError(message, place=place, remedy=remedy))
        if len(self._found) >= MAX_FAULTS:
            raise TooManyFaults

    def error(self) -> BriefError:
        """Return the first fault by line, with the others in it."""
        ordered = sorted(
            self._found, key=lambda f: (f.place.line or 0, f.place.column or 0) if f.place else (0, 0)
        )
        first = ordered[0]
        first.others = tuple(ordered[1:])
        return first


class FactReader:
    """Reads the facts of one brief; notes faults and remarks. ``as_of`` is the brief's own date, if it has one."""

    def __init__(self, words: Words, faults: Faults, as_of: str | None = None) -> None:
        self.words = words
        self.faults = faults
        self.as_of = as_of
        self.remarks: list[Remark] = []

    def read(self, spec: FactSpec, entry: Located) -> FactValue | None:
        """Return a fact's value with all that is said about it, or None where it is unknown or wrong."""
        return self._detailed(spec, entry) if isinstance(entry.value, dict) else self._plain(spec, entry)

    def _plain(self, spec: FactSpec, entry: Located) -> FactValue | None:
        value = self._try(entry.place, spec.id, lambda: read_value(entry.plain, spec, self.words))
        if (
            spec.unit == "ratio"
            and isinstance(value, float)
            and value > 1
            and isinstance(entry.value, (int, float))
        ):
            shown = {
                "fact": spec.id,
                "written": plain_number(entry.value),
                "read": f"{plain_number(value * 100)}%",
            }
            self.remarks.append(Remark("brief.remark.large_share", shown, entry.place))
        return None if value is None else FactValue(value)

    def _detailed(self, spec: FactSpec, entry: Located) -> FactValue | None:
        before = len(self.faults)
        for key, part in entry.items():
            if key not in DETAIL_KEYS:
                remedy = (
                    torn(key) or did_you_mean(key[:60], DETAIL_KEYS) or f"one of {', '.join(DETAIL_KEYS)}"
                )
                self.faults.add(part, f"{spec.id} has the unknown key '{key[:60]}'", remedy)
        stated = entry.get("value")
        if stated is None:
            self.faults.add(
                entry, f"{spec.id} has no 'value'", "add 'value: …', or null where it is not known"
            )
            return None
        known = self._plain(spec, stated)
        as_of = self._part(spec, entry, "as_of", read_day)
        count = self._part(spec, entry, "n", _read_count)
        value = FactValue(
            known.value if known else False,
            self._part(spec, entry, "origin", _read_origin) or "stated",
            as_of,
            self._part(spec, entry, "window", read_text),
            count,
            self._part(spec, entry, "method", read_text),
            self._part(spec, entry, "quality", read_text),
            self._history(spec, entry.get("history"), as_of or self.as_of),
        )
        if known is None or len(self.faults) > before:
            return None
        if count is not None and count < FEWEST_OBSERVATIONS and spec.unit == "ratio":
            shown = {"fact": spec.id, "n": str(count), "fewest": str(FEWEST_OBSERVATIONS)}
            self.remarks.append(Remark("brief.remark.few_observations", shown, entry.key_place))
            return None
        return value

    def _history(self, spec: FactSpec, part: Located | None, before: str | None) -> tuple[Earlier, ...]:
        if part is None or part.value is None:
            return ()
        form = "write '- {as_of: 2025-03, value: …}'"
        if not spec.numeric or not isinstance(part.value, list):
            what = "is no list" if spec.numeric else "belongs to numbers only"
            self.faults.add(part, f"{spec.id} history {what}", form if spec.numeric else "remove it")
            return ()
        if len(part.value) > MAX_EARLIER:
            self.faults.add(part, f"{spec.id} history has {len(part.value)} values", f"at most {MAX_EARLIER}")
            return ()
        found: dict[str, Earlier] = {}
        for item in part.value:
            if (
                not isinstance(item.value, dict)
                or {k for k, v in item.items() if v.value is not None} != _EARLIER
            ):
                self.faults.add(item, f"{spec.id} history holds an entry without as_of and value", form)
                continue
            day = self._part(spec, item, "as_of", read_day)
            value = self._part(spec, item, "value", lambda raw: read_number(raw, spec, self.words))
            if day is None or value is None:
                continue
            if day in found:
                self.faults.add(item, f"{spec.id} history names {day} twice", "keep one of the two")
            elif before is not None and day >= before:
                self.faults.add(
                    item, f"{spec.id} history names {day}, but the value is of {before}", "earlier dates only"
                )
            found[day] = Earlier(day, float(value))
        return tuple(found[day] for day in sorted(found))

    def _part(self, spec: FactSpec, entry: Located, key: str, read: Callable[[Any], T]) -> T | None:
        part = entry.get(key)
        if part is None or part.value is None:
            return None
        return self._try(part.place, f"{spec.id} {key}", lambda: read(part.plain))

    def _try(self, place: Place, what: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueFault as fault:
            self.faults.add(place, f"{what} {fault.message}", fault.remedy)
            return None


def _read_count(raw: Any) -> int:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 <= raw < LARGEST and raw == int(raw):
        return int(raw)
    raise ValueFault(f"is '{str(raw)[:40]}'", "write the number of observations as a whole number")


def _read_origin(raw: Any) -> Origin:
    origins = get_args(Origin)
    if raw in origins and isinstance(raw, str):
        return cast(Origin, raw)
    raise ValueFault(f"is '{str(raw)[:40]}'", f"one of {', '.join(origins)}")
