"""Conditions in one line with the values of their parameters, for reports on rules."""

from __future__ import annotations

import datetime as dt

from advisor.reasoning import expr
from advisor.reasoning.model import Condition
from advisor.reasoning.parameters import Parameters


def one_line(condition: Condition, parameters: Parameters, on: dt.date) -> str:
    """Return a condition as one line; parameters with their value on a day, for a brand of no certain sector."""
    return expr.one_line(condition, lambda name: f"{name} ({parameters.value(name, on).value:g})")
