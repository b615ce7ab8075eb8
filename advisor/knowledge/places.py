"""Statements, the files they stand in, and the line where one is written.

The parser tells no lines, so a place is looked for only when somebody has to be shown it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.errors import KnowledgeError, Place
from advisor.yamltext import decode, read_bytes

MAX_FILE_BYTES = 1_000_000_000
"""A file may be data that a program wrote; it is read as a stream."""


class Statement(NamedTuple):
    """A triple in a graph. IRIs are compact; blank nodes begin with ``_:``.

    ``language`` and ``datatype`` are set for literals only; ``graph`` is None for the default graph.
    """

    subject: str
    predicate: str
    object: str
    literal: bool = False
    language: str | None = None
    datatype: str | None = None
    graph: str | None = None
    file: int = 0

    @property
    def triple(self) -> tuple[str, str, str, bool, str | None, str | None]:
        """What makes two statements the same, wherever they stand."""
        return self[:6]


@dataclass(frozen=True)
class Source:
    """A file that was read: its layer (0 is the default pack) and path."""

    layer: int
    path: Path

    @cached_property
    def text(self) -> str:
        """The file's text; read when a place in it is looked for."""
        data = read_bytes(self.path, limit=MAX_FILE_BYTES, error=KnowledgeError)
        return decode(data, str(self.path), error=KnowledgeError)

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines()

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """The first line that begins with a word, by word."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.lines, 1):
            word = line.split(None, 1)[:1]
            if word:
                found.setdefault(word[0], number)
        return found


def place_in(sources: Sequence[Source], statement: Statement) -> Place:
    """Return the file of a statement, and the line where it is written, as far as it can be told."""
    source = sources[statement.file]
    start = 0
    if statement.graph is not None:
        start = (_line_of(source, statement.graph) or 1) - 1
    subject = _line_of(source, statement.subject, start) or _line_of(source, statement.subject)
    if subject is None:
        return Place(str(source.path), start + 1 if start else None)
    token = statement.object if not statement.literal else statement.object.split("\n")[0]
    if not token.startswith("_:"):
        for number in range(subject, min(subject + _REACH, len(source.lines)) + 1):
            if _mentions(source.lines[number - 1], token, statement.literal):
                return Place(str(source.path), number)
    return Place(str(source.path), subject)


def place_of_node(sources: Sequence[Source], subject: str, *, prefer: int | None = None) -> Place:
    """Return where a node is written first as a subject, in the preferred file or in any."""
    order = range(len(sources)) if prefer is None else [prefer]
    for index in order:
        line = _line_of(sources[index], subject)
        if line is not None:
            return Place(str(sources[index].path), line)
    return Place(str(sources[prefer].path)) if prefer is not None else Place(subject)


_REACH = 60
"""How many lines below its subject a statement is looked for."""


def _line_of(source: Source, subject: str, start: int = 0) -> int | None:
    """Return the first line, from an index on, that begins with a node; else one in which it follows a full stop."""
    if start == 0 and subject in source.starts:
        return source.starts[subject]
    if subject not in source.text:
        return None
    pattern = re.compile(rf"(?:^|[{{.]\s*){re.escape(subject)}(?=[\s{{])")
    first = None
    for number, line in enumerate(source.lines[start:], start + 1):
        stripped = line.lstrip()
        if stripped.startswith(subject) and pattern.match(stripped + " "):
            return number
        if first is None and not stripped.startswith("#") and pattern.search(line):
            first = number
    return first


def _mentions(line: str, token: str, literal: bool) -> bool:
    if literal:
        return token in line
    return re.search(rf"(?<![\w:.-]){re.escape(token)}(?![\w-])", line) is not None
