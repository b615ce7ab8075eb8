"""Turtle and TriG for readers: graphs, subjects and values in the order of the files."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence

from advisor.knowledge.rdf import Statement, expand
from advisor.knowledge.writing.lines import blank_label, iri, literal

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?\Z", re.ASCII)
_BARE = {
    # readers differ on .5, and rdflib makes 00 and -0 a 0
    "xsd:integer": re.compile(r"(0|-?[1-9][0-9]*)\Z"),
    "xsd:decimal": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z"),
    "xsd:boolean": re.compile(r"(true|false)\Z"),
}
"""Values that Turtle takes without quotation marks and a datatype."""

_STEP = "    "
_DEEPEST = 24
"""Nodes are written within one another to this depth of indentation steps; deeper ones by their labels."""

_FIRST, _REST, _NIL = "rdf:first", "rdf:rest", "rdf:nil"


def write(statements: list[Statement], prefixes: Mapping[str, str], named: bool) -> str:
    """Return statements as Turtle, or as TriG with a block for each graph."""
    graphs: dict[str | None, list[Statement]] = {None: []} if not named else {}
    for s in statements:
        graphs.setdefault(s.graph, []).append(s)
    writer = _Writer(statements, prefixes)
    blocks: list[str] = []
    for graph, found in graphs.items():
        texts = writer.subjects(found, "    " if graph else "")
        body = "\n\n".join(texts)
        blocks.append(f"{writer.node(graph)} {{\n{body}\n}}" if graph else body)
    head = "".join(
        f"@prefix {name}: {iri(prefixes[name])} .\n" for name in sorted(writer.used) if name in prefixes
    )
    return f"{head}\n" + "\n\n".join(block for block in blocks if block) + "\n"


class _Writer:
    """Writes nodes, and remembers which prefixes it used."""

    def __init__(self, statements: Sequence[Statement], prefixes: Mapping[str, str]) -> None:
        self.used: set[str] = set()
        self._prefixes = prefixes
        self._about: dict[str, list[Statement]] = {}
        references: Counter[str] = Counter()
        graphs: dict[str, set[str | None]] = {}
        for s in statements:
            for node in (s.subject, s.object) if not s.literal else (s.subject,):
                if node.startswith("_:"):
                    graphs.setdefault(node, set()).add(s.graph)
            if s.subject.startswith("_:"):
                self._about.setdefault(s.subject, []).append(s)
            if not s.literal:
                references[s.object] += 1
        # A blank node stands within the one statement that refers to it, unless another needs its label.
        self._nested = {
            node
            for node, holding in graphs.items()
            if references[node] == 1 and len(holding) == 1 and node in self._about
        }
        # What names a graph needs its label too.
        self._nested -= self._circular() | {s.graph for s in statements if s.graph is not None}
        self._deep: list[str] = []
        self._no_list: set[str] = set()

    def _circular(self) -> set[str]:
        """Return blank nodes that only a circle of blank nodes leads to: none could be written within another."""
        above = {
            s.object: s.subject for found in self._about.values() for s in found if s.object in self._nested
        }
        circular: set[str] = set()
        looked_at: set[str] = set()
        for start in above:
            way: dict[str, None] = {}
            node: str | None = start
            while node is not None and node not in looked_at:
                looked_at.add(node)
                way[node] = None
                node = above.get(node)
            if node in way:
                names = list(way)
                circular.update(names[names.index(str(node)) :])
        return circular

    def node(self, text: str) -> str:
        """Return a node by its short name, its label or its full IRI."""
        if text.startswith("_:"):
            return blank_label(text)
        prefix, colon, local = text.partition(":")
        if colon and prefix in self._prefixes and _LOCAL.match(local):
            self.used.add(prefix)
            return text
        return iri(expand(text, self._prefixes))

    def subjects(self, statements: Sequence[Statement], indent: str) -> list[str]:
        """Return a text for each subject of a graph, nested blank nodes aside."""
        about: dict[str, list[Statement]] = {}
        for s in statements:
            if s.subject not in self._nested:
                about.setdefault(s.subject, []).append(s)
        texts: list[str] = []
        waiting = deque(about.items())
        while waiting:
            subject, found = waiting.popleft()
            texts.append(f"{indent}{self.node(subject)} {self._values(found, indent)} .")
            waiting.extend((node, self._about[node]) for node in self._deep)
            self._deep.clear()
        return texts

    def _values(self, statements: Sequence[Statement], indent: str) -> str:
        inner = indent + _STEP
        grouped: dict[str, list[Statement]] = {}
        for s in sorted(statements, key=lambda s: s.predicate != "rdf:type"):
            grouped.setdefault(s.predicate, []).append(s)
        return f" ;\n{inner}".join(
            f"{'a' if predicate == 'rdf:type' else self.node(predicate)} "
            + " , ".join(self._object(s, inner) for s in found)
            for predicate, found in grouped.items()
        )

    def _object(self, s: Statement, indent: str) -> str:
        if s.literal:
            bare = _BARE.get(s.datatype or "")
            return s.object if bare and bare.match(s.object) else literal(s, self.node)
        if s.object not in self._nested:
            return self.node(s.object)
        items = self._list(s.object)
        if items is not None:
            return "( " + " ".join(self._object(item, indent) for item in items) + " )"
        if len(indent) > _DEEPEST * len(_STEP):
            self._deep.append(s.object)
            return self.node(s.object)
        return f"[ {self._values(self._about[s.object], indent)} ]"

    def _list(self, cell: str) -> list[Statement] | None:
        """Return the members of a list that begins with a blank node, or None where it is no plain list."""
        items: list[Statement] = []
        walked: list[str] = []
        while cell != _NIL:
            walked.append(cell)
            plain = cell in self._nested and cell not in self._no_list
            found = sorted(self._about[cell], key=lambda s: s.predicate) if plain else []
            if [s.predicate for s in found] != [_FIRST, _REST] or found[1].literal:
                self._no_list.update(walked)
                return None
            items.append(found[0])
            cell = found[1].object
        return items
