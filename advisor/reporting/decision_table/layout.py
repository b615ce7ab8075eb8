"""Which sheets and columns a decision table has, and what is done to text on its way in and out of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from advisor.phrases import Phrases
from advisor.reasoning.model import LAYERS, Layer

TESTS = "tests"
REFERENCE = ("findings", "facts", "parameters", "concepts", "sections")
"""Sheets to look things up in; what stands there is not read back."""


def rules_sheet(layer: Layer) -> str:
    """Return the key of the sheet with the rules of a layer."""
    return f"rules.{layer}"


@dataclass(frozen=True)
class Column:
    """A column: its key, its width in characters, and whether each conclusion of a rule has a cell of its own.

    ``layers`` are those whose table has it; ``optional`` ones are there only where something stands in them.
    """

    key: str
    width: int
    own: bool = False
    layers: tuple[Layer, ...] = LAYERS
    optional: bool = False


_TEXTS = (("zh-Hans", False), ("en", False), ("zh-Hant", True))


def _texts(key: str, width: int, layers: tuple[Layer, ...] = LAYERS, *, own: bool = False) -> list[Column]:
    return [Column(f"{key}.{language}", width, own, layers, optional) for language, optional in _TEXTS]


RULE_COLUMNS: tuple[Column, ...] = (
    Column("id", 34),
    Column("for", 10),
    Column("when", 56),
    Column("conclusion", 34, own=True),
    Column("strength", 12, own=True, layers=("tactics",)),
    Column("weight", 12, own=True, layers=("goals",)),
    Column("serves", 24, own=True, layers=("tactics",)),
    Column("substitute", 28, own=True, layers=("cautions",)),
    *_texts("resolution", 44, ("tensions",), own=True),
    *_texts("basis", 44),
    Column("advice.certainty", 12),
    Column("advice.sources", 20),
    *_texts("advice.why", 40),
    Column("condition.certainty", 12),
    Column("condition.sources", 20),
    *_texts("condition.why", 40),
    Column("file", 26),
)
TEST_COLUMNS: tuple[Column, ...] = (
    Column("rule", 34),
    Column("given", 60),
    Column("expect", 16),
    Column("conclusions", 40),
)
SHARED_OPTIONAL = ("strength", "weight", "serves", "substitute", "conclusions", "file")
"""Columns that a table may lack altogether."""


def columns_of(layer: Layer) -> tuple[Column, ...]:
    """Return the columns that the table of a layer can have, in their order."""
    return tuple(column for column in RULE_COLUMNS if layer in column.layers)


def heading(key: str, say: Phrases) -> str:
    """Return what stands at the head of a column."""
    return say(f"table.column.{key}")


def sheet_name(key: str, say: Phrases) -> str:
    """Return the name of a sheet: of a layer, of the tests, or one for reference."""
    return say(f"table.sheet.{key}")


def keys_by_name(prefix: str, keys: Iterable[str], says: Iterable[Phrases]) -> Mapping[str, str]:
    """Return keys by every name that they have: in each language, and the key itself."""
    table: dict[str, str] = {}
    for key in keys:
        table[plain(key)] = key
        table.update({plain(say(f"{prefix}.{key}")): key for say in says})
    return table


def plain(text: str) -> str:
    """Return a heading as it is compared: narrow forms, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# -- cells ------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"'*[=+@\t\n-]")
_GUARDED = re.compile(r"''*[=+@\t\n-]")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also once it is saved as CSV; see `unguarded`."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


_WIDE = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20, 0xA0: 0x20, 0x3001: 0x2C}
_SPACED = str.maketrans({"：": ": ", "，": ", ", "、": ", "})
_SIGNS = (("≤", "<="), ("≥", ">="), ("≠", "!="), ("<>", "!="))
_QUOTED = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[‘’＇][^'‘’＇]*[’‘＇']|[“”＂][^\"“”＂]*[”“＂\"]"
)
"""A text in quotation marks: straight ones, or those that a spreadsheet makes of them."""


def narrowed(text: str) -> str:
    """Return text as a program reads it: full-width punctuation and curly quotation marks made plain.

    What stands in quotation marks is left as it is.
    """
    return _outside_quotes(text, lambda piece: piece.translate(_WIDE))


def as_facts(text: str) -> str:
    """Return the facts of a test as YAML reads them: on top of `narrowed`, a space after each wide mark."""
    return narrowed(_outside_quotes(text, lambda piece: piece.translate(_SPACED)))


def as_expression(text: str) -> str:
    """Return a condition as `advisor.reasoning.expr` reads it, as it is typed into a spreadsheet.

    On top of `narrowed`: line breaks are spaces, ``=`` compares, and and/or/not and true/false in any case.
    """

    def mend(piece: str) -> str:
        for sign, by in _SIGNS:
            piece = piece.replace(sign, by)
        piece = re.sub(r"(?<![<>!=])=(?!=)", "==", piece)
        piece = re.sub(r"(?i)\b(and|or|not|in)\b", lambda m: m[0].lower(), piece)
        return re.sub(r"(?i)(?<![\w.])(true|false)(?![\w.])", lambda m: m[0].capitalize(), piece)

    return " ".join(_outside_quotes(narrowed(text), mend).split())


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """Change what stands outside of quotation marks; the marks themselves become straight ones."""
    parts: list[str] = []
    end = 0
    for match in _QUOTED.finditer(text):
        parts.append(change(text[end : match.start()]))
        quoted = match[0]
        mark = "'" if quoted[0] in "'‘’＇" else '"'
        parts.append(f"{mark}{quoted[1:-1]}{mark}")
        end = match.end()
    return "".join([*parts, change(text[end:])])
