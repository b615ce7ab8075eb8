"""The Word file: opened again with python-docx; a firm's own master; masters that mean harm."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from rich_plan import rich_situation
from workshop import Workshop, brand

from advisor.errors import TemplateError
from advisor.pack import Packs
from advisor.planning.model import Plan
from advisor.reporting.markdown import render_markdown
from advisor.reporting.word import render_word
from advisor.workspace import Workspace

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def text_of(document) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))
    )


def headings(document) -> list[tuple[int, str]]:
    found = [(p.style.name, p.text) for p in document.paragraphs]
    return [(int(m[1]), text) for style, text in found if (m := re.fullmatch(r"Heading (\d)", style))]


@pytest.fixture(scope="module")
def files(plans: dict[str, Plan], packs: Packs) -> dict[str, bytes]:
    return {language: render_word(plan, packs) for language, plan in plans.items()}


# -- the shipped master -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_names_the_plan(files: dict[str, bytes], plans: dict[str, Plan], language: str) -> None:
    first = [p.text for p in opened(files[language]).paragraphs][:30]
    assert plans[language].title in first
    assert any(
        {"en": "5 actions in 3 phases", "zh-Hans": "5", "zh-Hant": "5"}[language] in line for line in first
    )
    assert any("2026" in line for line in first)
    assert any("workshop 1.0.0" in line for line in first)
    assert not re.search(r"\{\{|\}\}|\u2060", text_of(opened(files[language])))


def test_headings_are_those_of_the_text_in_their_order(files, plans: dict[str, Plan], packs: Packs) -> None:
    page = render_markdown(plans["en"], packs)
    wanted = [(len(m[1]) - 1, m[2]) for m in re.finditer(r"^(##+) (.*)$", page, re.M)]
    assert headings(opened(files["en"])) == wanted


def test_the_contents_are_there_before_anybody_updates_them(files: dict[str, bytes]) -> None:
    document = opened(files["en"])
    entries = [
        (p.style.name, "".join(t.text or "" for t in p._p.iter(qn("w:t"))))
        for p in document.paragraphs
        if re.fullmatch(r"TOC \d|toc \d", p.style.name)
    ]
    assert [text for _, text in entries] == [text for _, text in headings(document)]
    assert [int(style[-1]) for style, _ in entries] == [level for level, _ in headings(document)]
    body = document.element.body
    links = [e.get(qn("w:anchor")) for e in body.iter(qn("w:hyperlink"))]
    marks = [e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))]
    assert links
    assert set(links) <= set(marks)
    assert len(marks) == len(set(marks))
    kinds = [e.get(qn("w:fldCharType")) for e in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_every_table_of_the_text_is_a_table(files, plans: dict[str, Plan], packs: Packs) -> None:
    document = opened(files["en"])
    shown = [[c.text for c in t.rows[0].cells] for t in document.tables]
    assert ["No.", "First actions", "Why", "Owner", "Weeks", "Cost"] in shown
    assert ["Where", "Fact", "Value", "Origin"] in shown
    facts = next(t for t in document.tables if t.rows[0].cells[1].text == "Fact")
    assert len(facts.rows) == 1 + len(plans["en"].facts)
    for table in document.tables:
        assert len({len(row.cells) for row in table.rows}) == 1
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_charts_are_native_and_bring_their_figures(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["en"])) as archive:
        names = archive.namelist()
        charts = sorted(n for n in names if re.fullmatch(r"word/charts/chart\d+\.xml", n))
        sheets = sorted(n for n in names if re.fullmatch(r"word/embeddings/chart\d+\.xlsx", n))
        assert len(charts) == len(sheets) == 4
        xml = archive.read(charts[0]).decode()
        assert "<c:v>Newcomers</c:v>" in xml
        assert "<c:v>0.6</c:v>" in xml
        with zipfile.ZipFile(io.BytesIO(archive.read(sheets[0]))) as sheet:
            assert b"Newcomers" in sheet.read("xl/sharedStrings.xml")


def test_the_gantt_chart_is_a_table_of_shaded_cells(files: dict[str, bytes], plans: dict[str, Plan]) -> None:
    plan = plans["en"]
    document = opened(files["en"])
    gantt = next(t for t in document.tables if len(t.columns) == plan.weeks + 1)
    assert len(gantt.rows) == 1 + len(plan.chosen)
    for row in gantt.rows[1:]:
        number = int(row.cells[0].text.split()[0])
        action = plan.chosen[number - 1]
        shaded = [w for w in range(1, plan.weeks + 1) if row.cells[w]._tc.tcPr.find(qn("w:shd")) is not None]
        assert shaded == list(range(action.start, action.end + 1))


def test_sources_are_set_apart(files: dict[str, bytes], plans: dict[str, Plan], packs: Packs) -> None:
    document = opened(files["en"])
    runs = [r for p in document.element.body.iter(qn("w:p")) for r in p.iter(qn("w:r"))]
    cited = [r for r in runs if r.style == "Source"]
    page = render_markdown(plans["en"], packs)
    assert len(cited) == page.count("](#")
    assert {r.text for r in cited} == {"〔craft 1〕", "〔craft 2〕", "〔judgement〕"}


@pytest.mark.parametrize(("language", "tag"), [("zh-Hans", "zh-CN"), ("zh-Hant", "zh-TW")])
def test_chinese_runs_say_which_chinese(files: dict[str, bytes], language: str, tag: str) -> None:
    tags = {e.get(qn("w:eastAsia")) for e in opened(files[language]).element.body.iter(qn("w:lang"))}
    assert tags == {tag}


def test_styles_name_east_asian_fonts(files: dict[str, bytes]) -> None:
    document = opened(files["zh-Hans"])
    for name in ("Normal", "Heading 1", "Heading 2"):
        fonts = [
            f
            for e in document.styles[name].element.iter(qn("w:rFonts"))
            for f in [e.get(qn("w:eastAsia"))]
            if f
        ]
        assert fonts or name != "Normal", name
    used = {p.style.name for p in document.paragraphs}
    assert {"Heading 1", "Heading 2", "Body Text", "Caption"} <= used


def test_the_first_chapter_begins_on_a_new_page(files: dict[str, bytes]) -> None:
    starts = [p for p in opened(files["en"]).paragraphs if p.paragraph_format.page_break_before]
    assert [p.text for p in starts] == [
        "Summary",
        "1 Background and diagnosis",
        "5 Actions",
        "Appendix A The reasoning",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_plan_gives_the_same_bytes(
    files, plans: dict[str, Plan], packs: Packs, language: str
) -> None:
    assert render_word(plans[language], packs) == files[language]


def test_the_file_says_what_it_is(files: dict[str, bytes], plans: dict[str, Plan]) -> None:
    properties = opened(files["en"]).core_properties
    assert properties.title == plans["en"].title
    assert properties.created.date().isoformat() == "2026-03-02"
    assert properties.last_modified_by == "Mianzi Advisor"


def test_nothing_in_it_points_outside(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["en"])) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name), name


@pytest.mark.slow
def test_an_example_opens_in_every_language(shipped: Workspace, examples) -> None:
    situation = shipped.read_brief(examples / "beauty-social.yaml")
    for language in LANGUAGES:
        document = opened(render_word(shipped.make_plan(situation, language=language), shipped.packs))
        assert len(headings(document)) > 12


def test_an_empty_plan_is_a_file_as_well(shop: Workshop, packs: Packs) -> None:
    empty = shop.plan(brand(wants=None, considers=None, hopes=None, goals=None, also=None, as_of=None))
    document = opened(render_word(empty, packs))
    assert "Weeks are relative" in text_of(document)
    assert "No action could be chosen." in text_of(document)


# -- hostile names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", "**x**", "a|b", "{{ 7*7 }}", "{% for x in y %}", "&amp; <w:p/>", "\u2060body\u2060",
        "\ufffe\uffff", "\x07bell", "\u2028line", "名" * 5000, "{{ body }}",
    ],
)  # fmt: skip
def test_a_hostile_name_is_only_text(shop: Workshop, packs: Packs, name: str) -> None:
    plan = shop.plan(rich_situation(name=name, other=name))
    document = opened(render_word(plan, packs))
    harmless = opened(render_word(shop.plan(rich_situation(other="Lumen")), packs))
    clean = re.sub("[\u2060\ufffe\uffff\x07]", "", " ".join(name.split()))
    assert clean in text_of(document)
    assert "49" not in text_of(document) or "49" in text_of(harmless)
    assert len(document.paragraphs) == len(harmless.paragraphs)
    assert len(document.tables) == len(harmless.tables)
    assert len(document.core_properties.title) <= 255


# -- a firm's own master --------------------------------------------------------------------------------------------


def master(path: Path, *paragraphs: str, change: Callable[..., None] | None = None) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    document.save(str(path))
    return path


def test_a_firms_master_lends_its_styles(plans: dict[str, Plan], packs: Packs, tmp_path: Path) -> None:
    def ours(document) -> None:
        document.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
        source = document.styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
        source.font.size = Pt(7)
        document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
        document.sections[0].header.paragraphs[0].text = "Firm & Partners for {{ brand }}"
        document.add_table(1, 1).rows[0].cells[0].text = "{{ weeks }} weeks"

    path = master(
        tmp_path / "firm.docx",
        "OUR FIRM",
        "{{ title }}",
        "{{ contents }}",
        "{{ body }}",
        "THE END",
        change=ours,
    )
    before = path.read_bytes()
    document = opened(render_word(plans["en"], packs, template=path))
    texts = [p.text for p in document.paragraphs]
    assert texts[:2] == ["OUR FIRM", plans["en"].title]
    assert texts[-1] == "THE END"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert document.sections[0].header.paragraphs[0].text == "Firm & Partners for Lumen"
    assert "12 weeks" in [c.text for t in document.tables for r in t.rows for c in r.cells]
    runs = [r for p in document.element.body.iter(qn("w:p")) for r in p.iter(qn("w:r"))]
    assert any(r.style == "Source" for r in runs)
    assert headings(document)[0] == (1, "Summary")
    assert path.read_bytes() == before
    assert render_word(plans["en"], packs, template=path) == render_word(plans["en"], packs, template=path)


def test_a_bare_master_gets_words_own_styles(plans: dict[str, Plan], packs: Packs, tmp_path: Path) -> None:
    def bare(document) -> None:
        for style in list(document.styles):
            if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List"):
                style.delete()

    path = master(tmp_path / "bare.docx", "{{ body }}", change=bare)
    document = opened(render_word(plans["en"], packs, template=path))
    assert "Summary" in [p.text for p in document.paragraphs]
    assert len(document.tables) > 10


def test_a_master_may_leave_the_contents_out(plans: dict[str, Plan], packs: Packs, tmp_path: Path) -> None:
    path = master(tmp_path / "m.docx", "{{ body }}")
    document = opened(render_word(plans["en"], packs, template=path))
    assert document.paragraphs[0].text == "Summary"
    assert not list(document.element.body.iter(qn("w:fldChar")))


def test_a_master_without_page_settings_is_taken_as_a4(
    plans: dict[str, Plan], packs: Packs, tmp_path: Path
) -> None:
    def unset(document) -> None:
        section = document.element.body.sectPr
        document.element.body.remove(section)

    path = master(tmp_path / "m.docx", "{{ body }}", change=unset)
    assert "Summary" in text_of(opened(render_word(plans["en"], packs, template=path)))


@pytest.mark.parametrize(
    ("paragraphs", "complaint"),
    [
        (("{{ title }}",), r"m.docx: has no paragraph \{\{ body \}\} — add one"),
        (("Here: {{ body }}",), r"\{\{ body \}\} .*alone"),
        (("{{ body }}", "{{ body }}"), r"\{\{ body \}\} .*alone"),
        (("{{ body }}", "Contents: {{ contents }}"), r"\{\{ contents \}\} .*alone"),
        (("{{ body }}", "{{ colour }} {{ size }}"), "unknown fields: colour, size — known are title"),
        (("{{ body }}", "{{ title"), "field that cannot be read"),
        (("{{ body }}", "{% if %}"), "field that cannot be read"),
        (("{{ body }}", "{{ title.upper.nothing }}"), "cannot be filled"),
        (("{{ body }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}"), "cannot be filled"),
        (("{{ body }}", "{{ title.__init__.__globals__ }}"), "cannot be filled"),
        (("{{ body }}", "{{ weeks / 0 }}"), "cannot be filled"),
        (("{{ body }}", "{{ range(100000000) | list }}"), "cannot be filled"),
        (("{{ body }}", "{% include 'secret' %}"), "cannot be (read|filled)"),
    ],
)
def test_a_faulty_master_is_told(
    plans: dict[str, Plan], packs: Packs, tmp_path: Path, paragraphs: tuple[str, ...], complaint: str
) -> None:
    path = master(tmp_path / "m.docx", *paragraphs)
    with pytest.raises(TemplateError, match=complaint) as caught:
        render_word(plans["en"], packs, template=path)
    assert caught.value.remedy
    assert "m.docx" in str(caught.value)


def test_a_field_in_a_header_is_checked_as_well(plans: dict[str, Plan], packs: Packs, tmp_path: Path) -> None:
    def head(document) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ colour }}"

    with pytest.raises(TemplateError, match="colour"):
        render_word(plans["en"], packs, template=master(tmp_path / "m.docx", "{{ body }}", change=head))


@pytest.mark.parametrize("where", ["table", "header"])
def test_the_body_stands_neither_in_a_table_nor_in_a_header(
    plans, packs: Packs, tmp_path: Path, where: str
) -> None:
    def place(document) -> None:
        if where == "table":
            document.add_table(1, 1).rows[0].cells[0].text = "{{ body }}"
        else:
            document.sections[0].header.paragraphs[0].text = "{{ body }}"

    with pytest.raises(TemplateError, match="alone in a paragraph"):
        render_word(plans["en"], packs, template=master(tmp_path / "m.docx", "{{ body }}", change=place))


def test_no_name_can_take_the_place_of_the_body(shop: Workshop, packs: Packs, tmp_path: Path) -> None:
    path = master(tmp_path / "m.docx", "{{ brand }}", "{{ contents }}", "{{ body }}")
    plan = shop.plan(rich_situation(name="\u2060body\u2060"))
    texts = [p.text for p in opened(render_word(plan, packs, template=path)).paragraphs]
    assert texts[0] == "body"
    assert texts.index("Summary") > 1


# -- masters that are none, or mean harm -------------------------------------------------------------------------------


def packed(path: Path, changes: dict[str, bytes | None], base: bytes | None = None) -> Path:
    """A master with single parts changed (None removes one)."""
    if base is None:
        stream = io.BytesIO()
        document = docx.Document()
        document.add_paragraph("{{ body }}")
        document.save(stream)
        base = stream.getvalue()
    with (
        zipfile.ZipFile(io.BytesIO(base)) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, data in changes.items():
            if data is not None:
                target.writestr(name, data)
    return path


def encrypted(path: Path) -> Path:
    """A zip archive whose entries say that they are encrypted."""
    data = bytearray(packed(path, {}).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))
    return path


def damaged(path: Path) -> Path:
    """A zip archive of which one part is garbled."""
    data = bytearray(packed(path, {}).read_bytes())
    at = data.find(b"word/document.xml") + 40
    data[at : at + 200] = b"\xff" * 200
    path.write_bytes(bytes(data))
    return path


HARM: dict[str, tuple[Callable[[Path], Path], str]] = {
    "macros": (lambda p: packed(p, {"word/vbaProject.bin": b"x"}), "carries macros"),
    "no document": (lambda p: packed(p, {"word/document.xml": None}), "is no Word file"),
    "entities": (
        lambda p: packed(
            p, {"word/styles.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}
        ),
        "declares XML entities in word/styles.xml",
    ),
    "entities far down": (
        lambda p: packed(
            p, {"word/styles.xml": b"<?xml version='1.0'?>" + b" " * 9000 + b"<!DOCTYPE x []><x/>"}
        ),
        "declares XML entities",
    ),
    "entities in UTF-16": (
        lambda p: packed(
            p,
            {
                "word/styles.xml": "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x []><x/>".encode(
                    "utf-16"
                )
            },
        ),
        "declares XML entities",
    ),
    "bomb": (lambda p: packed(p, {"word/media/a.bin": b"\0" * 210_000_000}), "unpacks to more"),
    "many parts": (lambda p: packed(p, {f"word/media/{n}.bin": b"" for n in range(5001)}), "unpacks to more"),
    "text": (lambda p: (p.write_text("hello"), p)[1], "is no Word file"),
    "nothing": (lambda p: (p.write_bytes(b""), p)[1], "is no Word file"),
    "no xml": (lambda p: packed(p, {"word/document.xml": b"hello"}), "can be read"),
    "other xml": (lambda p: packed(p, {"word/document.xml": b"<a><b/></a>"}), "can be read|no paragraph"),
    "encrypted": (encrypted, "is no Word file"),
    "damaged": (damaged, "is no Word file"),
    "folder": (lambda p: (p.mkdir(), p)[1], "is a folder"),
    "missing": (lambda p: p, "cannot be read"),
}


@pytest.mark.parametrize("what", HARM)
def test_what_is_no_master_is_refused_in_one_line(
    plans: dict[str, Plan], packs: Packs, tmp_path: Path, what: str
) -> None:
    make, complaint = HARM[what]
    path = make(tmp_path / "m.docx")
    with pytest.raises(TemplateError, match=complaint) as caught:
        render_word(plans["en"], packs, template=path)
    assert "\n" not in str(caught.value)
    assert "m.docx" in str(caught.value)


def test_a_large_master_is_refused_before_it_is_read(
    plans: dict[str, Plan], packs: Packs, tmp_path: Path
) -> None:
    path = tmp_path / "m.docx"
    with path.open("wb") as stream:
        stream.truncate(20_000_001)
    with pytest.raises(TemplateError, match="20,000,001 bytes"):
        render_word(plans["en"], packs, template=path)


def test_a_pack_without_a_master_says_what_to_add(tmp_path: Path) -> None:
    shop = Workshop(tmp_path).act("lamp")
    with pytest.raises(TemplateError, match=r"no pack has a Word master — add reports/word/plan.docx"):
        render_word(shop.plan(brand(wants=("lamp",))), shop.workspace.packs)
