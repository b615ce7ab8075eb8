"""The reasoner finds what contradicts the axioms, names the statements, and ends when it is told to."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import small_pack

from advisor.errors import EngineError
from advisor.pack import load_packs
from advisor.quality import Issue, check
from advisor.quality.material import Material
from advisor.quality.reasoner import hermit
from advisor.quality.reasoner.culprits import minimal
from advisor.quality.reasoner.ontology import Ontology

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")

PLANTED: list[tuple[str, str, tuple[str, ...], str]] = [
    (
        "wrong domain",
        "mz:guest mz:hasDuty mz:pouring . mz:pouring a mz:Duty .",
        ("mz:guest mz:hasDuty mz:pouring",),
        "rdfs:domain mz:Role",
    ),
    (
        "wrong range",
        "mz:guest mz:serves mz:respect .",
        ("mz:guest mz:serves mz:respect",),
        "rdfs:range mz:Goal",
    ),
    ("two kinds", "mz:respect a mz:Topic .", ("mz:respect rdf:type mz:Topic",), "owl:disjointWith"),
    ("before itself", "mz:guest mz:precedes mz:guest .", ("mz:guest mz:precedes mz:guest",), "mz:precedes"),
    (
        "before one another",
        "mz:guest mz:precedes mz:face . mz:face mz:precedes mz:guest .",
        ("mz:guest mz:precedes mz:face", "mz:face mz:precedes mz:guest"),
        "owl:AsymmetricProperty",
    ),
    (
        "three poles",
        "mz:same-or-special mz:pole mz:respect .",
        ("mz:same-or-special mz:pole mz:respect",),
        "owl:cardinality 2",
    ),
    (
        "two owners",
        "mz:name-book mz:ownerRole mz:waiter .",
        ("mz:name-book mz:ownerRole mz:keeper", "mz:name-book mz:ownerRole mz:waiter"),
        "mz:ownerRole rdf:type owl:FunctionalProperty",
    ),
    (
        "two numbers",
        "mz:name-book mz:mostMembers 3 , 4 .",
        ("mz:name-book mz:mostMembers 3", "mz:name-book mz:mostMembers 4"),
        "owl:FunctionalProperty",
    ),
    (
        "what excludes each other",
        "mz:name-book mz:unsuitedTo mz:guest .",
        ("mz:name-book mz:unsuitedTo mz:guest", "mz:name-book mz:suits mz:guest"),
        "owl:propertyDisjointWith",
    ),
    (
        "read from the other end",
        "mz:comparison mz:hasCriterion mz:taste . mz:taste a mz:Criterion . mz:face mz:measures mz:comparison .",
        ("mz:face mz:measures mz:comparison",),
        "mz:Metric",
    ),
]


def reasoned(pack: Path, tmp_path: Path, text: str) -> list[Issue]:
    firm = small_pack.overlay(tmp_path / "firm", x_ttl=text)
    report = check(small_pack.packs(pack, firm), language="en", only=["inconsistent"], reason_seconds=120)
    return list(report.issues)


@needs_java
@pytest.mark.parametrize(
    ("text", "statements", "axiom"), [p[1:] for p in PLANTED], ids=[p[0].replace(" ", "-") for p in PLANTED]
)
def test_a_planted_contradiction_is_named(
    pack: Path, tmp_path: Path, text: str, statements: Sequence[str], axiom: str
) -> None:
    found = reasoned(pack, tmp_path, text)
    assert len(found) == 1, [i.what for i in found]
    assert found[0].severity == "error"
    assert all(s in found[0].what for s in statements), found[0].what
    assert axiom in found[0].what
    assert "x.ttl:" in found[0].what, "with file and line"
    assert found[0].file


@needs_java
def test_two_contradictions_are_both_named(pack: Path, tmp_path: Path) -> None:
    found = reasoned(pack, tmp_path, "mz:respect a mz:Topic .\nmz:guest mz:precedes mz:guest .\n")
    assert [i.line for i in found] == [10, 11]


@needs_java
def test_what_is_not_said_is_no_contradiction(pack: Path, tmp_path: Path) -> None:
    # No owner, no steps, one pole: for the shapes to say.
    assert reasoned(pack, tmp_path, "mz:x a mz:Tactic . mz:y a mz:Tension ; mz:pole mz:x .") == []


@needs_java
def test_an_axiom_that_owl_dl_does_not_know(pack: Path, tmp_path: Path) -> None:
    # mz:partOf is transitive; nothing transitive may be asymmetric.
    with pytest.raises(EngineError, match="goes beyond OWL 2 DL"):
        reasoned(pack, tmp_path, "mz:partOf a owl:AsymmetricProperty .")


@needs_java
@pytest.mark.slow
def test_the_shipped_pack_holds_together() -> None:
    ontology = Ontology(Material(load_packs()).graph)
    reasoner = hermit.Hermit(120)
    assert reasoner.unsatisfiable(ontology.axiom_lines) == []
    assert reasoner.first_inconsistent([ontology.lines(ontology.assertions)]) is None
    assert len(ontology.assertions) > 10_000, "most of what is stated is looked at"


@needs_java
def test_it_ends_in_time(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"stopped after 0\.01 seconds — give it more with --seconds"):
        check(small_pack.packs(pack), reason_seconds=0.01)


@needs_java
def test_what_was_found_before_the_end_is_kept(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = small_pack.overlay(
        tmp_path / "firm", x_ttl="mz:guest mz:precedes mz:guest .\nmz:respect a mz:Topic ."
    )
    asked = 0
    ask = hermit.Hermit.first_inconsistent

    def few(self: hermit.Hermit, ontologies: Sequence[Sequence[str]]) -> int | None:
        nonlocal asked
        asked += 1
        if asked > 10:
            raise hermit.OutOfTime("the reasoner was stopped after 1 seconds")
        return ask(self, ontologies)

    monkeypatch.setattr(hermit.Hermit, "first_inconsistent", few)
    only = ["inconsistent", "reasoner"]
    report = check(small_pack.packs(pack, firm), only=only, reason_seconds=120)
    assert report.counts()["reasoner"] == 1


def test_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit.shutil, "which", lambda _name: None)
    with pytest.raises(EngineError, match="needs Java") as problem:
        hermit.Hermit(10)
    assert "default-jre-headless" in str(problem.value.remedy)


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit.shutil, "which", lambda _name: "java")
    monkeypatch.setattr(hermit.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EngineError, match="needs the package owlready2") as problem:
        hermit.Hermit(10)
    assert problem.value.remedy == "pip install 'mianzi-advisor[reason]'"


def test_a_java_that_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "_class_path", lambda: "HermiT.jar")
    broken = tmp_path / "java"
    broken.write_text("#!/bin/sh\necho 'Error: no such machine' >&2\nexit 1\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(hermit.shutil, "which", lambda _name: str(broken))
    with pytest.raises(EngineError, match="the reasoner failed: Error: no such machine"):
        hermit.Hermit(10).first_inconsistent([["x"]])
    broken.write_text("no program", "utf-8")
    broken.chmod(0o644)
    with pytest.raises(EngineError, match="Java cannot be started"):
        hermit.Hermit(10).first_inconsistent([["x"]])


@pytest.mark.parametrize("bad", [{3}, {0, 99}, {5, 6, 70}, set()])
def test_the_smallest_contradictory_part(bad: set[int]) -> None:
    asked = 0

    def first_bad(sets: Sequence[Sequence[int]]) -> int | None:
        nonlocal asked
        asked += 1
        return next((i for i, one in enumerate(sets) if bad <= set(one)), None)

    assert minimal(range(100), first_bad) == sorted(bad)
    assert asked <= 2 * len(bad) + 3, "few questions, since each starts a program"
