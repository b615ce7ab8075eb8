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

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
"""SPARQL reads these anywhere, in a keyword too (section 19.2)."""


def _word(*words: str) -> re.Pattern[str]:
    """Match keywords, not the same letters in a variable, a name or a prefix (``?from``, ``mz:load``)."""
    return re.compile(rf"(?<![\w?$:@.-])({'|'.join(words)})(?![\w:-])", re.IGNORECASE)


_REACHING = _word("service", "from")
_READING = ("select", "ask", "construct", "describe")
_CHANGING = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")
_FORM = _word(*_READING, *_CHANGING)
_DECLARED = re.compile(r"\bprefix\s+([\w.-]*):", re.IGNORECASE)
_BOUND = re.compile(r"\bprefix\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w:?$@-])([A-Za-z][\w.-]*):([\w%\\][\w.-]*)?")
_LANG_EQUALS = re.compile(
    r"""\blang\s*\(\s*[?$]\w+\s*\)\s*!?=\s*(["'])([^"'\n]*)\1|(["'])([^"'\n]*)\3\s*!?=\s*lang\s*\(""",
    re.IGNORECASE,
)


def without_noise(text: str) -> str:
    """Return a query with strings, IRIs and comments blanked out, line breaks kept."""
    return _NOISE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def forbidden(text: str) -> str | None:
    """Return the first word by which a query would reach beyond the store or change it, in capitals.

    >>> forbidden("DELETE WHERE { ?s ?p ?o }")
    'DELETE'
    >>> forbidden("SELECT ?from WHERE { ?from a mz:load }")
    """
    plain = without_noise(_ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16) % 0x110000), text))
    reaching = _REACHING.search(plain)
    if reaching:
        return reaching[1].upper()
    # What comes first decides: an update may hold a SELECT, a query's FILTER a function named like an update.
    form = _FORM.search(plain)
    return form[1].upper() if form and form[1].lower() in _CHANGING else None


def check(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise QueryError where a query is too long, no text, changes data, reaches elsewhere, or has an unknown prefix."""
    if len(text) > MAX_QUERY:
        raise QueryError(
            f"the query has {len(text):,} characters; at most {MAX_QUERY:,} are read",
            remedy="ask for less at once",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise QueryError("the query is not UTF-8 text", remedy="check the encoding it comes in") from None
    if not text.strip():
        raise QueryError("the query is empty", remedy="write it like: SELECT ?x WHERE { ?x a mz:Goal }")
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
    return sorted({prefix for prefix, _ in _NAME.findall(_DECLARED.sub(" ", plain))} - declared)


def in_scope(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that a query's names may have: those given, and what it declares itself."""
    return {**prefixes, **dict(_BOUND.findall(text))}


def names(text: str) -> list[str]:
    """Return the prefixed names of a query (``mz:loyal-fan``), each once, as they come.

    >>> names("SELECT * WHERE { ?x ^mz:suits mz:loyal-fan . FILTER(?x != ?y) }")
    ['mz:suits', 'mz:loyal-fan']
    """
    found = _NAME.findall(_DECLARED.sub(" ", without_noise(text)))
    return list(dict.fromkeys(f"{prefix}:{local.rstrip('.')}" for prefix, local in found if local))


def expanded(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with names of two dots or more (``src:fan-ops-6.1.2``) written as full IRIs.

    SPARQL allows them; Oxigraph 0.5 takes them in some places for a name and the end of a triple.

    >>> expanded("ASK { GRAPH s:a-1.2.3 { ?x ?y 's:a-1.2.3' } }", {"s": "http://x/"})
    "ASK { GRAPH <http://x/a-1.2.3> { ?x ?y 's:a-1.2.3' } }"
    """
    plain = without_noise(text)
    known = in_scope(text, prefixes)
    parts: list[str] = []
    end = 0
    for found in _NAME.finditer(plain):
        prefix, local = found[1], (found[2] or "").rstrip(".")
        if prefix in known and local.count(".") > 1 and "\\" not in local:
            parts += [text[end : found.start()], f"<{known[prefix]}{local}>"]
            end = found.start() + len(prefix) + 1 + len(local)
    return "".join([*parts, text[end:]])


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with the declarations that it lacks before its first line, which stays the first."""
    head = " ".join(f"PREFIX {name}: <{prefixes[name]}>" for name in undeclared(text) if name in prefixes)
    return f"{head} {text}" if head else text


def lang_compared(text: str) -> str | None:
    """Return the tag with capitals that a query compares with LANG(), which Oxigraph gives in lower case.

    >>> lang_compared('FILTER(LANG(?l) = "zh-Hans")')
    'zh-Hans'
    >>> lang_compared('FILTER(LANGMATCHES(LANG(?l), "zh-Hans"))')
    """
    for found in _LANG_EQUALS.finditer(text):
        tag = found[2] or found[4] or ""
        if tag != tag.lower():
            return tag
    return None
