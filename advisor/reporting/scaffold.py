"""A firm's first pack, written from the templates below ``reports/pack/``.

Each template gives one file of the new pack, at the same path without its ``.j2``. What they say is the
packs' own; this module knows none of it.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from advisor.errors import OutputError, Place, UsageError
from advisor.pack import Packs
from advisor.phrases import Phrases
from advisor.reporting.templates import environment, run, template_sources
from advisor.version import __version__
from advisor.whole import write_whole

FOLDER = "pack"
"""Where the templates stand, below ``reports/``."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_MAX_NAME = 40
_ENDING = ".j2"


def pack_name(folder: Path, name: str | None, packs: Packs) -> str:
    """Return the name of a new pack: the one given, else that of its folder.

    Raises UsageError where it cannot be part of an identifier, or where a pack in use has it.
    """
    chosen = folder.absolute().name.lower() if name is None else name
    if not _NAME.match(chosen) or len(chosen) > _MAX_NAME:
        raise UsageError(
            f"'{chosen}' cannot name a pack",
            remedy=f"add --name with up to {_MAX_NAME} lower-case letters, digits and hyphens, such as tea-house",
        )
    if chosen in (pack.name for pack in packs.layers):
        raise UsageError(f"a pack named '{chosen}' is already in use", remedy="add --name with another one")
    return chosen


def scaffold(packs: Packs, name: str, say: Phrases) -> dict[str, str]:
    """Return the files of a new pack, by their path in it; comments are in the language of ``say``.

    The pack is dated like the packs it is laid over: nothing reads the clock. Raises TemplateError.
    """
    sources = template_sources(packs, FOLDER)
    env = environment(sources)
    values = {
        "pack": name,
        "slug": name.replace("-", "_"),
        "date": packs.date,
        "engine": f">={_minor(__version__)},<{int(__version__.split('.')[0]) + 1}",
        "say": say,
    }
    return {
        path.removesuffix(_ENDING): run(env, path, f"reports/{FOLDER}", **values) for path in sorted(sources)
    }


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def write_scaffold(folder: Path, files: dict[str, str]) -> list[Path]:
    """Write the files into a folder that is not there yet or empty; return their paths.

    Raises OutputError, and leaves nothing behind, where the folder holds something or cannot be written.
    """
    _refuse(folder)
    made: list[Path] = []
    written: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            _make(path.parent, made)
            write_whole(path, text.encode("utf-8"))
            written.append(path)
    except OutputError:
        with contextlib.suppress(OSError):
            for path in written:
                path.unlink()
            for path in reversed(made):
                path.rmdir()
        raise
    return written


def _refuse(folder: Path) -> None:
    try:
        empty = not any(folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as problem:
        reason = "is a file" if folder.is_file() else f"cannot be read: {problem.strerror or problem}"
        raise OutputError(reason, place=Place(str(folder)), remedy="name a new folder") from None
    if not empty:
        raise OutputError("is not empty", place=Place(str(folder)), remedy="name a new or an empty folder")


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it; ``made`` collects those that were not there, outermost first."""
    missing = []
    current = folder
    while not current.exists():
        missing.append(current)
        current = current.parent
    for path in reversed(missing):
        try:
            path.mkdir()
        except OSError as problem:
            raise OutputError(
                f"cannot be made: {problem.strerror or problem}",
                place=Place(str(path)),
                remedy="name another folder",
            ) from None
        made.append(path)
