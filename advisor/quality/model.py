"""What checks find, before and after the profile has given each its severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from advisor.errors import Place

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The gravest first."""


@dataclass(frozen=True)
class Found:
    """What a check found: its id, the values for its message, and where.

    ``message`` and ``remedy`` are ready texts that stand instead of the catalogue's; ``severity`` beats
    the profile, for checks whose findings differ in weight. ``texts`` (by language, "" for any) fill
    ``{message}`` in the catalogue's message: they come from a file of the pack, as shapes do.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
    message: str | None = None
    remedy: str | None = None
    severity: Severity | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong. ``file`` is relative to its pack's folder where it lies in the default pack."""

    id: str
    severity: Severity
    what: str
    remedy: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def place_text(self) -> str:
        """File and line as one text; empty where neither is known."""
        if self.file is None:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        parts = [self.place_text, f"{self.severity}: {self.what}"]
        text = ": ".join(p for p in parts if p)
        return f"{text} — {self.remedy} [{self.id}]" if self.remedy else f"{text} [{self.id}]"


@dataclass(frozen=True)
class Report:
    """All issues, the gravest first, then by place."""

    issues: tuple[Issue, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes may be there."""
        return not self.of("error")

    def of(self, severity: Severity) -> tuple[Issue, ...]:
        """Return the issues of one severity."""
        return tuple(i for i in self.issues if i.severity == severity)

    def counts(self) -> dict[str, int]:
        """Return how many issues each check has."""
        return dict(sorted(Counter(i.id for i in self.issues).items()))
