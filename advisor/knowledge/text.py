"""Text as search compares it: one width, one case, simplified characters, no spaces that carry nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_GAP = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])\s+(?=[\u3400-\u4dbf\u4e00-\u9fff])")


def normalise(text: str, fold: Mapping[int, int] | None = None) -> str:
    """Return text in compatible form (full-width to half-width), lower case, single spaces.

    ``fold`` maps traditional characters to simplified ones (code points), as the index keeps it.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if fold:
        plain = plain.translate(fold)
    return _GAP.sub("", _SPACE.sub(" ", plain)).strip()


def han_runs(text: str) -> list[str]:
    """Return the runs of Han characters in a text."""
    return _HAN.findall(text)


def words(text: str) -> list[str]:
    """Return the words in Latin letters and digits of a normalised text, without diacritics."""
    return _WORD.findall(without_marks(text))


def without_marks(text: str) -> str:
    """Return the text without diacritics: `miànzi` becomes `mianzi`."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def grams(text: str) -> list[str]:
    """Return the unigrams and bigrams of the Han runs of a text, each once, bigrams first."""
    bigrams = [run[i : i + 2] for run in han_runs(text) for i in range(len(run) - 1)]
    unigrams = [character for run in han_runs(text) for character in run]
    return list(dict.fromkeys([*bigrams, *unigrams]))
