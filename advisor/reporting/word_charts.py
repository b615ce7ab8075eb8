"""Native Word charts: drawn by the reader's Word, editable, with their figures in an embedded sheet."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from advisor.phrases import Phrases
from advisor.reporting.charts import Bars

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = ("9C2F2A", "C8A15A", "5B6575")
NUMBER_FORMATS = {"ratio": "0.0%", "cny": "#,##0", "hour": "0", "score": "0"}

_INLINE = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
 <wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>
 <wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>
 <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
 <c:chart r:id="{rid}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def add_chart(document: Any, paragraph: Paragraph, chart: Bars, width: int, phrases: Phrases) -> None:
    """Append a native bar chart to a paragraph; ``width`` in EMU."""
    xml, sheet = chart_parts(chart)
    package = document.part.package
    number = 1 + sum(
        1 for part in package.iter_parts() if str(part.partname).startswith("/word/charts/chart")
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), SHEET_TYPE, sheet, package)
    rid = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    part._blob = xml.replace(
        "</c:chartSpace>",
        f'<c:externalData r:id="{rid}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>',
    ).encode()
    rows = len(chart.categories) * len(chart.series) if chart.horizontal else 8
    height = 500_000 + min(rows, 14) * 230_000
    drawing = _INLINE.format(
        width=width,
        height=height,
        number=1000 + number,
        rid=document.part.relate_to(part, RELATIONSHIP_TYPE.CHART),
    )
    paragraph.add_run()._r.append(parse_xml(drawing))


def chart_parts(chart: Bars) -> tuple[str, bytes]:
    """Return a chart's XML and its workbook, written by python-pptx's chart writer."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format=NUMBER_FORMATS.get(chart.unit, "General"))
    data.categories = list(reversed(chart.categories)) if chart.horizontal else list(chart.categories)
    for series in chart.series:
        values = list(reversed(series.values)) if chart.horizontal else list(series.values)
        data.add_series(series.name, values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if chart.horizontal else XL_CHART_TYPE.COLUMN_CLUSTERED
    return _styled(_xml(data, kind), chart), _workbook(data)


def _xml(data: Any, kind: Any) -> str:
    from pptx.chart.xmlwriter import ChartXmlWriter

    return str(ChartXmlWriter(kind, data).xml)


def _workbook(data: Any) -> bytes:
    """The embedded sheet, with a fixed date so that the same figures give the same bytes."""
    import datetime as dt
    import io

    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet()
    for row, category in enumerate(data.categories, 1):
        sheet.write_string(row, 0, str(category.label))
    for column, series in enumerate(data, 1):
        sheet.write_string(0, column, str(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)
    book.close()
    return stream.getvalue()


def _styled(xml: str, chart: Bars) -> str:
    """Colour the series, show values, fix the axis, and place a legend where there are several series."""
    from lxml import etree

    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    c, a = (root.nsmap["c"], "http://schemas.openxmlformats.org/drawingml/2006/main")
    for number, series in enumerate(root.iter(f"{{{c}}}ser")):
        anchor = next(e for e in series if e.tag == f"{{{c}}}tx")
        fill = etree.fromstring(
            f'<c:spPr xmlns:c="{c}" xmlns:a="{a}"><a:solidFill><a:srgbClr val="{COLOURS[number % 3]}"/></a:solidFill></c:spPr>'
        )
        anchor.addnext(fill)
        labels = etree.fromstring(
            f'<c:dLbls xmlns:c="{c}"><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        )
        after = [e for e in series if e.tag in (f"{{{c}}}spPr", f"{{{c}}}invertIfNegative")][-1]
        after.addnext(labels)
    plot = next(root.iter(f"{{{c}}}plotArea"))
    for untitled in root.iter(f"{{{c}}}autoTitleDeleted"):
        untitled.set("val", "1")
    if len(chart.series) > 1:
        plot.addnext(
            etree.fromstring(f'<c:legend xmlns:c="{c}"><c:legendPos val="b"/><c:overlay val="0"/></c:legend>')
        )
    for axis in root.iter(f"{{{c}}}valAx"):
        for grid in axis.findall(f"{{{c}}}majorGridlines"):
            axis.remove(grid)
        scaling = axis.find(f"{{{c}}}scaling")
        if scaling is not None:
            if chart.top is not None:
                etree.SubElement(scaling, f"{{{c}}}max").set("val", str(chart.top))
            etree.SubElement(scaling, f"{{{c}}}min").set("val", "0")
    for size in root.iter(f"{{{a}}}defRPr"):
        size.set("sz", "900")
    return str(etree.tostring(root, encoding="unicode"))
