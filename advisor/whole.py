"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from advisor.errors import OutputError, Place


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, then a rename.

    Raises OutputError with the reason and a remedy; what stood there before is left as it was.
    """
    import tempfile

    folder = path.parent
    if not folder.is_dir():
        raise OutputError(
            f"the folder {folder} does not exist",
            place=Place(str(path)),
            remedy="create it, or name another folder",
        )
    if path.is_dir():
        raise OutputError("is a folder", place=Place(str(path)), remedy="name a file")
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
        temporary = None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(
            f"cannot be written: {reason}",
            place=Place(str(path)),
            remedy="free space or choose another place",
        ) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
