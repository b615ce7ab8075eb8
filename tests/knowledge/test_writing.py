"""RDF that is written comes back the same from two readers that are not ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import small_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import OutputError, UsageError
from advisor.knowledge.rdf import PREFIXES, Statement, expand
from advisor.knowledge.stores.interface import Term
from advisor.knowledge.stores.selection import selected
from advisor.knowledge.stores.standing import standing
from advisor.knowledge.writing import FORMATS, triples_as_turtle, written
from advisor.knowledge.writing.lines import blank_label
from advisor.pack import Packs, load_packs

ENDINGS = list(FORMATS)
GRAPHS = [ending for ending in ENDINGS if FORMATS[ending].named]
_OX = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_RDFLIB = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "nt",
    ".nq": "nquads",
    ".jsonld": "json-ld",
    ".rdf": "xml",
}


@pytest.fixture(autouse=True)
def _as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are read by rdflib as they stand, not made canonical."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# -- reading, by nothing of ours --------------------------------------------------------------------------------------


def dataset(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Quads with blank nodes named by what is said of them, so that two readings compare."""
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def by_oxigraph(text: str, ending: str) -> ox.Dataset:
    return dataset(ox.parse(text.encode(), format=_OX[ending]))


def by_rdflib(text: str, ending: str) -> ox.Dataset:
    read = rdflib.Dataset()
    read.parse(data=text, format=_RDFLIB[ending])

    def node(term: Any) -> Any:
        if isinstance(term, rdflib.Literal):
            if term.language:
                return ox.Literal(str(term), language=term.language)
            return (
                ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
                if term.datatype
                else ox.Literal(str(term))
            )
        return ox.BlankNode(f"r{term}") if isinstance(term, rdflib.BNode) else ox.NamedNode(str(term))

    default = (None, read.default_graph.identifier)
    return dataset(
        ox.Quad(node(s), node(p), node(o), ox.DefaultGraph() if g in default else node(g))
        for s, p, o, g in read.quads()
    )


def meant(statements: Iterable[Statement], prefixes: Mapping[str, str], *, named: bool) -> ox.Dataset:
    """What statements mean, by the model of RDF alone."""

    def node(text: str) -> Any:
        return (
            ox.BlankNode("m" + text[2:].encode().hex())
            if text.startswith("_:")
            else ox.NamedNode(expand(text, prefixes))
        )

    def target(s: Statement) -> Any:
        if not s.literal:
            return node(s.object)
        if s.language:
            return ox.Literal(s.object, language=s.language)
        return ox.Literal(s.object, datatype=node(s.datatype or "xsd:string"))

    return dataset(
        ox.Quad(
            node(s.subject),
            node(s.predicate),
            target(s),
            node(s.graph) if named and s.graph else ox.DefaultGraph(),
        )
        for s in statements
    )


def comes_back(statements: Sequence[Statement], ending: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Write statements, read them twice, compare; return the text."""
    text = written(statements, prefixes, ending)
    expected = meant(statements, prefixes, named=FORMATS[ending].named)
    assert by_oxigraph(text, ending) == expected, text
    assert by_rdflib(text, ending) == expected, text
    return text


# -- the shipped pack -------------------------------------------------------------------------------------------------

Shipped = tuple[list[Statement], Mapping[str, str]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """All statements of the shipped pack."""
    with standing(load_packs(), tmp_path_factory.mktemp("stage"), derived=False) as found:
        return list(found.statements), dict(found.prefixes)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_shipped_pack_comes_back(shipped: Shipped, ending: str) -> None:
    statements, prefixes = shipped
    text = comes_back(statements, ending, prefixes)
    assert "zh-hans" not in text
    decimals = Counter(s.object for s in statements if s.datatype == "xsd:decimal")
    read = Counter(
        q.object.value
        for q in ox.parse(text.encode(), format=_OX[ending])
        if isinstance(q.object, ox.Literal) and q.object.datatype.value.endswith("#decimal")
    )
    assert decimals.keys() == read.keys()
    assert any(value.endswith("0") for value in decimals), "no number would show that it was made canonical"


@pytest.mark.parametrize("ending", GRAPHS)
def test_flat_is_the_union(shipped: Shipped, ending: str) -> None:
    statements, prefixes = shipped
    flat = by_oxigraph(written(statements, prefixes, ending, flat=True), ending)
    assert flat == meant(statements, prefixes, named=False)
    assert {str(q.graph_name) for q in flat} == {"DEFAULT"}


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e not in GRAPHS])
def test_flat_changes_nothing_where_there_are_no_graphs(shipped: Shipped, ending: str) -> None:
    statements, prefixes = shipped
    some = statements[:2000]
    assert written(some, prefixes, ending, flat=True) == written(some, prefixes, ending)


def test_a_triple_of_two_sections_stands_once_in_the_union() -> None:
    twice = [Statement("mz:a", "mz:b", "mz:c", graph=f"src:x-{n}", file=n) for n in (1, 2)]
    for ending in ENDINGS:
        found = list(ox.parse(written(twice, PREFIXES, ending).encode(), format=_OX[ending]))
        assert len(found) == (2 if ending in GRAPHS else 1)
        assert written(twice, PREFIXES, ending, flat=True).count("\n") == written(
            twice[:1], PREFIXES, ending, flat=True
        ).count("\n")


# -- nasty statements -------------------------------------------------------------------------------------------------

IRIS = [
    "mz:a", "mz:a.b", "mz:a-", "mz:1", "mz:_", "src:fan-ops-6.1.2", "fact:x", "rdf:nil", "owl:Thing",
    "https://w3id.org/mianzi/", "https://w3id.org/mianzi/a.", "https://w3id.org/mianzi/a/b", "https://w3id.org/mianzi/面子",
    "https://w3id.org/mianzi/a%20b", "https://w3id.org/mianzi/a~b!$&'()*+,;=", "https://w3id.org/mianzi/-a",
    "http://x/", "http://x/?q=a&b=<".removesuffix("<"), "http://x/#", "http://x#é", "http://用户@例子.中国:80/路?问#段",
    "urn:isbn:0-395-36341-1", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "mailto:a@b.c", "tag:x,2026:y", "x:", "a+b-c.d:e",
    "http://x/'", "http://x/a;b", "http://x/@en",  "http://x/--",
]  # fmt: skip
PREDICATES = [
    "mz:a", "mz:a.b-c", "rdf:type", "rdf:first", "rdf:rest", "rdf:value", "skos:prefLabel", "http://x/p", "http://x/a/b#c",
    "http://other/ns1", "urn:x:y", "https://w3id.org/mianzi/a.", "https://w3id.org/mianzi/source/x/y",
]  # fmt: skip
"""All but the last two kinds can be an XML element."""
BLANKS = [f"_:{f}.{n}" for f in (0, 1) for n in range(4)]

text = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t\b\f\v\x00\x01\x1f\x7f\x85\u2028\ufeff\ufffe<>&]/{}@^`面子\U0001f600 "),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
LITERALS = st.one_of(
    st.builds(lambda t: (t, None, "xsd:string"), text),
    st.builds(
        lambda t, tag: (t, tag, "rdf:langString"),
        text,
        st.sampled_from(["en", "zh-Hans", "zh-Hant-TW", "x-a-b", "de-1996"]),
    ),
    st.builds(
        lambda t, kind: (t, None, kind),
        st.one_of(
            text,
            st.sampled_from(
                [
                    "1",
                    "+1",
                    "-01",
                    "1.50",
                    ".5",
                    "5.",
                    "1e3",
                    "true",
                    "TRUE",
                    "1",
                    "1.",
                    "-",
                    " 1",
                    "1\n",
                    "٣",
                ]
            ),
        ),
        st.sampled_from(
            ["xsd:integer", "xsd:decimal", "xsd:boolean", "xsd:double", "xsd:date", "http://x/type", "mz:odd"]
        ),
    ),
)
NODES = st.sampled_from([*IRIS, *BLANKS])


@st.composite
def statement(draw: st.DrawFn, predicates: Sequence[str]) -> Statement:
    """A statement whose subject, object and graph may be anything that RDF allows."""
    subject, predicate = draw(NODES), draw(st.sampled_from(predicates))
    graph = draw(st.sampled_from([None, None, "src:x-1", "http://x/g", "urn:g", "_:0.1"]))
    file = draw(st.integers(0, 2))
    if draw(st.booleans()):
        return Statement(subject, predicate, draw(NODES), graph=graph, file=file)
    value, language, datatype = draw(LITERALS)
    return Statement(subject, predicate, value, True, language, datatype, graph, file)


several = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e != ".rdf"])
@several
@given(st.lists(statement([*PREDICATES, "http://x/", "http://x/1", "mz:1"]), max_size=12))
def test_nasty_statements_come_back(ending: str, statements: list[Statement]) -> None:
    comes_back(statements, ending)


@several
@given(st.lists(statement(PREDICATES[:-2]), max_size=12))
def test_nasty_statements_come_back_from_xml_or_are_refused(statements: list[Statement]) -> None:
    try:
        comes_back(statements, ".rdf")
    except OutputError as refused:
        assert re.search(
            "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "".join(s.object for s in statements)
        )
        assert refused.remedy


@pytest.mark.parametrize("ending", ENDINGS)
@several
@given(
    st.lists(
        st.builds(
            lambda s, p, o, g: Statement(s, p, o, graph=g),
            st.sampled_from([*BLANKS, "mz:a"]),
            st.sampled_from(["mz:p", "rdf:first", "rdf:rest"]),
            st.sampled_from([*BLANKS, "rdf:nil", "mz:b"]),
            st.sampled_from([None, None, None, "src:x-1"]),
        ),
        max_size=10,
    )
)
def test_any_web_of_blank_nodes_comes_back(ending: str, statements: list[Statement]) -> None:
    """Nested, shared, circular, in two graphs, lists and what only begins like a list."""
    comes_back(statements, ending)


CONTROLS = "".join(
    map(chr, [*range(0x20), 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x10FFFF])
)


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e != ".rdf"])
def test_every_control_character_comes_back(ending: str) -> None:
    comes_back([Statement("mz:a", "mz:b", f"x{c}y", True, None, "xsd:string") for c in CONTROLS], ending)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", ["xsd:decimal", "xsd:integer"])
@pytest.mark.parametrize(
    "value",
    [".0", "+.5", "1.0", "-0.50", "00.5", "+1.5", "1.", ".", "0", "00", "-0", "+0", "-01", "+1", "007"],
)
def test_odd_numbers_come_back(ending: str, kind: str, value: str) -> None:
    """Readers differ on what a bare number may look like."""
    comes_back([Statement("mz:a", "mz:b", value, True, None, kind)], ending)


def test_xml_keeps_line_ends_and_refuses_what_it_cannot_hold() -> None:
    comes_back([Statement("mz:a", "mz:b", "a\r\nb\rc\nd\t ", True, None, "xsd:string")], ".rdf")
    for c in "\x00\x0b\x1b\ufffe":
        with pytest.raises(OutputError, match="XML"):
            written([Statement("mz:a", "mz:b", c, True, None, "xsd:string")], PREFIXES, ".rdf")


@pytest.mark.parametrize(
    "predicate", ["http://x/1", "http://x/", "mz:1", "urn:x:", "rdf:li", "rdf:Description", "rdf:about"]
)
def test_xml_refuses_properties_that_are_no_element(predicate: str) -> None:
    with pytest.raises(OutputError, match=r"cannot be written as RDF/XML — write \.ttl"):
        written([Statement("mz:a", predicate, "mz:c")], PREFIXES, ".rdf")


@pytest.mark.parametrize("ending", ENDINGS)
def test_odd_prefixes_come_back(ending: str) -> None:
    """A pack may call a namespace what XML and JSON-LD use themselves."""
    prefixes = {
        **PREFIXES,
        "ns1": "http://one/",
        "xml": "http://two/",
        "xmlns": "http://three/",
        "名": "http://four/",
    }
    statements = [
        Statement("http://s/", "http://unknown/p", "mz:a"),
        *(Statement(f"{name}:s", f"{name}:p", f"{name}:o") for name in prefixes),
        Statement("http://s/", "http://elsewhere/p", "mz:a"),
    ]
    comes_back(statements, ending, prefixes)


# -- lists and depth --------------------------------------------------------------------------------------------------


def cells(length: int, end: str = "rdf:nil") -> list[Statement]:
    """A list of numbers, each cell a blank node."""
    found = [Statement("mz:a", "mz:items", "_:0.0")]
    for n in range(length):
        found.append(Statement(f"_:0.{n}", "rdf:first", str(n), True, None, "xsd:integer"))
        found.append(Statement(f"_:0.{n}", "rdf:rest", f"_:0.{n + 1}" if n + 1 < length else end))
    return found


def test_a_list_is_written_as_a_list() -> None:
    text = comes_back(cells(3), ".ttl")
    assert "mz:a mz:items ( 0 1 2 ) ." in text
    assert "( 0 1 2 )" not in comes_back([*cells(3), Statement("mz:b", "mz:x", "_:0.1")], ".ttl")
    assert "( 0 1 2 )" not in comes_back([*cells(3), Statement("_:0.1", "mz:x", "mz:b")], ".ttl")


@pytest.mark.parametrize("end", ["rdf:nil", "mz:end"], ids=["closed", "open"])
def test_long_lists_are_written_soon(end: str) -> None:
    begun = time.monotonic()
    written_out = written(cells(20_000, end), PREFIXES, ".ttl")
    assert time.monotonic() - begun < 5
    assert len(list(ox.parse(written_out.encode(), format=ox.RdfFormat.TURTLE))) == 40_001


def test_deep_nesting_is_written_and_can_be_read() -> None:
    chain = [
        Statement("mz:a", "mz:next", "_:0.0"),
        *(Statement(f"_:0.{n}", "mz:next", f"_:0.{n + 1}") for n in range(5000)),
    ]
    for ending in (".ttl", ".trig"):
        text = written([s._replace(graph="src:x-1") for s in chain], PREFIXES, ending)
        assert len(list(ox.parse(text.encode(), format=_OX[ending]))) == len(chain)


def test_a_long_circle_of_blank_nodes_is_written_soon() -> None:
    ring = [Statement(f"_:0.{n}", "mz:next", f"_:0.{(n + 1) % 20_000}") for n in range(20_000)]
    begun = time.monotonic()
    written_out = written(ring, PREFIXES, ".ttl")
    assert time.monotonic() - begun < 5
    assert len(list(ox.parse(written_out.encode(), format=ox.RdfFormat.TURTLE))) == 20_000


def test_numbers_and_truth_values_stand_bare_only_where_they_mean_the_same() -> None:
    values = [
        ("1", "integer"),
        ("1.50", "decimal"),
        ("true", "boolean"),
        ("1.", "decimal"),
        ("1", "decimal"),
        ("1e3", "double"),
    ]
    text = comes_back([Statement("mz:a", "mz:b", v, True, None, f"xsd:{k}") for v, k in values], ".ttl")
    assert '1 , 1.50 , true , "1."^^xsd:decimal , "1"^^xsd:decimal , "1e3"^^xsd:double' in text


def test_an_unknown_ending_has_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'\.tll' names no format of RDF — did you mean \.ttl"):
        written([], PREFIXES, ".tll")


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_a_valid_file_too(ending: str) -> None:
    comes_back([], ending)


# -- the answers of queries -------------------------------------------------------------------------------------------


def test_triples_of_an_answer_are_turtle() -> None:
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    triples = [
        (Term("iri", "https://w3id.org/mianzi/a"), Term("iri", "http://x/p"), Term("blank", "f00-1")),
        (Term("blank", "f00-1"), Term("iri", "http://x/p"), Term("literal", 'say "hi"\n', "zh-Hans")),
        (Term("blank", "f00.1"), Term("iri", "http://x/p"), Term("literal", "1.5", None, decimal)),
        (Term("blank", "f00x1"), Term("iri", "http://x/p"), Term("literal", "plain")),
    ]
    found = list(ox.parse(triples_as_turtle(triples, PREFIXES).encode(), format=ox.RdfFormat.TURTLE))
    assert len(found) == 4
    assert len({q.subject for q in found}) == 4, "three blank nodes are three"


@given(st.sets(st.text(max_size=6), min_size=2, max_size=8))
def test_labels_of_blank_nodes_are_as_different_as_the_nodes(names: set[str]) -> None:
    labels = {blank_label(f"_:{name}") for name in names}
    assert len(labels) == len(names)
    assert all(re.fullmatch("_:b[A-Za-z0-9]*", label) for label in labels)


# -- the same bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_order_of_hashes_changes_nothing(tmp_path: Path) -> None:
    made: list[dict[str, bytes]] = []
    for seed in ("0", "1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        targets = [argument for ending in ENDINGS for argument in ("-o", str(folder / f"k{ending}"))]
        about = [argument for ending in ENDINGS for argument in ("-o", str(folder / f"about{ending}"))]
        for arguments in (targets, [*about, "--about", "loyal-fan", "--depth", "2"]):
            command = [sys.executable, "-m", "advisor", "export", *arguments]
            subprocess.run(
                command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
            )
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(made[0]) == 12
    assert made[0] == made[1] == made[2]


# -- a part of it -----------------------------------------------------------------------------------------------------


def test_what_hangs_on_a_blank_node_comes_along() -> None:
    statements = [
        Statement("mz:a", "mz:step", "_:0.0", graph="src:x-1"),
        Statement("_:0.0", "mz:next", "_:0.1", graph="src:x-1"),
        Statement("_:0.1", "mz:text", "t", True, graph="src:x-1"),
        Statement("mz:b", "mz:step", "_:0.2", graph="src:x-2"),
        Statement("_:0.2", "mz:text", "u", True, graph="src:x-2"),
        Statement("mz:c", "mz:about", "mz:a", graph="src:x-2"),
    ]
    assert selected(statements) == statements
    assert selected(statements, subjects=["mz:a"]) == statements[:3]
    assert selected(statements, subjects=[], objects=["mz:a"]) == statements[5:]
    assert selected(statements, graphs=["src:x-2"]) == statements[3:]
    assert selected(statements, graphs=["src:x-2"], subjects=["mz:a"]) == []


@pytest.fixture
def small(tmp_path: Path) -> Packs:
    """The small pack."""
    return small_pack.packs(small_pack.copy(tmp_path / "small"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_small_pack_comes_back(small: Packs, tmp_path: Path, ending: str) -> None:
    with standing(small, tmp_path, derived=False) as found:
        comes_back(list(found.statements), ending, found.prefixes)


def exported(tmp_path: Path, name: str, *arguments: str) -> list[ox.Quad]:
    """Export by the command, and read what was written."""
    from advisor.cli import run

    path = tmp_path / name
    assert run(["export", "-o", str(path), *arguments]) == 0
    return list(ox.parse(path.read_bytes(), format=_OX[path.suffix]))


MZ = "https://w3id.org/mianzi/"


def test_about_is_the_concept_and_what_surrounds_it(tmp_path: Path, shipped: Shipped) -> None:
    statements, prefixes = shipped
    everything = {
        str(q) for q in ox.parse(written(statements, prefixes, ".nq").encode(), format=ox.RdfFormat.N_QUADS)
    }
    near = exported(tmp_path, "near.nq", "--about", "忠诚粉丝")
    far = exported(tmp_path, "far.nq", "--about", "loyal-fan", "--depth", "2")
    assert {str(q) for q in near} < {str(q) for q in far} < everything
    loyal = {
        str(q)
        for q in ox.parse(written(statements, prefixes, ".nq").encode(), format=ox.RdfFormat.N_QUADS)
        if q.subject.value == f"{MZ}loyal-fan"
    }
    assert loyal <= {str(q) for q in near}
    subjects = {q.subject.value for q in near if isinstance(q.subject, ox.NamedNode)}
    joined = {s.subject for s in statements if s.object == "mz:loyal-fan"} | {
        s.object for s in statements if s.subject == "mz:loyal-fan"
    }
    assert {s.removeprefix(MZ) for s in subjects if s.startswith(MZ)} <= {
        "loyal-fan",
        *(j.partition(":")[2] for j in joined),
    } | {s.removeprefix(MZ) for s in subjects if "source/" in s or "fact/" in s}


def test_section_is_its_graphs(tmp_path: Path, shipped: Shipped) -> None:
    statements, _ = shipped
    found = exported(tmp_path, "s.nq", "--section", "fan-ops#2.3.3")
    assert {q.graph_name.value for q in found} == {f"{MZ}source/fan-ops-2.3.3"}
    assert len(found) == len({s.triple for s in statements if s.graph == "src:fan-ops-2.3.3"})


def test_a_section_has_its_guessed_parts_with_it(tmp_path: Path, shipped: Shipped) -> None:
    statements, _ = shipped
    part = next(s.graph for s in statements if s.graph and s.graph.endswith(".hedged"))
    whole = part.removesuffix(".hedged")
    document, _, number = whole.removeprefix("src:").rpartition("-")
    found = exported(tmp_path, "s.nq", "--section", f"{document}#{number}")
    graphs = {q.graph_name.value for q in found}
    assert f"{MZ}source/{part.removeprefix('src:')}" in graphs
    assert all(g.startswith(f"{MZ}source/{whole.removeprefix('src:')}") for g in graphs)


def test_json_ld_is_plain_json(shipped: Shipped) -> None:
    statements, prefixes = shipped
    content = json.loads(written(statements[:500], prefixes, ".jsonld"))
    assert set(content) == {"@context", "@graph"}
    assert content["@context"]["mz"] == MZ
