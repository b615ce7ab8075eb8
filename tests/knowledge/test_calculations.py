"""Every figure that a document works out can be worked out again from the figures it names."""

from __future__ import annotations

import pytest
import small_pack

from advisor.knowledge.graph import Graph
from advisor.knowledge.layers import overlay
from advisor.knowledge.rdf import read
from advisor.quality.calculations import Calculation, agree, calculations, quantities

GRAPH = Graph(overlay(read(small_pack.packs(small_pack.ROOT)))[0])
VALUES = quantities(GRAPH)

# What the learning community of the third essay comes to: slug, its figure, and the unit it is in.
LEARNING_COMMUNITY = {
    "acquaintance-time": (500 * 1 / 60, "hour"),
    "community-fund-size": (200 * 500, "CNY"),
    "weekly-prize": (200 * 500 / 52, "CNY"),
    "annual-operating-money": (10 * 500 * 12, "CNY"),
    "weekly-manager-pay": (10 * 500 * 12 / 52, "CNY"),
    "answer-entry-threshold": (52, "count"),
    "prize-at-threshold": (52 * 200 / 52, "CNY"),
}


@pytest.mark.parametrize("calculation", calculations(GRAPH), ids=lambda c: c.node)
def test_a_calculation_comes_to_the_value_stated(calculation: Calculation) -> None:
    result = calculation.result(VALUES)
    assert result is not None
    value = VALUES[calculation.node.removeprefix("mz:")]
    assert agree(value, result, GRAPH.number(calculation.node, "mz:precision"))
    assert set(GRAPH.texts(calculation.node, "mz:formula")) >= {"zh-Hans", "en"}


@pytest.mark.parametrize(("slug", "figure"), LEARNING_COMMUNITY.items())
def test_the_sums_of_the_learning_community(slug: str, figure: tuple[float, str]) -> None:
    by_slug = {c.node.removeprefix("mz:"): c for c in calculations(GRAPH)}
    result = by_slug[slug].result(VALUES)
    assert result == pytest.approx(figure[0])
    assert GRAPH.value(f"mz:{slug}", "mz:unitCode") == figure[1]
    assert GRAPH.value(f"mz:{slug}", "mz:exactValue"), "the figure that the text states stands beside it"


def test_rounding_is_half_of_what_is_declared() -> None:
    assert agree(1923.0, 200 * 500 / 52, 1.0)
    assert not agree(1923.0, 200 * 500 / 52, None)
    assert not agree(2000.0, 200 * 500 / 52, 1.0)
    assert agree(0.3, 0.1 + 0.2, None)
