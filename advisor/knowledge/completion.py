"""Names that begin as someone has begun to type: concepts, kinds and sections."""

from __future__ import annotations

from advisor.knowledge.index import ALTERNATIVE, LABEL, PINYIN, SLUG
from advisor.knowledge.model import text_in
from advisor.knowledge.store import CLASS, Knowledge
from advisor.knowledge.text import han_runs, normalise, without_marks

_FORMS = (LABEL, ALTERNATIVE, SLUG, PINYIN)
_ROWS = 400
_LAST = "\uffff"


def complete_concepts(
    knowledge: Knowledge, begun: str, language: str, *, kind: str | None = None, limit: int = 30
) -> list[tuple[str, str]]:
    """Return names of concepts that begin so, each with its kind, best first.

    What is given is the concept's label in the user's language, also where another of its names begins so (an
    alternative, pinyin, the other script); a compact IRI where one was begun (``mz:``). ``kind`` keeps concepts
    of that class and its subclasses.
    """
    kinds = knowledge.subkinds(kind) if kind else None
    if ":" in begun:
        rows = knowledge.rows(
            "SELECT iri FROM concept WHERE iri >= ? AND iri < ? ORDER BY iri LIMIT ?",
            begun,
            begun + _LAST,
            _ROWS,
        )
        return [
            (iri, _about(knowledge, iri, language, with_label=True))
            for (iri,) in rows
            if kinds is None or _kind(knowledge, iri) in kinds
        ][:limit]
    ranked: dict[str, tuple[object, ...]] = {}
    for key in _keys(knowledge, begun):
        rows = knowledge.rows(
            "SELECT iri, form, length(key) FROM name WHERE key >= ? AND key < ? AND form <= ? ORDER BY form, length(key)"
            " LIMIT ?",
            *(key, key + _LAST, max(_FORMS), _ROWS),
        )
        for iri, form, length in rows:
            rank = (form, length, iri)
            ranked[iri] = min(ranked.get(iri, rank), rank)
    found: dict[str, str] = {}
    for iri in sorted(ranked, key=ranked.__getitem__):
        concept = knowledge.concept(iri)
        if concept is not None and (kinds is None or concept.kind in kinds):
            found.setdefault(concept.label(language), _about(knowledge, iri, language))
        if len(found) == limit:
            break
    return list(found.items())


def complete_kinds(knowledge: Knowledge, begun: str, language: str) -> list[tuple[str, str]]:
    """Return names of kinds that begin so (``FanType``, or a label), each with what else it is called."""
    wanted = normalise(begun, knowledge.fold)
    found = []
    for iri, _ in knowledge.rows("SELECT iri, kind FROM concept WHERE kind = ? ORDER BY position", CLASS):
        concept = knowledge.concept(iri)
        label = concept.label(language) if concept else iri
        slug = iri.partition(":")[2]
        if normalise(slug).startswith(wanted):
            found.append((slug, label))
            continue
        labels = [label, *concept.labels.values()] if concept else [label]
        begins = [name for name in labels if normalise(name, knowledge.fold).startswith(wanted)]
        if begins:
            found.append((begins[0], slug))
    return found


def complete_sections(knowledge: Knowledge, begun: str, language: str) -> list[tuple[str, str]]:
    """Return ids of sections that begin so, each with its title."""
    return [(s.id, text_in(s.titles, language)) for s in knowledge.sections() if s.id.startswith(begun)]


def _keys(knowledge: Knowledge, begun: str) -> list[str]:
    """Return what was typed as the index compares it: as it is, and letters as slugs and pinyin have them."""
    plain = normalise(begun, None if begun.isascii() else knowledge.fold)
    keys = [plain, plain.replace("-", " ")]
    if not han_runs(plain):
        letters = without_marks(plain)
        keys += [letters.replace(" ", "-"), letters.replace(" ", "").replace("'", "")]
    return list(dict.fromkeys(keys))


def _kind(knowledge: Knowledge, iri: str) -> str:
    concept = knowledge.concept(iri)
    return concept.kind if concept else ""


def _about(knowledge: Knowledge, iri: str, language: str, *, with_label: bool = False) -> str:
    concept = knowledge.concept(iri)
    if concept is None:
        return ""
    kind = knowledge.class_label(concept.kind, language)
    return f"{concept.label(language)} · {kind}" if with_label else kind
