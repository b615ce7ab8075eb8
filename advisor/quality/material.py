"""What checks look at: the packs, read as far as they can be read.

Each part is read when a check first asks for it. Where a part cannot be read, that is an issue of its own
and the checks that need it are left out, so that one fault does not raise a hundred.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, InputError, KnowledgeError, PackError, Place
from advisor.knowledge.clashes import clashes
from advisor.knowledge.graph import TYPE, Graph
from advisor.knowledge.layers import overlay
from advisor.knowledge.rdf import Reading, read
from advisor.pack import Packs

if TYPE_CHECKING:
    from advisor.knowledge.store import Knowledge
    from advisor.reasoning.rules import Reading as RulesReading
    from advisor.situation.vocabulary import Vocabulary


_QUOTED = re.compile(r"'([^'\s]+)'")


class Unreadable(Exception):
    """A check needs what could not be read; the reason is reported elsewhere."""


class Material:
    """Packs under inspection."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self.faults: list[tuple[str, AdvisorError]] = []
        """Why something could not be read: the id of the check that says so, and the error."""

    @cached_property
    def reading(self) -> Reading:
        """All statements of the packs; raises Unreadable where a file is not valid."""
        faults: list[KnowledgeError] = []
        reading = read(self.packs, faults)
        if faults:
            self.faults.extend(("syntax", fault) for fault in faults)
            raise Unreadable
        return reading

    @cached_property
    def graph(self) -> Graph:
        """The statements that stand once later packs have replaced and retired."""
        return self._overlaid[0]

    @cached_property
    def retired(self) -> frozenset[str]:
        """Concepts that are out of use."""
        return self._overlaid[1]

    @cached_property
    def _overlaid(self) -> tuple[Graph, frozenset[str]]:
        try:
            reading, retired = overlay(self.reading)
        except KnowledgeError as fault:
            self.faults.append(("overlay", fault))
            raise Unreadable from None
        return Graph(reading), retired

    @cached_property
    def knowledge(self) -> Knowledge:
        """The compiled knowledge, as plans read it."""
        from advisor.knowledge.store import open_knowledge

        found = list(clashes(self.graph))
        if found:
            self.faults.extend(("value", fault) for fault in found)
            raise Unreadable
        try:
            return open_knowledge(self.packs)
        except KnowledgeError as fault:
            self.faults.append(("value", fault))
            raise Unreadable from None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The declared facts."""
        from advisor.situation.vocabulary import load_vocabulary

        _ = self.knowledge
        try:
            return load_vocabulary(self.packs)
        except (PackError, InputError) as fault:
            fault.place = fault.place or self._named_in(fault.message)
            self.faults.append(("vocabulary", fault))
            raise Unreadable from None

    def _named_in(self, message: str) -> Place | None:
        """Return where the first fact or constraint that a message quotes is declared."""
        subjects = self.graph.by_subject
        quoted = _QUOTED.findall(message)
        nodes = (f"{prefix}:{name}" for name in quoted for prefix in ("fact", "mz"))
        return next((self.graph.reading.place_of(node) for node in nodes if node in subjects), None)

    @cached_property
    def rules(self) -> RulesReading:
        """Rules and parameters with all their faults, checked against the ontology."""
        from advisor.reasoning.rules import read_packs

        return read_packs(self.packs, self.vocabulary, knowledge=self.knowledge)

    @cached_property
    def _holders(self) -> dict[str, str]:
        return {s.object: s.subject for s in self.graph.reading.statements if s.object.startswith("_:")}

    def owner(self, node: str) -> str:
        """Return the named node to which a blank one belongs (the tactic of a step); itself where none does."""
        seen: set[str] = set()
        while node.startswith("_:") and node in self._holders and node not in seen:
            seen.add(node)
            node = self._holders[node]
        return node

    def place_of(self, node: str) -> Place:
        """Return where a node is said to be what it is; where it has no class, where it is written first."""
        said = self.graph.statements(node, TYPE)
        return self.graph.reading.place(said[0]) if said else self.graph.reading.place_of(node)

    def shown(self, place: Place | None) -> tuple[str | None, int | None]:
        """Return a place's file, relative to the default pack where it lies in it, and its line."""
        if place is None:
            return None, None
        root = self.packs.layers[0].root
        for base in (root, root.resolve()):
            prefix = f"{base.as_posix()}/"
            file = place.file.replace("\\", "/")
            if file.startswith(prefix):
                return file[len(prefix) :], place.line
        return place.file, place.line
