"""Case files: whole briefs with what all rules together should make of them; and what tests cover."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.pack import Packs
from advisor.reasoning.testing import Report, run_tests
from advisor.situation.vocabulary import load_vocabulary

BRIEF = "{brand: {return_rate: 0.2, name_book: true}, segments: [{name: 街坊, type: regular}]}"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    return small_pack.packs(small_pack.copy(tmp_path_factory.mktemp("cases") / "small"))


def run(packs: Packs, text: str, **options: bool) -> Report:
    folder = packs.layers[0].root / "rules" / "cases"
    folder.mkdir(exist_ok=True)
    (folder / "house.yaml").write_text(text, "utf-8")
    # Beside the tests of the two rules, which pass.
    return run_tests(packs, load_vocabulary(packs), **options)


def case(rest: str, brief: str = BRIEF) -> str:
    return f"- id: house\n  brief: {brief}\n{rest}"


def test_a_case_runs_through_all_layers(packs: Packs) -> None:
    none = run(packs, "")
    held = run(
        packs,
        case(
            "  what: {en: A house forgotten., zh-Hans: 没人记得的店。}\n"
            "  expect: {findings: [brand.weak_return@brand], recommend: [mz:guest-levels]}\n"
            "  expect_not: {recommend: [mz:name-book]}\n"
        ),
    )
    assert held.ok
    assert held.passed == none.passed + 1
    open_ = run(
        packs, case("  expect_unknown: {findings: [brand.weak_return]}\n", "{brand: {name_book: true}}")
    )
    assert open_.ok


def test_what_is_expected_and_does_not_hold_is_told_one_by_one(packs: Packs) -> None:
    report = run(
        packs,
        case(
            "  expect: {findings: [brand.weak_return], recommend: [mz:name-book]}\n"
            "  expect_unknown: {recommend: [mz:guest-levels]}\n"
        ),
    )
    assert not report.ok
    told = [str(f).split("house.yaml:")[1] for f in report.failures]
    assert told == [
        "3:55: case 'house': mz:name-book is false, expected: true",
        "4:32: case 'house': mz:guest-levels is true, expected: unknown",
    ]


def test_the_day_decides_which_thresholds_count(packs: Packs) -> None:
    path = packs.layers[0].root / "rules" / "parameters" / "tea.yaml"
    before = path.read_text("utf-8")
    path.write_text(before + "    2026-06-01: {value: 0.1, origin: judgement, confidence: low}\n", "utf-8")
    try:
        assert run(packs, case("  date: 2026-05-31\n  expect: {findings: [brand.weak_return]}\n")).ok
        assert run(packs, case("  date: 2026-06-01\n  expect_not: {findings: [brand.weak_return]}\n")).ok
    finally:
        path.write_text(before, "utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1", "holds no list of cases"),
        ("- 1", "a case is '1', not a mapping"),
        (case("  expects: {}\n"), "unknown key in a case 'expects' — did you mean expect"),
        (case(""), "a case expects nothing"),
        (case("  expect: {finding: [brand.weak_return]}\n"), "did you mean findings"),
        (case("  expect: {findings: [brand.weak_retrun]}\n"), "did you mean brand.weak_return"),
        (case("  expect: {recommend: ['mz:guest-levels@街访']}\n"), "unknown entity of this brief '街访'"),
        (case("  date: soon\n  expect: {findings: [brand.weak_return]}\n"), "write it like 2026-03-31"),
        (case("  expect: {findings: [brand.weak_return]}\n", "{brand: {retrun_rate: 1}}"), "return_rate"),
        (case("  expect: {findings: [brand.weak_return]}\n", "../../../other.yaml"), "lies outside the pack"),
        (case("  expect: {findings: [brand.weak_return]}\n", "/etc/hosts"), "lies outside the pack"),
        (case("  expect: {findings: [brand.weak_return]}\n", "none.yaml"), "is not there"),
        ("- id: House\n  brief: {}\n  expect: {}\n", "write it in snake_case"),
        (case("  expect: {findings: [brand.weak_return]}\n") * 2, "stands twice"),
        ("- [", "is not valid YAML"),
    ],
)
def test_a_case_that_cannot_be_meant(packs: Packs, text: str, said: str) -> None:
    report = run(packs, text)
    assert len(report.faults) == 1
    assert said in str(report.faults[0])
    assert "house.yaml" in str(report.faults[0])


def test_a_brief_of_its_own_file(packs: Packs, tmp_path: Path) -> None:
    (packs.layers[0].root / "house.yaml").write_text("brand: {return_rate: 0.2}\n", "utf-8")
    assert run(packs, case("  expect: {findings: [brand.weak_return]}\n", "../../house.yaml")).ok


# -- coverage -----------------------------------------------------------------------------------------------


def test_every_branch_of_a_complete_pack_is_taken(packs: Packs) -> None:
    report = run(packs, "", coverage=True)
    assert report.coverage is not None
    assert {one.rule.id: one.missing for one in report.coverage} == {
        "few_come_back": (),
        "levels_for_a_house_that_is_forgotten": (),
        "names_before_anything": (),
    }


def test_what_no_test_takes_is_missing_and_a_case_can_take_it(packs: Packs) -> None:
    path = packs.layers[0].root / "rules" / "findings" / "tea.yaml"
    before = path.read_text("utf-8")
    lines = [line for line in before.splitlines(keepends=True) if "return_rate: 0.3}" not in line]
    path.write_text("".join(lines), "utf-8")
    try:
        report = run(packs, "", coverage=True)
        assert report.coverage is not None
        one = next(c for c in report.coverage if c.rule.id == "few_come_back")
        assert [(b.path, b.way) for b in one.missing] == [((), "at")]
        reached = run(
            packs,
            case("  expect: {recommend: [mz:name-book]}\n", "{brand: {return_rate: 0.3, name_book: false}}"),
            coverage=True,
        )
        assert reached.coverage is not None
        one = next(c for c in reached.coverage if c.rule.id == "few_come_back")
        assert (one.missing, one.cases, one.tests) == ((), 0, 3)
    finally:
        path.write_text(before, "utf-8")
