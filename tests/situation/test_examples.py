"""The example briefs read without a fault, and are what they are meant to show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from test_forms import plain

from advisor.situation.brief import parse_brief, read_brief
from advisor.situation.schema import brief_schema
from advisor.situation.vocabulary import Vocabulary
from advisor.situation.writing import to_brief_yaml
from advisor.workspace import Workspace
from advisor.yamltext import parse

NAMES = ("tea-gift", "beauty-social", "learning-community", "restaurant-crisis", "startup")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_reads(examples: Path, shipped: Vocabulary, name: str) -> None:
    path = examples / f"{name}.yaml"
    situation = read_brief(path, shipped)
    assert [r.key for r in situation.remarks] == (
        ["brief.remark.few_observations"] if name == "startup" else []
    )
    assert situation.as_of
    assert parse_brief(parse(to_brief_yaml(situation, shipped), "x"), shipped) == situation
    Draft202012Validator(brief_schema(shipped, "en")).validate(plain(path.read_text("utf-8")))


def test_they_are_the_brands_that_they_should_be(examples: Path, shipped: Vocabulary) -> None:
    tea, beauty, learning, restaurant, startup = (read_brief(examples / f"{n}.yaml", shipped) for n in NAMES)
    assert tea.brand.value("product.gift_share") > 0.5  # type: ignore[operator]
    assert tea.brand.value("budget.total") == 500_000
    assert {e.value("segment.type") for e in beauty.of_kind("segment")} == {
        "ordinary",
        "active",
        "loyal",
        "high_value",
    }
    repeat = beauty.brand.facts["brand.repeat_purchase_rate"]
    assert repeat.history[0].value > repeat.value  # type: ignore[operator]
    assert learning.of_kind("community")[0].value("community.size") == 500
    assert restaurant.brand.value("crisis.level") == "level1"
    assert restaurant.brand.value("crisis.hours_since_outbreak") == 10
    known = {
        s.brand.name: sum(len(e.facts) for e in s.entities)
        for s in (tea, beauty, learning, restaurant, startup)
    }
    assert min(known, key=known.__getitem__) == startup.brand.name
    assert known[startup.brand.name] <= 16
    assert all(count >= 100 for name, count in known.items() if name != startup.brand.name)


def test_the_briefs_in_the_documentation_read(examples: Path, shipped: Vocabulary) -> None:
    text = (examples.parent / "docs" / "briefs.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    whole, details, decisions = blocks
    for block in (whole, details):
        assert parse_brief(parse(block, "docs"), shipped).remarks == ()
    found = Workspace().find_tactic
    assert len(parse_brief(parse(whole + decisions, "docs"), shipped, found).decisions) == 3
