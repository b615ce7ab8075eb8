"""What a query may do: read, and only what the store holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import QueryError, nearest

MAX_QUERY = 100_000
"""Characters of a query."""

_NOISE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s\"{}|^`\\]*>"
    r"|#[^\n]*",
    re.DOTALL,
)
"""Strings, IRIs and comments, in which a word means nothing."""

_REACHING = re.compile(r"\b(service|from)\b", re.IGNORECASE)
_CHANGING = re.compile(r"\b(insert|delete|load|clear|drop|create|add|move|copy)\b", re.IGNORECASE)
_FORM = re.compile(r"\b(select|ask|construct|describe)\b", re.IGNORECASE)
_DECLARED = re.compile(r"\bprefix\s+([\w.-]*):", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w:?$@^])([A-Za-z][\w.-]*):(?=[\w%\\])")


def without_noise(text: str) -> str:
    """Return a query with strings, IRIs and comments blanked out, line breaks kept."""
    return _NOISE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def forbidden(text: str) -> str | None:
    """Return the first word by which a query would reach beyond the store or change it, in capitals."""
    plain = without_noise(text)
    reaching = _REACHING.search(plain)
    if reaching:
        return reaching[0].upper()
    changing = None if _FORM.search(plain) else _CHANGING.search(plain)
    return changing[0].upper() if changing else None


def check(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise QueryError where a query is too long, changes data, reaches elsewhere, or has an unknown prefix."""
    if len(text) > MAX_QUERY:
        raise QueryError(
            f"the query has {len(text):,} characters; at most {MAX_QUERY:,} are read",
            remedy="ask for less at once",
        )
    word = forbidden(text)
    if word in ("SERVICE", "FROM"):
        raise QueryError(
            f"{word} reaches beyond the knowledge and is not answered",
            remedy="use GRAPH src:… for the statements of one section; all graphs together are the default",
        )
    if word:
        raise QueryError(
            f"{word} would change the knowledge; only SELECT, ASK, CONSTRUCT and DESCRIBE are answered",
            remedy="edit the pack's files to change what it says",
        )
    unknown = [name for name in undeclared(text) if name not in prefixes]
    if unknown:
        close = nearest(unknown[0], list(prefixes), count=1)
        hint = f"did you mean {close[0]}:? " if close else ""
        raise QueryError(
            f"the prefix '{unknown[0]}:' is not declared",
            remedy=f"{hint}write PREFIX {unknown[0]}: <…> before the query",
        )


def undeclared(text: str) -> list[str]:
    """Return the prefixes that a query uses and does not declare, in the order of the alphabet."""
    plain = without_noise(text)
    declared = set(_DECLARED.findall(plain))
    return sorted(set(_NAME.findall(_DECLARED.sub(" ", plain))) - declared)


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with the declarations that it lacks before its first line, which stays the first."""
    head = " ".join(f"PREFIX {name}: <{prefixes[name]}>" for name in undeclared(text) if name in prefixes)
    return f"{head} {text}" if head else text
