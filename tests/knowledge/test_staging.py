"""Statements staged on disk are those that are read into memory, and answer the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import large_pack
import pytest
import small_pack
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import KnowledgeError
from advisor.knowledge import extract
from advisor.knowledge.graph import Graph
from advisor.knowledge.layers import overlay
from advisor.knowledge.rdf import read
from advisor.knowledge.staging import Stage, staged
from advisor.pack import Packs, load_packs

# What a later pack may say; {n} is a number, so that packs say different things.
SAYINGS = (
    "[] mz:replaces mz:guest-levels ; mz:setUpDays {n} .",
    '[] mz:replaces mz:guest ; skos:prefLabel "来客{n}"@zh-Hans .',
    '[] mz:replaces mz:guest ; skos:prefLabel "visitor {n}"@en ; skos:definition "Who visits {n}."@en .',
    '[] mz:replaces mz:guest-levels ; mz:step [ mz:order 1 ; mz:text "第{n}步。"@zh-Hans , "Step {n}."@en ] .',
    'mz:patch mz:replaces mz:respect ; skos:altLabel "regard {n}"@en . mz:face mz:influences mz:patch .',
    "mz:face mz:retired true .",
    "mz:new{n} mz:retired true .",
    'mz:new{n} a mz:Need ; skos:prefLabel "新{n}"@zh-Hans , "new {n}"@en ; mz:influences mz:guest , mz:face .',
    "[] a mz:Alone ; mz:members ( mz:guest mz:face ) .",
    "mz:guest mz:influences mz:face , mz:face . mz:guest mz:influences mz:face .",
    'mz:name-book mz:step [ mz:order {n} ; mz:text "又一步"@zh-Hans ] .',
    "[] mz:replaces mz:new{n} ; mz:influences mz:respect .",
    "[] mz:replaces mz:guest-levels .",
)
SAID = st.lists(st.tuples(st.sampled_from(SAYINGS), st.integers(1, 3), st.booleans()), max_size=6)


def in_memory(packs: Packs) -> Graph:
    return Graph(overlay(read(packs))[0])


def test_the_shipped_pack_is_staged_as_it_is_read(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)
    graph = in_memory(packs)
    with staged(packs, tmp_path) as stage:
        assert tuple(stage.statements_in_order()) == graph.reading.statements
        agree(stage, graph)
        assert list(stage.concepts.items()) == list(graph.concepts.items())
        assert list(stage.sections.items()) == list(graph.sections.items())
        for iri, kind in graph.concepts.items():
            assert extract.concept(stage, iri, kind) == extract.concept(graph, iri, kind)
        for iri in graph.of_type("mz:Tactic"):
            assert extract.tactic(stage, iri) == extract.tactic(graph, iri)
        for iri in graph.of_type("mz:Fact"):
            assert extract.fact(stage, iri) == extract.fact(graph, iri)
    assert list(tmp_path.iterdir()) == [], "nothing is left of it"


def agree(stage: Stage, graph: Graph) -> None:
    """Check that both answer the same."""
    assert stage.graphs() == graph.graphs()
    assert list(stage.typed()) == list(graph.typed())
    assert list(stage.shared()) == list(graph.shared())
    assert [found[0][1].subject for found in stage.by_subject()] == list(graph.by_subject)
    for subject, found in graph.by_subject.items():
        assert stage.about(subject) == tuple(dict.fromkeys(found))
    for predicate in ("mz:serves", "rdfs:label", "mz:step"):
        assert stage.subjects(predicate) == graph.subjects(predicate)
    for kind in ("mz:Tactic", "owl:Class", "mz:Nothing"):
        assert stage.of_type(kind) == graph.of_type(kind)
    assert stage.subjects("mz:influences", "mz:guest") == graph.subjects("mz:influences", "mz:guest")


def layered(folder: Path, layers: list[list[tuple[str, int, bool]]]) -> Packs:
    """The small pack with later ones that say these things, in a section's graph or in none."""
    later = []
    for number, said in enumerate(layers):
        texts = [text.replace("{n}", str(n)) for text, n, _ in said]
        plain = "\n".join(t for t, (_, _, graphed) in zip(texts, said, strict=True) if not graphed)
        graphed = "\n".join(t for t, (_, _, graphed) in zip(texts, said, strict=True) if graphed)
        later.append(
            small_pack.overlay(
                folder / f"layer{number}", a_ttl=plain, b_trig=f"src:judgement-execution {{ {graphed} }}"
            )
        )
    return small_pack.packs(small_pack.copy(folder / "small"), *later)


@settings(max_examples=25, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=3))
def test_what_later_packs_change_is_the_same_in_both(layers: list[list[tuple[str, int, bool]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        packs = layered(Path(name), layers)
        try:
            reading, retired = overlay(read(packs))
        except KnowledgeError as expected:
            with pytest.raises(KnowledgeError) as caught, staged(packs, Path(name)):
                pass
            assert str(caught.value) == str(expected)
            return
        with staged(packs, Path(name)) as stage:
            assert list(dict.fromkeys(stage.statements_in_order())) == list(dict.fromkeys(reading.statements))
            assert stage.retired == retired
            agree(stage, Graph(reading))


def test_a_generated_pack_is_staged_as_it_is_read(tmp_path: Path) -> None:
    large_pack.generate(tmp_path / "firm", 3_000)
    packs = load_packs([tmp_path / "firm"], cache_root=tmp_path / "cache")
    shares: list[float] = []
    with staged(packs, tmp_path, shares.append) as stage:
        assert tuple(stage.statements_in_order()) == in_memory(packs).reading.statements
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1


def test_a_fault_in_a_file_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = small_pack.copy(tmp_path / "small")
    (folder / "ontology/x.ttl").write_text(small_pack.PREFIXES + "mz:a mz:b mz:c . mz:d e .", "utf-8")
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(KnowledgeError, match=r"x\.ttl:10"), staged(small_pack.packs(folder), place):
        pass
    assert list(place.iterdir()) == []


@pytest.fixture
def odd_files(tmp_path: Path) -> Iterator[Path]:
    folder = small_pack.copy(tmp_path / "small")
    text = small_pack.PREFIXES + 'mz:odd a mz:Need ; skos:prefLabel "奇"@zh-Hans , "odd"@en .\n'
    (folder / "ontology/bom.ttl").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (folder / "ontology/cr.ttl").write_bytes(text.replace("odd", "even").replace("\n", "\r\n").encode())
    (folder / "ontology/empty.ttl").write_bytes(b"")
    # A line that is longer than what is read at once, with a prefix behind it.
    (folder / "ontology/long.ttl").write_text(
        f"# {'字' * 600_000}\n@prefix own: <https://firm.example/> .\nown:x a <https://firm.example/Y> .",
        "utf-8",
    )
    yield folder


def test_files_of_odd_forms(odd_files: Path, tmp_path: Path) -> None:
    packs = small_pack.packs(odd_files)
    reading = read(packs)
    assert reading.prefixes["own"] == "https://firm.example/"
    subjects = {s.subject for s in reading.statements}
    assert {"mz:odd", "mz:even", "own:x"} <= subjects
    with staged(packs, tmp_path) as stage:
        assert tuple(stage.statements_in_order()) == overlay(reading)[0].statements


def test_bytes_that_are_no_text_are_named_with_their_line_however_far_down(tmp_path: Path) -> None:
    folder = small_pack.copy(tmp_path / "small")
    lines = b"# a comment of some length, again and again\n" * 60_000
    (folder / "ontology/x.ttl").write_bytes(lines + b"# \xff\n")
    with pytest.raises(KnowledgeError, match="UTF-8") as caught:
        read(small_pack.packs(folder))
    assert caught.value.place is not None
    assert caught.value.place.line == 60_001


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.knowledge.rdf.MAX_FILE_BYTES", 100)
    with pytest.raises(KnowledgeError, match="divide it into several files"):
        read(small_pack.packs(small_pack.copy(tmp_path / "small")))


def test_too_many_statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packs = small_pack.packs(small_pack.copy(tmp_path / "small"))
    monkeypatch.setattr("advisor.knowledge.rdf.MAX_STATEMENTS", 10)
    with pytest.raises(KnowledgeError, match="more than 10 statements"):
        read(packs)
    monkeypatch.setattr("advisor.knowledge.staging.MAX_STATEMENTS", 10)
    monkeypatch.setattr("advisor.knowledge.staging._EVERY", 5)
    with pytest.raises(KnowledgeError, match="more than"), staged(packs, tmp_path):
        pass
