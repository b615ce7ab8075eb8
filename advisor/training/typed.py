"""What is typed as an answer, read: letters of options, letters in order, or a number."""

from __future__ import annotations

import unicodedata

from advisor.training.model import Answer, Item

LETTERS = "ABCDEFGH"


class Unreadable(Exception):
    """The text is no answer to this item."""


def typed_answer(item: Item, shown: tuple[int, ...], text: str) -> Answer | None:
    """Return the answer that was typed, as indices of the item's options; nothing typed is no answer.

    ``shown`` are the options in the order in which they were shown. Full-width letters and digits count, and
    commas and spaces between letters do not. Raises Unreadable.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if item.form == "number":
        try:
            return float(plain.replace(",", "").removesuffix("%")) / (100 if plain.endswith("%") else 1)
        except ValueError:
            raise Unreadable(text) from None
    letters = [c for c in plain.upper() if c not in " ,;、，；"]
    places = [LETTERS.find(c) for c in letters]
    if any(not 0 <= p < len(shown) for p in places) or len(set(places)) < len(places):
        raise Unreadable(text)
    if item.form == "single" and len(places) != 1:
        raise Unreadable(text)
    if item.form == "order" and len(places) != len(shown):
        raise Unreadable(text)
    return tuple(shown[p] for p in places)
