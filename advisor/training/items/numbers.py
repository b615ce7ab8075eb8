"""Sums with the documents' own figures: a quantity that follows from others, with the figures changed."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.model import Concept
from advisor.situation.calculations import Calculation
from advisor.training.bank import Bank, item_id
from advisor.training.model import Item, Refusal

FACTORS = (0.5, 0.8, 1.2, 1.5, 2.0)
TOLERANCE = 0.01
"""A hundredth of the result: what rounding on the way may cost."""


def sums(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """What a quantity comes to when those that it follows from are other than in the document."""
    rows = bank.knowledge.rows(
        "SELECT DISTINCT subject, object FROM statement WHERE predicate = 'mz:calculation' ORDER BY id"
    )
    values = {
        subject.partition(":")[2]: float(value)
        for subject, value in bank.knowledge.rows(
            "SELECT subject, object FROM statement WHERE predicate = 'mz:value'"
        )
    }
    for subject, text in rows:
        concept = bank.knowledge.concept(subject)
        calculation = Calculation(subject, text)
        named = [bank.knowledge.concept(f"mz:{name}") for name in calculation.names]
        known = [c for c in named if c is not None and _slug(c) in values]
        if concept is None or len(known) != len(named) or len(named) < 2 or not bank.sources(concept):
            yield Refusal("number", subject, "not_all_figures")
            continue
        rng = bank.rng(seed, "number", subject)
        changed = {_slug(c): _changed(values[_slug(c)], rng.choice(FACTORS)) for c in known}
        result = calculation.result(changed)
        if result is None or abs(result) < 1e-9:
            yield Refusal("number", subject, "no_result")
            continue
        given = "\n".join(
            f"- {bank.label(c)}：{bank.phrases.number(changed[_slug(c)])}"
            if bank.language != "en"
            else f"- {bank.label(c)}: {bank.phrases.number(changed[_slug(c)])}"
            for c in known
        )
        yield Item(
            id=item_id("number", subject),
            sort="number",
            form="number",
            topic=bank.topic(concept),
            bloom="apply",
            difficulty=round(0.35 + 0.1 * len(known), 2),
            language=bank.language,
            stem=bank.phrases("train.stem.number", term=bank.label(concept), given=given),
            choices=(),
            explanation=bank.phrases(
                "train.explain.number",
                term=bank.label(concept),
                sum=_written(bank, text, known),
                result=bank.phrases.number(round(float(result), 2)),
            ),
            sources=bank.sources(concept),
            number=round(float(result), 4),
            tolerance=round(abs(float(result)) * TOLERANCE, 4),
        )


def _slug(concept: Concept) -> str:
    return concept.iri.partition(":")[2]


def _changed(value: float, factor: float) -> float:
    """A figure of the same kind: a whole number stays whole, a share stays below one."""
    if value == int(value) and abs(value) >= 2:
        return float(max(1, round(value * factor)))
    changed = value * factor
    return round(min(changed, 0.95) if 0 < value < 1 else changed, 3)


def _written(bank: Bank, text: str, named: list[Concept]) -> str:
    for concept in sorted(named, key=lambda c: -len(c.iri)):
        text = text.replace(_slug(concept).replace("-", "_"), bank.label(concept))
    return text.replace("*", "×").replace("/", "÷")
