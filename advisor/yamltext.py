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
        _scan(text, name, loader, error)
        node = yaml.compose(text, Loader=loader)
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
    if node is None:
        return Located(None, Place(name, 1))
    return _convert(node, name, error)


def load(path: Path, *, error: type[InputError] = InputError, limit: int = MAX_BYTES) -> Located:
    """Read and parse a YAML file; see `parse`."""
    return parse(
        decode(read_bytes(path, limit=limit, error=error), str(path), error=error), str(path), error=error
    )


def _scan(text: str, name: str, loader: Any, error: type[InputError]) -> None:
    """Refuse anchors, aliases, tags, several documents and deep nesting before anything is built."""
    import yaml

    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise error(
                "uses an anchor or alias",
                place=_place(event, name),
                remedy="write the value out where it is needed",
            )
        tag = getattr(event, "tag", None)
        if tag:
            raise error(
                f"uses a tag ({tag})", place=_place(event, name), remedy="remove it; plain YAML values only"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise error(f"is nested more than {MAX_DEPTH} deep", place=_place(event, name))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise error(
                    "holds more than one YAML document",
                    place=_place(event, name),
                    remedy="keep one, remove '---'",
                )


def _place(event: yaml.Event, name: str) -> Place:
    mark = event.start_mark
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)


def _convert(node: yaml.Node, name: str, error: type[InputError]) -> Located:
    import yaml

    place = Place(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Located] = {}
        for key_node, value_node in node.value:
            key_place = Place(name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                raise error("a key must be a plain word", place=key_place)
            key = str(key_node.value)
            if key in entries:
                first = entries[key].key_place
                raise error(
                    f"the key '{key}' stands twice (first in line {first.line if first else '?'})",
                    place=key_place,
                    remedy="keep one of the two",
                )
            value = _convert(value_node, name, error)
            entries[key] = Located(value.value, value.place, key_place)
        return Located(entries, place)
    if isinstance(node, yaml.SequenceNode):
        return Located([_convert(item, name, error) for item in node.value], place)
    return Located(_scalar(node), place)


def _scalar(node: yaml.Node) -> Scalar:
    text = str(node.value)
    return text if getattr(node, "style", None) else _resolve(text)


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
