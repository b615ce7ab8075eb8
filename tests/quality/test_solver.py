"""What the solver proves about rules holds in the reference engine, and what it does not prove need not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import z3
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reasoning_generated import SPECS, rulesets, situations

from advisor.quality.solver.questions import Questions, Subject
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.model import All, Any
from advisor.reasoning.parse import negate
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Entity, Situation
from advisor.situation.vocabulary import Vocabulary

ON = dt.date(2026, 11, 23)
VOCABULARY = Vocabulary(list(SPECS.values()))
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def pinned(questions: Questions, situation: Situation, entity: Entity) -> list[z3.BoolRef]:
    """What a situation says of the brand and of the entity; members are left open."""
    given = {questions.situation.brand.id: situation.brand, questions.entity.id: entity}
    found = [questions.world.day == 0]
    for (owner, fact), (_, cell) in questions.world.cells.items():
        if owner not in given:
            continue
        known = given[owner].facts.get(fact)
        if known is None:
            found.append(z3.Not(cell.known))
        elif isinstance(known.value, tuple):
            codes = [option.code for option in SPECS[fact].options]
            inside = [cell.holds("includes" if c in known.value else "excludes", c) for c in codes]
            found.append(z3.And(cell.known, *inside))
        elif SPECS[fact].datatype != "string":
            found.append(z3.And(cell.known, cell.holds("is", known.value)))
    return found


def agrees(rules: RuleSet, situation: Situation) -> None:
    """Everything that the engine concludes must be possible in the formulas, for that brand and entity."""
    verdicts = evaluate(rules, situation, ON).verdicts
    subject = Subject(rules, VOCABULARY, ON)
    for rule in rules.rules:
        for entity in situation.of_kind(rule.kind)[:1]:
            questions = Questions(subject, rule.kind)
            truths = questions.formulas.rule(rule, questions.entity)
            verdict = verdicts[rule.id, entity.id]
            wanted = {
                True: truths.true,
                False: truths.false,
                None: z3.Not(z3.Or(truths.true, truths.false)),
            }[verdict]
            list(questions.formulas.laws())  # makes all that there is to pin
            assert not questions.impossible(wanted, *pinned(questions, situation, entity)), rule


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(rulesets(), situations())
def test_whatever_the_engine_concludes_is_possible(rules: RuleSet, situation: Situation) -> None:
    agrees(rules, situation)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(rulesets(), situations())
def test_whatever_the_engine_concludes_is_possible_at_length(rules: RuleSet, situation: Situation) -> None:
    agrees(rules, situation)


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(rulesets())
def test_a_rule_that_is_not_proved_idle_fires_in_its_example(rules: RuleSet) -> None:
    # A figure of the solver has no bound; one that no float holds exactly is no example for the engine.
    assume(all(abs(d.value) < 2**53 for p in rules.parameters.table.values() for d in p.values))
    subject = Subject(rules, VOCABULARY, ON)
    for rule in rules.rules:
        questions = Questions(subject, rule.kind)
        fires = questions.fires(rule)
        found = questions.example(fires)
        if found is None:
            continue
        situation, on = found
        verdicts = evaluate(rules, situation, on).verdicts
        assert verdicts[rule.id, questions.entity.id] is True, (rule, situation)
        assert not questions.impossible(fires)


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(rulesets().filter(lambda rules: len(rules.rules) > 1), st.data())
def test_a_rule_against_itself_never_fires_and_one_with_more_to_meet_says_no_more(
    rules: RuleSet, data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from(rules.rules))
    other = data.draw(
        st.sampled_from([r for r in rules.rules if r.kind == rule.kind and r.layer == rule.layer])
    )
    idle = replace(rule, id="idle", when=All((rule.when, negate(rule.when))))
    narrow = replace(rule, id="narrow", when=All((rule.when, other.when)))
    wide = replace(rule, id="wide", when=Any((rule.when, other.when)))
    more = RuleSet((*rules.rules, idle, narrow, wide), rules.parameters)
    questions = Questions(Subject(more, VOCABULARY, ON), rule.kind)
    assert questions.never(idle)
    assert questions.implies(narrow, rule)
    assert questions.implies(rule, wide)
