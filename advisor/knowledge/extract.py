"""From statements to the values that the rest of the project reads: concepts, tactics, metrics, facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from advisor.knowledge.view import View

Row: TypeAlias = dict[str, Any]

ENTITY_KINDS = {
    "mz:Brand": "brand",
    "mz:Segment": "segment",
    "mz:ChannelEntity": "channel",
    "mz:Community": "community",
    "mz:Campaign": "campaign",
}
DATATYPES = {
    "xsd:boolean": "boolean",
    "xsd:integer": "integer",
    "xsd:decimal": "decimal",
    "xsd:string": "string",
    "xsd:gYear": "year",
    "xsd:date": "date",
    "mz:Choice": "choice",
    "mz:ChoiceSet": "choices",
}
TACTIC_LISTS = {
    "prerequisites": "mz:prerequisite",
    "conflicts": "mz:conflictsWith",
    "alternatives": "mz:alternative",
    "helpers": "mz:helperRole",
    "metrics": "mz:measuredBy",
    "suits": "mz:suits",
    "appeals_to": "mz:appealsTo",
    "channels": "mz:runsOn",
    "risks": "mz:risk",
    "serves": "mz:serves",
}
TACTIC_PARTS = {
    "steps": "mz:step",
    "prerequisites": "mz:prerequisite",
    "alternatives": "mz:alternative",
    "metrics": "mz:measuredBy",
}
"""What a plan says of how a tactic is done, each with its own sections."""
TACTIC_NUMBERS = {
    "set_up_days": "mz:setUpDays",
    "hours_per_week": "mz:hoursPerWeek",
    "weeks_to_effect": "mz:weeksToEffect",
}
TACTIC_COSTS = {
    "fixed_cost": "mz:fixedCost",
    "cost_per_week": "mz:costPerWeek",
    "cost_per_member": "mz:costPerMember",
}
"""A cost that is not given is zero: that is how the vocabulary says it."""
SINGLE = frozenset(
    {
        "mz:ownerRole", "mz:costModel", "mz:mostMembers", "mz:order", "mz:unitCode", "mz:higherIsBetter",
        "mz:datatype", "mz:unit", "mz:minimum", "mz:maximum", "mz:precision", "mz:changeable",
        "mz:higherIsBetterFact", "mz:computedAs", "mz:essential", "mz:expression", "mz:severity", "mz:entity",
        "mz:code", "dct:identifier", "mz:certainty", *TACTIC_NUMBERS.values(), *TACTIC_COSTS.values(),
    }
)  # fmt: skip
"""What has one value: it is read as one here and in `view`."""


def concept(graph: View, iri: str, kind: str) -> Row:
    """Return a concept's labels, definitions, alternatives and the sections that speak of it."""
    labels = graph.texts(iri, "skos:prefLabel")
    return {
        "iri": iri,
        "kind": kind,
        "labels": labels,
        "definitions": graph.texts(iri, "skos:definition"),
        "alternatives": graph.alternatives(iri, labels),
        "sections": graph.sections_of(graph.about(iri)),
    }


def kind(graph: View, iri: str) -> Row:
    """Return a class as it is searched and shown: its label, and its comment as definition."""
    return {
        "iri": iri,
        "kind": "owl:Class",
        "labels": graph.texts(iri, "rdfs:label"),
        "definitions": graph.texts(iri, "rdfs:comment"),
        "alternatives": {},
        "sections": (),
    }


def tactic(graph: View, iri: str) -> Row:
    """Return what a plan needs of a tactic; ``missing`` names the properties without which it cannot be planned."""
    row: Row = {key: graph.objects(iri, predicate) for key, predicate in TACTIC_LISTS.items()}
    # A conflict is mutual, whichever of the two says so.
    row["conflicts"] = tuple(dict.fromkeys([*row["conflicts"], *graph.subjects("mz:conflictsWith", iri)]))
    row["steps"] = steps(graph, iri)
    row["in_place_when"] = tuple(local(fact) for fact in graph.objects(iri, "mz:inPlaceWhen"))
    about = graph.about(iri)
    row["stated_in"] = {
        part: graph.sections_of(s for s in about if s.predicate == predicate)
        for part, predicate in TACTIC_PARTS.items()
    }
    row["owner"] = graph.value(iri, "mz:ownerRole")
    row["cost_model"] = graph.value(iri, "mz:costModel")
    needed = {
        "mz:step": row["steps"] or None,
        "mz:ownerRole": row["owner"],
        "mz:costModel": row["cost_model"],
    }
    for key, predicate in TACTIC_NUMBERS.items():
        row[key] = needed[predicate] = graph.number(iri, predicate)
    for key, predicate in TACTIC_COSTS.items():
        row[key] = graph.number(iri, predicate) or 0.0
    row["most_members"] = graph.number(iri, "mz:mostMembers")
    row["missing"] = [predicate for predicate, value in needed.items() if value is None]
    return row


def steps(graph: View, iri: str) -> list[dict[str, str]]:
    """Return a tactic's steps in their order, as texts."""
    found = []
    for position, node in enumerate(graph.objects(iri, "mz:step")):
        order = graph.number(node, "mz:order")
        found.append((order if order is not None else float("inf"), position, graph.texts(node, "mz:text")))
    return [texts for _, _, texts in sorted(found, key=lambda item: item[:2])]


def metric(graph: View, iri: str) -> Row:
    """Return a metric's formula, unit, direction, and the facts that observe it."""
    higher = graph.boolean(iri, "mz:higherIsBetter")
    return {
        "formula": graph.texts(iri, "mz:formula"),
        "unit": graph.value(iri, "mz:unitCode") or "",
        "higher_is_better": True if higher is None else higher,
        "observed_by": tuple(local(fact) for fact in graph.objects(iri, "mz:observedBy")),
        "measures": graph.objects(iri, "mz:measures"),
    }


def fact(graph: View, iri: str) -> Row:
    """Return a declared fact, with the keys that `Knowledge.facts_raw` promises."""
    datatype = graph.value(iri, "mz:datatype")
    if datatype not in DATATYPES:
        raise graph.error(
            iri, "mz:datatype", f"the datatype of {iri} is {datatype}, not one of {', '.join(DATATYPES)}"
        )
    unit = graph.value(iri, "mz:unit")
    changeable = graph.boolean(iri, "mz:changeable")
    return {
        "id": local(iri),
        "kind": _entity(graph, iri),
        "datatype": DATATYPES[datatype],
        "unit": local(unit) if unit else None,
        "minimum": graph.number(iri, "mz:minimum"),
        "maximum": graph.number(iri, "mz:maximum"),
        "precision": graph.number(iri, "mz:precision"),
        "changeable": True if changeable is None else changeable,
        "higher_is_better": graph.boolean(iri, "mz:higherIsBetterFact"),
        "labels": graph.texts(iri, "skos:prefLabel"),
        "question": graph.texts(iri, "mz:question"),
        "why": graph.texts(iri, "mz:why"),
        "unknown_when": graph.texts(iri, "mz:unknownWhen"),
        "options": [_option(graph, iri, node) for node in graph.objects(iri, "mz:option")],
        "computed_as": graph.value(iri, "mz:computedAs"),
        "essential": graph.boolean(iri, "mz:essential") or False,
    }


def _option(graph: View, iri: str, node: str) -> Row:
    code = graph.value(node, "mz:code")
    if code is None:
        raise graph.error(iri, "mz:option", f"an option of {iri} has no mz:code")
    stands_for = graph.value(node, "mz:concept")
    labels = graph.texts(node, "skos:prefLabel")
    if stands_for:
        labels = graph.texts(stands_for, "skos:prefLabel") | labels
    return {"code": code, "labels": labels, "concept": stands_for}


def constraint(graph: View, iri: str) -> Row:
    """Return what must hold between facts: an expression over their ids, and the sentence that says so."""
    return {
        "id": local(iri),
        "expression": graph.value(iri, "mz:expression") or "",
        "labels": graph.texts(iri, "skos:prefLabel"),
    }


def finding(graph: View, iri: str, concepts: Mapping[str, str]) -> Row:
    """Return what rules can diagnose."""
    severity = graph.number(iri, "mz:severity")
    statements = graph.about(iri)
    related = [s.object for s in statements if not s.literal and s.object in concepts]
    return {
        "id": local(iri),
        "kind": _entity(graph, iri),
        "labels": graph.texts(iri, "skos:prefLabel"),
        "definitions": graph.texts(iri, "skos:definition"),
        "severity": None if severity is None else int(severity),
        "threatens": graph.objects(iri, "mz:threatens"),
        "concepts": tuple(dict.fromkeys(related)),
        "sections": graph.sections_of(statements),
        "costs_face": graph.objects(iri, "mz:costsFace"),
        "gives_face": graph.objects(iri, "mz:givesFace"),
        "better_way": graph.texts(iri, "mz:betterWay"),
        "whose_face": graph.texts(iri, "mz:whoseFace"),
    }


def cue(graph: View, iri: str) -> Row:
    """Return wordings that suggest a fact, the traditional form of the simplified ones among them."""
    fact = graph.value(iri, "mz:cues")
    if fact is None:
        raise graph.error(iri, "mz:cues", f"{iri} suggests no fact")
    return {
        "id": local(iri),
        "fact": local(fact),
        "code": graph.value(iri, "mz:cueCode") or "true",
        "phrases": graph.several_texts(iri, "mz:cuePhrase"),
        "exceptions": graph.several_texts(iri, "mz:cueExcept"),
    }


def _entity(graph: View, iri: str) -> str:
    """Return the kind of entity that a fact or finding belongs to: as said, else as its id begins."""
    stated = graph.value(iri, "mz:entity")
    begins = local(iri).partition(".")[0]
    if stated in ENTITY_KINDS:
        return ENTITY_KINDS[stated]
    if stated is None and begins in ENTITY_KINDS.values():
        return begins
    raise graph.error(
        iri, "mz:entity", f"{iri} belongs to {stated or 'nothing'}, not to one of {', '.join(ENTITY_KINDS)}"
    )


def local(iri: str) -> str:
    """Return the part of a compact IRI after its prefix: the id of a fact, finding, unit or constraint."""
    return iri.partition(":")[2] if ":" in iri else iri
