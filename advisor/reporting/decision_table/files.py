"""Which rules go into a table, and which files a table that was read becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.errors import InputError, OutputError, Place, RuleError, UsageError, did_you_mean
from advisor.pack import Packs
from advisor.reasoning.cases import read_cases
from advisor.reasoning.model import LAYERS
from advisor.reasoning.rules import Reading
from advisor.reporting.decision_table.writing import Selection
from advisor.situation.model import FactSpec
from advisor.whole import write_whole
from advisor.yamltext import load


def select(
    reading: Reading,
    packs: Packs,
    vocabulary: Mapping[str, FactSpec],
    layer: str,
    *,
    file: str | None = None,
    own: bool = False,
) -> Selection:
    """Return the rules of a layer: of one file below ``rules/``, or with ``own`` of the last pack alone.

    Raises RuleError where a rule or test could not be read, UsageError with the nearest names for a file
    that holds no rule of the layer.
    """
    if reading.faults:
        raise reading.faults[0]
    files = {
        rule.id: path.relative_to(pack.root / "rules").as_posix()
        for rule in reading.rules.rules
        for path in [reading.files[rule.id]]
        for pack in packs.layers
        if path.is_relative_to(pack.root / "rules")
    }
    name = next(known for known in LAYERS if known == layer)
    chosen = [rule for rule in reading.rules.rules if rule.layer == name]
    if own:
        last = packs.layers[-1].root
        chosen = [rule for rule in chosen if reading.files[rule.id].is_relative_to(last / "rules")]
        if not chosen:
            raise UsageError(
                f"the pack '{packs.layers[-1].name}' has no rule of the layer {layer}",
                remedy="name another layer, or leave out --own",
            )
    if file is not None:
        known = sorted({files[rule.id] for rule in chosen})
        chosen = [rule for rule in chosen if files[rule.id] == file]
        if not chosen:
            remedy = did_you_mean(file, known) or f"one of {', '.join(known[:8])}"
            raise UsageError(f"no rule of the layer {layer} stands in '{file}'", remedy=remedy)
    for rule in chosen:
        _, faults = read_cases(rule, reading.tests.get(rule.id), reading.rules, vocabulary)
        if faults:
            raise faults[0]
    tests = {rule.id: found.plain for rule in chosen if (found := reading.tests.get(rule.id)) is not None}
    return Selection(name, tuple(chosen), tests, files)


def vanishing(folder: Path, texts: Mapping[str, str], ids: Iterable[str]) -> list[str]:
    """Return the rules that stand in files about to be replaced and are not among ``ids``."""
    kept = set(ids)
    gone: list[str] = []
    for name in texts:
        path = folder / name
        if not path.is_file():
            continue
        try:
            items = load(path, error=RuleError).value
        except InputError:
            continue  # what cannot be read has no rule to lose
        found = (item.get("id") for item in items if hasattr(item, "get")) if isinstance(items, list) else ()
        gone.extend(str(entry.value) for entry in found if entry is not None and entry.value not in kept)
    return gone


def write_files(folder: Path, texts: Mapping[str, str], *, force: bool) -> list[Path]:
    """Write files of rules below a folder; return their paths.

    Raises OutputError, before anything is written, where one is already there and ``force`` is not given,
    or would lie outside of the folder.
    """
    paths = {folder / name: text for name, text in texts.items()}
    inside = folder.resolve()
    for path in paths:
        if not path.resolve().is_relative_to(inside):
            raise OutputError(
                "lies outside of the folder", place=Place(str(path)), remedy="name another file"
            )
        if path.exists() and not force:
            raise OutputError(
                "is already there",
                place=Place(str(path)),
                remedy="name another folder, or add --force; comments in it are lost",
            )
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(
                f"cannot be made: {problem.strerror or problem}",
                place=Place(str(path.parent)),
                remedy="name another folder",
            ) from None
        write_whole(path, text.encode("utf-8"))
    return list(paths)
