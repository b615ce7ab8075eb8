"""How far a long piece of work has come: told by those who do it, shown by the command or by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Report: TypeAlias = Callable[[float], None]
"""Takes the share of the whole work that is done, from 0 to 1; called often, so it should return at once."""


def silent(_: float) -> None:
    """Show nothing."""


def part(report: Report, start: float, end: float) -> Report:
    """Return a report for a part of the work that fills the whole from ``start`` to ``end``.

    >>> shares = []
    >>> part(shares.append, 0.5, 1.0)(0.5)
    >>> shares
    [0.75]
    """
    return lambda share: report(start + (end - start) * share)
