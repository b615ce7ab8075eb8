"""The JSON Schema of a brief, made from the vocabulary: for editors, forms and other programs.

It accepts what the reader accepts: numbers within their range, shares also as percentages, options by code
or label, words for yes, no and unknown. What needs reckoning (constraints between facts) only the reader
can check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from advisor.phrases import LANGUAGES
from advisor.situation.brief import GENERAL_KEYS, MAX_MEMBERS, WEEKS
from advisor.situation.model import FactSpec, Origin
from advisor.situation.statement import MAX_EARLIER
from advisor.situation.values import LARGEST, MAX_TEXT
from advisor.situation.vocabulary import PLURALS, Vocabulary, Words

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DIGITS = r"(?:\d{1,3}(?:[,，]\d{3})+|\d{1,25})(?:\.\d{1,25})?|\.\d{1,25}"
_DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"

Schema = dict[str, Any]


@dataclass(frozen=True)
class _Titles:
    """What the parts of a brief are called in one language."""

    words: Words
    language: str

    def __call__(self, key: str) -> str:
        return self.words.title(key, self.language)


def brief_schema(vocabulary: Vocabulary, language: str) -> Schema:
    """Return a JSON Schema (2020-12) for briefs, with titles and descriptions in a language."""
    say = _Titles(vocabulary.words, language)
    brand_topics = {t: specs for t, specs in vocabulary.by_topic.items() if specs[0].kind == "brand"}
    members = {topic: specs for topic, specs in vocabulary.by_topic.items() if topic in PLURALS}
    properties: Schema = {key: _general(key, say) for key in GENERAL_KEYS}
    for topic, specs in (brand_topics | members).items():
        properties[topic] = _topic(topic, specs, say)
    for kind, plural in PLURALS.items():
        if kind in members:
            properties[plural] = _members(kind, plural, members[kind], say)
    properties |= {fact: _ref(fact) for fact in vocabulary}
    return {
        "$schema": DIALECT,
        "title": say("schema.title"),
        "description": say("schema.description"),
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "additionalProperties": False,
        "$defs": {
            **{fact: _fact(spec, vocabulary.words, say) for fact, spec in vocabulary.items()},
            "unknown": {"anyOf": [{"type": "null"}, {"const": ""}, _words(vocabulary.words.unknown)]},
            "day": {"type": "string", "pattern": _DAY},
            "line": {"type": "string", "maxLength": MAX_TEXT + 100},
        },
    }


def _general(key: str, say: _Titles) -> Schema:
    low, high = WEEKS
    kinds: Mapping[str, Schema] = {
        "as_of": {"anyOf": [{"type": "null"}, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}]},
        "language": {"enum": [*LANGUAGES, None]},
        "weeks": {"type": ["integer", "null"], "minimum": low, "maximum": high},
    }
    return {"title": say(f"schema.{key}"), **kinds[key]}


def _topic(topic: str, specs: tuple[FactSpec, ...], say: _Titles) -> Schema:
    return {
        "title": say(f"topic.{topic}"),
        "type": ["object", "null"],
        "properties": {name: _ref(s.id) for s in specs for name in (s.name, s.id)},
        "additionalProperties": False,
    }


def _members(kind: str, plural: str, specs: tuple[FactSpec, ...], say: _Titles) -> Schema:
    own = {
        "id": {
            "title": say("schema.id"),
            "anyOf": [
                {"type": "null"},
                {"type": "string", "pattern": r"^\s*[A-Za-z0-9][A-Za-z0-9_-]{0,63}\s*$"},
            ],
            "not": {"const": "brand"},
        },
        "name": {
            "title": say("schema.name"),
            "anyOf": [{"type": ["null", "number"]}, {"$ref": "#/$defs/line"}],
        },
    }
    return {
        "title": say(f"topic.{plural}"),
        "type": ["array", "null"],
        "maxItems": MAX_MEMBERS,
        "items": {
            "title": say(f"topic.{kind}"),
            "type": "object",
            "minProperties": 1,
            "properties": {**own, **{name: _ref(s.id) for s in specs for name in (s.name, s.id)}},
            "additionalProperties": False,
        },
    }


def _ref(fact: str) -> Schema:
    return {"$ref": f"#/$defs/{fact}"}


def _fact(spec: FactSpec, words: Words, say: _Titles) -> Schema:
    """A fact: unknown, its plain value, or a mapping that says more about it."""
    language = say.language
    said = [spec.question.get(language), spec.why.get(language), spec.unknown_when.get(language)]
    described = " ".join(text for text in said if text)
    value = {"anyOf": [{"$ref": "#/$defs/unknown"}, *_values(spec, words, say)]}
    schema: Schema = {"title": spec.labels.get(language) or spec.id}
    if described:
        schema["description"] = described
    return schema | {"anyOf": [*value["anyOf"], _details(spec, value, words, say)]}


def _values(spec: FactSpec, words: Words, say: _Titles) -> list[Schema]:
    match spec.datatype:
        case "boolean":
            return [{"type": "boolean"}, _words(words.true | words.false)]
        case "string":
            return [{"$ref": "#/$defs/line"}, {"type": "number"}]
        case "date":
            return [{"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}]
        case "choice":
            return _options(spec, say)
        case "choices":
            one = {"anyOf": _options(spec, say)}
            # Several may also stand in one line, between commas; that the reader takes apart.
            return [{"type": "array", "items": one}, {"type": "string"}]
        case "integer" | "decimal" | "year":
            return _number(spec, words)


def _options(spec: FactSpec, say: _Titles) -> list[Schema]:
    codes = [
        {"const": option.code, "title": option.labels.get(say.language) or option.code}
        for option in spec.options
    ]
    labels = frozenset(label for o in spec.options for label in (o.code, *o.labels.values()))
    return [*codes, _words(labels)]


def _number(spec: FactSpec, words: Words) -> list[Schema]:
    plain: Schema = {"type": "integer" if spec.datatype in ("integer", "year") else "number"}
    if spec.minimum is not None:
        plain["minimum"] = spec.minimum
    else:
        plain["exclusiveMinimum"] = -LARGEST
    if spec.maximum is not None:
        plain["maximum"] = spec.maximum
    else:
        plain["exclusiveMaximum"] = LARGEST
    units = {
        *words.units.get(spec.unit or "count", frozenset()),
        *({"%", "％"} if spec.unit == "ratio" else ()),
    }
    before = _any_of(words.units.get(spec.unit or "count", frozenset()))
    text = rf"^\s*[-+−]?\s*{before}\s*(?:{_DIGITS})\s*{_any_of(words.multipliers)}\s*{_any_of(units)}\s*$"
    return [plain, {"type": "string", "pattern": text}]


def _details(spec: FactSpec, value: Schema, words: Words, say: _Titles) -> Schema:
    line: Schema = {"anyOf": [{"type": ["null", "number"]}, {"$ref": "#/$defs/line"}]}
    day: Schema = {"anyOf": [{"type": ["null", "integer"]}, {"$ref": "#/$defs/day"}]}
    properties: Schema = {
        "value": {"title": say("schema.value"), **value},
        "as_of": {"title": say("schema.value_as_of"), **day},
        "window": {"title": say("schema.window"), **line},
        "n": {"title": say("schema.n"), "type": ["integer", "null"], "minimum": 0},
        "method": {"title": say("schema.method"), **line},
        "quality": {"title": say("schema.quality"), **line},
        "origin": {"title": say("schema.origin"), "enum": [*get_args(Origin), None]},
        "history": {"type": "null"},
    }
    if spec.numeric:
        properties["history"] = {
            "title": say("schema.history"),
            "type": ["array", "null"],
            "maxItems": MAX_EARLIER,
            "items": {
                "type": "object",
                "properties": {
                    "as_of": {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/day"}]},
                    "value": {"anyOf": _number(spec, words)},
                },
                "required": ["as_of", "value"],
                "additionalProperties": False,
            },
        }
    return {"type": "object", "properties": properties, "required": ["value"], "additionalProperties": False}


def _words(words: frozenset[str]) -> Schema:
    """Words in any case; the reader also takes their full-width forms."""
    return {"type": "string", "pattern": rf"^\s*(?:{'|'.join(_any_case(w) for w in sorted(words))})\s*$"}


def _any_of(words: Mapping[str, Any] | frozenset[str] | set[str]) -> str:
    return f"(?:{'|'.join(_any_case(w) for w in sorted(words, key=lambda w: (-len(w), w)))})?"


def _any_case(word: str) -> str:
    """A pattern for a word in any case: JSON Schema knows no flags."""
    return "".join(
        f"[{c.lower()}{c.upper()}]" if c.lower() != c.upper() and len(c.upper()) == 1 else re.escape(c)
        for c in word
    )
