"""The decisions of a brief: accepted, rejected, added, each with its reason."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from test_forms import plain

from advisor.errors import BriefError, NotFound
from advisor.situation.brief import parse_brief
from advisor.situation.model import Decision, Situation
from advisor.situation.schema import brief_schema
from advisor.situation.vocabulary import Vocabulary
from advisor.situation.writing import to_brief_yaml
from advisor.yamltext import parse

BRIEF = """
segments:
  - {id: old, name: 老茶客, type: loyal}
decisions:
"""
TACTICS = {"等级": "mz:levels", "draw": "mz:draw"}


def find(name: str) -> str:
    if name.startswith("mz:"):
        return name
    if name not in TACTICS:
        raise NotFound(f"nothing is called '{name}'", remedy="did you mean 等级?")
    return TACTICS[name]


def read(shipped: Vocabulary, decisions: str) -> Situation:
    return parse_brief(parse(BRIEF + decisions, "b.yaml"), shipped, find)


def test_each_kind_with_its_reason(shipped: Vocabulary) -> None:
    text = """
  - reject: 等级
    why: 董事会不愿
  - {accept: draw, for: 老茶客, why: 客户已点头}
  - {add: mz:third, for: old, why: "3"}
"""
    found = read(shipped, text).decisions
    assert found == (
        Decision("reject", "mz:levels", None, "董事会不愿"),
        Decision("accept", "mz:draw", "old", "客户已点头"),
        Decision("add", "mz:third", "old", "3"),
    )
    Draft202012Validator(brief_schema(shipped, "en")).validate(plain(BRIEF + text))


def test_they_are_written_back(shipped: Vocabulary) -> None:
    situation = read(shipped, "  - {reject: 等级, why: 不}\n  - {accept: draw, for: old, why: 好}\n")
    assert parse_brief(parse(to_brief_yaml(situation, shipped), "b.yaml"), shipped, find) == situation


def test_none_is_none(shipped: Vocabulary) -> None:
    assert read(shipped, "").decisions == ()
    assert read(shipped, "  []").decisions == ()


@pytest.mark.parametrize(
    ("text", "line", "says", "remedy"),
    [
        ("  yes", 4, "'decisions' is no list", "reject: …"),
        ("  - 等级", 5, "is no decision", "reject: …"),
        ("  - {why: 不}", 5, "says nothing of any tactic", "accept, reject, add"),
        ("  - {reject: 等级, add: draw, why: 不}", 5, "says reject and add", "one of"),
        ("  - {reject: 等级}", 5, "the decision to reject '等级' gives no reason", "why"),
        ("  - {reject: 等级, why: ''}", 5, "gives no reason", "why"),
        ("  - {reject: , why: 不}", 5, "'reject' names no tactic", "name"),
        ("  - {rejcet: 等级, why: 不}", 5, "unknown key 'rejcet'", "did you mean reject"),
        ("  - {reject: 等極, why: 不}", 5, "nothing is called '等極'", "did you mean 等级?"),
        ("  - {reject: 等级, for: 新茶客, why: 不}", 5, "the brief has no '新茶客'", "老茶客"),
        ("  - {reject: 等级, why: 不}\n  - {add: mz:levels, why: 要}", 6, "two decisions about mz:levels", "keep one"),
        ("  - {reject: [等级], why: 不}", 5, "'reject'", ""),
        ("  - {reject: 等级, why: {a: b}}", 5, "'why'", ""),
    ],
)  # fmt: skip
def test_what_is_wrong(shipped: Vocabulary, text: str, line: int, says: str, remedy: str) -> None:
    with pytest.raises(BriefError) as raised:
        read(shipped, text)
    faults = [raised.value, *raised.value.others]
    assert any(says in f.message and remedy in (f.remedy or "") for f in faults), [str(f) for f in faults]
    assert all(f.place is not None and f.place.line == line for f in faults), [str(f) for f in faults]


def test_there_are_not_too_many(shipped: Vocabulary) -> None:
    text = "".join(f"  - {{reject: mz:t{n}, why: x}}\n" for n in range(201))
    with pytest.raises(BriefError, match="lists 201"):
        read(shipped, text)


def test_without_an_ontology_a_tactic_goes_by_its_iri(shipped: Vocabulary) -> None:
    text = BRIEF + "  - {reject: TACTIC, why: 不}"
    assert (
        parse_brief(parse(text.replace("TACTIC", "mz:levels"), "b"), shipped).decisions[0].tactic
        == "mz:levels"
    )
    with pytest.raises(BriefError, match="'等级' is no compact IRI"):
        parse_brief(parse(text.replace("TACTIC", "等级"), "b"), shipped)
