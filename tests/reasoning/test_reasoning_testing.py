"""Tests beside rules: running them, noticing what they do not show, and proposing what is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reasoning_packs import GROUNDS, PARAMETERS, VOCABULARY, rule, write_pack
from stopwatch import processor_time

from advisor.reasoning.cases import read_cases
from advisor.reasoning.coverage import Need, leaf_paths, needs, shows
from advisor.reasoning.drafting import draft_cases
from advisor.reasoning.rules import read_packs
from advisor.reasoning.testing import draft_tests, run_tests

ON = dt.date(2026, 11, 23)
LEVELS = (
    """- id: levels
  layer: tactics
  for: brand
  when:
    all:
      - {finding: brand.weak}
      - any_of: {segment: {all: [{fact: segment.type, is: loyal}, {fact: segment.share, below: {parameter: loyal_share_low}}]}}
      - not: {fact: incentive.levels_in_place, is: true}
  then:
    - {recommend: mz:points, strength: strong, serves: [mz:retention]}
"""
    + GROUNDS
)
WEAK = rule("weak", "{fact: brand.retention_rate, below: {parameter: retention_low}}", "findings")
WEAK_TESTS = """  tests:
    - given: {brand.retention_rate: 0.24}
      expect: [brand.weak]
    - given: {brand.retention_rate: 0.25}
      expect_not: [brand.weak]
    - given: {brand.retention_rate: 0.26}
      expect_not: [brand.weak]
    - given: {}
      expect_unknown: [brand.weak]
"""


def run(tmp_path, text: str, parameters: str = PARAMETERS, **options):
    packs = write_pack(tmp_path / "pack", {"r.yaml": text}, parameters)
    return run_tests(packs, VOCABULARY, **options)


def drafted(tmp_path, text: str, name: str, parameters: str = PARAMETERS) -> str:
    packs = write_pack(tmp_path / "draft", {"r.yaml": text}, parameters)
    reading = read_packs(packs, VOCABULARY)
    assert not reading.faults
    return draft_tests(reading.rules.rule(name), reading.rules, VOCABULARY, ON)


def test_a_complete_set_passes(tmp_path):
    report = run(tmp_path, WEAK + WEAK_TESTS)
    assert (report.passed, report.failures, report.faults, report.gaps, report.ok) == (4, (), (), (), True)


def test_a_wrong_expectation_fails_with_file_line_and_given(tmp_path):
    report = run(tmp_path, WEAK + WEAK_TESTS.replace("0.24", "0.3"))
    failure = report.failures[0]
    assert (failure.rule, failure.given, failure.expected, failure.got) == (
        "weak",
        {"brand.retention_rate": 0.3},
        True,
        False,
    )
    assert "r.yaml:12:" in str(failure)
    assert "does not fire, expected: fires" in str(failure)
    assert not report.ok


@pytest.mark.parametrize("value", ["0.24", "0.255", "0.26", "0.2"])
def test_a_threshold_that_moves_is_noticed(tmp_path, value):
    report = run(tmp_path, WEAK + WEAK_TESTS, PARAMETERS.replace("value: 0.25", f"value: {value}"))
    assert not report.ok


@pytest.mark.parametrize("operator", ["at_most", "above", "at_least"])
def test_an_operator_that_changes_is_noticed(tmp_path, operator):
    report = run(tmp_path, (WEAK + WEAK_TESTS).replace("below:", f"{operator}:"))
    assert report.failures


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_every_test_is_needed(tmp_path, number):
    tests = WEAK_TESTS.split("    - ")
    del tests[number + 1]
    report = run(tmp_path, WEAK + "    - ".join(tests))
    assert report.gaps
    assert not report.failures


def test_gaps_say_what_is_missing(tmp_path):
    texts = [gap.text for gap in run(tmp_path, LEVELS + WEAK + WEAK_TESTS).gaps]
    assert texts == [
        "fires",
        "just below the threshold: segment.share below loyal_share_low",
        "at the threshold: segment.share below loyal_share_low",
        "just above the threshold: segment.share below loyal_share_low",
        "just below the threshold: segment.share below loyal_share_low (catering)",
        "at the threshold: segment.share below loyal_share_low (catering)",
        "near miss: all but brand.weak",
        "near miss: all but segment.type is loyal",
        "near miss: all but segment.share below loyal_share_low",
        "near miss: all but incentive.levels_in_place is_not true",
        "left open by something unknown",
    ]
    assert "has no test: fires" in str(run(tmp_path, LEVELS + WEAK).gaps[0])
    assert run(tmp_path, LEVELS + WEAK, complete=False).gaps == ()
    assert run(tmp_path, LEVELS + WEAK, only=["weak"]).rules == 1


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("- 5", "a test is '5', not a mapping"),
        ("- {given: {}}", "has not exactly one expectation"),
        ("- {given: {}, expect: [mz:points], expect_not: [mz:points]}", "has not exactly one expectation"),
        ("- {expect: [mz:points]}", "a test has no 'given'"),
        (
            "- {given: {}, expect: [mz:point]}",
            "unknown conclusion of this rule 'mz:point' — did you mean mz:points",
        ),
        ("- {given: {}, expects: [mz:points]}", "unknown key in a test 'expects' — did you mean expect"),
        (
            "- {given: {incentive.levels: true}, expect: [mz:points]}",
            "unknown fact, finding or goal 'incentive.levels'",
        ),
        (
            "- {given: {incentive.levels_in_place: 3}, expect: [mz:points]}",
            "is 3, which does not fit a boolean",
        ),
        ("- {given: {brand.retention_rate: 18}, expect: [mz:points]}", "is 18, outside 0.0 to 1.0"),
        ("- {given: {brand.retention_rate: low}, expect: [mz:points]}", "is 'low', not a number"),
        ("- {given: {brand.buyers: 1.5}, expect: [mz:points]}", "is 1.5, not a whole number"),
        ("- {given: {brand.stage: lunch}, expect: [mz:points]}", "unknown code of 'brand.stage' 'lunch'"),
        ("- {given: {brand.goals: sales}, expect: [mz:points]}", "is not a list of codes"),
        ("- {given: {brand.goals: [sale]}, expect: [mz:points]}", "unknown code of 'brand.goals' 'sale'"),
        ("- {given: {brand.weak: maybe}, expect: [mz:points]}", "'brand.weak' is neither true nor false"),
        (
            "- {given: {segment.share: 0.1}, expect: [mz:points]}",
            "give it to a member: segments: [{share: …}]",
        ),
        ("- {given: {segments: {share: 0.1}}, expect: [mz:points]}", "'segments' is not a list of members"),
        (
            "- {given: {segments: [{shar: 0.1}]}, expect: [mz:points]}",
            "unknown fact of a segment 'shar' — did you mean share",
        ),
        (
            "- {given: {brand.retention_rate: {valu: 1}}, expect: [mz:points]}",
            "unknown key in 'brand.retention_rate' 'valu'",
        ),
    ],
)
def test_tests_that_cannot_be_read_are_faults(tmp_path, test, words):
    report = run(tmp_path, LEVELS + f"  tests:\n    {test}\n" + WEAK + WEAK_TESTS, complete=False)
    assert len(report.faults) == 1
    assert words in str(report.faults[0])
    assert "rule 'levels', tests" in str(report.faults[0])
    assert report.passed == 4


def test_tests_that_are_no_list(tmp_path):
    assert "the tests are not a list" in str(run(tmp_path, WEAK + "  tests: {}\n", complete=False).faults[0])


def test_values_of_all_types_can_be_given(tmp_path):
    text = rule("r", "{known: brand.buyers}") + (
        "  tests:\n    - given: {brand.buyers: 3, brand.founded: 1999, brand.opened: 2020-01-01, brand.slogan: 你好,"
        " brand.goals: [sales, awareness], brand.stage: launch, channels: [{owned: true}], communities: []}\n"
        "      expect: [mz:points]\n"
    )
    report = run(tmp_path, text, complete=False)
    assert (report.passed, report.faults) == (1, ())


def test_history_can_be_given(tmp_path):
    text = WEAK + (
        "  tests:\n    - given: {brand.retention_rate: {value: 0.3, as_of: 2026-11-01, history: {2025-11-01: 0.4}}}\n"
        "      expect: [brand.weak]\n"
    )
    report = run(tmp_path, text, complete=False)
    assert report.passed == 1
    assert run(tmp_path, text.replace("0.4", "0.3"), complete=False).failures


def test_the_segment_under_test_and_findings_of_members(tmp_path):
    thin = rule("thin", "{fact: segment.share, below: {parameter: loyal_share_low}}", "findings", "segment")
    text = rule(
        "s",
        "{all: [{finding: segment.thin}, {fact: segment.type, is: loyal}, {finding: brand.weak}]}",
        kind="segment",
    ) + (
        "  tests:\n    - given: {segment.thin: true, segment.type: loyal, brand.weak: true}\n      expect: [mz:points]\n"
    )
    text += rule("m", "{any_of: {segment: {finding: segment.thin}}}") + (
        "  tests:\n    - given: {segments: [{thin: true}]}\n      expect: [mz:points]\n"
        "    - given: {segments: [{thin: false}]}\n      expect_not: [mz:points]\n"
        "    - given: {segments: [{share: 0.01}]}\n      expect_unknown: [mz:points]\n"
        "    - given: {segments: []}\n      expect_not: [mz:points]\n"
    )
    report = run(tmp_path, text + thin + WEAK, complete=False)
    assert (report.passed, report.failures, report.faults) == (5, (), ())


def test_goals_and_recommendations_can_be_given(tmp_path):
    text = (
        rule("t", "{goal: mz:retention}")
        + "  tests:\n    - {given: {mz:retention: true}, expect: [mz:points]}\n"
    )
    text += rule("g", layer="goals")
    text += rule("x", "{recommended: mz:points}", "tensions") + (
        "  tests:\n    - {given: {mz:points: false}, expect_not: [mz:equal-or-exclusive]}\n"
    )
    report = run(tmp_path, text, complete=False)
    assert (report.passed, report.failures, report.faults) == (2, (), ())


CONDITIONS = [
    "{fact: incentive.levels_in_place, is: true}",
    "{any_of: {segment: {known: segment.size}}}",
    "{any_of: {segment: {any: [{known: segment.size}, {fact: segment.type, is: loyal}]}}}",
    "{fact: brand.buyers, is_not: 0}",
    "{fact: brand.buyers, at_most: {parameter: buyers_few}}",
    "{fact: brand.stage, one_of: [launch, growth]}",
    "{fact: brand.stage, none_of: [launch, growth]}",
    "{fact: brand.goals, includes: sales}",
    "{fact: brand.goals, excludes: sales}",
    "{fact: brand.slogan, is: hello}",
    "{fact: brand.opened, is_not: 2020-02-02}",
    "{all: [{known: brand.retention_rate}, {fact: brand.stage, is: launch}]}",
    "{any: [{unknown: brand.retention_rate}, {fact: brand.retention_rate, above: {parameter: retention_low}}]}",
    "{any: [{finding: brand.weak}, {all: [{fact: brand.stage, is: launch}, {not: {finding: brand.weak}}]}]}",
    "{none_of: {segment: {all: [{fact: segment.type, is: loyal}, {fact: segment.share, at_least: {parameter: loyal_share_low}}]}}}",
    "{all: [{any_of: {segment: {fact: segment.type, is: loyal}}}, {none_of: {segment: {fact: segment.type, is: active}}}]}",
    "{all: [{any_of: {segment: {fact: segment.size, is: 0}}}, {any_of: {channel: {fact: channel.owned, is: true}}}]}",
    "{all: [{fact: brand.buyers, above: {parameter: buyers_few}}, {fact: brand.stage, is: launch},"
    " {any: [{fact: brand.goals, includes: sales}, {fact: brand.retention_rate, below: {parameter: retention_low}}]}]}",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_drafts_are_complete_and_pass(tmp_path, condition):
    text = rule("r", condition)
    draft = drafted(tmp_path, text + WEAK, "r")
    report = run(tmp_path, text + "  tests:\n" + draft + WEAK + WEAK_TESTS)
    assert (report.failures, report.faults, report.gaps) == ((), (), ())
    words = {line.split(":")[0].strip() for line in draft.splitlines() if line.strip().startswith("expect")}
    assert {"expect", "expect_not"} <= words


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_drafts_of_combined_conditions_pass(tmp_path_factory, data):
    parts = data.draw(st.lists(st.sampled_from(CONDITIONS), min_size=2, max_size=4))
    node = data.draw(st.sampled_from(["all", "any"]))
    text = rule("r", f"{{{node}: [{', '.join(parts)}]}}")
    path = tmp_path_factory.mktemp("drafts")
    report = run(
        path, text + "  tests:\n" + (drafted(path, text + WEAK, "r") or "    []\n") + WEAK + WEAK_TESTS
    )
    assert (report.failures, report.faults, report.gaps) == ((), (), ())


def test_a_draft_reads_like_one_written_by_hand(tmp_path):
    assert drafted(tmp_path, LEVELS + WEAK, "levels").splitlines()[:6] == [
        "    # fires",
        "    - given: {brand.weak: true, incentive.levels_in_place: false, segments: [{type: loyal, share: 0.04}]}",
        "      expect: [mz:points]",
        "    # just below the threshold: segment.share below loyal_share_low",
        "    - given: {brand.weak: true, incentive.levels_in_place: false, segments: [{type: loyal, share: 0.07}]}",
        "      expect: [mz:points]",
    ]


def test_only_what_is_missing_is_drafted(tmp_path):
    packs = write_pack(tmp_path / "pack", {"r.yaml": WEAK + WEAK_TESTS})
    reading = read_packs(packs, VOCABULARY)
    found = reading.rules.rule("weak")
    cases, faults = read_cases(found, reading.tests["weak"], reading.rules, VOCABULARY)
    assert not faults
    assert draft_tests(found, reading.rules, VOCABULARY, ON, cases) == ""
    lacking = draft_cases(
        found, reading.rules, VOCABULARY, ON, [case for case in cases if case is not cases[2]]
    )
    assert [(need.sort, need.side) for need, _ in lacking] == [("boundary", 1)]


def test_what_nothing_can_show_is_not_asked_for(tmp_path):
    implied = rule(
        "r", "{all: [{fact: brand.stage, is: launch}, {fact: brand.stage, one_of: [launch, growth]}]}"
    )
    packs = write_pack(tmp_path / "pack", {"r.yaml": implied})
    reading = read_packs(packs, VOCABULARY)
    found = reading.rules.rule("r")
    second = next(path for path, leaf in leaf_paths(found.when) if leaf.operator == "one_of")
    assert Need("near_miss", second) in needs(found, reading.rules)
    drafted_for = [need for need, _ in draft_cases(found, reading.rules, VOCABULARY, ON)]
    assert Need("near_miss", second) not in drafted_for


def test_a_near_miss_needs_all_the_rest(tmp_path):
    text = LEVELS + (
        "  tests:\n    - given: {brand.weak: false}\n      expect_not: [mz:points]\n"
        "    - given: {brand.weak: false, incentive.levels_in_place: false, segments: [{type: loyal, share: 0.01}]}\n"
        "      expect_not: [mz:points]\n"
    )
    packs = write_pack(tmp_path / "pack", {"r.yaml": text + WEAK})
    reading = read_packs(packs, VOCABULARY)
    found = reading.rules.rule("levels")
    cases, _ = read_cases(found, reading.tests["levels"], reading.rules, VOCABULARY)
    need = Need("near_miss", (0,))
    assert [shows(case, need, reading.rules, VOCABULARY, ON) for case in cases] == [False, True]


@pytest.mark.slow
def test_a_thousand_tests_run_in_time(tmp_path):
    draft = drafted(tmp_path, LEVELS + WEAK, "levels")
    text = WEAK + "".join(
        LEVELS.replace("id: levels", f"id: levels{n}") + "  tests:\n" + draft for n in range(150)
    )
    with processor_time() as spent:
        report = run(tmp_path, text)
    assert report.passed == 150 * draft.count("- given")
    assert spent[0] < 3, f"{spent[0]:.1f} s"


def test_a_known_leaf_is_missed_only_by_a_fact_that_is_unknown(tmp_path):
    text = rule(when="{all: [{known: brand.buyers}, {fact: brand.buyers, above: {parameter: buyers_few}}]}")
    tests = """  tests:
    - given: {brand.buyers: 200}
      expect: [mz:points]
    - given: {brand.buyers: 99}
      expect_not: [mz:points]
    - given: {brand.buyers: 100}
      expect_not: [mz:points]
    - given: {brand.buyers: 101}
      expect: [mz:points]
"""
    report = run(tmp_path, text + tests)
    assert [gap.text for gap in report.gaps] == ["near miss: all but known brand.buyers"]
    more = "    - given: {}\n      expect_not: [mz:points]\n"
    (tmp_path / "again").mkdir()
    assert run(tmp_path / "again", text + tests + more).ok


def test_a_draft_shows_each_alternative_by_itself(tmp_path):
    text = rule(when="{any: [{fact: incentive.levels_in_place, is: true}, {fact: brand.stage, is: mature}]}")
    found = drafted(tmp_path, text, "r")
    assert "# fires by brand.stage is mature" in found
    assert "- given: {incentive.levels_in_place: false, brand.stage: mature}" in found
