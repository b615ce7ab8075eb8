"""Every error that a user can meet.

    AdvisorError
    ├── UsageError            wrong use of a command: a name, an option, a combination
    ├── InputError            something read is wrong; knows its file, line and remedy
    │   ├── PackError         a pack: its manifest, ontology, rules, parameters, templates, phrases
    │   │   ├── KnowledgeError    RDF that does not parse or does not fit
    │   │   └── RuleError         a rule, a parameter or a rule test
    │   ├── BriefError        a brief
    │   ├── QueryError        a SPARQL query
    │   └── TemplateError     a report template or a Word master
    ├── OutputError           a file cannot be written
    ├── EngineError           an engine failed or is not to be had
    │   ├── EndpointError     a SPARQL server cannot be reached, or does not answer as it should
    │   └── EnginesDisagree   the engines came to different conclusions; no plan is written
    └── NotFound              a name that nothing carries; knows the nearest names

All end the command with exit code 2 and one clear line; none with a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class AdvisorError(Exception):
    """The root of the tree. ``message`` says what is wrong, ``remedy`` what to do about it."""

    def __init__(self, message: str, *, place: Place | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text} — {self.remedy}" if self.remedy else text


class UsageError(AdvisorError):
    """A command was called in a way that cannot mean anything."""


class InputError(AdvisorError):
    """Something that was read is wrong."""


class PackError(InputError):
    """A pack cannot be used."""


class KnowledgeError(PackError):
    """RDF in a pack does not parse, or breaks what the vocabulary promises."""


class RuleError(PackError):
    """A rule, a parameter or a rule test is wrong."""


class BriefError(InputError):
    """A brief is wrong. ``others`` are further faults found in the same reading, one line each."""

    others: tuple[BriefError, ...] = ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(fault) for fault in self.others)])


class QueryError(InputError):
    """A SPARQL query is wrong, changes data, reaches beyond the store, or takes too long."""


class TemplateError(InputError):
    """A report template or a Word master is wrong."""


class OutputError(AdvisorError):
    """A file cannot be written; what was there before is left as it was."""


class EngineError(AdvisorError):
    """An engine failed, or is not to be had on this machine."""


class EndpointError(EngineError):
    """A SPARQL server cannot be reached, refuses, takes too long, or answers with something else."""


class EnginesDisagree(EngineError):
    """Two engines came to different conclusions about the same situation."""


class NotFound(AdvisorError):
    """A name that nothing carries."""


def nearest(name: str, known: Sequence[str], *, count: int = 3) -> list[str]:
    """Return up to ``count`` of the ``known`` names that are closest to ``name``, best first."""
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=count, cutoff=0.5)


def did_you_mean(name: str, known: Sequence[str]) -> str | None:
    """Return a remedy that names the closest known names, or None when none is close."""
    close = nearest(name, known)
    return f"did you mean {' / '.join(close)}?" if close else None
