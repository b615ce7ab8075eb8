"""Hypothesis strategies for rule sets and situations, as hostile as the format allows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from advisor.reasoning.model import (
    All,
    Any,
    Compare,
    Concluded,
    Conclusion,
    Ground,
    Known,
    Members,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parameters import Dated, Parameter, Parameters
from advisor.reasoning.rules import RuleSet
from advisor.situation.model import Earlier, Entity, FactSpec, FactValue, Option, Situation

TEXT = {"zh-Hans": "文", "zh-Hant": "文", "en": "text"}
WHY = Ground("judgement", (), TEXT)
CODES = ("loyal", "active", "中文", "a b")
MEMBERS = ("segment", "channel", "community")


def spec(id: str, kind: str, datatype: str, **more) -> FactSpec:
    return FactSpec(id, kind, datatype, TEXT, TEXT, TEXT, **more)


def _specs() -> dict[str, FactSpec]:
    options = tuple(Option(code, TEXT) for code in CODES)
    found = [spec("brand.sector", "brand", "choice", options=(Option("tea", TEXT), Option("catering", TEXT)))]
    for kind in ("brand", *MEMBERS):
        topic = "data" if kind == "brand" else kind
        found += [
            spec(f"{topic}.flag", kind, "boolean"),
            spec(f"{topic}.count", kind, "integer"),
            spec(f"{topic}.rate", kind, "decimal"),
            spec(f"{topic}.type", kind, "choice", options=options),
            spec(f"{topic}.set", kind, "choices", options=options),
            spec(f"{topic}.text", kind, "string"),
        ]
    return {s.id: s for s in found}


SPECS = _specs()

numbers = st.one_of(
    st.sampled_from(
        [
            0,
            1,
            -1,
            0.25,
            0.3,
            0.1 + 0.2,
            1e-5,
            1e16,
            1e300,
            -1e-300,
            5e-324,
            2**53,
            2**53 + 1,
            2**70,
            -(2**64),
        ]
    ),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**66), 2**66),
)
texts = st.one_of(
    st.sampled_from(
        ["", "1", "true", "null", "中文", 'a"b', "a\\", "a\nb", "a\0b", "t", "f", "=a", "😀", "x" * 300]
    ),
    st.text(max_size=6),
)


def values(datatype: str):
    return {
        "boolean": st.booleans(),
        "integer": numbers.filter(lambda n: isinstance(n, int)),
        "decimal": numbers,
        "choice": st.sampled_from(CODES),
        "choices": st.sets(st.sampled_from(CODES)).map(lambda s: tuple(sorted(s))),
        "string": texts,
    }[datatype]


PARAMETERS = ("p", "q", "r")


@st.composite
def parameters(draw) -> Parameters:
    table = {}
    for name in PARAMETERS:

        def dated():
            days = draw(
                st.lists(st.sampled_from(["2025-01-01", "2026-01-01", "2027-01-01"]), min_size=1, unique=True)
            )
            return tuple(Dated(day, draw(numbers), "judgement", "low") for day in sorted(days))

        by_sector = {"catering": dated()} if draw(st.booleans()) else {}
        factor = draw(st.sampled_from([None, 0.9, 1.0]))
        table[name] = Parameter(name, TEXT, dated(), None, factor, by_sector)
    return Parameters(table)


LAYERS = ("findings", "findings", "goals", "cautions", "tactics", "tensions")
KINDS = ("brand", *MEMBERS)


@cache
def leaves(kind: str, stage: int):
    """Leaves at an entity of a kind in the n-th of `LAYERS`; some refer to what no rule concludes."""
    specs = [s for s in SPECS.values() if s.kind in (kind, "brand") and s.id != "brand.sector"]
    by_type = {
        t: [s.id for s in specs if s.datatype == t] for t in ("boolean", "choice", "choices", "string")
    }
    numeric = [s.id for s in specs if s.numeric]

    def compare(facts, operators, operands):
        return st.builds(Compare, st.sampled_from(facts), st.sampled_from(operators), operands)

    options = [
        st.builds(Known, st.sampled_from([s.id for s in specs]), st.booleans()),
        compare(
            numeric,
            ["below", "at_most", "above", "at_least", "is", "is_not"],
            st.sampled_from([ParameterRef(p) for p in PARAMETERS]),
        ),
        compare(numeric, ["is", "is_not"], st.just(0)),
        compare(by_type["choice"], ["is", "is_not"], st.sampled_from(CODES)),
        compare(by_type["string"], ["is", "is_not"], texts),
        compare(
            by_type["choice"],
            ["one_of", "none_of"],
            st.lists(st.sampled_from(CODES), min_size=2, max_size=3, unique=True).map(tuple),
        ),
        compare(by_type["choices"], ["includes", "excludes"], st.sampled_from(CODES)),
        compare(by_type["boolean"], ["is", "is_not"], st.booleans()),
    ]
    findings = [f"{k}.{name}{n}" for n in range(min(stage, 2)) for k in {kind, "brand"} for name in "ab"]
    refer = [("finding", sorted(findings))]
    if stage > 2:
        refer.append(("goal", ["mz:goal-a", "mz:goal-b"]))
    if stage == 5:
        refer.append(("recommended", ["mz:tactic-a", "mz:tactic-b"]))
    for what, names in refer:
        if names:
            options += [st.builds(Concluded, st.just(what), st.sampled_from(names), st.booleans())] * 2
    return st.one_of(options)


@cache
def conditions(kind: str, stage: int, members: bool = True):
    base = leaves(kind, stage)
    if members:
        inner = [
            st.builds(Members, st.sampled_from(["any", "none"]), st.just(k), conditions(k, stage, False))
            for k in MEMBERS
        ]
        base = st.one_of(base, base, base, *inner)
    flat = st.lists(base, min_size=1, max_size=3).map(tuple)
    nested = st.lists(
        st.one_of(base, st.builds(All, flat), st.builds(Any, flat)), min_size=1, max_size=4
    ).map(tuple)
    deep = st.lists(
        st.one_of(base, st.builds(All, nested), st.builds(Any, nested)), min_size=1, max_size=3
    ).map(tuple)
    long = st.lists(base, min_size=9, max_size=20).map(tuple)
    return st.one_of(
        base,
        *[st.builds(node, parts) for parts in (flat, nested, nested, deep) for node in (All, Any)],
        st.builds(All, long),
    )


@cache
def rules_of(stage: int):
    layer = LAYERS[stage]
    kinds = ("brand",) if layer in ("goals", "tensions") else KINDS

    def conclusion(kind: str, name: str) -> Conclusion:
        return {
            "findings": Conclusion("finding", f"{kind}.{name}{stage}"),
            "goals": Conclusion("goal", f"mz:goal-{name}", weight="primary"),
            "cautions": Conclusion("caution", f"mz:tactic-{name}"),
            "tactics": Conclusion("recommend", f"mz:tactic-{name}", "strong", ("mz:goal-a",)),
            "tensions": Conclusion("tension", f"mz:tension-{name}", resolution=TEXT),
        }[layer]

    return st.lists(
        st.sampled_from(kinds).flatmap(
            lambda kind: st.builds(
                lambda when, name: Rule("", layer, kind, when, (conclusion(kind, name),), TEXT, WHY, WHY),
                conditions(kind, stage),
                st.sampled_from("ab"),
            )
        ),
        max_size=3,
    )


def _numbered(stages, table) -> RuleSet:
    rules = [rule for stage in stages for rule in stage]
    return RuleSet(tuple(replace(rule, id=f"r{n}") for n, rule in enumerate(rules)), table)


def rulesets():
    return st.builds(_numbered, st.tuples(*[rules_of(stage) for stage in range(len(LAYERS))]), parameters())


@st.composite
def situations(draw) -> Situation:
    listed = draw(st.sets(st.sampled_from(MEMBERS)))
    entities = [_entity(draw, "brand", "brand")]
    for kind in sorted(listed):
        entities += [_entity(draw, f"{kind}-{n}", kind) for n in range(draw(st.integers(0, 3)))]
    return Situation(tuple(entities), frozenset(listed))


def _entity(draw, id: str, kind: str) -> Entity:
    own = [s for s in SPECS.values() if s.kind == kind]
    facts = {}
    for s in own:
        if draw(st.integers(0, 9)) < 3:
            continue
        if s.id == "brand.sector":
            facts[s.id] = FactValue(draw(st.sampled_from(["tea", "catering"])))
            continue
        history = ()
        if s.numeric and draw(st.booleans()):
            days = draw(st.lists(st.sampled_from(["2025-11-01", "2024-01-01", "2026-10-01"]), unique=True))
            history = tuple(Earlier(day, draw(numbers)) for day in days)
        facts[s.id] = FactValue(draw(values(s.datatype)), history=history)
    return Entity(id, kind, id, facts)
