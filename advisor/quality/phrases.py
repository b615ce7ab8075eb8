"""Checks on message catalogues: the same messages with the same values in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import Place
from advisor.quality.material import Material
from advisor.quality.model import Found

LANGUAGES = ("zh-Hans", "en")
"""The languages in which every message is written; the traditional form is derived."""

PLURAL = ".many"
"""A message with this ending is the plural of another; only English has one."""

_FILE = re.compile(r"(?P<topic>.+)\.(?P<language>zh-Hans|zh-Hant|en)\.po\Z")
_VALUE = re.compile(r"\{([a-z_0-9]+)\}")
_BRACE = re.compile(r"\{(?![a-z_0-9]+\})")


def catalogues(material: Material) -> Iterator[Found]:
    """Find messages that one language lacks, whose values differ, and catalogues that cannot be read."""
    messages: dict[str, dict[str, tuple[str, Place]]] = {language: {} for language in LANGUAGES}
    for _, path in material.packs.files("reports", ".po"):
        match = _FILE.match(path.name)
        if match is None:
            yield Found("phrase_file", {"problem": "TOPIC.LANGUAGE.po"}, Place(str(path)))
            continue
        table = messages.get(match["language"])
        try:
            entries = list(_entries(path))
        except (ValueError, OSError) as problem:
            yield Found("phrase_file", {"problem": str(problem)}, Place(str(path)))
            continue
        for key, text, place in entries:
            if not text:
                yield Found("phrase_missing", {"key": key, "language": match["language"]}, place)
            elif _BRACE.search(text):
                yield Found("phrase_values", {"key": key, "values": text, "other": "{name}"}, place)
            if table is not None:
                table[key] = (text, place)
    yield from _compared(messages)


def _compared(messages: dict[str, dict[str, tuple[str, Place]]]) -> Iterator[Found]:
    here, there = (messages[language] for language in LANGUAGES)
    for key in sorted(here.keys() | there.keys()):
        if key.endswith(PLURAL) and key.removesuffix(PLURAL) in there:
            continue
        if key not in here or key not in there:
            lacking = LANGUAGES[0] if key not in here else LANGUAGES[1]
            _, place = here.get(key) or there[key]
            yield Found("phrase_missing", {"key": key, "language": lacking}, place)
            continue
        values = [", ".join(sorted(set(_VALUE.findall(table[key][0])))) for table in (here, there)]
        if values[0] != values[1]:
            yield Found("phrase_values", {"key": key, "values": values[0], "other": values[1]}, there[key][1])


def _entries(path: Path) -> Iterator[tuple[str, str, Place]]:
    """Give each message of a catalogue with its text and place; raise ValueError where it is no PO file."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as problem:
        raise ValueError(str(problem)) from None
    for message in catalog:
        if isinstance(message.id, str) and message.id:
            text = message.string if isinstance(message.string, str) else ""
            yield message.id, text, Place(str(path), message.lineno)
