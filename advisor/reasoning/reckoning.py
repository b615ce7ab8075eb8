"""Arithmetic over facts as formulas for a solver (z3): facts computed from others, and constraints.

Quotients stay quotients (a number over a number), so that one compared with a threshold is a comparison
between multiples of its parts and needs no division. Unknown in, unknown out, as in `situation.arithmetic`.

Import this module inside functions only: it loads z3.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import z3

from advisor.reasoning.formulas import FALSE, TRUE, every, opposite, some
from advisor.reasoning.levers import exact
from advisor.reasoning.model import Operator
from advisor.situation.arithmetic import TOLERANCE, Expression, call_name, fact_named

ONE, ZERO = z3.RealVal(1), z3.RealVal(0)


@dataclass(frozen=True)
class Quantity:
    """A number as ``over / under``, and when it is known. ``under`` is not zero where it is known."""

    over: z3.ArithRef
    under: z3.ArithRef
    known: z3.BoolRef

    def stands(self, operator: Operator, limit: Fraction) -> z3.BoolRef:
        """When it stands in a relation to a threshold, if it is known."""
        return _relation(operator, self, Quantity(z3.RealVal(str(limit)), ONE, TRUE))


NOTHING = Quantity(ZERO, ONE, FALSE)


class Numbers(Protocol):
    """The numbers that facts have where an expression is read."""

    def number(self, fact: str) -> Quantity:
        """The number of one fact."""

    def over_members(self, fact: str) -> Sequence[Quantity] | None:
        """A fact's numbers over the members of its kind, or None where the members are not listed."""


def quantity(expression: Expression, numbers: Numbers) -> Quantity:
    """Return what an expression comes to."""
    return _quantity(expression.body, numbers, partial=False)


def broken(expression: Expression, numbers: Numbers, *, partial: bool) -> z3.BoolRef:
    """Return when a constraint does not hold; what is unknown breaks nothing.

    ``partial``: in a sum, members whose number is unknown are left out.
    """
    body = expression.body
    assert isinstance(body, ast.Compare)
    sides = [_quantity(side, numbers, partial=partial) for side in (body.left, *body.comparators)]
    return some(
        every((left.known, right.known, opposite(_holds(op, left, right))))
        for left, op, right in zip(sides, body.ops, sides[1:], strict=False)
    )


def rounded(operator: Operator, found: Quantity, limit: Fraction, places: int, tie: z3.BoolRef) -> z3.BoolRef:
    """Return when a number, rounded to some decimals, stands in a relation to a threshold.

    How a number halfway between two is rounded depends on its binary fraction, which no formula here knows:
    there ``tie`` decides, so that both ways are looked at.
    """
    unit = Fraction(1, 10**places)
    if operator in ("is", "is_not"):
        if (limit / unit).denominator != 1:
            return z3.BoolVal(operator == "is_not")
        same = every(
            (
                rounded("at_least", found, limit, places, tie),
                rounded("at_most", found, limit, places, tie),
            )
        )
        return same if operator == "is" else opposite(same)
    # The greatest multiple that is below the limit, or at most the limit.
    strict = operator in ("below", "at_least")
    last = math.ceil(limit / unit) - 1 if strict else math.floor(limit / unit)
    edge = (last + Fraction(1, 2)) * unit
    down = some((found.stands("below", edge), every((found.stands("is", edge), tie))))
    return down if operator in ("below", "at_most") else opposite(down)


def _quantity(node: ast.expr, numbers: Numbers, *, partial: bool) -> Quantity:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return Quantity(z3.RealVal(str(exact(constant))), ONE, TRUE)
        case ast.Attribute():
            return numbers.number(fact_named(node) or "")
        case ast.UnaryOp(operand=operand):
            inner = _quantity(operand, numbers, partial=partial)
            return Quantity(-inner.over, inner.under, inner.known)
        case ast.BinOp(left=left, op=op, right=right):
            first = _quantity(left, numbers, partial=partial)
            return _joined(op, first, _quantity(right, numbers, partial=partial))
        case ast.Call(args=arguments) if call_name(node) == "sum":
            found = numbers.over_members(fact_named(arguments[0]) or "")
            return NOTHING if found is None else _sum(found, partial=partial)
        case ast.Call(args=arguments):
            parts = [_quantity(argument, numbers, partial=partial) for argument in arguments]
            best = parts[0]
            smaller: Operator = "below" if call_name(node) == "min" else "above"
            for part in parts[1:]:
                takes = _relation(smaller, part, best)
                best = Quantity(
                    z3.If(takes, part.over, best.over),
                    z3.If(takes, part.under, best.under),
                    every((best.known, part.known)),
                )
            return best
    raise AssertionError(ast.dump(node))


def _joined(op: ast.operator, left: Quantity, right: Quantity) -> Quantity:
    known = every((left.known, right.known))
    if isinstance(op, ast.Mult):
        return Quantity(_times(left.over, right.over), _times(left.under, right.under), known)
    if isinstance(op, ast.Div):
        known = every((known, right.over != ZERO))
        return Quantity(_times(left.over, right.under), _times(left.under, right.over), known)
    first, second = _times(left.over, right.under), _times(right.over, left.under)
    over = first + second if isinstance(op, ast.Add) else first - second
    return Quantity(over, _times(left.under, right.under), known)


def _sum(parts: Sequence[Quantity], *, partial: bool) -> Quantity:
    if partial:
        parts = [Quantity(z3.If(p.known, p.over, ZERO), z3.If(p.known, p.under, ONE), TRUE) for p in parts]
    total = Quantity(ZERO, ONE, TRUE)
    for part in parts:
        total = _joined(ast.Add(), total, part)
    return total


def _times(left: z3.ArithRef, right: z3.ArithRef) -> z3.ArithRef:
    return right if left.eq(ONE) else left if right.eq(ONE) else left * right


def _relation(operator: Operator, left: Quantity, right: Quantity) -> z3.BoolRef:
    """Return when one number stands in a relation to another: multiplied out, the sign of what is below minded."""
    first, second = _times(left.over, right.under), _times(right.over, left.under)
    below = _times(left.under, right.under)
    plain, turned = compared(operator, first, second), compared(operator, second, first)
    return plain if below.eq(ONE) else z3.If(below > 0, plain, turned)


def compared(operator: Operator, left: z3.ArithRef, right: z3.ArithRef) -> z3.BoolRef:
    """Return when one number stands in a relation to another."""
    match operator:
        case "below":
            return left < right
        case "at_most":
            return left <= right
        case "above":
            return left > right
        case "at_least":
            return left >= right
        case "is":
            return left == right
    return left != right


def _holds(op: ast.cmpop, left: Quantity, right: Quantity) -> z3.BoolRef:
    """Return when a comparison of a constraint holds; as in `arithmetic`, what is all but equal counts as equal."""
    gap = _joined(ast.Sub(), left, right)
    slack = z3.RealVal(str(exact(TOLERANCE)))
    near = some(
        every(
            (
                _relation("at_most", gap, Quantity(slack * size.over, size.under, TRUE)),
                _relation("at_least", gap, Quantity(-slack * size.over, size.under, TRUE)),
            )
        )
        for size in _sizes(left, right)
    )
    match op:
        case ast.Lt():
            return every((_relation("below", left, right), opposite(near)))
        case ast.LtE():
            return some((_relation("at_most", left, right), near))
        case ast.Gt():
            return every((_relation("above", left, right), opposite(near)))
        case ast.GtE():
            return some((_relation("at_least", left, right), near))
        case ast.Eq():
            return near
    return opposite(near)


def _sizes(left: Quantity, right: Quantity) -> list[Quantity]:
    """Return what the tolerance is a share of: one, or either number, whichever sign it has."""
    both = [left, right]
    return [
        Quantity(ONE, ONE, TRUE),
        *both,
        *(Quantity(-one.over, one.under, TRUE) for one in both),
    ]
