"""Queries that come with a pack: ``ontology/queries/NAME.rq``, each with its title and its parameters.

A file is plain SPARQL that any tool can run. Comment lines at its top give its title (``# en: …``,
``# zh-Hans: …``). A variable with a block of one value, ``VALUES ?fan { mz:loyal-fan }``, is a parameter
with that default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import NotFound, PackError, Place, UsageError, did_you_mean
from advisor.pack import Packs
from advisor.yamltext import decode, read_bytes

FOLDER = "queries"
LANGUAGE = "lang"
"""The parameter that takes the user's language where nothing else is said."""

_TITLE = re.compile(r"#\s*(en|zh-Hans|zh-Hant):\s*(\S.*)")
_PARAMETER = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*(\"[^\"\n]*\"|[^\s{}]+)\s*\}")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?\Z")


@dataclass(frozen=True)
class SavedQuery:
    """A query of a pack: its titles by language, its text, its parameters with their defaults as written."""

    name: str
    titles: Mapping[str, str]
    text: str
    parameters: Mapping[str, str]
    place: Place

    def title(self, language: str) -> str:
        """Its title in a language; the traditional one derived where it is not given."""
        if language == "zh-Hant" and language not in self.titles:
            from advisor.phrases import to_traditional

            return to_traditional(self.titles["zh-Hans"])
        return self.titles[language]


def saved_queries(packs: Packs) -> dict[str, SavedQuery]:
    """Return the queries by name, in the order of the alphabet; a later pack's stands instead of an earlier.

    Raises PackError where one has no title in English or simplified Chinese.
    """
    found = {
        path.stem: path
        for pack, path in packs.files("ontology", ".rq")
        if path.parent == pack.root / "ontology" / FOLDER
    }
    return {name: _read(name, found[name]) for name in sorted(found)}


def saved_query(packs: Packs, name: str) -> SavedQuery:
    """Return the query of that name; raise NotFound with the nearest names."""
    found = saved_queries(packs)
    if name not in found:
        raise NotFound(
            f"no query is saved as '{name}'", remedy=did_you_mean(name, list(found)) or "see --list"
        )
    return found[name]


def _read(name: str, path: Path) -> SavedQuery:
    text = decode(read_bytes(path, error=PackError), str(path), error=PackError)
    titles: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = _TITLE.fullmatch(line.strip())
        if match:
            titles[match[1]] = match[2]
    for language in ("en", "zh-Hans"):
        if language not in titles:
            raise PackError(
                f"the query has no title in {language}",
                place=Place(str(path), 1),
                remedy=f"begin the file with a line '# {language}: …'",
            )
    return SavedQuery(name, titles, text, dict(_PARAMETER.findall(text)), Place(str(path)))


def filled(query: SavedQuery, values: Mapping[str, str], resolve: Callable[[str], str]) -> str:
    """Return the query's text with other values for its parameters.

    ``resolve`` gives the full IRI of a concept's or section's name. A value takes the kind of the default:
    a text, a number or an IRI; it is written as a term, never pasted. Raises UsageError for a parameter
    that the query has not, or a number that is none.
    """
    terms: dict[str, str] = {}
    for name, value in values.items():
        if name not in query.parameters:
            raise UsageError(
                f"the query '{query.name}' has no parameter '{name}'",
                remedy=did_you_mean(name, list(query.parameters))
                or f"it has {', '.join(query.parameters) or 'none'}",
            )
        terms[name] = _term(name, value, query.parameters[name], resolve)

    def block(found: re.Match[str]) -> str:
        return f"VALUES ?{found[1]} {{ {terms.get(found[1], found[2])} }}"

    # All in one pass: what is put in is not looked at again.
    return _PARAMETER.sub(block, query.text)


def _term(name: str, value: str, default: str, resolve: Callable[[str], str]) -> str:
    if default.startswith('"'):
        return '"' + _escaped(value) + '"'
    if _NUMBER.match(default):
        if not _NUMBER.match(value):
            raise UsageError(f"'{name}' takes a number, not '{value}'", remedy=f"write {name}={default}")
        return value
    iri = resolve(value)
    if re.search(r"[\s<>\"{}|^`\\]", iri):
        raise UsageError(f"'{value}' is no name or IRI for '{name}'")
    return f"<{iri}>"


def _escaped(text: str) -> str:
    """Return a text as it is written between quotation marks in SPARQL."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(marks.get(c, c) for c in text)
