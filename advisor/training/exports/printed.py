"""A paper to print: the questions, then the key with explanations and sources, in Markdown."""

from __future__ import annotations

from advisor.phrases import Phrases
from advisor.reporting.templates import escape_markdown
from advisor.training.model import Item
from advisor.training.papers import Paper, scrambled
from advisor.training.typed import LETTERS


def as_markdown(paper: Paper, say: Phrases) -> bytes:
    """Return a paper as Markdown."""
    lines = [
        f"# {say('train.paper.title')}",
        "",
        say("train.paper.head", n=len(paper.items), seed=paper.seed),
        "",
    ]
    for number, item in enumerate(paper.items, 1):
        lines += [f"## {number}", "", *_asked(item, paper, say), ""]
    lines += [f"# {say('train.paper.key')}", ""]
    for number, item in enumerate(paper.items, 1):
        sources = " ".join(f"〔{s}〕" for s in item.sources)
        lines += [
            f"{number}. **{escape_markdown(key_text(item, paper.seed, say))}** {escape_markdown(item.explanation)} "
            f"{escape_markdown(sources)}"
        ]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _asked(item: Item, paper: Paper, say: Phrases) -> list[str]:
    stem: list[str] = []
    for line in item.stem.split("\n"):
        begins = line.startswith("- ")
        if not begins and stem and stem[-1]:
            stem.append("")
        stem.append(("- " if begins else "") + escape_markdown(line[2:] if begins else line))
        if not begins:
            stem.append("")
    hint = say(f"train.form.{item.form}")
    shown = scrambled(item, paper.seed) if item.form == "order" else range(len(item.choices))
    options = [
        f"- {LETTERS[place]}. {escape_markdown(item.choices[i].text)}" for place, i in enumerate(shown)
    ]
    return [*stem, *([] if not stem or not stem[-1] else [""]), f"*{hint}*", "", *options]


def key_text(item: Item, seed: int, say: Phrases) -> str:
    """Return the key as it is written: letters, letters in order, or a number."""
    if item.form == "number":
        return say.number(round(float(item.number or 0.0), 2))
    if item.form == "order":
        shown = scrambled(item, seed)
        return " ".join(LETTERS[shown.index(i)] for i in range(len(item.choices)))
    key = item.key
    return " ".join(LETTERS[i] for i in (key if isinstance(key, tuple) else ()))
