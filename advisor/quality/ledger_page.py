"""The ledger written out: as rows, and as a page of Markdown for each document."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from advisor.knowledge.model import text_in
from advisor.knowledge.store import Knowledge
from advisor.phrases import Phrases
from advisor.quality.ledger import Ledger, Line


def rows(ledger: Ledger, say: Phrases, name: str | None = None) -> list[dict[str, Any]]:
    """Return a row for each sentence: section, position, mark, statements, nothing (the reason in words).

    ``name`` keeps one document (`fan-ops`) or one section (`fan-ops#6.1.2`).
    """
    return [
        {
            "section": line.passage.section_id,
            "position": line.passage.position,
            "mark": line.passage.mark,
            "statements": [str(s) for s in line.statements],
            "nothing": _reason(line, say),
        }
        for line in ledger.lines
        if name in (None, line.passage.document, line.passage.section_id)
    ]


def _reason(line: Line, say: Phrases) -> str:
    code = line.passage.nothing
    if code is None:
        return ""
    key = f"quality.nothing.{code}"
    return say(key) if key in say else code


def pages(ledger: Ledger, knowledge: Knowledge, say: Phrases) -> dict[str, str]:
    """Return a page for each document by its file name, with an index `README.md`."""
    found: dict[str, str] = {}
    index = [f"# {say('ledger.title')}", "", say("ledger.about"), ""]
    index += [say("ledger.head"), "| --- | ---: | ---: | ---: | ---: |"]
    for document in ledger.documents:
        lines = [line for line in ledger.lines if line.passage.document == document]
        title = next(
            (
                text_in(s.document_titles, say.language)
                for s in knowledge.sections()
                if s.document == document
            ),
            document,
        )
        encoded = sum(bool(line.statements) for line in lines)
        statements = {s for line in lines for s in line.statements}
        index.append(
            f"| [{title}]({document}.md) | {len(lines)} | {encoded} | {len(lines) - encoded} | {len(statements)} |"
        )
        found[f"{document}.md"] = _page(title, lines, knowledge, say)
    return {"README.md": "\n".join(index) + "\n", **found}


def _page(title: str, lines: list[Line], knowledge: Knowledge, say: Phrases) -> str:
    parts = [f"# {title}", ""]
    ordered = sorted(lines, key=lambda line: _key(line.passage.section))
    for section_id, group in groupby(ordered, key=lambda line: line.passage.section_id):
        section = knowledge.section(section_id)
        name = text_in(section.titles, say.language) if section else ""
        parts += [f"## {section_id.partition('#')[2]} {name}".rstrip(), ""]
        for line in group:
            stand = "; ".join(f"`{s}`" for s in line.statements) or f"*{_reason(line, say)}*"
            parts.append(f"{line.passage.position}. {line.passage.mark}: {stand}")
        parts.append("")
    return "\n".join(parts)


def _key(number: str) -> list[tuple[int, int | str]]:
    """Return a section's number as it is ordered: 3.10 after 3.9, words after numbers."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in number.split(".")]
