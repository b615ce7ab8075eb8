"""What research adds: each publication a source of its own, named by author and year, apart from the documents."""

from __future__ import annotations

import re

import pytest

from advisor.inquiry.sources import describe_section
from advisor.knowledge.model import Section
from advisor.knowledge.store import Knowledge, open_knowledge
from advisor.pack import load_packs
from advisor.phrases import load_phrases


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge(load_packs())


@pytest.fixture(scope="module")
def publications(knowledge: Knowledge) -> list[Section]:
    return [s for s in knowledge.sections() if s.certainty == "literature"]


def test_a_publication_is_cited_by_author_and_year(publications: list[Section]) -> None:
    assert "zhang-2011#1" in [s.id for s in publications]
    for section in publications:
        year = re.fullmatch(r"[a-z]+-(\d{4})", section.document)
        assert year, section.document
        for language in ("zh-Hans", "zh-Hant", "en"):
            assert year[1] in section.document_titles[language]


def test_every_publication_says_something(knowledge: Knowledge, publications: list[Section]) -> None:
    spoken = {
        place
        for (sections,) in knowledge.rows("SELECT sections FROM statement WHERE sections <> ''")
        for place in sections.split()
    }
    assert [s.id for s in publications if s.id not in spoken] == []


def test_research_gives_no_kind_to_what_a_document_names(
    knowledge: Knowledge, publications: list[Section]
) -> None:
    """A concept has its class, and so its definition, from one side only."""
    research = {s.id for s in publications}
    for subject, sections in knowledge.rows(
        "SELECT subject, sections FROM statement WHERE predicate = 'rdf:type' AND sections <> ''"
    ):
        places = set(sections.split())
        assert not (places & research and places - research), subject


@pytest.mark.parametrize(
    ("language", "word"), [("en", "literature"), ("zh-Hans", "研究文献"), ("zh-Hant", "研究文獻")]
)
def test_its_ground_is_named(knowledge: Knowledge, language: str, word: str) -> None:
    say = load_phrases(load_packs(), language)
    assert word in describe_section(knowledge, {}, "hwang-1987#1", say).text().splitlines()[1]
