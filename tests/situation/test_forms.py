"""The written form of a situation, the schema of briefs, and the empty brief."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from brief_maker import random_situation
from conftest_types import Read
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor.errors import BriefError
from advisor.pack import load_packs
from advisor.phrases import LANGUAGES, load_phrases
from advisor.situation.brief import parse_brief
from advisor.situation.derive import violations
from advisor.situation.model import FactSpec
from advisor.situation.schema import brief_schema
from advisor.situation.template import new_brief
from advisor.situation.vocabulary import PLURALS, Vocabulary
from advisor.situation.writing import to_brief_yaml
from advisor.yamltext import parse

Valid = Callable[[Any], bool]


def plain(text: str) -> Any:
    """A YAML text as JSON sees it: dates are strings there."""

    def iso(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: iso(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [iso(entry) for entry in value]
        return value.isoformat() if isinstance(value, dt.date) else value

    return iso(parse(text, "x").plain)


@pytest.fixture(scope="module")
def valid(vocabulary: Vocabulary) -> Valid:
    """Whether the small vocabulary's schema accepts a value. A function, since a validator prints whole."""
    validator = Draft202012Validator(brief_schema(vocabulary, "en"))
    return lambda value: not any(validator.iter_errors(value))


@pytest.fixture(scope="module")
def valid_shipped(shipped: Vocabulary) -> Valid:
    validator = Draft202012Validator(brief_schema(shipped, "zh-Hans"))
    return lambda value: not any(validator.iter_errors(value))


# -- writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["no", "是", "1e5", "08", "2026-01-01", "~", "a: b", "# x", "'", "[x", "true", "茶 🍵", "35,000"]
)
def test_awkward_names_read_back(read: Read, vocabulary: Vocabulary, name: str) -> None:
    situation = read(json.dumps({"brand": {"name": name}, "segments": [{"name": name}]}, ensure_ascii=False))
    again = parse_brief(parse(to_brief_yaml(situation, vocabulary), "x"), vocabulary)
    assert again == situation
    assert again.of_kind("segment")[0].name == name


def test_everything_said_about_a_value_is_written(read: Read, vocabulary: Vocabulary) -> None:
    text = (
        "as_of: 2026-03-01\nlanguage: zh-Hant\nweeks: 9\nbrand:\n  name: x\n  customers: {value: 40, origin: computed}\n"
        "  repeat_rate: {value: 20%, as_of: 2026-02, window: 90 days, n: 50, method: m, quality: low,"
        " history: [{as_of: 2025-02-01, value: 25%}]}\n  goals: []\n  dau: 3\n  mau: 9\nsegments: []\n"
    )
    situation = read(text)
    written = to_brief_yaml(situation, vocabulary)
    assert parse_brief(parse(written, "x"), vocabulary) == situation
    assert "dau_mau" not in written
    assert "as_of: 2025-02-01" in written


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_random_situations_read_back_and_are_lawful(
    shipped: Vocabulary, valid_shipped: Valid, seed: int
) -> None:
    situation = random_situation(shipped, random.Random(seed))
    assert list(violations(situation, shipped)) == []
    text = to_brief_yaml(situation, shipped)
    assert parse_brief(parse(text, "x"), shipped) == situation
    if seed % 10 == 0:
        assert valid_shipped(plain(text))


def test_random_situations_differ_by_seed_and_not_otherwise(shipped: Vocabulary) -> None:
    one, same, other = (random_situation(shipped, random.Random(seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert random_situation(shipped, random.Random(3), known=0.0).brand.facts.keys() <= {
        "brand.name",
        "crisis.level",
    }


def test_random_situations_cover_the_vocabulary(shipped: Vocabulary) -> None:
    seen: set[str] = set()
    for seed in range(60):
        seen.update(f for e in random_situation(shipped, random.Random(seed)).entities for f in e.facts)
    assert seen == set(shipped)


# -- schema -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schema_is_one_and_speaks_the_language(shipped: Vocabulary, language: str) -> None:
    schema = brief_schema(shipped, language)
    Draft202012Validator.check_schema(schema)
    spec = shipped["brand.repeat_purchase_rate"]
    assert schema["$defs"][spec.id]["title"] == spec.labels[language]
    assert spec.question[language] in schema["$defs"][spec.id]["description"]
    assert schema["properties"]["brand"]["title"] == shipped.words.title("topic.brand", language)
    assert len(json.dumps(schema, ensure_ascii=False)) < 600_000


def accepted(vocabulary: Vocabulary, brief: Any) -> bool:
    try:
        parse_brief(parse(json.dumps(brief, ensure_ascii=False), "x", error=BriefError), vocabulary)
    except BriefError:
        return False
    return True


def values(spec: FactSpec) -> st.SearchStrategy[Any]:
    """Plain values, right and wrong, about the edges of what the fact allows."""
    edges = [e + d for e in (spec.minimum, spec.maximum) if e is not None for d in (-1, -0.01, 0, 0.01, 1)]
    codes = [o.code for o in spec.options] + [t for o in spec.options for t in o.labels.values()]
    one = st.sampled_from(
        [
            None,
            True,
            False,
            0,
            1,
            -1,
            3.5,
            2.0,
            10**14,
            10**15,
            -(10**15),
            "是",
            "NO",
            "unknown",
            "zz",
            *codes,
            *edges,
        ]
    )
    return one | st.lists(st.sampled_from([*codes, "zz", 3, None]), max_size=3)


@given(st.data())
def test_schema_and_reader_agree_on_plain_values(
    vocabulary: Vocabulary, valid: Valid, data: st.DataObject
) -> None:
    spec = data.draw(st.sampled_from(list(vocabulary.values())))
    value = data.draw(values(spec))
    # One line that names several options is taken apart by the reader only.
    assume(not (spec.datatype == "choices" and isinstance(value, str)))
    assume(not (spec.datatype == "date" and isinstance(value, str)))
    stated: Any = value
    if data.draw(st.booleans()):
        details = st.fixed_dictionaries(
            {},
            optional={
                "n": st.sampled_from([None, 0, 40, -1, 2.5, 40.0, "many"]),
                "as_of": st.sampled_from([None, "2026-03", "2026-3", 2026, "2026-12-31", True, "2026-13-01"]),
                "origin": st.sampled_from([None, "stated", "guess", 3]),
                "method": st.sampled_from([None, "m", 3, " ", ["m"], "x" * 201, True]),
                "history": st.sampled_from(
                    [
                        None,
                        [],
                        3,
                        [{"as_of": 2020, "value": 0.5}],
                        [{"as_of": 2020}],
                        [{"as_of": 2020, "value": None}],
                    ]
                ),
                "extra": st.just(1),
            },
        )
        stated = {"value": value, **data.draw(details)}
    brief = (
        {spec.topic: {spec.name: stated}}
        if spec.kind == "brand"
        else {PLURALS[spec.kind]: [{spec.name: stated}]}
    )
    assert valid(brief) == accepted(vocabulary, brief)


@given(st.data())
def test_what_the_reader_accepts_the_schema_does(
    vocabulary: Vocabulary, valid: Valid, data: st.DataObject
) -> None:
    spec = data.draw(st.sampled_from([s for s in vocabulary.values() if s.numeric]))
    number = data.draw(st.integers(-50, 40_000) | st.decimals(-2, 2, places=2))
    form = data.draw(
        st.sampled_from(
            [
                "{}",
                "{}%",
                "{} ％",
                "{}万",
                "{}元",
                "¥{}",
                "{:,}",
                "{}人",
                "{}小时",
                "{}天",
                "每周{}篇",
                "{}K",
                " {} ",
            ]
        )
    )
    brief = {spec.topic: {spec.name: form.format(number)}}
    if accepted(vocabulary, brief):
        assert valid(brief)


@pytest.mark.parametrize(
    "brief",
    [
        {},
        [],
        {"brand": 3},
        {"brand": {"nmae": "x"}},
        {"brnad": {}},
        {"segments": {}},
        {"segments": ["loyal"]},
        {"segments": [{}]},
        {"segments": [{"id": "brand"}]},
        {"segments": [{"id": "a b"}]},
        {"segments": [{"name": " "}]},
        {"weeks": 0},
        {"weeks": 2.5},
        {"language": "fr"},
        {"as_of": "2026-03"},
    ],
)
def test_schema_and_reader_refuse_the_same_shapes(vocabulary: Vocabulary, valid: Valid, brief: Any) -> None:
    assert not valid(brief)
    assert not accepted(vocabulary, brief)


@pytest.mark.parametrize(
    "brief",
    [
        {"brand": None},
        {"segments": None, "brand": {"brand.name": "x"}},
        {"segments": []},
        {"segments": [{"id": 5, "name": 361}]},
        {
            "brand.name": "x",
            "segment.type": "LOYAL fans",
            "weeks": 9.0,
            "language": None,
            "as_of": "2026-03-01",
        },
    ],
)
def test_schema_and_reader_accept_the_same_shapes(vocabulary: Vocabulary, valid: Valid, brief: Any) -> None:
    assert valid(brief)
    assert accepted(vocabulary, brief)


# -- the empty brief --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("full", [False, True])
def test_the_empty_brief_passes_as_it_stands(
    shipped: Vocabulary, valid_shipped: Valid, language: str, full: bool
) -> None:
    say = load_phrases(load_packs(), language)
    text = new_brief(shipped, say, full=full)
    situation = parse_brief(parse(text, "x"), shipped)
    assert set(situation.brand.facts) == {"brand.name"}
    assert situation.listed == frozenset()
    assert valid_shipped(plain(text))
    asked = [s for s in shipped.values() if full or s.essential]
    for spec in asked:
        assert spec.question[language] in text
        assert f"{spec.name}:" in text
        assert (spec.why[language] in text) == full


@pytest.mark.parametrize("full", [False, True])
def test_the_empty_brief_can_be_filled_in(shipped: Vocabulary, full: bool) -> None:
    """Taking the comment marks off the members, and writing values, gives a brief with all of them."""
    text = new_brief(shipped, load_phrases(load_packs(), "zh-Hans"), full=full)
    lines = [line[1:] if line.startswith("#  ") else line for line in text.splitlines()]
    filled = [line.replace("- name:", "- name: 某个") for line in lines]
    situation = parse_brief(parse("\n".join(filled), "x"), shipped)
    kinds = {s.kind for s in shipped.values() if full or s.essential} - {"brand"}
    assert situation.listed == kinds
    assert [e.name for e in situation.entities[1:]] == ["某个"] * len(kinds)


def test_the_empty_brief_tells_form_and_range(vocabulary: Vocabulary) -> None:
    text = new_brief(vocabulary, load_phrases(load_packs(), "en"), full=True)
    for told in (
        "a percentage, 0% to 100%",
        "a percentage, -100% to 1000%",
        "one of: tea | beauty beauty care",
        "any of: loyalty | sales",
        "a number, CNY, at least 0",
        "a number, at most 50",
        "a whole number, points, -100 to 100",
        "a date such as",
        "Unknown when: Never tried.",
        "left empty, it is computed as brand.dau / brand.mau",
    ):
        assert told in text
