"""Checks on calculations: each evaluates, over the values of the quantities it names, to the value stated.

An ``mz:calculation`` is arithmetic over concepts, each written by its slug in snake case:
``entry_fee_amount * weeks_per_year``. The project's one parser of arithmetic reads it, as it reads computed
facts; to that parser a quantity is a fact of the kind ``quantity``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import PackError, nearest
from advisor.knowledge.graph import Graph
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.situation.calculations import Calculation

# Binary fractions: 0.1 + 0.2 must count as 0.3.
_TOLERANCE = 1e-9


def calculations(graph: Graph) -> tuple[Calculation, ...]:
    """Return all calculations, in the order of the files."""
    found = (s for s in graph.reading.statements if s.predicate == "mz:calculation")
    return tuple(dict.fromkeys(Calculation(s.subject, s.object) for s in found))


def quantities(graph: Graph) -> dict[str, float]:
    """Return the values of all concepts that have one, by slug. Raises KnowledgeError where one is no number."""
    subjects = dict.fromkeys(s.subject for s in graph.reading.statements if s.predicate == "mz:value")
    values = ((subject.partition(":")[2], graph.number(subject, "mz:value")) for subject in subjects)
    return {slug: value for slug, value in values if value is not None}


def agree(value: float, result: float, precision: float | None) -> bool:
    """Whether a stated value is the result, rounded to ``precision`` (exactly, where that is None)."""
    exact = _TOLERANCE * max(1.0, abs(value), abs(result))
    return abs(value - result) <= (precision or 0.0) / 2 + exact


def results(material: Material) -> Iterator[Found]:
    """Find calculations that cannot be read, name what has no value, or come to another value than stated."""
    graph = material.graph
    values = quantities(graph)
    for calculation in calculations(graph):
        if fault := _fault(calculation, graph, values):
            yield fault


def _fault(calculation: Calculation, graph: Graph, values: Mapping[str, float]) -> Found | None:
    node = calculation.node
    place = graph.reading.place_of(node)
    shown = {"node": node, "calculation": calculation.text}
    try:
        names = calculation.names
    except PackError:
        return Found("calculation_unreadable", shown, place)
    for slug in (*names, node.partition(":")[2]):
        if slug not in values:
            known = ", ".join(f"mz:{name}" for name in nearest(slug, sorted(values))) or "—"
            return Found("calculation_without_value", {**shown, "name": f"mz:{slug}", "known": known}, place)
    value, result = values[node.partition(":")[2]], calculation.result(values)
    if result is None or not agree(value, result, graph.number(node, "mz:precision")):
        came = "—" if result is None else f"{result:g}" if result == round(result, 4) else f"{result:.4f}"
        return Found("calculation", {**shown, "value": f"{value:g}", "result": came}, place)
    return None
