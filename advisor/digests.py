"""Content hashes of files, without reading a large file again that has not changed.

As in git's index, a large file is known by its size, times and inode as long as these stay the same. A file
that was changed a moment ago is read again in any case: within the resolution of its times it could change
once more and look the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

from advisor.errors import OutputError

LARGE = 1_000_000
"""Files of at least so many bytes are remembered; smaller ones are read faster than they are looked up."""

_FRESH_NS = 3_000_000_000
_BLOCK = 1 << 20
_SIZE = 16


class Digests:
    """The hashes of large files that were read before, kept in a file of their own."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._known: dict[str, list[object]] | None = None
        self._changed = False

    def of(self, path: Path | str) -> tuple[int, bytes]:
        """Return a file's size in bytes and the hash of its content. Raises OSError where it cannot be read."""
        with open(path, "rb") as stream:  # noqa: PTH123 - half the time of Path.open, at every start
            before = os.fstat(stream.fileno())
            if before.st_size < LARGE:
                data = stream.read()
                return len(data), hashlib.blake2b(data, digest_size=_SIZE).digest()
            name, state = os.path.abspath(path), _state(before)  # noqa: PTH100 - as above
            known = self._read().get(name)
            now = time.time_ns()
            if known is not None and known[:-1] == state:
                return before.st_size, bytes.fromhex(str(known[-1]))
            digest, size = hashlib.blake2b(digest_size=_SIZE), 0
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
            settled = _state(os.fstat(stream.fileno())) == state
        if settled and max(before.st_mtime_ns, before.st_ctime_ns) < now - _FRESH_NS:
            self._read()[name] = [*state, digest.hexdigest()]
            self._changed = True
        return size, digest.digest()

    def save(self) -> None:
        """Keep what was learnt; where that cannot be written, the files are read again the next time."""
        if not self._changed:
            return
        from advisor.whole import write_whole

        kept = {name: entry for name, entry in sorted(self._read().items()) if Path(name).exists()}
        with contextlib.suppress(OSError, OutputError):
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._kept, json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogateescape"))
        self._changed = False

    def _read(self) -> dict[str, list[object]]:
        if self._known is None:
            self._known = {}
            with contextlib.suppress(OSError, ValueError, AttributeError):
                found = json.loads(self._kept.read_bytes())
                self._known = {k: v for k, v in found.items() if isinstance(v, list) and len(v) == _ENTRY}
        return self._known


_ENTRY = 5


def _state(stat: os.stat_result) -> list[object]:
    """Return what of a file changes when its content does: size, both times, and which file it is."""
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
