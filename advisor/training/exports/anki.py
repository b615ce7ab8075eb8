"""An Anki package: the items with one right answer and the terms, as notes with names that stay.

A note's guid depends on the item and the language, so that a second import updates notes and adds none.
"""

from __future__ import annotations

import html
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from advisor.phrases import Phrases
from advisor.training.exports.printed import key_text
from advisor.training.model import Item
from advisor.training.papers import Paper, scrambled
from advisor.training.typed import LETTERS

DECK = {"zh-Hans": 1735689601, "zh-Hant": 1735689602, "en": 1735689603}
MODEL = 1735689610
"""Numbers by which Anki knows deck and note type again; drawn once."""
STAMP = 1735689600.0
"""The time that is written into the package: the same paper gives the same bytes."""


def as_anki(paper: Paper, say: Phrases) -> bytes:
    """Return a paper as an `.apkg` file."""
    import genanki

    model = genanki.Model(
        MODEL,
        "mianzi",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Id"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{Back}}',
            }
        ],
    )
    deck = genanki.Deck(DECK[paper.language], f"mianzi · {paper.language}")
    for item in paper.items:
        deck.add_note(
            genanki.Note(
                model=model,
                fields=[_front(item, paper, say), _back(item, paper, say), item.id],
                guid=genanki.guid_for(item.id, paper.language),
                tags=[item.topic, item.sort],
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.apkg"
        genanki.Package(deck).write_to_file(str(path), timestamp=STAMP)
        return _steady(path)


def _text(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _front(item: Item, paper: Paper, say: Phrases) -> str:
    shown = scrambled(item, paper.seed) if item.form == "order" else range(len(item.choices))
    options = [f"{LETTERS[place]}. {_text(item.choices[i].text)}" for place, i in enumerate(shown)]
    return "<br>".join([_text(item.stem), f"<i>{_text(say(f'train.form.{item.form}'))}</i>", *options])


def _back(item: Item, paper: Paper, say: Phrases) -> str:
    sources = " ".join(f"〔{s}〕" for s in item.sources)
    return "<br>".join(
        [f"<b>{_text(key_text(item, paper.seed, say))}</b>", _text(item.explanation), _text(sources)]
    )


def _steady(path: Path) -> bytes:
    """Return a package with the times of its entries fixed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            info: Any = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return stream.getvalue()
