"""The plan as a Word file in a master that a firm can replace.

The master is an ordinary Word file. It may use the fields listed in `FIELDS`; `{{ body }}` and
`{{ contents }}` stand alone in a paragraph and are replaced by the plan and its table of contents.
Styles are looked up by name; where a master lacks one, Word's own take its place.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from advisor.errors import Place, TemplateError
from advisor.pack import Packs
from advisor.phrases import load_phrases
from advisor.planning.model import Plan
from advisor.reporting.blocks import headings, parse
from advisor.reporting.charts import charts
from advisor.reporting.markdown import content
from advisor.reporting.templates import environment, printable
from advisor.yamltext import read_bytes

FIELDS = ("title", "subtitle", "brand", "date_line", "pack_line", "confidential", "weeks", "contents", "body")
BODY, CONTENTS = "\u2060body\u2060", "\u2060contents\u2060"
MAX_MASTER = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_TITLE = 255
"""Word's own limit on the title among a file's properties."""
_DOCTYPES = tuple(
    "<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def render_word(plan: Plan, packs: Packs, *, template: Path | None = None) -> bytes:
    """Return the bytes of a Word file; the same plan and master give the same bytes.

    Raises TemplateError where the master is no Word file, names an unknown field, or has no `{{ body }}`
    alone in a paragraph.
    """
    from advisor.reporting.word_body import Writer, find_marker

    master = template or packs.find("reports/word/plan.docx")
    if master is None:
        raise TemplateError("no pack has a Word master", remedy="add reports/word/plan.docx")
    document = _filled(plan, packs, master)
    phrases = load_phrases(packs, plan.language)
    tokens = parse(content(plan, packs))
    _check_marker(document, "contents", CONTENTS, master)
    _check_marker(document, "body", BODY, master)
    body = find_marker(document, BODY)
    if body is None:
        raise TemplateError(
            "has no paragraph {{ body }}",
            place=Place(str(master)),
            remedy="add one where the plan is to stand",
        )
    _set_page(document)
    writer = Writer(document, phrases, charts(plan, phrases))
    writer.write(tokens, body)
    contents = find_marker(document, CONTENTS)
    if contents is not None:
        writer.contents(headings(tokens), contents, phrases("word.contents"))
    _properties(document, plan)
    stream = io.BytesIO()
    document.save(stream)
    return _stable(stream.getvalue())


def _filled(plan: Plan, packs: Packs, master: Path) -> Any:
    """Fill the master's fields with docxtpl in a sandbox and return the python-docx document."""
    import jinja2

    data = read_bytes(master, limit=MAX_MASTER, error=TemplateError)
    _check_archive(data, master)
    phrases = load_phrases(packs, plan.language)
    values = {
        "title": plan.title,
        "subtitle": phrases("word.subtitle", n=len(plan.chosen), phases=len(plan.phases)),
        "brand": plan.brand,
        "weeks": plan.weeks,
        "date_line": phrases("word.date", date=phrases.date(plan.as_of))
        if plan.dated
        else phrases("word.undated"),
        "pack_line": phrases(
            "word.pack", packs=phrases.list([f"{p.name} {p.version} ({p.revision})" for p in plan.packs])
        ),
        "confidential": phrases("word.confidential"),
    }
    # The marks of the two places are ours alone: no name may hold one.
    values = {
        **{k: _plain(v) if isinstance(v, str) else v for k, v in values.items()},
        "body": BODY,
        "contents": CONTENTS,
    }
    place = Place(str(master))
    document = _loaded(data, place)
    env = environment({}, xml=True)
    remedy = "write fields like {{ title }}, without formatting inside the braces"
    try:
        unknown = sorted(document.get_undeclared_template_variables(jinja_env=env) - set(values))
        if not unknown:
            document.render(values, jinja_env=env, autoescape=True)
    except jinja2.TemplateSyntaxError as problem:
        raise TemplateError(
            f"has a field that cannot be read: {_line(problem.message)}", place=place, remedy=remedy
        ) from None
    except Exception as problem:  # a field can provoke anything: its own code runs
        raise TemplateError(
            f"has a field that cannot be filled: {_line(problem)}", place=place, remedy=remedy
        ) from None
    if unknown:
        raise TemplateError(
            f"names unknown fields: {', '.join(unknown)}",
            place=place,
            remedy=f"known are {', '.join(FIELDS)}",
        )
    return document.docx


def _plain(text: str) -> str:
    return printable(text).replace("\u2060", "")


def _line(problem: object) -> str:
    return " ".join(str(problem).split())


def _loaded(data: bytes, place: Place) -> Any:
    """Open a master, and look at the parts that the writer needs."""
    from docxtpl import DocxTemplate

    try:
        document = DocxTemplate(io.BytesIO(data))
        document.init_docx()
        opened = document.docx
        # Not `paragraphs`: python-docx would keep the body that is about to be filled and replaced.
        _ = list(opened.styles), list(opened.sections), len(opened.element.body), opened.core_properties.title
    except Exception as problem:  # python-docx and lxml raise whatever the file provokes
        raise TemplateError(
            f"is no Word file that can be read ({type(problem).__name__})",
            place=place,
            remedy="save it again from Word as .docx",
        ) from None
    return document


def _check_marker(document: Any, name: str, marker: str, master: Path) -> None:
    """Refuse a place that is named twice, in the middle of text, in a table, header or footer."""
    inside = sum(
        "".join(t.text or "" for t in p.iter(qn("w:t"))).count(marker)
        for p in document.element.body.iter(qn("w:p"))
    )
    alone = sum(p.text.strip() == marker for p in document.paragraphs)
    parts = [p for p in document.part.package.iter_parts() if p is not document.part]
    if inside > 1 or inside != alone or any(marker.encode() in p.blob for p in parts):
        raise TemplateError(
            f"names {{{{ {name} }}}} twice, or not alone in a paragraph",
            place=Place(str(master)),
            remedy="let it stand once, alone in a paragraph outside of tables, headers and footers",
        )


def _check_archive(data: bytes, master: Path) -> None:
    """Refuse what is no zip, unpacks to too much, or carries macros or external entities."""
    place = Place(str(master))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {i.filename for i in infos}
            if sum(i.file_size for i in infos) > MAX_UNPACKED or len(infos) > 5_000:
                raise TemplateError("unpacks to more than a Word file should", place=place)
            if "word/document.xml" not in names:
                raise TemplateError(
                    "is no Word file (.docx)", place=place, remedy="save it from Word as .docx"
                )
            if any(n.endswith("vbaProject.bin") for n in names):
                raise TemplateError("carries macros", place=place, remedy="save it as .docx without macros")
            for info in infos:
                content = archive.read(info) if info.filename.endswith((".xml", ".rels")) else b""
                if any(doctype in content for doctype in _DOCTYPES):
                    raise TemplateError(f"declares XML entities in {info.filename}", place=place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        # Besides what is no archive: one that is damaged, encrypted, or packed in a way unknown here.
        raise TemplateError(
            "is no Word file (.docx)", place=place, remedy="save it from Word as .docx"
        ) from None


def _set_page(document: Any) -> None:
    """Where a master says nothing of its page, take A4 with Word's margins."""
    from docx.shared import Mm

    document.element.body.get_or_add_sectPr()
    for section in document.sections:
        for name, value in (
            ("page_width", 210),
            ("page_height", 297),
            ("left_margin", 32),
            ("right_margin", 32),
        ):
            if getattr(section, name) is None:
                setattr(section, name, Mm(value))


def _properties(document: Any, plan: Plan) -> None:
    import datetime as dt

    stamp = dt.datetime.combine(dt.date.fromisoformat(plan.as_of), dt.time(), dt.UTC)
    properties = document.core_properties
    properties.title = _plain(plan.title)[:MAX_TITLE]
    properties.created = properties.modified = stamp
    properties.last_modified_by = "Mianzi Advisor"
    properties.revision = 1


def _stable(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that the same plan gives the same bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(info))
    return out.getvalue()
