"""The ledger: for every sentence of a document, the statements that stand for it, or why there are none.

It is kept in ``ontology/ledger/*.yaml``, by the fingerprints of the sentences (see `passages`), in the
documents' own order. A statement is written ``subject predicate object …`` with the prefix ``mz:`` left
out; ``*`` stands for every object; a subject alone for the statement that gives it its class. It must stand
in the graph of the passage's section or a further part of it; ``@2.3 …`` looks in another section.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import KnowledgeError, Place, did_you_mean
from advisor.pack import Packs
from advisor.quality.passages import passages
from advisor.yamltext import Located, decode, load, read_bytes

if TYPE_CHECKING:
    from advisor.knowledge.store import Knowledge

FOLDER = "ledger"
TYPE = "rdf:type"
MAX_LEDGER = 5_000_000
MAX_DOCUMENT = 5_000_000
_ANNOTATIONS = (TYPE, "skos:prefLabel", "skos:altLabel", "skos:definition")


class Standing(NamedTuple):
    """A statement as the ledger speaks of it."""

    subject: str
    predicate: str
    object: str
    literal: bool = False

    def __str__(self) -> str:
        value = f"“{self.object}”" if self.literal else self.object
        return f"{self.subject} {'a' if self.predicate == TYPE else self.predicate} {value}"


@dataclass(frozen=True)
class Passage:
    """A sentence of a document: its section and its place in it (from 1), its fingerprint, what stands for it.

    ``claims`` are as they are written, each with its place; ``nothing`` is the code of the reason why
    nothing is encoded.
    """

    document: str
    section: str
    position: int
    mark: str
    claims: tuple[tuple[str, Place], ...]
    nothing: str | None
    place: Place

    @property
    def section_id(self) -> str:
        """The section's id (`fan-ops#6.1.2`)."""
        return f"{self.document}#{self.section}"


@dataclass(frozen=True)
class Line:
    """A passage with the statements that stand for it, written out, and what is wrong with it."""

    passage: Passage
    statements: tuple[Standing, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A fault of the ledger: a key of the catalogue, the values of its message, the place."""

    key: str
    values: Mapping[str, object]
    place: Place


def read_ledger(packs: Packs) -> list[Passage]:
    """Return the passages of all ledgers, in the order of files and lines.

    They are parsed once for each revision of the packs. Raises KnowledgeError, with file and line, where a
    ledger is not of its form.
    """
    rows = packs.compiled_json("ledger.json", lambda: [asdict(p) for p in _parsed(packs)])
    return [
        Passage(
            **row
            | {
                "claims": tuple((text, Place(**place)) for text, place in row["claims"]),
                "place": Place(**row["place"]),
            }
        )
        for row in rows
    ]


def _parsed(packs: Packs) -> list[Passage]:
    found: list[Passage] = []
    count: defaultdict[tuple[str, str], int] = defaultdict(int)
    for pack, path in packs.files("ontology", ".yaml"):
        if path.parent == pack.root / "ontology" / FOLDER:
            content = load(path, error=KnowledgeError, limit=MAX_LEDGER)
            document = _text(content, "document")
            for entry in _list(content, "passages"):
                section = _text(entry, "section")
                count[document, section] += 1
                found.append(_passage(entry, document, section, count[document, section]))
    return found


def _passage(entry: Located, document: str, section: str, position: int) -> Passage:
    for key, value in entry.items():
        if key not in ("section", "mark", "statements", "nothing"):
            remedy = did_you_mean(key, ["section", "mark", "statements", "nothing"])
            raise KnowledgeError(f"unknown key '{key}'", place=value.key_place, remedy=remedy)
    claims = tuple((str(c.value), c.place) for c in _list(entry, "statements"))
    nothing = _text(entry, "nothing") if "nothing" in entry else None
    if bool(claims) == bool(nothing):
        raise KnowledgeError(
            "a passage has either statements or a reason why there are none",
            place=entry.place,
            remedy="write 'statements: […]' or 'nothing: …'",
        )
    return Passage(document, section, position, _text(entry, "mark"), claims, nothing, entry.place)


def _text(entry: Located, key: str) -> str:
    found = entry.get(key)
    if found is None or not isinstance(found.value, str) or not found.value:
        raise KnowledgeError(
            f"'{key}' must be a text",
            place=found.place if found else entry.place,
            remedy=f'write {key}: "…", in quotation marks where it looks like a number',
        )
    return found.value


def _list(entry: Located, key: str) -> list[Located]:
    found = entry.get(key)
    if found is None:
        return []
    if not isinstance(found.value, list):
        raise KnowledgeError(f"'{key}' must be a list", place=found.place)
    return found.value


class Ledger:
    """The passages, held against what stands in the compiled knowledge."""

    def __init__(self, passages: Iterable[Passage], knowledge: Knowledge) -> None:
        self.passages = tuple(passages)
        self._knowledge = knowledge

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents that have a ledger."""
        return tuple(dict.fromkeys(p.document for p in self.passages))

    @cached_property
    def standing(self) -> Mapping[str, tuple[Standing, ...]]:
        """What stands in each section and in its further parts, by the section's id."""
        found: defaultdict[str, dict[Standing, None]] = defaultdict(dict)
        sections = {s.id: s.whole for s in self._knowledge.sections()}
        rows = self._knowledge.rows(
            "SELECT subject, predicate, object, literal, sections FROM statement WHERE sections <> '' ORDER BY id"
        )
        for subject, predicate, value, literal, where in rows:
            statement = Standing(subject, predicate, value, bool(literal))
            for section in where.split():
                for name in {section, sections.get(section, section)}:
                    found[name][statement] = None
        return {name: tuple(statements) for name, statements in found.items()}

    @cached_property
    def _by_subject(self) -> Mapping[tuple[str, str], tuple[Standing, ...]]:
        found: defaultdict[tuple[str, str], list[Standing]] = defaultdict(list)
        for section, statements in self.standing.items():
            for statement in statements:
                found[section, statement.subject].append(statement)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every passage with its statements written out."""
        return tuple(self._line(passage) for passage in self.passages)

    def _line(self, passage: Passage) -> Line:
        statements: dict[Standing, None] = {}
        problems: list[Problem] = []
        if self._knowledge.section(passage.section_id) is None:
            problems.append(Problem("section", {"section": passage.section_id}, passage.place))
        for claim, place in passage.claims:
            found, missing = self._resolve(claim, passage)
            statements.update(dict.fromkeys(found))
            problems += [
                Problem("statement", {"statement": text, "section": where}, place) for text, where in missing
            ]
        return Line(passage, tuple(statements), tuple(problems))

    def _resolve(self, claim: str, passage: Passage) -> tuple[list[Standing], list[tuple[str, str]]]:
        """Return the statements that a claim means, and what of it stands nowhere, with the section."""
        words = claim.split()
        section = passage.section_id
        if words and words[0].startswith("@"):
            section = f"{passage.document}#{words.pop(0)[1:]}"
        names = [w if ":" in w or w == "*" else f"mz:{w}" for w in words]
        if not names:
            return [], [(claim, section)]
        own = self._by_subject.get((section, names[0]), ())
        if len(names) == 1:
            # Where its class stands elsewhere, what this section calls it or says that it is.
            found = [s for s in own if s.predicate == TYPE] or [s for s in own if s.predicate in _ANNOTATIONS]
            return found, [] if found else [(f"{names[0]} a …", section)]
        predicate = TYPE if words[1] == "a" else names[1]
        fitting = [s for s in own if s.predicate == predicate]
        if names[2:] == ["*"]:
            return fitting, [] if fitting else [(" ".join(names), section)]
        wanted = dict.fromkeys(names[2:])
        found = [s for s in fitting if s.object in wanted]
        have = {s.object for s in found}
        missing = [(f"{names[0]} {predicate} {o}", section) for o in wanted if o not in have]
        return found, missing if wanted else [(claim, section)]

    @cached_property
    def _lost(self) -> frozenset[str]:
        """The ids of sections whose text is lost: only their headings are left, and no sentence."""
        graphs = self._knowledge.rows(
            "SELECT subject FROM statement WHERE predicate = 'mz:missingText' AND object IN ('true', '1')"
        )
        ids = {graph: name for name, graph in self._knowledge.rows("SELECT id, graph FROM section")}
        return frozenset(ids[graph] for (graph,) in graphs if graph in ids)

    def unclaimed(self) -> dict[str, tuple[Standing, ...]]:
        """Return relations that stand in a section of these documents and that no passage claims.

        Sections whose text is lost are left out: what stands there is what their headings say.
        """
        claimed: defaultdict[str, set[Standing]] = defaultdict(set)
        for line in self.lines:
            claimed[line.passage.document].update(line.statements)
        found: dict[str, tuple[Standing, ...]] = {}
        for section in self._knowledge.sections():
            name = f"{section.document}#{section.number}"
            if section.document in claimed and name == section.id and name not in self._lost:
                left = [
                    s
                    for s in self.standing.get(name, ())
                    if not s.literal
                    and s.predicate not in _ANNOTATIONS
                    and not s.object.startswith("_:")
                    and s not in claimed[section.document]
                ]
                if left:
                    found[name] = tuple(left)
        return found

    def unlisted(self) -> tuple[str, ...]:
        """Return sections of these documents, their texts not lost, of which the ledger lists no passage."""
        listed = {p.section_id for p in self.passages}
        return tuple(
            s.id
            for s in self._knowledge.sections()
            if s.document in self.documents
            and s.id == s.whole
            and s.id not in listed
            and s.id not in self._lost
            and not any(p.startswith(f"{s.id}.") for p in listed)
        )

    def against(self, folder: Path) -> Iterator[tuple[str, int, str]]:
        """Hold the ledger against the documents in a folder (``fan-ops.md``, ``.txt``).

        Gives (document, line, what): ``unlisted`` for a sentence that the ledger leaves out, ``unknown``
        (line 0) for a fingerprint that the document does not have, ``absent`` for a document without file.
        Raises KnowledgeError where a file cannot be read.
        """
        for document in self.documents:
            path = next((p for end in (".md", ".txt") if (p := folder / f"{document}{end}").is_file()), None)
            if path is None:
                yield document, 0, "absent"
                continue
            data = read_bytes(path, limit=MAX_DOCUMENT, error=KnowledgeError)
            left: defaultdict[str, int] = defaultdict(int)
            for passage in self.passages:
                if passage.document == document:
                    left[passage.mark] += 1
            for sentence in passages(decode(data, str(path), error=KnowledgeError)):
                left[sentence.mark] -= 1
                if left[sentence.mark] < 0:
                    yield document, sentence.line, "unlisted"
            for count in left.values():
                for _ in range(max(0, count)):
                    yield document, 0, "unknown"
