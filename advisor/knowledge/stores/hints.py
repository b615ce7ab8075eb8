"""Why a query found nothing: a name that stands nowhere, or a comparison of languages that cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.errors import EndpointError, QueryError, nearest
from advisor.knowledge.stores.guard import in_scope, lang_compared, names
from advisor.knowledge.stores.interface import Limits, Rows, SparqlStore

_QUICK = Limits(seconds=5.0, rows=100_000)
"""A hint is no reason to wait."""


@dataclass(frozen=True)
class UnknownName:
    """A prefixed name that no statement has, and the names that are most like it, best first."""

    name: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class LanguageCompared:
    """A tag with capitals that is compared with LANG(), whose answer is in lower case in some stores."""

    tag: str


def hints(text: str, store: SparqlStore, prefixes: Mapping[str, str]) -> list[UnknownName | LanguageCompared]:
    """Return what in a query without rows may be the cause; an empty list where nothing is seen.

    A store that does not answer in time gives no hint of names.
    """
    found: list[UnknownName | LanguageCompared] = []
    tag = lang_compared(text)
    if tag:
        found.append(LanguageCompared(tag))
    known = in_scope(text, prefixes)
    candidates: dict[str, list[str]] = {}
    try:
        for name in names(text):
            prefix, _, local = name.partition(":")
            if prefix not in known or "\\" in local or _stands(known[prefix] + local, store):
                continue
            if prefix not in candidates:
                candidates[prefix] = _locals(known[prefix], store)
            near = nearest(local, candidates[prefix])
            found.append(UnknownName(name, tuple(f"{prefix}:{other}" for other in near)))
    except (QueryError, EndpointError):
        pass
    return found


def _stands(iri: str, store: SparqlStore) -> bool:
    """Say whether any statement or graph has the name."""
    return bool(
        store.query(
            f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }}"
            f" UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} }}",
            _QUICK,
        )
    )


def _locals(namespace: str, store: SparqlStore) -> list[str]:
    """Return what stands after a namespace in the names of subjects and properties, in order."""
    answer = store.query(
        "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?x ?o } "
        f'FILTER(STRSTARTS(STR(?x), "{namespace}")) }}',
        _QUICK,
    )
    if not isinstance(answer, Rows):
        return []
    rest = (row[0].value[len(namespace) :] for row in answer.rows if row[0] is not None)
    # With a slash it is a name of a longer namespace that begins alike.
    return sorted(name for name in rest if name and "/" not in name)
