"""Progress on the terminal: one line that is written over, shown only when something takes long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from advisor.progress import Report, silent

PATIENCE = 1.0
"""Seconds that pass before anything is shown."""
_EVERY = 0.1
_CLEAR = "\r\x1b[K"


def on_terminal(stream: TextIO, text: Callable[[int], str]) -> Report:
    """Return a report that shows ``text`` of the percentage done, where ``stream`` is a terminal.

    The line is gone when all is done. The cursor stands at its beginning, so that whatever else is said
    meanwhile is written over it.
    """
    if not stream.isatty():
        return silent
    start = last = time.monotonic()
    shown = False

    def report(share: float) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if share >= 1.0:
            if shown:
                stream.write(_CLEAR)
                stream.flush()
                shown = False
        elif now - start >= PATIENCE and now - last >= _EVERY:
            stream.write(f"{_CLEAR}{text(int(100 * share))}\r")
            stream.flush()
            last, shown = now, True

    return report
