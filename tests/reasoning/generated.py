"""Hypothesis strategies for rule sets and situations, as hostile as the format allows."""

from __future__ import annotations

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
    st.sampled_from([0, 1, -1, 0.25, 0.3, 0.1 + 0.2, 1e-5, 1e16, 1e300, -1e-300, 5e-324, 2**53, 2**53 + 1, 2**70, -(2**64)]),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**66), 2**66),
)
texts = st.one_of(
    st.sampled_from(["", "1", "true", "null", "中文", 'a"b', "a\\", "a\nb", "a\0b", "t", "f", "=a", "😀", "x" * 300]),
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
            days = draw(st.lists(st.sampled_from(["2025-01-01", "2026-01-01", "2027-01-01"]), min_size=1, unique=True))
            return tuple(Dated(day, draw(numbers), "judgement", "low") for day in sorted(days))

        by_sector = {"catering": dated()} if draw(st.booleans()) else {}
        factor = draw(st.sampled_from([None, 0.9, 1.0]))
        table[name] = Parameter(name, TEXT, dated(), None, factor, by_sector)
    return Parameters(table)


def leaves(kind: str, findings: list[str], goals: list[str], tactics: list[str]):
    specs = [s for s in SPECS.values() if s.kind in (kind, "brand") and s.id != "brand.sector"]
    numeric = [s for s in specs if s.numeric]
    options = [
        st.builds(lambda s, e: Known(s.id, e), st.sampled_from(specs), st.booleans()),
        st.builds(
            lambda s, o, p: Compare(s.id, o, ParameterRef(p)),
            st.sampled_from(numeric),
            st.sampled_from(["below", "at_most", "above", "at_least", "is", "is_not"]),
            st.sampled_from(PARAMETERS),
        ),
        st.sampled_from(numeric).map(lambda s: Compare(s.id, "is", 0)),
        st.builds(
            lambda s, o, v: Compare(s.id, o, v),
            st.sampled_from([s for s in specs if s.datatype == "choice"]),
            st.sampled_from(["is", "is_not"]),
            st.sampled_from(CODES),
        ),
        st.builds(
            lambda s, o, v: Compare(s.id, o, v),
            st.sampled_from([s for s in specs if s.datatype == "string"]),
            st.sampled_from(["is", "is_not"]),
            texts,
        ),
        st.builds(
            lambda s, o, v: Compare(s.id, o, tuple(v)),
            st.sampled_from([s for s in specs if s.datatype == "choice"]),
            st.sampled_from(["one_of", "none_of"]),
            st.lists(st.sampled_from(CODES), min_size=2, unique=True),
        ),
        st.builds(
            lambda s, o, v: Compare(s.id, o, v),
            st.sampled_from([s for s in specs if s.datatype == "choices"]),
            st.sampled_from(["includes", "excludes"]),
            st.sampled_from(CODES),
        ),
        st.builds(
            lambda s, o, v: Compare(s.id, o, v),
            st.sampled_from([s for s in specs if s.datatype == "boolean"]),
            st.sampled_from(["is", "is_not"]),
            st.booleans(),
        ),
    ]
    visible = [f for f in findings if f.split(".")[0] in (kind, "brand")]
    for what, names in (("finding", visible), ("goal", goals), ("recommended", tactics)):
        if names:
            options.append(
                st.builds(lambda n, neg, what=what: Concluded(what, n, neg), st.sampled_from(names), st.booleans())
            )
    return st.one_of(options)


def conditions(kind: str, findings: list[str], goals: list[str], tactics: list[str], *, members: bool = True):
    base = leaves(kind, findings, goals, tactics)
    if members:
        inner = st.sampled_from(MEMBERS).flatmap(
            lambda k: st.builds(
                Members,
                st.sampled_from(["any", "none"]),
                st.just(k),
                conditions(k, findings, goals, tactics, members=False),
            )
        )
        base = st.one_of(base, base, base, inner)

    def extend(children):
        parts = st.lists(children, min_size=1, max_size=4).map(tuple)
        return st.one_of(st.builds(All, parts), st.builds(Any, parts))

    return st.recursive(base, extend, max_leaves=8)


@st.composite
def rulesets(draw) -> RuleSet:
    findings: list[str] = []
    goals: list[str] = []
    tactics: list[str] = []
    rules: list[Rule] = []
    number = 0
    for layer in ("findings", "findings", "goals", "cautions", "tactics", "tensions"):
        fresh: list[tuple[str, str]] = []
        for _ in range(draw(st.integers(0, 3))):
            number += 1
            kind = "brand" if layer in ("goals", "tensions") else draw(st.sampled_from(["brand", *MEMBERS]))
            when = draw(
                conditions(
                    kind,
                    findings,
                    goals if layer != "findings" else [],
                    tactics if layer == "tensions" else [],
                )
            )
            name = draw(st.sampled_from("abc"))
            what, id = {
                "findings": ("finding", f"{kind}.{name}{len(findings)}"),
                "goals": ("goal", f"mz:goal-{name}"),
                "cautions": ("caution", f"mz:tactic-{name}"),
                "tactics": ("recommend", f"mz:tactic-{name}"),
                "tensions": ("tension", f"mz:tension-{name}"),
            }[layer]
            rules.append(Rule(f"r{number}", layer, kind, when, (Conclusion(what, id),), TEXT, WHY, WHY))
            fresh.append((what, id))
        findings += [id for what, id in fresh if what == "finding"]
        goals += [id for what, id in fresh if what == "goal"]
        tactics += [id for what, id in fresh if what == "recommend"]
    return RuleSet(tuple(rules), draw(parameters()))


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
