"""Open a workbook that someone else made: as text in cells, with every cell's place, and nothing else run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.errors import Place, RuleError
from advisor.reporting.decision_table.layout import unguarded

MAX_BYTES = 20_000_000
MAX_UNPACKED = 60_000_000
MAX_PARTS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200

_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_ENTITIES = tuple("<!ENTITY".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_REMEDY = "save it from your spreadsheet as .xlsx"


@dataclass(frozen=True)
class Cell:
    """The text of a cell, or why it is none."""

    text: str
    place: Place
    fault: RuleError | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and rows, the headings first; empty rows below are left out."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[RuleError, ...]


def open_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of an Excel file; raise RuleError where it is none, or is more than a table should be."""
    _check(data, Place(name))
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as problem:  # openpyxl raises whatever a malformed part leads to
        raise RuleError(f"cannot be read: {problem}"[:300], place=Place(name), remedy=_REMEDY) from None
    return tuple(_sheet(sheet, name) for sheet in book.worksheets)


def _check(data: bytes, place: Place) -> None:
    """Refuse what is no zip, unpacks to too much, or declares XML entities, before anything is parsed."""
    if len(data) > MAX_BYTES:
        raise RuleError(f"is larger than {MAX_BYTES:,} bytes", place=place, remedy="split it by layer")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise RuleError(
                    "unpacks to more than a table should",
                    place=place,
                    remedy="copy the sheets into a new file",
                )
            if "xl/workbook.xml" not in {info.filename for info in infos}:
                raise RuleError("is no Excel file (.xlsx)", place=place, remedy=_REMEDY)
            for info in infos:
                content = archive.read(info)  # whatever its name: the workbook itself says which part is XML
                if any(word in content for word in (*_DOCTYPES, *_ENTITIES)):
                    raise RuleError(f"declares XML entities in {info.filename}", place=place, remedy=_REMEDY)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        # Besides what is no archive: one that is damaged, encrypted, or packed in a way unknown here.
        raise RuleError("is no Excel file (.xlsx)", place=place, remedy=_REMEDY) from None


def _sheet(sheet: Any, name: str) -> Sheet:
    title = str(sheet.title)
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        raise RuleError(
            f"has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns",
            place=Place(f"{name}: {title}"),
            remedy="delete the empty ones below and to the right",
        )
    merged = tuple(
        RuleError(
            "these cells are merged",
            place=Place(f"{name}: {title}!{area}"),
            remedy="unmerge them; each row stands by itself",
        )
        for area in sorted(str(area) for area in sheet.merged_cells.ranges)
    )
    rows = (tuple(_cell(cell, f"{name}: {title}") for cell in row) for row in sheet.iter_rows())
    return Sheet(title, tuple(_filled(rows)), merged)


def _filled(rows: Iterator[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows):
        if number == 0 or any(cell.text.strip() or cell.fault for cell in row):
            yield row


def _cell(cell: Any, where: str) -> Cell:
    place = Place(f"{where}!{cell.coordinate}")
    value = cell.value
    if value is None:
        return Cell("", place)
    if cell.data_type == "f":
        return _faulty("holds a formula", place, "write its result as text")
    if cell.data_type == "e":
        return _faulty(f"holds the error {value}", place, "write what is meant")
    if isinstance(value, str):
        return Cell(unguarded(value.replace("\r\n", "\n").replace("\r", "\n")), place)
    if isinstance(value, bool):
        return Cell("true" if value else "false", place)
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return _faulty(
            f"holds a date or time ({value}): the spreadsheet has changed what was typed",
            place,
            "format the cell as text and type it again",
        )
    return _faulty(f"holds the number {value}, not text", place, "format the cell as text and type it again")


def _faulty(message: str, place: Place, remedy: str) -> Cell:
    return Cell("", place, RuleError(message, place=place, remedy=remedy))
