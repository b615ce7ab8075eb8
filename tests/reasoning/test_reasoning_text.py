"""Conditions written as one line and rules written as YAML are read back as the same."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import Place, RuleError
from advisor.reasoning.expr import one_line, parse_expression, top_lines
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Ground,
    Known,
    Members,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parse import Context, conjunction, disjunction, parse_condition
from advisor.reasoning.reading import read_rule
from advisor.reasoning.rule_text import condition_value, rule_text
from advisor.yamltext import Located, located, parse

sys.path.insert(0, str(Path(__file__).parent))
from reasoning_packs import VOCABULARY, text

UNITS = {"loyal_share_low": "ratio", "buyers_few": "count"}
TEXTS = st.text(st.sampled_from("ab '\"\\#:,[]{}=-好，。“”"), min_size=1, max_size=12).map(lambda t: f"x{t}x")


def leaves(kind: str) -> st.SearchStrategy:
    own = [
        st.builds(
            Compare, st.just("incentive.levels_in_place"), st.sampled_from(["is", "is_not"]), st.booleans()
        ),
        st.builds(Compare, st.just("brand.slogan"), st.sampled_from(["is", "is_not"]), TEXTS),
        st.builds(Compare, st.just("brand.opened"), st.sampled_from(["is", "is_not"]), st.just("2026-01-31")),
        st.builds(Compare, st.just("brand.buyers"), st.sampled_from(["is", "is_not"]), st.just(0)),
        st.builds(
            Compare,
            st.just("brand.buyers"),
            st.sampled_from(["is", "is_not", "below", "at_most", "above", "at_least"]),
            st.just(ParameterRef("buyers_few")),
        ),
        st.builds(
            Compare,
            st.just("brand.stage"),
            st.sampled_from(["one_of", "none_of"]),
            st.just(("launch", "mature")),
        ),
        st.builds(
            Compare, st.just("brand.goals"), st.sampled_from(["includes", "excludes"]), st.just("sales")
        ),
        st.builds(Known, st.sampled_from(["brand.founded", "brand.goals"]), st.booleans()),
        st.builds(Concluded, st.just("finding"), st.just("brand.weak"), st.booleans()),
        st.builds(Concluded, st.just("goal"), st.just("mz:retention"), st.booleans()),
        st.builds(Concluded, st.just("recommended"), st.just("mz:points"), st.booleans()),
    ]
    if kind == "segment":
        own.append(st.builds(Compare, st.just("segment.type"), st.just("is"), st.just("loyal")))
        own.append(st.builds(Concluded, st.just("finding"), st.just("segment.weak"), st.booleans()))
    return st.one_of(own)


def conditions(kind: str = "brand") -> st.SearchStrategy:
    def deeper(part: st.SearchStrategy) -> st.SearchStrategy:
        parts = st.lists(part, min_size=2, max_size=3)
        return st.one_of(parts.map(conjunction), parts.map(disjunction))

    base = leaves(kind)
    if kind == "brand":
        base |= st.builds(
            Members, st.sampled_from(["any", "none"]), st.just("segment"), conditions("segment")
        )
    return st.recursive(base, deeper, max_leaves=6)


def context() -> Context:
    return Context(VOCABULARY, UNITS, "r", "brand", "tensions")


@settings(max_examples=200, deadline=None)
@given(conditions())
def test_a_condition_in_one_line_is_the_same_condition(condition: All | Any) -> None:
    for line in (one_line(condition), " ".join(top_lines(condition))):
        assert parse_expression(Located(line, Place("x")), context()) == condition


@settings(max_examples=100, deadline=None)
@given(conditions(), TEXTS, TEXTS)
def test_a_rule_as_text_is_the_same_rule(condition: All | Any, said: str, why: str) -> None:
    rule = Rule(
        "r",
        "tensions",
        "brand",
        condition,
        (Conclusion("tension", "mz:equal-or-exclusive", resolution=text("both", "两者")),),
        {"en": "It shows.", "zh-Hans": f"看得见{said.replace('x', '')[:12]}", "zh-Hant": "另一句"},
        Ground("stated", ("fan-ops#6.1.2",)),
        Ground("judgement", (), text("no figure", f"没有{why}")),
    )
    tests = [{"given": {"brand.slogan": said, "brand.buyers": 0.5}, "expect": ["mz:equal-or-exclusive"]}]
    (item,) = parse(rule_text(rule, tests), "r.yaml").value
    got, _, beside = read_rule(item, VOCABULARY, UNITS, "r.yaml")
    assert replace(got, place=None) == rule
    assert beside is not None
    assert beside.plain == tests


@settings(max_examples=100, deadline=None)
@given(conditions())
def test_a_condition_as_values_is_the_same_condition(condition: All | Any) -> None:
    assert parse_condition(located(condition_value(condition), Place("x")), context()) == condition


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("goal(mz.retention)", "quotation marks"),
        ("goal('retention')", "write it like 'mz:points'"),
        ("goal('mz:a', 'mz:b')", "no such function"),
        ("any_of(segment)", "no such function"),
        ("any_of(segmnt, segment.type == 'loyal')", "did you mean segment"),
        ("any_of(segment, any_of(channel, channel.owned))", "do not nest"),
        ("none_of(segment, channel.owned)", "belongs to a channel"),
        ("len(brand.goals)", "there are known(f)"),
    ],
)
def test_functions_that_cannot_be_meant(line: str, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse_expression(Located(line, Place("x")), context())
    assert said in str(raised.value)
