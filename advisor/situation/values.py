"""How a value written in a brief becomes a fact's value.

Forgiving in form (``18%``, ``35,000``, Chinese multipliers, units and words for yes and no, an option by any
of its labels), strict in meaning: what could be read in two ways is refused, with the way to write it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from advisor.errors import did_you_mean
from advisor.situation.model import FactSpec, Value
from advisor.situation.vocabulary import Words, normal

LARGEST = 10**15
MAX_TEXT = 200

_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)\s*(?P<before>[^\d\s.,+−-]*)\s*"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d{1,25})(?:\.\d{1,25})?|\.\d{1,25})\s*(?P<after>[^\d]*)\Z"
)
_SEPARATORS = re.compile(r"[,、;/|]")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}
_UNIT_NAMES = {"cny": "CNY", "per-week": "times a week", "per-month": "times a month", "score": "points"}
# Marks that reverse the direction of text: they would let a name rewrite the words around it.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class ValueFault(Exception):
    """A value that does not fit its fact: what is wrong, and what to write instead."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def read_value(raw: Any, spec: FactSpec, words: Words) -> Value | None:
    """Return the value of a fact, or None where the brief says that it is unknown; raise ValueFault."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, dict):
        raise ValueFault("is a mapping", f"write {expectation(spec)}")
    if isinstance(raw, list) and spec.datatype != "choices":
        raise ValueFault("is a list", f"write {expectation(spec)}")
    if isinstance(raw, str) and normal(raw) in words.unknown and not is_option(raw, spec):
        return None
    match spec.datatype:
        case "boolean":
            return _boolean(raw, words)
        case "integer" | "decimal" | "year":
            return read_number(raw, spec, words)
        case "string":
            return read_text(raw)
        case "date":
            return read_day(raw, whole=True)
        case "choice":
            return _choice(raw, spec)
        case "choices":
            return _choices(raw, spec)


def read_number(raw: Any, spec: FactSpec, words: Words) -> int | float:
    """Return a number in the fact's own unit and range; raise ValueFault."""
    number, percent = _parse_number(raw, spec, words)
    shown = _shown(raw)
    whole = spec.datatype in ("integer", "year")
    if whole and number != number.to_integral_value():
        raise ValueFault(f"is {shown}, not a whole number", f"write {expectation(spec)}")
    low = Decimal(str(spec.minimum)) if spec.minimum is not None else None
    high = Decimal(str(spec.maximum)) if spec.maximum is not None else None
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) >= LARGEST:
        remedy = None
        if spec.unit == "ratio" and not percent and high is not None and high < number <= 100:
            remedy = f"write {plain_number(number)}% or {plain_number(number / 100)}"
        raise ValueFault(f"is {shown}; {limits(spec)}", remedy or f"write {expectation(spec)}")
    return int(number) if whole else float(number)


def read_text(raw: Any) -> str:
    """Return a line of text without space around it; raise ValueFault where it is none."""
    if isinstance(raw, bool):
        raise ValueFault(f"is {_shown(raw)}, not text", f'write it in quotation marks: "{_shown(raw)}"')
    if not isinstance(raw, (str, int, float, dt.date)):
        raise ValueFault("is not text", "write a line of text")
    text = str(raw).strip()
    if not text:
        raise ValueFault("is empty", "write a line of text, or leave it out")
    if len(text) > MAX_TEXT:
        raise ValueFault(f"is {len(text)} characters long", f"at most {MAX_TEXT}")
    if any(unicodedata.category(c) == "Cc" or c in _DIRECTION for c in text):
        raise ValueFault("holds control characters", "write one line of plain text")
    return text


def read_day(raw: Any, *, whole: bool = False) -> str:
    """Return a day, a month or a year as ISO text (``2026-03-01``, ``2026-03``, ``2026``); raise ValueFault.

    With ``whole``, only a full date will do.
    """
    text = raw.isoformat() if isinstance(raw, dt.date) else str(raw).strip()
    if _DAY.match(text) and not isinstance(raw, bool) and (len(text) == 10 or not whole):
        try:
            dt.date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return text
    raise ValueFault(f"is {_shown(raw)}, not a {'full ' if whole else ''}date", "write it like 2026-03-01")


def expectation(spec: FactSpec) -> str:
    """What a fact's value looks like, in English, to complete 'write …'."""
    match spec.datatype:
        case "boolean":
            return "true or false, or null where it is not known"
        case "string":
            return "a line of text"
        case "date":
            return "a date like 2026-03-01"
        case "choice":
            return f"one of {_codes(spec)}"
        case "choices":
            return f"a list from {_codes(spec)}"
        case "year":
            return "a year like 2016"
    if spec.unit == "ratio":
        return "a share like 18% or 0.18"
    noun = "a whole number" if spec.datatype == "integer" else "a number"
    if spec.unit == "cny":
        return f"{noun} of CNY like 200000"
    return f"{noun} of {unit_name(spec.unit)}" if spec.unit and spec.unit != "count" else noun


def limits(spec: FactSpec) -> str:
    """The range in which a fact's value lies, as the end of a sentence."""
    low, high = spec.minimum, spec.maximum
    if low is not None and high is not None:
        return f"it lies between {plain_number(low)} and {plain_number(high)}"
    if low is not None:
        return f"it is at least {plain_number(low)}"
    return f"it is at most {plain_number(high if high is not None else LARGEST)}"


def unit_name(unit: str | None) -> str:
    """A unit in English, in the plural."""
    return _UNIT_NAMES.get(unit or "", f"{unit}s")


def _boolean(raw: Any, words: Words) -> bool:
    if isinstance(raw, bool):
        return raw
    text = normal(raw) if isinstance(raw, str) else None
    if text in words.true:
        return True
    if text in words.false:
        return False
    raise ValueFault(
        f"is {_shown(raw)}, neither yes nor no", "write true or false, or null where it is not known"
    )


def _names(spec: FactSpec) -> dict[str, str]:
    """Codes by code and by every label, in normal form."""
    names = {normal(label): option.code for option in spec.options for label in option.labels.values()}
    return names | {normal(option.code): option.code for option in spec.options}


def is_option(raw: str, spec: FactSpec) -> bool:
    """Whether a text is the code or a label of one of a fact's options."""
    return bool(spec.options) and normal(raw) in _names(spec)


def _choice(raw: Any, spec: FactSpec) -> str:
    names = _names(spec)
    if isinstance(raw, str) and normal(raw) in names:
        return names[normal(raw)]
    remedy = None
    if isinstance(raw, str):
        near = [
            code
            for name, code in names.items()
            if normal(raw) and (normal(raw) in name or name in normal(raw))
        ]
        remedy = (
            f"did you mean {' / '.join(sorted(set(near))[:3])}?"
            if near
            else did_you_mean(raw[:60], list(names))
        )
    raise ValueFault(f"is {_shown(raw)}, none of its options", remedy or f"one of {_codes(spec)}")


def _choices(raw: Any, spec: FactSpec) -> tuple[str, ...]:
    if isinstance(raw, str):
        if is_option(raw, spec):
            return (_choice(raw, spec),)
        raw = [part for part in _SEPARATORS.split(unicodedata.normalize("NFKC", raw)) if part.strip()]
    if not isinstance(raw, list):
        raise ValueFault(f"is {_shown(raw)}, not a list", f"write {expectation(spec)}")
    return tuple(sorted({_choice(item, spec) for item in raw}))


def _parse_number(raw: Any, spec: FactSpec, words: Words) -> tuple[Decimal, bool]:
    """Return the number and whether it was written as a percentage."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if not abs(raw) < float("inf"):
            raise ValueFault("is no finite number", f"write {expectation(spec)}")
        return Decimal(str(raw)), False
    match = _NUMBER.match(normal(raw)) if isinstance(raw, str) and len(raw) <= 60 else None
    if match is None:
        raise ValueFault(f"is {_shown(raw)}, not a number", f"write {expectation(spec)}")
    number = Decimal(match["digits"].replace(",", "")) * (-1 if match["sign"] in ("-", "−") else 1)
    own = words.units.get(spec.unit or "count", frozenset())
    if match["before"] and match["before"] not in own:
        raise _unit_fault(raw, match["before"], number, spec, words)
    after = match["after"].strip()
    for times, rest in _splits(after, words):
        if rest == "%" and spec.unit == "ratio":
            return number * times / 100, True
        if not rest or rest in own:
            return number * times, False
    raise _unit_fault(raw, after, number, spec, words)


def _splits(after: str, words: Words) -> list[tuple[int, str]]:
    """Ways to read what follows a number: a multiplier and a unit; longest multiplier first, then none."""
    found = [
        (words.multipliers[word], after[len(word) :].strip())
        for word in sorted(words.multipliers, key=len, reverse=True)
        if after.startswith(word)
    ]
    return [*found, (1, after)]


def _unit_fault(raw: Any, written: str, number: Decimal, spec: FactSpec, words: Words) -> ValueFault:
    if written.endswith("%"):
        return ValueFault(f"is {_shown(raw)}, a percentage", f"write {expectation(spec)}")
    rests = [rest for _, rest in _splits(written, words)]
    for unit, names in sorted(words.units.items()):
        if any(rest in names for rest in rests):
            remedy = f"write {expectation(spec)}"
            if unit in _MINUTES and spec.unit in _MINUTES:
                remedy = f"write {plain_number(number * _MINUTES[unit] / _MINUTES[spec.unit])}"
            wanted = (
                "a share" if spec.unit == "ratio" else unit_name(spec.unit) if spec.unit else "a plain number"
            )
            return ValueFault(f"is {_shown(raw)}, in {unit_name(unit)}, not {wanted}", remedy)
    return ValueFault(f"is {_shown(raw)}, not a number", f"write {expectation(spec)}")


def _codes(spec: FactSpec) -> str:
    return ", ".join(option.code for option in spec.options)


def plain_number(number: Decimal | float | int) -> str:
    """A number as it is written in a brief: no exponent, no trailing zeros, at most six decimals."""
    text = f"{round(Decimal(str(number)), 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(raw: Any) -> str:
    """A short form of what was written."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (int, float)):
        return str(raw)
    if isinstance(raw, (dict, list)):
        return "a mapping" if isinstance(raw, dict) else "a list"
    text = str(raw)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"
