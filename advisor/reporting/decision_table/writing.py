"""Write the rules of a layer as an Excel decision table: a row for each rule, its tests, and what to look up."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from advisor.errors import OutputError
from advisor.knowledge.model import text_in
from advisor.phrases import Phrases
from advisor.reasoning.cases import EXPECTATIONS
from advisor.reasoning.expr import top_lines
from advisor.reasoning.model import Conclusion, Layer, Rule
from advisor.reasoning.reading import CERTAINTIES
from advisor.reasoning.rule_text import flow, given_texts
from advisor.reasoning.rules import RuleSet
from advisor.reporting.decision_table.layout import (
    REFERENCE,
    TEST_COLUMNS,
    TESTS,
    Column,
    columns_of,
    guarded,
    heading,
    rules_sheet,
    sheet_name,
)
from advisor.reporting.templates import printable
from advisor.situation.model import KINDS, FactSpec

if TYPE_CHECKING:
    from advisor.knowledge.store import Knowledge

Cells = Mapping[str, str]

MOST_CHARACTERS = 32_767
"""What a cell holds."""

SPARE_ROWS = 500
"""Rows below the last one that have the lists to choose from, too."""

_LISTS: Mapping[str, tuple[str, ...]] = {
    "for": KINDS,
    "strength": ("strong", "conditional"),
    "weight": ("primary", "secondary"),
    "advice.certainty": CERTAINTIES,
    "condition.certainty": CERTAINTIES,
    "expect": tuple(EXPECTATIONS),
}
_CONCLUDES: Mapping[Layer, str] = {
    "findings": "findings",
    "goals": "mz:Goal",
    "cautions": "mz:Tactic",
    "tactics": "mz:Tactic",
    "tensions": "mz:Tension",
}
"""What a layer concludes: declared findings, or concepts of a kind."""


@dataclass(frozen=True)
class Selection:
    """Rules of one layer, with the tests of each as plain values and the file of each below ``rules/``."""

    layer: Layer
    rules: tuple[Rule, ...]
    tests: Mapping[str, Any]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Lookup:
    """What an author looks up: names in the language of ``say``, thresholds as they count on a day."""

    rules: RuleSet
    vocabulary: Mapping[str, FactSpec]
    knowledge: Knowledge
    on: dt.date
    say: Phrases


def write_table(selection: Selection, lookup: Lookup) -> bytes:
    """Return the workbook. The same rules give the same bytes.

    Raises OutputError where a text does not fit into a cell, or holds what no spreadsheet can.
    """
    import xlsxwriter

    say = lookup.say
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    stamp = dt.datetime.combine(lookup.on, dt.time())
    main = rules_sheet(selection.layer)
    title = say("table.title", layer=sheet_name(main, say))
    book.set_properties({"title": title, "author": "Mianzi Advisor", "created": stamp})
    sheets = _Sheets(book, say)
    sheets.text(sheet_name("read_me", say), [title, "", *_read_me(say)])
    names = _names(selection.layer, lookup)
    rows = [cells for rule in selection.rules for cells in rule_rows(rule, selection.files.get(rule.id, ""))]
    used = {key for row in rows for key, text in row.items() if text}
    columns = [c for c in columns_of(selection.layer) if not c.optional or c.key in used]
    sheets.table(main, columns, rows, frozen=1, lists={"conclusion": names})
    tests = [cells for rule in selection.rules for cells in test_rows(rule, selection.tests.get(rule.id))]
    sheets.table(TESTS, TEST_COLUMNS, tests, frozen=1)
    for key, (heads, found) in _reference(selection.layer, lookup).items():
        sheets.reference(key, heads, found)
    book.get_worksheet_by_name(sheet_name(main, say)).activate()
    book.close()
    return stream.getvalue()


# -- rows -------------------------------------------------------------------------------------------------


def rule_rows(rule: Rule, file: str = "") -> Iterator[Cells]:
    """Give the rows of a rule: the first holds all of it, the others one further conclusion each."""
    shared: dict[str, str] = {
        "id": rule.id,
        "for": rule.kind,
        "when": "\n".join(top_lines(rule.when)),
        "file": file,
        **_text("basis", rule.basis),
    }
    for name, ground in (("advice", rule.advice), ("condition", rule.condition)):
        shared[f"{name}.certainty"] = ground.certainty
        shared[f"{name}.sources"] = "\n".join(ground.sources)
        if ground.why is not None:
            shared.update(_text(f"{name}.why", ground.why))
    for number, conclusion in enumerate(rule.then):
        yield {**(shared if number == 0 else {"id": rule.id}), **_conclusion(conclusion)}


def _conclusion(conclusion: Conclusion) -> Cells:
    cells = {
        "conclusion": conclusion.id,
        "strength": conclusion.strength or "",
        "weight": conclusion.weight or "",
        "serves": "\n".join(conclusion.serves),
        "substitute": conclusion.substitute or "",
    }
    if conclusion.resolution is not None:
        cells.update(_text("resolution", conclusion.resolution))
    return cells


def _text(key: str, text: Mapping[str, str]) -> Cells:
    return {f"{key}.{language}": said for language, said in given_texts(text).items()}


def test_rows(rule: Rule, tests: Any) -> Iterator[Cells]:
    """Give a row for each test; ``conclusions`` stays empty where a test speaks of all of them."""
    everything = [conclusion.id for conclusion in rule.then]
    for test in tests or ():
        word = next(word for word in EXPECTATIONS if word in test)
        given = "\n".join(f"{flow(key)}: {flow(value)}" for key, value in test["given"].items())
        named = "" if test[word] == everything else "\n".join(test[word])
        yield {"rule": rule.id, "given": given, "expect": word, "conclusions": named}


LINE_HEIGHT = 15
"""Points of a line of text in a cell."""


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of so many characters; a Chinese one is two wide."""
    wide = [sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")]
    return min(MOST_LINES, sum(max(1, math.ceil(size / max(1, width - 1))) for size in wide))


MOST_LINES = 27
"""A spreadsheet's row is 409 points high at most."""


# -- sheets -----------------------------------------------------------------------------------------------


class _Sheets:
    """Writes sheets into a workbook, every cell as text."""

    def __init__(self, book: Any, say: Phrases) -> None:
        self._book = book
        self._say = say
        self._cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE6EE", "bottom": 1}
        )
        self._plain = book.add_format({"num_format": "@", "valign": "top"})

    def _sheet(self, name: str) -> Any:
        """A sheet that prints on A4 across, all its columns on a page."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def text(self, name: str, lines: Sequence[str]) -> None:
        """A sheet of running text, a line each."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 110, self._cell)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, guarded(line), self._head if row == 0 else self._cell)

    def table(
        self,
        key: str,
        columns: Sequence[Column],
        rows: Sequence[Cells],
        *,
        frozen: int,
        lists: Mapping[str, str] | None = None,
    ) -> None:
        """A sheet that is read back: frozen head, filter, lists to choose from, notes at the headings."""
        name = sheet_name(key, self._say)
        sheet = self._sheet(name)
        last = len(rows) + SPARE_ROWS
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, self._cell)
            sheet.write_string(0, number, heading(column.key, self._say), self._head)
            sheet.write_comment(0, number, self._say(f"table.note.{column.key}"), {"x_scale": 2})
            source: Any = _LISTS.get(column.key) or (lists or {}).get(column.key)
            if source is not None:
                sheet.data_validation(1, number, last, number, self._choice(source, column.key))
        for row, cells in enumerate(rows, 1):
            shown = [(cells.get(column.key, ""), column.width) for column in columns]
            sheet.set_row(row, LINE_HEIGHT * max(_lines(text, width) for text, width in shown))
            for number, column in enumerate(columns):
                text = cells.get(column.key, "")
                if text:
                    sheet.write_string(row, number, self._fitting(text, name, row, number), self._cell)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _choice(self, source: Any, key: str) -> dict[str, Any]:
        options = source if isinstance(source, str) else list(source)
        # A name that is not on the list may be one that is about to be declared: warn, and let it pass.
        return {
            "validate": "list",
            "source": options,
            "error_type": "warning" if isinstance(source, str) else "stop",
            "error_title": heading(key, self._say)[:32],
            "error_message": self._say("table.choose"),
        }

    def reference(self, key: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]) -> None:
        """A sheet to look things up in."""
        name = sheet_name(key, self._say)
        sheet = self._sheet(name)
        for number, (head, width) in enumerate(heads):
            sheet.set_column(number, number, width, self._plain)
            sheet.write_string(0, number, self._say(f"table.head.{head}"), self._head)
        for row, cells in enumerate(rows, 1):
            for number, text in enumerate(cells):
                if text:
                    sheet.write_string(row, number, self._fitting(text, name, row, number), self._plain)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)

    @staticmethod
    def _fitting(text: str, sheet: str, row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        safe = guarded(text)
        if len(safe) > MOST_CHARACTERS or printable(text) != text or "\r" in text:
            where = f"{sheet}!{xl_rowcol_to_cell(row, column)}"
            raise OutputError(
                f"{where}: '{printable(text)[:40]}…' does not go into a cell",
                remedy=f"at most {MOST_CHARACTERS:,} characters, and no control characters",
            )
        return safe


def _read_me(say: Phrases) -> Iterator[str]:
    number = 1
    while f"table.read_me.{number}" in say:
        yield say(f"table.read_me.{number}")
        number += 1


# -- what to look up --------------------------------------------------------------------------------------


def _names(layer: Layer, lookup: Lookup) -> str:
    """Return the cells of the reference sheet that hold what the layer can conclude."""
    wanted = _CONCLUDES[layer]
    sheet = sheet_name("findings" if wanted == "findings" else "concepts", lookup.say)
    count = len(_findings(lookup)) if wanted == "findings" else len(lookup.knowledge.concepts(wanted))
    return f"='{sheet}'!$A$2:$A${max(count, 1) + 1}"


def _reference(
    layer: Layer, lookup: Lookup
) -> dict[str, tuple[tuple[tuple[str, int], ...], list[Sequence[str]]]]:
    say = lookup.say
    heads: dict[str, tuple[tuple[str, int], ...]] = {
        "findings": (("id", 34), ("label", 30), ("definition", 70)),
        "facts": (("id", 34), ("label", 34), ("datatype", 12), ("unit", 10), ("range", 14), ("codes", 90)),
        "parameters": (("id", 34), ("label", 50), ("value", 12), ("unit", 10), ("origin", 22)),
        "concepts": (("id", 44), ("label", 34), ("kind", 16)),
        "sections": (("id", 34), ("title", 44), ("certainty", 14)),
    }
    rows: dict[str, list[Sequence[str]]] = {
        "findings": _findings(lookup),
        "facts": [_fact(spec, say) for spec in lookup.vocabulary.values()],
        "parameters": [_parameter(name, lookup) for name in lookup.rules.parameters],
        "concepts": _concepts(layer, lookup),
        "sections": [
            (s.id, text_in(s.titles, say.language), s.certainty) for s in lookup.knowledge.sections()
        ],
    }
    return {key: (heads[key], rows[key]) for key in REFERENCE}


def _findings(lookup: Lookup) -> list[Sequence[str]]:
    language = lookup.say.language
    return [
        (one.id, text_in(one.labels, language), text_in(one.definitions, language))
        for one in lookup.knowledge.findings().values()
    ]


def _fact(spec: FactSpec, say: Phrases) -> Sequence[str]:
    bounds = [f"{bound:g}" if bound is not None else "" for bound in (spec.minimum, spec.maximum)]
    codes = "; ".join(f"{o.code} ({text_in(o.labels, say.language)})" for o in spec.options)
    return (
        spec.id,
        text_in(spec.labels, say.language),
        spec.datatype,
        spec.unit or "",
        "…".join(bounds) if any(bounds) else "",
        codes,
    )


def _parameter(name: str, lookup: Lookup) -> Sequence[str]:
    now = lookup.rules.parameters.value(name, lookup.on)
    label = text_in(now.label, lookup.say.language)
    return name, label, f"{now.value:g}", now.unit or "", now.origin


def _concepts(layer: Layer, lookup: Lookup) -> list[Sequence[str]]:
    """All concepts, those first that the layer concludes."""
    language, knowledge = lookup.say.language, lookup.knowledge
    first = [] if _CONCLUDES[layer] == "findings" else knowledge.concepts(_CONCLUDES[layer])
    known = {concept.iri for concept in first}
    rest = [concept for concept in knowledge.concepts() if concept.iri not in known]
    return [(c.iri, c.label(language), knowledge.class_label(c.kind, language)) for c in (*first, *rest)]
