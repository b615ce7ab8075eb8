"""Reference pages of the ontology: the vocabulary as HTML by pyLODE, the concepts as Markdown by kind.

Built offline and without a clock: the same packs give the same bytes.
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from advisor.errors import EngineError
from advisor.knowledge.model import Concept, text_in
from advisor.knowledge.store import Knowledge
from advisor.pack import Packs
from advisor.phrases import Phrases

_INDEX = "README.md"


def reference(packs: Packs, knowledge: Knowledge, say: Phrases) -> dict[str, str]:
    """Return the pages by file name: ``README.md``, ``vocabulary.html`` and one page for each kind.

    Raises EngineError where pyLODE is not installed.
    """
    found: dict[str, str] = {"vocabulary.html": vocabulary(packs, say.language)}
    rows = []
    for kind in knowledge.kinds():
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


def vocabulary(packs: Packs, language: str = "en") -> str:
    """Return the reference of classes and properties as one HTML page that needs nothing else.

    Texts are in one language, where they have it: pyLODE would run those of all languages together.

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
    _name_unions(graph)
    _keep_language(graph, language if language != "zh-Hant" else "zh-Hans")
    with _quiet():
        return str(OntPub(ontology=graph, sort_subjects=True).make_html())


def _name_unions(graph: Any) -> None:
    """Say a domain or range that is one of several classes by schema.org's words for it.

    pyLODE shows a union in an order that changes from run to run.
    """
    from rdflib import OWL, RDFS, SDO
    from rdflib.collection import Collection

    for property_, includes in ((RDFS.domain, SDO.domainIncludes), (RDFS.range, SDO.rangeIncludes)):
        for subject, union in list(graph.subject_objects(property_)):
            members = graph.value(union, OWL.unionOf)
            if members is not None:
                for member in Collection(graph, members):
                    graph.add((subject, includes, member))
                Collection(graph, members).clear()  # type: ignore[no-untyped-call]
                graph.remove((subject, property_, union))
                graph.remove((union, None, None))


def _keep_language(graph: Any, language: str) -> None:
    """Take out the texts in other languages of whatever has a text in this one."""
    from rdflib import Literal

    own = {(s, p) for s, p, o in graph if isinstance(o, Literal) and o.language == language}
    for s, p, o in list(graph):
        if isinstance(o, Literal) and o.language not in (None, language) and (s, p) in own:
            graph.remove((s, p, o))


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
