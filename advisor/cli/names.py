"""Arguments that are names: what the shell can complete while they are typed.

Completion must never get in the way of typing: it answers from what is compiled already, never compiles, and
on any trouble offers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import click
from click.shell_completion import CompletionItem

from advisor.cli.common import State
from advisor.errors import AdvisorError

AT_MOST = 30


class Name(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A text argument whose values the packs know; the command itself says what is wrong with a wrong one."""

    name = "text"

    def __init__(self, state: State, offered: Callable[[State, str], Iterable[tuple[str, str]]]) -> None:
        self._state = state
        self._offered = offered

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names that begin so, each with a word about it."""
        try:
            found = list(self._offered(self._state, incomplete))
        except (AdvisorError, OSError):
            return []
        return [CompletionItem(value, help=about) for value, about in found[:AT_MOST]]


class FileName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A file that the shell can find; whether it can be read is said by whatever reads it."""

    name = "text"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type="file")]


def concept_name(state: State) -> Name:
    """A concept: by a label in any language, an alternative, pinyin, a slug or an IRI."""
    return Name(state, lambda state, begun: _concepts(state, begun, None))


def tactic_name(state: State) -> Name:
    """A concept that can be recommended."""
    return Name(state, lambda state, begun: _concepts(state, begun, "mz:Tactic"))


def kind_name(state: State) -> Name:
    """A kind of concept."""
    return Name(state, _kinds)


def section_name(state: State) -> Name:
    """A section of a source, such as ``fan-ops#6.1``."""
    return Name(state, _sections)


def rule_name(state: State) -> Name:
    """The id of a rule."""
    return Name(state, _rules)


def query_name(state: State) -> Name:
    """A query that comes with a pack."""
    return Name(state, _queries)


def relation_name(state: State) -> Name:
    """A relation between concepts."""
    return Name(state, _relations)


def conclusion_id(state: State) -> Name:
    """What a rule can conclude: a finding's id or a concept's IRI."""
    return Name(state, _conclusions)


def _is_compiled(state: State, file: str) -> bool:
    """Whether this revision of the packs has its compiled form already."""
    return (state.workspace.packs.cache_folder() / file).exists()


def _concepts(state: State, incomplete: str, kind: str | None) -> Iterable[tuple[str, str]]:
    from advisor.knowledge.completion import complete_concepts
    from advisor.knowledge.store import FILE

    if not _is_compiled(state, FILE):
        return []
    return complete_concepts(state.workspace.knowledge, incomplete, state.language, kind=kind, limit=AT_MOST)


def _kinds(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    from advisor.knowledge.completion import complete_kinds
    from advisor.knowledge.store import FILE

    if not _is_compiled(state, FILE):
        return []
    return complete_kinds(state.workspace.knowledge, incomplete, state.language)


def _sections(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    from advisor.knowledge.completion import complete_sections
    from advisor.knowledge.store import FILE

    if not _is_compiled(state, FILE):
        return []
    return complete_sections(state.workspace.knowledge, incomplete, state.language)


def _queries(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    from advisor.knowledge.stores.saved import saved_queries

    return [
        (name, query.titles.get(state.language) or query.titles["zh-Hans"])
        for name, query in saved_queries(state.workspace.packs).items()
        if name.startswith(incomplete)
    ]


def _relations(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    from advisor.knowledge.relations import used_relations
    from advisor.knowledge.store import FILE

    if not _is_compiled(state, FILE):
        return []
    knowledge = state.workspace.knowledge
    names = {iri: knowledge.predicate_label(iri, state.language) for iri in used_relations(knowledge)}
    return [(label, iri) for iri, label in names.items() if label.startswith(incomplete)]


def _conclusions(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    if not _is_compiled(state, "concluding.json"):
        return []
    return [(name, "") for name in sorted(state.workspace.concluding) if name.startswith(incomplete)]


def _rules(state: State, incomplete: str) -> Iterable[tuple[str, str]]:
    if not _is_compiled(state, "concluding.json"):
        return []
    ids: Sequence[str] = sorted({rule for rules in state.workspace.concluding.values() for rule in rules})
    return [(rule, "") for rule in ids if rule.startswith(incomplete)]
