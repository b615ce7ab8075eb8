"""Reading conditions: the YAML form, the one-line form, and what is refused with which words."""

from __future__ import annotations

import pytest
from reasoning_packs import VOCABULARY

from advisor.errors import RuleError
from advisor.reasoning.model import All, Any, Compare, Concluded, Known, Members, ParameterRef
from advisor.reasoning.parse import Context, negate, parse_condition
from advisor.yamltext import parse

UNITS = {"loyal_share_low": "ratio", "retention_low": "ratio", "buyers_few": "count", "plain": None}


def read(text: str, kind: str = "brand", layer: str = "tactics"):
    context = Context(VOCABULARY, UNITS, "r", kind, layer)
    return parse_condition(parse(text, "r.yaml"), context)


def refusal(text: str, kind: str = "brand", layer: str = "tactics") -> str:
    with pytest.raises(RuleError) as caught:
        read(text, kind, layer)
    assert caught.value.place is not None
    assert "rule 'r'" in str(caught.value)
    return str(caught.value)


LEVELS = Compare("incentive.levels_in_place", "is", True)
SHARE_LOW = Compare("segment.share", "below", ParameterRef("loyal_share_low"))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("{fact: incentive.levels_in_place, is: true}", "brand", LEVELS),
        ("{fact: segment.share, below: {parameter: loyal_share_low}}", "segment", SHARE_LOW),
        ("{fact: brand.buyers, is_not: 0}", "brand", Compare("brand.buyers", "is_not", 0)),
        (
            "{fact: brand.buyers, is: {parameter: buyers_few}}",
            "brand",
            Compare("brand.buyers", "is", ParameterRef("buyers_few")),
        ),
        (
            "{fact: brand.stage, one_of: [launch, growth]}",
            "brand",
            Compare("brand.stage", "one_of", ("launch", "growth")),
        ),
        (
            "{fact: brand.stage, none_of: [launch, growth]}",
            "brand",
            Compare("brand.stage", "none_of", ("launch", "growth")),
        ),
        ("{fact: brand.goals, includes: sales}", "segment", Compare("brand.goals", "includes", "sales")),
        ("{fact: brand.opened, is: 2026-01-02}", "brand", Compare("brand.opened", "is", "2026-01-02")),
        ("{fact: brand.slogan, is: '1'}", "brand", Compare("brand.slogan", "is", "1")),
        ("{known: brand.buyers}", "brand", Known("brand.buyers")),
        ("{unknown: brand.buyers}", "brand", Known("brand.buyers", False)),
        ("{finding: brand.weak}", "segment", Concluded("finding", "brand.weak")),
        ("{goal: mz:retention}", "brand", Concluded("goal", "mz:retention")),
        ("{all: [{known: brand.buyers}]}", "brand", Known("brand.buyers")),
        (
            "{all: [{known: brand.buyers}, {all: [{known: brand.stage}, {known: brand.goals}]}]}",
            "brand",
            All((Known("brand.buyers"), Known("brand.stage"), Known("brand.goals"))),
        ),
        (
            "{any_of: {segment: {fact: segment.type, is: loyal}}}",
            "brand",
            Members("any", "segment", Compare("segment.type", "is", "loyal")),
        ),
        (
            "{not: {any_of: {segment: {fact: segment.type, is: loyal}}}}",
            "brand",
            Members("none", "segment", Compare("segment.type", "is", "loyal")),
        ),
        (
            "{not: {all: [{known: brand.buyers}, {any: [{finding: brand.a}, {fact: brand.goals, includes: sales}]}]}}",
            "brand",
            Any(
                (
                    Known("brand.buyers", False),
                    All((Concluded("finding", "brand.a", True), Compare("brand.goals", "excludes", "sales"))),
                )
            ),
        ),
    ],
)
def test_yaml_form(text, kind, expected):
    assert read(text, kind) == expected


def test_recommended_stands_in_tensions():
    assert read("{recommended: mz:points}", layer="tensions") == Concluded("recommended", "mz:points")


@pytest.mark.parametrize(
    ("line", "yaml", "kind"),
    [
        ("incentive.levels_in_place", "{fact: incentive.levels_in_place, is: true}", "brand"),
        ("not incentive.levels_in_place", "{fact: incentive.levels_in_place, is_not: true}", "brand"),
        (
            "segment.share < loyal_share_low",
            "{fact: segment.share, below: {parameter: loyal_share_low}}",
            "segment",
        ),
        (
            "loyal_share_low > segment.share",
            "{fact: segment.share, below: {parameter: loyal_share_low}}",
            "segment",
        ),
        (
            "segment.share >= loyal_share_low",
            "{fact: segment.share, at_least: {parameter: loyal_share_low}}",
            "segment",
        ),
        (
            "not segment.share <= loyal_share_low",
            "{fact: segment.share, above: {parameter: loyal_share_low}}",
            "segment",
        ),
        ("brand.stage == 'launch'", "{fact: brand.stage, is: launch}", "brand"),
        ("'launch' != brand.stage", "{fact: brand.stage, is_not: launch}", "brand"),
        ("brand.stage in ['launch', 'growth']", "{fact: brand.stage, one_of: [launch, growth]}", "brand"),
        (
            "brand.stage not in ('launch', 'growth')",
            "{fact: brand.stage, none_of: [launch, growth]}",
            "brand",
        ),
        ("'sales' in brand.goals", "{fact: brand.goals, includes: sales}", "brand"),
        ("'sales' not in brand.goals", "{fact: brand.goals, excludes: sales}", "brand"),
        (
            "known(brand.buyers) and brand.buyers != 0",
            "{all: [{known: brand.buyers}, {fact: brand.buyers, is_not: 0}]}",
            "brand",
        ),
        (
            "unknown(brand.buyers) or brand.weak",
            "{any: [{unknown: brand.buyers}, {finding: brand.weak}]}",
            "brand",
        ),
        (
            "loyal_share_low < segment.share <= loyal_share_low",
            "{all: [{fact: segment.share, above: {parameter: loyal_share_low}}, {fact: segment.share, at_most: {parameter: loyal_share_low}}]}",
            "segment",
        ),
    ],
)
def test_one_line_form_gives_the_same_tree(line, yaml, kind):
    assert read(f'{{expr: "{line}"}}', kind) == read(yaml, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "a condition is '5', not a mapping"),
        ("{}", "a condition is empty"),
        ("{facts: brand.buyers}", "unknown form of condition 'facts' — did you mean fact"),
        ("{finding: brand.a, goal: mz:x}", "says finding and goal at once"),
        ("{finding: brand.a, als: 1}", "unknown key in a condition with 'finding' 'als'"),
        ("{all: []}", "'all' is an empty list"),
        ("{any: {known: brand.buyers}}", "'any' is a mapping, not a list"),
        ("{fact: brand.buyer, is: 0}", "unknown fact 'brand.buyer' — did you mean brand.buyers"),
        ("{fact: brand.buyers}", "has no operator — exactly one of is"),
        ("{fact: brand.buyers, is: 0, is_not: 0}", "has more than one operator"),
        ("{fact: brand.buyers, under: {parameter: buyers_few}}", "unknown key in a comparison 'under'"),
        ("{fact: brand.buyers, below: 3}", "thresholds never stand in a rule — declare a parameter"),
        ("{fact: brand.buyers, is: 3}", "compared with 3: thresholds never stand in a rule"),
        ("{fact: brand.buyers, is: false}", "compared with False: thresholds never stand"),
        (
            "{fact: brand.buyers, below: {parameter: buyers_fw}}",
            "unknown parameter 'buyers_fw' — did you mean buyers_few",
        ),
        (
            "{fact: brand.buyers, below: {param: buyers_few}}",
            "unknown key in an operand 'param' — did you mean parameter",
        ),
        (
            "{fact: brand.buyers, below: {parameter: retention_low}}",
            "is in count, but the parameter 'retention_low' is in ratio",
        ),
        (
            "{fact: brand.buyers, below: {parameter: plain}}",
            "is in count, but the parameter 'plain' is in no unit",
        ),
        ("{fact: brand.stage, is: {parameter: buyers_few}}", "cannot be compared with a parameter"),
        (
            "{fact: brand.stage, below: {parameter: buyers_few}}",
            "'below' does not fit 'brand.stage', which is one of a list — use is / is_not / one_of",
        ),
        (
            "{fact: brand.goals, is: sales}",
            "'is' does not fit 'brand.goals', which is several of a list — use includes / excludes",
        ),
        ("{fact: brand.stage, is: lunch}", "unknown code of 'brand.stage' 'lunch' — did you mean launch"),
        ("{fact: brand.stage, one_of: [launch]}", "needs a list of at least two codes"),
        ("{fact: brand.stage, one_of: launch}", "needs a list of at least two codes"),
        ("{fact: brand.stage, one_of: [launch, x]}", "unknown code of 'brand.stage' 'x'"),
        ("{fact: brand.stage, is: }", "a comparison has no operand"),
        (
            "{fact: incentive.levels_in_place, is: yes}",
            "is true or false, but is compared with 'yes' — write true or false",
        ),
        ("{fact: brand.slogan, is: 1}", "is text, but is compared with 1 — put the text in quotation marks"),
        ("{fact: brand.opened, is: soon}", "'soon' is no date"),
        (
            "{fact: segment.share, below: {parameter: loyal_share_low}}",
            "belongs to a segment, and here only those of the brand are in scope — reach it through 'any_of",
        ),
        ("{known: segment.share}", "belongs to a segment"),
        ("{finding: segment.thin}", "belongs to a segment, and this speaks of a brand"),
        ("{finding: thin}", "does not begin with a kind of entity"),
        ("{goal: retention}", "goal is 'retention', not a concept — write it like 'mz:points'"),
        ("{recommended: mz:points}", "only in rules of the layer tensions"),
        (
            "{any_of: {segment: {known: segment.size}, channel: {known: channel.owned}}}",
            "'any_of' names 2 kinds",
        ),
        (
            "{any_of: {segments: {known: segment.size}}}",
            "unknown kind of member 'segments' — did you mean segment",
        ),
        ("{any_of: {brand: {known: brand.buyers}}}", "unknown kind of member 'brand'"),
        ("{any_of: {segment: {any_of: {channel: {known: channel.owned}}}}}", "do not nest"),
        ("{expr: ''}", "expr is '', not text"),
        ("{expr: 'brand.buyers <'}", "cannot be read"),
        ("{expr: 'brand.buyers + 1 < buyers_few'}", "one side of a comparison must be a fact"),
        ("{expr: '__import__(1)'}", "there are known(f), unknown(f)"),
        ("{expr: 'known(brand.buyers, 1)'}", "there are known(f), unknown(f)"),
        ("{expr: 'known(1)'}", "here a fact must stand"),
        ("{expr: '[x for x in brand.goals]'}", "expr knows names, comparisons"),
        ("{expr: 'brand.stage is launch'}", "'is' is not a comparison here"),
        ("{expr: 'brand.buyers == brand.founded'}", "two facts cannot be compared"),
        ("{expr: 'brand.buyers < 3'}", "thresholds never stand in a rule"),
        ("{expr: 'brand.buyers < -3'}", "compared with -3: thresholds never stand in a rule"),
        ("{expr: 'brand.buyers < f(1)'}", "a fact is compared with a parameter"),
        ("{expr: 'brand.stage'}", "only a fact that is true or false can stand by itself"),
        (
            "{expr: 'incentive.levels'}",
            "unknown fact or finding 'incentive.levels' — did you mean incentive.levels_in_place",
        ),
        ("{expr: 'brand.buyers in 3'}", "'in' joins a code and a fact"),
        ("{expr: '().__class__.x == 1'}", "here a fact must stand"),
    ],
)
def test_refusals_name_the_fault_and_the_way_out(text, words):
    assert words in refusal(text)


def test_a_very_long_or_deep_expression_is_refused():
    assert "longer than 4000" in refusal(f'{{expr: "{"not " * 1200}incentive.levels_in_place"}}')
    deep = "(" * 300 + "brand.a" + ")" * 300
    assert "cannot be read" in refusal(f'{{expr: "{deep}"}}')


def test_a_goal_cannot_be_read_before_goals_are_set():
    assert "concluded later" in refusal("{goal: mz:retention}", layer="findings")


def test_place_is_that_of_the_fault():
    with pytest.raises(RuleError) as caught:
        read("all:\n  - {known: brand.buyers}\n  - {fact: brand.buyrs, is: 0}\n")
    assert (caught.value.place.line, caught.value.place.file) == (3, "r.yaml")


def test_negation_twice_is_the_condition_itself():
    condition = read(
        "{all: [{known: brand.buyers}, {finding: brand.a}, {any: [{fact: brand.stage, one_of: [launch, growth]},"
        " {any_of: {segment: {fact: segment.share, below: {parameter: loyal_share_low}}}}]}]}"
    )
    assert negate(negate(condition)) == condition
    assert negate(condition) != condition
