"""From YAML to the condition tree: strict, and always in negation normal form.

`parse_condition` is the one entry. It checks each leaf against the declared facts and parameters, so that
what comes out can be evaluated without asking again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from advisor.errors import Place, RuleError
from advisor.reasoning.fields import Fields
from advisor.reasoning.model import (
    LAYERS,
    NEGATED,
    NUMERIC_OPERATORS,
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Layer,
    Members,
    Operator,
    ParameterRef,
)
from advisor.situation.model import KINDS, FactSpec, Kind, Value
from advisor.yamltext import Located

OPERATORS: tuple[Operator, ...] = tuple(NEGATED)
HEADS = (
    "fact",
    "known",
    "unknown",
    "finding",
    "goal",
    "recommended",
    "all",
    "any",
    "not",
    "any_of",
    "none_of",
    "expr",
)

_FITTING: Mapping[str, tuple[Operator, ...]] = {
    "boolean": ("is", "is_not"),
    "string": ("is", "is_not"),
    "date": ("is", "is_not"),
    "choice": ("is", "is_not", "one_of", "none_of"),
    "choices": ("includes", "excludes"),
    "integer": ("is", "is_not", *NUMERIC_OPERATORS),
    "decimal": ("is", "is_not", *NUMERIC_OPERATORS),
    "year": ("is", "is_not", *NUMERIC_OPERATORS),
}


@dataclass(frozen=True)
class Reference:
    """Where a condition refers to a conclusion; whether some rule concludes it is known only later."""

    leaf: Concluded
    place: Place
    rule: str


@dataclass(frozen=True)
class Context:
    """What a condition may speak of: the declared facts, the parameters (with their units) and the scope.

    ``kind`` is the entity's kind, or the member's inside ``any_of`` and ``none_of``. ``references``
    collects the conclusions that the condition refers to. ``parameters`` maps a name to its unit.
    """

    vocabulary: Mapping[str, FactSpec]
    parameters: Mapping[str, str | None]
    rule: str
    kind: Kind
    layer: Layer
    references: list[Reference] = field(default_factory=list)
    inside: bool = False

    @property
    def fields(self) -> Fields:
        """Field readers whose errors name the rule."""
        return Fields(f"rule '{self.rule}'")

    # -- leaves, shared by the YAML form and the one-line form ------------------------------------

    def spec(self, at: Located | Place, fact: str) -> FactSpec:
        """Return a fact's declaration; raise where it is unknown or out of scope here."""
        spec = self.vocabulary.get(fact)
        if spec is None:
            raise self.fields.unknown(at, "fact", fact, self.vocabulary)
        if spec.kind not in (self.kind, "brand"):
            raise self.fields.error(
                at,
                f"the fact '{fact}' belongs to a {spec.kind}, and here only those of the {self._scope()} are in scope",
                f"reach it through 'any_of: {{{spec.kind}: …}}', or make the rule 'for: {spec.kind}'",
            )
        return spec

    def _scope(self) -> str:
        return "brand" if self.kind == "brand" else f"{self.kind} and of the brand"

    def compare(
        self, at: Located | Place, fact: str, operator: Operator, operand: Value | ParameterRef
    ) -> Compare:
        """Return a comparison after checking that operator and operand fit the fact."""
        spec = self.spec(at, fact)
        fitting = _FITTING[spec.datatype]
        if operator not in fitting:
            raise self.fields.error(
                at,
                f"'{operator}' does not fit '{fact}', which is {_article(spec)}",
                f"use {' / '.join(fitting)}",
            )
        if isinstance(operand, ParameterRef):
            self._check_parameter(at, spec, operand, operator)
            return Compare(fact, operator, operand)
        return Compare(fact, operator, self._literal(at, spec, operator, operand))

    def _check_parameter(
        self, at: Located | Place, spec: FactSpec, operand: ParameterRef, operator: Operator
    ) -> None:
        if operand.name not in self.parameters:
            raise self.fields.unknown(at, "parameter", operand.name, self.parameters)
        if not spec.numeric:
            raise self.fields.error(
                at, f"'{spec.id}' is {_article(spec)} and cannot be compared with a parameter"
            )
        unit = self.parameters[operand.name]
        if spec.unit is not None and unit != spec.unit:
            raise self.fields.error(
                at,
                f"'{spec.id}' is in {spec.unit}, but the parameter '{operand.name}' is in {unit or 'no unit'}",
                "compare like with like: name another parameter, or correct the unit",
            )

    def _literal(self, at: Located | Place, spec: FactSpec, operator: Operator, operand: Value) -> Value:
        if spec.numeric:
            if operator in ("is", "is_not") and not isinstance(operand, bool) and operand == 0:
                return 0
            raise self.fields.error(
                at,
                f"'{spec.id}' is compared with {operand!r}: thresholds never stand in a rule",
                "declare a parameter in rules/parameters and write {parameter: its_name}",
            )
        if operator in ("one_of", "none_of"):
            if not isinstance(operand, tuple) or len(operand) < 2:
                raise self.fields.error(
                    at, f"'{operator}' needs a list of at least two codes", "for one code use 'is'"
                )
            return tuple(self._code(at, spec, code) for code in operand)
        if spec.datatype in ("choice", "choices"):
            return self._code(at, spec, operand)
        wanted = bool if spec.datatype == "boolean" else str
        if not isinstance(operand, wanted):
            raise self.fields.error(
                at, f"'{spec.id}' is {_article(spec)}, but is compared with {operand!r}", _sample(spec)
            )
        if spec.datatype == "date":
            try:
                dt.date.fromisoformat(str(operand))
            except ValueError:
                raise self.fields.error(at, f"'{operand}' is no date", "write it like 2026-03-31") from None
        return operand

    def _code(self, at: Located | Place, spec: FactSpec, code: object) -> str:
        codes = [option.code for option in spec.options]
        if not isinstance(code, str) or code not in codes:
            raise self.fields.unknown(at, f"code of '{spec.id}'", str(code), codes)
        return code

    def concluded(
        self, at: Located | Place, what: Literal["finding", "goal", "recommended"], name: str
    ) -> Concluded:
        """Return a leaf on a conclusion and remember it; raise where it cannot be seen from here."""
        if what == "finding":
            kind = name.split(".", 1)[0]
            if kind not in KINDS or "." not in name:
                raise self.fields.error(
                    at,
                    f"the finding '{name}' does not begin with a kind of entity",
                    f"one of {', '.join(KINDS)}",
                )
            if kind not in (self.kind, "brand"):
                raise self.fields.error(
                    at,
                    f"the finding '{name}' belongs to a {kind}, and this speaks of a {self.kind}",
                    f"reach it through 'any_of: {{{kind}: …}}', or make the rule 'for: {kind}'",
                )
        elif what == "goal" and LAYERS.index(self.layer) < LAYERS.index("goals"):
            raise self.fields.error(
                at,
                f"a rule of the layer {self.layer} refers to a goal, which is concluded later",
                "see docs/rules.md",
            )
        elif what == "recommended" and self.layer != "tensions":
            raise self.fields.error(at, "'recommended' may stand only in rules of the layer tensions")
        leaf = Concluded(what, name)
        place = at if isinstance(at, Place) else (at.key_place or at.place)
        self.references.append(Reference(leaf, place, self.rule))
        return leaf

    def member(self, at: Located | Place, kind: str) -> Context:
        """Return the context inside ``any_of``/``none_of`` of a kind."""
        members = tuple(k for k in KINDS if k != "brand")
        if kind not in members:
            raise self.fields.unknown(at, "kind of member", kind, members)
        if self.inside:
            raise self.fields.error(
                at,
                "any_of and none_of do not nest: inside, only that member and the brand are in scope",
                "put the two side by side under 'all' or 'any'",
            )
        return replace(self, kind=kind, inside=True)


def parse_condition(located: Located, context: Context) -> Condition:
    """Return the condition that stands there, in negation normal form.

    Raises RuleError, with place, rule and nearest names, where it says something that cannot be meant:
    unknown keys, facts, codes, parameters; an operator that does not fit; a number in place of a parameter.
    """
    fields = context.fields
    fields.mapping(located, "a condition")
    heads = [key for key in located.value if key in HEADS]
    # `none_of` is also an operator of a fact: beside `fact` it is never a head.
    if "fact" in heads:
        heads = [h for h in heads if h not in ("none_of",)]
    if len(heads) != 1:
        if not heads:
            unknown = next(iter(located.value), None)
            if unknown is not None:
                raise fields.unknown(located[unknown], "form of condition", unknown, HEADS)
            raise fields.error(located, "a condition is empty", f"begin with one of {', '.join(HEADS)}")
        raise fields.error(
            located,
            f"a condition says {' and '.join(heads)} at once",
            "write each as an item of 'all' or 'any'",
        )
    head = heads[0]
    if head == "fact":
        return _compare(located, context)
    fields.only(located, (head,), f"a condition with '{head}'")
    return _PARSERS[head](located[head], context)


def _compare(located: Located, context: Context) -> Condition:
    fields = context.fields
    fields.only(located, ("fact", *OPERATORS), "a comparison")
    fact = fields.string(located["fact"], "fact")
    operators = [key for key in located.value if key != "fact"]
    if len(operators) != 1:
        raise fields.error(
            located,
            f"the comparison of '{fact}' has {'no operator' if not operators else 'more than one operator'}",
            f"exactly one of {', '.join(OPERATORS)}",
        )
    key = operators[0]
    entry = located[key]
    operator = next(o for o in OPERATORS if o == key)
    context.spec(located["fact"], fact)
    return context.compare(entry, fact, operator, _operand(entry, context))


def _operand(entry: Located, context: Context) -> Value | ParameterRef:
    fields = context.fields
    value = entry.value
    if isinstance(value, dict):
        fields.only(entry, ("parameter",), "an operand")
        name = fields.required(entry, "parameter", "an operand")
        return ParameterRef(fields.string(name, "parameter"))
    if isinstance(value, list):
        return tuple(fields.string(item, "a code") for item in value)
    if value is None:
        raise fields.error(entry, "a comparison has no operand", "say what it is compared with")
    if isinstance(value, dt.date):
        return value.isoformat()
    found: Value = value
    return found


def _known(expected: bool) -> Callable[[Located, Context], Condition]:
    def parse(entry: Located, context: Context) -> Condition:
        fact = context.fields.string(entry, "fact")
        context.spec(entry, fact)
        return Known(fact, expected)

    return parse


def _concluded(what: Literal["finding", "goal", "recommended"]) -> Callable[[Located, Context], Condition]:
    def parse(entry: Located, context: Context) -> Condition:
        fields = context.fields
        name = fields.string(entry, what) if what == "finding" else fields.concept(entry, what)
        return context.concluded(entry, what, name)

    return parse


def _several(entry: Located, context: Context, what: str) -> list[Condition]:
    return [parse_condition(item, context) for item in context.fields.items(entry, f"'{what}'")]


def _quantified(quantifier: Literal["any", "none"]) -> Callable[[Located, Context], Condition]:
    def parse(entry: Located, context: Context) -> Condition:
        fields = context.fields
        word = f"{quantifier}_of"
        fields.mapping(entry, f"'{word}'")
        if len(entry.value) != 1:
            raise fields.error(
                entry, f"'{word}' names {len(entry.value)} kinds of member", "name exactly one"
            )
        kind, condition = next(iter(entry.value.items()))
        inner = context.member(condition, kind)
        return Members(quantifier, inner.kind, parse_condition(condition, inner))

    return parse


def _expr(entry: Located, context: Context) -> Condition:
    from advisor.reasoning.expr import parse_expression

    return parse_expression(entry, context)


_PARSERS: Mapping[str, Callable[[Located, Context], Condition]] = {
    "known": _known(True),
    "unknown": _known(False),
    "finding": _concluded("finding"),
    "goal": _concluded("goal"),
    "recommended": _concluded("recommended"),
    "all": lambda entry, context: conjunction(_several(entry, context, "all")),
    "any": lambda entry, context: disjunction(_several(entry, context, "any")),
    "not": lambda entry, context: negate(parse_condition(entry, context)),
    "any_of": _quantified("any"),
    "none_of": _quantified("none"),
    "expr": _expr,
}


def negate(condition: Condition) -> Condition:
    """Return the negation, pushed to the leaves. ``not`` of unknown stays unknown."""
    if isinstance(condition, Compare):
        return replace(condition, operator=NEGATED[condition.operator])
    if isinstance(condition, Concluded):
        return replace(condition, negated=not condition.negated)
    if isinstance(condition, Known):
        return replace(condition, expected=not condition.expected)
    if isinstance(condition, Members):
        return replace(condition, quantifier="none" if condition.quantifier == "any" else "any")
    parts = tuple(negate(part) for part in condition.parts)
    return Any(parts) if isinstance(condition, All) else All(parts)


def conjunction(parts: list[Condition]) -> Condition:
    """Return the parts under one ``All``: nested ones are taken apart, a single part stands alone."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else (part,))
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def disjunction(parts: list[Condition]) -> Condition:
    """Return the parts under one ``Any``; see `conjunction`."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Any) else (part,))
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def _article(spec: FactSpec) -> str:
    words = {
        "boolean": "true or false",
        "integer": "a whole number",
        "decimal": "a number",
        "string": "text",
        "year": "a year",
        "date": "a date",
        "choice": "one of a list",
        "choices": "several of a list",
    }
    return words[spec.datatype]


def _sample(spec: FactSpec) -> str:
    samples = {"boolean": "write true or false", "date": "write it like 2026-03-31"}
    return samples.get(spec.datatype, "put the text in quotation marks")


__all__ = ["Context", "Reference", "RuleError", "conjunction", "disjunction", "negate", "parse_condition"]
