"""Papers in the forms that other programs and printers take, by the ending of the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from advisor.errors import UsageError
from advisor.phrases import Phrases
from advisor.training.exports.anki import as_anki
from advisor.training.exports.gift import as_gift
from advisor.training.exports.moodle import as_moodle
from advisor.training.exports.printed import as_markdown
from advisor.training.papers import Paper

Writer: TypeAlias = Callable[[Paper, Phrases], bytes]


def _json(paper: Paper, _say: Phrases) -> bytes:
    plain = {
        "schema": "https://w3id.org/mianzi/schema/paper/1",
        "seed": paper.seed,
        "language": paper.language,
        "items": [item.to_json() for item in paper.items],
        "refused": paper.refusals(),
        "made": paper.made,
    }
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()


WRITERS: Mapping[str, Writer] = {
    ".gift": as_gift,
    ".xml": as_moodle,
    ".md": as_markdown,
    ".apkg": as_anki,
    ".json": _json,
}


def written(paper: Paper, path: Path, say: Phrases) -> bytes:
    """Return a paper as the bytes of a file; the ending chooses the form. Raises UsageError for another ending."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(
            f"a paper is not written as '{path.suffix or path.name}'",
            remedy=f"use one of {', '.join(WRITERS)}",
        )
    return writer(paper, say)
