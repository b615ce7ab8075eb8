"""The vocabulary of facts: what can be known, what must hold, and in which words a brief may say it.

Declared in ``ontology/facts`` and compiled to JSON once for each revision of the packs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast, get_args

from advisor.errors import PackError, did_you_mean
from advisor.knowledge.model import LANGUAGES, Text
from advisor.pack import Packs
from advisor.situation.arithmetic import Expression, parse
from advisor.situation.model import KINDS, Datatype, FactSpec, Kind, Option

PLURALS: Mapping[Kind, str] = {
    "segment": "segments",
    "channel": "channels",
    "community": "communities",
    "campaign": "campaigns",
}
"""The key under which a brief lists the members of a kind."""

_WORDS = "brief.words."
_TITLES = ("brief.topic.", "brief.schema.")
_ASCII_WORDS = {"true": ["true", "yes", "y"], "false": ["false", "no", "n"], "unknown": ["unknown", "?"]}


@dataclass(frozen=True)
class Constraint:
    """What must hold between facts; the labels say it in words."""

    id: str
    expression: Expression
    labels: Text

    @property
    def members(self) -> Kind | None:
        """The kind at whose members it is checked one by one; None where it is checked once, at the brand."""
        outside = [f for f in self.expression.facts if f not in self.expression.summed]
        for fact in outside:
            topic = fact.split(".", 1)[0]
            if topic in PLURALS:
                return cast(Kind, topic)
        return None


def normal(text: str) -> str:
    """Text as it is compared: full-width forms made narrow, case and surrounding space dropped."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@dataclass(frozen=True)
class Words:
    """The words, in all languages together, that a brief may use for values.

    ``multipliers`` maps a word to the number it stands for; ``units`` a unit's code to its words;
    ``nameless`` is what an unnamed brand is called; ``titles`` name the parts of a brief (``topic.brand``,
    ``schema.as_of``). All words for values are in their normal form.
    """

    true: frozenset[str]
    false: frozenset[str]
    unknown: frozenset[str]
    multipliers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nameless: Text = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)

    def title(self, key: str, language: str) -> str:
        """What a part of a brief is called in a language; the last part of the key where that is not said."""
        return self.titles.get(key, {}).get(language) or key.rsplit(".", 1)[-1]

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> Words:
        """Read what `_compile_words` wrote; what is left out has the plainest English words."""

        def words(key: str) -> frozenset[str]:
            return frozenset(normal(w) for w in [*raw.get(key, ()), *_ASCII_WORDS[key]])

        return cls(
            true=words("true"),
            false=words("false"),
            unknown=words("unknown"),
            multipliers={normal(w): int(n) for w, n in raw.get("multipliers", {}).items()},
            units={u: frozenset(normal(w) for w in ws) for u, ws in sorted(raw.get("units", {}).items())},
            nameless=raw.get("nameless", {}),
            titles=raw.get("titles", {}),
        )


class Vocabulary(Mapping[str, FactSpec]):
    """The declared facts by id, in the order of their declaration."""

    def __init__(
        self, specs: Sequence[FactSpec], constraints: Sequence[Constraint] = (), words: Words | None = None
    ) -> None:
        self._specs = {spec.id: spec for spec in specs}
        self.constraints = tuple(constraints)
        self.words = words or Words.from_raw({})

    def __getitem__(self, fact: str) -> FactSpec:
        return self._specs[fact]

    def __iter__(self) -> Iterator[str]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[FactSpec, ...]]:
        """The facts under each topic, topics in the order of their first fact."""
        topics: dict[str, list[FactSpec]] = {}
        for spec in self._specs.values():
            topics.setdefault(spec.topic, []).append(spec)
        return {topic: tuple(specs) for topic, specs in topics.items()}

    def of_kind(self, kind: Kind) -> tuple[FactSpec, ...]:
        """The facts that entities of a kind can have."""
        return tuple(spec for spec in self._specs.values() if spec.kind == kind)

    @cached_property
    def computed(self) -> tuple[tuple[FactSpec, Expression], ...]:
        """The facts that follow from others, each after those it needs."""
        open_ = {s.id: parse(s.computed_as) for s in self._specs.values() if s.computed_as}
        ordered: list[tuple[FactSpec, Expression]] = []
        while open_:
            ready = [f for f, e in open_.items() if not any(n in open_ for n in e.facts)]
            if not ready:
                raise PackError(f"facts are computed from each other in a circle: {', '.join(sorted(open_))}")
            ordered.extend((self._specs[f], open_.pop(f)) for f in ready)
        return tuple(ordered)

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """Ids of facts by their labels in any language, in normal form."""
        return {normal(text): spec.id for spec in self._specs.values() for text in spec.labels.values()}

    @classmethod
    def from_raw(
        cls,
        facts: Sequence[Mapping[str, Any]],
        constraints: Sequence[Mapping[str, Any]] = (),
        words: Mapping[str, Any] | None = None,
    ) -> Vocabulary:
        """Build a vocabulary from plain values; raise PackError where a declaration cannot be used."""
        vocabulary = cls(
            [_spec(raw) for raw in facts],
            [_constraint(raw) for raw in constraints],
            Words.from_raw(words or {}),
        )
        for owner, expression in vocabulary._expressions():
            for fact in expression.facts:
                if fact not in vocabulary:
                    raise PackError(
                        f"{owner} names the unknown fact '{fact}'",
                        remedy=did_you_mean(fact, sorted(vocabulary)),
                    )
                if not vocabulary[fact].numeric:
                    raise PackError(f"{owner} reckons with '{fact}', which is no number")
        return vocabulary

    def _expressions(self) -> Iterator[tuple[str, Expression]]:
        for spec, expression in self.computed:
            if expression.compares or not spec.numeric:
                raise PackError(f"the fact '{spec.id}' is not computed as a number")
            yield f"the fact '{spec.id}'", expression
        for constraint in self.constraints:
            if not constraint.expression.compares:
                raise PackError(f"the constraint '{constraint.id}' is no comparison")
            yield f"the constraint '{constraint.id}'", constraint.expression


def load_vocabulary(packs: Packs) -> Vocabulary:
    """Return the facts that the packs declare; raise PackError where a declaration cannot be used."""
    raw = packs.compiled_json("facts.json", lambda: _compile(packs))
    return Vocabulary.from_raw(raw["facts"], raw["constraints"], raw["words"])


def _compile(packs: Packs) -> dict[str, Any]:
    from advisor.knowledge.store import open_knowledge

    knowledge = open_knowledge(packs)
    facts = list(knowledge.facts_raw())
    constraints = list(knowledge.constraints_raw())
    words = _compile_words(packs)
    Vocabulary.from_raw(facts, constraints, words)  # a pack that cannot be used is not kept
    return {"facts": facts, "constraints": constraints, "words": words}


def _compile_words(packs: Packs) -> dict[str, Any]:
    """Gather the words for values, and the titles, from the phrases of all languages.

    A message ``brief.words.KEY`` holds words with spaces between them; ``_`` stands for a space in a word.
    """
    from advisor.phrases import load_phrases

    raw: dict[str, Any] = {"multipliers": {}, "units": {}, "nameless": {}, "titles": {}}
    for language in LANGUAGES:
        for key, text in sorted(load_phrases(packs, language).messages.items()):
            if key.startswith(_TITLES):
                raw["titles"].setdefault(key.removeprefix("brief."), {})[language] = text
            elif key.startswith(_WORDS):
                _add_words(raw, key.removeprefix(_WORDS), text, language)
    return raw


def _add_words(raw: dict[str, Any], name: str, text: str, language: str) -> None:
    words = [w.replace("_", " ") for w in text.split()]
    if name == "nameless":
        raw["nameless"][language] = text
    elif name.startswith("unit."):
        raw["units"].setdefault(name.removeprefix("unit."), []).extend(words)
    elif name.startswith("times.") and name.removeprefix("times.").isdigit():
        raw["multipliers"].update(dict.fromkeys(words, int(name.removeprefix("times."))))
    elif name in _ASCII_WORDS:
        raw.setdefault(name, []).extend(words)
    else:
        raise PackError(
            f"no use for the phrase '{_WORDS}{name}'", remedy=did_you_mean(name, sorted(_ASCII_WORDS))
        )


def _spec(raw: Mapping[str, Any]) -> FactSpec:
    fact, kind, datatype = str(raw["id"]), raw["kind"], raw["datatype"]
    if kind not in KINDS:
        raise PackError(f"the fact '{fact}' belongs to '{kind}'", remedy=f"one of {', '.join(KINDS)}")
    if datatype not in get_args(Datatype):
        raise PackError(
            f"the fact '{fact}' has the datatype '{datatype}'", remedy="see ontology/vocabulary.ttl"
        )
    topic, _, name = fact.partition(".")
    if not name or "." in name or ((topic in PLURALS or kind in PLURALS) and topic != kind):
        raise PackError(
            f"the fact '{fact}' of a {kind} is misnamed", remedy="write TOPIC.NAME; members: KIND.NAME"
        )
    options = tuple(
        Option(str(o["code"]), o.get("labels") or {}, o.get("concept") or None)
        for o in raw.get("options") or ()
    )
    if (datatype in ("choice", "choices")) != bool(options):
        raise PackError(f"the fact '{fact}' ({datatype}) has {len(options)} options")
    return FactSpec(
        id=fact,
        kind=kind,
        datatype=datatype,
        labels=raw["labels"],
        question=raw.get("question") or {},
        why=raw.get("why") or {},
        unit=_unit(raw.get("unit")),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        precision=raw.get("precision"),
        changeable=bool(raw.get("changeable", True)),
        higher_is_better=raw.get("higher_is_better"),
        options=options,
        computed_as=raw.get("computed_as") or None,
        unknown_when=raw.get("unknown_when") or {},
        essential=bool(raw.get("essential", False)),
    )


def _unit(raw: str | None) -> str | None:
    return raw.split(":", 1)[-1] if raw else None


def _constraint(raw: Mapping[str, Any]) -> Constraint:
    return Constraint(str(raw["id"]), parse(str(raw["expression"])), raw.get("labels") or {})
