"""Checks on the ledger: every sentence has its statements, every statement of a document its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import AdvisorError, KnowledgeError, did_you_mean
from advisor.phrases import load_phrases
from advisor.quality.ledger import FOLDER, Ledger, read_ledger
from advisor.quality.material import Material
from advisor.quality.model import Found

_REASON = "quality.nothing."


def ledger(material: Material) -> Iterator[Found]:
    """Find lines that name what does not stand, sections left out, and relations that no sentence claims."""
    try:
        found = Ledger(read_ledger(material.packs), material.knowledge)
    except KnowledgeError as fault:
        yield Found("ledger", place=fault.place, message=fault.message, remedy=fault.remedy)
        return
    reasons = _reasons(material)
    for line in found.lines:
        passage = line.passage
        where = {"section": passage.section_id, "position": passage.position}
        for problem in line.problems:
            yield Found(f"ledger_{problem.key}", {**where, **problem.values}, problem.place)
        if passage.nothing and passage.nothing not in reasons:
            hint = did_you_mean(passage.nothing, reasons) or ", ".join(reasons)
            values = {**where, "reason": passage.nothing, "hint": hint}
            yield Found("ledger_reason", values, passage.place)
    reading = material.graph.reading
    graphs = dict(material.knowledge.rows("SELECT id, graph FROM section"))
    for section in found.unlisted():
        yield Found("ledger_unlisted", {"section": section}, reading.place_of(graphs[section]))
    for section, statements in found.unclaimed().items():
        stood = {
            (s.subject, s.predicate, s.object): s for s in material.graph.by_graph.get(graphs[section], ())
        }
        for standing in statements:
            statement = stood.get((standing.subject, standing.predicate, standing.object))
            place = reading.place(statement) if statement else reading.place_of(graphs[section])
            yield Found("ledger_unclaimed", {"section": section, "statement": str(standing)}, place)
    for document in _stated(material):
        if document not in found.documents:
            yield Found("ledger_absent", {"document": document, "folder": f"ontology/{FOLDER}"})


def _stated(material: Material) -> list[str]:
    """Return documents with sections that state something: research and judgement have no sentences of ours."""
    sections = material.knowledge.sections()
    return list(dict.fromkeys(s.document for s in sections if s.certainty == "stated"))


def _reasons(material: Material) -> list[str]:
    """Return the codes of reasons for which the catalogue has words."""
    try:
        say = load_phrases(material.packs, "en")
    except AdvisorError:
        return []
    return [key.removeprefix(_REASON) for key in say.messages if key.startswith(_REASON)]
