"""A situation with facts set otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BriefError
from advisor.situation.brief import parse_brief, read_brief
from advisor.situation.edits import changed, stated
from advisor.situation.model import Situation
from advisor.situation.vocabulary import Vocabulary
from advisor.yamltext import Place, located


@pytest.fixture(scope="module")
def tea(examples: Path, shipped: Vocabulary) -> Situation:
    return read_brief(examples / "tea-gift.yaml", shipped)


def test_a_fact_of_the_brand(tea: Situation, shipped: Vocabulary) -> None:
    for setting in ("brand.nps=50", "nps=50", "品牌推荐意愿得分=50", " nps = 50 "):
        other = changed(tea, [setting], shipped)
        assert other.brand.value("brand.nps") == 50
        assert {k: v for k, v in other.brand.facts.items() if k != "brand.nps"} == {
            k: v for k, v in tea.brand.facts.items() if k != "brand.nps"
        }
        assert other.entities[1:] == tea.entities[1:]


def test_a_fact_of_a_member_by_name_or_id(tea: Situation, shipped: Vocabulary) -> None:
    loyal = next(e for e in tea.of_kind("segment") if e.name == "老茶客")
    for setting in ("segment.share@老茶客=9%", f"share@{loyal.id}=0.09"):
        assert changed(tea, [setting], shipped).by_id[loyal.id].value("segment.share") == 0.09


def test_values_as_in_a_brief(tea: Situation, shipped: Vocabulary) -> None:
    other = changed(
        tea, ["brand.goals=[sales, 用户忠诚度]", "budget.total=20万", "crisis.level=none"], shipped
    )
    assert other.brand.value("brand.goals") == ("loyalty", "sales")
    assert other.brand.value("budget.total") == 200_000
    for unknown in ("", "null", "未知", "unknown"):
        assert changed(tea, [f"nps={unknown}"], shipped).brand.value("brand.nps") is None


def test_several_at_once_and_the_last_counts(tea: Situation, shipped: Vocabulary) -> None:
    other = changed(tea, ["nps=50", "weeks=20", "nps=60"], shipped)
    assert (other.brand.value("brand.nps"), other.weeks) == (60, 20)


def test_the_past_stays_and_what_was_said_of_the_old_value_goes(tea: Situation, shipped: Vocabulary) -> None:
    old = tea.brand.facts["brand.repeat_purchase_rate"]
    new = changed(tea, ["repeat_purchase_rate=40%"], shipped).brand.facts["brand.repeat_purchase_rate"]
    assert (new.value, new.window, new.history) == (0.4, old.window, old.history)
    assert old.n is not None
    assert (new.n, new.as_of, new.method) == (None, None, None)


def test_what_is_computed_is_computed_anew(tea: Situation, shipped: Vocabulary) -> None:
    computed = [f for f, v in tea.brand.facts.items() if v.origin == "computed"]
    assert computed, "the example has some"
    assert changed(tea, ["monthly_sales=200万"], shipped).brand.value("brand.average_order_value") != (
        tea.brand.value("brand.average_order_value")
    )


def test_nothing_set_is_nothing_changed(examples: Path, shipped: Vocabulary) -> None:
    for path in sorted(examples.glob("*.yaml")):
        situation = read_brief(path, shipped)
        assert changed(situation, [], shipped) == situation
        again = parse_brief(located(stated(situation, shipped), Place("x")), shipped)
        assert again == situation


@pytest.mark.parametrize(
    ("setting", "says", "remedy"),
    [
        ("nps", "sets no fact", "fact=value"),
        ("=3", "sets no fact", "fact=value"),
        ("bugdet.total=3", "unknown fact 'bugdet.total'", "budget.total"),
        ("share=3%", "'share' can mean 3 facts", "segment.share@企业礼品采购"),
        ("share@老茶=9%", "no segment '老茶'", "老茶客"),
        ("community.size=300", "the brief lists none", "add it"),
        ("nps@老茶客=3", "has no brand '老茶客'", "云岫茶礼"),
        ("share@老茶客=95%", "sum to at most 100", "correct them"),
        ("share@老茶客=9", "segment.share", ""),
        ("brand.stage=sleeping", "none of its options", "launch"),
        ("weeks=400", "weeks is '400'", "from 1 to 104"),
        ("nps=[1, 2", "not valid YAML", ""),
        ("nps={value: 3}}", "not valid YAML", ""),
        ("nps=!!python/object:os.system x", "tag", ""),
    ],
)
def test_what_is_refused(tea: Situation, shipped: Vocabulary, setting: str, says: str, remedy: str) -> None:
    with pytest.raises(BriefError) as raised:
        changed(tea, [setting], shipped)
    assert says in str(raised.value)
    assert remedy in (raised.value.remedy or "")
    assert "None" not in str(raised.value)


@given(text=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_it(text: str, tea: Situation, shipped: Vocabulary) -> None:
    try:
        changed(tea, [text], shipped)
    except BriefError as problem:
        assert str(problem)
