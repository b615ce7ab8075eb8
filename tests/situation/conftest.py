"""A small vocabulary, the shipped one, and a reader of briefs."""

from __future__ import annotations

import pytest
from conftest_types import Read
from small_vocabulary import CONSTRAINTS, FACTS, WORDS

from advisor.errors import BriefError
from advisor.pack import load_packs
from advisor.situation.brief import parse_brief
from advisor.situation.vocabulary import Vocabulary, load_vocabulary
from advisor.yamltext import parse


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_raw(FACTS, CONSTRAINTS, WORDS)


@pytest.fixture(scope="session")
def shipped() -> Vocabulary:
    return load_vocabulary(load_packs())


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Read:
    """Read a brief from its text."""
    return lambda text: parse_brief(parse(text, "brief.yaml", error=BriefError), vocabulary)
