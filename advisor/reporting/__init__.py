"""Write a plan: one text for all formats, one module for each format.

The chapters are Jinja templates below `reports/plan/LANGUAGE/` that give Markdown with placeholders for
charts; that Markdown is the content model. Markdown, HTML and Word are written from it, JSON from the plan.
"""

from __future__ import annotations

from pathlib import Path

from advisor.errors import UsageError
from advisor.pack import Packs, write_whole
from advisor.planning.model import Plan

FORMATS = (".docx", ".html", ".json", ".md")


def render_text(plan: Plan, form: str, packs: Packs) -> str:
    """Return the plan as text: `json`, `md` or `html`."""
    if form == "json":
        return plan.dumps()
    if form == "md":
        from advisor.reporting.markdown import render_markdown

        return render_markdown(plan, packs)
    if form == "html":
        from advisor.reporting.html import render_html

        return render_html(plan, packs)
    raise UsageError(f"'{form}' is no text format", remedy="use json, md or html")


def render_bytes(plan: Plan, ending: str, packs: Packs, *, template: Path | None = None) -> bytes:
    """Return the plan as the bytes of a file with that ending; see `FORMATS`."""
    if ending == ".docx":
        from advisor.reporting.word import render_word

        return render_word(plan, packs, template=template)
    if ending not in FORMATS:
        raise UsageError(f"'{ending}' names no format", remedy=f"use {', '.join(FORMATS)}")
    return render_text(plan, ending[1:], packs).encode("utf-8")


def write(plan: Plan, path: Path, packs: Packs, *, template: Path | None = None) -> None:
    """Write the plan to a file, whole or not at all; raises OutputError and TemplateError."""
    write_whole(path, render_bytes(plan, path.suffix.lower(), packs, template=template))
