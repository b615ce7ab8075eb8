"""The content model: the plan's Markdown, parsed. Formats walk its tokens; none reads Markdown itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents."""

    level: int
    text: str
    anchor: str


def parse(text: str) -> list[Token]:
    """Return the tokens of a plan's Markdown: CommonMark with tables, raw HTML shown as text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)


def headings(tokens: Sequence[Token]) -> list[Heading]:
    """Return the headings of levels 2 and 3, with their anchors."""
    found: list[Heading] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            found.append(Heading(int(token.tag[1]), plain(tokens[index + 1]), f"h-{len(found) + 1}"))
    return found


def plain(token: Token) -> str:
    """Return the text of an inline token without markup."""
    return "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))


def chart_name(token: Token) -> str | None:
    """Return the chart that a fenced block stands for, or None."""
    kind, _, name = token.info.partition(" ")
    return name.strip() if token.type == "fence" and kind == "chart" else None
