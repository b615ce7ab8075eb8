"""The one-line form of a condition, read through Python's ``ast`` with a whitelist of nodes.

``expr: "segment.share < loyal_share_low and not incentive.levels_in_place"``: names with a dot are facts
or findings, names without are parameters. It becomes the same tree as the YAML form.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from advisor.errors import Place, RuleError
from advisor.reasoning.model import Condition, Known, Operator, ParameterRef
from advisor.reasoning.parse import Context, conjunction, disjunction, negate
from advisor.situation.model import KINDS, Value
from advisor.yamltext import Located

MAX_LENGTH = 2_000

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
            "expr knows names, comparisons, and/or/not, in, known() and unknown(), but not this",
            "write it in the YAML form",
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
        function = node.func.id if isinstance(node.func, ast.Name) else None
        if function not in ("known", "unknown") or len(node.args) != 1 or node.keywords:
            raise self.error(node, "the only functions are known(fact) and unknown(fact)")
        name = self.dotted(node.args[0])
        self.context.spec(self.place, name)
        return Known(name, function == "known")

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


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
