"""Explanations: sentences with the brief's own figures, trees, and the JSON contract."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from reasoning_generated import TEXT
from reasoning_packs import VOCABULARY, Ontology, brand, member, situation, text

from advisor.pack import load_packs
from advisor.phrases import load_phrases
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.explain import condition_lines, evidence, explain_tactic, why, why_not
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
from advisor.situation.model import Earlier, FactValue

ON = dt.date(2026, 11, 23)
LOW = Parameters(
    {
        "low": Parameter("low", TEXT, (Dated("2026-01-01", 0.08, "judgement", "low"),), "ratio"),
        "own": Parameter("own", TEXT, (Dated("2026-01-01", 0.2, "Baymard 2022", "low"),), "ratio", 1.0),
        "scaled": Parameter("scaled", TEXT, (Dated("2026-01-01", 0.2, "fan-ops#9.2", "low"),), "ratio", 0.9),
    }
)
ONTOLOGY = Ontology(
    {"mz:points": "mz:Tactic", "mz:retention": "mz:Goal"},
    {"fan-ops#6.1.2": "stated", "fan-ops#9.2": "stated"},
    ("brand.weak_retention",),
)
BASIS = text("Points bring people back.", "积分让人回来。")
STATED = Ground("stated", ("fan-ops#6.1.2",))
JUDGED = Ground("judgement", (), TEXT)


@pytest.fixture(scope="module")
def phrases():
    packs = load_packs()
    return {language: load_phrases(packs, language) for language in ("zh-Hans", "zh-Hant", "en")}


def make(id, when, layer="tactics", kind="brand", then=None) -> Rule:
    conclusion = then or Conclusion("recommend", "mz:points", "strong", ("mz:retention",))
    return Rule(id, layer, kind, when, (conclusion,), BASIS, STATED, JUDGED)


RETENTION = Compare("brand.retention_rate", "below", ParameterRef("low"))
LOYAL = Compare("segment.type", "is", "loyal")


def said(phrases, when, first=None, *members, language="en", listed=(), kind="brand", others=()) -> list[str]:
    rules = RuleSet((*others, make("r", when, kind=kind)), LOW)
    found = situation(first, *members, listed=listed)
    entity = found.of_kind(kind)[0]
    result = why(
        rules.rule("r"),
        entity,
        rules,
        found,
        evaluate(rules, found, ON),
        ON,
        phrases[language],
        VOCABULARY,
        ONTOLOGY,
    )
    assert result.evidence == evidence(result.trace, phrases[language], VOCABULARY, ONTOLOGY, found)
    return list(result.evidence)


def past(value: float, earlier: float, day: str = "2025-11-20") -> FactValue:
    return FactValue(value, history=(Earlier(day, earlier),))


@pytest.mark.parametrize(
    ("condition", "value", "chinese", "english"),
    [
        (
            RETENTION,
            0.05,
            "30天留存率 5%，低于 8%（专业判断）",
            "30-day retention is 5%, below 8% (professional judgement)",
        ),
        (
            RETENTION,
            0.08,
            "30天留存率 8%，不低于 8%（专业判断）",
            "30-day retention is 8%, at least 8% (professional judgement)",
        ),
        (
            Compare("brand.retention_rate", "below", ParameterRef("own")),
            past(0.18, 0.25),
            "30天留存率 18%，低于去年同期的 25%",
            "30-day retention is 18%, below the 25% of a year ago",
        ),
        (
            Compare("brand.retention_rate", "above", ParameterRef("scaled")),
            past(0.3, 0.25),
            "30天留存率 30%，高于 22.5%（去年同期为 25%）",
            "30-day retention is 30%, above 22.5% (a year ago it was 25%)",
        ),
        (
            Compare("brand.retention_rate", "at_most", ParameterRef("own")),
            past(0.18, 0.25, "2026-03"),
            "30天留存率 18%，不高于2026年3月的 25%".replace("高于2026", "高于 2026"),
            "30-day retention is 18%, at most the 25% of March 2026",
        ),
        (
            Compare("brand.retention_rate", "at_most", ParameterRef("scaled")),
            past(0.18, 0.25, "2024"),
            "30天留存率 18%，不高于 22.5%（2024年为 25%）",
            "30-day retention is 18%, at most 22.5% (2024: 25%)",
        ),
        (
            Compare("brand.retention_rate", "at_least", ParameterRef("scaled")),
            0.5,
            "30天留存率 50%，不低于 20%（《粉丝运营》9.2）",
            "30-day retention is 50%, at least 20% (Fan operations, 9.2)",
        ),
        (
            Compare("brand.retention_rate", "at_least", ParameterRef("own")),
            0.5,
            "30天留存率 50%，不低于 20%（Baymard 2022）",
            "30-day retention is 50%, at least 20% (Baymard 2022)",
        ),
    ],
)
def test_numbers_come_with_their_threshold_and_its_origin(phrases, condition, value, chinese, english):
    first = brand(brand__retention_rate=value)
    assert said(phrases, condition, first, language="zh-Hans") == [chinese]
    assert said(phrases, condition, first) == [english]


@pytest.mark.parametrize(
    ("condition", "facts", "english"),
    [
        (
            Compare("incentive.levels_in_place", "is_not", True),
            {"incentive__levels_in_place": False},
            "fan levels in place: no",
        ),
        (
            Compare("incentive.levels_in_place", "is", True),
            {"incentive__levels_in_place": False},
            "fan levels in place: no",
        ),
        (Compare("brand.stage", "is", "launch"), {"brand__stage": "launch"}, "brand.stage: launch"),
        (
            Compare("brand.stage", "is", "launch"),
            {"brand__stage": "growth"},
            "brand.stage: growth, not launch",
        ),
        (
            Compare("brand.stage", "one_of", ("launch", "growth")),
            {"brand__stage": "growth"},
            "brand.stage: growth",
        ),
        (
            Compare("brand.stage", "one_of", ("launch", "growth")),
            {"brand__stage": "mature"},
            "brand.stage: mature, not among launch and growth",
        ),
        (
            Compare("brand.goals", "includes", "sales"),
            {"brand__goals": ("sales",)},
            "brand.goals: sales is among them",
        ),
        (
            Compare("brand.goals", "includes", "sales"),
            {"brand__goals": ()},
            "brand.goals (none): sales is not among them",
        ),
        (Compare("brand.buyers", "is", 0), {"brand__buyers": 3}, "brand.buyers is 3, not equal to 0"),
        (
            Compare("brand.opened", "is", "2020-01-02"),
            {"brand__opened": "2020-01-02"},
            "brand.opened: 2 January 2020",
        ),
        (
            Compare("brand.founded", "is_not", 0),
            {"brand__founded": 1999},
            "brand.founded is 1999, not equal to 0",
        ),
        (Known("brand.buyers"), {"brand__buyers": 3}, "brand.buyers is known: 3"),
        (Known("brand.buyers"), {}, "brand.buyers is not known"),
        (
            Compare("brand.buyers", "is", 0),
            {},
            "brand.buyers: not known (needed: equal to 0)",
        ),
        (
            Compare("incentive.levels_in_place", "is_not", True),
            {},
            "fan levels in place: not known (needed: no)",
        ),
        (
            Concluded("finding", "brand.weak_retention"),
            {},
            "not yet diagnosed either way: brand.weak retention",
        ),
        (Concluded("goal", "mz:retention"), {}, "not yet clear whether a goal: retention"),
        (Concluded("finding", "brand.undeclared"), {}, "not yet diagnosed either way: brand.undeclared"),
    ],
)
def test_each_sort_of_leaf_has_its_sentence(phrases, condition, facts, english):
    assert said(phrases, condition, brand(**facts)) == [english]


def test_findings_are_said_as_found(phrases):
    finding = make("f", RETENTION, "findings", then=Conclusion("finding", "brand.weak_retention"))
    when = Concluded("finding", "brand.weak_retention")
    assert said(phrases, when, brand(brand__retention_rate=0.01), others=(finding,)) == [
        "diagnosed: brand.weak retention"
    ]
    assert said(phrases, when, brand(brand__retention_rate=0.5), others=(finding,)) == [
        "not diagnosed: brand.weak retention"
    ]


def test_only_what_decides_is_said(phrases):
    when = All(
        (
            Any((Compare("brand.stage", "is", "launch"), Compare("brand.buyers", "is", 0))),
            RETENTION,
            Known("brand.retention_rate"),
        )
    )
    assert said(phrases, when, brand(brand__buyers=0, brand__stage="growth", brand__retention_rate=0.01)) == [
        "30-day retention is 1%, below 8% (professional judgement)",
        "brand.buyers is 0, equal to 0",
    ]
    assert said(phrases, when, brand(brand__buyers=0, brand__retention_rate=0.5)) == [
        "30-day retention is 50%, at least 8% (professional judgement)"
    ]


THIN = All((LOYAL, Compare("segment.share", "below", ParameterRef("low"))))


@pytest.mark.parametrize(
    ("quantifier", "members", "listed", "english"),
    [
        (
            "any",
            ({"type": "loyal", "share": 0.05}, {"type": "active"}),
            (),
            ["s0: share of all fans is 5%, below 8% (professional judgement)", "s0: type of segment: loyal"],
        ),
        (
            "any",
            ({"type": "active"},),
            (),
            [
                "no segment where type of segment: loyal, and share of all fans below 8% (professional judgement)"
            ],
        ),
        (
            "none",
            ({"type": "active"},),
            (),
            [
                "no segment where type of segment: loyal, and share of all fans below 8% (professional judgement)"
            ],
        ),
        (
            "none",
            ({"type": "loyal", "share": 0.05},),
            (),
            ["s0: type of segment: loyal", "s0: share of all fans is 5%, below 8% (professional judgement)"],
        ),
        (
            "any",
            ({"type": "loyal"},),
            (),
            ["s0: share of all fans: not known (needed: below 8% (professional judgement))"],
        ),
        ("any", (), (), ["the brief lists no segment, so this stays open"]),
        ("any", (), ("segment",), ["there is no segment"]),
    ],
)
def test_members(phrases, quantifier, members, listed, english):
    there = [member(f"s{n}", "segment", **facts) for n, facts in enumerate(members)]
    assert said(phrases, Members(quantifier, "segment", THIN), None, *there, listed=listed) == english


def test_members_with_pasts_of_their_own(phrases):
    when = Members("none", "segment", Any((LOYAL, Compare("segment.share", "below", ParameterRef("own")))))
    there = [member(f"s{n}", "segment", type="active", share=past(0.5, 0.1 * n)) for n in (1, 2)]
    assert said(phrases, when, None, *there) == [
        "no segment where type of segment: loyal, or share of all fans below the line of its own"
    ]


def test_condition_in_words(phrases):
    when = All(
        (
            Concluded("finding", "brand.weak_retention", True),
            Any(
                (
                    RETENTION,
                    All(
                        (
                            Known("brand.buyers", False),
                            Compare("brand.stage", "none_of", ("launch", "growth")),
                        )
                    ),
                )
            ),
            Members("none", "segment", THIN),
            Concluded("recommended", "mz:points"),
        )
    )
    assert condition_lines(when, phrases["en"], VOCABULARY, ONTOLOGY, LOW) == [
        "not diagnosed: brand.weak retention",
        "at least one of these",
        "  30-day retention below 8% (professional judgement)",
        "  all of these",
        "    brand.buyers is not known",
        "    brand.stage: not among launch and growth",
        "no segment with",
        "  type of segment: loyal",
        "  share of all fans below 8% (professional judgement)",
        "recommended: points",
    ]
    assert condition_lines(RETENTION, phrases["zh-Hans"], VOCABULARY, ONTOLOGY, LOW) == [
        "30天留存率低于 8%（专业判断）"
    ]


def explain(phrases, rules, first, *members, entity=None, language="en"):
    ruleset = RuleSet(tuple(rules), LOW)
    found = situation(first, *members)
    outcome = evaluate(ruleset, found, ON)
    at = found.by_id[entity or "brand"]
    return explain_tactic(
        "mz:points", at, ruleset, found, outcome, ON, phrases[language], VOCABULARY, ONTOLOGY
    )


def test_json_follows_the_contract(phrases):
    answer = explain(
        phrases,
        [make("r", All((RETENTION, Members("any", "segment", LOYAL))))],
        brand(brand__retention_rate=0.05),
    )
    plain = json.loads(json.dumps(answer.to_json()))
    assert list(plain) == [
        "tactic",
        "entity",
        "recommended",
        "contraindicated",
        "rules",
        "cautions",
        "sources",
        "prose",
    ]
    assert (plain["tactic"], plain["recommended"]) == ("mz:points", None)
    assert plain["rules"][0]["id"] == "r"
    assert plain["rules"][0]["fired"] is None
    assert plain["rules"][0]["conditions"] == [
        {
            "fact": "brand.retention_rate",
            "entity": "brand",
            "value": 0.05,
            "operator": "below",
            "threshold": 0.08,
            "parameter": "low",
            "holds": True,
        },
        {
            "fact": "segment",
            "entity": "brand",
            "value": None,
            "operator": "any_of",
            "threshold": None,
            "parameter": None,
            "holds": None,
        },
    ]
    assert plain["sources"] == ["fan-ops#6.1.2"]


def test_why_and_why_not(phrases):
    rules = [make("r", RETENTION), make("s", Compare("brand.stage", "is", "launch"))]
    yes = explain(phrases, rules, brand(brand__retention_rate=0.05, brand__stage="growth"))
    assert yes.recommended is True
    assert yes.prose == (
        "“points” is recommended for “云岫”. Points bring people back. Grounds: 30-day retention is 5%, below 8% (professional judgement)."
    )
    assert [one.rule.id for one in yes.rules] == ["r", "s"]
    assert why_not(yes.rules[0]) == ()
    assert [leaf.fact for leaf in why_not(yes.rules[1])] == ["brand.stage"]
    no = explain(phrases, rules, brand(brand__retention_rate=0.5, brand__stage="growth"), language="zh-Hans")
    assert no.recommended is False
    assert (
        no.prose
        == "目前不建议对“云岫”采取“points”。能建议它的规则有 2 条，都不成立；最接近的一条差在：30天留存率 50%，不低于 8%（专业判断）。"
    )
    open_ = explain(phrases, rules, brand(brand__stage="growth"))
    assert open_.recommended is None
    assert open_.prose.startswith("Too little is known")
    assert "To be found out first: 30-day retention: not known (needed: below 8%" in open_.prose


def test_cautions_of_the_brand_cover_its_segments(phrases):
    caution = make(
        "c", Compare("brand.stage", "is", "launch"), "cautions", then=Conclusion("caution", "mz:points")
    )
    rules = [make("r", LOYAL, kind="segment"), caution]
    there = member("老客", "segment", type="loyal")
    bad = explain(phrases, rules, brand(brand__stage="launch"), there, entity="老客")
    assert (bad.recommended, bad.contraindicated) == (True, True)
    assert "But it is to be avoided" in bad.prose
    unknown = explain(phrases, rules, brand(), there, entity="老客")
    assert unknown.contraindicated is None
    assert "To be checked first" in unknown.prose
    fine = explain(phrases, rules, brand(brand__stage="mature"), there, entity="老客")
    assert fine.contraindicated is False
    assert "avoided" not in fine.prose
    nobody = explain(phrases, rules, brand(), there)
    assert nobody.recommended is False
    assert nobody.prose == "No rule recommends “points” for “云岫”. Rules recommend it for: segment."


def test_text_for_the_terminal(phrases):
    caution = make(
        "c", Compare("brand.stage", "is", "launch"), "cautions", then=Conclusion("caution", "mz:points")
    )
    when = All((Any((RETENTION, Compare("brand.buyers", "is", 0))), Members("any", "segment", LOYAL)))
    answer = explain(
        phrases,
        [make("r", when), caution],
        brand(brand__retention_rate=0.05),
        member("老客", "segment", type="loyal"),
    )
    lines = answer.text().splitlines()
    assert lines[0] == "points  mz:points  · 云岫"
    assert lines[4:] == [
        "Rules",
        "✓ r  Points bring people back.",
        "  ✓ at least one of these",
        "    ✓ 30-day retention is 5%, below 8% (professional judgement)",
        "  ✓ at least one segment with",
        "    ✓ 老客: type of segment: loyal",
        "",
        "Cautions",
        "? c  Points bring people back.",
        "  ? brand.stage: not known (needed: launch)",
        "",
        "Sources",
        "  fan-ops#6.1.2  Fan operations, 6.1.2",
    ]
    full = answer.text(full=True).splitlines()
    assert full[:8] == lines[:8]
    assert full[8] == "    ? brand.buyers: not known (needed: equal to 0)"
    assert full[9:] == lines[8:]


def test_what_does_not_count_is_left_out_and_counted(phrases):
    """Beside a rule that fired others do not matter, nor do cautions that do not hold; in full they are there."""
    launch = Compare("brand.stage", "is", "launch")
    caution = make("c", launch, "cautions", then=Conclusion("caution", "mz:points"))
    rules = [make("r", RETENTION), make("s", launch), caution]
    answer = explain(phrases, rules, brand(brand__retention_rate=0.05, brand__stage="growth"))
    short, full = answer.text(), answer.text(full=True)
    assert "✗ s" not in short
    assert "  not shown: 1 that do not hold (--full lists them)" in short
    assert "  not shown: 1 that do not apply here (--full lists them)" in short
    assert "✗ s" in full
    assert "✗ c" in full
    assert "--full" not in full


def test_rules_for_a_finding_stand_only_where_they_decide(phrases):
    weak = make("w", RETENTION, "findings", then=Conclusion("finding", "brand.weak_retention"))
    both = All((Concluded("finding", "brand.weak_retention"), Compare("brand.stage", "is", "launch")))
    answer = explain(
        phrases, [weak, make("r", both)], brand(brand__retention_rate=0.05, brand__stage="growth")
    )
    assert "w  Points" not in answer.text()
    assert "✓ w  Points" in answer.text(full=True)
    answer = explain(
        phrases, [weak, make("r", both)], brand(brand__retention_rate=0.5, brand__stage="launch")
    )
    assert "✗ w  Points" in answer.text()


def test_the_rule_that_lacks_least_comes_first(phrases):
    launch = Compare("brand.stage", "is", "launch")
    rules = [make("far", All((RETENTION, launch))), make("near", launch)]
    answer = explain(phrases, rules, brand(brand__retention_rate=0.5, brand__stage="growth"))
    assert [one.rule.id for one in answer.rules] == ["near", "far"]
    assert "2 rules could recommend it and none holds; the nearest lacks: brand.stage: growth" in answer.prose


def test_findings_are_followed_to_their_comparisons(phrases):
    finding = make("f", RETENTION, "findings", then=Conclusion("finding", "brand.weak_retention"))
    other = make(
        "o", Compare("brand.buyers", "is", 0), "findings", then=Conclusion("finding", "brand.weak_retention")
    )
    rules = [finding, other, make("r", Concluded("finding", "brand.weak_retention"))]
    answer = explain(phrases, rules, brand(brand__retention_rate=0.05, brand__buyers=9))
    assert answer.rules[0].lines == (
        "✓ diagnosed: brand.weak retention",
        "  ✓ f  Points bring people back.",
        "    ✓ 30-day retention is 5%, below 8% (professional judgement)",
    )
    condition = answer.to_json()["rules"][0]["conditions"][0]
    assert (condition["fact"], condition["value"], condition["holds"]) == ("brand.weak_retention", True, True)
    assert [(one["id"], one["fired"]) for one in condition["rules"]] == [("f", True), ("o", False)]
    assert condition["rules"][0]["conditions"][0]["parameter"] == "low"
    open_ = explain(phrases, rules, brand(brand__buyers=9))
    assert [line[:6] for line in open_.rules[0].lines] == ["? not ", "  ? f ", "    ? ", "  ✗ o ", "    ✗ "]


def test_an_entity_is_not_named_to_itself(phrases):
    assert said(phrases, LOYAL, None, member("老客", "segment", type="loyal"), kind="segment") == [
        "type of segment: loyal"
    ]


def test_traditional_chinese(phrases):
    assert said(phrases, RETENTION, brand(brand__retention_rate=0.05), language="zh-Hant") == [
        "30天留存率 5%，低於 8%（專業判斷）"
    ]


def test_every_phrase_is_there_in_all_languages(phrases):
    keys = [{k for k in p.messages if k.startswith("explain.")} for p in phrases.values()]
    assert keys[0] == keys[1] == keys[2]
    assert len(keys[0]) > 50
