"""Rules as YAML text, as a person would write them: short things on one line, long ones below each other.

`advisor.reasoning.rules` reads the text back as the same rules and tests. Comments are no part of a rule.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any as Plain

from advisor.knowledge.model import Text
from advisor.phrases import to_traditional
from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Condition,
    Ground,
    Known,
    Members,
    ParameterRef,
    Rule,
)

WIDTH = 110
"""Columns within which something is written on one line."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/#-]*\Z")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def flow(value: Plain) -> str:
    """Write a value as YAML on one line; words stay bare where any reader takes them for words."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _WORDS and value[-1] != ":":
        return value
    return json.dumps(value, ensure_ascii=False)


def _key(key: Plain) -> str:
    return key if isinstance(key, str) and _DAY.match(key) else flow(str(key))


def rules_text(rules: Iterable[tuple[Rule, Plain]]) -> str:
    """Return a file of rules, each with its tests as plain values (None where it has none)."""
    return "\n".join(rule_text(rule, tests) for rule, tests in rules)


def rule_text(rule: Rule, tests: Plain = None) -> str:
    """Return one rule as an item of a file's list."""
    lines = [
        f"- id: {rule.id}",
        f"  layer: {rule.layer}",
        f"  for: {rule.kind}",
        *_condition("  when: ", rule.when),
        "  then:",
        *(line for conclusion in rule.then for line in _conclusion(conclusion)),
        "  basis:",
        *(f"    {language}: {flow_text(text)}" for language, text in given_texts(rule.basis).items()),
        "  grounds:",
        *_block("    advice: ", _ground(rule.advice)),
        *_block("    condition: ", _ground(rule.condition)),
    ]
    if tests:
        lines.append("  tests:")
        for test in tests:
            first, *rest = test.items()
            lines.append(f"    - {first[0]}: {flow(first[1])}")
            lines.extend(f"      {key}: {flow(value)}" for key, value in rest)
    return "\n".join(lines) + "\n"


def given_texts(text: Text) -> dict[str, str]:
    """Return the languages of a text that have to be written: the traditional form only where it is no derived one."""
    languages = ["en", "zh-Hans"]
    if text["zh-Hant"] != to_traditional(text["zh-Hans"]):
        languages.append("zh-Hant")
    return {language: text[language] for language in languages}


def flow_text(text: str) -> str:
    """Write a sentence, bare where YAML reads it back as the same text."""
    import yaml

    from advisor.errors import InputError
    from advisor.yamltext import parse

    try:
        same = parse(f"a: {text}", "text").plain == {"a": text}
    except (InputError, yaml.YAMLError):
        same = False
    return text if same else json.dumps(text, ensure_ascii=False)


# -- conditions -----------------------------------------------------------------------------------------


def condition_value(condition: Condition) -> Plain:
    """Return a condition as the plain value that stands under ``when``."""
    if isinstance(condition, (All, Any)):
        word = "all" if isinstance(condition, All) else "any"
        return {word: [condition_value(part) for part in condition.parts]}
    if isinstance(condition, Members):
        return {f"{condition.quantifier}_of": {condition.kind: condition_value(condition.condition)}}
    if isinstance(condition, Known):
        return {"known" if condition.expected else "unknown": condition.fact}
    if isinstance(condition, Concluded):
        leaf = {condition.what: condition.id}
        return {"not": leaf} if condition.negated else leaf
    return _comparison(condition)


def _comparison(leaf: Compare) -> Plain:
    operand: Plain = leaf.operand
    if isinstance(operand, bool) and leaf.operator == "is_not":
        return {"not": {"fact": leaf.fact, "is": operand}}
    if isinstance(operand, ParameterRef):
        operand = {"parameter": operand.name}
    elif isinstance(operand, tuple):
        operand = list(operand)
    return {"fact": leaf.fact, leaf.operator: operand}


def _condition(head: str, condition: Condition) -> list[str]:
    """Lay out a condition: whole on one line where it fits, else ``all`` and ``any`` item by item."""
    value = condition_value(condition)
    line = f"{head}{flow(value)}"
    if not isinstance(condition, (All, Any)) or (len(line) <= WIDTH and len(condition.parts) < 2):
        return [line]
    word = "all" if isinstance(condition, All) else "any"
    pad = " " * (len(head) - len(head.lstrip()))
    if head.strip() == "-":
        lines = [f"{pad}- {word}:"]
        inner = pad + "    "
    else:
        lines = [head.rstrip(), f"{pad}  {word}:"]
        inner = pad + "    "
    for part in condition.parts:
        lines.extend(_condition(f"{inner}- ", part))
    return lines


# -- the rest -------------------------------------------------------------------------------------------


def _conclusion(conclusion: Conclusion) -> list[str]:
    value: dict[str, Plain] = {conclusion.what: conclusion.id}
    for key in ("strength", "weight", "substitute"):
        if (found := getattr(conclusion, key)) is not None:
            value[key] = found
    if conclusion.serves:
        value["serves"] = list(conclusion.serves)
    lines = [
        f"    {'- ' if n == 0 else '  '}{key}: {flow(item)}" for n, (key, item) in enumerate(value.items())
    ]
    if conclusion.resolution is not None:
        lines.append("      resolution:")
        texts = given_texts(conclusion.resolution)
        lines.extend(f"        {language}: {flow_text(text)}" for language, text in texts.items())
    return lines


def _ground(ground: Ground) -> dict[str, Plain]:
    value: dict[str, Plain] = {"certainty": ground.certainty}
    if ground.sources:
        value["sources"] = list(ground.sources)
    if ground.why is not None:
        value["why"] = given_texts(ground.why)
    return value


def _block(head: str, value: Mapping[str, Plain]) -> list[str]:
    """Lay out a ground: on one line where it cites, below each other where it gives a reason."""
    why = value.get("why")
    if why is None:
        return [f"{head}{flow(value)}"]
    pad = " " * (len(head) - len(head.lstrip()) + 2)
    lines = [head.rstrip()]
    lines += [f"{pad}{key}: {flow(item)}" for key, item in value.items() if key != "why"]
    lines.append(f"{pad}why:")
    return lines + [f"{pad}  {language}: {flow_text(text)}" for language, text in why.items()]
