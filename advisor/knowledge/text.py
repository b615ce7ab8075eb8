"""Text as search compares it: one width, one case, simplified characters, no spaces that carry nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_GAP = r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])\s+(?=[\u3400-\u4dbf\u4e00-\u9fff])"
"""Both are compiled when a text needs them: it takes some milliseconds, and a command lives for a moment."""


def normalise(text: str, fold: Mapping[int, int] | None = None) -> str:
    """Return text in compatible form (full-width to half-width), lower case, single spaces.

    ``fold`` maps traditional characters to simplified ones (code points), as the index keeps it.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if fold:
        plain = plain.translate(fold)
    plain = " ".join(plain.split())
    return re.sub(_GAP, "", plain) if " " in plain and not plain.isascii() else plain


def han_runs(text: str) -> list[str]:
    """Return the runs of Han characters in a text."""
    return [] if text.isascii() else re.findall(_HAN, text)


def words(text: str) -> list[str]:
    """Return the words in Latin letters and digits of a normalised text, without diacritics."""
    return _WORD.findall(without_marks(text))


def without_marks(text: str) -> str:
    """Return the text without diacritics: `miànzi` becomes `mianzi`."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def grams(text: str) -> list[str]:
    """Return the unigrams and bigrams of the Han runs of a text, each once, bigrams first."""
    return list(dict.fromkeys([*bigrams(text), *(c for run in han_runs(text) for c in run)]))


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbours in the Han runs of a text."""
    return [run[i : i + 2] for run in han_runs(text) for i in range(len(run) - 1)]


def latin_tokens(text: str) -> tuple[str, ...]:
    """Words in Latin letters, plural and possessive endings taken off so that `fans` meets `fan`."""
    return tuple(dict.fromkeys(singular(word.partition("'")[0]) for word in words(text)))


def singular(word: str) -> str:
    """Return an English word without the ending of the plural, roughly: what is compared is cut alike."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def all_tokens(text: str) -> tuple[str, ...]:
    """Return all tokens of a normalised text: Han bigrams and unigrams, words in the singular."""
    return tuple(dict.fromkeys([*grams(text), *latin_tokens(text)]))


def telling_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens that say most: Han bigrams, words; single characters only where they stand alone."""
    alone = [run for run in han_runs(text) if len(run) == 1]
    return tuple(dict.fromkeys([*bigrams(text), *alone, *latin_tokens(text)]))
