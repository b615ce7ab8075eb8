"""Rules as an Excel decision table: nothing is lost on the way there and back, and faults name their cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from advisor.errors import OutputError, RuleError
from advisor.phrases import LANGUAGES
from advisor.reasoning.expr import one_line
from advisor.reasoning.model import LAYERS, Ground
from advisor.reasoning.reading import read_rule
from advisor.reasoning.rule_text import rules_text
from advisor.reasoning.rules import Reading, read_packs
from advisor.reporting.decision_table.files import select, vanishing, write_files
from advisor.reporting.decision_table.layout import as_expression, guarded, unguarded
from advisor.reporting.decision_table.reading import Base, TableReading, read_table
from advisor.reporting.decision_table.writing import Lookup, Selection, write_table
from advisor.workspace import Workspace
from advisor.yamltext import parse

DAY = dt.date(2026, 1, 31)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture(scope="module")
def shipped(workspace: Workspace) -> Reading:
    return read_packs(workspace.packs, workspace.vocabulary)


@pytest.fixture(scope="module")
def base(workspace: Workspace) -> Base:
    says = [workspace.phrases(language) for language in LANGUAGES]
    return Base(workspace.rules, workspace.vocabulary, workspace.knowledge, says)


def written(
    workspace: Workspace, shipped: Reading, layer: str, file: str | None = None, language: str = "en"
) -> bytes:
    selection = select(shipped, workspace.packs, workspace.vocabulary, layer, file=file)
    say = workspace.phrases(language)
    return write_table(selection, Lookup(shipped.rules, workspace.vocabulary, workspace.knowledge, DAY, say))


# -- there and back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_every_shipped_rule_and_test_comes_back(
    layer: str, workspace: Workspace, shipped: Reading, base: Base
) -> None:
    reading = read_table(written(workspace, shipped, layer, language="zh-Hant"), "rules.xlsx", base)
    assert reading.faults == []
    before = {rule.id: rule for rule in shipped.rules.rules if rule.layer == layer}
    assert [rule.id for rule in reading.rules] == list(before)
    root = workspace.packs.layers[0].root / "rules"
    for rule in reading.rules:
        assert replace(rule, place=None) == replace(before[rule.id], place=None)
        tests = shipped.tests[rule.id]
        assert reading.tests[rule.id] == (tests.plain if tests else None)
        assert root / reading.files[rule.id] == shipped.files[rule.id]
    # And the files that come of it say the same again.
    units = {name: base.rules.parameters[name].unit for name in base.rules.parameters}
    for file, text in reading.texts().items():
        for item in parse(text, file).value:
            rule, _, tests = read_rule(item, workspace.vocabulary, units, file)
            assert replace(rule, place=None) == replace(before[rule.id], place=None)
            assert tests is not None
            assert tests.plain == reading.tests[rule.id]


def test_the_same_rules_give_the_same_bytes(workspace: Workspace, shipped: Reading) -> None:
    assert written(workspace, shipped, "goals") == written(workspace, shipped, "goals")


def test_an_expert_finds_her_way(workspace: Workspace, shipped: Reading) -> None:
    book = load_workbook(
        io.BytesIO(written(workspace, shipped, "tactics", "tactics/retention.yaml", "zh-Hans"))
    )
    assert book.sheetnames == ["说明", "措施规则", "测试", "诊断", "事实", "阈值", "概念", "出处"]
    sheet = book["措施规则"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("B2", True)
    heads = [cell.value for cell in sheet[1]]
    assert heads[:5] == ["规则", "对象", "条件", "结论", "力度"]
    assert sheet["C1"].comment.text.startswith("什么情况下成立")
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists["E2"] == '"strong,conditional"'
    assert lists["D2"].startswith("'概念'!$A$2:$A$")
    tactics = len(workspace.knowledge.concepts("mz:Tactic"))
    assert lists["D2"].endswith(f"${tactics + 1}")
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.number_format for cell in cells} == {"@"}


TEXTS = (
    "=HYPERLINK(\"http://example.org\")", "'=1", "''@x", "-5 % of sales", "+1", "@all", "\t=x", "a\n= b",
    " spaces around ", "two\nlines\n", "'quoted'", "true", "1.0", "2026-01-01", "a_x000D_b", "_x0041_", "&amp;<b>",
    "# no comment", "a: b", "[x]", "“curly”", "wide：（），", "emoji 🙂", "tab\tinside", "%s {x}", "\\n",
)  # fmt: skip


def test_rows_are_as_high_as_their_texts_and_a_page_holds_all_columns(
    workspace: Workspace, shipped: Reading
) -> None:
    """Spreadsheets other than Excel do not stretch rows by themselves."""
    book = load_workbook(io.BytesIO(written(workspace, shipped, "cautions")))
    sheet = book.worksheets[1]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    column = heads[workspace.phrases("en")("table.column.basis.en")]
    heights = [
        (len(sheet[f"{column}{row}"].value or ""), sheet.row_dimensions[row].height or 15)
        for row in range(2, 40)
    ]
    assert all(height >= (30 if size > 60 else 15) for size, height in heights)
    assert len({height for _, height in heights}) > 2
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.orientation == "landscape"


def test_hostile_texts_come_back_as_they_were(workspace: Workspace, shipped: Reading, base: Base) -> None:
    model = next(rule for rule in shipped.rules.rules if rule.layer == "tensions")
    rules = []
    for number, said in enumerate(TEXTS):
        text = {"en": said if said.strip() else "x", "zh-Hans": f"{said}字", "zh-Hant": f"{said}另字"}
        ground = Ground("judgement", (), text)
        then = (replace(model.then[0], resolution=text),)
        rules.append(
            replace(
                model, id=f"r{number}", basis=text, advice=ground, condition=ground, then=then, place=None
            )
        )
    fact = next(spec for spec in workspace.vocabulary.values() if spec.datatype == "string")
    tests = {
        rule.id: [
            {"given": {fact.id: said, "brand.monthly_sales": {"value": 1.5, "history": {"2025-11-01": 0.25}}},
             "expect_unknown": [model.then[0].id]}
        ]
        for rule, said in zip(rules, TEXTS, strict=True)
    }  # fmt: skip
    selection = Selection("tensions", tuple(rules), tests, {rule.id: "tensions/odd.yaml" for rule in rules})
    lookup = Lookup(
        shipped.rules, workspace.vocabulary, workspace.knowledge, DAY, workspace.phrases("zh-Hans")
    )
    reading = read_table(write_table(selection, lookup), "rules.xlsx", base)
    assert reading.faults == []
    assert [replace(rule, place=None) for rule in reading.rules] == rules
    assert reading.tests == tests
    units = {name: base.rules.parameters[name].unit for name in base.rules.parameters}
    (text,) = reading.texts().values()
    back = [read_rule(item, workspace.vocabulary, units, "odd.yaml") for item in parse(text, "odd").value]
    assert [replace(rule, place=None) for rule, _, _ in back] == rules
    assert {rule.id: beside.plain for rule, _, beside in back if beside} == tests


def test_what_no_cell_can_hold_is_refused(workspace: Workspace, shipped: Reading) -> None:
    model = next(rule for rule in shipped.rules.rules if rule.layer == "goals")
    lookup = Lookup(shipped.rules, workspace.vocabulary, workspace.knowledge, DAY, workspace.phrases("en"))
    for said in ("x" * 40_000, "bell\a"):
        odd = replace(model, basis={**model.basis, "en": said})
        with pytest.raises(OutputError, match="rules for goals!.*does not go into a cell"):
            write_table(Selection("goals", (odd,), {}, {}), lookup)


# -- what people and spreadsheets do to it ----------------------------------------------------------------

HEADS = ("id", "for", "when", "conclusion", "strength", "serves", "basis.zh-Hans", "basis.en",
         "advice.certainty", "advice.sources", "condition.certainty", "condition.sources",
         "condition.why.zh-Hans", "condition.why.en")  # fmt: skip
ROW = ("levels_for_the_many", "brand", "brand.weak_retention and not incentive.levels_in_place", "mz:fan-levels",
       "strong", "mz:retention", "看得见的等级让人回来。", "Levels that show bring people back.", "stated",
       "fan-ops#6.1.2", "judgement", "", "没有数字。", "No figure is given.")  # fmt: skip
TEST_HEADS = ("rule", "given", "expect")
TEST = ("levels_for_the_many", "brand.weak_retention: true\nincentive.levels_in_place: false", "expect")


def table(change: Callable[[Workbook], None] | None = None) -> bytes:
    """A small table as someone might make it from nothing, with keys for headings; then changed."""
    book = Workbook()
    rules = book.active
    rules.title = "rules for tactics"
    for row in (HEADS, ROW):
        rules.append(list(row))
    tests = book.create_sheet("tests")
    for row in (TEST_HEADS, TEST):
        tests.append(list(row))
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_cell(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


RULES, TESTS = "rules for tactics", "tests"


def test_a_table_made_by_hand(base: Base) -> None:
    reading = read_table(table(), "rules.xlsx", base)
    assert reading.faults == []
    (rule,) = reading.rules
    assert (rule.id, rule.kind, rule.then[0].id) == ("levels_for_the_many", "brand", "mz:fan-levels")
    assert reading.files == {"levels_for_the_many": "tactics/rules.yaml"}
    assert reading.tests["levels_for_the_many"][0]["expect"] == ["mz:fan-levels"]


@pytest.mark.parametrize(
    "typed",
    [
        "brand.weak_retention\nand\nnot incentive.levels_in_place",
        "Brand.weak_retention".lower() + " AND NOT incentive.levels_in_place",
        "（brand.weak_retention） and （not incentive.levels_in_place）",
        "brand.weak_retention and incentive.levels_in_place ≠ TRUE",
        "brand.weak_retention　and incentive.levels_in_place != true",
    ],
)
def test_conditions_as_they_are_typed(typed: str, base: Base) -> None:
    reading = read_table(table(with_cell(RULES, "C2", typed)), "rules.xlsx", base)
    assert reading.faults == []
    assert one_line(reading.rules[0].when) == ROW[2]


def test_what_stands_in_quotation_marks_is_left_alone() -> None:
    assert as_expression("brand.slogan = ‘好，很好’") == "brand.slogan == '好，很好'"
    assert as_expression("“a and B” in x.y AND z.w = FALSE") == '"a and B" in x.y and z.w == False'


@pytest.mark.parametrize(
    "typed",
    [
        "brand.weak_retention: true, incentive.levels_in_place: false",
        "brand.weak_retention：TRUE，incentive.levels_in_place：FALSE",
        "{brand.weak_retention: true, incentive.levels_in_place: false}",
        "brand.weak_retention: true,\nincentive.levels_in_place: false",
    ],
)
def test_tests_as_they_are_typed(typed: str, base: Base) -> None:
    reading = read_table(table(with_cell(TESTS, "B2", typed)), "rules.xlsx", base)
    assert reading.faults == []
    given = {"brand.weak_retention": True, "incentive.levels_in_place": False}
    assert reading.tests["levels_for_the_many"][0]["given"] == given


def test_a_further_row_is_a_further_conclusion(base: Base) -> None:
    def more(book: Workbook) -> None:
        book[RULES]["A3"], book[RULES]["D3"] = ROW[0], "mz:points"
        book[RULES]["E3"], book[RULES]["F3"] = "conditional", "mz:retention，mz:loyalty"

    (rule,) = read_table(table(more), "rules.xlsx", base).rules
    assert [(c.id, c.strength, c.serves) for c in rule.then] == [
        ("mz:fan-levels", "strong", ("mz:retention",)),
        ("mz:points", "conditional", ("mz:retention", "mz:loyalty")),
    ]


def merge(book: Workbook) -> None:
    book[RULES].merge_cells("G2:H2")


def no_column(book: Workbook) -> None:
    book[RULES].delete_cols(3)


def other_row(book: Workbook) -> None:
    book[RULES]["A3"], book[RULES]["B3"], book[RULES]["D3"] = ROW[0], "segment", "mz:points"


@pytest.mark.parametrize(
    ("change", "cell", "said"),
    [
        (with_cell(RULES, "C2", "brand.weak_retenton"), "C2", "did you mean brand.weak_retention"),
        (with_cell(RULES, "C2", "segment.share < loyal_share_low"), "C2", "belongs to a segment"),
        (with_cell(RULES, "C2", "product.gift_share > 0.3"), "C2", "thresholds never stand in a rule"),
        (with_cell(RULES, "C2", "__import__('os').system('x')"), "C2", "no such function"),
        (with_cell(RULES, "C2", "a and"), "C2", "cannot be read"),
        (with_cell(RULES, "C2", None), "A2", "the rule has no 'when'"),
        (with_cell(RULES, "D2", "mz:fan-level"), "A2", "did you mean mz:fan-levels"),
        (with_cell(RULES, "E2", "storng"), "E2", "did you mean strong"),
        (with_cell(RULES, "B2", "brnad"), "B2", "did you mean brand"),
        (with_cell(RULES, "G2", "字" * 61), "G2", "at most 60"),
        (with_cell(RULES, "J2", "fan-ops 6.1"), "J2", "is no section"),
        (with_cell(RULES, "J2", dt.datetime(2026, 6, 1)), "J2", "format the cell as text"),
        (with_cell(RULES, "J2", 6.1), "J2", "holds the number 6.1, not text"),
        (with_cell(RULES, "G2", '=HYPERLINK("http://x")'), "G2", "holds a formula"),
        (with_cell(RULES, "A1", "idd"), "A1", "unknown column 'idd'"),
        (with_cell(RULES, "B1", "id"), "B1", "stands twice"),
        (with_cell(RULES, "P2", "a note"), "P2", "a column without a heading"),
        (with_cell(RULES, "A2", "Levels"), "A2", "is not snake_case"),
        (with_cell(TESTS, "A2", "levels_for_the_meny"), "A2", "did you mean levels_for_the_many"),
        (with_cell(TESTS, "B2", "brand.weak_retenton: true"), "B2", "did you mean brand.weak_retention"),
        (with_cell(TESTS, "B2", "brand.weak_retention: [1"), "B2", "is not valid YAML"),
        (with_cell(TESTS, "C2", "expects"), "C2", "did you mean expect"),
        (merge, "G2:H2", "unmerge them"),
        (no_column, "A1", "the column 'when' is missing"),
        (other_row, "B3", "two rows of 'levels_for_the_many' differ here"),
    ],
)
def test_faults_name_their_cell(change: Callable[[Workbook], None], cell: str, said: str, base: Base) -> None:
    reading = read_table(table(change), "rules.xlsx", base)
    assert reading.faults, "no fault was found"
    told = [str(fault) for fault in reading.faults]
    assert any("rules.xlsx: " in t and f"!{cell}" in t and said in t for t in told), told


@pytest.mark.parametrize(
    "file", ["../x.yaml", "/etc/x.yaml", "cases/x.yaml", "a/../../x.yaml", ".x.yaml", "x.txt"]
)
def test_a_file_outside_of_the_rules(file: str, base: Base) -> None:
    def change(book: Workbook) -> None:
        book[RULES]["O1"], book[RULES]["O2"] = "file", file

    reading = read_table(table(change), "rules.xlsx", base)
    assert "names no file of rules" in str(reading.faults[0])
    assert "!O2" in str(reading.faults[0])


def test_nothing_but_rules_is_needed_and_something_is(base: Base) -> None:
    def only_notes(book: Workbook) -> None:
        book[RULES].title = "notes"

    with pytest.raises(RuleError, match="no sheet holds rules; there are notes, tests"):
        read_table(table(only_notes), "rules.xlsx", base)


# -- hostile files ----------------------------------------------------------------------------------------


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no Excel file"),
        (b"id,for,when\n", "is no Excel file"),
        (archive(word__document_xml=b"<x/>"), "is no Excel file"),
        (archive(xl__workbook_xml=ENTITIES), "declares XML entities"),
        (archive(xl__workbook_xml=ENTITIES.decode().encode("utf-16")), "declares XML entities"),
        (archive(xl__workbook_xml=b"<x/>"), "cannot be read"),
        (archive(xl__workbook_xml=b"<x/>", xl__bomb_bin=b"\0" * 61_000_000), "unpacks to more"),
        (table()[:-200], "is no Excel file"),
    ],
    ids=["empty", "csv", "word", "entities", "entities-utf16", "nonsense", "bomb", "torn"],
)
def test_what_is_no_table_or_too_much(data: bytes, said: str, base: Base) -> None:
    with pytest.raises(RuleError, match=said):
        read_table(data, "rules.xlsx", base)


@pytest.mark.parametrize("text", ["=1+1", "-x", "+x", "@x", "'=1", "''@x", "\t=x", "'a' in b.c", "plain", ""])
def test_no_cell_begins_a_formula_and_nothing_is_lost(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t")


# -- files ------------------------------------------------------------------------------------------------


def test_files_are_written_only_where_nothing_is_lost_unasked(tmp_path: Path, base: Base) -> None:
    reading = read_table(table(), "rules.xlsx", base)
    (path,) = write_files(tmp_path / "rules", reading.texts(), force=False)
    text = path.read_text("utf-8")
    assert text == rules_text([(reading.rules[0], reading.tests[ROW[0]])])
    with pytest.raises(Exception, match="is already there"):
        write_files(tmp_path / "rules", reading.texts(), force=False)
    path.write_text(text.replace("id: levels_for_the_many", "id: another"), "utf-8")
    assert vanishing(tmp_path / "rules", reading.texts(), {ROW[0]}) == ["another"]
    write_files(tmp_path / "rules", reading.texts(), force=True)
    assert path.read_text("utf-8") == text


def test_a_link_does_not_lead_out(tmp_path: Path, base: Base) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "tactics").symlink_to(tmp_path / "elsewhere")
    reading: TableReading = read_table(table(), "rules.xlsx", base)
    with pytest.raises(Exception, match="lies outside of the folder"):
        write_files(tmp_path / "rules", reading.texts(), force=True)
    assert list((tmp_path / "elsewhere").iterdir()) == []
