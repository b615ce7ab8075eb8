"""What the program says: message catalogues and how values are written out.

Catalogues are gettext PO files, ``reports/phrases/TOPIC.LANGUAGE.po``, with the key as msgid and
``{name}`` for values. They are read with Babel when a pack's revision is first used and kept compiled;
`zh-Hant` is derived from `zh-Hans` by character, where no catalogue of its own says otherwise. Later
packs replace single messages.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from advisor.errors import PackError, Place
from advisor.pack import Packs

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_FIELD = re.compile(r"\{([a-z_0-9]+)\}")
# A number, a placeholder or a counting word, then the character for week.
_WEEK = re.compile("([0-9}\u7b2c\u6bcf\u9010\u672c\u5404\u5169] ?)\u5468")
_NAME = re.compile(r".+\.(zh-Hans|zh-Hant|en)\.po\Z")


def to_traditional(text: str) -> str:
    """Return simplified Chinese in traditional characters, character by character (社群 stays 社群).

    OpenCC's `s2tw` changes characters and no vocabulary. Two of its choices are less usual than the
    shorter forms that this project's labels have, and it leaves the week after a number as it is.
    """
    converted = str(_converter().convert(text))
    return _WEEK.sub(
        "\\1\u9031", converted.replace("\u81fa", "\u53f0").replace("\u4f54\u6bd4", "\u5360\u6bd4")
    )


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def detect_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the interface language that the locale asks for; simplified Chinese where it asks for none."""
    for name in ("ADVISOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value and value not in ("C", "POSIX", "C.UTF-8"):
            return normalise_language(value)
    return "zh-Hans"


def normalise_language(tag: str) -> str:
    """Map a locale or language tag (`zh_TW.UTF-8`, `zh-cn`, `en_US`) to one of the three languages."""
    lowered = tag.split(".", maxsplit=1)[0].replace("_", "-").lower()
    if lowered.startswith("zh"):
        return "zh-Hant" if any(part in lowered for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"
    return "en"


@dataclass(frozen=True)
class Phrases:
    """The messages of one language."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a message with its values filled in; a missing key is an error of the pack."""
        try:
            template = self.messages[key]
        except KeyError:
            raise PackError(
                f"no phrase '{key}' in {self.language}", remedy="add it to a catalogue in reports/phrases"
            ) from None

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name not in values:
                raise PackError(f"the phrase '{key}' ({self.language}) names an unknown value {{{name}}}")
            return str(values[name])

        return _FIELD.sub(fill, template)

    def __contains__(self, key: str) -> bool:
        return key in self.messages

    # -- values -----------------------------------------------------------------------------

    def ratio(self, value: float) -> str:
        """0.184 as `18.4%`; trailing zeros are dropped."""
        return f"{trim(value * 100, 1)}%"

    def money(self, value: float) -> str:
        """CNY: `3.2 万元` / `CNY 32,000`."""
        if self.language == "en":
            return f"CNY {value:,.0f}"
        if abs(value) >= 10_000:
            return (
                f"{trim(value / 10_000, 2)} 万元"
                if self.language == "zh-Hans"
                else f"{trim(value / 10_000, 2)} 萬元"
            )
        return f"{value:,.0f} 元"

    def number(self, value: float) -> str:
        """A number with separators in English, and 万 from 100,000 on in Chinese."""
        if self.language != "en" and abs(value) >= 100_000:
            return f"{trim(value / 10_000, 1)} {'万' if self.language == 'zh-Hans' else '萬'}"
        return f"{value:,.0f}" if float(value).is_integer() else trim(value, 2 if abs(value) >= 1 else 3)

    def quantity(self, value: float, unit: str | None) -> str:
        """A number with its unit's word; units are codes such as `ratio`, `cny`, `day`, `per-week`."""
        if unit == "ratio":
            return self.ratio(value)
        if unit == "cny":
            return self.money(value)
        text = self.number(value)
        key = f"unit.{unit}"
        if unit in (None, "count", "score") or key not in self.messages:
            return text
        plural = f"{key}.many"
        if self.language == "en" and value != 1 and plural in self.messages:
            return self(plural, n=text)
        return self(key, n=text)

    def date(self, value: dt.date | str) -> str:
        """`2026年3月1日` / `1 March 2026`; a month (`2026-03`) or a year alone is said as such."""
        parts = (
            value.split("-")
            if isinstance(value, str)
            else [str(value.year), str(value.month), str(value.day)]
        )
        if not all(part.isdigit() for part in parts):
            return str(value)
        year, *rest = (int(part) for part in parts)
        if self.language == "en":
            months = "January February March April May June July August September October November December"
            words = [str(rest[1])] if len(rest) > 1 else []
            words += [months.split()[rest[0] - 1]] if rest and 1 <= rest[0] <= 12 else []
            return " ".join([*words, str(year)])
        return f"{year}年" + "".join(f"{n}{unit}" for n, unit in zip(rest, "月日", strict=False))

    def list(self, items: list[str] | tuple[str, ...]) -> str:
        """`甲、乙和丙` / `a, b and c`."""
        parts = [i for i in items if i]
        if len(parts) < 2:
            return "".join(parts)
        if self.language == "en":
            return f"{', '.join(parts[:-1])} and {parts[-1]}"
        return f"{'、'.join(parts[:-1])}和{parts[-1]}"


def trim(value: float, places: int) -> str:
    """Round to some places and drop trailing zeros."""
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def load_phrases(packs: Packs, language: str) -> Phrases:
    """Return the messages of a language, later packs winning; compiled once for a revision."""
    table = packs.compiled_json(f"phrases.{language}.json", lambda: _compile(packs, language))
    return Phrases(language, table)


def _compile(packs: Packs, language: str) -> dict[str, str]:
    table: dict[str, str] = {}
    base = "zh-Hans" if language == "zh-Hant" else language
    for pack in packs.layers:
        files = pack.files("reports", ".po")
        for path in files:
            if not _NAME.match(path.name):
                raise PackError("is not named TOPIC.LANGUAGE.po", place=Place(str(path)))
        for path in files:
            if path.name.endswith(f".{base}.po"):
                entries = _read(path)
                table.update(
                    {k: to_traditional(v) for k, v in entries.items()} if base != language else entries
                )
        for path in files:
            if base != language and path.name.endswith(f".{language}.po"):
                table.update(_read(path))
    return table


def _read(path: Path) -> dict[str, str]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as problem:
        raise PackError(f"is no valid PO file: {problem}", place=Place(str(path))) from None
    table: dict[str, str] = {}
    for message in catalog:
        if message.id and isinstance(message.id, str) and isinstance(message.string, str):
            if not message.string:
                line = message.lineno
                raise PackError(f"'{message.id}' has no text", place=Place(str(path), line))
            table[message.id] = message.string
    return table
