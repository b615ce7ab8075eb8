"""Which kind a thing is, which one does not belong, and which belong: proved by kinds that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.knowledge.model import Concept
from advisor.training.bank import Bank, item_id
from advisor.training.model import Choice, Item, Refusal

OPTIONS = 4
FIVE = 5
LOOKED_AT = 150
"""So many other concepts, drawn at random, are looked at for likeness."""
PER_KIND = 12
"""So many items of a kind at most: some kinds have hundreds of members."""
CATCH_ALL = frozenset(
    {"mz:Concept", "mz:Phenomenon", "mz:Characteristic", "mz:Effect", "mz:Quantity", "mz:Criterion"}
)
"""Kinds that say too little to be asked for."""


def which_kind(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """What kind of thing a concept is."""
    for concept, kind in _drawn(bank, seed, "kind"):
        rng = bank.rng(seed, "kind", concept.iri)
        kinds = [k for k in bank.by_kind if k not in CATCH_ALL and bank.disjoint(kind, k)]
        if len(kinds) < OPTIONS - 1:
            yield Refusal("kind", concept.iri, "few_options")
            continue
        others = rng.sample(sorted(kinds), OPTIONS - 1)
        label, name = bank.label(concept), bank.kind_label(kind)
        yield Item(
            id=item_id("kind", concept.iri),
            sort="kind",
            form="single",
            topic=bank.topic(concept),
            bloom="remember",
            difficulty=0.35,
            language=bank.language,
            stem=bank.phrases("train.stem.kind", term=label),
            choices=(
                Choice(name, True, bank.phrases("train.proof.kind", term=label, kind=name)),
                *(
                    Choice(
                        bank.kind_label(k),
                        False,
                        bank.phrases("train.proof.disjoint", kind=name, other=bank.kind_label(k)),
                    )
                    for k in others
                ),
            ),
            explanation=bank.phrases(
                "train.explain.definition", term=label, definition=bank.definition(concept)
            ),
            sources=bank.sources(concept),
        )


def odd_one_out(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Three are of a kind, one is not."""
    for concept, kind in _drawn(bank, seed, "odd"):
        rng = bank.rng(seed, "odd", concept.iri)
        # The concept is the one that does not belong; the kind is that of the other three.
        others = [
            c for k, cs in bank.by_kind.items() if k not in CATCH_ALL and bank.disjoint(kind, k) for c in cs
        ]
        near = bank.likest([concept], rng.sample(others, min(LOOKED_AT, len(others))))
        group = next(
            (k for k in dict.fromkeys(c.kind for c in near[:40]) if len(bank.by_kind[k]) >= OPTIONS), None
        )
        if group is None:
            yield Refusal("odd", concept.iri, "few_options")
            continue
        members = sorted(bank.by_kind[group], key=lambda c: (-bank.likeness(concept, c), c.iri))[:8]
        three = rng.sample(members, OPTIONS - 1)
        name, own = bank.kind_label(group), bank.kind_label(kind)
        yield Item(
            id=item_id("odd", concept.iri),
            sort="odd",
            form="single",
            topic=bank.topic(concept),
            bloom="understand",
            difficulty=0.5,
            language=bank.language,
            stem=bank.phrases("train.stem.odd", kind=name),
            choices=(
                Choice(bank.label(concept), True, bank.phrases("train.proof.kind", term=bank.label(concept), kind=own)),
                *(Choice(bank.label(c), False, bank.phrases("train.proof.kind", term=bank.label(c), kind=name)) for c in three),
            ),
            explanation=bank.phrases(
                "train.explain.odd", term=bank.label(concept), kind=own, other=name
            ),
            sources=_sources(bank, [concept, *three]),
        )  # fmt: skip


def all_of_a_kind(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Several right options: all that are of a kind."""
    for kind, members in bank.by_kind.items():
        if kind in CATCH_ALL or len(members) < OPTIONS:
            continue
        for number in range(min(3, len(members) // OPTIONS)):
            rng = bank.rng(seed, "members", kind, str(number))
            right = rng.sample(members, rng.choice((2, 3)))
            others = [c for k, cs in bank.by_kind.items() if bank.disjoint(kind, k) for c in cs]
            outside = bank.likest(right, rng.sample(others, min(LOOKED_AT, len(others))))[:20]
            if len(outside) < FIVE - len(right):
                yield Refusal("members", kind, "few_options")
                continue
            wrong = rng.sample(outside, FIVE - len(right))
            name = bank.kind_label(kind)
            yield Item(
                id=item_id("members", kind, str(number), *(c.iri for c in [*right, *wrong])),
                sort="members",
                form="multiple",
                topic=bank.topic(right[0]),
                bloom="understand",
                difficulty=0.55,
                language=bank.language,
                stem=bank.phrases("train.stem.members", kind=name),
                choices=tuple(
                    Choice(
                        bank.label(c),
                        c in right,
                        bank.phrases("train.proof.kind", term=bank.label(c), kind=bank.kind_label(c.kind)),
                    )
                    for c in [*right, *wrong]
                ),
                explanation=bank.phrases(
                    "train.explain.members",
                    kind=name,
                    terms=bank.phrases.list([bank.label(c) for c in right]),
                ),
                sources=_sources(bank, right),
            )


def _drawn(bank: Bank, seed: int, sort: str) -> Iterator[tuple[Concept, str]]:
    kinds = [(kind, members) for kind, members in bank.by_kind.items() if kind not in CATCH_ALL]
    pairs = [
        (concept, kind)
        for kind, members in kinds
        for concept in bank.rng(seed, sort, kind).sample(members, min(PER_KIND, len(members)))
    ]
    yield from bank.drawn(pairs, seed, sort)


def _sources(bank: Bank, concepts: Sequence[Concept]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for c in concepts for s in bank.sources(c)[:1]))
