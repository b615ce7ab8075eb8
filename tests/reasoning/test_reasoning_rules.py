"""Loading rules and parameters: what is refused, how packs lie over each other, the compiled form."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from reasoning_generated import rulesets
from reasoning_packs import GROUNDS, PARAMETERS, VOCABULARY, Ontology, rule, write_pack
from stopwatch import processor_time

from advisor.errors import NotFound, RuleError
from advisor.pack import Packs, read_manifest
from advisor.reasoning.codec import rules_from_json, rules_to_json
from advisor.reasoning.model import Compare, Concluded, ParameterRef
from advisor.reasoning.rules import RuleSet, load_rules, open_rules, read_packs
from advisor.reasoning.strata import strata

WEAK = rule("weak", "{fact: brand.retention_rate, below: {parameter: retention_low}}", "findings")


def load(tmp_path, *texts: str, parameters: str = PARAMETERS, knowledge=None) -> RuleSet:
    packs = write_pack(tmp_path / "pack", {"tactics/r.yaml": "".join(texts)}, parameters)
    return load_rules(packs, VOCABULARY, knowledge=knowledge)


def refusal(tmp_path, *texts: str, parameters: str = PARAMETERS, knowledge=None) -> str:
    with pytest.raises(RuleError) as caught:
        load(tmp_path, *texts, parameters=parameters, knowledge=knowledge)
    return str(caught.value)


def test_a_rule_is_read_whole(tmp_path):
    rules = load(
        tmp_path,
        WEAK,
        rule(
            "r",
            "{finding: brand.weak}",
            then="{recommend: mz:points, strength: conditional, serves: [mz:retention, mz:sales]}",
        ),
    )
    found = rules.rule("r")
    assert (found.layer, found.kind, found.when) == ("tactics", "brand", Concluded("finding", "brand.weak"))
    assert found.then[0].serves == ("mz:retention", "mz:sales")
    assert found.basis == {"en": "A reason.", "zh-Hans": "一个理由。", "zh-Hant": "一個理由。"}
    assert found.advice.sources == ("fan-ops#6.1.2",)
    assert found.condition.why is not None
    assert (found.place.file, found.place.line) == ("rules/tactics/r.yaml", 11)
    assert rules.concluding("finding", "brand.weak") == (rules.rule("weak"),)
    assert rules.conclusions("recommend") == ("mz:points",)
    assert [r.id for stratum in rules.strata for r in stratum] == ["weak", "r"]
    with pytest.raises(NotFound, match="did you mean weak"):
        rules.rule("week")


def test_every_layer_has_its_conclusion(tmp_path):
    rules = load(
        tmp_path,
        rule("f", layer="findings", kind="segment"),
        rule("g", layer="goals"),
        rule("c", layer="cautions", then="{caution: mz:points, substitute: mz:levels}"),
        rule("t", kind="channel"),
        rule("x", "{recommended: mz:points}", "tensions"),
    )
    assert [r.then[0].what for r in rules.rules] == ["finding", "goal", "caution", "recommend", "tension"]
    assert rules.rule("c").then[0].substitute == "mz:levels"
    assert rules.rule("g").then[0].weight == "primary"
    assert rules.rule("x").then[0].resolution["en"] == "both"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 5\n", "a rule is '5', not a mapping"),
        ("- {layer: tactics}\n", "a rule has no 'id'"),
        (rule("Bad-Id"), "the id 'Bad-Id' is not snake_case"),
        (rule(layer="tactic"), "layer is 'tactic' — did you mean tactics"),
        (rule(kind="segments"), "for is 'segments' — did you mean segment"),
        (
            rule(layer="goals", kind="segment"),
            "a rule of the layer goals is for: segment — write 'for: brand'",
        ),
        (rule() + "  teste: []\n", "unknown key in the rule 'teste' — did you mean tests"),
        (rule(then="{}"), "has no 'recommend'"),
        (
            rule(then="{finding: brand.x}"),
            "the layer tactics cannot conclude 'finding' — it concludes 'recommend'",
        ),
        (rule(then="{recommend: mz:points, serves: [mz:a]}"), "has no 'strength'"),
        (
            rule(then="{recommend: mz:points, strength: weak, serves: [mz:a]}"),
            "strength is 'weak' — one of strong, conditional",
        ),
        (rule(then="{recommend: mz:points, strength: strong}"), "has no 'serves'"),
        (rule(then="{recommend: mz:points, strength: strong, serves: []}"), "'serves' names no goal"),
        (
            rule(then="{recommend: mz:points, strength: strong, serves: [mz:a, mz:a]}"),
            "'mz:a' stands twice in serves",
        ),
        (
            rule(then="{recommend: points, strength: strong, serves: [mz:a]}"),
            "recommend is 'points', not a concept",
        ),
        (
            rule(then="{recommend: mz:points, strength: strong, serves: [mz:a], weight: primary}"),
            "unknown key in a conclusion of the layer tactics 'weight'",
        ),
        (rule(then="{caution: mz:points, substitute: mz:points}", layer="cautions"), "its own substitute"),
        (rule(then="{finding: weak}", layer="findings"), "is not written kind.name"),
        (
            rule(then="{finding: segment.weak}", layer="findings"),
            "belongs to a segment, but the rule is for: brand",
        ),
        (rule(then="{goal: mz:a, weight: main}", layer="goals"), "weight is 'main'"),
        (
            rule(then="{tension: mz:a, resolution: both}", layer="tensions"),
            "resolution is 'both', not a mapping",
        ),
        (rule().replace("then:\n", "then: []\n  x:\n"), "unknown key in the rule 'x'"),
        (rule(rest=GROUNDS.replace(", zh-Hans: 一个理由。", "")), "basis has no 'zh-Hans'"),
        (rule(rest=GROUNDS.replace("一个理由。", "reason")), "zh-Hans of basis holds no Chinese"),
        (rule(rest=GROUNDS.replace("A reason.", "理由")), "en of basis holds Chinese"),
        (rule(rest=GROUNDS.replace("一个理由。", "长" * 61)), "basis has 61 characters — at most 60"),
        (rule(rest=GROUNDS.replace("A reason.", "A: reason")), "is not valid YAML"),
        (
            rule(rest=GROUNDS.replace("stated, sources: [fan-ops#6.1.2]", "stated")),
            "advice is stated and cites no sources",
        ),
        (rule(rest=GROUNDS.replace("stated,", "certain,")), "certainty of advice is 'certain'"),
        (rule(rest=GROUNDS.replace("fan-ops#6.1.2", "fan-ops 6.1.2")), "'fan-ops 6.1.2' is no section"),
        (
            rule(
                rest=GROUNDS.replace(
                    "{certainty: stated, sources: [fan-ops#6.1.2]}", "{certainty: judgement}"
                )
            ),
            "advice is judgement and does not say why",
        ),
        (
            rule(
                rest=GROUNDS.replace("certainty: judgement,", "certainty: judgement, sources: [fan-ops#1],")
            ),
            "condition is judgement and cites sources",
        ),
        (rule(rest=GROUNDS.split("    condition")[0]), "grounds has no 'condition'"),
        (rule() + rule(), "'r' stands twice, first in"),
        ("r: {}\n", "holds no list of rules"),
        (rule(when="{finding: brand.weak}"), "no rule concludes the finding 'brand.weak'"),
        (
            WEAK + rule(when="{finding: brand.weka}"),
            "no rule concludes the finding 'brand.weka' — did you mean brand.weak",
        ),
        (rule(when="{finding: brand.buyers}"), "it is a fact: write {fact: brand.buyers, …}"),
        (rule(when="{goal: mz:retention}"), "no rule sets the goal 'mz:retention'"),
        (
            rule("x", "{recommended: mz:point}", "tensions") + rule(),
            "no rule recommends 'mz:point' — did you mean mz:points",
        ),
        (rule("buyers", layer="findings"), "the finding 'brand.buyers' has the name of a fact"),
        (
            rule("a", "{finding: brand.b}", "findings") + rule("b", "{finding: brand.a}", "findings"),
            "these rules wait for each other: ",
        ),
    ],
)
def test_rules_that_are_refused(tmp_path, text, words):
    message = refusal(tmp_path, text)
    assert words in message
    assert "r.yaml:" in message


def test_a_cycle_names_all_its_rules(tmp_path):
    message = refusal(
        tmp_path,
        rule("a", "{finding: brand.c}", "findings"),
        rule("b", "{finding: brand.a}", "findings"),
        rule("c", "{finding: brand.b}", "findings"),
        rule("d", "{finding: brand.c}", "findings"),
    )
    chain = message.split("each other: ")[1].split(" — ")[0].split(" -> ")
    assert set(chain) == {"a", "b", "c"}
    assert chain[0] == chain[-1]


def test_reading_collects_every_fault(tmp_path):
    packs = write_pack(
        tmp_path / "pack",
        {
            "tactics/a.yaml": rule("a", "{known: brand.x}") + rule("b", layer="x") + rule("ok"),
            "findings/b.yaml": "a: [",
            "planning/planning.yaml": "not: rules",
        },
        PARAMETERS + "bad: {}\n",
    )
    reading = read_packs(packs, VOCABULARY)
    assert len(reading.faults) == 4
    assert [r.id for r in reading.rules.rules] == ["ok"]
    assert reading.files["ok"].name == "a.yaml"


def test_a_missing_finding_is_not_reported_while_rules_cannot_be_read(tmp_path):
    packs = write_pack(tmp_path / "pack", {"a.yaml": rule("a", "{finding: brand.b}") + rule("b", layer="x")})
    assert len(read_packs(packs, VOCABULARY).faults) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", "holds no mapping of parameters"),
        ("p: 3", "a parameter is '3', not a mapping"),
        ("P-x: {}", "its name is not snake_case"),
        ("p: {label: {en: a, zh-Hans: 文}}", "the parameter has no 'values'"),
        ("p: {label: {en: a, zh-Hans: 文}, values: {}}", "values is empty"),
        ("p: {label: {en: a}, values: {}}", "label has no 'zh-Hans'"),
        (
            "p: {label: {en: a, zh-Hans: 文}, value: 3}",
            "unknown key in the parameter 'value' — did you mean values",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026: {value: 1, origin: judgement, confidence: low}}}",
            "'2026' is no date",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-02-30: {value: 1, origin: judgement, confidence: low}}}",
            "'2026-02-30' is no date",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: high, origin: judgement, confidence: low}}}",
            "value is 'high', not a number",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: true, origin: judgement, confidence: low}}}",
            "value is 'true', not a number",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1e400, origin: judgement, confidence: low}}}",
            "value is 'inf', not a number",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1, origin: somewhere, confidence: low}}}",
            "origin is 'somewhere' — a section",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1, origin: judgement, confidence: sure}}}",
            "confidence is 'sure' — one of high",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1, origin: judgement}}}",
            "2026-01-01 has no 'confidence'",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, history_factor: 0, values: {2026-01-01: {value: 1, origin: judgement, confidence: low}}}",
            "history_factor is 0",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1, origin: judgement, confidence: low}}, by_sector: {cattering: {}}}",
            "unknown sector 'cattering' — did you mean catering",
        ),
        (
            "p: {label: {en: a, zh-Hans: 文}, values: {2026-01-01: {value: 1, origin: judgement, confidence: low}}, by_sector: {catering: {}}}",
            "by_sector.catering is empty",
        ),
    ],
)
def test_parameters_that_are_refused(tmp_path, text, words):
    assert words in refusal(tmp_path, rule(), parameters=text)


def test_a_threshold_outside_the_range_of_its_fact_is_refused(tmp_path):
    message = refusal(tmp_path, WEAK, parameters=PARAMETERS.replace("value: 0.25", "value: 25"))
    assert "'retention_low' can be 25, but 'brand.retention_rate' is at most 1" in message


def test_ontology_is_asked_where_it_is_given(tmp_path):
    concepts = {"mz:points": "mz:Tactic", "mz:retention": "mz:Goal", "mz:equal-or-exclusive": "mz:Tension"}
    sections = {"fan-ops#6.1.2": "stated", "fan-ops#9.2": "stated"}
    good = Ontology(concepts, sections, ("brand.weak",))
    texts = (WEAK, rule(), rule("x", "{recommended: mz:points}", "tensions"), rule("g", layer="goals"))
    assert len(load(tmp_path, *texts, knowledge=good).rules) == 4

    def says(words: str, knowledge, *more: str) -> None:
        assert words in refusal(tmp_path, *texts, *more, knowledge=knowledge)

    says(
        "no concept 'mz:point' in the ontology — did you mean mz:points",
        good,
        rule("y", then="{recommend: mz:point, strength: strong, serves: [mz:retention]}"),
    )
    says(
        "no concept 'mz:levels'",
        good,
        rule("c", layer="cautions", then="{caution: mz:points, substitute: mz:levels}"),
    )
    says(
        "'mz:retention' is a mz:Goal, and here a mz:Tactic must stand",
        good,
        rule("y", then="{recommend: mz:retention, strength: strong, serves: [mz:retention]}"),
    )
    says("the finding 'brand.weak' is not declared", Ontology(concepts, sections))
    says(
        "advice cites 'fan-ops#6.1.2', which is not in the list",
        Ontology(concepts, {"fan-ops#9.2": "stated"}, ("brand.weak",)),
    )
    says(
        "advice says 'stated', but fan-ops#6.1.2 is hedged — write 'certainty: hedged'",
        Ontology(concepts, {**sections, "fan-ops#6.1.2": "hedged"}, ("brand.weak",)),
    )
    says(
        "no section 'fan-ops#9.2' in the list of sources",
        Ontology(concepts, {"fan-ops#6.1.2": "stated"}, ("brand.weak",)),
    )


def test_a_later_pack_replaces_whole_rules_and_parameters(tmp_path):
    first = write_pack(tmp_path / "one", {"a.yaml": rule("a") + rule("b")})
    write_pack(
        tmp_path / "two",
        {"c.yaml": rule("b", "{known: brand.buyers}") + rule("c")},
        "buyers_few:\n  label: {en: a, zh-Hans: 文}\n  unit: count\n  values: {2026-01-01: {value: 7, origin: judgement, confidence: low}}\n",
        name="firm",
    )
    packs = Packs((*first.layers, read_manifest(tmp_path / "two")), tmp_path / "cache")
    rules = load_rules(packs, VOCABULARY)
    assert [r.id for r in rules.rules] == ["a", "b", "c"]
    assert rules.rule("b").place.file == "rules/c.yaml"
    assert rules.parameters.value("buyers_few", dt.date(2026, 2, 1)).value == 7
    assert "retention_low" in rules.parameters


def test_compiled_form_is_the_same_without_reading_yaml_again(tmp_path, monkeypatch):
    packs = write_pack(
        tmp_path / "pack", {"a.yaml": WEAK + rule("b", "{finding: brand.weak}") + "  tests: []\n"}
    )
    loaded = load_rules(packs, VOCABULARY)
    assert open_rules(packs, VOCABULARY) == loaded
    import advisor.yamltext

    monkeypatch.setattr(advisor.yamltext, "load", lambda *a, **k: pytest.fail("YAML was read"))
    assert open_rules(packs, VOCABULARY) == loaded
    compiled = next((tmp_path / "pack" / "cache").rglob("rules.json")).read_text("utf-8")
    assert "tests" not in json.loads(compiled)
    assert str(tmp_path) not in compiled


def test_a_bad_rule_is_not_compiled(tmp_path):
    packs = write_pack(tmp_path / "pack", {"a.yaml": rule(layer="x")})
    with pytest.raises(RuleError):
        open_rules(packs, VOCABULARY)
    assert not list((tmp_path / "pack").rglob("rules.json"))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rulesets())
def test_codec_round_trip(rules):
    value = json.loads(json.dumps(rules_to_json(rules.rules, rules.parameters)))
    again, parameters = rules_from_json(value)
    assert (again, parameters) == (rules.rules, rules.parameters)


def test_two_hundred_rules_open_fast(tmp_path):
    when = (
        "{all: [{finding: brand.weak}, {fact: brand.stage, one_of: [launch, growth]}, {any_of: {segment: {all: ["
        "{fact: segment.type, is: loyal}, {fact: segment.share, below: {parameter: loyal_share_low}}]}}}]}"
    )
    packs = write_pack(tmp_path / "pack", {"a.yaml": WEAK + "".join(rule(f"r{n}", when) for n in range(200))})
    open_rules(packs, VOCABULARY)
    best = min(_timed(lambda: open_rules(packs, VOCABULARY)) for _ in range(5))
    assert best < 0.025, f"{best * 1000:.0f} ms"


def _timed(work) -> float:
    with processor_time() as spent:
        work()
    return spent[0]


def test_opening_rules_imports_nothing_heavy():
    code = (
        "import sys, advisor.reasoning.engines, advisor.reasoning.explain\n"
        "heavy = ['rdflib', 'networkx', 'pyshacl', 'opencc', 'pypinyin', 'babel', 'docx', 'durable', 'hypothesis']\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rulesets())
def test_strata_put_every_rule_after_those_it_reads(rules):
    from advisor.reasoning.strata import refers_to

    order = {r.id: n for n, stratum in enumerate(strata(rules.rules)) for r in stratum}
    assert sorted(order) == sorted(r.id for r in rules.rules)
    for found in rules.rules:
        for what in refers_to(found):
            assert all(order[other.id] < order[found.id] for other in rules.concluding(*what))


def test_a_rule_may_not_wait_for_a_later_layer():
    from dataclasses import replace

    from reasoning_generated import TEXT, WHY

    from advisor.reasoning.model import Conclusion, Rule

    tactic = Rule(
        "t",
        "tactics",
        "brand",
        Compare("x.y", "is", True),
        (Conclusion("recommend", "mz:a"),),
        TEXT,
        WHY,
        WHY,
    )
    early = replace(
        tactic,
        id="f",
        layer="findings",
        when=Concluded("recommended", "mz:a"),
        then=(Conclusion("finding", "brand.f"),),
    )
    with pytest.raises(RuleError, match="'f' of the layer findings waits for 't' of the later layer tactics"):
        strata((early, tactic))
    assert ParameterRef("a") == ParameterRef("a")
