"""durable_rules behind its wrapper: every known crash, limit and silent lie, provoked through it."""

from __future__ import annotations

import datetime as dt
import random
import threading
import warnings

import pytest
from reasoning_generated import TEXT, WHY
from reasoning_packs import member, situation
from stopwatch import processor_time

from advisor.errors import EngineError, EnginesDisagree
from advisor.reasoning import durable, engines
from advisor.reasoning.durable import available, encoding, evaluate_durable, session
from advisor.reasoning.durable.encoding import Encoder, Names, encoder_of, fnv1a, plain_number, plain_text
from advisor.reasoning.durable.program import Property
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Known,
    Members,
    Outcome,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parameters import Dated, Parameter, Parameters
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Earlier, Entity, FactValue, Situation

needs_durable = pytest.mark.skipif(not available()[0], reason="durable_rules is not to be had here")
ON = dt.date(2026, 11, 23)
LOW = Parameters({"low": Parameter("low", TEXT, (Dated("2026-01-01", 0.08, "judgement", "low"),), None, 0.5)})


def make(id, when, kind="brand", then=None) -> Rule:
    return Rule(id, "findings", kind, when, (Conclusion("finding", then or f"{kind}.{id}"),), TEXT, WHY, WHY)


def agree(rules: RuleSet, found: Situation) -> Outcome:
    """Both engines conclude the same; return it."""
    reference = evaluate(rules, found, ON)
    assert evaluate_durable(rules, found, ON) == reference
    return reference


def facts(**values) -> Entity:
    return Entity(
        "brand",
        "brand",
        "b",
        {f"data.{k}": v if isinstance(v, FactValue) else FactValue(v) for k, v in values.items()},
    )


# -- crashes and hangs ------------------------------------------------------------------------------


@needs_durable
def test_a_session_in_which_nothing_fires_is_deleted_safely():
    rules = RuleSet((make("a", Compare("data.x", "is", 0)),))
    for _ in range(50):
        assert agree(rules, situation(facts())).verdicts == {("a", "brand"): None}
    assert session.run([[[{"p0": 1}]]], [{"g": 1, "e": 0, "p0": 2}]) == []
    assert session.run([], []) == []


@needs_durable
def test_eleven_hundred_evaluations_in_one_process():
    rules = RuleSet(
        (
            make("a", Compare("data.x", "below", ParameterRef("low"))),
            make("b", Concluded("finding", "brand.a")),
        ),
        LOW,
    )
    for n in range(1_100):
        outcome = evaluate_durable(rules, situation(facts(x=n / 10_000)), ON)
        assert outcome.verdicts["b", "brand"] is (n / 10_000 < 0.08)


@needs_durable
def test_rulesets_that_keep_changing_are_given_back():
    for n in range(200):
        rules = RuleSet((make("a", Compare("data.x", "is", f"text {n}")),))
        assert agree(rules, situation(facts(x=f"text {n}"))).verdicts["a", "brand"] is True
    assert len(session._kept) <= session.KEPT_RULESETS


@needs_durable
def test_no_threads_are_started():
    before = threading.active_count()
    agree(RuleSet((make("a", Known("data.x")),)), situation(facts(x=1)))
    assert threading.active_count() == before


@needs_durable
def test_threads_take_turns():
    rules = RuleSet(
        tuple(make(f"r{n}", Compare("data.x", "below", ParameterRef("low"))) for n in range(20)), LOW
    )
    wrong = []

    def work(seed: int) -> None:
        for n in range(20):
            value = random.Random(seed * 100 + n).random() / 5
            outcome = evaluate_durable(rules, situation(facts(x=value)), ON)
            if set(outcome.verdicts.values()) != {value < 0.08}:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@needs_durable
def test_more_groups_than_the_engine_takes_are_spread_over_sessions():
    rules = RuleSet((make("a", Compare("segment.share", "below", ParameterRef("low")), "segment"),), LOW)
    there = [
        member(f"s{n}", "segment", share=FactValue(0.05, history=(Earlier("2025-11-23", n / 1_000),)))
        for n in range(1_050)
    ]
    outcome = agree(rules, situation(None, *there))
    assert outcome.verdicts["a", "s99"] is False
    assert outcome.verdicts["a", "s101"] is True


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([[[{"p0": 1}]]] * 481, "at most 480 groups, not 481"),
        ([[[{"p0": n}] for n in range(61)]], "at most 60 rules in a group, not 61"),
        ([[[{"p0": n}] for n in range(60)]] * 67, "at most 4000 rules, not 4020"),
        ([[[{f"p{n}": 1} for n in range(11)]]], "at most 10 tests in a rule, not 11"),
        ([[[]]], "without a condition for ever"),
        ([[[{"p0": 1, "p1": 2}]]], "the first property of a test only"),
    ],
)
def test_limits_are_checked_before_the_engine_sees_anything(groups, words):
    with pytest.raises(EngineError, match=words):
        session.check_limits(groups)


@needs_durable
def test_only_unknown_or_negative_conditions_end():
    rules = RuleSet(
        (
            make("a", Known("data.x", False)),
            make("b", All((Known("data.x", False), Known("data.y", False)))),
            make("c", Compare("data.x", "is_not", "v")),
            make("d", All(())),
            make("e", Any(())),
        )
    )
    outcome = evaluate(rules, situation(facts()), ON)
    assert [outcome.verdicts[r.id, "brand"] for r in rules.rules] == [True, True, None, True, False]
    plain = RuleSet(rules.rules[:3])
    agree(plain, situation(facts()))
    agree(plain, situation(facts(x="v", y="w")))


# -- limits -----------------------------------------------------------------------------------------


@needs_durable
def test_hundreds_of_rules_that_all_match_one_brand():
    rules = RuleSet(tuple(make(f"r{n}", Compare(f"data.x{n % 7}", "is", 0)) for n in range(500)))
    assert set(agree(rules, situation(facts(**{f"x{n}": 0 for n in range(7)}))).verdicts.values()) == {True}
    wide = RuleSet(tuple(make(f"r{n}", Compare(f"data.x{n}", "is", 0)) for n in range(400)))
    found = agree(wide, situation(facts(**{f"x{n}": n % 2 for n in range(400)})))
    assert [found.verdicts[f"r{n}", "brand"] for n in (0, 1)] == [True, False]


@needs_durable
@pytest.mark.parametrize("node", [All, Any])
@pytest.mark.parametrize("count", [16, 17, 40, 300])
def test_long_conditions(node, count):
    rules = RuleSet((make("a", node(tuple(Compare(f"data.x{n}", "is", 0) for n in range(count)))),))
    for wrong in (None, 0, count - 1):
        values = {f"x{n}": 1 if n == wrong else 0 for n in range(count)}
        agree(rules, situation(facts(**values)))
        agree(rules, situation(facts(**{k: 1 - v for k, v in values.items()})))
        values.pop("x1")
        agree(rules, situation(facts(**values)))


@needs_durable
def test_a_message_of_too_many_properties_is_refused():
    with pytest.raises(EngineError, match=r"at most 240 properties"):
        session.run([[[{"p0": 1}]]], [{"g": 1, "e": 0, **{f"p{n}": 1 for n in range(240)}}])


@needs_durable
def test_more_rules_than_a_ruleset_takes():
    rules = RuleSet(
        tuple(
            make(f"r{n}", Compare("segment.share", "below", ParameterRef("low")), "segment") for n in range(3)
        ),
        LOW,
    )
    many = RuleSet(tuple(make(f"r{n}", Compare(f"data.x{n}", "is", 0)) for n in range(4_500)))
    agree(many, situation(facts(**{f"x{n}": n % 3 for n in range(4_500)})))
    agree(rules, situation(None, member("s", "segment", share=0.01)))


# -- silently wrong ---------------------------------------------------------------------------------


@needs_durable
def test_one_text_one_and_true_are_three_things():
    rules = RuleSet(
        (
            make("text", Compare("data.text", "is", "1")),
            make("truth", Compare("data.truth", "is", True)),
            make("t", Compare("data.text2", "is", "t")),
            make("zero", Compare("data.number", "is", 0)),
        )
    )
    outcome = agree(rules, situation(facts(text="1", truth=True, text2="t", number=0)))
    assert set(outcome.verdicts.values()) == {True}
    outcome = agree(rules, situation(facts(text="true", truth=False, text2="1", number=1)))
    assert set(outcome.verdicts.values()) == {False}


@needs_durable
@pytest.mark.parametrize(("value", "operand"), [(1, "1"), ("1", 0), (True, 0), (1, True), ("a", True)])
def test_types_are_checked_before_asserting(value, operand):
    with pytest.raises(EngineError, match=r"different types|cannot be compared"):
        evaluate_durable(
            RuleSet((make("a", Compare("data.x", "is", operand)),)), situation(facts(x=value)), ON
        )


@needs_durable
def test_a_set_where_one_is_needed_is_refused():
    rules = RuleSet((make("a", Compare("data.x", "includes", "a")),))
    with pytest.raises(EngineError, match="not a set of choices"):
        evaluate_durable(rules, situation(facts(x="abc")), ON)


@needs_durable
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_infinite_and_missing_numbers_are_refused(value):
    with pytest.raises(EngineError):
        evaluate_durable(RuleSet((make("a", Compare("data.x", "is", 0)),)), situation(facts(x=value)), ON)


NUMBERS = [
    0,
    -0.0,
    1e-05,
    -1e-05,
    1e16,
    1e300,
    5e-324,
    0.1 + 0.2,
    0.3,
    2**53,
    2**53 + 1,
    float(2**53),
    2**63,
    2**64,
    10**30,
    -(10**30),
]


@needs_durable
@pytest.mark.parametrize("threshold", NUMBERS)
def test_numbers_keep_their_order(threshold):
    table = Parameters({"p": Parameter("p", TEXT, (Dated("2026-01-01", threshold, "judgement", "low"),))})
    operators = ("below", "at_most", "above", "at_least", "is", "is_not")
    rules = RuleSet(
        tuple(make(o, Compare("segment.x", o, ParameterRef("p")), "segment") for o in operators), table
    )
    there = [member(f"s{n}", "segment", x=value) for n, value in enumerate(NUMBERS)]
    agree(rules, situation(None, *there))


@needs_durable
def test_texts_of_every_kind():
    texts = [
        "",
        "中文",
        'a"b',
        "a\\b",
        "a\nb",
        "a\0b",
        "a\0c",
        "'",
        "x" * 5_000,
        "😀",
        "null",
        "1e-05",
        "$and",
        "\ud800",
    ]
    rules = RuleSet(
        tuple(make(f"r{n}", Compare("segment.x", "is", text), "segment") for n, text in enumerate(texts))
    )
    there = [member(f"s{n}", "segment", x=text) for n, text in enumerate(texts)]
    outcome = agree(rules, situation(None, *there))
    assert sum(v is True for v in outcome.verdicts.values()) == len(texts)


@needs_durable
def test_entities_with_the_same_facts_are_told_apart():
    rules = RuleSet((make("a", Compare("segment.type", "is", "loyal"), "segment"),))
    outcome = agree(rules, situation(None, *(member(f"s{n}", "segment", type="loyal") for n in range(5))))
    assert list(outcome.verdicts.values()) == [True] * 5


@needs_durable
def test_ors_do_not_multiply():
    three = [Any(tuple(Compare(f"data.x{n}", "is", code) for code in "abc")) for n in range(8)]
    many = [Any(tuple(Compare(f"data.y{n}_{m}", "is", 0) for m in range(3))) for n in range(8)]
    rules = RuleSet((make("a", All((*three, *many))),))
    values = {f"x{n}": "b" for n in range(8)} | {f"y{n}_{m}": 0 for n in range(8) for m in range(3)}
    with processor_time() as spent:
        assert agree(rules, situation(facts(**values))).verdicts["a", "brand"] is True
    assert spent[0] < 1


def test_hash_is_the_engines_own():
    assert fnv1a("$lt") == 542787579
    assert fnv1a("sid") == 3593476751
    assert fnv1a("id") == 926444256


def test_names_whose_hashes_collide_are_skipped(monkeypatch):
    monkeypatch.setattr(encoding, "fnv1a", lambda name: fnv1a(name) % 97)
    names = Names()
    found = [names[Property("value", f"f{n}")] for n in range(60)]
    assert len({fnv1a(name) % 97 for name in found}) == 60
    assert not {fnv1a(name) % 97 for name in found} & {fnv1a(name) % 97 for name in encoding.RESERVED}
    assert names[Property("value", "f0")] == found[0]


def test_what_goes_as_it_is():
    assert [plain_number(v) for v in (0, 0.08, 2**53, 2**53 + 1, 1e-05, 1e16)] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert [plain_text(v) for v in ("loyal", "中文 a-b", 'a"', "a\n", "x" * 201)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert Encoder()(True) == "t"
    assert Encoder()("t") == "=t"
    ranked = encoder_of("f", [1e-05, 3, 0.5, 1e-05])
    assert [ranked(v) for v in (1e-05, 0.5, 3)] == [0, 1, 2]


@needs_durable
def test_an_exception_in_an_action_comes_out(monkeypatch):
    def bad(self, group, number):
        def act(c):
            raise ValueError("broken")

        return act

    monkeypatch.setattr(session.Ruleset, "_action", bad)
    with pytest.raises(EngineError, match=r"an action failed in durable_rules: .*broken"):
        session.run([[[{"p_unique_1": 1}]]], [{"g": 1, "e": 0, "p_unique_1": 1}])


@needs_durable
def test_a_sentinel_that_does_not_fire_comes_out(monkeypatch):
    monkeypatch.setattr(session.Ruleset, "_on_sentinel", lambda self, context: None)
    with pytest.raises(EngineError, match="ran no action"):
        session.run([[[{"p_unique_2": 1}]]], [{"g": 1, "e": 0, "p_unique_2": 1}])


@needs_durable
def test_an_engine_that_refuses_or_fails_is_named(monkeypatch):
    with pytest.raises(EngineError, match="durable_rules refused the rules"):
        session.run([[[{"$lt": 3}]]], [])
    monkeypatch.setattr(
        session.Ruleset, "_sentinel", lambda self, n: (_ for _ in ()).throw(RuntimeError("gone"))
    )
    with pytest.raises(EngineError, match="durable_rules failed: gone"):
        session.run([[[{"p_unique_3": 1}]]], [])


@needs_durable
def test_deprecations_as_errors_do_not_silence_it(monkeypatch):
    from durable import engine

    real = engine._unix_now

    def deprecated():
        warnings.warn("utcfromtimestamp", DeprecationWarning, stacklevel=1)
        return real()

    monkeypatch.setattr(engine, "_unix_now", deprecated)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rules = RuleSet((make("a", Compare("data.x", "is", "deprecated")),))
        assert evaluate_durable(rules, situation(facts(x="deprecated")), ON).verdicts["a", "brand"] is True


@needs_durable
def test_a_contradiction_is_an_error_not_a_guess(monkeypatch):
    rules = RuleSet((make("a", Compare("data.x", "is", "c")),))
    monkeypatch.setattr(durable, "run", lambda groups, messages: [(0, 0, 0), (0, 1, 0)])
    with pytest.raises(EngineError, match="both true and false"):
        evaluate_durable(rules, situation(facts(x="c")), ON)


@needs_durable
def test_members_findings_and_brand_facts_meet():
    rules = RuleSet(
        (
            make(
                "thin",
                All(
                    (
                        Compare("segment.type", "is", "loyal"),
                        Compare("segment.share", "below", ParameterRef("low")),
                    )
                ),
                "segment",
            ),
            make(
                "some",
                Members(
                    "any", "segment", Any((Concluded("finding", "segment.thin"), Compare("data.x", "is", 0)))
                ),
            ),
            make(
                "none",
                Members(
                    "none", "segment", All((Concluded("finding", "segment.thin"), Compare("data.x", "is", 0)))
                ),
            ),
            make("last", All((Concluded("finding", "brand.some"), Concluded("finding", "brand.none", True)))),
        ),
        LOW,
    )
    there = (member("s1", "segment", type="loyal", share=0.01), member("s2", "segment", type="loyal"))
    for first in (facts(), facts(x=0), facts(x=1)):
        for members in ((), there, there[1:]):
            for listed in ((), ("segment",)):
                agree(rules, situation(first, *members, listed=listed))


# -- the engines together ---------------------------------------------------------------------------


def test_conclude_without_durable_rules(monkeypatch):
    monkeypatch.setattr(engines, "available", lambda: (False, "not here"))
    rules = RuleSet((make("a", Compare("data.x", "is", 0)),))
    outcome, used = engines.conclude(rules, situation(facts(x=0)), ON)
    assert used == ["reference"]
    assert outcome.verdicts["a", "brand"] is True
    monkeypatch.setattr(durable, "available", lambda: (False, "not here"))
    with pytest.raises(EngineError, match=r"not here — the reference evaluator serves without it"):
        evaluate_durable(rules, situation(facts(x=0)), ON)


@needs_durable
def test_conclude_runs_both():
    rules = RuleSet((make("a", Compare("data.x", "is", 0)),))
    assert engines.conclude(rules, situation(facts()), ON)[1] == ["reference", "durable_rules"]


def test_disagreement_names_rule_entity_and_both_truths(monkeypatch):
    monkeypatch.setattr(engines, "available", lambda: (True, ""))
    monkeypatch.setattr(engines, "evaluate_durable", lambda *a: Outcome({("a", "brand"): False}))
    rules = RuleSet((make("a", Compare("data.x", "is", 0)),))
    with pytest.raises(EnginesDisagree) as caught:
        engines.conclude(rules, situation(facts()), ON)
    assert "rule 'a' at 'brand': reference says unknown, durable_rules says false" in str(caught.value)


def test_availability_says_why_not(monkeypatch):
    import sys

    session.available.cache_clear()
    monkeypatch.setitem(sys.modules, "durable", None)
    assert session.available()[0] is False
    assert "not to be had" in session.available()[1]
    session.available.cache_clear()
    monkeypatch.undo()
    session.available.cache_clear()


@needs_durable
def test_a_full_size_brand_is_concluded_in_time():
    rnd = random.Random(3)
    kinds = ("brand", "brand", "brand", "segment", "channel", "community")
    rules: list[Rule] = []
    for n in range(150):
        kind = rnd.choice(kinds)
        topic = "data" if kind == "brand" else kind
        parts = [
            Compare(f"{topic}.n{rnd.randrange(25)}", rnd.choice(["below", "at_least"]), ParameterRef("low"))
            for _ in range(3)
        ]
        if n > 60:
            parts.append(Concluded("finding", f"brand.f{rnd.randrange(20)}"))
        if n % 9 == 0:
            parts.append(Any((Compare(f"{topic}.b0", "is", True), Compare(f"{topic}.b1", "is", True))))
        then = f"brand.f{n}" if kind == "brand" and n <= 60 else f"{kind}.g{n}"
        rules.append(make(f"r{n}", All(tuple(parts)), kind, then))
    ruleset = RuleSet(tuple(rules), LOW)

    def entity(id: str, kind: str) -> Entity:
        topic = "data" if kind == "brand" else kind
        values = {
            f"{topic}.n{n}": FactValue(round(rnd.random() / 5, 3)) for n in range(25) if rnd.random() < 0.8
        }
        return Entity(id, kind, id, {**values, f"{topic}.b0": FactValue(rnd.random() < 0.5)})

    there = [entity(f"{kind}{n}", kind) for kind in ("segment", "channel", "community") for n in range(4)]
    found = Situation((entity("brand", "brand"), *there), frozenset({"segment", "channel", "community"}))
    evaluate_durable(RuleSet((make("warm", Known("data.x")),)), found, ON)
    with processor_time() as times:
        outcome = evaluate_durable(ruleset, found, ON)
    spent = times[0]
    assert outcome == evaluate(ruleset, found, ON)
    assert {True, False, None} <= set(outcome.verdicts.values())
    assert spent < 0.15, f"{spent * 1000:.0f} ms"
