"""Read a decision table back: the same strict reading as of rules in YAML, with the cell of every fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from advisor.errors import Place, RuleError, did_you_mean
from advisor.phrases import Phrases
from advisor.reasoning.cases import EXPECTATIONS, read_cases
from advisor.reasoning.checks import check_all
from advisor.reasoning.fields import Fields
from advisor.reasoning.model import LAYERS, Layer, Rule
from advisor.reasoning.parse import Reference
from advisor.reasoning.reading import read_rule
from advisor.reasoning.rule_text import rules_text
from advisor.reasoning.rules import NOT_RULES, Knowledge, RuleSet
from advisor.reporting.decision_table.layout import (
    REFERENCE,
    RULE_COLUMNS,
    SHARED_OPTIONAL,
    TEST_COLUMNS,
    TESTS,
    as_expression,
    as_facts,
    columns_of,
    keys_by_name,
    narrowed,
    plain,
    rules_sheet,
    sheet_name,
)
from advisor.reporting.decision_table.workbook import Cell, Sheet, open_workbook
from advisor.situation.model import FactSpec
from advisor.yamltext import Located, parse

Row = Mapping[str, Cell]

_FILE = re.compile(r"[\w.-]+(/[\w.-]+)*\.ya?ml\Z")
_BETWEEN = re.compile(r"[\s,;]+")
_WORDS: Mapping[Layer, str] = {
    "findings": "finding",
    "goals": "goal",
    "cautions": "caution",
    "tactics": "recommend",
    "tensions": "tension",
}


@dataclass(frozen=True)
class Base:
    """What a table is read against: the rules in use, with their parameters, the facts and the ontology."""

    rules: RuleSet
    vocabulary: Mapping[str, FactSpec]
    knowledge: Knowledge | None
    says: Sequence[Phrases]


@dataclass
class TableReading:
    """The rules of a table in the order of its rows, with tests and files; ``faults`` is all that is wrong."""

    rules: list[Rule] = field(default_factory=list)
    tests: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[RuleError] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """Return the text of each file of rules, by its path below ``rules/``."""
        table: dict[str, list[tuple[Rule, Any]]] = {}
        for rule in self.rules:
            table.setdefault(self.files[rule.id], []).append((rule, self.tests.get(rule.id)))
        return {file: rules_text(rules) for file, rules in table.items()}


def read_table(data: bytes, name: str, base: Base) -> TableReading:
    """Read a workbook; ``name`` is the file's, for the places of faults.

    Raises RuleError where it is no workbook or has no sheet of rules; all else is in ``faults``.
    """
    sheets = _sheets(open_workbook(data, name), name, base.says)
    reading = TableReading()
    reader = _Reader(base, reading)
    tests = reader.tests(sheets[TESTS]) if TESTS in sheets else {}
    references: list[Reference] = []
    given: dict[str, Located] = {}
    for layer in LAYERS:
        if (sheet := sheets.get(rules_sheet(layer))) is not None:
            references += reader.layer(layer, sheet, tests, given)
    known = {rule.id for rule in reading.rules} | reader.seen
    for rule_id, rows in tests.items():
        if known and rule_id not in known:  # without any, it is the sheet of rules that could not be read
            reading.faults.append(
                RuleError(
                    f"a test of an unknown rule '{rule_id}'",
                    place=rows[0].place,
                    remedy=did_you_mean(rule_id, sorted(known)) or "add the rule, or delete the row",
                )
            )
    _check_together(base, reading, references, given)
    return reading


def _sheets(found: Iterable[Sheet], name: str, says: Sequence[Phrases]) -> dict[str, Sheet]:
    names = keys_by_name("table.sheet", (*map(rules_sheet, LAYERS), TESTS, *REFERENCE), says)
    sheets: dict[str, Sheet] = {}
    titles = []
    for sheet in found:
        titles.append(sheet.name)
        key = names.get(plain(sheet.name))
        if key is not None and key not in sheets:
            sheets[key] = sheet
    if not any(rules_sheet(layer) in sheets for layer in LAYERS):
        wanted = [sheet_name(rules_sheet(layer), say) for say in says[:1] for layer in LAYERS]
        raise RuleError(
            f"no sheet holds rules; there are {', '.join(titles)}",
            place=Place(name),
            remedy=f"name the sheet of rules one of {', '.join(wanted)}",
        )
    return sheets


def _check_together(
    base: Base, reading: TableReading, references: Sequence[Reference], given: Mapping[str, Located]
) -> None:
    """Check what must hold between these rules and those in use, and read the tests against them."""
    ids = {rule.id for rule in reading.rules}
    others = [rule for rule in base.rules.rules if rule.id not in ids]
    merged = RuleSet((*others, *reading.rules), base.rules.parameters)
    for fault in check_all(
        merged, base.vocabulary, references, (), base.knowledge, incomplete=bool(reading.faults)
    ):
        reading.faults.append(fault)
    for rule in reading.rules:
        reading.faults.extend(read_cases(rule, given.get(rule.id), merged, base.vocabulary)[1])


@dataclass
class _Reader:
    base: Base
    reading: TableReading
    seen: set[str] = field(default_factory=set)

    # -- sheets -------------------------------------------------------------------------------------

    def rows(self, sheet: Sheet, keys: Sequence[str], optional: Sequence[str]) -> list[Row]:
        """Return the rows below the headings by column; none where the headings or cells are faulty."""
        faults = self.reading.faults
        before = len(faults)
        faults.extend(sheet.merged)
        heads = sheet.rows[0] if sheet.rows else ()
        names = keys_by_name("table.column", keys, self.base.says)
        at: dict[int, str] = {}
        for number, cell in enumerate(heads):
            if cell.fault is not None:
                faults.append(cell.fault)
            elif cell.text.strip():
                key = names.get(plain(cell.text))
                if key is None:
                    shown = [n for n in names if n]
                    faults.append(
                        RuleError(
                            f"unknown column '{cell.text.strip()[:40]}'",
                            place=cell.place,
                            remedy=did_you_mean(cell.text.strip(), shown) or f"known: {', '.join(keys)}",
                        )
                    )
                elif key in at.values():
                    faults.append(
                        RuleError(
                            f"the column '{cell.text.strip()}' stands twice",
                            place=cell.place,
                            remedy="keep one",
                        )
                    )
                else:
                    at[number] = key
        missing = [key for key in keys if key not in at.values() and key not in optional]
        if missing and len(faults) == before:
            place = heads[0].place if heads else Place(sheet.name)
            faults.append(
                RuleError(
                    f"the column '{missing[0]}' is missing", place=place, remedy="put it back, even empty"
                )
            )
        if len(faults) > before:
            return []
        return [row for row in map(self._row(at), sheet.rows[1:]) if row]

    def _row(self, at: Mapping[int, str]) -> Any:
        def read(cells: Sequence[Cell]) -> Row:
            row = {}
            for number, cell in enumerate(cells):
                if number in at:
                    if cell.fault is not None:
                        self.reading.faults.append(cell.fault)
                    row[at[number]] = cell
                elif cell.text.strip() or cell.fault:
                    self.reading.faults.append(
                        RuleError(
                            "stands in a column without a heading", place=cell.place, remedy="delete it"
                        )
                    )
            return row if any(cell.text.strip() for cell in row.values()) else {}

        return read

    def layer(
        self,
        layer: Layer,
        sheet: Sheet,
        tests: Mapping[str, list[Located]],
        given: dict[str, Located],
    ) -> list[Reference]:
        """Read the rules of one sheet; return the conclusions that their conditions refer to."""
        columns = columns_of(layer)
        optional = [c.key for c in columns if c.optional or c.key in SHARED_OPTIONAL or ".why." in c.key]
        references: list[Reference] = []
        units = {name: self.base.rules.parameters[name].unit for name in self.base.rules.parameters}
        for name, rows in self._grouped(self.rows(sheet, [c.key for c in columns], optional)).items():
            again = name in self.seen
            self.seen.add(name)
            try:
                if again:
                    raise RuleError(
                        f"'{name}' stands in another sheet, too",
                        place=rows[0]["id"].place,
                        remedy="rename or remove one",
                    )
                located = self._located(name, layer, rows, tests.get(name))
                place = located.place
                rule, refers, beside = read_rule(located, self.base.vocabulary, units, place.file)
                self.reading.files[name] = self._file(rows, layer)
            except RuleError as fault:
                self.reading.faults.append(fault)
                continue
            self.reading.rules.append(replace(rule, place=place))
            references += refers
            if beside is not None:
                given[name] = beside
                self.reading.tests[name] = beside.plain
        return references

    def _grouped(self, rows: Iterable[Row]) -> dict[str, list[Row]]:
        table: dict[str, list[Row]] = {}
        for row in rows:
            name = row["id"].text.strip()
            if not name:
                self.reading.faults.append(
                    RuleError("this row has no id", place=row["id"].place, remedy="each row names its rule")
                )
                continue
            table.setdefault(name, []).append(row)
        return table

    # -- one rule -----------------------------------------------------------------------------------

    def _located(self, name: str, layer: Layer, rows: Sequence[Row], tests: list[Located] | None) -> Located:
        first = rows[0]["id"].place
        shared = {
            column.key: cell
            for column in RULE_COLUMNS
            if not column.own and (cell := self._one(column.key, rows)) is not None
        }
        value: dict[str, Located] = {
            "id": Located(name, first),
            "layer": Located(layer, first),
            "then": Located([self._conclusion(layer, row) for row in rows if self._concludes(row)], first),
        }
        if "for" in shared:
            value["for"] = Located(shared["for"].text.strip(), shared["for"].place)
        if "when" in shared:
            cell = shared["when"]
            line = Located(as_expression(cell.text), cell.place)
            value["when"] = Located({"expr": line}, cell.place)
        if (basis := _text("basis", shared)) is not None:
            value["basis"] = basis
        grounds = {
            ground: found
            for ground in ("advice", "condition")
            if (found := self._ground(ground, shared)) is not None
        }
        if grounds:
            value["grounds"] = Located(grounds, next(iter(grounds.values())).place)
        if tests:
            everything = [c[_WORDS[layer]] for c in value["then"].value if _WORDS[layer] in c]
            value["tests"] = Located([_complete(test, everything) for test in tests], tests[0].place)
        return Located(value, first)

    def _one(self, key: str, rows: Sequence[Row]) -> Cell | None:
        """Return the cell of a column that holds for the whole rule; further rows leave it empty or repeat it."""
        filled = [row[key] for row in rows if key in row and row[key].text.strip()]
        for cell in filled[1:]:
            if cell.text.strip() != filled[0].text.strip():
                raise RuleError(
                    f"two rows of '{rows[0]['id'].text.strip()}' differ here",
                    place=cell.place,
                    remedy="leave the cells of further rows empty: they hold one more conclusion each",
                )
        return filled[0] if filled else None

    def _concludes(self, row: Row) -> bool:
        return any(c.own and c.key in row and row[c.key].text.strip() for c in RULE_COLUMNS)

    def _conclusion(self, layer: Layer, row: Row) -> Located:
        cell = row["conclusion"]
        value: dict[str, Located] = {}
        if cell.text.strip():
            value[_WORDS[layer]] = Located(cell.text.strip(), cell.place)
        for key in ("strength", "weight", "substitute"):
            if key in row and row[key].text.strip():
                value[key] = Located(row[key].text.strip(), row[key].place)
        if "serves" in row and row["serves"].text.strip():
            value["serves"] = _several(row["serves"])
        if (resolution := _text("resolution", row)) is not None:
            value["resolution"] = resolution
        return Located(value, cell.place)

    def _ground(self, name: str, shared: Row) -> Located | None:
        value: dict[str, Located] = {}
        certainty, sources = shared.get(f"{name}.certainty"), shared.get(f"{name}.sources")
        if certainty is not None:
            value["certainty"] = Located(certainty.text.strip(), certainty.place)
        if sources is not None:
            value["sources"] = _several(sources)
        if (why := _text(f"{name}.why", shared)) is not None:
            value["why"] = why
        return Located(value, next(iter(value.values())).place) if value else None

    def _file(self, rows: Sequence[Row], layer: Layer) -> str:
        cell = self._one("file", rows)
        if cell is None:
            return f"{layer}/rules.yaml"
        text = cell.text.strip()
        parts = PurePosixPath(text).parts
        if (
            not _FILE.match(text)
            or ".." in parts
            or parts[0] in NOT_RULES
            or any(p.startswith(".") for p in parts)
        ):
            raise RuleError(
                f"'{text[:60]}' names no file of rules",
                place=cell.place,
                remedy=f"write it like {layer}/rules.yaml, below the folder of rules",
            )
        return text

    # -- tests --------------------------------------------------------------------------------------

    def tests(self, sheet: Sheet) -> dict[str, list[Located]]:
        """Return the tests by rule, as they would stand beside it."""
        table: dict[str, list[Located]] = {}
        for row in self.rows(sheet, [c.key for c in TEST_COLUMNS], SHARED_OPTIONAL):
            cell = row["rule"]
            if not cell.text.strip():
                self.reading.faults.append(
                    RuleError("this test names no rule", place=cell.place, remedy="write the rule's id")
                )
                continue
            try:
                table.setdefault(cell.text.strip(), []).append(self._test(row))
            except RuleError as fault:
                self.reading.faults.append(fault)
        return table

    def _test(self, row: Row) -> Located:
        cell = row["expect"]
        fields = Fields(f"rule '{row['rule'].text.strip()}', tests")
        word = fields.choice(Located(cell.text.strip(), cell.place), tuple(EXPECTATIONS), "what is expected")
        conclusions = row.get("conclusions")
        named = conclusions is not None and conclusions.text.strip()
        names = _several(conclusions) if conclusions and named else Located(None, cell.place)
        return Located({"given": _given(row["given"]), word: names}, row["rule"].place)


def _given(cell: Cell) -> Located:
    """Read the facts of a test: ``fact: value``, one a line, or several on one line with commas between."""
    text = as_facts(cell.text).strip()
    if not text:
        return Located({}, cell.place)
    one_line = "\n" not in text or bool(re.search(r",\s*\n", text))
    if one_line and not text.startswith("{"):
        text = "{" + text + "}"
    return parse(text, cell.place.file, error=RuleError)


def _several(cell: Cell) -> Located:
    """Read several names: below each other, or with commas or semicolons between."""
    names = [name for name in _BETWEEN.split(narrowed(cell.text).strip()) if name]
    return Located([Located(name, cell.place) for name in names], cell.place)


def _text(key: str, row: Row) -> Located | None:
    cells = {language: row.get(f"{key}.{language}") for language in ("en", "zh-Hans", "zh-Hant")}
    found = {
        language: Located(cell.text, cell.place)
        for language, cell in cells.items()
        if cell is not None and cell.text.strip()
    }
    return Located(found, next(iter(found.values())).place) if found else None


def _complete(test: Located, everything: list[Located]) -> Located:
    """Return a test that says of what it speaks: of all that the rule concludes where it names nothing."""
    value = {
        key: Located(list(everything), entry.place) if key in EXPECTATIONS and entry.value is None else entry
        for key, entry in test.items()
    }
    return Located(value, test.place)


__all__ = ["Base", "TableReading", "read_table"]
