"""The one YAML loader: safe, strict, and it knows where everything stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BriefError, InputError
from advisor.yamltext import MAX_BYTES, dump, load, parse


def test_values_follow_the_core_schema() -> None:
    found = parse("a: no\nb: 1:30\nc: 010\nd: 1e3\ne: 2026-03-01\nf: ~\ng: true\nh: '12'\n", "x").plain
    assert found == {
        "a": "no",
        "b": "1:30",
        "c": 10,
        "d": 1000.0,
        "e": dt.date(2026, 3, 1),
        "f": None,
        "g": True,
        "h": "12",
    }


def test_an_impossible_date_stays_text() -> None:
    assert parse("a: 2026-02-31\n", "x").plain == {"a": "2026-02-31"}


def test_places_are_kept() -> None:
    found = parse("brand:\n  name: 云岫\n  stage: growth\n", "b.yaml")
    assert str(found["brand"]["stage"].place) == "b.yaml:3:10"
    assert str(found["brand"]["stage"].key_place) == "b.yaml:3:3"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", r"x:3:1: the key 'a' stands twice \(first in line 1\)"),
        ("a: &x 1\nb: *x\n", "x:1:4: uses an anchor"),
        ("a: !!python/object:os.system x\n", "x:1:4: uses a tag"),
        ("a: !mine 3\n", "uses a tag"),
        ("a: [1, 2\n", "is not valid YAML"),
        ("\tb: 1\n", "is not valid YAML"),
        ("a: 1\n---\nb: 2\n", "more than one YAML document"),
        ("? [1, 2]\n: 3\n", "a key must be a plain word"),
        ("[" * 60 + "]" * 60, "nested more than 40 deep"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(BriefError, match=message):
        parse(text, "x", error=BriefError)


def test_a_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(InputError, match="anchor or alias"):
        parse("\n".join(lines), "bomb")


def test_large_files_and_other_encodings(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: " + b"x" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="at most 2,000,000 are read"):
        load(big)
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("brand:\n  name: 云岫茶礼\n".encode("gbk"))
    with pytest.raises(
        InputError, match=r"gbk.yaml:2: is not UTF-8 text — save the file with the encoding UTF-8"
    ):
        load(gbk)
    marked = tmp_path / "bom.yaml"
    marked.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load(marked).plain == {"a": 1}
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="is a folder"):
        load(tmp_path)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text("abc云岫 :#-'\"\n", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc云", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc云", min_size=1, max_size=5), PLAIN, max_size=5))
def test_what_is_dumped_is_read_back(value: dict[str, object]) -> None:
    assert parse(dump(value), "x").plain == value


@given(st.text(max_size=200))
def test_any_text_parses_or_is_an_input_error(text: str) -> None:
    try:
        parse(text, "x")
    except InputError as problem:
        assert str(problem).startswith("x")
