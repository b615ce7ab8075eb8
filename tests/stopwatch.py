"""Time that a piece of work takes of the processor, whatever else the machine does and whoever measures coverage."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def processor_time() -> Iterator[list[float]]:
    """Yield a list to which the seconds of processor time are appended at the end; tracing is off meanwhile."""
    spent: list[float] = []
    tracer = sys.gettrace()
    sys.settrace(None)
    start = time.process_time()
    try:
        yield spent
    finally:
        spent.append(time.process_time() - start)
        sys.settrace(tracer)
