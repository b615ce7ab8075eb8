"""How tactics are carried out: who owns one, in which order its steps come; and how a metric is reckoned.

A tactic has one owner and a metric one formula, so that every other is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.training.bank import Bank, item_id
from advisor.training.model import Choice, Item, Refusal

OPTIONS = 4
MOST_STEPS = 5


def owners(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Who carries a tactic out."""
    tactics = bank.knowledge.tactics()
    roles = sorted({t.owner for t in tactics.values()})
    for iri, tactic in bank.drawn(tactics.items(), seed, "owner"):
        wrong = [r for r in roles if r != tactic.owner and r not in tactic.helpers]
        owner = bank.knowledge.concept(tactic.owner)
        if owner is None or len(wrong) < OPTIONS - 1:
            yield Refusal("owner", iri, "few_options")
            continue
        others = [bank.knowledge.concept(r) for r in bank.rng(seed, "owner", iri).sample(wrong, OPTIONS - 1)]
        label, name = bank.label(tactic.concept), bank.label(owner)
        yield Item(
            id=item_id("owner", iri),
            sort="owner",
            form="single",
            topic=(bank.sources(tactic.concept) or tactic.concept.sections)[0].partition("#")[0],
            bloom="remember",
            difficulty=0.45,
            language=bank.language,
            stem=bank.phrases("train.stem.owner", tactic=label, definition=bank.definition(tactic.concept)),
            choices=(
                Choice(name, True, bank.phrases("train.proof.owner", tactic=label, role=name)),
                *(
                    Choice(bank.label(o), False, bank.phrases("train.proof.owner", tactic=label, role=name))
                    for o in others
                    if o is not None
                ),
            ),
            explanation=bank.phrases("train.proof.owner", tactic=label, role=name),
            sources=tactic.stated_in.get("steps") or tactic.concept.sections[:1],
        )


def orders(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """The steps of a tactic, to be put in order."""
    for iri, tactic in bank.drawn(bank.knowledge.tactics().items(), seed, "order"):
        steps = [bank.text(s) for s in tactic.steps]
        if not OPTIONS - 1 <= len(steps) <= MOST_STEPS:
            yield Refusal("order", iri, "many_steps")
            continue
        label = bank.label(tactic.concept)
        yield Item(
            id=item_id("order", iri),
            sort="order",
            form="order",
            topic=(bank.sources(tactic.concept) or tactic.concept.sections)[0].partition("#")[0],
            bloom="apply",
            difficulty=round(0.3 + 0.1 * len(steps), 2),
            language=bank.language,
            stem=bank.phrases("train.stem.order", tactic=label),
            choices=tuple(
                Choice(text, True, bank.phrases("train.proof.step", n=n)) for n, text in enumerate(steps, 1)
            ),
            explanation=bank.phrases("train.explain.order", tactic=label),
            sources=tactic.stated_in.get("steps") or tactic.concept.sections[:1],
        )


def formulas(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """How a metric is reckoned."""
    metrics = {iri: m for iri, m in bank.knowledge.metrics().items() if m.formula.get(bank.language)}
    for iri, metric in bank.drawn(metrics.items(), seed, "formula"):
        text = metric.formula[bank.language]
        others = [
            m
            for other, m in metrics.items()
            if other != iri and m.formula[bank.language] != text and not bank.tied(metric.concept, m.concept)
        ]
        others.sort(key=lambda m: (-bank.likeness(metric.concept, m.concept), m.concept.iri))
        if len(others) < OPTIONS - 1:
            yield Refusal("formula", iri, "few_options")
            continue
        drawn = bank.rng(seed, "formula", iri).sample(others[:8], OPTIONS - 1)
        label = bank.label(metric.concept)
        yield Item(
            id=item_id("formula", iri),
            sort="formula",
            form="single",
            topic=metric.concept.sections[0].partition("#")[0],
            bloom="understand",
            difficulty=0.5,
            language=bank.language,
            stem=bank.phrases("train.stem.formula", metric=label),
            choices=(
                Choice(text, True, bank.phrases("train.proof.formula", metric=label)),
                *(
                    Choice(
                        m.formula[bank.language],
                        False,
                        bank.phrases("train.proof.formula", metric=bank.label(m.concept)),
                    )
                    for m in drawn
                ),
            ),
            explanation=bank.phrases("train.explain.formula", metric=label, formula=text),
            sources=metric.concept.sections[:2],
        )
