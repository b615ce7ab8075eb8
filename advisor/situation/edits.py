"""A situation with some facts set otherwise: `fact=value`, or `fact@member=value`, as often as wanted.

Values are read by the reader of briefs, so that everything a brief accepts is accepted here, with the same
complaints; what follows from the changed facts is worked out anew, and what must hold between facts must
hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.errors import BriefError, InputError, Place, did_you_mean
from advisor.situation.brief import GENERAL_KEYS, by_iri, parse_brief
from advisor.situation.decisions import FindTactic
from advisor.situation.model import Entity, FactSpec, Situation
from advisor.situation.vocabulary import PLURALS, Vocabulary, normal
from advisor.situation.writing import to_brief
from advisor.yamltext import Located, located, parse

_OLD = ("as_of", "n", "method", "quality", "origin")
"""What was said of the value that is replaced, and is not true of the new one."""


@dataclass(frozen=True)
class Setting:
    """One fact that is set: as written, and what it is about."""

    text: str
    name: str
    member: str | None
    value: Located


def changed(
    situation: Situation,
    settings: Sequence[str],
    vocabulary: Vocabulary,
    find_tactic: FindTactic = by_iri,
) -> Situation:
    """Return the situation with facts set otherwise; see the module.

    ``brand.reply_hours=2``, ``share@老茶客=9%`` (the member by name or id; the fact by id, by the part after
    its topic where that is clear, or by label), ``weeks=16``; an empty value, null or 未知 makes unknown.
    Raises BriefError with the nearest names, the value that is wrong, or the facts that no longer agree.
    """
    brief = to_brief(situation, vocabulary)
    tree = located(brief, Place("what-if"))
    for text in settings:
        _set(tree, _read(text), situation, vocabulary)
    return replace(parse_brief(tree, vocabulary, find_tactic), remarks=())


def _read(text: str) -> Setting:
    where, equals, value = text.partition("=")
    place = Place(f"--set {text[:80]}")
    if not equals or not where.strip():
        raise BriefError(
            "sets no fact", place=place, remedy="write fact=value, or fact@member=value for a segment's"
        )
    name, _, member = (part.strip() for part in where.partition("@"))
    try:
        parsed = parse(value.strip(), place.file)
    except InputError as problem:
        raise BriefError(
            problem.message, place=place, remedy="check its brackets and quotation marks"
        ) from None
    return Setting(text, name, member or None, located(parsed.plain, place))


def _set(tree: Located, setting: Setting, situation: Situation, vocabulary: Vocabulary) -> None:
    if setting.name in GENERAL_KEYS and setting.member is None:
        tree.value[setting.name] = setting.value
        return
    entity, spec = _target(setting, situation, vocabulary)
    if entity.kind == "brand":
        holder = tree.value.setdefault(spec.topic, located({}, setting.value.place)).value
    else:
        ids = [e.id for e in situation.of_kind(entity.kind)]
        holder = tree[PLURALS[entity.kind]].value[ids.index(entity.id)].value
    before = holder.get(spec.name)
    if before is not None and isinstance(before.value, dict) and setting.value.value is not None:
        kept = {key: part for key, part in before.items() if key not in _OLD}
        holder[spec.name] = replace(before, value=kept | {"value": setting.value})
    else:
        holder[spec.name] = setting.value


def _target(setting: Setting, situation: Situation, vocabulary: Vocabulary) -> tuple[Entity, FactSpec]:
    """Return the entity and the fact that a setting is about; raise BriefError where that is not clear."""
    place = setting.value.place
    specs = _facts(setting.name, vocabulary)
    if not specs:
        near = did_you_mean(setting.name[:60], [*vocabulary, *vocabulary.by_label])
        raise BriefError(f"unknown fact '{setting.name[:60]}'", place=place, remedy=near)
    found: dict[tuple[str, str], tuple[Entity, FactSpec]] = {}
    for entity in situation.entities:
        for spec in specs:
            wanted = setting.member is None or setting.member in (entity.id, entity.name)
            if spec.kind == entity.kind and wanted:
                found[entity.id, spec.id] = (entity, spec)
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        ways = [f"{spec.id}{'' if e.kind == 'brand' else '@' + e.name}" for e, spec in found.values()]
        raise BriefError(
            f"'{setting.name}' can mean {len(found)} facts",
            place=place,
            remedy=f"write {' / '.join(ways[:4])}",
        )
    kinds = {spec.kind for spec in specs}
    members = [e.name for e in situation.entities if e.kind in kinds]
    if setting.member is not None:
        near = did_you_mean(setting.member, members) or f"it has {', '.join(members[:6]) or 'none'}"
        raise BriefError(
            f"the brief has no {' or '.join(sorted(kinds))} '{setting.member}'", place=place, remedy=near
        )
    raise BriefError(
        f"'{specs[0].id}' belongs to a {specs[0].kind}, and the brief lists none", place=place,
        remedy="add it to the brief",
    )  # fmt: skip


def _facts(name: str, vocabulary: Mapping[str, FactSpec]) -> list[FactSpec]:
    """The facts that a name can mean: by id alone, else by the part after the topic, else by label."""
    if name in vocabulary:
        return [vocabulary[name]]
    short = [spec for spec in vocabulary.values() if spec.name == name]
    if short:
        return short
    wanted = normal(name)
    return [spec for spec in vocabulary.values() if wanted in {normal(x) for x in spec.labels.values()}]


def stated(situation: Situation, vocabulary: Mapping[str, FactSpec]) -> dict[str, Any]:
    """Return the brief of a situation with days as text: what a JSON file can hold."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items()}
        if isinstance(value, list):
            return [plain(part) for part in value]
        return value.isoformat() if hasattr(value, "isoformat") else value

    found: dict[str, Any] = plain(to_brief(situation, vocabulary))
    return found
