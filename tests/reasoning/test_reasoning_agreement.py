"""Both engines on generated rules and situations: they must agree on true, false and unknown."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from reasoning_generated import rulesets, situations

from advisor.reasoning.durable import available, evaluate_durable
from advisor.reasoning.evaluate import evaluate

pytestmark = pytest.mark.skipif(not available()[0], reason="durable_rules is not to be had here")
ON = dt.date(2026, 11, 23)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def check(rules, situation) -> None:
    reference, durable = evaluate(rules, situation, ON), evaluate_durable(rules, situation, ON)
    assert durable == reference


@settings(max_examples=250, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(rulesets(), situations())
def test_engines_agree(rules, situation):
    check(rules, situation)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=QUIET)
@given(rulesets(), situations())
def test_engines_agree_at_length(rules, situation):
    check(rules, situation)
