"""Content hashes of files, without reading a file again that has not changed.

As in git's index, a file is known by its size, times and inode as long as these stay the same. A file that
was changed a moment ago is read again in any case: within the resolution of its times it could change once
more and look the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path
from typing import TypeAlias

from advisor.errors import OutputError
from advisor.whole import write_whole

_FRESH_NS = 3_000_000_000
_BLOCK = 1 << 20
_SIZE = 16

_State: TypeAlias = list[object]


class Digests:
    """The hashes of files below a folder that were read before, kept in a file of their own."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._known: dict[str, _State] = {}
        with contextlib.suppress(OSError, ValueError, AttributeError):
            found = json.loads(kept.read_bytes())
            self._known = {k: v for k, v in found.items() if isinstance(v, list) and len(v) == _ENTRY}
        self._changed = False

    def of(self, path: str) -> tuple[int, bytes]:
        """Return a file's size in bytes and the hash of its content. Raises OSError where it cannot be read."""
        state = _state(os.stat(path))  # noqa: PTH116 - at every start, for every file
        known = self._known.get(path)
        if known is not None and known[:-1] == state:
            return int(str(state[0])), bytes.fromhex(str(known[-1]))
        now = time.time_ns()
        digest, size = hashlib.blake2b(digest_size=_SIZE), 0
        with open(path, "rb") as stream:  # noqa: PTH123 - as above
            before = os.fstat(stream.fileno())
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
            settled = _state(os.fstat(stream.fileno())) == _state(before)
        if settled and max(before.st_mtime_ns, before.st_ctime_ns) < now - _FRESH_NS:
            self._known[path] = [*_state(before), digest.hexdigest()]
            self._changed = True
        return size, digest.digest()

    def save(self) -> None:
        """Keep what was learnt; where that cannot be written, the files are read again the next time."""
        if not self._changed:
            return
        kept = {name: entry for name, entry in sorted(self._known.items()) if Path(name).exists()}
        with contextlib.suppress(OSError, OutputError):
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._kept, json.dumps(kept).encode())
        self._changed = False


_ENTRY = 5


def _state(stat: os.stat_result) -> _State:
    """Return what of a file changes when its content does: size, both times, and which file it is."""
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
