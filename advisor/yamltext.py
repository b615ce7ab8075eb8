"""YAML as every part of the project reads it: safe, with line numbers, and strict.

One loader for packs, rules, parameters and briefs. It follows the YAML 1.2 core schema (so that ``no``,
``on`` and ``1:30`` stay words), refuses duplicate keys, tags, anchors and aliases, very large and deeply
nested files, and remembers the place of every node.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from advisor.errors import InputError, Place

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 2_000_000
MAX_DEPTH = 40

Scalar: TypeAlias = str | int | float | bool | dt.date | None
Plain: TypeAlias = Any

_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULL = {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True)
class Located:
    """A YAML value with the place at which it stands.

    ``value`` is a scalar, a ``dict[str, Located]`` or a ``list[Located]``.
    """

    value: Any
    place: Place
    key_place: Place | None = None

    @property
    def plain(self) -> Plain:
        """The value without places: plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {k: v.plain for k, v in self.value.items()}
        if isinstance(self.value, list):
            return [v.plain for v in self.value]
        return self.value

    def items(self) -> Iterator[tuple[str, Located]]:
        """Iterate over a mapping's entries; empty for anything else."""
        return iter(self.value.items() if isinstance(self.value, dict) else ())

    def __getitem__(self, key: str) -> Located:
        found: Located = self.value[key]
        return found

    def get(self, key: str) -> Located | None:
        """Return the entry of that key, or None where there is none or this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def __contains__(self, key: object) -> bool:
        return isinstance(self.value, dict) and key in self.value


def located(value: Plain, place: Place) -> Located:
    """Return plain dicts, lists and scalars as located values that all stand at one place."""
    if isinstance(value, Mapping):
        return Located({str(k): located(v, place) for k, v in value.items()}, place)
    if isinstance(value, (list, tuple)):
        return Located([located(item, place) for item in value], place)
    return Located(value, place)


def read_bytes(path: Path, *, limit: int = MAX_BYTES, error: type[InputError] = InputError) -> bytes:
    """Return a file's bytes; raise ``error`` where it cannot be read or is larger than ``limit`` bytes."""
    place = Place(str(path))
    try:
        if path.is_dir():
            raise error("is a folder, not a file", place=place)
        with path.open("rb") as stream:
            # A pipe or a device tells no size, so the limit is kept while reading.
            data = stream.read(limit + 1)
        if len(data) > limit:
            size = max(path.stat().st_size, len(data))
            raise error(
                f"is {size:,} bytes; at most {limit:,} are read",
                place=place,
                remedy="leave out what the file need not hold",
            )
        return data
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise error(f"cannot be read: {reason}", place=place, remedy="check the path") from None


def decode(data: bytes, name: str, *, error: type[InputError] = InputError) -> str:
    """Return UTF-8 text (a byte order mark is allowed); raise ``error`` with the line of the first bad byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise error(
            "is not UTF-8 text", place=Place(name, line), remedy="save the file with the encoding UTF-8"
        ) from None


def parse(text: str, name: str, *, error: type[InputError] = InputError) -> Located:
    """Parse one YAML document into located values; raise ``error`` with the place of the first fault."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(name, error).document(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        what = getattr(problem, "problem", None) or str(problem).splitlines()[0]
        if "nesting depth" in what:  # newer parsers have a bound of their own, which they meet first
            raise error("is nested too deeply", place=place) from None
        raise error(
            f"is not valid YAML: {what}",
            place=place,
            remedy="check indentation, colons and quotation marks there",
        ) from None
    except RecursionError:
        raise error("is nested too deeply", place=Place(name)) from None


def load(path: Path, *, error: type[InputError] = InputError, limit: int = MAX_BYTES) -> Located:
    """Read and parse a YAML file; see `parse`."""
    return parse(
        decode(read_bytes(path, limit=limit, error=error), str(path), error=error), str(path), error=error
    )


class _Builder:
    """Builds located values from the parser's events, in one pass; refuses what no file here may hold.

    That is anchors, aliases, tags, several documents, deep nesting and keys that stand twice: each is met before
    anything is built of it.
    """

    def __init__(self, name: str, error: type[InputError]) -> None:
        self._name = name
        self._error = error

    def document(self, events: Iterator[yaml.Event]) -> Located:
        """Return the one document of a stream; an empty stream holds nothing."""
        import yaml

        found: Located | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise self._error(
                        "holds more than one YAML document",
                        place=self._place(event),
                        remedy="keep one, remove '---'",
                    )
                found = self._value(next(events), events, 0)
        return Located(None, Place(self._name, 1)) if found is None else found

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Located:
        import yaml

        self._allowed(event)
        place = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            text = str(event.value)
            return Located(text if event.style else _resolve(text), place)
        if depth >= MAX_DEPTH:
            raise self._error(f"is nested more than {MAX_DEPTH} deep", place=place)
        if isinstance(event, yaml.MappingStartEvent):
            return Located(self._mapping(events, depth), place)
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, depth + 1))
        return Located(items, place)

    def _mapping(self, events: Iterator[yaml.Event], depth: int) -> dict[str, Located]:
        import yaml

        entries: dict[str, Located] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            self._allowed(event)
            key_place = self._place(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error("a key must be a plain word", place=key_place)
            key = str(event.value)
            if key in entries:
                first = entries[key].key_place
                raise self._error(
                    f"the key '{key}' stands twice (first in line {first.line if first else '?'})",
                    place=key_place,
                    remedy="keep one of the two",
                )
            value = self._value(next(events), events, depth + 1)
            entries[key] = Located(value.value, value.place, key_place)
        return entries

    def _allowed(self, event: yaml.Event) -> None:
        if getattr(event, "anchor", None):  # an alias has the anchor that it repeats
            raise self._error(
                "uses an anchor or alias",
                place=self._place(event),
                remedy="write the value out where it is needed",
            )
        tag = getattr(event, "tag", None)
        if tag:
            raise self._error(
                f"uses a tag ({tag})", place=self._place(event), remedy="remove it; plain YAML values only"
            )

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)


def _resolve(text: str) -> Scalar:
    """What a plain (unquoted) scalar means."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.match(text):
        return int(text) if len(text) <= 25 else float(text)
    if _FLOAT.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def dump(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return plain values as YAML text in the order given, Chinese unescaped; `parse` reads it back."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what this module's loader, which follows YAML 1.2, would not read back as text."""

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        plain = isinstance(_resolve(text), str)
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')

    Dumper.add_representer(str, represent)
    return str(yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100))
