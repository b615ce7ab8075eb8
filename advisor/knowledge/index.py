"""The search index inside the compiled knowledge: names, tokens, pinyin, spellings, a map of characters.

Everything that needs a dictionary (OpenCC, pypinyin) happens here, when a revision is compiled, so that a
query needs none. Tokens are our own, since no tokenizer of SQLite knows Chinese words of two characters:
its full-text index keeps only which name or definition has which token.

Names are numbered by their length, the best connected first among equals. A query takes the first that
have its tokens and need not look at the others, however many there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from advisor.knowledge.spelling import LONGEST_SYLLABLE, MOST_LETTERS, shortened
from advisor.knowledge.text import (
    all_tokens,
    bigrams,
    han_runs,
    latin_tokens,
    normalise,
    telling_tokens,
)
from advisor.progress import Report, silent

LABEL, ALTERNATIVE, SLUG, PINYIN, INITIALS = range(5)
"""Forms of a name, the better ones first."""

SYLLABLE, KIND = "ˈ", "κ"
"""What a token of a syllable and of a class begins with, so that no word is taken for one."""

DEFINITION_LANGUAGES = ("zh-Hans", "en")
"""A definition's number in the index is its concept's position times their count, plus its language's place here."""

_SCHEMA = """
CREATE TABLE name (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, form INTEGER NOT NULL, key TEXT NOT NULL,
    text TEXT NOT NULL, syllables TEXT NOT NULL
);
CREATE TABLE spelling (short TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (short, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_token USING fts5 (tokens, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE definition_token USING fts5 (tokens, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE name_count USING fts5vocab (name_token, row);
CREATE TEMP TABLE unsorted (
    size INTEGER NOT NULL, form INTEGER NOT NULL, degree INTEGER NOT NULL, iri TEXT NOT NULL,
    key TEXT NOT NULL, text TEXT NOT NULL, syllables TEXT NOT NULL, kinds TEXT NOT NULL
);
"""
_EVERY = 1_000


class Name(NamedTuple):
    """One way to call a concept: how it is compared (``key``) and how it is shown (``text``)."""

    form: int
    key: str
    text: str
    syllables: str = ""

    @property
    def size(self) -> int:
        """How much there is to match."""
        return self.syllables.count(" ") + 1 if self.syllables else len(telling_tokens(self.key))


def write_index(base: sqlite3.Connection, report: Report = silent) -> None:
    """Add the search index to a compiled knowledge base that holds its concepts already."""
    for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
        base.execute(statement)
    fold = folding()
    pairs = sorted(fold.items())
    table = {ordinal: ord(target) for ordinal, target in pairs}
    kinds = _Kinds(base)
    total = base.execute("SELECT count(*) FROM concept").fetchone()[0] or 1
    syllables: set[str] = set()
    spelt: set[str] = set()
    rows = base.execute("SELECT position, kind, degree, data FROM concept ORDER BY position")
    for position, kind, degree, data in rows:
        row = json.loads(data)
        names = list(_unique(_names(row, table)))
        base.executemany(
            "INSERT INTO unsorted VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (n.size, n.form, degree, row["iri"], n.key, n.text, n.syllables, kinds.tokens(kind))
                for n in names
            ),
        )
        base.executemany(
            "INSERT INTO definition_token (rowid, tokens) VALUES (?, ?)",
            _definitions(position, row, table, kinds.tokens(kind)),
        )
        for name in names:
            syllables.update(filter(_is_syllable, name.syllables.split()))
            if name.form < PINYIN:
                spelt.update(w for w in latin_tokens(name.key) if w.isalpha() and 2 < len(w) <= MOST_LETTERS)
        if position % _EVERY == 0:
            report(0.7 * position / total)
    base.execute(
        "INSERT INTO name (iri, form, key, text, syllables) SELECT iri, form, key, text, syllables"
        " FROM unsorted ORDER BY size, form, degree DESC, rowid"
    )
    base.executemany("INSERT INTO name_token (rowid, tokens) VALUES (?, ?)", _name_tokens(base))
    base.execute("DROP TABLE unsorted")
    report(0.9)
    base.executemany(
        "INSERT INTO spelling VALUES (?, ?)", sorted((s, word) for word in spelt for s in shortened(word))
    )
    base.execute("CREATE INDEX name_key ON name (key)")
    for index in ("name_token", "definition_token"):
        base.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - our own names
    base.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [
            ("fold", "".join(chr(a) + b for a, b in pairs)),
            ("syllables", " ".join(sorted(syllables))),
            ("readings", json.dumps(readings(), ensure_ascii=False, separators=(",", ":"))),
            ("kinds", " ".join(kinds.numbers)),
        ],
    )
    report(1.0)


class _Kinds:
    """The tokens of classes: each name and definition has one for its concept's class and for those above."""

    def __init__(self, base: sqlite3.Connection) -> None:
        pairs = base.execute("SELECT kind, ancestor FROM kind ORDER BY kind, ancestor").fetchall()
        known = [k for (k,) in base.execute("SELECT DISTINCT kind FROM concept ORDER BY kind")]
        self.numbers = {k: i for i, k in enumerate(dict.fromkeys([*known, *(a for _, a in pairs)]))}
        self._above: dict[str, list[str]] = {k: [k] for k in self.numbers}
        for kind, ancestor in pairs:
            if kind in self._above and ancestor not in self._above[kind]:
                self._above[kind].append(ancestor)

    def tokens(self, kind: str) -> str:
        return " ".join(f"{KIND}{self.numbers[a]}" for a in self._above[kind])


def _name_tokens(base: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    rows = base.execute(
        "SELECT name.id, name.form, name.key, name.syllables, unsorted.kinds FROM name JOIN ("
        "SELECT row_number() OVER (ORDER BY size, form, degree DESC, rowid) AS id, kinds FROM unsorted"
        ") AS unsorted USING (id) ORDER BY name.id"
    )
    for number, form, key, syllables, kinds in rows:
        if form == PINYIN:
            found: Iterable[str] = dict.fromkeys(SYLLABLE + s for s in syllables.split())
        elif form == INITIALS:
            continue
        else:
            found = all_tokens(key)
        yield number, " ".join([*found, kinds])


def _definitions(
    position: int, row: Mapping[str, Any], fold: Mapping[int, int], kinds: str
) -> Iterator[tuple[int, str]]:
    for place, language in enumerate(DEFINITION_LANGUAGES):
        text = row["definitions"].get(language)
        if text:
            plain = normalise(text, fold)
            found = dict.fromkeys([*bigrams(plain), *latin_tokens(plain)])
            yield position * len(DEFINITION_LANGUAGES) + place, " ".join([*found, kinds])


def _is_syllable(part: str) -> bool:
    """Whether a part of a name's reading can be typed as one: a syllable or a short word, not a number."""
    return part.isascii() and part.isalpha() and len(part) <= LONGEST_SYLLABLE


def folding() -> dict[int, str]:
    """Traditional characters (code points) with the simplified one for each."""
    import opencc

    ranges = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    characters = [chr(c) for low, high in ranges for c in range(low, high)]
    # With a line for each character no phrase can match, so this is the plain map of characters.
    folded = str(opencc.OpenCC("t2s").convert("\n".join(characters))).split("\n")
    return {ord(a): b for a, b in zip(characters, folded, strict=True) if a != b and len(b) == 1}


def readings() -> dict[str, str]:
    """Return the common simplified characters by the syllable that each is read with."""
    from pypinyin import lazy_pinyin

    found: dict[str, str] = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        syllable = lazy_pinyin(character)[0]
        found[syllable] = found.get(syllable, "") + character
    return dict(sorted(found.items()))


def name_key(text: str, fold: Mapping[int, int] | None = None) -> str:
    """Return a name as names are compared: normalised, a hyphen between words as a space."""
    return normalise(normalise(text, fold).replace("-", " "))


def _unique(names: Iterable[Name]) -> Iterator[Name]:
    """Leave out a key that the concept has in a better form already."""
    seen: set[str] = set()
    for name in sorted(names, key=lambda n: n.form):
        if name.key and name.key not in seen:
            seen.add(name.key)
            yield name


def _names(row: Mapping[str, Any], fold: Mapping[int, int]) -> Iterator[Name]:
    for language, text in row["labels"].items():
        yield from _named(LABEL, language, text, fold)
    for language, texts in row["alternatives"].items():
        for text in texts:
            yield from _named(ALTERNATIVE, language, text, fold)
    slug = row["iri"].partition(":")[2]
    yield Name(SLUG, name_key(slug), slug)


def _named(form: int, language: str, text: str, fold: Mapping[int, int]) -> Iterator[Name]:
    key = name_key(text, fold)
    yield Name(form, key, text)
    if language == "zh-Hans" and han_runs(key):
        for syllables in _pinyin(text):
            yield Name(PINYIN, "".join(syllables), text, " ".join(syllables))
            initials = "".join(s[0] for s in syllables)
            if len(initials) > 1:
                yield Name(INITIALS, initials, text)


def _pinyin(text: str) -> list[list[str]]:
    """Return the syllables of a text without tones; a second reading with u where ü is written v."""
    from pypinyin import lazy_pinyin

    plain = [s.casefold() for s in lazy_pinyin(text) if s.strip()]
    syllables = ["".join(c for c in s if c.isalnum()) for s in plain]
    syllables = [s for s in syllables if s]
    other = [s.replace("v", "u") for s in syllables]
    return [syllables] if other == syllables else [syllables, other]
