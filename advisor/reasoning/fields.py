"""Strict reading of YAML fields, with errors that name the rule, the place and the nearest right name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.errors import Place, RuleError, did_you_mean
from advisor.knowledge.model import Text
from advisor.phrases import to_traditional
from advisor.yamltext import Located

CONCEPT = re.compile(r"[a-z][a-z0-9]*:[A-Za-z0-9][A-Za-z0-9_-]*\Z")
SNAKE = re.compile(r"[a-z][a-z0-9_]*\Z")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Fields:
    """Readers for the fields of one thing (``rule 'x'``, ``parameter 'y'``), whose name opens every error."""

    owner: str

    def error(self, at: Located | Place | None, message: str, remedy: str | None = None) -> RuleError:
        """Return (not raise) an error at a place; for a mapping's entry the place of its key."""
        place = (at.key_place or at.place) if isinstance(at, Located) else at
        return RuleError(f"{self.owner}: {message}", place=place, remedy=remedy)

    def unknown(self, at: Located | Place | None, what: str, name: str, known: Collection[str]) -> RuleError:
        """Return an error for a name that nothing carries, with the nearest names as remedy."""
        names = sorted(known)
        remedy = did_you_mean(name, names)
        if remedy is None and 0 < len(names) <= 12:
            remedy = f"known: {', '.join(names)}"
        return self.error(at, f"unknown {what} '{name}'", remedy)

    def mapping(self, at: Located, what: str) -> None:
        """Raise RuleError unless it is a mapping."""
        if not isinstance(at.value, dict):
            raise self.error(at, f"{what} is {_shown(at)}, not a mapping of keys to values")

    def only(self, at: Located, allowed: Sequence[str], what: str) -> None:
        """Raise RuleError at the first key that is not among ``allowed``."""
        for key, entry in at.items():
            if key not in allowed:
                raise self.unknown(entry, f"key in {what}", key, allowed)

    def required(self, at: Located, key: str, what: str) -> Located:
        """Return an entry that must be there."""
        found = at.get(key)
        if found is None or found.value is None:
            raise self.error(found or at, f"{what} has no '{key}'", f"add '{key}: …'")
        return found

    def string(self, at: Located, what: str) -> str:
        """Return text that is not empty."""
        if not isinstance(at.value, str) or not at.value.strip():
            raise self.error(at, f"{what} is {_shown(at)}, not text")
        return at.value

    def choice(self, at: Located, options: Sequence[str], what: str) -> str:
        """Return one of the given words."""
        if at.value not in options or isinstance(at.value, bool):
            remedy = did_you_mean(str(at.value), options) or f"one of {', '.join(options)}"
            raise self.error(at, f"{what} is {_shown(at)}", remedy)
        return str(at.value)

    def items(self, at: Located, what: str) -> list[Located]:
        """Return the items of a list that is not empty."""
        if not isinstance(at.value, list) or not at.value:
            raise self.error(at, f"{what} is {_shown(at)}, not a list with at least one entry")
        return list(at.value)

    def strings(self, at: Located, what: str) -> tuple[str, ...]:
        """Return a list of different texts."""
        found = tuple(self.string(item, f"an entry of {what}") for item in self.items(at, what))
        for position, text in enumerate(found):
            if text in found[:position]:
                raise self.error(at.value[position], f"'{text}' stands twice in {what}", "keep one")
        return found

    def concept(self, at: Located, what: str) -> str:
        """Return a compact IRI such as ``mz:points``."""
        text = self.string(at, what)
        if not CONCEPT.match(text):
            raise self.error(at, f"{what} is '{text}', not a concept", "write it like 'mz:points'")
        return text

    def number(self, at: Located, what: str) -> int | float:
        """Return a finite number (never true or false)."""
        value = at.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= 1e15:
            raise self.error(at, f"{what} is {_shown(at)}, not a number under 1,000,000,000,000,000")
        return value

    def text(self, at: Located, what: str, *, limit: int | None = None) -> Text:
        """Return a text in three languages from one given in ``en`` and ``zh-Hans``.

        ``zh-Hant`` is derived by character where it is not given. ``limit`` bounds the Chinese characters.
        """
        self.mapping(at, what)
        self.only(at, ("en", "zh-Hans", "zh-Hant"), what)
        simplified = self.string(self.required(at, "zh-Hans", what), f"zh-Hans of {what}")
        english = self.string(self.required(at, "en", what), f"en of {what}")
        if not _HAN.search(simplified):
            raise self.error(at["zh-Hans"], f"zh-Hans of {what} holds no Chinese", "translate it")
        if _HAN.search(english):
            raise self.error(at["en"], f"en of {what} holds Chinese characters", "translate it")
        if limit is not None and len(simplified) > limit:
            raise self.error(
                at["zh-Hans"],
                f"{what} has {len(simplified)} characters",
                f"at most {limit}: one line for the reader",
            )
        given = at.get("zh-Hant")
        traditional = self.string(given, f"zh-Hant of {what}") if given else to_traditional(simplified)
        return {"zh-Hans": simplified, "zh-Hant": traditional, "en": english}


def _shown(at: Located) -> str:
    """Shorten a wrong value for an error message."""
    value = at.value
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text[:60]}'"
