"""The compiled knowledge, read lazily: nothing but SQLite stands between a question and its answer."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from advisor.errors import KnowledgeError, NotFound, Place, did_you_mean
from advisor.knowledge.model import Concept, Cue, Finding, Metric, Relation, Section, Tactic, text_in
from advisor.pack import Packs
from advisor.progress import Report, silent

FILE = "knowledge.sqlite"
CLASS = "owl:Class"
_AT_ONCE = 500


def open_knowledge(packs: Packs, report: Report = silent) -> Knowledge:
    """Open the compiled knowledge of these packs, compiling it where this revision has none yet.

    ``report`` is told how far a compilation has come. Raises KnowledgeError, with file and line, where the ontology cannot be read.
    """
    path = packs.cache_folder() / FILE
    if path.exists():
        try:
            return Knowledge(path)
        except sqlite3.DatabaseError:
            # A damaged file in the cache is no reason to fail: it is built anew.
            path.unlink(missing_ok=True)
    from advisor.knowledge.compile import compile_knowledge

    return Knowledge(compile_knowledge(packs, report))


class Knowledge:
    """Questions to the compiled knowledge. Identifiers are compact: ``mz:points``, ``fan-ops#6.1.2``.

    Sequences come in the order of the ontology's files, which is the documents' own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # Where the file is damaged, this is where it shows.
        self._base.execute("SELECT count(*) FROM meta").fetchone()
        self._concepts: dict[str, Concept | None] = {}
        self._tactics: dict[str, Tactic] = {}
        self._words: dict[str, dict[str, str]] = {}

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the compiled base; for this package and for checks.

        Raises KnowledgeError where the file turns out to be damaged; it is then built anew at the next start.
        """
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as problem:
            with contextlib.suppress(OSError):
                self._path.unlink()
            raise KnowledgeError(
                f"the compiled knowledge is damaged: {problem}",
                place=Place(str(self._path)),
                remedy="run it again; it is built anew",
            ) from None

    # -- concepts ------------------------------------------------------------------------------

    def concept(self, iri: str) -> Concept | None:
        """Return the concept (or class, kind ``owl:Class``) of a compact IRI; None where there is none."""
        if iri not in self._concepts:
            found = self.rows("SELECT data FROM concept WHERE iri = ?", iri)
            self._concepts[iri] = _concept(json.loads(found[0][0])) if found else None
        return self._concepts[iri]

    def concepts(self, kind: str | None = None) -> list[Concept]:
        """All concepts, or those of a class and of its subclasses."""
        query = "SELECT iri, data FROM concept WHERE kind <> ? ORDER BY position"
        values = [CLASS]
        if kind is not None:
            query = "SELECT iri, data FROM concept WHERE kind IN (SELECT kind FROM kind WHERE ancestor = ?) ORDER BY position"
            values = [kind]
        return [self._loaded(iri, data) for iri, data in self.rows(query, *values)]

    def labels(self, iris: Sequence[str], language: str) -> dict[str, str]:
        """Return the names of many concepts in a language, without what else is known of them."""
        found: dict[str, str] = {}
        wanted = list(dict.fromkeys(iris))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT iri, json_extract(data, '$.labels') FROM concept WHERE iri IN ({marks})"  # noqa: S608
            for iri, labels in self.rows(query, *some):
                found[iri] = text_in(json.loads(labels), language) or iri
        return found

    def _loaded(self, iri: str, data: str) -> Concept:
        found = self._concepts.get(iri)
        if found is None:
            found = self._concepts[iri] = _concept(json.loads(data))
        return found

    def kinds(self) -> list[Concept]:
        """Return the classes, in the order of the vocabulary."""
        query = "SELECT iri, data FROM concept WHERE kind = ? ORDER BY position"
        return [self._loaded(iri, data) for iri, data in self.rows(query, CLASS)]

    def subkinds(self, kind: str) -> frozenset[str]:
        """Return a class with all its subclasses; only itself where it is unknown."""
        return frozenset([kind, *(k for (k,) in self.rows("SELECT kind FROM kind WHERE ancestor = ?", kind))])

    @cached_property
    def retired(self) -> frozenset[str]:
        """Concepts that a pack has taken out of use."""
        return frozenset(iri for (iri,) in self.rows("SELECT iri FROM retired"))

    def find(self, name: str) -> Concept:
        """Return the concept of an IRI, slug, label or alternative label, in either script and any case.

        Labels come before alternatives. Raises NotFound with the nearest names.
        """
        from advisor.knowledge.index import name_key

        known = self.concept(name) or self.concept(f"mz:{name}")
        if known:
            return known
        key = name_key(name, None if name.isascii() else self.fold)
        rows = self.rows("SELECT iri FROM name WHERE key = ? AND form < 3 ORDER BY form, id LIMIT 1", key)
        if rows:
            found = self.concept(rows[0][0])
            if found:
                return found
        raise self._not_found(name)

    def _not_found(self, name: str) -> NotFound:
        if name in self.retired or f"mz:{name}" in self.retired:
            return NotFound(
                f"'{name}' is retired", remedy="a pack has taken it out of use; name another concept"
            )
        from advisor.knowledge.search import search

        language = "en" if name.isascii() else "zh-Hans"
        close = [hit.label for hit in search(self, name, limit=3, language=language)]
        remedy = f"did you mean {' / '.join(close)}?" if close else "see 'advisor search'"
        return NotFound(f"nothing is called '{name}'", remedy=remedy)

    @cached_property
    def fold(self) -> dict[int, int]:
        """Traditional characters with their simplified ones, as code points."""
        pairs = self.meta("fold")
        return {ord(a): ord(b) for a, b in zip(pairs[::2], pairs[1::2], strict=True)}

    def meta(self, key: str) -> str:
        """Return a value that the index keeps about itself."""
        return str(self.rows("SELECT value FROM meta WHERE key = ?", key)[0][0])

    @cached_property
    def syllables(self) -> frozenset[str]:
        """The syllables that names are read with, in pinyin without tones."""
        return frozenset(self.meta("syllables").split())

    def reading(self, character: str) -> str:
        """Return the syllable that a character is read with; empty where it is not a common one."""
        return self._readings.get(character, "")

    @cached_property
    def _readings(self) -> dict[str, str]:
        table: dict[str, str] = json.loads(self.meta("readings"))
        return {character: syllable for syllable, characters in table.items() for character in characters}

    def name_count(self, token: str) -> int:
        """Return how many names have a token."""
        rows = self.rows("SELECT doc FROM name_count WHERE term = ?", token)
        return int(rows[0][0]) if rows else 0

    # -- tactics and metrics ---------------------------------------------------------------------

    def tactic(self, iri: str) -> Tactic | None:
        """Return a tactic with all that a plan needs; None where that is no tactic.

        Raises KnowledgeError where the packs leave out what a plan needs of it.
        """
        if iri not in self._tactics:
            rows = self.rows("SELECT iri, missing, data FROM tactic WHERE iri = ?", iri)
            if not rows:
                return None
            missing = json.loads(rows[0][1])
            if missing:
                raise KnowledgeError(
                    f"the tactic {iri} cannot be planned: it lacks {', '.join(missing)}",
                    remedy="complete it in ontology/judgement; 'advisor check' lists all such tactics",
                )
            self._tactics[iri] = self._tactic(*rows[0])
        return self._tactics[iri]

    def tactics(self) -> dict[str, Tactic]:
        """All tactics that can be planned, by IRI; for the others see `incomplete_tactics`."""
        for row in self.rows("SELECT iri, missing, data FROM tactic WHERE missing = '[]' ORDER BY position"):
            if row[0] not in self._tactics:
                self._tactics[row[0]] = self._tactic(*row)
        order = self.rows("SELECT iri FROM tactic WHERE missing = '[]' ORDER BY position")
        return {iri: self._tactics[iri] for (iri,) in order}

    def incomplete_tactics(self) -> dict[str, tuple[str, ...]]:
        """Tactics that cannot be planned, with the properties that they lack."""
        rows = self.rows("SELECT iri, missing FROM tactic WHERE missing <> '[]' ORDER BY position")
        return {iri: tuple(json.loads(missing)) for iri, missing in rows}

    def _tactic(self, iri: str, _missing: str, data: str) -> Tactic:
        values = _tupled(json.loads(data))
        values["weeks_to_effect"] = int(values["weeks_to_effect"])
        values["stated_in"] = _tupled(values["stated_in"])
        return Tactic(concept=self._known(iri), **values)

    def metric(self, iri: str) -> Metric | None:
        """Return a metric; None where that is none."""
        rows = self.rows("SELECT iri, data FROM metric WHERE iri = ?", iri)
        return self._metric(*rows[0]) if rows else None

    def metrics(self) -> dict[str, Metric]:
        """All metrics by IRI."""
        return {
            iri: self._metric(iri, data)
            for iri, data in self.rows("SELECT iri, data FROM metric ORDER BY position")
        }

    def _metric(self, iri: str, data: str) -> Metric:
        values = json.loads(data)
        return Metric(
            concept=self._known(iri),
            formula=values["formula"],
            unit=values["unit"],
            higher_is_better=values["higher_is_better"],
            observed_by=tuple(values["observed_by"]),
            measures=tuple(values["measures"]),
        )

    def _known(self, iri: str) -> Concept:
        concept = self.concept(iri)
        if concept is None:
            raise KnowledgeError(f"{iri} is no concept")
        return concept

    # -- statements --------------------------------------------------------------------------------

    def relations_of(self, iri: str) -> list[Relation]:
        """Statements from a concept to other concepts."""
        return self._relations("subject = ?", iri)

    def relations_to(self, iri: str) -> list[Relation]:
        """Statements from other concepts to a concept."""
        return self._relations("object = ?", iri)

    def _relations(self, where: str, iri: str) -> list[Relation]:
        query = (
            "SELECT subject, predicate, object, sections FROM statement"  # noqa: S608 - `where` is one of ours
            f" WHERE {where} AND literal = 0 AND predicate <> 'rdf:type'"
            " AND EXISTS (SELECT 1 FROM concept WHERE iri = subject AND kind <> 'owl:Class')"
            " AND EXISTS (SELECT 1 FROM concept WHERE iri = object AND kind <> 'owl:Class') ORDER BY id"
        )
        return [Relation(s, p, o, tuple(where_.split())) for s, p, o, where_ in self.rows(query, iri)]

    def inverses(self) -> dict[str, str]:
        """Return the predicate that says the same from the other end; a symmetric one is its own."""
        query = "SELECT subject, object FROM statement WHERE predicate = 'owl:inverseOf' AND literal = 0"
        found = {s: o for pair in self.rows(query) for s, o in (pair, pair[::-1])}
        symmetric = (
            "SELECT subject FROM statement WHERE predicate = 'rdf:type' AND object = 'owl:SymmetricProperty'"
        )
        return found | {subject: subject for (subject,) in self.rows(symmetric)}

    def objects(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return the objects of a node's statements with one predicate; literals as their text."""
        query = "SELECT object FROM statement WHERE subject = ? AND predicate = ? ORDER BY id"
        return tuple(dict.fromkeys(o for (o,) in self.rows(query, subject, predicate)))

    def subjects(self, predicate: str, target: str) -> tuple[str, ...]:
        """Return the nodes that state this predicate of a target."""
        query = "SELECT subject FROM statement WHERE object = ? AND predicate = ? AND literal = 0 ORDER BY id"
        return tuple(dict.fromkeys(s for (s,) in self.rows(query, target, predicate)))

    def risks_of(self, iri: str) -> tuple[Concept, ...]:
        """Return the risks of a tactic or other concept."""
        return tuple(c for risk in self.objects(iri, "mz:risk") if (c := self.concept(risk)))

    # -- sections ------------------------------------------------------------------------------------

    def section(self, section_id: str) -> Section | None:
        """Return a section of a source; None where there is none."""
        rows = self.rows("SELECT data FROM section WHERE id = ?", section_id)
        return Section(**json.loads(rows[0][0])) if rows else None

    def sections(self) -> list[Section]:
        """All sections, documents' before judgement, as they are listed."""
        return [
            Section(**json.loads(data)) for (data,) in self.rows("SELECT data FROM section ORDER BY position")
        ]

    def section_concepts(self, section_id: str) -> frozenset[str]:
        """Return what a section's graph speaks of (its further parts included): every IRI it has as subject or object."""
        rows = self.rows("SELECT concept FROM section_concept WHERE section = ?", section_id)
        return frozenset(iri for (iri,) in rows)

    # -- the vocabulary --------------------------------------------------------------------------------

    def class_label(self, kind: str, language: str) -> str:
        """Return a class's name in a language; its IRI where it has none."""
        return self._word(kind, language)

    def predicate_label(self, predicate: str, language: str) -> str:
        """Return a property's name in a language; its IRI where it has none."""
        return self._word(predicate, language)

    def _word(self, iri: str, language: str) -> str:
        if iri not in self._words:
            rows = self.rows("SELECT labels FROM word WHERE iri = ?", iri)
            self._words[iri] = json.loads(rows[0][0]) if rows else {}
        return self._words[iri].get(language, iri)

    def kind_named(self, text: str) -> str:
        """Return the class of an IRI, name or label in any language and case (`Tactic`, `fan type`, `策略措施`).

        Raises NotFound with the nearest names.
        """
        wanted = _kind_key(text, self.fold)
        names: dict[str, str] = {}
        labels: list[str] = []
        for iri, data in self.rows("SELECT iri, data FROM concept WHERE kind = ? ORDER BY position", CLASS):
            concept = self._loaded(iri, data)
            for name in (iri, iri.partition(":")[2], *concept.labels.values()):
                names.setdefault(_kind_key(name, self.fold), iri)
            labels.append(concept.label("en" if text.isascii() else "zh-Hans"))
        if wanted in names:
            return names[wanted]
        raise NotFound(f"no kind of concept is called '{text}'", remedy=did_you_mean(text, labels))

    # -- declarations ------------------------------------------------------------------------------------

    def facts_raw(self) -> list[dict[str, Any]]:
        """Return the declared facts as plain values.

        Keys: id, kind, datatype, unit, minimum, maximum, precision, changeable, higher_is_better, labels,
        question, why, unknown_when, options [{code, labels, concept}], computed_as, essential.
        """
        return self._declared("fact")

    def constraints_raw(self) -> list[dict[str, Any]]:
        """Return what must hold between facts. Keys: id, expression, labels."""
        return self._declared("constraint")

    def _declared(self, what: str) -> list[dict[str, Any]]:
        rows = self.rows("SELECT data FROM declaration WHERE what = ? ORDER BY position", what)
        return [json.loads(data) for (data,) in rows]

    def cues(self) -> tuple[Cue, ...]:
        """Return the wordings that suggest facts about a campaign."""
        return tuple(
            Cue(
                row["id"],
                row["fact"],
                row["code"],
                {k: tuple(v) for k, v in row["phrases"].items()},
                {k: tuple(v) for k, v in row["exceptions"].items()},
            )
            for row in self._declared("cue")
        )

    def finding(self, finding_id: str) -> Finding | None:
        """Return a declared finding, or None where none has that id."""
        return self._findings.get(finding_id)

    def findings(self) -> dict[str, Finding]:
        """Return the declared findings by id (``brand.weak_retention``)."""
        return self._findings

    @cached_property
    def _findings(self) -> dict[str, Finding]:
        rows = [_tupled(row) for row in self._declared("finding")]
        return {row["id"]: Finding(**row) for row in rows}

    def statistics(self) -> dict[str, int]:
        """How much there is of what."""
        counts = {
            "concepts": "SELECT count(*) FROM concept WHERE kind <> 'owl:Class'",
            "kinds": "SELECT count(*) FROM concept WHERE kind = 'owl:Class'",
            "statements": "SELECT count(*) FROM statement",
            "relations": "SELECT count(*) FROM statement WHERE literal = 0 AND subject IN (SELECT iri FROM concept)"
            " AND object IN (SELECT iri FROM concept WHERE kind <> 'owl:Class')",
            "tactics": "SELECT count(*) FROM tactic",
            "metrics": "SELECT count(*) FROM metric",
            "sections": "SELECT count(*) FROM section",
            "encoded_sections": "SELECT count(DISTINCT section) FROM section_concept",
            "facts": "SELECT count(*) FROM declaration WHERE what = 'fact'",
            "findings": "SELECT count(*) FROM declaration WHERE what = 'finding'",
        }
        return {name: int(self.rows(query)[0][0]) for name, query in counts.items()}


def _kind_key(text: str, fold: dict[int, int]) -> str:
    """Return a class's name as it is compared: `FanType`, `fan-type` and `Fan type` are one."""
    from advisor.knowledge.text import normalise

    return normalise(text, fold).replace(" ", "").replace("-", "").replace("_", "")


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    """Return JSON's lists as tuples."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}


def _concept(row: dict[str, Any]) -> Concept:
    alternatives = {language: tuple(texts) for language, texts in row["alternatives"].items()}
    return Concept(**(row | {"alternatives": alternatives, "sections": tuple(row["sections"])}))
