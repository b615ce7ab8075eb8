"""What differs between two plans, and why."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from workshop import Workshop, brand, segment

from advisor.errors import AdvisorError, InputError
from advisor.inquiry.difference import Difference, difference
from advisor.inquiry.difference_words import as_json, as_rows, as_text, changed_facts
from advisor.inquiry.flips import with_reasons
from advisor.inquiry.saved_plan import read_plan, restored
from advisor.planning.build import make_plan
from advisor.situation.model import Situation


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("difference"))
    shop.act("lamp", wished=False).rule(
        "dark_shops_light_up", "tactics", "{finding: brand.dim}",
        "{recommend: mz:lamp, strength: strong, serves: [mz:light]}",
    )  # fmt: skip
    shop.act("torch").caution("torch", "{fact: brand.risky, is: true}")
    shop.act("gold", fixed=5000).act("outing").act("parade", needs=("wagon",)).act("wagon")
    return shop


def compared(shop: Workshop, before: Situation, after: Situation, **options: Any) -> Difference:
    contexts = [shop.context(one) for one in (before, after)]
    plans = [make_plan(context, **options).to_json() for context in contexts]
    return with_reasons(difference(*plans), *contexts)


def test_a_plan_does_not_differ_from_itself(shop: Workshop) -> None:
    found = compared(shop, brand(wants=("parade", "gold")), brand(wants=("parade", "gold")))
    assert found.same
    assert as_rows(found, shop.workspace.phrases("en")) == []
    assert as_text(found, shop.workspace.phrases("en")).startswith("Nothing changes")


def test_what_enters_with_the_comparison_that_flipped(shop: Workshop) -> None:
    found = compared(shop, brand(lamps=300), brand(lamps=40))
    (lamp,) = found.of_sort("enters")
    assert (lamp.tactic, lamp.rules_come, lamp.rules_gone) == ("mz:lamp", ("dark_shops_light_up",), ())
    assert lamp.before is None
    assert lamp.after is not None
    assert "lamps of the brand is 40, below 100" in lamp.why[0]
    (dim,) = found.findings
    assert (dim.before, dim.after) == (False, True)
    assert dim.why == ("lamps of the brand is 40, below 100 (professional judgement)",)
    assert [(f[0], f[2], f[3]) for f in found.facts] == [("lamps of the brand", "300", "40")]
    assert {name: (a, b) for name, a, b in found.sums}["actions"] == (0, 1)


def test_the_other_way_it_leaves(shop: Workshop) -> None:
    found = compared(shop, brand(lamps=40), brand(lamps=300))
    (lamp,) = found.of_sort("leaves")
    assert lamp.after is None
    assert "300" in lamp.why[0]


def test_unknown_is_told_from_false(shop: Workshop) -> None:
    found = compared(shop, brand(lamps=300), brand())
    (dim,) = found.findings
    assert (dim.before, dim.after) == (False, None)
    assert "not known" in dim.why[0]


def test_a_caution_that_comes_true(shop: Workshop) -> None:
    found = compared(shop, brand(wants=("torch",), risky=False), brand(wants=("torch",), risky=True))
    (torch,) = found.of_sort("leaves")
    assert torch.after is not None
    assert torch.after.status == "contraindicated"
    assert "risky of the brand: yes" in torch.why[0]


def test_what_the_planner_puts_off_is_said_with_its_reason(shop: Workshop) -> None:
    rich, poor = (brand(wants=("gold",), budget__total=money) for money in (9000, 900))
    (gold,) = compared(shop, rich, poor).of_sort("leaves")
    assert gold.after is not None
    assert gold.why == (gold.after.reason,)
    (gold,) = compared(shop, poor, rich).of_sort("enters")
    assert gold.why[0].startswith("what kept it out no longer holds")


def test_what_was_drawn_in_leaves_with_what_drew_it(shop: Workshop) -> None:
    found = compared(shop, brand(wants=("parade",)), brand())
    wagon = next(m for m in found.of_sort("leaves") if m.tactic == "mz:wagon")
    assert wagon.why[0].startswith("it was there for this")


def test_a_new_order_of_priority_alone_is_no_difference(shop: Workshop) -> None:
    found = compared(shop, brand(wants=("outing",)), brand(wants=("outing", "torch"), risky=False))
    assert [m.tactic for m in found.moves] == ["mz:torch"]


def test_a_member_that_only_one_has(shop: Workshop) -> None:
    found = compared(shop, brand(), brand(segment("regulars", wants=("outing",))))
    (outing,) = found.of_sort("enters")
    assert outing.entity_name == "regulars"
    assert outing.why


def test_the_forms_agree(shop: Workshop) -> None:
    before, after = brand(lamps=300, wants=("gold",)), brand(lamps=40, wants=("outing",))
    found = compared(shop, before, after)
    rows = as_rows(found, shop.workspace.phrases("en"))
    plain = as_json(found)
    assert json.loads(json.dumps(plain)) == plain
    assert len(rows) == sum(len(plain[key]) for key in ("recommendations", "findings", "goals", "sums"))
    for language in ("en", "zh-Hans", "zh-Hant"):
        text = as_text(found, shop.workspace.phrases(language))
        assert all(move.label in text for move in found.moves)
    assert len(changed_facts(found, shop.workspace.phrases("en"))) == len(found.facts)


# -- kept plans ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(shop: Workshop) -> dict[str, Any]:
    situation = brand(segment("regulars", wants=("outing",), share=0.123456789), lamps=40, wants=("parade",))
    return json.loads(shop.plan(situation, most=3, weeks=9).dumps())


def saved(tmp_path: Path, plan: Any) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    return path


def test_a_plan_is_made_again_from_itself(shop: Workshop, kept: dict[str, Any], tmp_path: Path) -> None:
    path = saved(tmp_path, kept)
    workspace = shop.workspace
    situation, options = restored(read_plan(path), path, workspace.vocabulary, workspace.find_tactic)
    again = workspace.make_plan(
        situation, language=options.language, weeks=options.weeks, date=options.date,
        max_actions=options.max_actions,
    )  # fmt: skip
    assert json.loads(again.dumps()) == kept
    assert situation.by_id["regulars"].value("segment.share") == 0.123456789, "not rounded"


def broken(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def made(plan: dict[str, Any]) -> Any:
        copied = copy.deepcopy(plan)
        change(copied)
        return copied

    return made


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda plan: [], "is no plan"),
        (lambda plan: {}, "is no plan"),
        (broken(lambda plan: plan.update(schema="https://other/1")), "no plan of this form"),
        (broken(lambda plan: plan.pop("recommendations")), "'recommendations' is no list"),
        (broken(lambda plan: plan.update(findings={})), "'findings' is no list"),
        (broken(lambda plan: plan["findings"].append(3)), "is no mapping"),
        (broken(lambda plan: plan["facts"][0].pop("display")), "entry 1 of 'facts' has no sound 'display'"),
        (broken(lambda plan: plan["recommendations"][0].update(rules=[{}])), "no sound cost"),
        (broken(lambda plan: plan["recommendations"][0].update(certainty={})), "no sound cost"),
        (broken(lambda plan: plan.update(budget={})), "no sound 'budget'"),
        (broken(lambda plan: plan.update(weeks="9")), "no sound 'weeks'"),
    ],
)
def test_what_is_no_plan_is_refused(
    kept: dict[str, Any], tmp_path: Path, change: Callable[[dict[str, Any]], Any], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        read_plan(saved(tmp_path, change(kept)))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": NaN}'])
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_plan(path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda i: i.pop("brief"), "does not say what it was made from"),
        (lambda i: i["options"].update(language="de"), "options that are none"),
        (lambda i: i["options"].update(date="soon"), "options that are none"),
        (lambda i: i["options"].pop("weeks"), "options that are none"),
        (lambda i: i["brief"]["brand"].update(lamps="many"), "no longer taken"),
        (lambda i: i["brief"].update(bogus=3), "no longer taken"),
    ],
)
def test_what_cannot_be_made_again_says_so(
    shop: Workshop, kept: dict[str, Any], tmp_path: Path, change: Callable[[Any], Any], says: str
) -> None:
    plan = copy.deepcopy(kept)
    change(plan["input"])
    path = saved(tmp_path, plan)
    with pytest.raises(AdvisorError, match=says):
        restored(read_plan(path), path, shop.workspace.vocabulary, shop.workspace.find_tactic)
