"""Sentences of a document and their fingerprints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.quality.passages import fingerprint, passages


def test_sentences_points_and_headings_are_told_apart() -> None:
    text = "# Title\n\nDocument id: `x`\n\n## 一 面子\n(1)看重他人评价;\n(2)好比较。也爱炫耀!\n- - -\n最后一句没有句号\n"
    found = passages(text)
    assert [p.text for p in found] == [
        "## 一 面子",
        "(1)看重他人评价;",
        "(2)好比较。",
        "也爱炫耀!",
        "最后一句没有句号",
    ]
    assert [p.line for p in found] == [5, 6, 7, 7, 9]


def test_what_an_edition_puts_before_the_text_is_no_passage() -> None:
    assert passages("# A title\nDocument id: `x` · y\n") == []


def test_marks_do_not_depend_on_punctuation_spaces_and_case() -> None:
    assert fingerprint("面子，KOL 经济。") == fingerprint("面子kol经济")
    assert fingerprint("面子经济") != fingerprint("面子经营")


@given(st.lists(st.text("面子人情关系ab。！;\n ", max_size=12), max_size=8))
def test_nothing_but_marks_and_spaces_is_lost(parts: list[str]) -> None:
    text = "\n".join(parts)
    kept = "".join(p.text for p in passages(text))
    bare = [c for c in text if c.isalnum()]
    assert [c for c in kept if c.isalnum()] == bare
