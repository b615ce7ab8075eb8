"""The plan as one self-contained HTML page: no script, no outside file, charts as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from advisor.pack import Packs
from advisor.phrases import Phrases, load_phrases
from advisor.planning.model import Plan
from advisor.reporting.blocks import chart_name, headings, parse
from advisor.reporting.charts import Bars, Chart, charts
from advisor.reporting.markdown import content
from advisor.reporting.templates import environment, run, template_sources


def render_html(plan: Plan, packs: Packs) -> str:
    """Return the plan as a page that can be sent as one file and printed."""
    phrases = load_phrases(packs, plan.language)
    tokens = parse(content(plan, packs))
    entries = headings(tokens)
    _mark(tokens)
    drawn = charts(plan, phrases)
    svg = {name: _svg(chart, phrases, packs) for name, chart in drawn.items()}
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _fence(svg))
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    body = parser.renderer.render(tokens, parser.options, {})
    env = environment(template_sources(packs, "html"), xml=True, cache=packs.cache_folder())
    return run(
        env,
        "page.html.j2",
        "reports/html",
        language=plan.language,
        title=plan.title,
        contents=entries,
        body=Markup(body),  # noqa: S704 - rendered from tokens with raw HTML switched off
    )


def _mark(tokens: Sequence[Token]) -> None:
    """Give headings their anchors, sources their class, and the list of sources its targets."""
    count = 0
    targets: set[str] = set()
    in_item = False
    for token in tokens:
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            count += 1
            token.attrSet("id", f"h-{count}")
        in_item = token.type == "list_item_open" or (in_item and token.type in ("paragraph_open", "inline"))
        first = True
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("class", "source")
                target = str(child.attrGet("href") or "")[1:]
                if (
                    in_item
                    and first
                    and token.children
                    and token.children[0] is child
                    and target not in targets
                ):
                    child.attrSet("id", target)
                    targets.add(target)
            first = False


def _fence(svg: dict[str, str]) -> Any:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
    ) -> str:
        name = chart_name(tokens[index])
        if name is not None:
            return svg.get(name, "")
        return RendererHTML.fence(self, tokens, index, options, env)

    return render


def _svg(chart: Chart, phrases: Phrases, packs: Packs) -> str:
    env = environment(template_sources(packs, "charts"), xml=True, cache=packs.cache_folder())
    if isinstance(chart, Bars):
        known = [v for s in chart.series for v in s.values if v is not None]
        top = chart.top or max([*known, chart.line or 0.0]) or 1.0
        return run(
            env,
            "bars.svg.j2",
            "reports/charts",
            chart=chart,
            scale={"top": top},
            show=lambda v: phrases.quantity(v, chart.unit if chart.unit != "hour" else None),
        )
    return run(env, "gantt.svg.j2", "reports/charts", chart=chart)
