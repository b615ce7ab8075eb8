"""Facts that follow from others, and constraints between facts."""

from __future__ import annotations

import pytest
from conftest_types import Read
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BriefError
from advisor.situation.brief import parse_brief
from advisor.situation.derive import complete, violations
from advisor.situation.model import Earlier, Entity, FactValue, Situation
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import parse


def brand(**facts: FactValue) -> Situation:
    return Situation((Entity("brand", "brand", "x", {f"brand.{k}": v for k, v in facts.items()}),))


def test_a_computed_fact_says_how(read: Read) -> None:
    found = read("brand: {name: x, dau: 300, mau: 1000}").brand.facts["brand.dau_mau"]
    assert found == FactValue(0.3, origin="computed", method="brand.dau / brand.mau")


def test_unknown_or_zero_parts_leave_it_unknown(read: Read) -> None:
    assert "brand.dau_mau" not in read("brand: {name: x, dau: 300}").brand.facts
    assert "brand.dau_mau" not in read("brand: {name: x, dau: 0, mau: 0}").brand.facts


def test_a_stated_value_stays_and_a_contradiction_is_remarked(read: Read) -> None:
    found = read("brand: {name: x, dau: 300, mau: 1000, dau_mau: 50%}")
    assert found.brand.facts["brand.dau_mau"] == FactValue(0.5)
    assert [(r.key, r.values["stated"], r.values["computed"]) for r in found.remarks] == [
        ("brief.remark.disagrees", "0.5", "0.3")
    ]
    assert read("brand: {name: x, dau: 300, mau: 1000, dau_mau: 30.4%}").remarks == ()


def test_it_is_computed_for_each_member(read: Read) -> None:
    found = read("brand.name: x\ncommunities: [{size: 500, managers: 2}, {size: 80, managers: 0}, {size: 9}]")
    assert [e.value("community.load") for e in found.of_kind("community")] == [250.0, None, None]


def test_date_and_history_follow_where_every_part_has_them() -> None:
    from small_vocabulary import FACTS

    vocabulary = Vocabulary.from_raw(FACTS)
    past = (Earlier("2024-03", 10.0), Earlier("2025-03", 20.0))
    found = complete(
        brand(
            dau=FactValue(30, as_of="2026-03", history=past),
            mau=FactValue(100, as_of="2026-03", history=(Earlier("2025-03", 80.0),)),
        ),
        vocabulary,
    ).brand.facts["brand.dau_mau"]
    assert (found.as_of, found.history) == ("2026-03", (Earlier("2025-03", 0.25),))
    found = complete(brand(dau=FactValue(30, as_of="2026-03"), mau=FactValue(100)), vocabulary).brand.facts
    assert (found["brand.dau_mau"].as_of, found["brand.dau_mau"].history) == (None, ())


def test_an_impossible_result_stays_unknown_and_is_remarked() -> None:
    from small_vocabulary import FACTS

    found = complete(brand(dau=FactValue(300), mau=FactValue(100)), Vocabulary.from_raw(FACTS))
    assert "brand.dau_mau" not in found.brand.facts
    assert [(r.key, r.values["computed"]) for r in found.remarks] == [
        ("brief.remark.computed_out_of_range", "3")
    ]


def test_whole_numbers_stay_whole_and_chains_are_followed() -> None:
    from small_vocabulary import COUNT, FACTS, fact

    more = [
        fact("brand.twice", "integer", "两倍", "twice", **COUNT, computed_as="brand.half * 4"),
        fact("brand.half", "decimal", "一半", "half", **COUNT, computed_as="brand.dau / 2"),
        fact("brand.total", "integer", "总人数", "total", **COUNT, computed_as="sum(segment.size)"),
    ]
    vocabulary = Vocabulary.from_raw([*FACTS, *more])
    found = complete(brand(dau=FactValue(3)), vocabulary).brand
    assert found.value("brand.twice") == 6
    assert type(found.value("brand.twice")) is int
    assert found.value("brand.total") is None
    members = tuple(Entity(f"s{i}", "segment", "s", {"segment.size": FactValue(i)}) for i in (3, 4))
    whole = Situation((found, *members), frozenset({"segment"}))
    assert complete(whole, vocabulary).brand.value("brand.total") == 7


def test_an_upper_limit_on_a_sum_is_broken_by_the_known_alone(vocabulary: Vocabulary) -> None:
    def shares(*values: float | None) -> Situation:
        members = tuple(
            Entity(f"s{i}", "segment", f"s{i}", {} if v is None else {"segment.share": FactValue(v)})
            for i, v in enumerate(values)
        )
        return Situation((Entity("brand", "brand", "x", {}), *members), frozenset({"segment"}))

    assert list(violations(shares(0.6, 0.4), vocabulary)) == []
    assert list(violations(shares(0.6, None), vocabulary)) == []
    (broken,) = violations(shares(0.6, None, 0.5), vocabulary)
    assert broken.constraint.id == "shares-sum"
    assert broken.values == (("s0", "segment.share", 0.6), ("s2", "segment.share", 0.5))


def test_a_broken_computed_fact_is_called_computed() -> None:
    from small_vocabulary import CONSTRAINTS, FACTS

    facts = [
        {**f, "computed_as": "segment.size / brand.mau"} if f["id"] == "segment.share" else f for f in FACTS
    ]
    vocabulary = Vocabulary.from_raw(facts, CONSTRAINTS)
    with pytest.raises(
        BriefError, match=r"segment.share of a is 0.7 \(computed\), segment.share of b is 0.6 \(comp"
    ):
        parse_brief(parse("brand.mau: 10\nsegments: [{id: a, size: 7}, {id: b, size: 6}]", "x"), vocabulary)


def test_members_are_checked_one_by_one(vocabulary: Vocabulary) -> None:
    facts = {"community.size": FactValue(3), "community.managers": FactValue(5)}
    situation = Situation(
        (
            Entity("brand", "brand", "x", {}),
            Entity("a", "community", "a", facts),
            Entity("b", "community", "b", {}),
        ),
        frozenset({"community"}),
    )
    (broken,) = violations(situation, vocabulary)
    assert (broken.entity.id, broken.values) == (
        "a",
        (("a", "community.managers", 5), ("a", "community.size", 3)),
    )


@given(st.none() | st.integers(0, 50), st.none() | st.integers(0, 50))
def test_only_known_numbers_break_a_constraint(
    vocabulary: Vocabulary, dau: int | None, mau: int | None
) -> None:
    facts = {"dau": dau, "mau": mau}
    situation = brand(**{k: FactValue(v) for k, v in facts.items() if v is not None})
    broken = [v.constraint.id for v in violations(situation, vocabulary)]
    assert broken == (["daily-at-most-monthly"] if dau is not None and mau is not None and dau > mau else [])


@pytest.mark.parametrize("known", [{}, {"dau": FactValue(1)}])
def test_completing_twice_changes_nothing(vocabulary: Vocabulary, known: dict[str, FactValue]) -> None:
    once = complete(brand(mau=FactValue(4), **known), vocabulary)
    assert complete(once, vocabulary) == once
