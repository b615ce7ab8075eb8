"""One rule or one parameter from its YAML: strict, with the place of every fault."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.errors import Place, RuleError
from advisor.reasoning.fields import SNAKE, Fields
from advisor.reasoning.model import LAYERS, Conclusion, Ground, Rule
from advisor.reasoning.parameters import Dated, Parameter
from advisor.reasoning.parse import Context, Reference, parse_condition
from advisor.situation.model import KINDS, FactSpec, Kind
from advisor.yamltext import Located

BASIS_LIMIT = 60
RULE_KEYS = ("id", "layer", "for", "when", "then", "basis", "grounds", "tests")
CERTAINTIES = ("stated", "hedged", "literature", "regulation", "judgement")
CONFIDENCES = ("high", "medium", "low", "very-low")

_SECTION = re.compile(r"[a-z][a-z0-9-]*#[0-9A-Za-z][0-9A-Za-z._-]*\Z")
_YEAR = re.compile(r"\b(1[5-9]|20)[0-9]{2}\b")

_THEN: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "findings": ("finding", (), ()),
    "goals": ("goal", ("weight",), ()),
    "cautions": ("caution", (), ("substitute",)),
    "tactics": ("recommend", ("strength", "serves"), ()),
    "tensions": ("tension", ("resolution",), ()),
}
"""By layer: the word of its conclusions, the keys that must stand beside it, those that may."""


def read_rule(
    located: Located,
    vocabulary: Mapping[str, FactSpec],
    units: Mapping[str, str | None],
    file: str,
) -> tuple[Rule, list[Reference], Located | None]:
    """Return a rule, the conclusions that its condition refers to, and its tests as they stand.

    ``units`` maps each parameter to its unit; ``file`` is the name under which the rule's place is kept.
    Raises RuleError at the first fault.
    """
    fields = Fields("a rule")
    fields.mapping(located, "a rule")
    name = fields.string(fields.required(located, "id", "a rule"), "id")
    if not SNAKE.match(name):
        raise fields.error(located["id"], f"the id '{name}' is not snake_case", "small letters, digits and _")
    fields = Fields(f"rule '{name}'")
    fields.only(located, RULE_KEYS, "the rule")
    layer_word = fields.choice(fields.required(located, "layer", "the rule"), LAYERS, "layer")
    layer = next(known for known in LAYERS if known == layer_word)
    kind_word = fields.choice(fields.required(located, "for", "the rule"), KINDS, "for")
    kind = next(known for known in KINDS if known == kind_word)
    if layer in ("goals", "tensions") and kind != "brand":
        raise fields.error(
            located["for"], f"a rule of the layer {layer} is for: {kind}", "write 'for: brand'"
        )
    context = Context(vocabulary, units, name, kind, layer)
    when = parse_condition(fields.required(located, "when", "the rule"), context)
    then = _conclusions(fields.required(located, "then", "the rule"), layer, kind, fields)
    basis = fields.text(fields.required(located, "basis", "the rule"), "basis", limit=BASIS_LIMIT)
    grounds = fields.required(located, "grounds", "the rule")
    fields.mapping(grounds, "grounds")
    fields.only(grounds, ("advice", "condition"), "grounds")
    advice = _ground(fields.required(grounds, "advice", "grounds"), "advice", fields)
    condition = _ground(fields.required(grounds, "condition", "grounds"), "condition", fields)
    place = replace(located.place, file=file)
    rule = Rule(name, layer, kind, when, then, basis, advice, condition, place)
    return rule, context.references, located.get("tests")


def _conclusions(located: Located, layer: str, kind: Kind, fields: Fields) -> tuple[Conclusion, ...]:
    found: list[Conclusion] = []
    for item in fields.items(located, "'then'"):
        conclusion = _conclusion(item, layer, kind, fields)
        if any(other.id == conclusion.id for other in found):
            raise fields.error(item, f"'then' concludes '{conclusion.id}' twice", "keep one")
        found.append(conclusion)
    return tuple(found)


def _conclusion(item: Located, layer: str, kind: Kind, fields: Fields) -> Conclusion:
    word, needed, allowed = _THEN[layer]
    what = f"a conclusion of the layer {layer}"
    fields.mapping(item, what)
    words = [key for key in item.value if key in {w for w, _, _ in _THEN.values()}]
    if words and words != [word]:
        raise fields.error(
            item[words[0]], f"the layer {layer} cannot conclude '{words[0]}'", f"it concludes '{word}'"
        )
    fields.only(item, (word, *needed, *allowed), what)
    entry = fields.required(item, word, what)
    for key in needed:
        fields.required(item, key, what)
    if word == "finding":
        return Conclusion("finding", _finding(entry, kind, fields))
    concept = fields.concept(entry, word)
    if word == "goal":
        weight = fields.choice(item["weight"], ("primary", "secondary"), "weight")
        return Conclusion("goal", concept, weight="primary" if weight == "primary" else "secondary")
    if word == "caution":
        other = item.get("substitute")
        substitute = fields.concept(other, "substitute") if other else None
        if substitute == concept:
            raise fields.error(other, f"'{concept}' is its own substitute", "name another tactic")
        return Conclusion("caution", concept, substitute=substitute)
    if word == "recommend":
        strength = fields.choice(item["strength"], ("strong", "conditional"), "strength")
        serves = tuple(
            fields.concept(goal, "a goal in serves")
            for goal in item["serves"].value or ()
            if fields.strings(item["serves"], "serves")
        )
        if not serves:
            raise fields.error(item["serves"], "'serves' names no goal", "write it like [mz:retention]")
        return Conclusion(
            "recommend", concept, strength="strong" if strength == "strong" else "conditional", serves=serves
        )
    return Conclusion("tension", concept, resolution=fields.text(item["resolution"], "resolution"))


def _finding(entry: Located, kind: Kind, fields: Fields) -> str:
    name = fields.string(entry, "finding")
    first, _, rest = name.partition(".")
    if first not in KINDS or not SNAKE.match(rest):
        raise fields.error(
            entry, f"the finding '{name}' is not written kind.name", f"the kind is one of {', '.join(KINDS)}"
        )
    if first != kind:
        raise fields.error(
            entry,
            f"the finding '{name}' belongs to a {first}, but the rule is for: {kind}",
            f"write 'for: {first}', or name the finding '{kind}.{rest}'",
        )
    return name


def _ground(located: Located, what: str, fields: Fields) -> Ground:
    fields.mapping(located, what)
    fields.only(located, ("certainty", "sources", "why"), what)
    word = fields.choice(fields.required(located, "certainty", what), CERTAINTIES, f"certainty of {what}")
    certainty = next(c for c in ("stated", "hedged", "literature", "regulation", "judgement") if c == word)
    why_entry, sources_entry = located.get("why"), located.get("sources")
    why = fields.text(why_entry, f"why of {what}") if why_entry else None
    if certainty == "judgement":
        if why is None:
            raise fields.error(
                located, f"{what} is judgement and does not say why", "add 'why: {en: …, zh-Hans: …}'"
            )
        if sources_entry is not None:
            raise fields.error(
                sources_entry, f"{what} is judgement and cites sources", "drop them, or name their certainty"
            )
        return Ground("judgement", (), why)
    if sources_entry is None:
        raise fields.error(
            located,
            f"{what} is {certainty} and cites no sources",
            "add 'sources: [document#section]', or judgement",
        )
    sources = fields.strings(sources_entry, f"sources of {what}")
    for item, source in zip(sources_entry.value, sources, strict=True):
        if not _SECTION.match(source):
            raise fields.error(item, f"'{source}' is no section", "write it like fan-ops#6.1.2")
    return Ground(certainty, sources, why)


def read_parameter(
    name: str, located: Located, sectors: Sequence[str] | None
) -> tuple[Parameter, tuple[tuple[str, Place], ...]]:
    """Return a parameter, and the sections that its values name with their places.

    ``sectors`` are the codes that ``by_sector`` may use, None where they are not known.
    """
    fields = Fields(f"parameter '{name}'")
    if not SNAKE.match(name):
        raise fields.error(located, "its name is not snake_case", "small letters, digits and _")
    fields.mapping(located, "a parameter")
    fields.only(located, ("label", "unit", "history_factor", "values", "by_sector"), "the parameter")
    label = fields.text(fields.required(located, "label", "the parameter"), "label")
    unit_entry = located.get("unit")
    unit = fields.string(unit_entry, "unit") if unit_entry else None
    factor_entry = located.get("history_factor")
    factor = fields.number(factor_entry, "history_factor") if factor_entry else None
    if factor is not None and not 0 < factor <= 10:
        raise fields.error(factor_entry, f"history_factor is {factor}", "a factor above 0 and at most 10")
    cited: list[tuple[str, Place]] = []
    values = _table(fields.required(located, "values", "the parameter"), "values", fields, cited)
    by_sector: dict[str, tuple[Dated, ...]] = {}
    tables = located.get("by_sector")
    if tables is not None:
        fields.mapping(tables, "by_sector")
        for sector, table in tables.items():
            if sectors is not None and sector not in sectors:
                raise fields.unknown(table, "sector", sector, sectors)
            by_sector[sector] = _table(table, f"by_sector.{sector}", fields, cited)
    return Parameter(name, label, values, unit, factor, by_sector), tuple(cited)


def _table(located: Located, what: str, fields: Fields, cited: list[tuple[str, Place]]) -> tuple[Dated, ...]:
    fields.mapping(located, what)
    if not located.value:
        raise fields.error(
            located, f"{what} is empty", "add a value by its first day: 2026-01-01: {value: …}"
        )
    dated: list[Dated] = []
    for day, entry in located.items():
        if not _is_day(day):
            raise fields.error(entry, f"'{day}' is no date", "write the first day like 2026-01-01")
        fields.mapping(entry, f"the value of {day}")
        fields.only(entry, ("value", "origin", "confidence", "note"), f"the value of {day}")
        number = fields.number(fields.required(entry, "value", day), "value")
        origin_entry = fields.required(entry, "origin", day)
        origin = _origin(origin_entry, fields)
        confidence = fields.choice(fields.required(entry, "confidence", day), CONFIDENCES, "confidence")
        note_entry = entry.get("note")
        note = fields.text(note_entry, "note") if note_entry else None
        if "#" in origin:
            cited.append((origin, origin_entry.place))
        dated.append(Dated(day, number, origin, confidence, note))
    return tuple(sorted(dated, key=lambda d: d.since))


def _origin(entry: Located, fields: Fields) -> str:
    origin = fields.string(entry, "origin")
    if origin == "judgement" or _SECTION.match(origin) or ("#" not in origin and _YEAR.search(origin)):
        return origin
    raise fields.error(
        entry,
        f"origin is '{origin}'",
        "a section (fan-ops#9.2), a publication with its year (Baymard 2022), or judgement",
    )


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


__all__ = ["RuleError", "read_parameter", "read_rule"]
