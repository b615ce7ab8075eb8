"""`advisor check --deep`: what is told about rules, what is not, and how."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import small_pack
from reasoning_packs import PARAMETERS, VOCABULARY, rule, write_pack
from test_pages import PAGES, lay

from advisor.quality import Report, check
from advisor.quality.model import Found
from advisor.quality.solver.verify import found_in
from advisor.reasoning.rules import read_packs
from advisor.situation.arithmetic import parse
from advisor.situation.vocabulary import Constraint, Vocabulary

ON = dt.date(2026, 11, 23)
FACTS = list(VOCABULARY.values())

HALF = """
half: {label: {en: Half, zh-Hans: 一半}, unit: ratio, values: {2026-01-01: {value: 0.5, origin: judgement, confidence: low}}}
tenth: {label: {en: A tenth, zh-Hans: 一成}, unit: ratio, values: {2026-01-01: {value: 0.1, origin: judgement, confidence: low}}}
near: {label: {en: Nearly a tenth, zh-Hans: 近一成}, unit: ratio, values: {2026-01-01: {value: 0.095, origin: judgement, confidence: low}}}
rising:
  label: {en: Rising, zh-Hans: 渐高}
  unit: ratio
  values:
    2025-01-01: {value: 0.9, origin: judgement, confidence: low}
    2026-01-01: {value: 0.1, origin: judgement, confidence: low}
    2027-01-01: {value: 0.6, origin: judgement, confidence: low}
falling:
  label: {en: Falling, zh-Hans: 渐低}
  unit: ratio
  values:
    2025-01-01: {value: 0.9, origin: judgement, confidence: low}
    2026-01-01: {value: 0.1, origin: judgement, confidence: low}
many: {label: {en: Many, zh-Hans: 许多}, unit: count, values: {2026-01-01: {value: 100.5, origin: judgement, confidence: low}}}
"""


def proved(
    tmp_path: Path, *rules: str, constraints: tuple[str, ...] = (), seconds: float = 60
) -> list[Found]:
    """What is found about rules, each a YAML text; which facts there are `reasoning_packs` says."""
    vocabulary = Vocabulary(FACTS, [Constraint(text, parse(text), {}) for text in constraints])
    packs = write_pack(tmp_path / "trial", {"r.yaml": "".join(rules)}, PARAMETERS + HALF)
    reading = read_packs(packs, vocabulary)
    assert not reading.faults, reading.faults
    return list(found_in(reading.rules, vocabulary, ON, seconds))


def names(found: list[Found]) -> list[tuple[str, object]]:
    return [(one.id, one.values["rule"]) for one in found]


SHARE = "fact: segment.share"
IDLE = [
    "{all: [{fact: brand.retention_rate, below: {parameter: tenth}}, {fact: brand.retention_rate, above: {parameter: half}}]}",
    "{all: [{unknown: brand.buyers}, {fact: brand.buyers, above: {parameter: buyers_few}}]}",
    "{all: [{fact: brand.stage, is: launch}, {fact: brand.stage, one_of: [growth, mature]}]}",
    "{all: [{fact: brand.goals, includes: sales}, {fact: brand.goals, excludes: sales}]}",
    "{all: [{fact: brand.slogan, is: a}, {fact: brand.slogan, is: b}]}",
    "{all: [{any_of: {segment: {fact: segment.type, is: loyal}}}, {none_of: {segment: {fact: segment.type, is: loyal}}}]}",
    "{all: [{any_of: {segment: {all: [{fact: segment.type, is: loyal}, {known: segment.size}]}}}, {none_of: {segment: {fact: segment.type, is: loyal}}}]}",
    # The same threshold on both sides: the brand's own history moves it on both.
    "{all: [{fact: brand.retention_rate, below: {parameter: retention_low}}, {fact: brand.retention_rate, at_least: {parameter: retention_low}}]}",
    # What the threshold was before the day of the pack does not count.
    "{all: [{fact: brand.retention_rate, below: {parameter: falling}}, {fact: brand.retention_rate, above: {parameter: half}}]}",
    "{fact: brand.buyers, is: {parameter: many}}",
]
LIVE = [
    "{all: [{fact: brand.retention_rate, below: {parameter: half}}, {fact: brand.retention_rate, above: {parameter: tenth}}]}",
    # Between two steps of its precision there are numbers that a brief may hold.
    "{all: [{fact: brand.retention_rate, below: {parameter: tenth}}, {fact: brand.retention_rate, above: {parameter: near}}]}",
    "{any: [{unknown: brand.buyers}, {fact: brand.buyers, above: {parameter: buyers_few}}]}",
    "{all: [{fact: brand.stage, is_not: launch}, {fact: brand.stage, one_of: [launch, mature]}]}",
    "{all: [{fact: brand.goals, includes: sales}, {fact: brand.goals, includes: retention}]}",
    "{all: [{fact: brand.slogan, is_not: a}, {fact: brand.slogan, is_not: b}]}",
    "{all: [{any_of: {segment: {fact: segment.type, is: loyal}}}, {none_of: {segment: {fact: segment.type, is: active}}}]}",
    "{all: [{any_of: {segment: {fact: segment.type, is: loyal}}}, {any_of: {segment: {fact: segment.type, is_not: loyal}}}]}",
    "{all: [{none_of: {segment: {fact: segment.type, is: loyal}}}, {none_of: {segment: {fact: segment.type, is_not: loyal}}}]}",
    # In one sector the threshold is higher, and so it may come to be with time, or by the brand's own history.
    "{any_of: {segment: {all: [{fact: segment.share, below: {parameter: loyal_share_low}}, {fact: segment.share, above: {parameter: tenth}}]}}}",
    "{all: [{fact: brand.retention_rate, below: {parameter: rising}}, {fact: brand.retention_rate, above: {parameter: half}}]}",
    "{all: [{fact: brand.retention_rate, below: {parameter: retention_low}}, {fact: brand.retention_rate, above: {parameter: half}}]}",
    "{fact: brand.buyers, is_not: {parameter: many}}",
]


@pytest.mark.parametrize("when", IDLE)
def test_conditions_that_no_brief_fulfils(tmp_path: Path, when: str) -> None:
    assert names(proved(tmp_path, rule("r", when))) == [("rule_never_fires", "r")]


@pytest.mark.parametrize("when", LIVE)
def test_conditions_that_some_brief_fulfils(tmp_path: Path, when: str) -> None:
    assert proved(tmp_path, rule("r", when)) == []


LOW = rule(
    "low", "{fact: brand.retention_rate, below: {parameter: tenth}}", "findings", then="{finding: brand.weak}"
)
NEW = rule("new", "{fact: brand.stage, is: launch}", "findings", then="{finding: brand.weak}")


def both(*parts: str) -> str:
    return f"{{all: [{', '.join(parts)}]}}"


def test_a_finding_holds_where_a_rule_concludes_it_and_fails_where_all_rules_do(tmp_path: Path) -> None:
    weak_and_high = rule(
        "r", both("{finding: brand.weak}", "{fact: brand.retention_rate, above: {parameter: half}}")
    )
    sound_and_low = rule(
        "s", both("{not: {finding: brand.weak}}", "{fact: brand.retention_rate, below: {parameter: tenth}}")
    )
    sound_and_new = rule("t", both("{not: {finding: brand.weak}}", "{unknown: brand.stage}"))
    assert names(proved(tmp_path / "1", LOW, weak_and_high, sound_and_low)) == [
        ("rule_never_fires", "r"),
        ("rule_never_fires", "s"),
    ]
    # A second rule for the finding leaves another way to it, and one more that has to be false.
    assert names(proved(tmp_path / "2", LOW, NEW, weak_and_high, sound_and_low, sound_and_new)) == [
        ("rule_never_fires", "s"),
        ("rule_never_fires", "t"),
    ]


def test_what_is_wrong_is_shown_and_no_more(tmp_path: Path) -> None:
    when = both(
        "{fact: brand.stage, is: mature}",
        "{finding: brand.weak}",
        "{fact: brand.retention_rate, at_least: {parameter: tenth}}",
        "{known: brand.buyers}",
    )
    found = proved(tmp_path, LOW, rule("r", when))
    assert [one.values["parts"] for one in found] == ["brand.weak [low]; brand.retention_rate >= tenth (0.1)"]
    assert found[0].place is not None
    assert found[0].place.line == 11


def test_what_follows_from_a_rule_that_never_fires_is_not_told_again(tmp_path: Path) -> None:
    root = rule("root", IDLE[0], "findings", then="{finding: brand.weak}")
    after = rule("after", "{finding: brand.weak}")
    wide = rule("wide", "{known: brand.buyers}")
    assert names(proved(tmp_path, root, after, wide)) == [("rule_never_fires", "root")]


def test_a_member_is_one_of_its_kind(tmp_path: Path) -> None:
    when = both("{fact: segment.type, is: loyal}", "{none_of: {segment: {fact: segment.type, is: loyal}}}")
    other = both(
        "{fact: segment.type, is: loyal}",
        "{none_of: {community: {fact: community.active_rate, below: {parameter: half}}}}",
    )
    found = proved(tmp_path, rule("r", when, kind="segment"), rule("s", other, kind="segment"))
    assert names(found) == [("rule_never_fires", "r")]


def test_constraints_between_facts_hold(tmp_path: Path) -> None:
    when = both(
        "{fact: segment.share, above: {parameter: half}}",
        "{fact: brand.retention_rate, below: {parameter: tenth}}",
    )
    law = ("segment.share <= brand.retention_rate",)
    assert names(proved(tmp_path / "1", rule("r", when, kind="segment"), constraints=law)) == [
        ("rule_never_fires", "r")
    ]
    assert proved(tmp_path / "2", rule("r", when, kind="segment")) == []
    # What is not known breaks no constraint, and sums over members are left free.
    alone = "{fact: segment.share, above: {parameter: half}}"
    assert proved(tmp_path / "3", rule("r", alone, kind="segment"), constraints=law) == []
    two = both(
        *(
            f"{{any_of: {{segment: {{all: [{{{SHARE}, above: {{parameter: half}}}}, {{fact: segment.type, is: {t}}}]}}}}}}"
            for t in ("loyal", "active")
        )
    )
    assert proved(tmp_path / "4", rule("r", two), constraints=("sum(segment.share) <= 1",)) == []


RATE = "{fact: brand.retention_rate, below: {parameter: half}}"
LOWER = "{fact: brand.retention_rate, below: {parameter: tenth}}"


def points(strength: str = "strong", serves: str = "mz:retention") -> str:
    return f"{{recommend: mz:points, strength: {strength}, serves: [{serves}]}}"


@pytest.mark.parametrize(
    ("narrow", "wide", "told"),
    [
        (points(), points(), True),
        (points("conditional"), points("strong"), True),
        (points("strong"), points("conditional"), False),
        (points(serves="mz:retention"), points(serves="mz:sales, mz:retention"), True),
        (points(serves="mz:sales"), points(serves="mz:retention"), False),
        (points(), points().replace("mz:points", "mz:levels"), False),
    ],
)
def test_a_rule_that_adds_nothing(tmp_path: Path, narrow: str, wide: str, told: bool) -> None:
    found = proved(tmp_path, rule("narrow", LOWER, then=narrow), rule("wide", RATE, then=wide))
    assert names(found) == ([("rule_subsumed", "narrow")] if told else [])


def test_overlap_is_no_fault(tmp_path: Path) -> None:
    assert proved(tmp_path, rule("a", RATE), rule("b", "{fact: brand.stage, is: launch}")) == []


def test_rules_for_different_kinds_of_entity_say_different_things(tmp_path: Path) -> None:
    assert proved(tmp_path, rule("a", RATE), rule("b", RATE, kind="segment")) == []


def test_subsumed_across_layers(tmp_path: Path) -> None:
    found = proved(
        tmp_path, LOW, rule("a", both("{finding: brand.weak}", "{known: brand.buyers}")), rule("b", RATE)
    )
    assert [(one.id, one.values["rule"], one.values["others"]) for one in found] == [
        ("rule_subsumed", "a", "b")
    ]


def test_duplicates_are_told_once_at_the_later(tmp_path: Path) -> None:
    first = rule("first", "{not: {any: [{fact: brand.stage, is: launch}, {fact: brand.stage, is: growth}]}}")
    second = rule("second", "{fact: brand.stage, one_of: [mature, decline]}")
    third = rule("third", "{fact: brand.stage, one_of: [mature, launch]}")
    found = proved(tmp_path, first, second, third)
    assert [(one.id, one.values["rule"], one.values["other"]) for one in found] == [
        ("rule_duplicate", "second", "first")
    ]


def caution(id: str, when: str, kind: str = "brand", then: str = "{caution: mz:points}") -> str:
    return rule(id, when, "cautions", kind, then)


def test_advice_that_cautions_always_take_back(tmp_path: Path) -> None:
    low = caution("low", RATE)
    assert names(proved(tmp_path / "1", low, rule("r", LOWER))) == [("rule_contradicted", "r")]
    assert names(proved(tmp_path / "2", low, rule("r", LOWER, kind="segment"))) == [
        ("rule_contradicted", "r")
    ]
    # A caution for segments says nothing about the brand; one that may be unknown does not always forbid.
    assert proved(tmp_path / "3", caution("low", RATE, "segment"), rule("r", LOWER)) == []
    assert (
        proved(
            tmp_path / "4", caution("low", both(RATE, "{fact: brand.stage, is: launch}")), rule("r", LOWER)
        )
        == []
    )


def test_cautions_that_only_together_cover_all_cases(tmp_path: Path) -> None:
    young = caution("young", "{fact: brand.stage, one_of: [launch, growth]}")
    old = caution("old", "{fact: brand.stage, one_of: [mature, decline]}")
    other = caution("other", "{known: brand.buyers}")
    found = proved(tmp_path / "1", young, old, rule("r", both("{known: brand.stage}", LOWER)))
    assert [(one.id, one.values["cautions"]) for one in found] == [("rule_contradicted", "young, old")]
    assert proved(tmp_path / "2", young, old, rule("r", LOWER)) == []
    found = proved(tmp_path / "3", young, other, rule("r", "{fact: brand.buyers, is: 0}"))
    assert [one.values["cautions"] for one in found] == ["other"]


def test_a_substitute_that_is_forbidden_too(tmp_path: Path) -> None:
    offer = caution("offer", LOWER, then="{caution: mz:levels, substitute: mz:points}")
    assert names(proved(tmp_path / "1", offer, caution("low", RATE))) == [
        ("substitute_contradicted", "offer")
    ]
    assert proved(tmp_path / "2", offer, caution("low", "{fact: brand.stage, is: launch}")) == []


def test_what_is_read_of_recommendations_in_tensions(tmp_path: Path) -> None:
    low = rule("low", LOWER, then=points())
    pulled = rule(
        "pulled",
        both("{recommended: mz:points}", "{fact: brand.retention_rate, above: {parameter: half}}"),
        "tensions",
    )
    assert names(proved(tmp_path / "1", low, pulled)) == [("rule_never_fires", "pulled")]
    other = rule("other", "{fact: segment.type, is: loyal}", kind="segment", then=points())
    assert proved(tmp_path / "2", low, other, pulled) == []


def test_no_time_is_told(tmp_path: Path) -> None:
    found = proved(tmp_path, rule("r", IDLE[0]), seconds=0)
    assert [one.id for one in found] == ["solver"]


# -- in packs ---------------------------------------------------------------------------------------------

NEAR = {
    "rule_never_fires": ("rules/tactics/extra.yaml", "above:", "below:"),
    "rule_subsumed": ("rules/tactics/extra.yaml", "strength: conditional", "strength: strong"),
    "rule_duplicate": ("rules/tactics/extra.yaml", "is_not: false", "is_not: true"),
    "rule_contradicted": (
        "rules/tactics/extra.yaml",
        "  when: {fact: brand.name_book, is: false}\n",
        "  when: {all: [{fact: brand.name_book, is: false}, {known: audience.face}]}\n",
    ),
    "substitute_contradicted": (
        "rules/tactics/extra.yaml",
        "  when: {finding: brand.weak_return}\n",
        "  when: {all: [{finding: brand.weak_return}, {fact: brand.name_book, is: true}]}\n",
    ),
}


PLAIN = {
    "comparison_always": ("rules/parameters/extra.yaml", "value: 0.0,", "value: 0.01,"),
    "comparison_never": ("rules/parameters/extra.yaml", "value: 5,", "value: 4,"),
    "threshold_precision": ("rules/parameters/extra.yaml", "value: 0.125,", "value: 0.12,"),
}
"""What is found without a solver."""


def deep(pack: Path, *more: Path) -> Report:
    return check(small_pack.packs(pack, *more), language="en", only=[*NEAR, *PLAIN], deep_seconds=60)


@pytest.mark.parametrize("name", [*NEAR, *PLAIN])
def test_a_near_miss_is_not_told(name: str, pack: Path, tmp_path: Path) -> None:
    firm = tmp_path / "firm"
    lay(firm, PAGES[name])
    assert name in deep(pack, firm).counts()
    file, old, new = {**NEAR, **PLAIN}[name]
    small_pack.edit(firm / file, old, new)
    assert name not in deep(pack, firm).counts()


def test_nothing_is_asked_without_being_asked_for_or_where_a_rule_cannot_be_read(
    pack: Path, tmp_path: Path
) -> None:
    firm = tmp_path / "firm"
    lay(firm, PAGES["rule_never_fires"])
    assert "rule_never_fires" not in check(small_pack.packs(pack, firm)).counts()
    path = firm / "rules/tactics/extra.yaml"
    path.write_text(path.read_text("utf-8") + "\n- id: broken\n", "utf-8")
    report = check(small_pack.packs(pack, firm), deep_seconds=60)
    assert "rule" in report.counts()
    assert "rule_never_fires" not in report.counts()
