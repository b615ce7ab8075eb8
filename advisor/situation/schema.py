"""The JSON Schema of a brief, made from the vocabulary: for editors, forms and other programs.

It accepts what the reader accepts: numbers within their range, shares also as percentages, options by code
or label, words for yes, no and unknown. What needs reckoning (constraints between facts) only the reader
can check.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from advisor.phrases import LANGUAGES
from advisor.situation.brief import GENERAL_KEYS, MAX_MEMBERS, WEEKS
from advisor.situation.decisions import ACTS, MAX_DECISIONS
from advisor.situation.decisions import KEY as DECISIONS
from advisor.situation.model import FactSpec, Kind, Origin
from advisor.situation.statement import MAX_EARLIER
from advisor.situation.values import LARGEST, MAX_TEXT
from advisor.situation.vocabulary import PLURALS, Vocabulary, Words

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DIGITS = r"(?:\d{1,3}(?:[,，]\d{3})+|\d{1,25})(?:\.\d{1,25})?|\.\d{1,25}"
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_FULL_DAY = rf"^\s*\d{{4}}-{_MONTH_AND_DAY}\s*$"
_DAY = rf"^\s*\d{{4}}(?:-(?:0[1-9]|1[0-2])|-{_MONTH_AND_DAY})?\s*$"
_ID = r"^\s*[A-Za-z0-9][A-Za-z0-9_-]{0,63}\s*$"

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
    members = {topic: specs for topic, specs in vocabulary.by_topic.items() if topic in PLURALS}
    properties: Schema = {key: _general(key, say) for key in GENERAL_KEYS}
    properties[DECISIONS] = _decisions(say)
    properties |= {topic: _topic(topic, specs, say) for topic, specs in vocabulary.by_topic.items()}
    properties |= {PLURALS[cast(Kind, kind)]: _members(kind, specs, say) for kind, specs in members.items()}
    properties |= {fact: _ref(fact) for fact in vocabulary}
    return {
        "$schema": DIALECT,
        "title": say("schema.title"),
        "description": say("schema.description"),
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "additionalProperties": False,
        "$defs": {fact: _fact(spec, say) for fact, spec in vocabulary.items()} | _shared(vocabulary, say),
    }


def _shared(vocabulary: Vocabulary, say: _Titles) -> Schema:
    """What many facts refer to: words, numbers written out in each unit, and what can be said about a value."""
    words = say.words
    units = sorted({spec.unit or "count" for spec in vocabulary.values() if spec.numeric})
    line: Schema = {"anyOf": [{"type": ["null", "number"]}, {"$ref": "#/$defs/line"}]}
    day: Schema = {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/day"}]}
    return {
        "unknown": {"anyOf": [{"type": "null"}, {"const": ""}, _words(words.unknown)]},
        "yes-no": {"anyOf": [{"type": "boolean"}, _words(words.true | words.false)]},
        "line": {"type": "string", "pattern": rf"^\s*\S(?:.{{0,{MAX_TEXT - 2}}}\S)?\s*$"},
        "day": {
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": _DAY},
            ]
        },
        "as-of": {"title": say("schema.value_as_of"), **day},
        "window": {"title": say("schema.window"), **line},
        "method": {"title": say("schema.method"), **line},
        "quality": {"title": say("schema.quality"), **line},
        "observations": {"title": say("schema.n"), "type": ["integer", "null"], "minimum": 0},
        "origin": {"title": say("schema.origin"), "enum": [*get_args(Origin), None]},
    } | {f"number.{unit}": {"type": "string", "pattern": _written(unit, words)} for unit in units}


def _general(key: str, say: _Titles) -> Schema:
    low, high = WEEKS
    kinds: Mapping[str, Schema] = {
        "as_of": {"anyOf": [{"type": "null"}, {"type": "string", "pattern": _FULL_DAY}]},
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


def _members(kind: str, specs: tuple[FactSpec, ...], say: _Titles) -> Schema:
    ids: Schema = {"type": ["string", "null"], "pattern": _ID, "not": {"const": "brand"}}
    own: Schema = {
        "id": {"title": say("schema.id"), "anyOf": [ids, {"type": "integer", "minimum": 0}]},
        "name": {
            "title": say("schema.name"),
            "anyOf": [{"type": ["null", "number"]}, {"$ref": "#/$defs/line"}],
        },
    }
    facts = {name: _ref(s.id) for s in specs for name in (s.name, s.id)}
    return {
        "title": say(f"topic.{PLURALS[cast(Kind, kind)]}"),
        "type": ["array", "null"],
        "maxItems": MAX_MEMBERS,
        "items": {
            "title": say(f"topic.{kind}"),
            "type": "object",
            "minProperties": 1,
            "properties": own | facts,
            "additionalProperties": False,
        },
    }


def _decisions(say: _Titles) -> Schema:
    parts = {key: {"title": say(f"schema.decision.{key}"), **_ref("line")} for key in (*ACTS, "why")}
    where: Schema = {
        "title": say("schema.decision.for"),
        "anyOf": [{"type": ["null", "number"]}, _ref("line")],
    }
    return {
        "title": say("schema.decisions"),
        "type": ["array", "null"],
        "maxItems": MAX_DECISIONS,
        "items": {
            "type": "object",
            "properties": parts | {"for": where},
            "required": ["why"],
            "oneOf": [{"required": [act]} for act in ACTS],
            "additionalProperties": False,
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _fact(spec: FactSpec, say: _Titles) -> Schema:
    """A fact: unknown, its plain value, or a mapping that says more about it."""
    texts = (spec.question, spec.why, spec.unknown_when)
    said = " ".join(text[say.language] for text in texts if text.get(say.language))
    values = [_ref("unknown"), *_values(spec, say)]
    return {
        "title": spec.labels.get(say.language) or spec.id,
        **({"description": said} if said else {}),
        "anyOf": [*values, _details(spec, values, say)],
    }


def _values(spec: FactSpec, say: _Titles) -> list[Schema]:
    match spec.datatype:
        case "boolean":
            return [_ref("yes-no")]
        case "string":
            return [_ref("line"), {"type": "number"}]
        case "date":
            return [{"type": "string", "pattern": _FULL_DAY}]
        case "choice":
            return _options(spec, say)
        case "choices":
            # Several may also stand in one line, between commas; that only the reader takes apart.
            return [{"type": "array", "items": {"anyOf": _options(spec, say)}}, {"type": "string"}]
        case "integer" | "decimal" | "year":
            return [_plain_number(spec), _ref(f"number.{spec.unit or 'count'}")]


def _options(spec: FactSpec, say: _Titles) -> list[Schema]:
    codes = [{"const": o.code, "title": o.labels.get(say.language) or o.code} for o in spec.options]
    return [*codes, _words(frozenset(label for o in spec.options for label in (o.code, *o.labels.values())))]


def _plain_number(spec: FactSpec) -> Schema:
    return {
        "type": "number" if spec.datatype == "decimal" else "integer",
        **({"exclusiveMinimum": -LARGEST} if spec.minimum is None else {"minimum": spec.minimum}),
        **({"exclusiveMaximum": LARGEST} if spec.maximum is None else {"maximum": spec.maximum}),
    }


def _written(unit: str, words: Words) -> str:
    """A number as text: with separators, multiplier and unit. Its range only the reader checks."""
    own = words.units.get(unit, frozenset())
    after = own | {"%", "％"} if unit == "ratio" else own
    number = rf"(?:{_DIGITS})\s*{_optional(words.multipliers)}"
    return rf"^\s*[-+−]?\s*{_optional(own)}\s*{number}\s*{_optional(after)}\s*$"


def _details(spec: FactSpec, values: list[Schema], say: _Titles) -> Schema:
    history: Schema = {
        "title": say("schema.history"),
        "type": ["array", "null"],
        "maxItems": MAX_EARLIER,
        "items": {
            "type": "object",
            "properties": {"as_of": _ref("day"), "value": {"anyOf": values[1:]}},
            "required": ["as_of", "value"],
            "additionalProperties": False,
        },
    }
    return {
        "type": "object",
        "properties": {
            "value": {"title": say("schema.value"), "anyOf": values},
            "as_of": _ref("as-of"),
            "window": _ref("window"),
            "n": _ref("observations"),
            "method": _ref("method"),
            "quality": _ref("quality"),
            "origin": _ref("origin"),
            "history": history if spec.numeric else {"type": "null"},
        },
        "required": ["value"],
        "additionalProperties": False,
    }


def _words(words: frozenset[str]) -> Schema:
    """Words in any case; the reader also takes their full-width forms."""
    return {"type": "string", "pattern": rf"^\s*(?:{'|'.join(_any_case(w) for w in sorted(words))})\s*$"}


def _optional(words: Collection[str]) -> str:
    return f"(?:{'|'.join(_any_case(w) for w in sorted(words, key=lambda w: (-len(w), w)))})?"


def _any_case(word: str) -> str:
    """A pattern for a word in any case, since patterns of JSON Schema know no flags."""
    return "".join(
        f"[{c.lower()}{c.upper()}]" if c.lower() != c.upper() and len(c.upper()) == 1 else re.escape(c)
        for c in word
    )
