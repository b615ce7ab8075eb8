"""The page: one file, no script, valid nesting, links that lead somewhere, hostile names harmless."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from rich_plan import rich_situation
from workshop import Workshop, brand

from advisor.errors import TemplateError
from advisor.pack import Packs
from advisor.planning.model import Plan
from advisor.reporting.html import render_html
from advisor.workspace import Workspace

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
VOID = {"meta", "br", "hr", "img", "link", "input", "rect", "line"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "div", "nav", "a", "main", "h1", "h2", "h3", "p", "strong",
    "em", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "hr", "code", "svg", "text", "rect", "line",
}  # fmt: skip


class Page(HTMLParser):
    """Checks nesting while it reads, and gathers elements, ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]} in line {self.getpos()[0]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)

    @property
    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.elements if "id" in a]

    @property
    def links(self) -> list[str]:
        return [a["href"] or "" for tag, a in self.elements if tag == "a"]


@pytest.fixture(scope="module")
def pages(plans: dict[str, Plan], packs: Packs) -> dict[str, str]:
    return {language: render_html(plan, packs) for language, plan in plans.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed(pages: dict[str, str], language: str) -> None:
    page = Page(pages[language])
    assert page.faults == []
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert pages[language].startswith("<!doctype html>")
    assert page.elements[0] == ("html", {"lang": language})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(pages: dict[str, str], language: str) -> None:
    text = pages[language].replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|//\w|@import|url\(|javascript:|<script|<iframe|<img|<link", text)
    page = Page(pages[language])
    assert not [
        a for _, attrs in page.elements for a in attrs if a.startswith("on") or a in ("src", "srcset")
    ]
    policy = next(
        a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert next(a for tag, a in page.elements if tag == "meta") == {"charset": "utf-8"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_place_on_the_page(pages: dict[str, str], language: str) -> None:
    page = Page(pages[language])
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert {link for link in page.links if link[1:] not in page.ids or link[0] != "#"} == set()


def test_every_cited_source_is_a_target(pages: dict[str, str], plans: dict[str, Plan]) -> None:
    ids = Page(pages["en"]).ids
    assert {s.id.replace("#", "-") for s in plans["en"].sources} <= set(ids)
    cited = [a for tag, a in Page(pages["en"]).elements if a.get("class") == "source"]
    assert len(cited) > 40


@pytest.mark.parametrize("name", ["tea-gift", "restaurant-crisis"])
def test_links_of_an_example_lead_somewhere(shipped: Workspace, examples, name: str) -> None:
    plan = shipped.make_plan(shipped.read_brief(examples / f"{name}.yaml"))
    page = Page(render_html(plan, shipped.packs))
    assert page.faults == []
    assert {link[1:] for link in page.links} <= set(page.ids)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "**x**",
        "a|b",
        "{{ 7*7 }}",
        '"><img src=x onerror=alert(1)>',
        "]](javascript:x)",
        "名" * 5000,
    ],
)
def test_a_hostile_name_is_only_text(shop: Workshop, packs: Packs, name: str) -> None:
    page = Page(render_html(shop.plan(rich_situation(name=name, other=name)), packs))
    harmless = Page(render_html(shop.plan(rich_situation(other="Lumen")), packs))
    assert page.faults == []
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
    assert name in "".join(page.text)
    assert {link[:1] for link in page.links} == {"#"}


def test_the_contents_lead_to_the_headings(pages: dict[str, str]) -> None:
    page = pages["en"]
    entries = re.findall(r'<a class="h(\d)" href="#(h-\d+)">([^<]+)</a>', page)
    assert [(level, text) for level, _, text in entries][:2] == [
        ("2", "Summary"),
        ("2", "1 Background and diagnosis"),
    ]
    for level, anchor, text in entries:
        assert f'<h{level} id="{anchor}">{text}</h{level}>' in page


def test_charts_are_drawn_inside(pages: dict[str, str]) -> None:
    drawn = re.findall(r'<svg [^>]*aria-label="([^"]+)"', pages["en"])
    assert drawn == [
        "Structure of the fans", "Face motives and patterns (1 to 5)", "Actions by week", "Cost by phase",
        "Hours a week",
    ]  # fmt: skip
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', pages["en"])]
    assert widths
    assert all(0 <= w <= 720 for w in widths)
    assert "NaN" not in pages["en"]


def test_an_empty_plan_has_a_page(shop: Workshop, packs: Packs) -> None:
    empty = shop.plan(brand(wants=None, considers=None, hopes=None, goals=None, also=None))
    page = Page(render_html(empty, packs))
    assert page.faults == []
    assert "svg" not in {tag for tag, _ in page.elements}


def test_the_same_plan_gives_the_same_page(
    plans: dict[str, Plan], packs: Packs, pages: dict[str, str]
) -> None:
    assert render_html(plans["zh-Hant"], packs) == pages["zh-Hant"]


def test_code_in_a_packs_own_chapter_stays_code(tmp_path) -> None:
    extra = {"reports/plan/en/9-monitoring.md.j2": "```sh\nadvisor <plan>\n```\n"}
    shop = Workshop(tmp_path, reports=True, extra=extra).act("lamp")
    page = render_html(shop.plan(brand(wants=("lamp",))), shop.workspace.packs)
    assert '<pre><code class="language-sh">advisor &lt;plan&gt;\n</code></pre>' in page


def test_a_pack_replaces_the_page_and_a_faulty_one_is_told(tmp_path) -> None:
    shop = Workshop(
        tmp_path, reports=True, extra={"reports/html/page.html.j2": "<p>{{ title }}</p>\n{{ nothing }}"}
    )
    shop.act("lamp")
    with pytest.raises(TemplateError, match=r"reports/html/page.html.j2:2: names something unknown"):
        render_html(shop.plan(brand(wants=("lamp",))), shop.workspace.packs)
