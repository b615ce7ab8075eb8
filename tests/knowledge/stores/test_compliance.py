"""What every store must answer alike, whichever backend it has."""

from __future__ import annotations

import pytest

from advisor.errors import QueryError
from advisor.knowledge.stores.interface import Limits, Rows, SparqlStore, Term, Triples

MZ = "https://w3id.org/mianzi/"


def values(store: SparqlStore, text: str) -> list[tuple[str | None, ...]]:
    """The rows of a query as texts, IRIs shortened, in their order."""
    answer = store.query(text)
    assert isinstance(answer, Rows)
    return [tuple(None if t is None else t.value.replace(MZ, "mz:") for t in row) for row in answer.rows]


ROWS: dict[str, tuple[str, list[tuple[str | None, ...]]]] = {
    "a triple in two sections counts once": (
        "SELECT (COUNT(*) AS ?n) { mz:comparison mz:arisesFrom mz:face }",
        [("1",)],
    ),
    "and stands in both": (
        "SELECT ?g { GRAPH ?g { mz:comparison mz:arisesFrom mz:face } } ORDER BY ?g",
        [("mz:source/guide-1.1",), ("mz:source/guide-1.2",)],
    ),
    "a section is a named graph": (
        "SELECT ?s { GRAPH src:guide-1.2.hedged { ?s mz:weakenedBy mz:respect } }",
        [("mz:comparison",)],
    ),
    "and another does not hold its statements": (
        "SELECT ?s { GRAPH src:guide-2 { ?s mz:weakenedBy mz:respect } }",
        [],
    ),
    "Turtle files are in the union": (
        "SELECT ?t { src:guide a mz:Document ; dct:identifier ?t }",
        [("guide",)],
    ),
    "and in no graph": ("SELECT ?g { GRAPH ?g { src:guide a mz:Document } }", []),
    "join over graphs": (
        "SELECT ?fan ?motive { ?fan a mz:FanType ; mz:hasMotive ?motive . ?motive a mz:FaceMotive }",
        [("mz:regular-guest", "mz:face")],
    ),
    "language by range": (
        'SELECT ?l { mz:face skos:prefLabel ?l FILTER(LANGMATCHES(LANG(?l), "zh-Hans")) }',
        [("面子",)],
    ),
    "derived traditional labels": (
        'SELECT ?l { mz:respect skos:prefLabel ?l FILTER(LANGMATCHES(LANG(?l), "zh-Hant")) }',
        [("尊重",)],
    ),
    "Chinese text": ('SELECT ?c { ?c skos:altLabel "攀比"@zh-Hans }', [("mz:comparison",)]),
    "contains": (
        'SELECT DISTINCT ?c { ?c skos:prefLabel ?l FILTER(CONTAINS(?l, "攀比")) } ORDER BY ?c',
        [("mz:comparison",)],
    ),
    "regex": (
        'SELECT DISTINCT ?c { ?c a mz:FanType ; skos:prefLabel ?l FILTER(REGEX(?l, "^GUEST$", "i")) }',
        [("mz:guest",)],
    ),
    "path +": ("SELECT ?up { mz:regular-guest skos:broader+ ?up }", [("mz:guest",)]),
    "path *": (
        "SELECT ?up { mz:regular-guest skos:broader* ?up } ORDER BY ?up",
        [("mz:guest",), ("mz:regular-guest",)],
    ),
    "path ^": ("SELECT ?down { mz:guest ^skos:broader ?down }", [("mz:regular-guest",)]),
    "path |": (
        "SELECT ?x { mz:comparison mz:arisesFrom|mz:weakenedBy ?x } ORDER BY ?x",
        [("mz:face",), ("mz:respect",)],
    ),
    "path /": ("SELECT ?x { mz:regular-guest mz:hasMotive/^mz:arisesFrom ?x }", [("mz:comparison",)]),
    "optional": (
        "SELECT ?c ?m { ?c a mz:FanType OPTIONAL { ?c mz:hasMotive ?m } } ORDER BY ?c",
        [("mz:guest", None), ("mz:regular-guest", "mz:face")],
    ),
    "minus": ("SELECT ?c { ?c a mz:FanType MINUS { ?c mz:hasMotive ?m } }", [("mz:guest",)]),
    "exists": (
        "SELECT ?c { ?c a mz:FanType FILTER EXISTS { ?c mz:hasMotive ?m } }",
        [("mz:regular-guest",)],
    ),
    "not exists": (
        "SELECT ?c { ?c a mz:FanType FILTER NOT EXISTS { ?c mz:hasMotive ?m } }",
        [("mz:guest",)],
    ),
    "union": (
        "SELECT ?c { { ?c a mz:FaceMotive } UNION { ?c a mz:BehaviourPattern } } ORDER BY ?c",
        [("mz:comparison",), ("mz:face",)],
    ),
    "values": (
        "SELECT ?c { VALUES ?c { mz:face mz:nobody } ?c a mz:FaceMotive }",
        [("mz:face",)],
    ),
    "bind": ('SELECT ?x { BIND(CONCAT("面", "子") AS ?x) }', [("面子",)]),
    "coalesce": (
        'SELECT ?x { mz:guest a mz:FanType OPTIONAL { mz:guest mz:hasMotive ?m } BIND(COALESCE(?m, "none") AS ?x) }',
        [("none",)],
    ),
    "in": ("SELECT ?c { ?c a mz:FanType FILTER(?c IN (mz:guest)) }", [("mz:guest",)]),
    "group and having": (
        "SELECT ?k (COUNT(DISTINCT ?c) AS ?n) { ?c a ?k . ?k rdfs:subClassOf+ mz:Concept . ?c skos:definition ?d }"
        " GROUP BY ?k HAVING (COUNT(DISTINCT ?c) = 2) ORDER BY ?k",
        [("mz:FanType", "2"), ("mz:Role", "2"), ("mz:Tactic", "2")],
    ),
    "order and limit": (
        "SELECT ?c { ?c a mz:FanType } ORDER BY DESC(?c) LIMIT 1",
        [("mz:regular-guest",)],
    ),
    "offset": ("SELECT ?c { ?c a mz:FanType } ORDER BY ?c OFFSET 1", [("mz:regular-guest",)]),
    "distinct": ("SELECT DISTINCT ?k { ?c a ?k FILTER(?c = mz:face) }", [("mz:FaceMotive",)]),
    "subquery": (
        "SELECT ?c { { SELECT ?c { ?c a mz:FanType } ORDER BY ?c LIMIT 1 } }",
        [("mz:guest",)],
    ),
    "steps are reached and can be asked about": (
        "SELECT (COUNT(?s) > 0 AS ?any) (SUM(IF(ISIRI(?s), 0, 1)) AS ?blank) { mz:guest-levels mz:step ?s }",
        [("true", "0")],
    ),
    "no rows": ("SELECT ?c { ?c a mz:Nothing }", []),
    "declared prefixes win": (
        "PREFIX mz: <http://example.org/> SELECT ?x { BIND(mz:a AS ?x) }",
        [("http://example.org/a",)],
    ),
    "words in strings mean nothing": (
        'SELECT ?x { BIND("SERVICE FROM insert # no comment" AS ?x) }',
        [("SERVICE FROM insert # no comment",)],
    ),
    "words in comments mean nothing": (
        "SELECT ?c { ?c a mz:FaceMotive } # SERVICE <http://example.org/>",
        [("mz:face",)],
    ),
    "a hash in an IRI is no comment": (
        "SELECT ?t { mz:face <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?t }",
        [("mz:FaceMotive",)],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(store: SparqlStore, name: str) -> None:
    text, expected = ROWS[name]
    assert values(store, text) == expected


def test_language_tags_are_spelled_as_in_the_files(store: SparqlStore) -> None:
    answer = store.query('SELECT ?l { mz:face skos:altLabel ?l FILTER(LANGMATCHES(LANG(?l), "zh-hans")) }')
    assert isinstance(answer, Rows)
    assert answer.rows == ((Term("literal", "体面", "zh-Hans"),),)


def test_numbers_have_one_form(store: SparqlStore) -> None:
    answer = store.query("SELECT ?d { mz:guest-levels mz:setUpDays ?d }")
    assert isinstance(answer, Rows)
    ((days,),) = answer.rows
    assert days is not None
    assert days.datatype == "http://www.w3.org/2001/XMLSchema#decimal"
    assert float(days.value) == 4.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ASK { mz:face a mz:FaceMotive }", True), ("ASK { mz:face a mz:FanType }", False)],
)
def test_ask(store: SparqlStore, text: str, expected: bool) -> None:
    assert store.query(text) is expected


def test_construct_gives_each_triple_once(store: SparqlStore) -> None:
    answer = store.query("CONSTRUCT { ?s mz:x ?o } { GRAPH ?g { ?s mz:arisesFrom ?o } }")
    assert isinstance(answer, Triples)
    assert answer.triples == (
        (Term("iri", f"{MZ}comparison"), Term("iri", f"{MZ}x"), Term("iri", f"{MZ}face")),
    )


def test_describe(store: SparqlStore) -> None:
    answer = store.query("DESCRIBE mz:face")
    assert isinstance(answer, Triples)
    assert any(o.value == "面子" for _, _, o in answer.triples)


def test_more_rows_than_the_limit_are_cut_and_said_to_be(store: SparqlStore) -> None:
    cut = store.query("SELECT ?c { ?c a mz:FanType } ORDER BY ?c", Limits(rows=1))
    whole = store.query("SELECT ?c { ?c a mz:FanType } ORDER BY ?c", Limits(rows=2))
    assert isinstance(cut, Rows)
    assert isinstance(whole, Rows)
    assert (len(cut.rows), cut.cut) == (1, True)
    assert (len(whole.rows), whole.cut) == (2, False)


FORBIDDEN = [
    "SELECT ?a { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }",
    "SELECT ?a { service silent <http://127.0.0.1/> { ?a ?b ?c } }",
    "SELECT ?a FROM <file:///etc/passwd> { ?a ?b ?c }",
    "SELECT ?a FROM NAMED <http://127.0.0.1/> { ?a ?b ?c }",
    "INSERT DATA { mz:a mz:b mz:c }",
    "DELETE WHERE { ?a ?b ?c }",
    "LOAD <http://127.0.0.1/>",
    "CLEAR ALL",
    "DROP ALL",
    "PREFIX x: <http://x/> INSERT { ?a ?b ?c } WHERE { ?a ?b ?c }",
    'SELECT ?a { BIND("""x""" AS ?a) SERVICE <http://127.0.0.1/> { ?a ?b ?c } }',
    "SELECT ?a { BIND('''a'b''' AS ?x) SERVICE <http://127.0.0.1/> { ?a ?b ?c } # '\n}",
    "SELECT ?a { ?a ?b ?c } # \n FROM <http://127.0.0.1/>",
    'SELECT ?a { BIND("\\"" AS ?x) SERVICE <http://127.0.0.1/> { ?a ?b ?c } BIND("" AS ?y) }',
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_changes_or_reaches_elsewhere_is_refused(store: SparqlStore, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT",
        "SELECT ?a { ?a ?b }",
        "SELECT ?a { ?a ?b ?c ",
        "",
        "not a query",
        "SELECT (?a + AS ?b) { }",
        "SELECT ?a { ?a ?b \ud800 }",
    ],
)
def test_what_is_no_sparql_is_a_clear_error(store: SparqlStore, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text)
    assert caught.value.message


def test_an_unknown_prefix_gets_the_nearest(store: SparqlStore) -> None:
    with pytest.raises(QueryError, match="skos:"):
        store.query("SELECT ?a { ?a sko:prefLabel ?b }")


def test_a_very_long_query_is_refused(store: SparqlStore) -> None:
    with pytest.raises(QueryError, match="characters"):
        store.query("SELECT ?a { ?a ?b ?c } #" + "x" * 200_000)
