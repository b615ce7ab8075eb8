"""Why, why not, and why it cannot be said: a tactic explained for a brief."""

from __future__ import annotations

import json

import pytest
from workshop import Workshop, brand, segment

from advisor.errors import NotFound, UsageError
from advisor.inquiry.explain import explain_tactic
from advisor.reasoning.explain import Explanation


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("explain")).act("lamp").act("torch").act("drum")
    shop.rule(
        "dim_and_ready", "tactics", "{all: [{finding: brand.dim}, {fact: brand.ready, is: true}]}",
        "{recommend: mz:lamp, strength: strong, serves: [mz:light]}",
    )  # fmt: skip
    shop.rule(
        "leaving", "tactics", "{fact: segment.return_rate, below: {parameter: return_rate_low}}",
        "{recommend: mz:torch, strength: strong, serves: [mz:joy]}", kind="segment",
    )  # fmt: skip
    shop.caution("lamp", "{fact: brand.risky, is: true}")
    return shop


def explained(
    shop: Workshop, tactic: str, *members, to: str | None = None, language: str = "en", **facts
) -> Explanation:
    everything = {"wants": (), "considers": (), "hopes": ()}
    ctx = shop.context(brand(*members, **{**everything, **facts}), language=language)
    return explain_tactic(ctx, tactic, to)


def rule(answer: Explanation, id: str) -> dict:
    return next(r for r in answer.to_json()["rules"] if r["id"] == id)


def test_why(shop: Workshop) -> None:
    answer = explained(shop, "lamp", lamps=40, ready=True, risky=False)
    assert (answer.recommended, answer.contraindicated) == (True, False)
    found = rule(answer, "dim_and_ready")
    assert found["fired"] is True
    dim, ready = found["conditions"]
    assert (dim["fact"], dim["holds"]) == ("brand.dim", True)
    assert (ready["fact"], ready["value"], ready["operator"], ready["threshold"]) == (
        "brand.ready",
        True,
        "is",
        True,
    )
    (below,) = dim["rules"]
    assert below["id"] == "few_lamps"
    assert below["conditions"] == [
        {
            "fact": "brand.lamps", "entity": "brand", "value": 40, "operator": "below", "threshold": 100,
            "parameter": "lamps_few", "holds": True,
        }
    ]  # fmt: skip
    assert "40" in answer.text()
    assert "100" in answer.text()
    assert answer.sources == ("craft#1",)


def test_why_not(shop: Workshop) -> None:
    answer = explained(shop, "lamp", lamps=400, ready=True)
    assert answer.recommended is False
    found = rule(answer, "dim_and_ready")
    assert found["fired"] is False
    assert [c["holds"] for c in found["conditions"]] == [False, True]
    assert "400" in answer.text()
    assert answer.prose


def test_why_it_cannot_be_said(shop: Workshop) -> None:
    answer = explained(shop, "lamp", lamps=40)
    assert answer.recommended is None
    assert rule(answer, "dim_and_ready")["fired"] is None
    open_leaf = rule(answer, "dim_and_ready")["conditions"][1]
    assert (open_leaf["fact"], open_leaf["value"], open_leaf["holds"]) == ("brand.ready", None, None)


def test_a_caution_is_told(shop: Workshop) -> None:
    answer = explained(shop, "lamp", lamps=40, ready=True, risky=True)
    assert (answer.recommended, answer.contraindicated) == (True, True)
    assert [c["fired"] for c in answer.to_json()["cautions"]] == [True]
    assert explained(shop, "lamp", lamps=40, ready=True).contraindicated is None


def test_json_has_the_keys_of_the_contract(shop: Workshop) -> None:
    data = json.loads(json.dumps(explained(shop, "lamp", lamps=40, ready=True).to_json()))
    assert {"tactic", "recommended", "rules", "sources", "smallest_change", "prose"} <= set(data)
    assert data["tactic"] == "mz:lamp"
    assert data["smallest_change"] == {"set": {"brand.ready": False}, "drop": []}
    for entry in data["rules"]:
        assert {"id", "fired", "conditions"} <= set(entry)
        for leaf in entry["conditions"]:
            assert {"fact", "entity", "value", "operator", "threshold", "parameter", "holds"} <= set(leaf)
    assert isinstance(data["prose"], str)
    assert data["change"] == {
        "aim": "out", "result": "found", "distance": 1.0, "beyond": [],
        "changes": [
            {
                "entity": "brand", "fact": "brand.ready", "now": True, "then": False, "distance": 1.0,
                "least": False, "most": False, "any_value": False,
            }
        ],
    }  # fmt: skip
    assert data["plan"] == {"status": "chosen", "reason": None, "start": 1, "end": 3}


def test_without_an_entity_the_one_it_is_recommended_for_is_taken(shop: Workshop) -> None:
    old, new = segment("old", return_rate=0.9, wants=()), segment("new", return_rate=0.1, wants=())
    answer = explained(shop, "torch", old, new)
    assert (answer.entity, answer.recommended) == ("new", True)
    answer = explained(shop, "torch", old)
    assert (answer.entity, answer.recommended) == ("brand", False)


def test_without_a_rule_for_the_brand_the_first_member_it_could_be_for_is_taken(tmp_path) -> None:
    shop = Workshop(tmp_path).act("lamp", wished=False).act("torch", wished=False)
    shop.rule(
        "cross", "tactics", "{fact: segment.cross, is: true}",
        "{recommend: mz:lamp, strength: strong, serves: [mz:joy]}", kind="segment",
    )  # fmt: skip
    assert explained(shop, "lamp", segment("old", cross=False), segment("new")).entity == "old"
    nobody = explained(shop, "torch", segment("old"))
    assert (nobody.entity, nobody.recommended, nobody.rules) == ("brand", False, ())


@pytest.mark.parametrize("name", ["old", "Regulars"])
def test_an_entity_is_named_by_id_or_name(shop: Workshop, name: str) -> None:
    old, new = (
        segment("old", name="Regulars", return_rate=0.9, wants=()),
        segment("new", return_rate=0.1, wants=()),
    )
    answer = explained(shop, "torch", old, new, to=name)
    assert (answer.entity, answer.entity_name, answer.recommended) == ("old", "Regulars", False)


def test_a_member_called_after_its_type_is_found_in_any_language(shop: Workshop) -> None:
    """In an English plan it has an English name; the brief still calls it by its Chinese one."""
    old = segment("old", name="老客", type="regular", return_rate=0.1, wants=())
    assert explained(shop, "torch", old).entity_name == "regular"
    for name in ("老客", "regular", "old"):
        assert explained(shop, "torch", old, to=name).entity == "old"


def test_an_unknown_entity_gets_the_nearest_names(shop: Workshop) -> None:
    with pytest.raises(NotFound, match="the brief has no 'Regular' — did you mean Regulars"):
        explained(shop, "torch", segment("old", name="Regulars"), to="Regular")


@pytest.mark.parametrize("name", ["lamp", "mz:lamp", "lamp之举", "LAMP"])
def test_a_tactic_is_named_in_any_way(shop: Workshop, name: str) -> None:
    assert explained(shop, name).tactic == "mz:lamp"


def test_an_unknown_tactic_gets_the_nearest_names(shop: Workshop) -> None:
    with pytest.raises(NotFound, match=r"nothing is called 'lampp'.*lamp"):
        explained(shop, "lampp")


def test_what_is_no_tactic_cannot_be_explained(shop: Workshop) -> None:
    with pytest.raises(
        UsageError, match=r"'light' is not something that can be recommended \(goal\) — name a tactic"
    ):
        explained(shop, "light")


@pytest.mark.parametrize(
    ("language", "word"), [("en", "lamp"), ("zh-Hans", "lamp之举"), ("zh-Hant", "lamp之舉")]
)
def test_it_speaks_the_plans_language(shop: Workshop, language: str, word: str) -> None:
    answer = explained(shop, "lamp", lamps=40, ready=True, language=language)
    assert answer.label == word
    assert word in answer.text()
