"""A concept and a rule, described for a person and for a program."""

from __future__ import annotations

import json

import pytest
from workshop import Workshop

from advisor.errors import NotFound
from advisor.inquiry.describe import describe_concept
from advisor.inquiry.rules import describe_rule
from advisor.workspace import Workspace


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("described")).act(
        "lamp", needs=("torch",), risks=("fire",), answers=("blaze",)
    )
    for slug in ("torch", *(f"other-{n}" for n in range(10))):
        shop.act(slug, risks=("fire",))
    shop.rule(
        "dim_house", "tactics",
        "{all: [{finding: brand.dim}, {any: [{fact: brand.ready, is: true}, {known: brand.sector}]}, "
        "{any_of: {segment: {fact: segment.share, below: {parameter: return_rate_low}}}}]}",
        "{recommend: mz:lamp, strength: conditional, serves: [mz:light]}",
        advice="{certainty: hedged, sources: ['craft#10']}",
    )  # fmt: skip
    shop.caution("torch", "{fact: brand.risky, is: true}", instead="lamp")
    return shop


def described(shop: Workshop, name: str, language: str = "en"):
    workspace = shop.workspace
    return describe_concept(
        workspace.knowledge, workspace.concluding, workspace.using, name, workspace.phrases(language)
    )


def rule(shop: Workshop, id: str, language: str = "en"):
    workspace = shop.workspace
    found = workspace.rules.rule(id)
    return describe_rule(
        found, workspace.knowledge, workspace.vocabulary, workspace.rules, workspace.phrases(language)
    )


def test_a_concept_with_its_relations_and_their_sections(shop: Workshop) -> None:
    data = described(shop, "lamp").to_json()
    assert set(data) == {
        "iri", "label", "kind", "labels", "alternatives", "definition", "sources", "relations", "steps", "rules", "used_by",
    }  # fmt: skip
    assert (data["iri"], data["label"], data["kind"]) == ("mz:lamp", "lamp", "mz:Tactic")
    assert data["labels"]["zh-Hant"] == "lamp之舉"
    assert data["definition"] == "To do the lamp."
    assert data["sources"] == [
        {"id": "craft#1", "title": "《The lantern handbook》Ways of working", "certainty": "stated"},
        {"id": "judgement#execution", "title": "《judgement》execution", "certainty": "judgement"},
    ]
    out = {(r["predicate"], r["concept"]): r["sources"] for r in data["relations"] if not r["inward"]}
    assert out["mz:serves", "mz:joy"] == ["craft#1"]
    assert out["mz:prerequisite", "mz:torch"] == ["judgement#execution"]
    assert data["steps"] == ["Step 1 of lamp.", "Step 2 of lamp.", "Step 3 of lamp."]
    assert "dim_house" in data["rules"]
    assert "wants_lamp" in data["rules"]
    json.dumps(data)


def test_relations_both_ways(shop: Workshop) -> None:
    inward = {
        (r["predicate"], r["concept"]) for r in described(shop, "torch").to_json()["relations"] if r["inward"]
    }
    assert ("mz:prerequisite", "mz:lamp") in inward


def test_as_text_for_a_terminal(shop: Workshop) -> None:
    text = described(shop, "lamp").text()
    assert text.startswith("lamp  mz:lamp  [tactic]\n")
    assert "lamp之举 / lamp之舉" in text
    assert "  1. Step 1 of lamp." in text
    assert "→ joy (craft#1)" in text
    assert "craft#1  《The lantern handbook》Ways of working（stated）" in text
    assert "dim_house" in text


def test_long_lists_are_cut_unless_all_is_asked_for(shop: Workshop) -> None:
    fire = described(shop, "fire")
    assert "… 4 more" in fire.text()
    assert "more" not in fire.text(most=None)
    assert all(f"other-{n}" in fire.text(most=None) for n in range(10))


def test_a_concept_that_is_no_tactic_has_no_steps(shop: Workshop) -> None:
    data = described(shop, "joy").to_json()
    assert (data["steps"], data["kind"]) == ([], "mz:Goal")
    assert "Steps" not in described(shop, "joy").text()


def test_an_unknown_concept_gets_the_nearest_names(shop: Workshop) -> None:
    with pytest.raises(NotFound, match=r"nothing is called 'lampe'.*did you mean"):
        described(shop, "lampe")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_in_every_language(shop: Workshop, language: str) -> None:
    assert described(shop, "lamp", language).text()
    assert rule(shop, "dim_house", language).text()


def test_a_rule_in_words(shop: Workshop) -> None:
    text = rule(shop, "dim_house").text()
    assert text.startswith("dim_house  [tactics · brand]\nBecause of dim_house.\n")
    assert "the shop is dim" in text
    assert "ready of the brand" in text
    assert "0.4" in text or "40%" in text
    assert "recommends lamp  mz:lamp" in text
    assert "hedged  craft#10" in text
    assert "judgement  So we judge." in text
    assert "rules/all.yaml:" in text


def test_a_rule_as_values(shop: Workshop) -> None:
    data = rule(shop, "dim_house").to_json()
    assert set(data) == {"id", "layer", "for", "when", "then", "basis", "grounds", "file"}
    assert (data["layer"], data["for"]) == ("tactics", "brand")
    assert data["then"] == [
        {
            "what": "recommend",
            "id": "mz:lamp",
            "label": "lamp",
            "strength": "conditional",
            "serves": ["mz:light"],
        }
    ]
    assert data["grounds"]["advice"] == {"certainty": "hedged", "sources": ["craft#10"], "why": None}
    assert data["grounds"]["condition"]["why"]["en"] == "So we judge."
    assert all(isinstance(line, str) and line for line in data["when"])
    json.dumps(data)


@pytest.mark.parametrize(
    ("id", "label"),
    [("few_lamps", "the shop is dim"), ("goals_joy", "joy"), ("their_lamp", "lamp")],
)
def test_what_other_layers_conclude(shop: Workshop, id: str, label: str) -> None:
    assert rule(shop, id).concludes[0][2] == label


def test_what_a_rule_concludes_is_named_even_where_nothing_is_known_of_it(tmp_path) -> None:
    shop = Workshop(tmp_path).act("lamp")
    shop.rule("odd", "findings", "{known: brand.name}", "{finding: brand.undeclared}")
    assert rule(shop, "odd").concludes == (("finding", "brand.undeclared", "brand.undeclared"),)


def test_rules_that_ask_for_a_concept_are_told_apart_from_those_that_conclude_it() -> None:
    shipped = Workspace()
    say = shipped.phrases("en")
    found = describe_concept(shipped.knowledge, shipped.concluding, shipped.using, "忠诚粉丝", say)
    assert found.rules == ()
    assert "loyal_fans_are_few" in found.used_by
    assert "Other rules that are about it" in found.text()
    tactic = describe_concept(shipped.knowledge, shipped.concluding, shipped.using, "fan-levels", say)
    assert tactic.rules
    assert not set(tactic.rules) & set(tactic.used_by)


def test_what_is_stated_from_both_ends_is_said_once() -> None:
    shipped = Workspace()
    say = shipped.phrases("en")
    (whole, part), *_ = shipped.knowledge.rows(
        "SELECT a.subject, a.object FROM statement a JOIN statement b ON a.subject = b.object"
        " AND b.subject = a.object WHERE a.predicate = 'mz:consistsOf' AND b.predicate = 'mz:partOf'"
        " AND a.subject LIKE 'mz:%' ORDER BY a.id"
    )
    found = describe_concept(shipped.knowledge, {}, {}, whole, say)
    both = [r for r in found.relations if r.concept == part]
    assert {(r.predicate, r.inward) for r in both} >= {("mz:consistsOf", False), ("mz:partOf", True)}
    label = shipped.knowledge.find(part).label("en")
    (line,) = (line for line in found.text(most=None).splitlines() if label in line)
    assert line.startswith("  consists of → ")
    assert all(section in line for r in both for section in r.sections)
