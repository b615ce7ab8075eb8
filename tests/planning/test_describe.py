"""The chapters around the actions: facts, findings, segments, profile, tensions, risks, crisis, sources."""

from __future__ import annotations

import json

import pytest
from workshop import Workshop, brand, item, segment

from advisor.planning.model import SCHEMA
from advisor.situation.model import FactValue


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("describe"))
    shop.act("lamp", risks=("fire", "gossip"), section="craft-10").act("torch", risks=("fire",)).act("quiet")
    shop.act("pump", answers=("blaze",), steps=4).act("bucket", answers=("blaze", "spark")).act("tale")
    shop.rule(
        "loud", "tensions", "{all: [{recommended: mz:torch}, {fact: brand.damp, is: true}]}",
        "{tension: mz:loud-or-quiet, resolution: {en: Torches by night only., zh-Hans: 只在夜里点火把。}}",
    )  # fmt: skip
    shop.rule(
        "lamps_gone", "findings", "{fact: brand.lamps, is: 0}", "{finding: brand.dim}",
        advice="{certainty: hedged, sources: ['craft#10']}",
    )  # fmt: skip
    shop.caution("quiet", "{fact: brand.risky, is: true}")
    shop.caution("tale", "{all: [{fact: brand.ready, is: true}, {fact: brand.damp, is: true}]}")
    return shop


# -- facts and how they are said ----------------------------------------------------------------------------------


def test_facts_are_listed_by_entity_and_id_with_their_origin(shop: Workshop) -> None:
    full = FactValue(0.41, "computed", "2026-02", "90天", 120, "订单表", "good")
    plan = shop.plan(brand(segment("old", share=0.2), return_rate=full, lamps=3))
    by_id = {(f.entity, f.fact): f for f in plan.facts}
    assert list(by_id) == sorted(by_id)
    found = by_id["brand", "brand.return_rate"]
    assert (found.origin, found.as_of, found.window, found.n, found.method, found.quality) == (
        "computed", "2026-02", "90天", 120, "订单表", "good",
    )  # fmt: skip
    assert (found.display, found.unit, found.label) == ("41%", "ratio", "return rate of the brand")
    assert by_id["old", "segment.share"].display == "20%"


@pytest.mark.parametrize(
    ("fact", "value", "en", "zh"),
    [
        ("sector", "silk", "silk", "silk码"),
        ("founded", 1998, "1998", "1998"),
        ("opened", "2026-03-01", "1 March 2026", "2026年3月1日"),
        ("opened", "2026-03", "March 2026", "2026年3月"),
        ("kept", True, "yes", "是"),
        ("kept", False, "no", "否"),
        ("goals", ("joy", "light"), "joy and light", "欢喜和光亮"),
        ("goals", (), "none", "无"),
        ("lamps", 12000, "12,000", "12,000"),
        ("rating", 4.25, "4.25", "4.25"),
        ("budget__total", 32000.0, "CNY 32,000", "3.2 万元"),
        ("plan__weeks", 6, "6 weeks", "6 周"),
        ("name", "Lumen & Sons", "Lumen & Sons", "Lumen & Sons"),
    ],
)
def test_values_in_words(shop: Workshop, fact: str, value: object, en: str, zh: str) -> None:
    name = fact.replace("__", ".") if "__" in fact else f"brand.{fact}"
    for language, shown in (("en", en), ("zh-Hans", zh)):
        plan = shop.plan(brand(**{fact: value}), language=language)
        assert next(f.display for f in plan.facts if f.fact == name) == shown


# -- findings --------------------------------------------------------------------------------------------------------


def test_findings_gravest_first_then_open_then_false(shop: Workshop) -> None:
    plan = shop.plan(
        brand(segment("old", return_rate=0.1), segment("new"), lamps=3, crisis__level="blaze", complaints=2)
    )
    assert [(f.id, f.entity, f.value) for f in plan.findings] == [
        ("brand.burning", "brand", True),
        ("brand.dim", "brand", True),
        ("segment.leaving", "old", True),
        ("segment.leaving", "new", None),
        ("brand.grumbling", "brand", False),
    ]


def test_a_finding_cites_what_holds_and_says_it_in_figures(shop: Workshop) -> None:
    dim = next(f for f in shop.plan(brand(lamps=0)).findings if f.id == "brand.dim")
    assert dim.rules == ("few_lamps", "lamps_gone")
    assert dim.sources == ("craft#1", "craft#10")
    assert dim.certainty == "judgement"
    assert any("0" in e and "100" in e for e in dim.evidence)
    some = next(f for f in shop.plan(brand(lamps=3)).findings if f.id == "brand.dim")
    assert some.rules == ("few_lamps",)
    fine = next(f for f in shop.plan(brand(lamps=300)).findings if f.id == "brand.dim")
    assert (fine.value, fine.evidence, fine.sources) == (False, (), ())


# -- segments and profile ----------------------------------------------------------------------------------------------


def test_segments_with_their_type_and_what_is_done_for_them(shop: Workshop) -> None:
    old = segment(
        "old", name="Regulars", type="regular", share=0.2, size=90, spend_share=0.6, wants=("torch",)
    )
    odd, bare = segment("odd", type="odd"), segment("bare")
    plan = shop.plan(brand(old, odd, bare))
    first, second, third = plan.segments
    assert (first.name, first.type, first.type_label) == ("Regulars", "mz:regular", "regular")
    assert (first.share, first.size, first.spend_share) == (0.2, 90, 0.6)
    assert first.definition == "What regular means."
    assert first.recommendations == ("torch@old",)
    assert first.sources == ("craft#2",)
    assert (second.type, second.definition, second.sources) == (None, None, ())
    assert (third.type, third.share, third.size) == (None, None, None)


def test_the_face_profile_is_what_the_brief_rates(shop: Workshop) -> None:
    plan = shop.plan(brand(audience__pride=5))
    assert [(p.id, p.score, p.fact) for p in plan.face_profile] == [
        ("mz:pride", 5, "audience.pride"),
        ("mz:envy", None, "audience.envy"),
    ]


# -- tensions, risks, crisis -----------------------------------------------------------------------------------------------


def test_a_tension_is_settled_in_words(shop: Workshop) -> None:
    (tension,) = shop.plan(brand(wants=("torch",), damp=True)).tensions
    assert (tension.id, tension.resolution) == ("mz:loud-or-quiet", "Torches by night only.")
    assert [p.label for p in tension.between] == ["light", "calm"]
    assert tension.settled_by == ("water at hand",)
    assert tension.rules == ("loud",)
    assert tension.sources == ("craft#1", "craft#2")
    assert shop.plan(brand(damp=True)).tensions == ()
    nothing_done = shop.plan(brand(wants=("torch",), damp=True, team__hours=0))
    assert (nothing_done.chosen, nothing_done.tensions) == ((), ())
    assert shop.plan(brand(wants=("torch",))).tensions == ()


def test_risks_of_what_is_chosen_those_most_carry_first(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp", "torch")))
    assert [(r.id, len(r.recommendations)) for r in plan.risks] == [("mz:fire", 2), ("mz:gossip", 1)]
    assert plan.risks[0].mitigations == ("water at hand",)
    assert shop.plan(brand(wants=("quiet",), risky=True)).risks == ()


def test_every_level_of_crisis_has_its_steps(shop: Workshop) -> None:
    plan = shop.plan(brand(crisis__level="spark"))
    assert [(c.level, c.tactic, c.current) for c in plan.crisis] == [
        ("mz:blaze", "mz:bucket", False),
        ("mz:blaze", "mz:pump", False),
        ("mz:spark", "mz:bucket", True),
    ]
    assert [len(c.steps) for c in plan.crisis] == [3, 4, 3]
    assert plan.crisis[0].sources == ("craft#1", "judgement#execution", "craft#2")
    assert not any(c.current for c in shop.plan(brand()).crisis)
    assert not any(c.current for c in shop.plan(brand(crisis__level="none")).crisis)


# -- assumptions and sources ---------------------------------------------------------------------------------------------


def test_assumptions_of_the_brief_come_first(shop: Workshop) -> None:
    plan = shop.plan(
        brand(
            segment("old", name="Regulars", share=FactValue(0.2, "assumed")),
            goals=FactValue(("joy",), "assumed"),
            budget__total=1,
            team__hours=1,
        )
    )
    assert [a.id for a in plan.assumptions] == ["brand.goals@brand", "segment.share@old"]
    assert plan.assumptions[1].text == "share of the segment of Regulars is assumed to be 20%."
    assert plan.assumptions[0].value == ["joy"]


def test_sources_by_document_and_number(shop: Workshop) -> None:
    plan = shop.plan(brand(wants=("lamp", "torch"), lamps=0))
    ids = [s.id for s in plan.sources]
    assert ids == ["craft#1", "craft#2", "craft#10", "judgement#execution"]
    assert plan.sources[2].title == "The lantern handbook"
    assert (plan.sources[2].section, plan.sources[2].certainty) == ("Fire", "hedged")


def test_how_an_action_is_carried_out_is_a_source_as_well(tmp_path) -> None:
    """The steps stand in a section of their own, and the text cites it."""
    shop = Workshop(tmp_path).act("lamp").act("torch")
    said = {s.id for s in shop.plan(brand()).sources}
    assert {s.id for s in shop.plan(brand(wants=("lamp",))).sources} - said == {
        "craft#1",
        "judgement#execution",
    }
    only = next(r for r in shop.plan(brand(wants=("lamp",))).recommendations if r.tactic == "mz:lamp")
    assert only.stated_in.steps == ("judgement#execution",)


def test_every_cited_section_is_listed(shop: Workshop) -> None:
    plan = shop.plan(
        brand(segment("old", type="regular"), wants=("lamp", "torch"), damp=True, goals=("joy",), lamps=0)
    )
    listed = {s.id for s in plan.sources}
    items = [
        *plan.recommendations, *plan.findings, *plan.goals, *plan.segments, *plan.face_profile, *plan.tensions,
        *plan.risks, *plan.crisis,
    ]  # fmt: skip
    assert {s for i in items for s in i.sources} <= listed


# -- the whole -------------------------------------------------------------------------------------------------------------


def test_the_head_of_a_plan(shop: Workshop) -> None:
    plan = shop.plan(brand(segment("old", name="Regulars"), name="灯火里"), language="zh-Hant")
    assert (plan.schema, plan.brand, plan.language) == (SCHEMA, "灯火里", "zh-Hant")
    assert [(p.name, p.version) for p in plan.packs] == [("workshop", "1.0.0")]
    assert plan.packs[0].revision == shop.workspace.packs.layers[0].revision
    assert [(e.id, e.kind, e.name) for e in plan.entities] == [
        ("brand", "brand", "灯火里"),
        ("old", "segment", "Regulars"),
    ]
    assert "灯火里" in plan.title
    assert plan.engine.engines[0] == "reference"


def test_names_of_the_brief_are_left_as_they_are_written(shop: Workshop) -> None:
    plan = shop.plan(
        brand(segment("a", name="发烧友", wants=("torch",)), name="云后面发"), language="zh-Hant"
    )
    assert plan.brand == "云后面发"
    assert item(plan, "torch@a").entity_name == "发烧友"


def test_json_has_plain_values_and_short_numbers(shop: Workshop) -> None:
    data = json.loads(shop.plan(brand(wants=("lamp",), lamps=80, rating=4.123456789)).dumps())
    action = data["recommendations"][0]
    assert action["score"] == 4
    assert isinstance(action["score"], int)
    assert action["steps"][0] == {"order": 1, "text": "Step 1 of lamp.", "week": 1}
    rating = next(f for f in data["facts"] if f["fact"] == "brand.rating")
    assert rating["value"] == 4.123457
    assert data["budget"]["limit"] is None


def test_json_is_in_the_readers_script(shop: Workshop) -> None:
    text = shop.plan(brand(wants=("lamp",)), language="zh-Hans").dumps()
    assert "灯笼手册" in text
    assert text.endswith("}\n")
