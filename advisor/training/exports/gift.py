"""Moodle's GIFT. Form: https://docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

import re

from advisor.phrases import Phrases
from advisor.training.model import Item
from advisor.training.papers import Paper, scrambled

_SPECIAL = re.compile(r"([~=#{}:\\])")


def as_gift(paper: Paper, say: Phrases) -> bytes:
    """Return a paper as GIFT; UTF-8, a blank line between questions."""
    blocks = [f"// {paper.language} · {paper.seed}", "$CATEGORY: $course$/mianzi"]
    blocks += [_question(item, paper, say) for item in paper.items]
    return ("\n\n".join(blocks) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text with GIFT's own characters and its line breaks escaped."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _question(item: Item, paper: Paper, say: Phrases) -> str:
    head = f"::{escaped(item.id)}::[plain]{escaped(item.stem)}"
    feedback = f"\t####{escaped(item.explanation)}"
    if item.form == "number":
        return f"{head} {{#\n\t={item.number:g}:{item.tolerance:g}\n{feedback}\n}}"
    if item.form == "order":
        # Each step is matched with its place: GIFT has no ordering of its own.
        shown = scrambled(item, paper.seed)
        pairs = "\n".join(
            f"\t={escaped(item.choices[i].text)} -> {escaped(say('train.place', n=i + 1))}" for i in shown
        )
        return f"{head} {{\n{pairs}\n{feedback}\n}}"
    right = sum(c.right for c in item.choices)
    wrong = len(item.choices) - right
    lines = []
    for choice in item.choices:
        if item.form == "single":
            sign = "=" if choice.right else "~"
        else:
            share = 100 / right if choice.right else -100 / wrong
            sign = f"~%{share:.5f}%"
        lines.append(f"\t{sign}{escaped(choice.text)}#{escaped(choice.proof)}")
    return head + " {\n" + "\n".join([*lines, feedback]) + "\n}"
