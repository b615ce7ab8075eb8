"""All statements in memory, for checks, which look at everything; see `view.View` for what can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from advisor.errors import Place
from advisor.knowledge.rdf import Reading, Statement
from advisor.knowledge.view import CONCEPT, JUDGEMENT, TYPE, View

T = TypeVar("T")


@dataclass(frozen=True)
class Graph(View):
    """All statements in memory, by subject and by graph; order is that of the files."""

    reading: Reading

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Statement, ...]]:
        """Statements by their subject."""
        return _grouped((s.subject, s) for s in self.reading.statements)

    @cached_property
    def by_graph(self) -> Mapping[str, tuple[Statement, ...]]:
        """Statements of named graphs, by graph."""
        return _grouped((s.graph, s) for s in self.reading.statements if s.graph is not None)

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[str, ...]]:
        pairs = ((kind, subject) for subject, kind in self.typed())
        return {k: tuple(dict.fromkeys(v)) for k, v in _grouped(pairs).items()}

    @cached_property
    def _by_predicate(self) -> Mapping[str, tuple[Statement, ...]]:
        return _grouped((s.predicate, s) for s in self.reading.statements)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes by which IRIs are short."""
        return self.reading.prefixes

    def about(self, subject: str) -> tuple[Statement, ...]:
        """Return the statements of a subject, in the order of the files."""
        return self.by_subject.get(subject, ())

    def of_type(self, kind: str) -> tuple[str, ...]:
        """Return the subjects of exactly that class, in the order of the files."""
        return self._by_type.get(kind, ())

    def typed(self) -> Iterable[tuple[str, str]]:
        """Return each subject with each of its classes, in the order of the files."""
        return (
            (s.subject, s.object) for s in self.reading.statements if s.predicate == TYPE and not s.literal
        )

    def subjects(self, predicate: str, target: str | None = None) -> tuple[str, ...]:
        """Return the subjects that have a predicate, or that state it of a node; each once, in order."""
        found = self._by_predicate.get(predicate, ())
        return tuple(
            dict.fromkeys(
                s.subject for s in found if target is None or (s.object == target and not s.literal)
            )
        )

    def graphs(self) -> tuple[str, ...]:
        """Return the named graphs, in the order of the files."""
        return tuple(self.by_graph)

    def shared(self) -> Iterable[str]:
        """Return the subjects of which more than one pack speaks, in the order of the files."""
        layers = [source.layer for source in self.reading.sources]
        return (
            subject for subject, found in self.by_subject.items() if len({layers[s.file] for s in found}) > 1
        )

    def place(self, statement: Statement) -> Place:
        """Return the file of a statement, and the line where it is written, as far as it can be told."""
        return self.reading.place(statement)

    def place_of(self, subject: str) -> Place:
        """Return where a node is written first as a subject."""
        return self.reading.place_of(subject)

    def layer_of(self, statement: Statement) -> int:
        """Return the pack in which a statement stands; 0 is the first."""
        return self.reading.sources[statement.file].layer


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return {key: tuple(items) for key, items in groups.items()}


__all__ = ["CONCEPT", "JUDGEMENT", "TYPE", "Graph"]
