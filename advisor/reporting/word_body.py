"""Write the content model into a Word document: paragraphs, lists, tables, charts, contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any
from unicodedata import east_asian_width

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from advisor.phrases import Phrases
from advisor.reporting.blocks import Heading, chart_name
from advisor.reporting.charts import Chart, Gantt
from advisor.reporting.word_charts import add_chart

EAST_ASIAN = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "zh-CN"}
SHADES = {"prep": "E3C9B0", "run": "9C2F2A", "phase": ("F3EBE1", "EADCCB")}


def find_marker(document: Any, marker: str) -> Paragraph | None:
    """Return the paragraph of the body whose whole text is the marker."""
    return next((p for p in document.paragraphs if p.text.strip() == marker), None)


class Writer:
    """Writes tokens before a paragraph of the document, which is then removed.

    A thematic break (`---`) puts the next heading on a new page; so does the beginning.
    """

    def __init__(self, document: Any, phrases: Phrases, charts: Mapping[str, Chart]) -> None:
        self.document = document
        self.phrases = phrases
        self.charts = charts
        # Ids are written directly: python-docx searches all styles anew at every assignment.
        self.styles = {style.name: style.style_id for style in document.styles}
        self.bookmarks = 0
        self.break_next = True
        section = document.sections[0]
        self.width = int(section.page_width - section.left_margin - section.right_margin)

    # -- the walk ------------------------------------------------------------------------------

    def write(self, tokens: Sequence[Token], marker: Paragraph) -> None:
        """Write all tokens in place of the marker. The plan's own title is left to the cover."""
        lists: list[tuple[str, int]] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "heading_open":
                if token.tag != "h1":
                    self._heading(tokens[index + 1], int(token.tag[1]) - 1, marker)
                index += 2
            elif token.type == "paragraph_open":
                self._paragraph(tokens[index + 1], lists, marker)
                index += 2
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                lists.append(("•" if token.type == "bullet_list_open" else "1", 0))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
            elif token.type == "list_item_open":
                kind, count = lists[-1]
                lists[-1] = (kind, count + 1)
            elif token.type == "hr":
                self.break_next = True
            elif token.type == "table_open":
                index = self._table(tokens, index, marker)
            elif (name := chart_name(token)) in self.charts and name is not None:
                self._chart(self.charts[name], marker)
            index += 1
        marker._element.getparent().remove(marker._element)

    def contents(self, entries: Sequence[Heading], marker: Paragraph, title: str) -> None:
        """Write a table of contents whose entries are already there, each a link to its heading.

        A field alone would stay empty in previewers until somebody updates it. Page numbers are left
        to the reader's Word: updating the field adds them.
        """
        heading = self._new(marker, "TOC Heading", "Heading 1")
        heading.add_run(title)
        last: Paragraph | None = None
        for number, entry in enumerate(entries):
            paragraph = self._new(marker, f"TOC {entry.level - 1}", "Normal")
            if number == 0:
                _field(paragraph, "begin")
                _instruction(paragraph, ' TOC \\o "1-2" \\h \\z \\n ')
                _field(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), entry.anchor)
            link.set(qn("w:history"), "1")
            run = paragraph.add_run(entry.text)
            link.append(run._r)
            paragraph._p.append(link)
            last = paragraph
        if last is not None:
            _field(last, "end")
        marker._element.getparent().remove(marker._element)

    # -- blocks --------------------------------------------------------------------------------

    def _new(self, marker: Paragraph, *styles: str) -> Paragraph:
        paragraph = marker.insert_paragraph_before("")
        for style in styles:
            if style in self.styles:
                paragraph._p.style = self.styles[style]
                break
        return paragraph

    def _heading(self, inline: Token, level: int, marker: Paragraph) -> None:
        paragraph = self._new(marker, f"Heading {level}")
        if self.break_next:
            paragraph.paragraph_format.page_break_before = True
            self.break_next = False
        self._inline(paragraph, inline)
        self.bookmarks += 1
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), f"h-{self.bookmarks}")
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), str(self.bookmarks))
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)

    def _paragraph(self, inline: Token, lists: Sequence[tuple[str, int]], marker: Paragraph) -> None:
        if not lists:
            self._inline(self._new(marker, "Body Text", "Normal"), inline)
            return
        kind, count = lists[-1]
        paragraph = self._new(marker, "Body Text", "Normal")
        # Numbers are written out: Word's own lists would run on from one action's steps to the next.
        depth = len(lists)
        paragraph.paragraph_format.left_indent = Emu(228600 * depth)
        paragraph.paragraph_format.first_line_indent = Emu(-200000)
        paragraph.paragraph_format.space_after = Emu(38100)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(228600 * depth))
        paragraph.add_run(f"{kind if kind == '•' else f'{count}.'}\t")
        self._inline(paragraph, inline)

    def _inline(self, paragraph: Paragraph, inline: Token) -> None:
        bold = False
        source = False
        for child in inline.children or []:
            if child.type == "strong_open":
                bold = True
            elif child.type == "strong_close":
                bold = False
            elif child.type == "link_open":
                source = True
            elif child.type == "link_close":
                source = False
            elif child.type in ("softbreak", "hardbreak"):
                paragraph.add_run(" ")
            elif child.content:
                run = paragraph.add_run(child.content)
                run.bold = bold or None
                if source and "Source" in self.styles:
                    run._r.style = self.styles["Source"]
                _language(run, EAST_ASIAN[self.phrases.language])

    def _table(self, tokens: Sequence[Token], index: int, marker: Paragraph) -> int:
        rows: list[list[Token]] = []
        while tokens[index].type != "table_close":
            if tokens[index].type == "tr_open":
                rows.append([])
            elif tokens[index].type == "inline":
                rows[-1].append(tokens[index])
            index += 1
        columns = max(len(row) for row in rows)
        table = self._grid(len(rows), columns, marker)
        _repeat_first_row(table)
        widths = _widths(rows, columns, self.width)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        for number, (row, cells) in enumerate(zip(rows, table.rows, strict=True)):
            _keep_together(cells)
            for cell, inline, width in zip(cells.cells, row, widths, strict=False):
                cell.width = Emu(width)
                paragraph = cell.paragraphs[0]
                self._style(paragraph, "Table Heading" if number == 0 else "Table Text")
                if number == 0:
                    paragraph.paragraph_format.keep_with_next = True
                self._inline(paragraph, inline)
        self._gap(marker)
        return index

    def _grid(self, rows: int, columns: int, marker: Paragraph) -> Any:
        table = self.document.add_table(rows, columns)
        for style in ("Plan Table", "Table Grid"):
            if style in self.styles:
                table.style = style
                break
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        marker._element.addprevious(table._tbl)
        return table

    def _gap(self, marker: Paragraph) -> None:
        gap = self._new(marker, "Body Text", "Normal")
        gap.paragraph_format.space_after = Emu(0)
        gap.paragraph_format.line_spacing = 0.6

    def _style(self, paragraph: Paragraph, name: str) -> None:
        if name in self.styles:
            paragraph._p.style = self.styles[name]

    # -- charts --------------------------------------------------------------------------------

    def _chart(self, chart: Chart, marker: Paragraph) -> None:
        caption = self._new(marker, "Caption", "Normal")
        caption.paragraph_format.keep_with_next = True
        caption.add_run(chart.title)
        if isinstance(chart, Gantt):
            self._gantt(chart, marker)
        else:
            add_chart(
                self.document, self._new(marker, "Body Text", "Normal"), chart, self.width, self.phrases
            )

    def _gantt(self, chart: Gantt, marker: Paragraph) -> None:
        """A Gantt chart as a table of shaded cells: it can be edited in Word by hand."""
        table = self._grid(len(chart.rows) + 1, chart.weeks + 1, marker)
        first = int(self.width * 0.36)
        week = (self.width - first) // chart.weeks
        for number, column in enumerate(table.columns):
            column.width = Emu(first if number == 0 else week)
        _repeat_first_row(table)
        spans = {w: i for i, (_, start, end) in enumerate(chart.phases) for w in range(start, end + 1)}
        grid = [list(row.cells) for row in table.rows]
        for w in range(1, chart.weeks + 1):
            cell = grid[0][w]
            _shade(cell, SHADES["phase"][spans.get(w, 0) % 2])
            self._label(cell, str(w) if chart.weeks <= 26 or w % 4 == 1 else "", centre=True)
        for row, cells in zip(chart.rows, grid[1:], strict=True):
            self._label(cells[0], f"{row.number} {row.label}")
            for w in range(row.start, row.end + 1):
                _shade(cells[w], str(SHADES["prep"] if w <= row.launch and w < row.end else SHADES["run"]))
        for cells, table_row in zip(grid, table.rows, strict=True):
            _keep_together(table_row)
            for number, cell in enumerate(cells):
                cell.width = Emu(first if number == 0 else week)
                _margins(cell, 20)
                self._style(cell.paragraphs[0], "Table Text")
        self._gap(marker)

    def _label(self, cell: Any, text: str, *, centre: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._style(paragraph, "Table Text")
        run = paragraph.add_run(text)
        if centre:
            paragraph.alignment = 1
            run.font.size = Emu(88900)
        _language(run, EAST_ASIAN[self.phrases.language])


POINT = 12_700
"""EMU in a point."""
TABLE_POINTS, CELL_POINTS = 9, 12
"""Size of a table's text; both margins of a cell."""


def _widths(rows: Sequence[Sequence[Token]], columns: int, total: int) -> list[int]:
    """Column widths by how much text the columns hold, none narrower than its longest word."""
    weights, least = [], []
    for column in range(columns):
        cells = [_cell(row[column]) for row in rows if column < len(row)]
        lengths = sorted(_units(cell) for cell in cells)
        typical = lengths[int(len(lengths) * 0.8)] if lengths else 1.0
        weights.append(max(_units(cells[0]) + 1.5, min(typical, 60.0), 4.0) ** 0.75)
        longest = max((_units(word) for cell in cells for word in _words(cell)), default=1.0)
        least.append(min((longest * TABLE_POINTS + CELL_POINTS) * POINT, total / columns * 1.5))
    scale = total / sum(weights)
    widths = [max(w * scale, m) for w, m in zip(weights, least, strict=True)]
    # What the narrow columns need is taken from the room that the others have to spare.
    spare = [w - m for w, m in zip(widths, least, strict=True)]
    excess = sum(widths) - total
    if excess > 0 and sum(spare) > 0:
        share = min(1.0, excess / sum(spare))
        widths = [w - x * share for w, x in zip(widths, spare, strict=True)]
    fit = min(1.0, total / sum(widths))
    return [int(w * fit) for w in widths]


def _cell(token: Token) -> str:
    return "".join(c.content for c in token.children or [] if c.type == "text")


def _units(text: str) -> float:
    """How wide a text is, in full-width characters."""
    return sum(1.0 if east_asian_width(c) in "WF" else 0.66 for c in text)


def _words(text: str) -> list[str]:
    """What a line cannot be broken in: runs of letters and digits, and single Chinese characters."""
    return re.findall(r"[^\s\u2e80-\uffff]+", text) or [text[:1]]


def _language(run: Any, tag: str) -> None:
    properties = run._r.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), tag)
    properties.append(language)


def _field(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruction(paragraph: Paragraph, code: str) -> None:
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = code
    paragraph.add_run()._r.append(text)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _margins(cell: Any, twips: int) -> None:
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    cell._tc.get_or_add_tcPr().append(deepcopy(margins))


def _repeat_first_row(table: Any) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
