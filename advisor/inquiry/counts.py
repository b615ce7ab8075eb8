"""How much there is of what in the packs in use."""

from __future__ import annotations

from typing import Any, TypeAlias

from advisor.knowledge.model import LANGUAGES
from advisor.knowledge.store import Knowledge
from advisor.reasoning.rules import RuleSet

Row: TypeAlias = dict[str, Any]

_TEXTS = {"labels": "skos:prefLabel", "alternatives": "skos:altLabel", "definitions": "skos:definition"}
_KINDS = {"cases": "mz:Case", "tensions": "mz:Tension", "roles": "mz:Role"}


def counts(knowledge: Knowledge, rules: RuleSet) -> list[Row]:
    """Return rows {item, n}: the item is a key of the catalogue (``count.concepts``) without its prefix.

    Texts are counted as they are written, ``labels.zh-Hant`` without those that are derived.
    """
    found = dict(knowledge.statistics())
    for name, kind in _KINDS.items():
        found[name] = len(knowledge.concepts(kind))
    for name, predicate in _TEXTS.items():
        rows = knowledge.rows(
            "SELECT language, count(*) FROM statement WHERE predicate = ? AND literal = 1 GROUP BY language",
            predicate,
        )
        by_language = dict(rows)
        found |= {f"{name}.{language}": by_language.get(language, 0) for language in LANGUAGES}
    found["rules"] = len(rules.rules)
    found["parameters"] = len(rules.parameters)
    return [{"item": item, "n": n} for item, n in found.items()]
