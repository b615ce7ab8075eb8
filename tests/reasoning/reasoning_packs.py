"""A small pack, written on the spot, with facts of its own."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge.model import Concept, Section
from advisor.pack import Packs, read_manifest
from advisor.situation.model import Entity, FactSpec, FactValue, Option, Situation


def text(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh-Hans": zh, "zh-Hant": zh}


def fact(id: str, kind: str, datatype: str, codes: tuple[str, ...] = (), **more) -> FactSpec:
    options = tuple(Option(code, text(code, code)) for code in codes)
    labels = more.pop("labels", text(id.replace("_", " "), id))
    return FactSpec(id, kind, datatype, labels, text("?", "？"), text("why", "为何"), options=options, **more)


_SPECS = [
    fact("brand.sector", "brand", "choice", ("tea", "catering")),
    fact("brand.stage", "brand", "choice", ("launch", "growth", "mature", "decline")),
    fact("brand.goals", "brand", "choices", ("retention", "sales", "awareness")),
    fact("brand.founded", "brand", "year"),
    fact("brand.opened", "brand", "date"),
    fact("brand.slogan", "brand", "string"),
    fact(
        "brand.retention_rate",
        "brand",
        "decimal",
        unit="ratio",
        minimum=0.0,
        maximum=1.0,
        precision=0.01,
        labels=text("30-day retention", "30天留存率"),
    ),
    fact("brand.buyers", "brand", "integer", unit="count", minimum=0.0, precision=1.0),
    fact("incentive.levels_in_place", "brand", "boolean", labels=text("fan levels in place", "已有粉丝等级")),
    fact(
        "segment.type",
        "segment",
        "choice",
        ("ordinary", "active", "loyal"),
        labels=text("type of segment", "粉丝群类型"),
    ),
    fact(
        "segment.share",
        "segment",
        "decimal",
        unit="ratio",
        minimum=0.0,
        maximum=1.0,
        precision=0.01,
        labels=text("share of all fans", "该类粉丝占比"),
    ),
    fact("segment.size", "segment", "integer", unit="count", minimum=0.0, precision=1.0),
    fact("channel.owned", "channel", "boolean"),
    fact(
        "community.active_rate",
        "community",
        "decimal",
        unit="ratio",
        minimum=0.0,
        maximum=1.0,
        precision=0.01,
    ),
]
VOCABULARY: dict[str, FactSpec] = {spec.id: spec for spec in _SPECS}

PARAMETERS = """
loyal_share_low:
  label: {en: Share under which loyal fans are thin, zh-Hans: 忠诚粉丝占比偏低线}
  unit: ratio
  values:
    2026-01-01: {value: 0.08, origin: judgement, confidence: low, note: {en: a note, zh-Hans: 备注}}
  by_sector:
    catering: {2026-01-01: {value: 0.12, origin: fan-ops#9.2, confidence: low}}
retention_low:
  label: {en: Low retention, zh-Hans: 留存偏低线}
  unit: ratio
  history_factor: 0.9
  values:
    2025-01-01: {value: 0.2, origin: Baymard 2022, confidence: medium}
    2026-06-01: {value: 0.25, origin: Baymard 2022, confidence: medium}
buyers_few:
  label: {en: Few buyers, zh-Hans: 购买人数偏少线}
  unit: count
  values: {2026-01-01: {value: 100, origin: judgement, confidence: low}}
"""

GROUNDS = """  basis: {en: A reason., zh-Hans: 一个理由。}
  grounds:
    advice: {certainty: stated, sources: [fan-ops#6.1.2]}
    condition: {certainty: judgement, why: {en: no figure given, zh-Hans: 没有数字}}
"""


def rule(
    id: str = "r",
    when: str = "{fact: incentive.levels_in_place, is: true}",
    layer: str = "tactics",
    kind: str = "brand",
    then: str | None = None,
    rest: str = GROUNDS,
) -> str:
    """A rule as YAML text; a sensible conclusion for its layer where none is given."""
    standard = {
        "findings": f"{{finding: {kind}.{id}}}",
        "goals": "{goal: mz:retention, weight: primary}",
        "cautions": "{caution: mz:points}",
        "tactics": "{recommend: mz:points, strength: strong, serves: [mz:retention]}",
        "tensions": "{tension: mz:equal-or-exclusive, resolution: {en: both, zh-Hans: 两者}}",
    }
    conclusion = then or standard.get(layer, "{}")
    return f"- id: {id}\n  layer: {layer}\n  for: {kind}\n  when: {when}\n  then:\n    - {conclusion}\n{rest}"


def write_pack(root: Path, rules: dict[str, str], parameters: str = PARAMETERS, name: str = "trial") -> Packs:
    """Write a pack with rule files by name and return it as the only layer, with a cache of its own."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pack.yaml").write_text(
        f'name: {name}\nversion: 0.1.0\ndate: 2026-11-23\nlicence: Apache-2.0\nengine: ">=0.1,<9"\n', "utf-8"
    )
    for file, content in {**rules, "parameters/p.yaml": parameters}.items():
        path = root / "rules" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return Packs((read_manifest(root),), root / "cache")


class Ontology:
    """A stand-in for the knowledge store."""

    def __init__(
        self, concepts: dict[str, str], sections: dict[str, str], findings: tuple[str, ...] = ()
    ) -> None:
        self._concepts = {
            iri: Concept(iri, kind, text(iri.partition(":")[2], iri.partition(":")[2]), {})
            for iri, kind in concepts.items()
        }
        self._sections = sections
        self._findings = findings

    def concept(self, iri: str) -> Concept | None:
        return self._concepts.get(iri)

    def concepts(self) -> list[Concept]:
        return list(self._concepts.values())

    def section(self, id: str) -> Section | None:
        if id not in self._sections:
            return None
        document, _, number = id.partition("#")
        return Section(
            id, document, number, text("t", "题"), text("Fan operations", "粉丝运营"), self._sections[id]
        )

    def finding(self, id: str) -> object | None:
        if id not in self._findings:
            return None
        from advisor.knowledge.model import Finding

        return Finding(id, id.split(".", maxsplit=1)[0], text(id.replace("_", " "), id), {}, 2)


def brand(**facts) -> Entity:
    """The brand with facts; double underscores in a name stand for the dot."""
    return Entity("brand", "brand", "云岫", {k.replace("__", "."): _value(v) for k, v in facts.items()})


def member(id: str, kind: str, **facts) -> Entity:
    return Entity(id, kind, id, {f"{kind}.{k}": _value(v) for k, v in facts.items()})


def _value(value) -> FactValue:
    return value if isinstance(value, FactValue) else FactValue(value)


def situation(first: Entity | None = None, *members: Entity, listed: tuple[str, ...] = ()) -> Situation:
    kinds = {m.kind for m in members} | set(listed)
    return Situation((first or brand(), *members), frozenset(kinds), as_of="2026-11-23")
