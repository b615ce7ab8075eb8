"""A brief in, a situation out; and every way in which a brief can be wrong."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from conftest_types import Read
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BriefError
from advisor.situation.brief import MAX_MEMBERS, parse_brief, read_brief
from advisor.situation.model import Earlier, FactValue
from advisor.situation.statement import FEWEST_OBSERVATIONS, MAX_FAULTS
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import parse

GOOD = """
as_of: 2026-03-01
language: en
weeks: 10
brand:
  name: 云岫茶礼
  sector: 茶饮
  monthly_sales: 86万元
  repeat_rate:
    value: 18%
    as_of: 2026-02
    window: 90 days
    n: 412
    method: orders by phone number
    quality: good
    origin: assumed
    history: [{as_of: 2025-02, value: 25%}, {as_of: 2024, value: 0.3}]
product.visible: 是
feedback: {response_hours: 不清楚}
segments:
  - {type: loyal, share: 6%}
  - {type: loyal, name: 老茶客}
  - {id: gifts, share: 70%}
  - {size: 12}
channels: []
"""


def fault(read: Read, text: str) -> str:
    with pytest.raises(BriefError) as caught:
        read(text)
    return str(caught.value)


# -- what is read -----------------------------------------------------------------------------


def test_a_brief_becomes_a_situation(read: Read) -> None:
    found = read(GOOD)
    assert (found.as_of, found.language, found.weeks) == ("2026-03-01", "en", 10)
    assert found.brand.name == "云岫茶礼"
    assert found.brand.value("brand.sector") == "tea"
    assert found.brand.value("product.visible") is True
    assert found.brand.facts["brand.repeat_rate"] == FactValue(
        0.18,
        origin="assumed",
        as_of="2026-02",
        window="90 days",
        n=412,
        method="orders by phone number",
        quality="good",
        history=(Earlier("2024", 0.3), Earlier("2025-02", 0.25)),
    )
    assert "feedback.response_hours" not in found.brand.facts
    assert found.remarks == ()


def test_members_get_ids_and_names(read: Read) -> None:
    found = read(GOOD)
    assert [(e.id, e.name) for e in found.of_kind("segment")] == [
        ("loyal", "loyal fans"),
        ("loyal-2", "老茶客"),
        ("gifts", "gifts"),
        ("segment-1", "segment-1"),
    ]
    assert found.listed == {"segment", "channel"}
    assert found.of_kind("channel") == ()


def test_a_second_name_by_type_gets_a_number_and_the_language_counts(read: Read) -> None:
    found = read("segments: [{type: loyal}, {type: loyal}, {id: loyal-2, type: ordinary}]")
    assert [(e.id, e.name) for e in found.of_kind("segment")] == [
        ("loyal", "忠诚粉丝"),
        ("loyal-3", "忠诚粉丝 2"),
        ("loyal-2", "普通粉丝"),
    ]


def test_flat_facts_and_topics_say_the_same(read: Read) -> None:
    nested = read("brand: {name: x, dau: 3}\nsegments: [{type: loyal, size: 3}]")
    flat = read("brand.name: x\nbrand.dau: 3\nsegment.type: loyal\nsegment.size: 3")
    single = read("brand: {brand.name: x, dau: 3}\nsegment: {type: loyal, segment.size: 3}")
    assert nested == flat == single


def test_a_kind_without_entries_is_not_listed(read: Read) -> None:
    found = read("brand: {name: x}\nsegments:\nchannels: null\nsegment:\nproduct:\n")
    assert found.listed == frozenset()
    assert [e.id for e in found.entities] == ["brand"]


def test_the_order_of_keys_does_not_matter(read: Read) -> None:
    assert read(
        "channels: [{type: wechat}]\nsegments: [{type: loyal}]\nas_of: 2026-01-01\nbrand.name: x"
    ) == read("brand.name: x\nas_of: 2026-01-01\nsegments: [{type: loyal}]\nchannels: [{type: wechat}]")


def test_json_is_a_brief_too(read: Read) -> None:
    text = json.dumps({"brand": {"name": "云岫", "repeat_rate": 0.2}, "segments": [{"type": "loyal"}]})
    assert read(text) == read("brand: {name: 云岫, repeat_rate: 20%}\nsegments: [{type: loyal}]")


def test_a_brand_without_a_name_is_remarked(read: Read) -> None:
    found = read("language: en\nbrand: {dau: 3}")
    assert found.brand.name == "the brand"
    assert [r.key for r in found.remarks] == ["brief.remark.nameless"]


def test_the_weeks_of_the_plan_can_stand_in_either_place(read: Read) -> None:
    assert read("brand.name: x\nplan: {weeks: 8}").weeks == 8
    assert read("brand.name: x\nweeks: 8\nplan: {weeks: 8}").weeks == 8
    assert read("brand.name: x\nweeks: 8.0").weeks == 8
    text = fault(read, "brand.name: x\nweeks: 9\nplan: {weeks: 8}")
    assert "brief.yaml:2:1: weeks is 9, but plan.weeks is 8 — keep one of the two" in text


def test_few_observations_leave_a_share_unknown_and_say_so(read: Read) -> None:
    few, enough = FEWEST_OBSERVATIONS - 1, FEWEST_OBSERVATIONS
    found = read(f"brand: {{name: x, repeat_rate: {{value: 20%, n: {few}}}, dau: {{value: 9, n: 2}}}}")
    assert "brand.repeat_rate" not in found.brand.facts
    assert found.brand.value("brand.dau") == 9
    assert [(r.key, r.values["n"]) for r in found.remarks] == [("brief.remark.few_observations", str(few))]
    assert (
        read(f"brand: {{name: x, repeat_rate: {{value: 20%, n: {enough}}}}}").brand.value("brand.repeat_rate")
        == 0.2
    )


def test_a_large_plain_share_is_remarked(read: Read) -> None:
    found = read("brand: {name: x, growth: 5}")
    assert found.brand.value("brand.growth") == 5.0
    assert [(r.key, r.values["read"]) for r in found.remarks] == [("brief.remark.large_share", "500%")]
    assert read("brand: {name: x, growth: 500%}").remarks == ()


def test_remarks_are_no_part_of_what_is_known(read: Read) -> None:
    assert read("brand: {name: x, growth: 5}") == read("brand: {name: x, growth: 500%}")


# -- what is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "brief.yaml: is empty — begin with: advisor brief new"),
        ("# nothing but a comment\n", "brief.yaml: is empty"),
        ("{}", "brief.yaml: is empty"),
        ("[]", "brief.yaml: is empty"),
        ("- brand\n", "brief.yaml:1:1: is no brief"),
        ("just words", "brief.yaml:1:1: is no brief"),
        ("42", "brief.yaml:1:1: is no brief"),
        ("brand: {name: [}", "brief.yaml:1:16: is not valid YAML"),
        ("brand:\n\tname: x", "is not valid YAML"),
        ("a: &x [1]\nb: *x", "brief.yaml:1:4: uses an anchor or alias"),
        ("brand: !!python/object/apply:os.system [id]", "brief.yaml:1:8: uses a tag"),
        ("a: " + "[" * 60 + "]" * 60, "is nested more than 40 deep"),
        ("brand: {name: x}\n---\nbrand: {name: y}", "more than one YAML document"),
        ("brand:\n  name: x\n  name: y\n", "brief.yaml:3:3: the key 'name' stands twice (first in line 2)"),
        ("brand: {nmae: x}", "brief.yaml:1:9: unknown fact 'brand.nmae' — did you mean brand.name"),
        ("brnad: {name: x}", "brief.yaml:1:1: unknown key 'brnad' — did you mean brand"),
        ("brand.nam: x", "unknown fact 'brand.nam' — did you mean brand.name"),
        ("brand: {品牌名称: x}", "unknown fact 'brand.品牌名称' — did you mean brand.name?"),
        ("brand: {response_hours: 3}", "did you mean feedback.response_hours?"),
        ("qqqqqqqq: 1", "unknown key 'qqqqqqqq' — see the list with: advisor brief new --full"),
        ("brand: {customers: 35,000}", "unknown fact 'brand.000' — between { } a comma ends a value"),
        ("brand: {dau: {value: 35,000}}", "unknown key '000' — between { } a comma ends a value"),
        (
            "brand: x",
            "brief.yaml:1:1: 'brand' has a value of its own — write its facts below it: name, sector, goals",
        ),
        ("brand: [name]", "'brand' has a value of its own"),
        ("brand: {name: x}\nbrand.name: y", "brief.yaml:2:1: 'brand.name' stands twice (first in line 1)"),
        (
            "brand:\n  repeat_rate: 18",
            "brief.yaml:2:16: brand.repeat_rate is 18; it lies between 0 and 1 — write 18% or",
        ),
        ("product: {visible: 1}", "product.visible is 1, neither yes nor no — write true or false"),
        ("segments: loyal", "'segments' is no list — write each one below it as '- type: …'"),
        ("segments: {type: loyal}", "'segments' is no list"),
        ("segments: [loyal]", "an entry of 'segments' has no facts"),
        ("segments: [{}]", "an entry of 'segments' has no facts"),
        ("segments: [null]", "an entry of 'segments' has no facts"),
        ("segment: [{type: loyal}]", "'segment' is a list — write 'segments:'"),
        ("segment.type: loyal\nsegments: [{type: loyal}]", "'segment' stands beside the list 'segments'"),
        ("segments: [{id: a b}]", "segment id is 'a b' — use letters, digits"),
        ("segments: [{id: brand}]", "segment id is 'brand'"),
        ("segments: [{id: [1]}]", "segment id is not text"),
        ("segments: [{id: a}, {id: a}]", "two entries have the id 'a'"),
        ("segments: [{name: true}]", "segment name is true, not text"),
        ("segments: [{followers: 3}]", "did you mean channel.followers?"),
        (f"segments: [{', '.join(['{size: 1}'] * (MAX_MEMBERS + 1))}]", f"at most {MAX_MEMBERS}"),
        ("as_of: 2026-03", "as_of is '2026-03', not a full date"),
        ("as_of: yesterday", "as_of is 'yesterday', not a full date"),
        ("language: fr", "language is 'fr' — one of zh-Hans, zh-Hant, en"),
        ("language: [en]", "language is '['en']'"),
        ("weeks: 0", "weeks is '0' — a whole number from 1 to 104"),
        ("weeks: 2.5", "weeks is '2.5'"),
        ("weeks: true", "weeks is 'True'"),
        ("brand: {dau: {}}", "brand.dau has no 'value' — add 'value: …'"),
        ("brand: {dau: {value: {value: 3}}}", "brand.dau is a mapping"),
        ("brand: {dau: {value: 3, asof: 2026}}", "unknown key 'asof' — did you mean as_of?"),
        ("brand: {dau: {value: 3, zzz: 1}}", "unknown key 'zzz' — one of value, as_of"),
        ("brand: {dau: {value: 3, n: -1}}", "brand.dau n is '-1' — write the number of observations"),
        ("brand: {dau: {value: 3, n: many}}", "brand.dau n is 'many'"),
        ("brand: {dau: {value: 3, as_of: soon}}", "brand.dau as_of is 'soon', not a date"),
        (
            "brand: {dau: {value: 3, origin: guess}}",
            "brand.dau origin is 'guess' — one of stated, computed, assumed",
        ),
        ("brand: {dau: {value: 3, method: [a]}}", "brand.dau method is not text"),
        ("brand: {dau: {value: 3, history: 4}}", "brand.dau history is no list"),
        ("brand: {dau: {value: 3, history: [4]}}", "an entry without as_of and value"),
        (
            "brand: {dau: {value: 3, history: [{as_of: 2025, value: x}]}}",
            "brand.dau value is 'x', not a number",
        ),
        (
            "brand: {dau: {value: 3, history: [{as_of: 2025, value: null}]}}",
            "history holds an entry without as_of and value",
        ),
        ("brand: {dau: {value: 3, history: [{as_of: x, value: 3}]}}", "brand.dau as_of is 'x', not a date"),
        (
            "brand: {dau: {value: 3, history: [{as_of: 2025, value: 3}, {as_of: 2025, value: 4}]}}",
            "history names 2025 twice",
        ),
        (
            "brand: {dau: {value: 3, as_of: 2025-01, history: [{as_of: 2025-02, value: 3}]}}",
            "history names 2025-02, but the value is of 2025-01 — earlier dates only",
        ),
        (
            "brand: {dau: {value: 3, history: [{as_of: 2026-03, value: 3}]}}\nas_of: 2026-01-01",
            "history names 2026-03, but the value is of 2026-01-01",
        ),
        (
            "product: {visible: {value: true, history: [{as_of: 2025, value: 1}]}}",
            "belongs to numbers only — remove it",
        ),
        (
            f"brand: {{dau: {{value: 3, history: [{', '.join(['{as_of: 2025, value: 3}'] * 201)}]}}}}",
            "history has 201 values — at most 200",
        ),
    ],
)
def test_faults_name_place_and_remedy(read: Read, text: str, told: str) -> None:
    assert told in fault(read, text)


def test_constraints_are_checked_with_values_and_lines(read: Read) -> None:
    text = fault(read, "brand:\n  name: x\n  dau: 200\n  mau: 100\n")
    assert text == (
        "brief.yaml:4:3: Daily users cannot outnumber monthly users: brand.dau is 200 (line 3), "
        "brand.mau is 100 (line 4) — correct them, or set what is doubtful to null"
    )
    text = fault(
        read, "brand.name: x\nsegments:\n- {type: loyal, share: 60%}\n- {size: 3}\n- {name: 路人, share: 0.5}"
    )
    assert "brief.yaml:5:14: Shares of segments sum to at most 100 %" in text
    assert "segment.share of 忠诚粉丝 is 0.6 (line 3), segment.share of 路人 is 0.5 (line 5)" in text
    assert read("brand: {name: x, dau: 200}").brand.value("brand.dau") == 200


def test_all_faults_are_told_at_once_in_order(read: Read) -> None:
    text = fault(read, "brand:\n  dau: -1\n  nmae: x\n  sector: q\nproduct: {visible: 3}\n")
    lines = text.splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "5"]
    assert all(" — " in line for line in lines)


def test_no_more_than_ten_faults_are_told(read: Read) -> None:
    text = fault(read, "\n".join(f"wrong{i}: 1" for i in range(5000)))
    assert len(text.splitlines()) == MAX_FAULTS


def test_hostile_keys_are_shortened(read: Read) -> None:
    assert len(fault(read, f"{'x' * 500}: 1")) < 300


# -- files ------------------------------------------------------------------------------------


def test_a_file_is_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "茶.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_brief(path, vocabulary) == parse_brief(parse(GOOD, "x"), vocabulary)


def test_files_that_cannot_be_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    def told(path: Path) -> str:
        with pytest.raises(BriefError) as caught:
            read_brief(path, vocabulary)
        assert str(path) in str(caught.value)
        return str(caught.value)

    assert "cannot be read: No such file" in told(tmp_path / "none.yaml")
    assert "is a folder" in told(tmp_path)
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("brand:\n  name: 云岫茶礼\n".encode("gbk"))
    assert f"{gbk}:2: is not UTF-8 text — save the file with the encoding UTF-8" in told(gbk)
    binary = tmp_path / "image.yaml"
    binary.write_bytes(b"brand: \x00\x01")
    assert "is not valid YAML" in told(binary)
    big = tmp_path / "big.yaml"
    with big.open("wb") as stream:
        stream.truncate(50_000_000)
    assert "is 50,000,000 bytes; at most 2,000,000 are read" in told(big)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are a matter of Unix")
def test_an_endless_pipe_is_cut_off(tmp_path: Path, vocabulary: Vocabulary) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def feed() -> None:
        try:
            with pipe.open("wb") as stream:
                for _ in range(400):
                    stream.write(b"# filler\n" * 1000)
        except BrokenPipeError:
            pass

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    with pytest.raises(BriefError, match="at most 2,000,000 are read"):
        read_brief(pipe, vocabulary)
    thread.join(5)


# -- anything at all --------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
names = st.sampled_from(
    [
        "brand",
        "segments",
        "segment",
        "name",
        "type",
        "share",
        "dau",
        "value",
        "history",
        "as_of",
        "weeks",
        "brand.mau",
        "n",
    ]
) | st.text(max_size=8)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
)


@given(st.dictionaries(names, trees, max_size=5))
def test_any_tree_is_a_situation_or_a_clear_fault(read: Read, tree: dict[str, object]) -> None:
    told = ""
    try:
        found = read(json.dumps(tree, ensure_ascii=False))
    except BriefError as error:
        found, told = None, str(error)
    assert found or told.startswith("brief.yaml")
    assert found is None or len({e.id for e in found.entities}) == len(found.entities)
