"""The plan as a Word file in a master that a firm can replace.

The master is an ordinary Word file. It may use the fields listed in `FIELDS`; `{{ body }}` and
`{{ contents }}` stand alone in a paragraph and are replaced by the plan and its table of contents.
Styles are looked up by name; where a master lacks one, Word's own take its place.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from advisor.errors import Place, TemplateError
from advisor.pack import Packs
from advisor.phrases import load_phrases
from advisor.planning.model import Plan
from advisor.reporting.blocks import headings, parse
from advisor.reporting.charts import charts
from advisor.reporting.markdown import content
from advisor.yamltext import read_bytes

FIELDS = ("title", "subtitle", "brand", "date_line", "pack_line", "confidential", "weeks", "contents", "body")
BODY, CONTENTS = "\u2060body\u2060", "\u2060contents\u2060"
MAX_MASTER = 20_000_000
MAX_UNPACKED = 200_000_000


def render_word(plan: Plan, packs: Packs, *, template: Path | None = None) -> bytes:
    """Return the bytes of a Word file; the same plan and master give the same bytes.

    Raises TemplateError where the master is no Word file, names an unknown field, or has no `{{ body }}`.
    """
    from advisor.reporting.word_body import Writer, find_marker

    master = template or packs.find("reports/word/plan.docx")
    if master is None:
        raise TemplateError("no pack has a Word master", remedy="add reports/word/plan.docx")
    document = _filled(plan, packs, master)
    phrases = load_phrases(packs, plan.language)
    tokens = parse(content(plan, packs))
    body = find_marker(document, BODY)
    if body is None:
        raise TemplateError(
            "has no paragraph {{ body }}",
            place=Place(str(master)),
            remedy="add one where the plan is to stand",
        )
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
    from docxtpl import DocxTemplate

    from advisor.reporting.templates import environment

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
        "body": BODY,
        "contents": CONTENTS,
    }
    place = Place(str(master))
    env = environment({}, xml=True)
    try:
        document = DocxTemplate(io.BytesIO(data))
        unknown = sorted(document.get_undeclared_template_variables(jinja_env=env) - set(values))
        if unknown:
            raise TemplateError(
                f"names unknown fields: {', '.join(unknown)}",
                place=place,
                remedy=f"known are {', '.join(FIELDS)}",
            )
        document.render(values, jinja_env=env, autoescape=True)
    except jinja2.TemplateSyntaxError as problem:
        raise TemplateError(
            f"has a field that cannot be read: {problem.message}",
            place=place,
            remedy="write fields like {{ title }}, without formatting inside the braces",
        ) from None
    except (jinja2.UndefinedError, jinja2.exceptions.SecurityError) as problem:
        raise TemplateError(f"has a field that cannot be filled: {problem}", place=place) from None
    except TemplateError:
        raise
    except Exception as problem:  # docxtpl and lxml raise whatever the file provokes
        raise TemplateError(
            f"is no Word file that can be read ({type(problem).__name__})",
            place=place,
            remedy="save it again from Word as .docx",
        ) from None
    return document.docx


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
                if info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(info)[:4096]:
                    raise TemplateError(f"declares XML entities in {info.filename}", place=place)
    except zipfile.BadZipFile:
        raise TemplateError(
            "is no Word file (.docx)", place=place, remedy="save it from Word as .docx"
        ) from None


def _properties(document: Any, plan: Plan) -> None:
    import datetime as dt

    stamp = dt.datetime.combine(dt.date.fromisoformat(plan.as_of), dt.time(), dt.UTC)
    properties = document.core_properties
    properties.title = plan.title
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
