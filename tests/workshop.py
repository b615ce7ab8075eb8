"""A pack of a lantern workshop, written on the spot: tactics, facts and rules made to measure for a test.

    workshop = Workshop(tmp_path)
    workshop.act("parade", needs=("wagon",))
    workshop.act("wagon", days=10)
    plan = workshop.plan(brand(wants=("parade",)))

Every act can be wished for: `brand.wants` (strong advice) and `brand.considers` (conditional), and for a
segment `segment.wants`. Numbers of the planner are round ones, so that a test can reckon with them.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.pack import Packs, read_manifest
from advisor.planning.context import Context
from advisor.planning.model import Plan
from advisor.planning.recommendation import Recommendation
from advisor.situation.model import KINDS, Entity, FactValue, Kind, Situation, Value
from advisor.workspace import Workspace
from advisor.yamltext import load

ROOT = Path(__file__).resolve().parent.parent

PREFIXES = """\
@prefix mz: <https://w3id.org/mianzi/> .
@prefix src: <https://w3id.org/mianzi/source/> .
@prefix fact: <https://w3id.org/mianzi/fact/> .
@prefix finding: <https://w3id.org/mianzi/finding/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

MANIFEST = """\
name: workshop
title: {zh-Hans: 灯笼坊, en: The lantern workshop}
version: 1.0.0
date: 2026-01-31
licence: Apache-2.0
engine: ">=0.1,<1"
"""

SOURCES = """
src:craft a mz:Document ; dct:title "灯笼手册"@zh-Hans , "The lantern handbook"@en ; dct:identifier "craft" .
src:craft-1 a mz:Section ; dct:isPartOf src:craft ; dct:identifier "1" ; dct:title "做法"@zh-Hans ,
    "Ways of working"@en ; mz:certainty mz:stated .
src:craft-2 a mz:Section ; dct:isPartOf src:craft ; dct:identifier "2" ; dct:title "人"@zh-Hans , "People"@en ;
    mz:certainty mz:stated .
src:craft-10 a mz:Section ; dct:isPartOf src:craft ; dct:identifier "10" ; dct:title "灾"@zh-Hans , "Fire"@en ;
    mz:certainty mz:hedged .
src:judgement a mz:Document ; dct:title "专业判断"@zh-Hans , "judgement"@en ; dct:identifier "judgement" .
src:judgement-execution a mz:Section ; dct:isPartOf src:judgement ; dct:identifier "execution" ;
    dct:title "执行"@zh-Hans , "execution"@en ; mz:certainty mz:judgement .
"""

CONCEPTS = [
    # slug, kind, zh-Hans, en, further statements
    ("light", "Goal", "光亮", "light", ""),
    ("joy", "Goal", "欢喜", "joy", ""),
    ("calm", "Goal", "安宁", "calm", ""),
    ("regular", "FanType", "老客", "regular", ""),
    ("stranger", "FanType", "生客", "stranger", ""),
    ("pride", "FaceMotive", "自豪", "pride", "mz:ratedBy fact:audience.pride"),
    ("envy", "BehaviourPattern", "眼红", "envy", "mz:ratedBy fact:audience.envy"),
    ("boast", "BehaviourPattern", "夸口", "boasting", ""),
    ("master", "Role", "师傅", "master", ""),
    ("apprentice", "Role", "学徒", "apprentice", ""),
    ("once", "CostModel", "一次付清", "paid once", ""),
    ("each", "CostModel", "按人付", "paid by head", ""),
    ("each-active", "CostModel", "按活跃人数付", "paid by active head", ""),
    ("street", "Channel", "街市", "street", ""),
    ("fire", "Risk", "走水", "fire", "mz:mitigatedBy mz:water"),
    ("gossip", "Risk", "闲话", "gossip", ""),
    ("water", "Practice", "备水", "water at hand", ""),
    (
        "loud-or-quiet",
        "Tension",
        "热闹与清静",
        "loud or quiet",
        "mz:pole mz:light , mz:calm ; mz:settledBy mz:water",
    ),
    ("blaze", "CrisisLevel", "大火", "blaze", ""),
    ("spark", "CrisisLevel", "火星", "spark", ""),
]

METRICS = [
    # slug, zh-Hans, en, unit, higher is better, observed by, measures
    (
        "return-rate",
        "回头率",
        "return rate",
        "ratio",
        True,
        ("brand.return_rate", "segment.return_rate"),
        ("joy",),
    ),
    ("lamps-lit", "点灯数", "lamps lit", "count", True, ("brand.lamps",), ("light",)),
    ("complaints", "怨言", "complaints", "count", False, ("brand.complaints",), ("calm",)),
    ("rating", "评分", "rating", "score", True, ("brand.rating",), ("joy",)),
    ("hearsay", "口碑", "hearsay", "", True, (), ("joy",)),
]


@dataclass(frozen=True)
class FactText:
    """A declared fact in Turtle."""

    id: str
    datatype: str
    more: str = ""
    options: tuple[tuple[str, str | None], ...] = ()

    @property
    def turtle(self) -> str:
        topic, name = self.id.split(".")
        entity = {"segment": "Segment", "community": "Community", "channel": "ChannelEntity"}.get(
            topic, "Brand"
        )
        said = name.replace("_", " ")
        lines = [
            f'fact:{self.id} a mz:Fact ; mz:entity mz:{entity} ; mz:topic "{topic}" ; mz:datatype {self.datatype}',
            f'skos:prefLabel "{topic}的{said}"@zh-Hans , "{said} of the {topic}"@en',
            f'mz:question "{said}是多少？"@zh-Hans , "What is the {said} of the {topic}?"@en',
            f'mz:why "要看{said}。"@zh-Hans , "The {said} decides."@en',
        ]
        for code, concept in self.options:
            label = (
                f"mz:concept mz:{concept}" if concept else f'skos:prefLabel "{code}码"@zh-Hans , "{code}"@en'
            )
            lines.append(f'mz:option [ mz:code "{code}" ; {label} ]')
        if self.more:
            lines.append(self.more)
        return " ;\n    ".join(lines) + " .\n"


RATIO = "mz:unit mz:ratio ; mz:minimum 0.0 ; mz:maximum 1.0 ; mz:precision 0.01"
COUNT = "mz:unit mz:count ; mz:minimum 0 ; mz:precision 1"
CNY = "mz:unit mz:cny ; mz:minimum 0 ; mz:precision 1"

FACTS = [
    FactText("brand.name", "xsd:string"),
    FactText("brand.sector", "mz:Choice", options=(("paper", None), ("silk", None))),
    FactText("brand.founded", "xsd:gYear"),
    FactText("brand.opened", "xsd:date"),
    FactText("brand.kept", "xsd:boolean"),
    FactText("brand.ready", "xsd:boolean"),
    FactText("brand.risky", "xsd:boolean"),
    FactText("brand.damp", "xsd:boolean"),
    FactText("brand.return_rate", "xsd:decimal", RATIO),
    FactText("brand.lamps", "xsd:integer", COUNT),
    FactText("brand.complaints", "xsd:integer", COUNT),
    FactText(
        "brand.rating", "xsd:decimal", "mz:unit mz:score ; mz:minimum 1.0 ; mz:maximum 5.0 ; mz:precision 0.1"
    ),
    FactText("brand.buyers", "xsd:integer", COUNT),
    FactText("budget.total", "xsd:decimal", CNY),
    FactText("team.hours", "xsd:decimal", "mz:unit mz:hour ; mz:minimum 0 ; mz:precision 1"),
    FactText("plan.weeks", "xsd:integer", "mz:unit mz:week ; mz:minimum 1 ; mz:maximum 104 ; mz:precision 1"),
    FactText("plan.most", "xsd:integer", COUNT),
    FactText(
        "audience.pride", "xsd:integer", "mz:unit mz:score ; mz:minimum 1 ; mz:maximum 5 ; mz:precision 1"
    ),
    FactText(
        "audience.envy", "xsd:integer", "mz:unit mz:score ; mz:minimum 1 ; mz:maximum 5 ; mz:precision 1"
    ),
    FactText("crisis.level", "mz:Choice", options=(("none", None), ("blaze", "blaze"), ("spark", "spark"))),
    FactText(
        "segment.type", "mz:Choice", options=(("regular", "regular"), ("stranger", "stranger"), ("odd", None))
    ),
    FactText("segment.size", "xsd:integer", COUNT),
    FactText("segment.share", "xsd:decimal", RATIO),
    FactText("segment.spend_share", "xsd:decimal", RATIO),
    FactText("segment.active_rate", "xsd:decimal", RATIO),
    FactText("segment.return_rate", "xsd:decimal", RATIO),
    FactText("segment.cross", "xsd:boolean"),
    FactText("community.size", "xsd:integer", COUNT),
]

FINDINGS = """
finding:brand.dim a mz:Finding ; mz:severity 2 ; mz:threatens mz:light ;
    skos:prefLabel "店面太暗"@zh-Hans , "the shop is dim"@en ;
    skos:definition "灯点得太少。"@zh-Hans , "Too few lamps are lit."@en .
finding:brand.burning a mz:Finding ; mz:severity 1 ; mz:threatens mz:calm ;
    skos:prefLabel "着火"@zh-Hans , "on fire"@en ;
    skos:definition "店里起火。"@zh-Hans , "The house is on fire."@en .
finding:brand.grumbling a mz:Finding ; mz:severity 3 ; mz:threatens mz:calm ;
    skos:prefLabel "怨言多"@zh-Hans , "much grumbling"@en ;
    skos:definition "客人常抱怨。"@zh-Hans , "Guests often complain."@en .
finding:segment.leaving a mz:Finding ; mz:severity 2 ; mz:threatens mz:joy ;
    skos:prefLabel "客人流失"@zh-Hans , "guests are leaving"@en ;
    skos:definition "来过的不再来。"@zh-Hans , "Those who came do not return."@en .
"""

PLANNING = """\
facts:
  budget: budget.total
  team_hours: team.hours
  weeks: plan.weeks
  max_actions: plan.most
  segment_type: segment.type
  segment_share: segment.share
  segment_size: segment.size
  segment_spend_share: segment.spend_share
  members: {brand: [brand.buyers], segment: [segment.size], channel: [], community: [community.size], campaign: []}
  active_share: {brand: [], segment: [segment.active_rate], channel: [], community: [], campaign: []}
face_profile: [mz:FaceMotive, mz:BehaviourPattern]
crisis: {level_kind: mz:CrisisLevel, level_fact: crisis.level}
cost_models: {per_active_member: [mz:each-active]}
layout_judgement: ['craft#2']
phases:
  - id: rescue
    finding: brand.burning
    parts: [{id: quench, share: 0.25}, {id: rebuild, share: 0.75}]
  - id: usual
    parts: [{id: begin, share: 0.25}, {id: carry, share: 0.5}, {id: close, share: 0.25}]
"""

NUMBERS: Mapping[str, float] = {
    "planning_max_actions": 25,
    "planning_weeks": 12,
    "planning_team_hours": 100,
    "planning_hours_per_action": 4,
    "planning_reserve_share": 0.1,
    "planning_weight_strong": 4,
    "planning_weight_conditional": 2,
    "planning_weight_judgement": 0.5,
    "planning_goal_primary": 2,
    "planning_goal_secondary": 1.5,
    "planning_goal_other": 1,
    "planning_severity_1": 4,
    "planning_severity_2": 2,
    "planning_rule_bonus": 0.25,
    "planning_effort_exponent": 0,
    "planning_repeat_goal_decay": 1,
    "planning_target_uplift": 0.1,
    "planning_target_uplift_most": 0.5,
    "planning_target_gap_share": 0.5,
    "planning_check_share": 0.5,
    "planning_setup_share": 1,
    "planning_effort_exponent_tight": 0,
    "planning_active_share": 0.2,
    "planning_questions": 6,
    "planning_triggers": 8,
    "return_rate_low": 0.4,
    "lamps_few": 100,
    "complaints_many": 20,
}
UNITS = {"return_rate_low": "ratio", "lamps_few": "count", "complaints_many": "count"}


@dataclass(frozen=True)
class Act:
    """A tactic. Costs in CNY; ``needs``, ``clashes``, ``instead`` and ``before`` are slugs of other acts.

    One that is not ``wished`` has no rules but those that a test writes.
    """

    slug: str
    days: float = 1
    hours: float = 1
    effect: int = 2
    fixed: float = 0
    weekly: float = 0
    head: float = 0
    at_most: int | None = None
    model: str = "once"
    needs: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("hearsay",)
    serves: tuple[str, ...] = ("joy",)
    risks: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    in_place: str | None = None
    steps: int = 3
    section: str = "craft-1"
    label: str | None = None
    wished: bool = True

    @property
    def turtle(self) -> str:
        """The two graphs in which it stands."""
        name = self.label or self.slug
        lines = [
            f'mz:{self.slug} a mz:Tactic ; skos:prefLabel "{name}之举"@zh-Hans , "{name}"@en',
            f'skos:definition "做{name}。"@zh-Hans , "To do the {name}."@en',
            f"mz:serves {_list(self.serves)}" if self.serves else "",
            f"mz:respondsTo {_list(self.answers)}" if self.answers else "",
            f"mz:precedes {_list(self.before)}" if self.before else "",
        ]
        steps = " , ".join(
            f'[ mz:order {n} ; mz:text "{name}第{n}步。"@zh-Hans , "Step {n} of {name}."@en ]'
            for n in range(1, self.steps + 1)
        )
        doing = [
            f"mz:{self.slug} mz:step {steps}",
            f"mz:ownerRole mz:master ; mz:costModel mz:{self.model}",
            f"mz:setUpDays {self.days} ; mz:hoursPerWeek {self.hours} ; mz:weeksToEffect {self.effect}",
            f"mz:fixedCost {self.fixed} ; mz:costPerWeek {self.weekly} ; mz:costPerMember {self.head}",
            f"mz:mostMembers {self.at_most}" if self.at_most else "",
            f"mz:measuredBy {_list(self.metrics)}" if self.metrics else "",
            f"mz:helperRole {_list(self.helpers)}" if self.helpers else "",
            f"mz:prerequisite {_list(self.needs)}" if self.needs else "",
            f"mz:conflictsWith {_list(self.clashes)}" if self.clashes else "",
            f"mz:alternative {_list(self.instead)}" if self.instead else "",
            f"mz:risk {_list(self.risks)}" if self.risks else "",
            f"mz:runsOn {_list(self.channels)}" if self.channels else "",
            f"mz:inPlaceWhen fact:{self.in_place}" if self.in_place else "",
        ]
        return "".join(
            f"src:{graph} {{ {' ; '.join(filter(None, part))} . }}\n"
            for graph, part in ((self.section, lines), ("judgement-execution", doing))
        )


def _list(slugs: Sequence[str]) -> str:
    return " , ".join(f"mz:{slug}" for slug in slugs)


@dataclass(repr=False)
class Workshop:
    """The pack, written when a workspace is first asked for."""

    folder: Path
    acts: dict[str, Act] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    planning: str = PLANNING
    extra: dict[str, str] = field(default_factory=dict)
    reports: bool = False
    _workspace: Workspace | None = None

    def __repr__(self) -> str:
        return "Workshop"  # in full it would drown every failure message

    def act(self, slug: str, **more: Any) -> Workshop:
        """Add a tactic."""
        self.acts[slug] = Act(slug, **more)
        return self

    def rule(
        self,
        id: str,
        layer: str,
        when: str,
        then: str,
        *,
        kind: str = "brand",
        advice: str = "{certainty: stated, sources: ['craft#1']}",
        condition: str = "{certainty: judgement, why: {en: So we judge., zh-Hans: 依经验。}}",
        basis: str | None = None,
    ) -> Workshop:
        """Add a rule in the format of `docs/rules.md`; ``when`` and ``then`` are YAML in flow style."""
        said = basis or f"{{en: Because of {id}., zh-Hans: 因为{id}。}}"
        self.rules.append(
            f"- id: {id}\n  layer: {layer}\n  for: {kind}\n  when: {when}\n  then: [{then}]\n"
            f"  basis: {said}\n  grounds:\n    advice: {advice}\n    condition: {condition}\n"
        )
        return self

    def caution(self, slug: str, when: str, *, instead: str | None = None, kind: str = "brand") -> Workshop:
        """Add a caution against a tactic."""
        more = f", substitute: mz:{instead}" if instead else ""
        name = f"beware_{slug.replace('-', '_')}_{len(self.rules)}"
        return self.rule(name, "cautions", when, f"{{caution: mz:{slug}{more}}}", kind=kind)

    @property
    def workspace(self) -> Workspace:
        """The pack, written and opened; it stands alone, without the shipped one."""
        if self._workspace is None:
            self._write()
            opened = Workspace()
            opened.packs = Packs((read_manifest(self.folder / "pack"),), self.folder / "cache")
            self._workspace = opened
        return self._workspace

    def context(
        self,
        situation: Situation,
        *,
        language: str = "en",
        weeks: int | None = None,
        date: dt.date | None = None,
    ) -> Context:
        """All that planning reads about a situation."""
        return self.workspace.context(situation, language=language, weeks=weeks, date=date)

    def plan(
        self,
        situation: Situation,
        *,
        language: str = "en",
        weeks: int | None = None,
        date: dt.date | None = None,
        most: int | None = None,
    ) -> Plan:
        """The plan of a situation."""
        return self.workspace.make_plan(
            situation, language=language, weeks=weeks, date=date, max_actions=most
        )

    def _write(self) -> None:
        pack = self.folder / "pack"
        files = {
            "pack.yaml": MANIFEST,
            "ontology/sources.ttl": PREFIXES + SOURCES,
            "ontology/facts.ttl": PREFIXES + "".join(f.turtle for f in self._facts()),
            "ontology/findings.ttl": PREFIXES + FINDINGS,
            "ontology/craft.trig": PREFIXES + _concepts() + "".join(a.turtle for a in self.acts.values()),
            "rules/planning/planning.yaml": self.planning,
            "rules/parameters/numbers.yaml": "".join(
                _parameter(n, v) for n, v in {**_shipped_numbers(), **NUMBERS, **self.numbers}.items()
            ),
            "rules/all.yaml": "".join([*self._wishes(), *self.rules]) or "[]\n",
            "reports/phrases/workshop.en.po": _phrases("en"),
            "reports/phrases/workshop.zh-Hans.po": _phrases("zh-Hans"),
            **self.extra,
        }
        if self.reports:
            shutil.copytree(ROOT / "reports", pack / "reports")
        for name, text in files.items():
            path = pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        shutil.copy(ROOT / "ontology" / "vocabulary.ttl", pack / "ontology" / "vocabulary.ttl")
        if not self.reports:
            for path in (ROOT / "reports" / "phrases").glob("*.po"):
                shutil.copy(path, pack / "reports" / "phrases" / path.name)

    def _facts(self) -> list[FactText]:
        codes = tuple((slug, None) for slug in self.acts) or (("nothing", None),)
        wishes = ("brand.wants", "brand.considers", "brand.hopes", "segment.wants")
        goals = (("light", "light"), ("joy", "joy"), ("calm", "calm"))
        return [
            *FACTS,
            FactText("brand.goals", "mz:ChoiceSet", options=goals),
            FactText("brand.also", "mz:ChoiceSet", options=goals),
            *(FactText(fact, "mz:ChoiceSet", options=codes) for fact in wishes),
        ]

    def _wishes(self) -> list[str]:
        """The rules that every workshop has: what is wished for is recommended; stated goals are goals."""
        made = Workshop(self.folder)
        for slug, act in self.acts.items():
            if not act.wished:
                continue
            name = slug.replace("-", "_")
            serves = f", serves: [{', '.join('mz:' + g for g in act.serves)}]" if act.serves else ""
            for fact, strength in (("wants", "strong"), ("considers", "conditional")):
                then = f"{{recommend: mz:{slug}, strength: {strength}{serves}}}"
                made.rule(f"{fact}_{name}", "tactics", f"{{fact: brand.{fact}, includes: {slug}}}", then)
            then = f"{{recommend: mz:{slug}, strength: strong{serves}}}"
            made.rule(
                f"hopes_{name}", "tactics", f"{{fact: brand.hopes, includes: {slug}}}", then,
                advice="{certainty: judgement, why: {en: So we judge., zh-Hans: 依经验。}}",
            )  # fmt: skip
            made.rule(
                f"their_{name}", "tactics", f"{{fact: segment.wants, includes: {slug}}}", then, kind="segment"
            )
        for goal in ("light", "joy", "calm"):
            for fact, weight in (("goals", "primary"), ("also", "secondary")):
                then = f"{{goal: mz:{goal}, weight: {weight}}}"
                made.rule(f"{fact}_{goal}", "goals", f"{{fact: brand.{fact}, includes: {goal}}}", then)
        made.rule(
            "few_lamps",
            "findings",
            "{fact: brand.lamps, below: {parameter: lamps_few}}",
            "{finding: brand.dim}",
        )
        made.rule("a_blaze", "findings", "{fact: crisis.level, is: blaze}", "{finding: brand.burning}")
        made.rule(
            "many_words", "findings", "{fact: brand.complaints, above: {parameter: complaints_many}}",
            "{finding: brand.grumbling}",
        )  # fmt: skip
        made.rule(
            "few_return", "findings", "{fact: segment.return_rate, below: {parameter: return_rate_low}}",
            "{finding: segment.leaving}", kind="segment",
        )  # fmt: skip
        return made.rules


def _concepts() -> str:
    text = []
    for slug, kind, zh, en, more in CONCEPTS:
        tail = f" ; {more}" if more else ""
        text.append(
            f'mz:{slug} a mz:{kind} ; skos:prefLabel "{zh}"@zh-Hans , "{en}"@en ; '
            f'skos:definition "{zh}的意思。"@zh-Hans , "What {en} means."@en{tail} .'
        )
    for slug, zh, en, unit, higher, facts, goals in METRICS:
        seen = f" ; mz:observedBy {' , '.join('fact:' + f for f in facts)}" if facts else ""
        text.append(
            f'mz:{slug} a mz:Metric ; skos:prefLabel "{zh}"@zh-Hans , "{en}"@en ; '
            f'skos:definition "{zh}的意思。"@zh-Hans , "What {en} means."@en ; '
            f'mz:formula "数{zh}"@zh-Hans , "count {en}"@en ; mz:unitCode "{unit}" ; '
            f"mz:higherIsBetter {'true' if higher else 'false'} ; mz:measures {_list(goals)}{seen} ."
        )
    return "src:craft-2 {\n" + "\n".join(text) + "\n}\n"


def _shipped_numbers() -> dict[str, float]:
    """The planner's numbers as shipped, so that one added there need not be added here."""
    data = load(ROOT / "rules" / "parameters" / "planning.yaml").plain
    return {name: next(iter(entry["values"].values()))["value"] for name, entry in data.items()}


def _parameter(name: str, value: float) -> str:
    return (
        f"{name}:\n  label: {{en: {name}, zh-Hans: 数{name}}}\n  unit: {UNITS.get(name, 'count')}\n"
        f"  values: {{2026-01-01: {{value: {value:g}, origin: judgement, confidence: low}}}}\n"
    )


def _phrases(language: str) -> str:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    phases = ("usual.begin", "usual.carry", "usual.close", "rescue.quench", "rescue.rebuild")
    return head + "".join(
        f'msgid "phase.{phase}.{part}"\nmsgstr "{part} {phase}"\n\n'
        for phase in phases
        for part in ("label", "aim", "milestone")
    )


# -- situations ------------------------------------------------------------------------------------------


def known(facts: Mapping[str, Value | FactValue | None], topic: str) -> dict[str, FactValue]:
    """Facts by id; names without a topic get the entity's kind, `_` in front of a topic is a dot."""
    found = {}
    for name, value in facts.items():
        if value is None:
            continue
        fact = name.replace("__", ".") if "__" in name else f"{topic}.{name}"
        plain = tuple(sorted(value)) if isinstance(value, (tuple, list, set)) else value
        found[fact] = plain if isinstance(plain, FactValue) else FactValue(plain)
    return found


def brand(
    *members: Entity,
    name: str = "Lumen",
    as_of: str | None = "2026-03-02",
    weeks: int | None = None,
    **facts: Any,
) -> Situation:
    """A situation: `brand(segment("regulars", share=0.2), wants=("parade",), budget__total=9000)`."""
    whole = {"wants": (), "considers": (), "hopes": (), "goals": (), "also": (), **facts}
    entities = (Entity("brand", "brand", name, known({"name": name, **whole}, "brand")), *members)
    listed = frozenset(k for k in KINDS if any(m.kind == k for m in members))
    return Situation(entities, listed, as_of, None, weeks)


def segment(id: str, *, name: str | None = None, kind: Kind = "segment", **facts: Any) -> Entity:
    """A segment (or another member) of the brand."""
    return Entity(id, kind, name or id, known(facts, kind))


def chosen(plan: Plan) -> list[str]:
    """The slugs of what is chosen, by priority."""
    return [r.tactic.removeprefix("mz:") for r in plan.chosen]


def item(plan: Plan, id: str) -> Recommendation:
    """The one recommendation of that id."""
    found = [r for r in plan.recommendations if r.id == id]
    assert len(found) == 1, f"{len(found)} recommendations are called {id}"
    return found[0]
