"""The reference evaluator: truth tables, quantifiers, folding of conclusions, traces."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from reasoning_generated import TEXT, WHY
from reasoning_packs import brand, member, situation

from advisor.errors import EngineError
from advisor.reasoning.evaluate import (
    Beliefs,
    Setting,
    compare,
    conjoin,
    disjoin,
    evaluate,
    negation,
    trace,
    truth,
)
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Known,
    Members,
    ParameterRef,
    Rule,
    Threshold,
)
from advisor.reasoning.parameters import Dated, Parameter, Parameters
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Earlier, FactValue

ON = dt.date(2026, 11, 23)
T, F, U = True, False, None
LOW = Parameters(
    {"low": Parameter("low", TEXT, (Dated("2026-01-01", 0.08, "judgement", "low"),), "ratio", 0.5)}
)


def holds(condition, first=None, *members, listed=(), at=0, beliefs=None):
    found = situation(first, *members, listed=listed)
    return truth(condition, found.entities[at], Setting(found, LOW, ON, beliefs or Beliefs()))


def leaf(value, name="x"):
    """A finding as a leaf that comes out as wanted, with the belief that makes it so."""
    return Concluded("finding", f"brand.{name}"), {(f"brand.{name}", "brand"): value}


@pytest.mark.parametrize(("a", "b"), list(itertools.product((T, F, U), repeat=2)))
def test_kleene_tables(a, b):
    conjunction = F if F in (a, b) else U if U in (a, b) else T
    disjunction = T if T in (a, b) else U if U in (a, b) else F
    assert conjoin([a, b]) is conjunction
    assert disjoin([a, b]) is disjunction
    left, known = leaf(a, "a")
    right, more = leaf(b, "b")
    beliefs = Beliefs({k: v for k, v in {**known, **more}.items() if v is not None})
    assert holds(All((left, right)), beliefs=beliefs) is conjunction
    assert holds(Any((left, right)), beliefs=beliefs) is disjunction


def test_not_of_unknown_is_unknown():
    assert [negation(t) for t in (T, F, U)] == [F, T, U]
    assert holds(Concluded("finding", "brand.x", True)) is U
    assert holds(Concluded("finding", "brand.x", True), beliefs=Beliefs({("brand.x", "brand"): False})) is T


def test_empty_all_and_any():
    assert holds(All(())) is T
    assert holds(Any(())) is F


@pytest.mark.parametrize(
    ("operator", "operand", "value", "expected"),
    [
        ("is", 0, 0, T), ("is", 0, 0.0, T), ("is_not", 0, 3, T), ("is", True, True, T), ("is", True, False, F),
        ("is", "a", "a", T), ("is_not", "a", "b", T), ("is", "中文", "中文", T), ("is", "1", "1 ", F),
        ("below", 0.08, 0.08, F), ("below", 0.08, 0.0799999999, T), ("at_most", 0.08, 0.08, T),
        ("above", 2**53, 2**53 + 1, T), ("at_least", 0.3, 0.1 + 0.2, T), ("above", 0.3, 0.1 + 0.2, T),
        ("at_least", -1, -1.0, T), ("below", 1e300, 10**301, F),
        ("one_of", ("a", "b"), "b", T), ("one_of", ("a", "b"), "c", F), ("none_of", ("a", "b"), "c", T),
        ("includes", "a", ("a", "c"), T), ("includes", "b", ("a", "c"), F), ("excludes", "a", (), T),
    ],
)  # fmt: skip
def test_comparisons(operator, operand, value, expected):
    assert compare(Compare("f", operator, operand), value, operand) is expected


@pytest.mark.parametrize(
    ("operator", "operand", "value"),
    [
        ("is", 1, True), ("is", True, 1), ("is", "1", 1), ("is", 1, "1"), ("below", 3, "2"), ("below", 3, True),
        ("below", 3, ("a",)), ("includes", "a", "abc"), ("one_of", ("1", "2"), 1), ("is", "a", ("a",)),
    ],
)  # fmt: skip
def test_values_of_different_types_are_never_compared(operator, operand, value):
    with pytest.raises(EngineError, match="cannot be compared"):
        compare(Compare("f", operator, operand), value, operand)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -float("inf"), None, [1], {"a": 1}, (1, 2), b"x"]
)
def test_values_that_no_fact_has_are_refused(value):
    with pytest.raises(EngineError, match="is no fact's value"):
        evaluate(RuleSet(()), situation(brand(brand__buyers=FactValue(value))), ON)


def test_an_unknown_fact_is_never_false_and_never_zero():
    for operator in ("is", "is_not"):
        assert holds(Compare("brand.buyers", operator, 0)) is U
    for operator in ("below", "at_most", "above", "at_least"):
        assert holds(Compare("brand.buyers", operator, ParameterRef("low"))) is U
    assert holds(Compare("brand.goals", "excludes", "sales")) is U
    assert holds(Known("brand.buyers")) is F
    assert holds(Known("brand.buyers", False)) is T
    assert holds(Known("brand.buyers"), brand(brand__buyers=0)) is T


def test_a_parameter_that_nobody_declares_leaves_it_open():
    assert holds(Compare("brand.buyers", "below", ParameterRef("none")), brand(brand__buyers=1)) is U


def test_brand_facts_are_in_scope_everywhere():
    condition = Compare("brand.stage", "is", "launch")
    assert holds(condition, brand(brand__stage="launch"), member("s", "segment"), at=1) is T


LOYAL = Compare("segment.type", "is", "loyal")
THIN = Compare("segment.share", "below", ParameterRef("low"))
LOYAL_THIN = All((LOYAL, THIN))


@pytest.mark.parametrize(
    ("members", "listed", "some"),
    [
        ((), (), U),
        ((), ("segment",), F),
        (({"type": "loyal", "share": 0.05},), (), T),
        (({"type": "loyal", "share": 0.08},), (), F),
        (({"type": "loyal"},), (), U),
        (({"type": "active"},), (), F),
        (({"type": "active"}, {"share": 0.05}), (), U),
        (({"type": "loyal"}, {"type": "loyal", "share": 0.01}), (), T),
    ],
)
def test_quantifiers(members, listed, some):
    there = [member(f"s{n}", "segment", **facts) for n, facts in enumerate(members)]
    assert holds(Members("any", "segment", LOYAL_THIN), None, *there, listed=listed) is some
    assert holds(Members("none", "segment", LOYAL_THIN), None, *there, listed=listed) is negation(some)


def test_a_finding_is_looked_up_at_the_entity_or_at_the_brand():
    beliefs = Beliefs(
        {("segment.thin", "s1"): True, ("segment.thin", "s2"): False, ("brand.weak", "brand"): True}
    )
    there = (member("s1", "segment"), member("s2", "segment"))
    thin, weak = Concluded("finding", "segment.thin"), Concluded("finding", "brand.weak")
    assert holds(All((thin, weak)), None, *there, at=1, beliefs=beliefs) is T
    assert holds(thin, None, *there, at=2, beliefs=beliefs) is F
    assert holds(Members("any", "segment", thin), None, *there, beliefs=beliefs) is T
    assert holds(Members("none", "segment", thin), None, *there, beliefs=beliefs) is F


def make(id, when, layer="findings", kind="brand", then=None) -> Rule:
    what = {
        "findings": "finding",
        "goals": "goal",
        "cautions": "caution",
        "tactics": "recommend",
        "tensions": "tension",
    }
    return Rule(id, layer, kind, when, (Conclusion(what[layer], then or f"{kind}.{id}"),), TEXT, WHY, WHY)


STAGE = Compare("brand.stage", "is", "launch")
BUYERS = Compare("brand.buyers", "is", 0)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"brand__stage": "launch"}, T),
        ({"brand__stage": "mature", "brand__buyers": 1}, F),
        ({"brand__stage": "mature"}, U),
        ({}, U),
    ],
)
def test_a_conclusion_folds_over_all_its_rules(facts, expected):
    rules = RuleSet((make("a", STAGE, then="brand.new"), make("b", BUYERS, then="brand.new")))
    outcome = evaluate(rules, situation(brand(**facts)), ON)
    assert outcome.findings == {("brand.new", "brand"): expected}


def test_chain_through_all_layers():
    rules = RuleSet(
        (
            make("x", Concluded("recommended", "mz:points"), "tensions", then="mz:tension"),
            make("t", All((Concluded("goal", "mz:retention"), LOYAL)), "tactics", "segment", "mz:points"),
            make("c", Concluded("finding", "brand.second"), "cautions", "brand", "mz:points"),
            make("g", Concluded("finding", "brand.second"), "goals", then="mz:retention"),
            make("second", Concluded("finding", "brand.first")),
            make("first", STAGE),
        )
    )
    there = (member("s1", "segment", type="loyal"), member("s2", "segment", type="active"))
    outcome = evaluate(rules, situation(brand(brand__stage="launch"), *there), ON)
    assert outcome.recommended == {("mz:points", "s1"): T, ("mz:points", "s2"): F}
    assert outcome.cautions == {("mz:points", "brand"): T}
    assert outcome.goals == {("mz:retention", "brand"): T}
    assert outcome.tensions == {("mz:tension", "brand"): T}
    assert set(outcome.verdicts.values()) == {T, F}
    unknown = evaluate(rules, situation(None, *there), ON)
    assert unknown.recommended == {("mz:points", "s1"): U, ("mz:points", "s2"): F}
    assert unknown.tensions == {("mz:tension", "brand"): U}


@pytest.mark.parametrize(
    ("members", "listed", "expected"),
    [
        ((), (), U),
        ((), ("segment",), F),
        (("loyal",), (), T),
        (("active",), (), F),
        (("active", None), (), U),
    ],
)
def test_recommended_for_some_entity(members, listed, expected):
    rules = RuleSet(
        (
            make("t", LOYAL, "tactics", "segment", "mz:points"),
            make("x", Concluded("recommended", "mz:points"), "tensions", then="mz:tension"),
        )
    )
    there = [member(f"s{n}", "segment", **({"type": t} if t else {})) for n, t in enumerate(members)]
    outcome = evaluate(rules, situation(None, *there, listed=listed), ON)
    assert outcome.tensions[("mz:tension", "brand")] is expected


def test_trace_shows_every_comparison():
    when = All(
        (
            Members("any", "segment", LOYAL_THIN),
            Concluded("finding", "brand.first", True),
            Known("brand.buyers"),
            STAGE,
        )
    )
    rules = RuleSet((make("first", BUYERS), make("second", when)), LOW)
    past = FactValue(0.07, history=(Earlier("2025-11-20", 0.2),))
    there = (
        member("s1", "segment", type="loyal", share=past),
        member("s2", "segment", type="loyal", share=0.5),
    )
    found = situation(brand(brand__buyers=3), *there)
    outcome = evaluate(rules, found, ON)
    result = trace(rules.rule("second"), found.brand, rules, found, outcome, ON)
    assert (result.node, result.holds) == ("all", U)
    some, first, known, stage = result.parts
    assert (some.node, some.quantifier, some.fact, some.holds) == ("members", "any", "segment", T)
    share = some.parts[0].parts[1]
    assert (share.entity, share.value, share.holds) == ("s1", 0.07, T)
    assert share.threshold == Threshold(0.1, "history", "low", "ratio", "2025-11-20")
    assert some.parts[1].parts[1].threshold == Threshold(0.08, "judgement", "low", "ratio", "2026-01-01")
    assert (first.operator, first.value, first.holds) == ("is_not", False, T)
    assert (known.operator, known.value, known.holds) == ("known", 3, T)
    assert (stage.value, stage.holds, stage.entity) == (None, U, "brand")
    segment_rule = make("third", All((LOYAL, STAGE)), kind="segment")
    rules = RuleSet((segment_rule,), LOW)
    result = trace(segment_rule, there[0], rules, found, evaluate(rules, found, ON), ON)
    assert [part.entity for part in result.parts] == ["s1", "brand"]


def test_trace_of_a_kind_that_is_not_listed():
    rules = RuleSet((make("a", Members("none", "segment", LOYAL)),))
    found = situation()
    result = trace(rules.rules[0], found.brand, rules, found, evaluate(rules, found, ON), ON)
    assert (result.holds, result.parts) == (U, ())


def test_trace_agrees_with_the_verdict_everywhere():
    from hypothesis import HealthCheck, given, settings
    from reasoning_generated import rulesets, situations

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(rulesets(), situations())
    def check(rules, found):
        outcome = evaluate(rules, found, ON)
        for rule in rules.rules:
            for entity in found.of_kind(rule.kind):
                node = trace(rule, entity, rules, found, outcome, ON)
                assert node.holds is outcome.verdicts[rule.id, entity.id]

    check()
