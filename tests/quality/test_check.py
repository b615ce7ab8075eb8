"""Each check finds the fault it is for, at its place, and a pack without fault has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import small_pack

from advisor.quality import Issue, Report, check
from advisor.quality.registry import check_ids
from advisor.quality.shapes import names

GUIDE = "ontology/documents/guide.trig"
EXECUTION = "ontology/judgement/execution.trig"
FACTS = "ontology/facts/brand.ttl"
SOURCES = "ontology/sources.ttl"
TACTICS = "rules/tactics/tea.yaml"

BUSINESS = """
src:guide-2 {{ mz:extra a {kind} ; skos:prefLabel "{zh}"@zh-Hans , "{en}"@en ;
  skos:definition "{zh_def}"@zh-Hans , "{en_def}"@en ; {more} }}
"""


def run(pack: Path, *more: Path) -> Report:
    return check(small_pack.packs(pack, *more), language="en")


def serious(report: Report) -> tuple[Issue, ...]:
    return tuple(i for i in report.issues if i.severity != "note")


def extra(
    kind: str = "mz:Practice",
    zh: str = "另一件事",
    en: str = "another thing",
    zh_def: str = "与别的都不同的一件事。",
    en_def: str = "A thing unlike the rest.",
    more: str = "mz:supports mz:guest .",
) -> str:
    return BUSINESS.format(kind=kind, zh=zh, en=en, zh_def=zh_def, en_def=en_def, more=more)


def quantity(value: float, calculation: str, precision: str = "") -> str:
    return extra(
        kind="mz:Quantity",
        more=f'mz:value {value} ; mz:calculation "{calculation}" ; {precision} mz:supports mz:guest .',
    )


def test_the_small_pack_has_no_fault(pack: Path) -> None:
    report = run(pack)
    assert serious(report) == ()
    assert report.ok
    assert set(report.counts()) == {"ledger_absent", "term_unused", "traditional_as_derived"}, "notes"


Edit = tuple[str, str, str]
Plant = Edit | tuple[str, str]
"""A file with a text and its replacement, or a file with what is put at its end."""

FAULTS: list[tuple[str, Plant, str]] = [
    ("undefined", (GUIDE, "mz:attractedBy mz:respect .", "mz:attractedBy mz:respct ."), "mz:respct"),
    (
        "undefined",
        (GUIDE, "mz:arisesFrom mz:face .", "mz:arisesFrom mz:face . mz:ghost mz:supports mz:face ."),
        "mz:ghost",
    ),
    ("undeclared_property", (GUIDE, "mz:attractedBy", "mz:atractedBy"), "mz:atractedBy"),
    ("undefined", (GUIDE, "mz:guest a mz:FanType ;", "mz:guest a mz:FanType , mz:Fantype ;"), "mz:Fantype"),
    ("several_kinds", (GUIDE, "mz:guest a mz:FanType ;", "mz:guest a mz:FanType , mz:Role ;"), "mz:Role"),
    ("label_repeated", (GUIDE, extra(zh="熟客")), "熟客"),
    ("label_repeated", (GUIDE, extra(en="Guest Levels")), "Guest Levels"),
    (
        "label_ambiguous",
        (GUIDE, extra(more='skos:altLabel "熟客"@zh-Hans ; mz:supports mz:guest .')),
        "mz:regular-guest",
    ),
    ("definition_repeated", (GUIDE, extra(zh_def="进店坐下的，任何人")), "mz:guest"),
    ("definition_is_label", (GUIDE, extra(en_def="Another thing.")), "mz:extra"),
    ("script", (GUIDE, extra(zh_def="與眾不同的一件事。")), "與"),
    ("language", (GUIDE, extra(en_def="不是英文。")), "不是英文"),
    ("language", (GUIDE, extra(zh_def="This is not Chinese at all.")), "zh-Hans"),
    ("domain", (GUIDE, extra(more="mz:ownerRole mz:keeper .")), "mz:Tactic"),
    ("range", (GUIDE, extra(more="mz:serves mz:guest .")), "mz:Goal"),
    ("datatype", (EXECUTION, "mz:weeksToEffect 6", "mz:weeksToEffect 6.5"), "xsd:integer"),
    ("datatype", (GUIDE, extra(more="mz:formula mz:guest .")), "rdf:langString"),
    ("datatype", (GUIDE, extra(more='mz:supports mz:guest , "guest" .')), "mz:Concept"),
    (
        "cycle",
        (GUIDE, extra(kind="mz:FanType", more="skos:broader mz:guest . mz:guest skos:broader mz:extra .")),
        "skos:broader",
    ),
    (
        "cycle",
        (GUIDE, extra(more="mz:precedes mz:guest . mz:guest mz:precedes mz:extra .")),
        "mz:precedes",
    ),
    ("graph_without_section", (GUIDE, "\nsrc:guide-9 { mz:guest mz:seeks mz:respect . }"), "src:guide-9"),
    ("statement_without_source", (GUIDE, "\nmz:guest mz:seeks mz:respect ."), "mz:guest"),
    ("lost_text_stated", (GUIDE, "\nsrc:guide-3 { mz:guest mz:seeks mz:respect . }"), "src:guide-3"),
    (
        "section_without_graph",
        (
            SOURCES,
            '\nsrc:guide-4 a mz:Section ; dct:isPartOf src:guide ; dct:identifier "4" ; dct:title "第四章"@zh-Hans ; mz:certainty mz:stated .',
        ),
        "src:guide-4",
    ),
    (
        "step_repeated",
        (EXECUTION, "Get a book and a pen.", "let ten regulars try it, for two weeks"),
        "mz:guest-levels, mz:name-book",
    ),
    (
        "step_order",
        (EXECUTION, 'mz:order 3 ; mz:text "先请', 'mz:order 4 ; mz:text "先请'),
        "mz:guest-levels",
    ),
    ("orphan", (GUIDE, extra(more='skos:note "alone" .')), "mz:extra"),
    (
        "redundant_broader",
        (GUIDE, extra(kind="mz:FanType", more="skos:broader mz:guest , mz:regular-guest .")),
        "mz:guest",
    ),
    (
        "related_is_broader",
        (GUIDE, extra(kind="mz:FanType", more="skos:broader mz:guest ; skos:related mz:guest .")),
        "mz:extra",
    ),
    ("self_relation", (GUIDE, extra(more="mz:supports mz:guest , mz:extra .")), "mz:extra"),
    (
        "metric_idle",
        (
            GUIDE,
            extra(
                kind="mz:Metric",
                more='mz:formula "a / b"@en , "甲 ÷ 乙"@zh-Hans ; mz:unitCode "ratio" ; mz:higherIsBetter true ; mz:supports mz:guest .',
            ),
        ),
        "mz:extra",
    ),
    ("goal_unserved", (GUIDE, extra(kind="mz:Goal")), "mz:extra"),
    ("calculation", (GUIDE, quantity(4.0, "extra - extra + 7 / 2")), "3.5"),
    ("calculation", (GUIDE, quantity(4.0, "1 / (extra - extra)")), "comes to —"),
    ("calculation_unreadable", (GUIDE, quantity(4.0, "extra ** 2")), "extra ** 2"),
    ("calculation_without_value", (GUIDE, quantity(4.0, "extr_a * 2")), "mz:extr-a"),
    (
        "option_code_repeated",
        (FACTS, "mz:option [ mz:code", 'mz:option [ mz:code "regular" ; mz:concept mz:guest ] , [ mz:code'),
        "segment.type",
    ),
    (
        "finding_unconcluded",
        (
            FACTS,
            '\nfinding:brand.dull a mz:Finding ; mz:severity 3 ; skos:prefLabel "冷清"@zh-Hans , "dull"@en ; skos:definition "没有人来。"@zh-Hans , "Nobody comes."@en .',
        ),
        "brand.dull",
    ),
    (
        "citation",
        (
            TACTICS,
            'advice: {certainty: stated, sources: ["guide#2"]}\n    condition: {certainty: judgement, why: {en: Only',
            'advice: {certainty: stated, sources: ["guide#1.2"]}\n    condition: {certainty: judgement, why: {en: Only',
        ),
        "guide#1.2",
    ),
    (
        "basis_repeated",
        (TACTICS, "zh-Hans: 叫不出姓名，就没有情分。", "zh-Hans: 熟客冲着看得见的礼遇来"),
        "levels_for_a_house",
    ),
    ("rule", (TACTICS, "recommend: mz:name-book", "recommend: mz:nam-book"), "mz:nam-book"),
    (
        "rule_test",
        (
            TACTICS,
            "{brand.name_book: true}, expect_not: [mz:name-book]",
            "{brand.name_book: true}, expect: [mz:name-book]",
        ),
        "names_before_anything",
    ),
    (
        "rule_test_missing",
        (TACTICS, "    - {given: {}, expect_unknown: [mz:name-book]}\n", ""),
        "names_before_anything",
    ),
    (
        "parameter_unused",
        (
            "rules/parameters/tea.yaml",
            "\nidle_line:\n  label: {en: Idle, zh-Hans: 闲置}\n  unit: ratio\n  values:\n    2026-01-01: {value: 0.3, origin: judgement, confidence: low}\n",
        ),
        "idle_line",
    ),
    ("phrase_missing", ("reports/phrases/tea.en.po", '\nmsgid "tea.bye"\nmsgstr "Farewell."\n'), "tea.bye"),
    ("phrase_values", ("reports/phrases/tea.en.po", "Welcome, {name}.", "Welcome, {nam}."), "tea.hello"),
    (
        "phrase_values",
        ("reports/phrases/tea.en.po", "Welcome, {name}.", "Welcome, {name}{ Name}."),
        "tea.hello",
    ),
    ("template", ("reports/plan/en/1-hello.md.j2", "{{ brand }}", "{% if brand %}"), "endif"),
]


def plant(pack: Path, what: Plant) -> None:
    path = pack / what[0]
    if len(what) == 3:
        small_pack.edit(path, what[1], what[2])
    else:
        path.write_text(path.read_text("utf-8") + what[1], "utf-8")


@pytest.mark.parametrize(
    ("name", "what", "named"), FAULTS, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(FAULTS)]
)
def test_a_planted_fault_is_found(pack: Path, name: str, what: Plant, named: str) -> None:
    plant(pack, what)
    report = run(pack)
    found = [i for i in report.issues if i.id == name]
    assert found, f"not found; instead: {[str(i) for i in report.issues]}"
    assert any(named in i.what for i in found)
    assert all(i.file and (pack / i.file).is_file() for i in found), "relative to the pack"
    # Exactly the planted fault, or what follows from it of necessity.
    follows = {"rule": {"tactic_without_rule"}, "rule_test": {"rule_test_missing"}, "citation": set()}.get(
        name, set()
    )
    others = {i.id for i in serious(report)} - {name} - follows
    assert others <= _ALSO.get(name, set()), [str(i) for i in report.issues]


_ALSO = {
    # A label of the wrong language, a circle, a repetition … may break a second promise as well.
    "language": {"script"},
    "cycle": {"redundant_broader"},
    "several_kinds": {"broader_of_another_kind"},
    "related_is_broader": set(),
    "redundant_broader": set(),
    "domain": set(),
    "rule": {"rule_test_missing", "rule_test", "citation_without_tactic"},
    "citation": {"citation_without_tactic"},
}

SHAPES: list[tuple[Plant, str, str]] = [
    ((GUIDE, ' , "guest"@en ;', " ;"), "mz:guest", "label"),
    ((GUIDE, '"guest"@en', '"guest"@en , "visitor"@en'), "mz:guest", "label"),
    ((GUIDE, '"进店坐下的任何人。"@zh-Hans , ', ""), "mz:guest", "definition"),
    (
        (EXECUTION, "mz:costModel mz:cost-fixed ; mz:fixedCost 800 ;", "mz:fixedCost 800 ;"),
        "mz:guest-levels",
        "cost model",
    ),
    ((EXECUTION, "mz:fixedCost 800", "mz:fixedCost -800"), "mz:guest-levels", "fixed cost"),
    ((EXECUTION, "mz:hoursPerWeek 2 ;", "mz:hoursPerWeek 2 , 3 ;"), "mz:guest-levels", "hours"),
    ((EXECUTION, "mz:ownerRole mz:keeper ; mz:helperRole", "mz:helperRole"), "mz:guest-levels", "owner"),
    ((EXECUTION, ' , "Get a book and a pen."@en', ""), "mz:name-book", "steps"),
    (
        (EXECUTION, "mz:measuredBy mz:return-rate ; mz:suits mz:guest ;", "mz:suits mz:guest ;"),
        "mz:name-book",
        "metric",
    ),
    ((GUIDE, "mz:serves mz:coming-back ;\n        mz:inPlaceWhen", "mz:inPlaceWhen"), "mz:name-book", "goal"),
    ((GUIDE, 'mz:unitCode "ratio" ; ', ""), "mz:return-rate", "unit"),
    (
        (GUIDE, "mz:pole mz:guest-levels , mz:name-book", "mz:pole mz:guest-levels"),
        "mz:same-or-special",
        "two poles",
    ),
    ((FACTS, ' , "Is there a book of names?"@en', ""), "fact:brand.name_book", "question"),
    (
        (FACTS, "mz:minimum 0.0 ; mz:maximum 1.0", "mz:minimum 2.0 ; mz:maximum 1.0"),
        "fact:brand.return_rate",
        "minimum",
    ),
    (
        (
            FACTS,
            ',\n              [ mz:code "passer_by" ; skos:prefLabel "过路客"@zh-Hans , "passer-by"@en ]',
            "",
        ),
        "fact:segment.type",
        "two options",
    ),
    ((FACTS, ' , "passer-by"@en', ""), "fact:segment.type", "option"),
    ((FACTS, "mz:severity 2", "mz:severity 5"), "finding:brand.weak_return", "severity"),
    ((SOURCES, 'dct:title "客人的种类"@zh-Hans ; ', ""), "src:guide-1.1", "title"),
]


@pytest.mark.parametrize(("what", "node", "message"), SHAPES, ids=[f"{n}-{m}" for _, n, m in SHAPES])
def test_a_broken_shape_is_named_in_words(pack: Path, what: Plant, node: str, message: str) -> None:
    plant(pack, what)
    shapes = set(names(small_pack.packs(pack)))
    found = [i for i in run(pack).issues if i.id in shapes]
    assert found
    assert all(node in i.what for i in found)
    assert any(message in i.what for i in found), [i.what for i in found]
    assert all(i.severity == "error" for i in found)


def test_a_calculation_may_be_rounded_as_far_as_it_says(pack: Path) -> None:
    path = pack / GUIDE
    path.write_text(path.read_text("utf-8") + quantity(3.33, "10 / 3", "mz:precision 0.01 ;"), "utf-8")
    assert serious(run(pack)) == ()


def test_nameless_nodes_in_a_circle(pack: Path) -> None:
    text = "\nsrc:guide-2 { _:a a mz:Tactic ; mz:step _:b . _:b a mz:Tactic ; mz:step _:a . }"
    (pack / GUIDE).write_text((pack / GUIDE).read_text("utf-8") + text, "utf-8")
    assert "tactic_owner" in run(pack).counts()


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("mz:suits mz:guest ; ", "tactic_audience"),
        (" ;\n        mz:mitigatedBy mz:respect", "risk_mitigation"),
    ],
)
def test_a_shape_may_only_warn(pack: Path, old: str, name: str) -> None:
    small_pack.edit(pack / EXECUTION, old, "")
    report = run(pack)
    assert report.ok
    assert [i.id for i in serious(report)] == [name]
    profile = pack / "ontology/checks.yaml"
    profile.write_text(profile.read_text("utf-8") + f"{name}: error\n", "utf-8")
    assert [i.id for i in run(pack).of("error")] == [name], "the profile weighs more than the shape"


def test_advice_called_stated_by_sections_that_do_not_speak_of_the_tactic(pack: Path) -> None:
    text = (pack / TACTICS).read_text("utf-8")
    first, second = text.split("- id: names_before_anything")
    (pack / TACTICS).write_text(
        first.replace('sources: ["guide#2"]', 'sources: ["guide#1.1"]')
        + "- id: names_before_anything"
        + second,
        "utf-8",
    )
    found = serious(run(pack))
    assert [i.id for i in found] == ["citation_without_tactic"]
    assert found[0].severity == "warning"
    assert "mz:guest-levels" in found[0].what


def test_a_tactic_that_no_rule_recommends(pack: Path) -> None:
    small_pack.edit(
        pack / TACTICS,
        "then: [{recommend: mz:name-book, strength: conditional, serves: [mz:coming-back]}]",
        "then: [{recommend: mz:guest-levels, strength: conditional, serves: [mz:coming-back]}]",
    )
    errors = {i.id: i for i in run(pack).of("error")}
    assert "mz:name-book" in errors["tactic_without_rule"].what


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("rules/planning/planning.yaml", "facts: {budget: audience.pride}\n"),
        (
            "reports/plan/en/2-pride.md.j2",
            "{{ plan.facts | selectattr('fact', 'equalto', 'audience.pride') | list }}\n",
        ),
        ("reports/phrases/pride.en.po", 'msgid "tea.pride"\nmsgstr "As audience.pride says."\n'),
        ("ontology/extra.ttl", "mz:respect mz:observedBy fact:audience.pride .\n"),
    ],
)
def test_a_fact_is_read_by_the_planner_templates_phrases_and_concepts_too(
    pack: Path, file: str, text: str
) -> None:
    declared = (pack / FACTS).read_text("utf-8")
    again = declared[declared.index("fact:audience.face") : declared.index("fact:segment.type")]
    (pack / FACTS).write_text(declared + again.replace("audience.face", "audience.pride"), "utf-8")
    packs = small_pack.packs(pack)
    assert "fact_unread" in check(packs, only=["fact_unread"]).counts()
    (pack / file).parent.mkdir(parents=True, exist_ok=True)
    (pack / file).write_text((small_pack.PREFIXES if file.endswith("ttl") else "") + text, "utf-8")
    assert "fact_unread" not in check(small_pack.packs(pack), only=["fact_unread"]).counts()


def test_fact_and_finding_that_nothing_reads(pack: Path) -> None:
    text = (pack / FACTS).read_text("utf-8")
    again = text[text.index("fact:audience.face") : text.index("fact:segment.type")]
    again = (
        again.replace("audience.face", "audience.pride")
        .replace("看重面子的程度", "看重体面的程度")
        .replace("how much face", "how much pride")
    )
    (pack / FACTS).write_text(text + again, "utf-8")
    small_pack.edit(pack / TACTICS, "      - {finding: brand.weak_return}\n", "")
    report = run(pack)
    assert "finding_unread" in {i.id for i in report.of("note")}
    assert "fact_unread" in {i.id for i in report.of("error")}
    assert "audience.pride" in next(i.what for i in report.issues if i.id == "fact_unread")


def test_every_broken_file_is_named_and_nothing_else_is_said_of_the_ontology(pack: Path) -> None:
    for name in ("a.ttl", "b.trig"):
        (pack / "ontology" / name).write_text("mz:x mz:y mz:z .\n", "utf-8")
    report = run(pack)
    assert [(i.id, i.file, i.line) for i in report.issues] == [
        ("syntax", "ontology/a.ttl", 1),
        ("syntax", "ontology/b.trig", 1),
    ]


def test_other_checks_go_on_where_the_ontology_is_broken(pack: Path) -> None:
    (pack / "ontology/a.ttl").write_text("mz:x mz:y mz:z .\n", "utf-8")
    small_pack.edit(pack / "reports/phrases/tea.en.po", "{name}", "{nam}")
    assert {i.id for i in run(pack).issues} == {"syntax", "phrase_values"}


Change = Callable[[Path], object]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("value", lambda p: small_pack.edit(p / FACTS, "mz:datatype mz:Choice", "mz:datatype mz:Chance")),
        (
            "overlay",
            lambda p: (p / "ontology/r.ttl").write_text(
                small_pack.PREFIXES + "[] mz:replaces mz:guest .", "utf-8"
            ),
        ),
        (
            "vocabulary",
            lambda p: small_pack.edit(p / FACTS, '"brand.return_rate <= 1"', '"brand.return_rat <= 1"'),
        ),
        ("profile", lambda p: (p / "ontology/checks.yaml").write_text("orfan: error\n", "utf-8")),
        ("profile", lambda p: (p / "ontology/checks.yaml").write_text("orphan: grave\n", "utf-8")),
        ("syntax", lambda p: (p / "ontology/shapes.ttl").write_text("@prefix : <x> .\n:a :b\n", "utf-8")),
        ("query", lambda p: (p / "ontology/checks/orphan.rq").write_text("SELECT ?node WHERE { ", "utf-8")),
        ("query", lambda p: (p / "ontology/checks/orphan.rq").write_text("ASK { ?a ?b ?c }", "utf-8")),
        (
            "query",
            lambda p: (p / "ontology/checks/orphan.rq").write_text(
                "SELECT ?node { SERVICE <http://x/> { ?node ?p ?o } }", "utf-8"
            ),
        ),
        (
            "query",
            lambda p: (p / "ontology/checks/orphan.rq").write_text(
                "SELECT ?node FROM <http://x/> { ?node ?p ?o }", "utf-8"
            ),
        ),
        ("query", lambda p: (p / "ontology/checks/orphan.rq").write_bytes(b"\xff")),
        ("phrase_file", lambda p: (p / "reports/phrases/tea.po").write_text("", "utf-8")),
        ("phrase_file", lambda p: (p / "reports/phrases/tea.en.po").write_text("msgid nonsense", "utf-8")),
        (
            "phrase_missing",
            lambda p: small_pack.edit(p / "reports/phrases/tea.en.po", "Welcome, {name}.", ""),
        ),
        ("rule", lambda p: (p / "rules/tactics/more.yaml").write_text("- id: [x\n", "utf-8")),
        ("template", lambda p: (p / "reports/plan/en/1-hello.md.j2").write_bytes(b"\xff")),
    ],
)
def test_what_cannot_be_read_is_one_issue_with_its_file(pack: Path, name: str, change: Change) -> None:
    change(pack)
    found = [i for i in run(pack).issues if i.id == name]
    assert len(found) == 1, [str(i) for i in found]
    assert found[0].file
    assert found[0].remedy


def test_a_retired_concept_that_a_rule_names(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(tmp_path / "firm", r_ttl="mz:name-book mz:retired true .")
    report = run(pack, firm)
    assert any(i.id == "rule" and "mz:name-book" in i.what for i in report.of("error"))


def test_a_later_pack_changes_the_profile_and_adds_a_query(pack: Path, tmp_path: Path) -> None:
    firm = small_pack.overlay(tmp_path / "firm")
    (firm / "ontology/checks").mkdir()
    (firm / "ontology/checks/no_guests.rq").write_text("SELECT ?node { ?node a mz:FanType }", "utf-8")
    off = "ledger_absent: off\nterm_unused: off\ntraditional_as_derived: off\n"
    (firm / "ontology/checks.yaml").write_text(f"no_guests: warning\n{off}", "utf-8")
    report = run(pack, firm)
    assert report.counts() == {"no_guests": 2}
    assert {i.severity for i in report.issues} == {"warning"}
    assert "no_guests: mz:guest" in {i.what for i in report.issues}, "without a phrase of its own"
    assert "no_guests" in check_ids(small_pack.packs(pack, firm))


def test_the_report_speaks_the_language_asked_for(pack: Path) -> None:
    small_pack.edit(pack / EXECUTION, "mz:ownerRole mz:keeper ; mz:helperRole", "mz:helperRole")
    packs = small_pack.packs(pack)
    assert check(packs, only=["tactic_owner"]).issues[0].what == "mz:guest-levels：要有一个负责角色"
    assert (
        check(packs, language="zh-Hant", only=["tactic_owner"]).issues[0].what
        == "mz:guest-levels：要有一個負責角色"
    )
    assert "owner role" in check(packs, language="en", only=["tactic_owner"]).issues[0].what


def test_only_some_checks(pack: Path) -> None:
    small_pack.edit(pack / GUIDE, "mz:attractedBy mz:respect .", "mz:atractedBy mz:respct .")
    report = check(small_pack.packs(pack), only=["undefined"])
    assert set(report.counts()) == {"undefined"}


def test_an_issue_as_a_line(pack: Path) -> None:
    small_pack.edit(pack / GUIDE, "mz:attractedBy mz:respect .", "mz:attractedBy mz:respct .")
    report = run(pack)
    issue = report.of("error")[0]
    assert not report.ok
    assert issue.place_text == "ontology/documents/guide.trig:28"
    assert str(issue).startswith(
        "ontology/documents/guide.trig:28: error: mz:regular-guest speaks of mz:respct"
    )
    assert str(issue).endswith("[undefined]")
    assert Issue("x", "note", "what").place_text == ""
    assert str(Issue("x", "note", "what")) == "note: what [x]"


def test_same_pack_same_report(pack: Path) -> None:
    small_pack.edit(pack / EXECUTION, "mz:hoursPerWeek 2 ;", "mz:hoursPerWeek 2 , 3 ;")
    assert run(pack) == run(pack)
