"""Run every check over the packs and put what they find into one report."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeAlias

from advisor.errors import AdvisorError, PackError
from advisor.pack import Packs, load_packs
from advisor.phrases import Phrases, load_phrases, to_traditional
from advisor.quality import shapes
from advisor.quality.material import Material, Unreadable
from advisor.quality.model import SEVERITIES, Found, Issue, Report, Severity
from advisor.quality.profile import load_profile
from advisor.quality.reasoner.reason import reason
from advisor.quality.registry import CHECKS, Check, check_ids
from advisor.quality.verification import verify


def check(
    packs: Packs,
    *,
    language: str = "zh-Hans",
    only: Collection[str] | None = None,
    reason_seconds: float | None = None,
    deep_seconds: float | None = None,
) -> Report:
    """Inspect packs laid over each other and return all that is wrong with them.

    ``language`` is that of the report; ``only`` keeps the issues of some checks; with ``reason_seconds``
    the reasoner is asked too and may take so long, with ``deep_seconds`` the solver. Never raises for what stands in a pack, except where a
    manifest or its list of files cannot be read at all; raises EngineError where the reasoner cannot be had.
    """
    material = Material(packs)
    found: list[Found] = []
    if reason_seconds is not None:  # first, so that a machine without Java says so at once
        with contextlib.suppress(Unreadable):
            found.extend(reason(material, reason_seconds))
    found.extend(_run(material, only))
    if deep_seconds is not None:
        with contextlib.suppress(Unreadable):
            found.extend(verify(material, deep_seconds))
    faults: list[PackError] = []
    profile = load_profile(packs, check_ids(packs), faults)
    found.extend(_fault("profile", fault) for fault in faults)
    say = _phrases(packs, language)
    issues = {
        issue
        for one in found
        if (only is None or one.id in only)
        and (issue := _issue(one, profile.get(one.id, "error"), material, say))
    }
    return Report(tuple(sorted(issues, key=_order)))


def _run(material: Material, only: Collection[str] | None) -> Iterator[Found]:
    wanted = [one for one in CHECKS if only is None or any(i in only for i in one.ids(material.packs))]
    with contextlib.ExitStack() as stack:
        ahead = _ahead(material, wanted, stack)
        for one in wanted:
            if ahead is not None and one.run is shapes.conforms:
                found, faults = ahead.result()
                material.faults.extend(faults)
                yield from found
                continue
            try:
                yield from one.run(material)
            except Unreadable:
                continue
    for name, fault in material.faults:
        yield _fault(name, fault)


Shaped: TypeAlias = tuple[list[Found], list[tuple[str, AdvisorError]]]


def _ahead(material: Material, wanted: list[Check], stack: contextlib.ExitStack) -> Future[Shaped] | None:
    """Begin with the shapes in a process of their own: they take as long as all other checks together.

    Only where a second processor can do it and the process can simply be forked, with what has been read.
    """
    if len(wanted) < 2 or not any(one.run is shapes.conforms for one in wanted) or (os.cpu_count() or 1) < 2:
        return None
    if "fork" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return None
    with contextlib.suppress(Unreadable):
        _ = material.graph
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("fork"))
    stack.callback(pool.shutdown)
    _inherited.append(material)
    try:
        return pool.submit(_shaped)
    finally:
        _inherited.clear()


_inherited: list[Material] = []
"""What the forked process finds; empty at all other times."""


def _shaped() -> Shaped:
    material = _inherited[0]
    known = len(material.faults)
    try:
        found = list(shapes.conforms(material))
    except Unreadable:
        found = []
    return found, material.faults[known:]


def _fault(name: str, fault: AdvisorError) -> Found:
    return Found(name, place=fault.place, message=fault.message, remedy=fault.remedy)


def _phrases(packs: Packs, language: str) -> Phrases:
    """Return the messages; those of the default pack where a catalogue of these packs is broken."""
    try:
        return load_phrases(packs, language)
    except AdvisorError:
        return load_phrases(load_packs(), language)


def _issue(found: Found, severity: Severity | None, material: Material, say: Phrases) -> Issue | None:
    if severity is None:
        return None
    file, line = material.shown(found.place)
    what, remedy = found.message, found.remedy
    values = {**found.values, "message": _text(found, say.language)} if found.texts else found.values
    if what is None:
        key = _key(found, "", say)
        what = say(key, **values) if key else _plain(found)
    if remedy is None and (key := _key(found, ".remedy", say)):
        remedy = say(key, **values)
    return Issue(found.id, found.severity or severity, what, remedy, file, line)


def _key(found: Found, ending: str, say: Phrases) -> str | None:
    """Return the phrase for a finding: its check's own, or for a shape the one that all shapes share."""
    own = f"quality.{found.id}{ending}"
    if own in say or not found.texts:
        return own if own in say else None
    return f"quality.{shapes.UNNAMED}{ending}"


def _text(found: Found, language: str) -> str:
    """Return the finding's own text in a language; the traditional form from the simplified one."""
    texts = found.texts
    if language == "zh-Hant" and language not in texts and "zh-Hans" in texts:
        return to_traditional(texts["zh-Hans"])
    return texts.get(language) or texts.get("en") or texts.get("", "")


def _plain(found: Found) -> str:
    """Return a message for a check of a pack that brings no phrase for it."""
    return f"{found.id}: {', '.join(str(v) for v in found.values.values())}"


def _order(issue: Issue) -> tuple[int, str, int, str, str]:
    return (SEVERITIES.index(issue.severity), issue.file or "", issue.line or 0, issue.id, issue.what)
