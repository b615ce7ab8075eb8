"""Paths between concepts: telling relations beat generic ones, rare concepts beat hubs."""

from __future__ import annotations

import pytest

from advisor.inquiry.paths import sentence_of, tell_paths
from advisor.knowledge.model import LANGUAGES, Relation
from advisor.knowledge.paths import Weights, find_paths, read_weights, search_paths
from advisor.knowledge.relations import all_relations, relation_named
from advisor.knowledge.store import Knowledge
from advisor.workspace import Workspace

PLAIN = Weights({"vague": 3.0, "oneway": 1.0}, {"oneway": 4.0}, {"Thing": 0.5, "Hub": 0.5})


@pytest.fixture(scope="module")
def shipped() -> Workspace:
    return Workspace()


def joined(*triples: str) -> list[Relation]:
    return [Relation(*triple.split(), ("book#1",)) for triple in triples]


def walked(relations: list[Relation], start: str, end: str, count: int = 1) -> list[tuple[str, ...]]:
    kinds = {iri: "Thing" for r in relations for iri in (r.subject, r.object)}
    return [path.nodes for path in search_paths(relations, kinds, PLAIN, start, end, count=count)]


def test_a_telling_detour_beats_a_vague_link() -> None:
    relations = joined("a vague b", "b vague z", "a tells c", "c tells d", "d tells z")
    assert walked(relations, "a", "z") == [("a", "c", "d", "z")]


def test_a_hub_is_gone_around() -> None:
    crowd = [f"x{n} tells hub" for n in range(60)]
    relations = joined("a tells hub", "hub tells z", "a tells b", "b tells c", "c tells z", *crowd)
    assert walked(relations, "a", "z") == [("a", "b", "c", "z")]


def test_statements_are_walked_backwards_at_their_own_cost() -> None:
    relations = joined("z oneway a", "z tells b", "b tells a")
    assert walked(relations, "z", "a") == [("z", "a")]
    assert walked(relations, "a", "z") == [("a", "b", "z")]


def test_the_step_says_which_way_its_statement_goes() -> None:
    (path,) = search_paths(joined("b tells a", "b tells z"), {}, PLAIN, "a", "z")
    assert [(s.relation.subject, s.forward) for s in path.steps] == [("b", False), ("b", True)]
    assert path.nodes == ("a", "b", "z")


def test_further_paths_lead_by_other_concepts() -> None:
    relations = joined(
        "a tells b", "b tells z", "a tells c", "c shows z", "b tells c", "a tells b2", "b2 tells b"
    )
    found = walked(relations, "a", "z", count=3)
    assert ("a", "b", "z") in found
    assert ("a", "c", "z") in found
    assert len({frozenset(nodes) for nodes in found}) == len(found)
    assert not any(set(one) < set(other) for one in found for other in found)


def test_another_manner_is_preferred_to_more_of_the_same() -> None:
    relations = joined(*(f"a suits m{n}" for n in range(5)), *(f"m{n} serves z" for n in range(5)))
    relations += joined("a seeks k", "k meets z")
    found = walked(relations, "a", "z", count=2)
    assert ("a", "k", "z") in found


def test_a_far_fetched_path_is_no_second_one() -> None:
    chain = [f"n{i} tells n{i + 1}" for i in range(9)]
    assert walked(joined("a tells z", "a tells n0", *chain, "n9 tells z"), "a", "z", count=3) == [("a", "z")]


@pytest.mark.parametrize(("start", "end"), [("a", "a"), ("a", "y"), ("a", "nowhere"), ("nowhere", "a")])
def test_there_may_be_no_path(start: str, end: str) -> None:
    assert walked(joined("a tells b", "x tells y"), start, end) == []


def test_every_relation_between_concepts_has_sentences(shipped: Workspace) -> None:
    used = sorted({relation.predicate for relation in all_relations(shipped.knowledge)})
    for language in LANGUAGES:
        say = shipped.phrases(language)
        lacking = [p for p in used if f"relation.{p}" not in say or f"relation.{p}.inverse" not in say]
        assert not lacking, f"reports/phrases/relations.*.po lacks a sentence ({language}) for {lacking}"
    for key, text in shipped.phrases("en").messages.items():
        if key.startswith("relation."):
            assert text.count("{subject}") == text.count("{object}") == 1, key


def test_a_relation_without_a_sentence_is_said_by_its_name(shipped: Workspace) -> None:
    relation = Relation("mz:points", "mz:newRelation", "mz:coupons", ())
    assert "mz:newRelation" in sentence_of(shipped.knowledge, relation, shipped.phrases("en"))
    assert "mz:newRelation" in sentence_of(
        shipped.knowledge, relation, shipped.phrases("zh-Hans"), forward=False
    )


def test_weights_are_content(shipped: Workspace) -> None:
    weights = read_weights(shipped.knowledge)
    assert weights.step("skos:related", forward=True) > weights.step("mz:leadsTo", forward=True) == 1.0
    # A platform is a channel: the class hands its cost down.
    assert weights.crossing["mz:Platform"] == weights.crossing["mz:Channel"]
    assert weights.crossing["mz:Need"] < weights.crossing["mz:Goal"]


def test_comparison_and_social_fission_read_like_a_sentence(shipped: Workspace) -> None:
    for language, stop in (("zh-Hans", "。"), ("zh-Hant", "。"), ("en", ".")):
        found = tell_paths(shipped.knowledge, "攀比心理", "社交裂变", shipped.phrases(language))
        assert 1 <= len(found) <= 3
        for path in found:
            assert path.sentence.endswith(stop)
            assert "mz:" not in path.sentence
            assert "{" not in path.sentence
            assert all(step.relation.sections and step.sentence in path.text() for step in path.steps)
            assert path.nodes[0][0] == "mz:comparison-mentality"
    english = tell_paths(shipped.knowledge, "攀比心理", "社交裂变", shipped.phrases("en"))[0]
    assert english.sentence.startswith("“Comparison")


def test_steps_join_and_stand_in_the_ontology(shipped: Workspace) -> None:
    knowledge = shipped.knowledge
    known = set(all_relations(knowledge))
    pairs = [("忠诚粉丝", "复购率"), ("微博", "推荐失真"), ("一级危机", "公关"), ("娱乐性内容", "社交需求")]
    for start, end in pairs:
        one, other = knowledge.find(start).iri, knowledge.find(end).iri
        for path in find_paths(knowledge, one, other):
            assert (path.nodes[0], path.nodes[-1]) == (one, other)
            assert all(step.relation in known for step in path.steps)
            assert all(a.end == b.start for a, b in zip(path.steps, path.steps[1:], strict=False))
            assert len(set(path.nodes)) == len(path.nodes)
        assert find_paths(knowledge, one, other) == find_paths(knowledge, one, other)


def test_a_relation_is_found_by_any_of_its_names(tea: Knowledge) -> None:
    assert {
        relation_named(tea, n) for n in ("mz:arisesFrom", "arisesFrom", "源于", "源於", "Arises from")
    } == {"mz:arisesFrom"}
    with pytest.raises(Exception, match="arises from"):
        relation_named(tea, "arise from")
