"""An empty brief with its questions, to be filled in: the text of ``advisor brief new``."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.phrases import Phrases
from advisor.situation.brief import GENERAL_KEYS, NAME_FACT
from advisor.situation.decisions import KEY as DECISIONS
from advisor.situation.model import FactSpec, Option
from advisor.situation.values import plain_number
from advisor.situation.vocabulary import PLURALS, Vocabulary

_EXAMPLE = "{value: 18%, as_of: 2026-03-01, n: 412, history: [{as_of: 2025-03-01, value: 25%}]}"

_DECISION = "- {reject: …, why: …}"


def new_brief(vocabulary: Vocabulary, phrases: Phrases, *, full: bool = False) -> str:
    """Return a brief in which everything is unknown but a placeholder for the name.

    The short form asks the facts that the vocabulary declares essential, the full form all. It is a valid
    brief as it stands.
    """
    asked = [s for s in vocabulary.values() if full or s.essential or s.id == NAME_FACT]
    lines = list(_head(asked, phrases, full=full))
    for key in GENERAL_KEYS:
        lines += [f"# {phrases(f'brief.new.{key}')}", f"{key}:"]
    lines += [f"# {phrases('brief.new.decisions', example=_DECISION)}", f"{DECISIONS}:"]
    topics: dict[str, list[FactSpec]] = {}
    for spec in asked:
        topics.setdefault(spec.topic, []).append(spec)
    for topic, specs in topics.items():
        if topic not in PLURALS:
            lines += ["", *_title(topic, phrases), f"{topic}:"]
            for spec in specs:
                lines += [
                    *_comments(spec, phrases, "  # ", full=full),
                    f"  {spec.name}:{_placeholder(spec, phrases)}",
                ]
    for kind, plural in PLURALS.items():
        if kind in topics:
            lines += ["", *_title(plural, phrases), f"# {phrases('brief.new.members')}", f"{plural}:"]
            lines += [f"#  - name:  # {phrases('brief.schema.name')}"]
            for spec in topics[kind]:
                lines += [*_comments(spec, phrases, "#    # ", full=full), f"#    {spec.name}:"]
    return "\n".join(lines) + "\n"


def _head(asked: list[FactSpec], phrases: Phrases, *, full: bool) -> Iterator[str]:
    yield f"# {phrases('brief.new.title')}"
    yield f"# {phrases('brief.new.forms')}"
    yield f"# {phrases('brief.new.details', example=_EXAMPLE)}"
    yield f"# {phrases('brief.new.full' if full else 'brief.new.short', n=len(asked))}"
    yield f"# {phrases('brief.new.check')}"
    yield ""


def _title(topic: str, phrases: Phrases) -> list[str]:
    key = f"brief.topic.{topic}"
    return [f"# --- {phrases(key) if key in phrases else topic} ---"]


def _placeholder(spec: FactSpec, phrases: Phrases) -> str:
    return f' "{phrases("brief.new.name")}"' if spec.id == NAME_FACT else ""


def _comments(spec: FactSpec, phrases: Phrases, mark: str, *, full: bool) -> list[str]:
    """The question, what an answer looks like and, in the full form, why it is asked."""
    language = phrases.language
    question = spec.question.get(language) or spec.labels.get(language) or spec.id
    lines = [question, answer_form(spec, phrases)]
    if full:
        why, when = spec.why.get(language), spec.unknown_when.get(language)
        lines += [phrases("brief.new.why", why=why)] if why else []
        lines += [phrases("brief.new.unknown_when", when=when)] if when else []
        lines += [phrases("brief.new.computed", formula=spec.computed_as)] if spec.computed_as else []
    return [f"{mark}{line}" for line in lines]


def answer_form(spec: FactSpec, phrases: Phrases) -> str:
    """Return what an answer to a fact's question looks like: its options, or unit and range."""
    match spec.datatype:
        case "choice" | "choices":
            options = " | ".join(_option(o, phrases.language) for o in spec.options)
            return phrases(
                f"brief.new.{'options' if spec.datatype == 'choice' else 'several'}", options=options
            )
        case "boolean":
            return phrases("brief.new.yes_no")
        case "string":
            return phrases("brief.new.text")
        case "year" | "date":
            return phrases(f"brief.new.{spec.datatype}")
    parts = [phrases(f"brief.new.{'whole' if spec.datatype == 'integer' else 'number'}")]
    if spec.unit == "ratio":
        parts = [phrases("brief.new.ratio")]
    elif spec.unit and f"brief.new.unit.{spec.unit}" in phrases:
        parts.append(phrases(f"brief.new.unit.{spec.unit}"))
    limits = _limits(spec, phrases)
    return ", ".join([*parts, *([limits] if limits else [])])


def _option(option: Option, language: str) -> str:
    """Its code, and its label where that says more."""
    label = option.labels.get(language, "")
    return option.code if label.casefold() == option.code else f"{option.code} {label}".strip()


def _limits(spec: FactSpec, phrases: Phrases) -> str | None:
    def shown(number: float) -> str:
        return f"{plain_number(number * 100)}%" if spec.unit == "ratio" else plain_number(number)

    low, high = spec.minimum, spec.maximum
    if low is not None and high is not None:
        return phrases("brief.new.range", low=shown(low), high=shown(high))
    if low is not None:
        return phrases("brief.new.at_least", low=shown(low))
    return phrases("brief.new.at_most", high=shown(high)) if high is not None else None
