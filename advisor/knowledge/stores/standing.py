"""The statements that stand: those of all packs, after what later packs replace and retire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from advisor.knowledge.rdf import Statement
from advisor.knowledge.staging import Stage, staged
from advisor.pack import Packs
from advisor.progress import Report, silent

DERIVED = "src:derived"
"""The graph of texts in traditional characters that no file has."""

_ALSO_KNOWN_AS = "skos:altLabel"


class Standing(NamedTuple):
    """Statements in the order of the files, and the prefixes by which they are short."""

    statements: Iterator[Statement]
    prefixes: Mapping[str, str]
    size: int
    """About how many statements come."""


@contextmanager
def standing(packs: Packs, folder: Path, report: Report = silent, *, derived: bool) -> Iterator[Standing]:
    """Stage the statements in a folder and give them as a stream, which ends with the block.

    With ``derived`` each text in simplified Chinese that has no traditional form gets one, so that queries
    answer in three languages; files hold what was written. Raises KnowledgeError, with file and line,
    where the ontology cannot be read.
    """
    with staged(packs, folder, report) as stage:
        count = next(stage.rows("SELECT count(*) FROM statement"))[0]
        yield Standing(_stream(stage, derived), dict(stage.prefixes), count)


def _stream(stage: Stage, derived: bool) -> Iterator[Statement]:
    yield from stage.statements_in_order()
    if derived:
        yield from _traditional(stage)


def _traditional(stage: Stage) -> Iterator[Statement]:
    """Give the traditional forms of texts, in the order of the files. Synonyms have none: they add up."""
    from advisor.phrases import to_traditional

    # The plus keeps SQLite from the index of predicates: a label's has as many entries as there are concepts.
    rows = stage.rows(
        "SELECT subject, predicate, object FROM statement AS own WHERE language = 'zh-Hans' AND predicate <> ?"
        " AND NOT EXISTS (SELECT 1 FROM statement AS other WHERE other.subject = own.subject"
        " AND +other.predicate = own.predicate AND other.language = 'zh-Hant') ORDER BY id",
        _ALSO_KNOWN_AS,
    )
    for subject, predicate, text in rows:
        yield Statement(subject, predicate, to_traditional(text), True, "zh-Hant", "rdf:langString", DERIVED)
