"""The sentences of a source document: how they are told apart, and the fingerprint by which each is known.

The documents themselves are not part of a pack and no sentence of theirs is kept. What is kept of a
sentence is a fingerprint, so that whoever has the documents can prove that the ledger leaves none out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_FRONT = re.compile(r"(# .*|Document id:.*)")
"""Lines that an edition puts before the text: its title and where it came from."""
_END = re.compile(r"(?<=[。！？；!?;])")
_BARE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Passage:
    """A sentence, numbered point or heading: its line in the document, its text and its fingerprint."""

    line: int
    text: str
    mark: str


def passages(text: str) -> list[Passage]:
    """Return the passages of a document (Markdown or plain text) in their order.

    A line ends a passage, and so does a full stop, exclamation mark, question mark or semicolon. Lines
    without a letter, digit or character are none.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if _FRONT.fullmatch(line.strip()) and not line.startswith("## "):
            continue
        for part in _END.split(line):
            plain = part.strip()
            if _BARE.sub("", plain):
                found.append(Passage(number, plain, fingerprint(plain)))
    return found


def fingerprint(text: str) -> str:
    """Return the fingerprint of a passage: 8 hexadecimal digits over its letters, digits and characters."""
    return hashlib.blake2b(_BARE.sub("", text).casefold().encode(), digest_size=4).hexdigest()
