"""Reference pages of the ontology: the vocabulary as HTML by pyLODE, the concepts as Markdown by kind.

Built offline and without a clock: the same packs give the same bytes.
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterable, Iterator

from advisor.errors import EngineError
from advisor.knowledge.model import Concept, text_in
from advisor.knowledge.store import CLASS, Knowledge
from advisor.pack import Packs
from advisor.phrases import Phrases

_INDEX = "README.md"


def reference(packs: Packs, knowledge: Knowledge, say: Phrases) -> dict[str, str]:
    """Return the pages by file name: ``README.md``, ``vocabulary.html`` and one page for each kind.

    Raises EngineError where pyLODE is not installed.
    """
    found: dict[str, str] = {"vocabulary.html": vocabulary(packs)}
    rows = []
    for kind in knowledge.concepts(CLASS):
        concepts = [c for c in knowledge.concepts(kind.iri) if c.kind == kind.iri]
        if concepts:
            name = f"{kind.iri.partition(':')[2]}.md"
            found[name] = kind_page(kind, concepts, knowledge, say)
            rows.append(f"| [{kind.label(say.language)}]({name}) | {len(concepts)} | {_defined(kind, say)} |")
    return {_INDEX: "\n".join([*_head(say), *rows, ""]), **found}


def _head(say: Phrases) -> list[str]:
    return [
        f"# {say('reference.title')}",
        "",
        say("reference.about"),
        "",
        say("reference.head"),
        "| --- | ---: | --- |",
    ]


def _defined(concept: Concept, say: Phrases) -> str:
    return text_in(concept.definitions, say.language).replace("|", "\\|")


def kind_page(kind: Concept, concepts: Iterable[Concept], knowledge: Knowledge, say: Phrases) -> str:
    """Return the page of a kind: each concept with names, definition, relations and sections."""
    parts = [f"# {kind.label(say.language)}", "", _defined(kind, say), ""]
    for concept in concepts:
        names = dict.fromkeys(
            [*concept.labels.values(), *(a for items in concept.alternatives.values() for a in items)]
        )
        names.pop(concept.label(say.language), None)
        parts += [f"## {concept.label(say.language)}", "", f"`{concept.iri}` · {' · '.join(names)}", ""]
        parts += [_defined(concept, say), ""]
        table: dict[str, list[str]] = {}
        for relation in knowledge.relations_of(concept.iri):
            other = knowledge.concept(relation.object)
            label = other.label(say.language) if other else relation.object
            name = knowledge.predicate_label(relation.predicate, say.language)
            table.setdefault(name, []).append(f"{label} ({', '.join(relation.sections)})")
        parts += [f"- {name}: {'; '.join(others)}" for name, others in table.items()]
        parts += [f"- {say('show.sources')}: {', '.join(concept.sections)}"] if concept.sections else []
        parts.append("")
    return "\n".join(parts)


def vocabulary(packs: Packs) -> str:
    """Return the reference of classes and properties as one HTML page that needs nothing else.

    Raises EngineError where pyLODE is not installed.
    """
    try:
        with _quiet():
            from pylode import OntPub
    except ImportError:
        raise EngineError("pyLODE is not installed", remedy="pip install 'mianzi-advisor[docs]'") from None
    import rdflib

    graph = rdflib.Graph()
    for _, path in packs.files("ontology", "vocabulary.ttl"):
        graph.parse(path)
    with _quiet():
        return str(OntPub(ontology=graph, sort_subjects=True).make_html())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what pyLODE logs about its own data off the terminal."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(level)
