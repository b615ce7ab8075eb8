"""The search index inside the compiled knowledge: names, tokens, pinyin, and a map of characters.

Everything that needs a dictionary (OpenCC, pypinyin) happens here, when a revision is compiled, so that a
query needs none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from advisor.knowledge.text import grams, han_runs, normalise, words
from advisor.progress import Report, silent

LABEL, ALTERNATIVE, SLUG, PINYIN, INITIALS, DEFINITION = range(6)
"""Forms of a name, the better ones first."""

_SCHEMA = """
CREATE TABLE name (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, form INTEGER NOT NULL, key TEXT NOT NULL,
    text TEXT NOT NULL, size INTEGER NOT NULL, syllables TEXT NOT NULL
);
CREATE TABLE token (token TEXT NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (token, name)) WITHOUT ROWID;
"""


class Name(NamedTuple):
    """One way to call a concept: how it is compared (``key``) and how it is shown (``text``)."""

    iri: str
    form: int
    key: str
    text: str
    tokens: tuple[str, ...] = ()
    syllables: str = ""


def write_index(base: sqlite3.Connection, report: Report = silent) -> None:
    """Add the search index to a compiled knowledge base that holds its concepts already."""
    base.executescript(_SCHEMA)
    fold = folding()
    pairs = sorted(fold.items())
    base.execute("INSERT INTO meta VALUES ('fold', ?)", ("".join(chr(a) + b for a, b in pairs),))
    table = {ordinal: ord(target) for ordinal, target in pairs}
    rows = [json.loads(data) for (data,) in base.execute("SELECT data FROM concept ORDER BY position")]
    names = list(_unique(name for row in rows for name in _names(row, table)))
    base.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((i, n.iri, n.form, n.key, n.text, len(n.tokens), n.syllables) for i, n in enumerate(names)),
    )
    base.executemany(
        "INSERT INTO token VALUES (?, ?)", ((t, i) for i, n in enumerate(names) for t in n.tokens)
    )
    base.execute("CREATE INDEX name_key ON name (key)")


def folding() -> dict[int, str]:
    """Traditional characters (code points) with the simplified one for each."""
    import opencc

    ranges = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    characters = [chr(c) for low, high in ranges for c in range(low, high)]
    # With a line for each character no phrase can match, so this is the plain map of characters.
    folded = str(opencc.OpenCC("t2s").convert("\n".join(characters))).split("\n")
    return {ord(a): b for a, b in zip(characters, folded, strict=True) if a != b and len(b) == 1}


def _unique(names: Iterable[Name]) -> Iterator[Name]:
    """Leave out a key that the same concept has in a better form already."""
    seen: dict[tuple[str, str], int] = {}
    for name in sorted(names, key=lambda n: n.form):
        if name.form == DEFINITION or seen.setdefault((name.iri, name.key), name.form) == name.form:
            if name.form != DEFINITION:
                seen[name.iri, name.key] = -1
            yield name


def _names(row: Mapping[str, Any], fold: Mapping[int, int]) -> Iterator[Name]:
    iri = row["iri"]
    for language, text in row["labels"].items():
        yield from _named(iri, LABEL, language, text, fold)
    for language, texts in row["alternatives"].items():
        for text in texts:
            yield from _named(iri, ALTERNATIVE, language, text, fold)
    slug = iri.partition(":")[2]
    yield Name(iri, SLUG, normalise(slug), slug, latin_tokens(slug.replace("-", " ")))
    for language, text in row["definitions"].items():
        if language != "zh-Hant":
            plain = normalise(text, fold)
            found = [g for g in grams(plain) if len(g) > 1]
            yield Name(iri, DEFINITION, "", text, tuple(dict.fromkeys([*found, *latin_tokens(plain)])))


def _named(iri: str, form: int, language: str, text: str, fold: Mapping[int, int]) -> Iterator[Name]:
    key = normalise(text, fold)
    yield Name(iri, form, key, text, tokens(key))
    if language == "zh-Hans" and han_runs(key):
        for syllables in _pinyin(text):
            yield Name(iri, PINYIN, "".join(syllables), text, syllables=" ".join(syllables))
            initials = "".join(s[0] for s in syllables)
            if len(initials) > 1:
                yield Name(iri, INITIALS, initials, text)


def _pinyin(text: str) -> list[list[str]]:
    """Return the syllables of a text without tones; a second reading with u where ü is written v."""
    from pypinyin import lazy_pinyin

    plain = [s.casefold() for s in lazy_pinyin(text) if s.strip()]
    syllables = ["".join(c for c in s if c.isalnum()) for s in plain]
    syllables = [s for s in syllables if s]
    other = [s.replace("v", "u") for s in syllables]
    return [syllables] if other == syllables else [syllables, other]


def tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a normalised name or query: Han bigrams and unigrams, words in the singular."""
    return tuple(dict.fromkeys([*grams(text), *latin_tokens(text)]))


def latin_tokens(text: str) -> tuple[str, ...]:
    """Words in Latin letters, plural endings taken off so that `fans` meets `fan`."""
    return tuple(dict.fromkeys(_singular(word) for word in words(text)))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
