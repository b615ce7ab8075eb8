"""Markdown: every advice with its source, hostile names harmless, three languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich_plan import rich_situation
from workshop import Workshop, brand

from advisor.errors import TemplateError
from advisor.pack import Packs
from advisor.phrases import load_phrases, to_traditional
from advisor.planning.model import Plan
from advisor.reporting import render_text
from advisor.reporting.blocks import chart_name, headings, parse
from advisor.reporting.charts import Bars, Gantt, Series, charts
from advisor.reporting.markdown import as_table, citation, content, render_markdown
from advisor.reporting.templates import escape_markdown
from advisor.workspace import Workspace

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
EXAMPLES = ("tea-gift", "beauty-social", "learning-community", "restaurant-crisis", "startup")
LINK = re.compile(r"\]\(#([^)]+)\)")
HOSTILE = [
    "<script>alert(1)</script>",
    "**x**",
    "a|b",
    "{{ 7*7 }}",
    "{% raw %}",
    "[click](http://evil.example)",
    "# heading",
    "- item",
    "1. one",
    "`code`",
    "```chart gantt",
    "_under_ ~~gone~~",
    "&lt;b&gt; &amp; <!-- x -->",
    "back\\slash",
    "|||",
    "---",
    "\u2060body\u2060",
    "عربى \u202e",
    "名" * 5000,
]


def advice(plan: Plan) -> list[str]:
    """Everything in a plan that tells somebody what to do, or not to do."""
    texts = [r.basis for r in plan.recommendations if r.status in ("chosen", "deferred")]
    texts += [s.text for r in plan.chosen for s in r.steps]
    texts += [c.basis for r in plan.recommendations if r.status != "rejected" for c in r.cautions]
    texts += [t.resolution for t in plan.tensions] + [r.definition for r in plan.risks]
    texts += [s for c in plan.crisis if c.current for s in c.steps] + [c.tactic_label for c in plan.crisis]
    texts += [g.basis for g in plan.goals] + [t.then for t in plan.triggers]
    texts += [s.definition for s in plan.segments if s.definition]
    return [t for t in texts if t]


def lines_with(text: str, page: str) -> list[str]:
    sought = escape_markdown(text)
    return [line for line in page.splitlines() if sought in line]


# -- sources ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_advice_carries_its_source(plans: dict[str, Plan], packs: Packs, language: str) -> None:
    plan = plans[language]
    page = render_markdown(plan, packs)
    said = advice(plan)
    assert len(said) > 30
    for text in said:
        found = lines_with(text, page)
        assert found, text
        bare = [line for line in found if not LINK.search(line) and not _only_a_name(line, text)]
        assert not bare, bare


def _only_a_name(line: str, text: str) -> bool:
    """A tactic's name in a heading, a chart or a list of names is no advice."""
    return line.startswith("#") or not text.endswith((".", "。"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_advice_of_an_example_carries_its_source(
    shipped: Workspace, examples, name: str, language: str
) -> None:
    plan = shipped.make_plan(shipped.read_brief(examples / f"{name}.yaml"), language=language)
    page = render_markdown(plan, shipped.packs)
    for text in advice(plan):
        bare = [
            line for line in lines_with(text, page) if not LINK.search(line) and not _only_a_name(line, text)
        ]
        assert not bare, bare
    assert set(LINK.findall(page)) <= _targets(page)


def test_the_chapters_of_advice_hold_no_line_without_a_source(plans: dict[str, Plan], packs: Packs) -> None:
    page = render_markdown(plans["en"], packs)
    chapters = {
        part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in re.split(r"^## ", page, flags=re.M)[1:]
    }
    may_stand = (
        "In order of priority.", "Why now:", "Lays the ground for", "Each trigger is agreed beforehand",
        "| Owner |", "| master", "| What to look at", "| Risk |", "| Tactic |", "| ---",
    )  # fmt: skip
    for title, text in chapters.items():
        if title[:2] in ("4 ", "5 ", "8 ", "9 ", "10"):
            lines = [x.strip() for x in text.splitlines() if x.strip() and x.strip() != "---"]
            bare = [x for x in lines if not x.startswith(("#", *may_stand)) and not LINK.search(x)]
            assert not bare, (title, bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_source_that_is_listed(
    plans: dict[str, Plan], packs: Packs, language: str
) -> None:
    page = render_markdown(plans[language], packs)
    assert set(LINK.findall(page)) == _targets(page)
    assert len(_targets(page)) == len(plans[language].sources)


def _targets(page: str) -> set[str]:
    return set(re.findall(r"^- \[〔[^〕]+〕\]\(#([^)]+)\)", page, re.M))


def test_a_citation_is_short_and_readable(shipped: Workspace) -> None:
    say = shipped.phrases("zh-Hans")
    assert citation("fan-ops#6.1.2", say) == "[〔粉丝预案 6.1.2〕](#fan-ops-6.1.2)"
    assert citation("nowhere#9", say) == "[〔nowhere 9〕](#nowhere-9)"


# -- hostile names --------------------------------------------------------------------------------------------------


def shown(page: str) -> str:
    """What a reader of the Markdown sees, as text."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(page)
    return unescape(re.sub(r"<[^>]*>", "", html))


def structure(page: str) -> list[tuple[str, str, int]]:
    """The blocks of a page, without their text."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(page)
    found = []
    for token in tokens:
        found.append((token.type, token.tag, token.level))
        found += [(c.type, c.tag, 0) for c in token.children or [] if c.type not in ("text", "softbreak")]
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(shop: Workshop, packs: Packs, name: str) -> None:
    plan = shop.plan(rich_situation(name=name, other=name))
    page = render_markdown(plan, packs)
    seen = " ".join(name.split())
    assert page.count("49") == render_markdown(shop.plan(rich_situation()), packs).count("49")
    assert seen in shown(page)
    harmless = render_markdown(shop.plan(rich_situation(name="Lumen", other="Lumen")), packs)
    assert structure(page) == structure(harmless)
    assert "http" not in [t[1] for t in structure(page)]


@settings(max_examples=40, deadline=None)
@given(name=st.text("ab#*_`<>|[](){}!&;\\-+=.~%$ 1云\"'", min_size=1, max_size=25).filter(str.strip))
def test_any_name_leaves_the_page_as_it_is(
    shop: Workshop, packs: Packs, plans: dict[str, Plan], name: str
) -> None:
    plan = plans["en"]
    new = tuple(replace(e, name=name) if e.id == "old" else e for e in plan.entities)
    renamed = replace(plan, brand=name, title=f"{name}: a plan", entities=new)
    assert structure(render_markdown(renamed, packs)) == structure(render_markdown(plan, packs))


# -- languages --------------------------------------------------------------------------------------------------------


def test_the_plan_is_in_its_language(plans: dict[str, Plan], packs: Packs) -> None:
    pages = {language: render_markdown(plan, packs) for language, plan in plans.items()}
    assert "## 5 Actions" in pages["en"]
    assert "## 5 行动方案" in pages["zh-Hans"]
    assert "## 5 行動方案" in pages["zh-Hant"]
    assert not re.search("[\u4e00-\u9fff]", pages["en"])
    chapters = [re.findall(r"^## .*", page, re.M) for page in pages.values()]
    assert len({len(c) for c in chapters}) == 1


def test_traditional_text_keeps_the_word_for_community(shipped: Workspace, examples) -> None:
    situation = shipped.read_brief(examples / "learning-community.yaml")
    simple, traditional = (
        render_markdown(shipped.make_plan(situation, language=language), shipped.packs)
        for language in ("zh-Hans", "zh-Hant")
    )
    assert traditional.count("社群") == simple.count("社群") > 10
    assert traditional.count("社區") == simple.count("社区") - traditional.count("社区")


def test_traditional_text_holds_no_simplified_character(plans: dict[str, Plan], packs: Packs) -> None:
    page = render_markdown(plans["zh-Hant"], packs)
    assert to_traditional(page) == page


def test_names_of_the_brief_are_not_converted(shop: Workshop, packs: Packs) -> None:
    plan = shop.plan(rich_situation(name="云后发面", other="发烧头发"), language="zh-Hant")
    page = render_markdown(plan, packs)
    assert "云后发面" in page
    assert "发烧头发" in page
    assert "雲後" not in page
    assert "頭髮" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_without_advice_says_so(shop: Workshop, packs: Packs, language: str) -> None:
    plan = shop.plan(brand(wants=None, considers=None, hopes=None, goals=None, also=None), language=language)
    page = render_markdown(plan, packs)
    assert plan.chosen == ()
    assert {"en": "no advice can be defended", "zh-Hans": "给不出一条", "zh-Hant": "給不出一條"}[
        language
    ] in page
    assert set(LINK.findall(page)) <= _targets(page)


# -- the page itself ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_tidy(plans: dict[str, Plan], packs: Packs, language: str) -> None:
    page = render_markdown(plans[language], packs)
    assert page.startswith("# ")
    assert page.endswith("\n")
    assert "\n\n\n" not in page
    assert not [line for line in page.splitlines() if line != line.rstrip()]
    assert "None" not in page
    assert "{" not in page
    assert "```" not in page
    wrong = [x for x in page.splitlines() if re.search(r" [,.;:](?!\S)|;\S|\(\)|（）|。。|；。|、。", x)]
    assert not wrong, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_have_as_many_cells_as_heads(plans: dict[str, Plan], packs: Packs, language: str) -> None:
    page = render_markdown(plans[language], packs)
    heads = 0
    for line in page.splitlines():
        if line.startswith("|"):
            cells = len(re.findall(r"(?<!\\)\|", line))
            heads = heads or cells
            assert cells == heads, line
        else:
            heads = 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_and_lists_stand_apart_from_the_text_before(
    plans: dict[str, Plan], packs: Packs, language: str
) -> None:
    """Not every reader of Markdown lets a table or a heading end a paragraph."""
    before = ""
    for line in render_markdown(plans[language], packs).splitlines():
        if line.startswith(("|", "#")) and not (line.startswith("|") and before.startswith("|")):
            assert before == "", (before, line)
        before = line


def test_headings_are_numbered_in_order(plans: dict[str, Plan], packs: Packs) -> None:
    entries = headings(parse(content(plans["en"], packs)))
    numbers = [m[1] for e in entries if e.level == 2 and (m := re.match(r"(\d+) ", e.text))]
    assert numbers == [str(n) for n in range(1, 12)]
    assert [e.anchor for e in entries] == [f"h-{n}" for n in range(1, len(entries) + 1)]
    for chapter in ("5", "9", "10"):
        below = [m[1] for e in entries if (m := re.match(rf"{chapter}\.(\d+) ", e.text))]
        assert below == [str(n) for n in range(1, len(below) + 1)], chapter


# -- charts ------------------------------------------------------------------------------------------------------------------


def test_charts_become_tables_of_bars(plans: dict[str, Plan], packs: Packs) -> None:
    plan = plans["en"]
    say = load_phrases(packs, "en")
    drawn = charts(plan, say)
    assert set(drawn) == {"gantt", "fans", "face", "money", "load"}
    page = render_markdown(plan, packs)
    for chart in drawn.values():
        assert as_table(chart, say) in page
    gantt = drawn["gantt"]
    assert isinstance(gantt, Gantt)
    assert [r.start for r in gantt.rows] == sorted(r.start for r in gantt.rows)
    assert "`▒███········`" in as_table(gantt, say)


def test_bars_with_gaps_and_nothing_at_all(packs: Packs) -> None:
    say = load_phrases(packs, "en")
    chart = Bars("x", "X", ("a|b", "c"), (Series("s*", (0.5, None)), Series("t", (0.0, 0.0))), "ratio")
    table = as_table(chart, say)
    assert table.splitlines()[0] == r"|  | s\* | t |"
    assert r"| a\|b | `████████████████████` 50% | `                    ` 0% |" in table
    assert table.splitlines()[3].startswith("| c |  |")
    zero = Bars("x", "X", ("a",), (Series("s", (0.0,)),), "score")
    assert "`                    ` 0" in as_table(zero, say)


def test_there_is_no_chart_where_there_is_nothing_to_show(shop: Workshop, packs: Packs) -> None:
    empty = shop.plan(brand(wants=None, considers=None, hopes=None, goals=None, also=None))
    assert charts(empty, load_phrases(packs, "en")) == {}
    one = shop.plan(brand(wants=("lamp",), audience__pride=5))
    assert set(charts(one, load_phrases(packs, "en"))) == {"gantt", "money", "load"}


def test_a_chart_that_is_not_there_leaves_nothing(tmp_path) -> None:
    shop = Workshop(
        tmp_path, reports=True, extra={"reports/plan/en/9-monitoring.md.j2": "x\n\n```chart pie\n```\n\ny\n"}
    )
    shop.act("lamp")
    plan = shop.plan(brand(wants=("lamp",)))
    for form in ("md", "html"):
        page = render_text(plan, form, shop.workspace.packs)
        assert "pie" not in page
        assert "```" not in page


def test_only_a_fence_with_the_word_is_a_chart() -> None:
    tokens = parse("```chart gantt\n```\n\n```python\nx\n```\n\ntext\n")
    assert [chart_name(t) for t in tokens] == ["gantt", None, None, None, None]


# -- a pack's own templates ----------------------------------------------------------------------------------------------------


def test_a_pack_replaces_single_chapters(tmp_path) -> None:
    shop = Workshop(
        tmp_path,
        reports=True,
        extra={"reports/plan/en/9-monitoring.md.j2": "## 8 Ours for {{ plan.brand }}\n"},
    )
    shop.act("lamp")
    page = render_markdown(shop.plan(brand(wants=("lamp",), name="A*B")), shop.workspace.packs)
    assert r"## 8 Ours for A\*B" in page
    assert "## 7 Budget" in page


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        (
            "one\n{{ plan.nonsense }}",
            r"reports/plan/en/9-monitoring.md.j2:2: names something unknown: .*nonsense",
        ),
        ("{{ nothing }}", r"9-monitoring.md.j2:1: names something unknown: 'nothing'"),
        ("\n{% if %}", r"9-monitoring.md.j2:2: is no valid template"),
        ("{% include 'gone.md.j2' %}", "the template 'gone.md.j2' is missing"),
        ("{{ plan.__class__.__mro__ }}", "9-monitoring.md.j2:1: "),
        ("{{ action('nobody') }}", "9-monitoring.md.j2:1: cannot be rendered"),
        ("{{ say('no.such.phrase') }}", "no phrase 'no.such.phrase' in en"),
        ("{{ 1 / 0 }}", "9-monitoring.md.j2:1: cannot be rendered: division by zero"),
        ("{{ money('much') }}", "9-monitoring.md.j2:1: cannot be rendered"),
        ("{{ range(100000000) | list }}", "9-monitoring.md.j2:1: cannot be rendered"),
        ("{% include '9-monitoring.md.j2' %}", "9-monitoring.md.j2:1: cannot be rendered"),
        ("{{ plan.chosen[99].label }}", "9-monitoring.md.j2:1: names something unknown"),
    ],
)
def test_a_faulty_chapter_is_told_with_file_and_line(tmp_path, template: str, complaint: str) -> None:
    shop = Workshop(tmp_path, reports=True, extra={"reports/plan/en/9-monitoring.md.j2": template})
    shop.act("lamp")
    from advisor.errors import PackError

    with pytest.raises((TemplateError, PackError), match=complaint):
        render_markdown(shop.plan(brand(wants=("lamp",))), shop.workspace.packs)
