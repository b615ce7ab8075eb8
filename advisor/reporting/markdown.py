"""The plan as Markdown: the content that every other format is written from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from advisor.pack import Packs
from advisor.phrases import Phrases, load_phrases
from advisor.planning.model import Plan
from advisor.planning.recommendation import Recommendation
from advisor.reporting.charts import Bars, Chart, Gantt, charts
from advisor.reporting.templates import environment, escape_markdown, run, template_sources

CHART = "chart"
"""A fenced block whose info string is `chart NAME` stands for a chart."""

_FENCE = re.compile(r"^```chart ([a-z]+)\n```\n", re.M)
_BLANKS = re.compile(r"\n{3,}")


def content(plan: Plan, packs: Packs) -> str:
    """Return the plan's text with placeholders for charts."""
    phrases = load_phrases(packs, plan.language)
    sources = template_sources(packs, "plan", plan.language)
    env = environment(sources, escape=escape_markdown, cache=packs.cache_folder())
    env.globals.update(view(plan, phrases))
    text = run(env, "plan.md.j2", f"reports/plan/{plan.language}", plan=plan)
    lines = [line.rstrip() for line in text.splitlines()]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip() + "\n"


def render_markdown(plan: Plan, packs: Packs) -> str:
    """Return the plan as plain Markdown; charts become tables of bars."""
    phrases = load_phrases(packs, plan.language)
    drawn = charts(plan, phrases)
    return _FENCE.sub(lambda m: as_table(drawn[m[1]], phrases) if m[1] in drawn else "", content(plan, packs))


def view(plan: Plan, phrases: Phrases) -> dict[str, object]:
    """The functions and lookups that templates may use beside `plan`."""
    drawn = charts(plan, phrases)
    by_id = {r.id: r for r in plan.recommendations}
    numbers = {r.id: i for i, r in enumerate(plan.chosen, 1)}
    names = {e.id: e.name for e in plan.entities}

    def cite(ids: Sequence[str]) -> Markup:
        return Markup("").join(Markup(citation(i, phrases)) for i in ids)  # noqa: S704 - built from escaped parts

    def chart(name: str) -> Markup:
        return Markup(f"```{CHART} {name}\n```\n") if name in drawn else Markup("")  # noqa: S704 - fixed names

    def with_status(*status: str) -> list[Recommendation]:
        return [r for r in plan.recommendations if r.status in status]

    return {
        "cite": cite,
        "chart": chart,
        "has_chart": lambda name: name in drawn,
        "money": phrases.money,
        "ratio": phrases.ratio,
        "number": phrases.number,
        "quantity": phrases.quantity,
        "date": phrases.date,
        "listed": lambda items: phrases.list(list(items)),
        "say": phrases,
        "action": by_id.__getitem__,
        "number_of": numbers.get,
        "numbers": lambda ids: [numbers[i] for i in ids if i in numbers],
        "entity_name": lambda i: names.get(i, i),
        "with_status": with_status,
        "labels_of": lambda ids: [by_id[i].label for i in ids if i in by_id],
    }


def citation(section: str, phrases: Phrases) -> str:
    """Return a link to a source, `[〔short title 6.1.2〕](#fan-ops-6.1.2)`."""
    document, _, number = section.partition("#")
    key = f"source.short.{document}"
    short = phrases(key) if key in phrases else document
    name = f"source.section.{number}"
    shown = phrases(name) if name in phrases else number
    # Where a document's sections have no numbers, the document's own short name says enough.
    text = f"{short} {shown}" if shown[:1].isdigit() else short
    return f"[〔{escape_markdown(text)}〕](#{anchor(section)})"


def anchor(section: str) -> str:
    """Return the fragment under which a section stands in the list of sources."""
    return re.sub(r"[^0-9A-Za-z.\-]", "-", section)


def as_table(chart: Chart, phrases: Phrases) -> str:
    """Return a chart as a Markdown table with bars of characters."""
    return _gantt(chart, phrases) if isinstance(chart, Gantt) else _bars(chart, phrases)


def _gantt(chart: Gantt, phrases: Phrases) -> str:
    lines = [
        f"| {phrases('chart.action')} | {phrases('chart.owner')} | {phrases('chart.weeks')} |",
        "| --- | --- | --- |",
    ]
    for row in chart.rows:
        bar = "".join(
            "▒" if row.start <= w < row.launch else "█" if row.launch <= w <= row.end else "·"
            for w in range(1, chart.weeks + 1)
        )
        lines.append(
            f"| {row.number}. {escape_markdown(row.label)} | {escape_markdown(row.owner)} | `{bar}` |"
        )
    return "\n".join(lines) + "\n"


def _bars(chart: Bars, phrases: Phrases) -> str:
    known = [v for s in chart.series for v in s.values if v is not None]
    top = chart.top or max([*known, chart.line or 0.0]) or 1.0
    heads = [""] + [s.name for s in chart.series]
    lines = ["| " + " | ".join(map(escape_markdown, heads)) + " |", "|" + " --- |" * len(heads)]
    for index, category in enumerate(chart.categories):
        cells = [escape_markdown(category)]
        for series in chart.series:
            value = series.values[index]
            if value is None:
                cells.append("")
                continue
            bar = "█" * max(1 if value else 0, round(value / top * 20))
            cells.append(f"`{bar:<20}` {phrases.quantity(value, chart.unit)}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
