"""Arithmetic over facts: a small safe language for computed facts and constraints.

Numbers, facts by id (``brand.dau``), ``+ - * /``, comparisons, ``min``, ``max``, and ``sum(fact)`` over the
members of the fact's kind. It is parsed with Python's own parser and read through a whitelist; nothing is
ever executed. Unknown in, unknown out; division by zero is unknown.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from advisor.errors import PackError

Number: TypeAlias = int | float
Lookup: TypeAlias = Callable[[str], Number | None]
"""The number that a fact has where the expression is read, or None where it is unknown."""
Gather: TypeAlias = Callable[[str], Sequence[Number | None] | None]
"""A fact's numbers over the members of its kind, or None where the members are not listed."""

MAX_LENGTH = 400

_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_CALLS = ("sum", "min", "max")
# Sums and quotients of decimal fractions such as 0.6 + 0.3 + 0.1 must not break a limit of 1.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Expression:
    """A parsed expression. ``facts`` are all that it names, ``summed`` those that stand inside ``sum``."""

    text: str

    @cached_property
    def body(self) -> ast.expr:
        """The parsed expression, for those who translate it; only nodes of the language stand in it."""
        return _parse(self.text)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The ids of all facts named, each once, in their order."""
        return tuple(dict.fromkeys(_names(self.body)))

    @cached_property
    def summed(self) -> frozenset[str]:
        """The ids of the facts that are summed over members."""
        calls = (n for n in ast.walk(self.body) if isinstance(n, ast.Call) and call_name(n) == "sum")
        return frozenset(fact_named(call.args[0]) or "" for call in calls)

    def value(self, lookup: Lookup, gather: Gather) -> Number | None:
        """The number that it comes to, or None where that is unknown or not finite."""
        found = _number(self.body, lookup, gather)
        return found if found is not None and abs(found) < float("inf") else None

    def holds(self, lookup: Lookup, gather: Gather) -> bool | None:
        """Whether a comparison holds; None where it is unknown.

        An upper limit on a sum is broken as soon as the known members alone are over it, so ``gather``
        may leave out unknown members there when the fact is never negative: see `partial_limit`.
        """
        body = self.body
        if not isinstance(body, ast.Compare):
            raise PackError(f"'{self.text}' is no comparison")
        left = _number(body.left, lookup, gather)
        unknown = False
        for comparison, operand in zip(body.ops, body.comparators, strict=True):
            right = _number(operand, lookup, gather)
            if left is None or right is None:
                unknown = True
            elif not _compare(comparison, left, right):
                return False
            left = right
        return None if unknown else True

    @property
    def partial_limit(self) -> bool:
        """Whether it is of the form ``sum(fact) <= …``: known members alone can then break it."""
        body = self.body
        return (
            isinstance(body, ast.Compare)
            and len(body.ops) == 1
            and isinstance(body.ops[0], (ast.LtE, ast.Lt))
            and isinstance(body.left, ast.Call)
            and call_name(body.left) == "sum"
        )

    @property
    def compares(self) -> bool:
        """Whether it is a comparison, as constraints are."""
        return isinstance(self.body, ast.Compare)


def parse(text: str) -> Expression:
    """Return a checked expression; raise PackError where it holds anything beyond the language."""
    expression = Expression(text)
    _check(expression.body, text, top=True)
    return expression


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise PackError(f"an expression is {len(text)} characters long", remedy=f"at most {MAX_LENGTH}")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise PackError(
            f"'{text}' is no expression", remedy="write it like 'brand.dau / brand.mau'"
        ) from None


def _check(node: ast.expr, text: str, *, top: bool = False) -> None:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float()):
            return
        case ast.Attribute() if fact_named(node):
            return
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            _check(left, text)
            _check(right, text)
            return
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check(operand, text)
            return
        case ast.Compare(left=left, ops=ops, comparators=others) if top and all(
            type(o) in _COMPARE for o in ops
        ):
            for part in (left, *others):
                _check(part, text)
            return
        case ast.Call(args=[ast.Attribute() as only], keywords=[]) if call_name(node) == "sum" and fact_named(
            only
        ):
            return
        case ast.Call(args=arguments, keywords=[]) if call_name(node) in ("min", "max") and arguments:
            for part in arguments:
                _check(part, text)
            return
    raise PackError(
        f"'{ast.unparse(node)}' in '{text}' is not allowed",
        remedy=f"numbers, facts, + - * /, one comparison and {', '.join(_CALLS)} only",
    )


def _names(node: ast.AST) -> list[str]:
    name = fact_named(node)
    if name is not None:
        return [name]
    return [found for child in ast.iter_child_nodes(node) for found in _names(child)]


def fact_named(node: ast.AST) -> str | None:
    """Return the id of the fact that a node names, or None where it is something else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None


def call_name(node: ast.Call) -> str | None:
    """Return ``sum``, ``min`` or ``max``, or None for any other call."""
    return node.func.id if isinstance(node.func, ast.Name) and node.func.id in _CALLS else None


def _number(node: ast.expr, lookup: Lookup, gather: Gather) -> Number | None:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return constant
        case ast.Attribute():
            return lookup(fact_named(node) or "")
        case ast.UnaryOp(operand=operand):
            inner = _number(operand, lookup, gather)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _number(left, lookup, gather), _number(right, lookup, gather)
            if first is None or second is None or (isinstance(op, ast.Div) and second == 0):
                return None
            return _BINARY[type(op)](first, second)
        case ast.Call(args=arguments) if call_name(node) == "sum":
            values = gather(fact_named(arguments[0]) or "")
            return None if values is None else _all(values, sum)
        case ast.Call(args=arguments):
            fold = min if call_name(node) == "min" else max
            return _all([_number(a, lookup, gather) for a in arguments], fold)
    raise AssertionError(ast.dump(node))


def _all(values: Sequence[Number | None], fold: Callable[[list[Number]], Number]) -> Number | None:
    known = [v for v in values if v is not None]
    return fold(known) if len(known) == len(values) else None


def _compare(comparison: ast.cmpop, left: Number, right: Number) -> bool:
    if abs(left - right) <= TOLERANCE * max(1.0, abs(left), abs(right)):
        return isinstance(comparison, (ast.LtE, ast.GtE, ast.Eq))
    return _COMPARE[type(comparison)](left, right)
