"""The documents, and what stands on each section."""

from __future__ import annotations

import pytest

from advisor.errors import NotFound
from advisor.inquiry.sources import coverage, describe_section, documents, find_section
from advisor.workspace import Workspace


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace()


@pytest.mark.parametrize("name", ["fan-ops#2.3.3", "fan-ops 2.3.3", "忠诚粉丝", "Loyal fans"])
def test_a_section_is_found_by_id_and_title(workspace: Workspace, name: str) -> None:
    assert find_section(workspace.knowledge, name).id == "fan-ops#2.3.3"


def test_an_unknown_section_gets_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match=r"fan-ops#2\.3\.3"):
        find_section(workspace.knowledge, "fan-opps#2.3.3")


def test_a_section_in_words_and_values(workspace: Workspace) -> None:
    found = describe_section(workspace.knowledge, workspace.citing, "fan-ops#2.3.3", workspace.phrases("en"))
    values = found.to_json()
    assert {"mz:loyal-fan", "mz:long-following"} <= {c["iri"] for c in values["concepts"]}
    assert any(
        s["subject"] == "mz:loyal-fan" and s["predicate"] == "mz:hasTrait" for s in values["statements"]
    )
    assert all(s["section"].startswith("fan-ops#2.3.3") for s in values["statements"])
    assert "loyal_fans_are_few" in values["rules"]
    assert "has trait" in found.text() or "loyal fan —" in found.text()


def test_hedged_parts_belong_to_their_section_and_say_so(workspace: Workspace) -> None:
    found = describe_section(
        workspace.knowledge, workspace.citing, "community-solutions#3.8", workspace.phrases("en")
    )
    assert {s.section for s in found.statements} == {
        "community-solutions#3.8",
        "community-solutions#3.8.hedged",
    }
    assert "(community-solutions#3.8.hedged)" in found.text()


def test_a_chapter_lists_what_is_part_of_it(workspace: Workspace) -> None:
    found = describe_section(workspace.knowledge, workspace.citing, "fan-ops#2", workspace.phrases("zh-Hans"))
    assert "fan-ops#2.3.3" in found.to_json()["sections"]


def test_coverage_counts_by_section_and_document(workspace: Workspace) -> None:
    rows = coverage(workspace.knowledge, "en", "fan-ops")
    assert {row["section"].partition("#")[0] for row in rows} == {"fan-ops"}
    (whole,) = [row for row in documents(workspace.knowledge, "en") if row["document"] == "fan-ops"]
    assert whole["sections"] == len(rows)
    assert whole["statements"] == sum(row["statements"] for row in rows)
    assert whole["empty"] == 0


def test_an_unknown_document_gets_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="fan-ops"):
        coverage(workspace.knowledge, "en", "fan-op")
