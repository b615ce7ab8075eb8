"""Compiled forms on disk: whole or not at all, shared by processes, swept when nobody uses them any more.

A form is built in a *workplace*, a hidden folder beside its place, and moved to its place in one step. The
builder holds a lock in its workplace, which the operating system lets go when the process ends, however it
ends: a workplace with a free lock was left by a killed process, and the next build clears it away.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

KEPT_DAYS = 30
"""A revision's folder that was not used for so long is dropped."""
KEPT_FOLDERS = 12
"""Of the folders in use no more than these are kept, the latest ones, apart from those of the last days."""

_DAY = 86_400.0
_MARK_EVERY = _DAY / 4
_SURELY_KEPT = 2 * _DAY
_WORKPLACE = ".building-"
_DROPPED = ".dropped-"
_FOLDER = re.compile(r"[0-9a-f]{16}\Z")
_LOCK = "lock"


def build_once(target: Path, build: Callable[[Path], None], *, folder: bool = False) -> Path:
    """Return ``target``, building it where it is not there yet.

    ``build`` fills the empty file (or, with ``folder``, the empty folder) that it is given. Where it
    raises, or the process is killed, nothing is left that could be taken for a result. Where two processes
    build at once, both succeed and one result stays.
    """
    if target.exists():
        return target
    with workplace(target.parent) as place:
        made = place / target.name
        if folder:
            made.mkdir()
        else:
            made.touch()
        build(made)
        _flush(made)
        try:
            made.replace(target)
        except OSError:
            # A folder does not go over one that is not empty: another process was faster, with the same content.
            if not (folder and target.is_dir()):
                raise
    return target


@contextlib.contextmanager
def workplace(parent: Path) -> Iterator[Path]:
    """Give an empty folder to build in, on the same disk as the result; it is gone afterwards in any case."""
    import shutil
    import tempfile

    clear_leftovers(parent)
    place = Path(tempfile.mkdtemp(prefix=_WORKPLACE, dir=parent))
    lock = _take_lock(place)
    try:
        yield place
    finally:
        if lock is not None:
            lock.close()
        shutil.rmtree(place, ignore_errors=True)


def clear_leftovers(parent: Path) -> None:
    """Delete the workplaces of processes that were killed."""
    import shutil

    for place in parent.glob(f"{_WORKPLACE}*"):
        if _is_abandoned(place):
            shutil.rmtree(place, ignore_errors=True)


def mark_used(folder: Path) -> None:
    """Note that a revision's folder is in use; its time of change says when that was last, to some hours."""
    with contextlib.suppress(OSError):
        if time.time() - folder.stat().st_mtime > _MARK_EVERY:
            os.utime(folder)


def sweep(root: Path, keep: Path) -> None:
    """Drop the folders of revisions that nobody uses any more, and small files that are made again when missed.

    ``keep`` stays, and so does whatever was used in the last days: another process may be at work with it.
    A process that has a form open goes on reading it (where the system forbids to delete open files, the
    folder stays); one that comes too late finds no folder and builds anew.
    """
    import shutil

    now = time.time()
    found = sorted(_used(root), reverse=True)
    for rank, (used, folder) in enumerate(found):
        old = now - used > KEPT_DAYS * _DAY
        surplus = rank >= KEPT_FOLDERS and now - used > _SURELY_KEPT
        if folder != keep and (old or surplus):
            with contextlib.suppress(OSError):
                # Renamed first, so that a folder which is half deleted is not taken for a whole one.
                folder.rename(folder.with_name(_DROPPED + folder.name))
    for gone in root.glob(f"{_DROPPED}*"):
        shutil.rmtree(gone, ignore_errors=True)
    for path in root.glob("*.json"):
        with contextlib.suppress(OSError):
            if now - path.stat().st_mtime > 3 * KEPT_DAYS * _DAY:
                path.unlink()


def _used(root: Path) -> Iterator[tuple[float, Path]]:
    for folder in root.iterdir():
        if _FOLDER.match(folder.name):
            with contextlib.suppress(OSError):
                yield folder.stat().st_mtime, folder


def _take_lock(place: Path) -> BinaryIO | None:
    """Return the lock of a workplace, held until it is closed; None where the system has no such locks."""
    new = place / f"{_LOCK}.new"
    stream = new.open("wb")
    if not _hold(stream):
        stream.close()
        return None
    # It gets its name when it is held: nobody can see a free lock of a living builder.
    new.rename(place / _LOCK)
    return stream


def _is_abandoned(place: Path) -> bool:
    """Whether a workplace's builder has ended: its lock is free, or there is none and it is a day old."""
    try:
        stream = (place / _LOCK).open("r+b")
    except OSError:
        with contextlib.suppress(OSError):
            return time.time() - place.stat().st_mtime > _DAY
        return False
    with stream:
        return _hold(stream)


if sys.platform == "win32":

    def _hold(stream: BinaryIO) -> bool:
        """Windows can rename no open file, so there are no locks; leftovers are known by their age."""
        return False

else:

    def _hold(stream: BinaryIO) -> bool:
        """Whether the lock of an open file could be had at once; it is let go when the file is closed."""
        import fcntl

        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _flush(made: Path) -> None:
    """Bring a result to the disk before it gets its name, so that a power cut cannot leave a broken one."""
    for path in made.rglob("*") if made.is_dir() else [made]:
        if path.is_file():
            with contextlib.suppress(OSError), path.open("rb") as stream:
                os.fsync(stream.fileno())
