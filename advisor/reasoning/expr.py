"""The one-line form of a condition, read through Python's ``ast`` with a whitelist of nodes.

``expr: "segment.share < loyal_share_low and not incentive.levels_in_place"``: names with a dot are facts
or findings, names without are parameters. It becomes the same tree as the YAML form; `one_line` writes that
tree back as such a line, and ``one_line(parse(line))`` means what the line means.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TypeAlias

from advisor.errors import Place, RuleError
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Members,
    Operator,
    ParameterRef,
)
from advisor.reasoning.parse import Context, conjunction, disjunction, negate
from advisor.situation.model import KINDS, Value
from advisor.yamltext import Located

Named: TypeAlias = Callable[[str], str]
"""How a parameter is written, given its name."""

MAX_LENGTH = 4_000
FUNCTIONS = "known(f), unknown(f), goal('mz:x'), recommended('mz:x'), any_of(kind, …), none_of(kind, …)"

_COMPARISONS: Mapping[type[ast.cmpop], Operator] = {
    ast.Eq: "is",
    ast.NotEq: "is_not",
    ast.Lt: "below",
    ast.LtE: "at_most",
    ast.Gt: "above",
    ast.GtE: "at_least",
}
_MIRRORED: Mapping[Operator, Operator] = {
    "is": "is",
    "is_not": "is_not",
    "below": "above",
    "above": "below",
    "at_most": "at_least",
    "at_least": "at_most",
}


def parse_expression(located: Located, context: Context) -> Condition:
    """Return the condition that a one-line expression means; raise RuleError where it means none."""
    text = context.fields.string(located, "expr")
    if len(text) > MAX_LENGTH:
        raise context.fields.error(
            located, f"expr is longer than {MAX_LENGTH} characters", "write it as YAML"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        reason = problem.msg if isinstance(problem, SyntaxError) else "it is nested too deeply"
        raise context.fields.error(located, f"expr '{_short(text)}' cannot be read: {reason}") from None
    return _Reader(text.strip(), located.place, context).condition(tree.body)


class _Reader:
    """Turns whitelisted nodes into conditions; anything else is an error that shows the piece."""

    def __init__(self, text: str, place: Place, context: Context) -> None:
        self.text = text
        self.place = place
        self.context = context

    def error(self, node: ast.AST, message: str, remedy: str | None = None) -> RuleError:
        piece = ast.get_source_segment(self.text, node) if isinstance(node, ast.expr) else None
        shown = f" in '{_short(piece)}'" if piece else ""
        return self.context.fields.error(self.place, f"{message}{shown}", remedy)

    def condition(self, node: ast.expr) -> Condition:
        if isinstance(node, ast.BoolOp):
            parts = [self.condition(value) for value in node.values]
            return conjunction(parts) if isinstance(node.op, ast.And) else disjunction(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return negate(self.condition(node.operand))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, ast.Attribute):
            return self.bare(node, self.dotted(node))
        raise self.error(
            node,
            "expr knows names, comparisons, and/or/not, in and a few functions, but not this",
            f"the functions are {FUNCTIONS}",
        )

    def bare(self, node: ast.expr, name: str) -> Condition:
        """Read a name by itself: a true boolean fact, or a finding."""
        if name not in self.context.vocabulary:
            if name.split(".", 1)[0] not in KINDS:
                known = [*self.context.vocabulary]
                raise self.context.fields.unknown(self.place, "fact or finding", name, known)
            return self.context.concluded(self.place, "finding", name)
        if self.context.spec(self.place, name).datatype != "boolean":
            raise self.error(
                node, "only a fact that is true or false can stand by itself", "compare it with something"
            )
        return self.context.compare(self.place, name, "is", True)

    def call(self, node: ast.Call) -> Condition:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function in ("known", "unknown") and self.takes(node, 1):
            name = self.dotted(node.args[0])
            self.context.spec(self.place, name)
            return Known(name, function == "known")
        if function in ("goal", "recommended") and self.takes(node, 1):
            concept = self.text_of(node.args[0])
            return self.context.concluded(
                self.place, "goal" if function == "goal" else "recommended", concept
            )
        if function in ("any_of", "none_of") and self.takes(node, 2) and isinstance(node.args[0], ast.Name):
            inner = self.context.member(self.place, node.args[0].id)
            condition = _Reader(self.text, self.place, inner).condition(node.args[1])
            return Members("any" if function == "any_of" else "none", inner.kind, condition)
        raise self.error(node, "no such function with these arguments", f"there are {FUNCTIONS}")

    def takes(self, node: ast.Call, count: int) -> bool:
        return len(node.args) == count and not node.keywords

    def text_of(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.context.fields.concept(Located(node.value, self.place), "the name in the brackets")
        raise self.error(node, "a concept stands in quotation marks, like goal('mz:retention')")

    def comparison(self, node: ast.Compare) -> Condition:
        sides = [node.left, *node.comparators]
        return conjunction(
            [
                self.pair(node, left, op, right)
                for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
            ]
        )

    def pair(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        if isinstance(op, (ast.In, ast.NotIn)):
            found = self.membership(left, right)
            return found if isinstance(op, ast.In) else negate(found)
        operator = _COMPARISONS.get(type(op))
        if operator is None:
            raise self.error(node, "'is' is not a comparison here", "use == or !=")
        if self.is_fact(left) and self.is_fact(right):
            raise self.error(node, "two facts cannot be compared with each other", "declare a computed fact")
        if self.is_fact(right):
            left, right, operator = right, left, _MIRRORED[operator]
        if not self.is_fact(left):
            raise self.error(node, "one side of a comparison must be a fact, like segment.share")
        return self.context.compare(self.place, self.dotted(left), operator, self.operand(right))

    def membership(self, left: ast.expr, right: ast.expr) -> Condition:
        if isinstance(left, ast.Constant) and self.is_fact(right):
            return self.context.compare(self.place, self.dotted(right), "includes", self.operand(left))
        if self.is_fact(left) and isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            codes = tuple(str(self.operand(item)) for item in right.elts)
            return self.context.compare(self.place, self.dotted(left), "one_of", codes)
        raise self.error(
            left, "'in' joins a code and a fact ('a' in f) or a fact and codes (f in ['a', 'b'])"
        )

    def is_fact(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute)

    def operand(self, node: ast.expr) -> Value | ParameterRef:
        if isinstance(node, ast.Name):
            return ParameterRef(node.id)
        if (
            isinstance(node, ast.UnaryOp)
            and isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
        ):
            inner = node.operand.value
            if isinstance(inner, (int, float)) and not isinstance(inner, bool):
                return -inner
        if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)):
            return node.value
        raise self.error(
            node, "a fact is compared with a parameter, a code in quotation marks, True or False"
        )

    def dotted(self, node: ast.expr) -> str:
        parts: list[str] = []
        current = node
        while isinstance(current, ast.Attribute):
            parts.append(current.attr)
            current = current.value
        if not isinstance(current, ast.Name) or not parts:
            raise self.error(node, "here a fact must stand, like segment.share")
        return ".".join([current.id, *reversed(parts)])


_SIGNS: Mapping[Operator, str] = {
    "is": "==",
    "is_not": "!=",
    "below": "<",
    "at_most": "<=",
    "above": ">",
    "at_least": ">=",
}


def one_line(condition: Condition, named: Named = str) -> str:
    """Return a condition as a one-line expression; `parse_expression` makes the same tree of it.

    ``named`` says how a parameter is written, for a reader who wants more than its name.
    """
    return _written(condition, named, nested=False)


def top_lines(condition: Condition) -> list[str]:
    """Return the expression in pieces that stand below each other: the parts of an outermost ``and``."""
    if not isinstance(condition, All):
        return [one_line(condition)]
    first, *rest = [_written(part, str, nested=True) for part in condition.parts]
    return [first, *(f"and {part}" for part in rest)]


def _written(condition: Condition, named: Named, *, nested: bool) -> str:
    if isinstance(condition, (All, Any)):
        word = " and " if isinstance(condition, All) else " or "
        text = word.join(_written(part, named, nested=True) for part in condition.parts)
        return f"({text})" if nested else text
    if isinstance(condition, Members):
        inner = _written(condition.condition, named, nested=False)
        return f"{condition.quantifier}_of({condition.kind}, {inner})"
    if isinstance(condition, Known):
        return f"{'known' if condition.expected else 'unknown'}({condition.fact})"
    if isinstance(condition, Concluded):
        name = condition.id if condition.what == "finding" else f"{condition.what}({condition.id!r})"
        return f"not {name}" if condition.negated else name
    return _compared(condition, named)


def _compared(leaf: Compare, named: Named) -> str:
    operator, operand = leaf.operator, leaf.operand
    if isinstance(operand, ParameterRef):
        return f"{leaf.fact} {_SIGNS[operator]} {named(operand.name)}"
    if isinstance(operand, bool) and operand:
        return leaf.fact if operator == "is" else f"not {leaf.fact}"
    if operator in ("one_of", "none_of"):
        assert isinstance(operand, tuple)
        return f"{leaf.fact} {'in' if operator == 'one_of' else 'not in'} {list(operand)!r}"
    if operator in ("includes", "excludes"):
        return f"{operand!r} {'in' if operator == 'includes' else 'not in'} {leaf.fact}"
    return f"{leaf.fact} {_SIGNS[operator]} {operand!r}"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
