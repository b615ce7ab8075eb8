"""The profile: what each check is worth. ``ontology/checks.yaml``, a mapping from id to severity or ``off``."""

from __future__ import annotations

from collections.abc import Collection

from advisor.errors import PackError, did_you_mean
from advisor.pack import Packs
from advisor.quality.model import SEVERITIES, Severity
from advisor.quality.shapes import severities
from advisor.yamltext import load

FILE = "checks.yaml"
OFF = "off"


def load_profile(
    packs: Packs, known: Collection[str], faults: list[PackError] | None = None
) -> dict[str, Severity | None]:
    """Return the severity of each check; None where it is off. Later packs replace single entries.

    What no profile names is an error, or what its shape says by `sh:severity`.

    Raises PackError, with the line, for an unknown check or severity. With ``faults`` such errors are
    collected there and the lines left out.
    """
    problems: list[PackError] = []
    profile: dict[str, Severity | None] = {**dict.fromkeys(known, "error"), **severities(packs)}
    words = (*SEVERITIES, OFF)
    for pack in packs.layers:
        path = pack.root / "ontology" / FILE
        if not path.is_file():
            continue
        try:
            content = load(path, error=PackError)
        except PackError as fault:
            problems.append(fault)
            continue
        for name, entry in content.items():
            if name not in known:
                remedy = did_you_mean(name, sorted(known))
                problems.append(
                    PackError(f"no check is named '{name}'", place=entry.key_place, remedy=remedy)
                )
            elif entry.value not in words:
                remedy = f"use {', '.join(words)}"
                problems.append(
                    PackError(f"'{entry.value}' is no severity", place=entry.place, remedy=remedy)
                )
            else:
                profile[name] = next((s for s in SEVERITIES if s == entry.value), None)
    if problems and faults is None:
        raise problems[0]
    if faults is not None:
        faults.extend(problems)
    return profile
