"""The rules of a stack of packs: read and checked, or opened from the compiled form.

`load_rules` reads the YAML with every check; `open_rules` is the fast way for every day: it compiles once
for a revision and reads JSON from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from advisor.errors import NotFound, PackError, Place, RuleError, did_you_mean
from advisor.knowledge.model import Concept, Section
from advisor.pack import Pack, Packs
from advisor.reasoning.model import Rule
from advisor.reasoning.parameters import SECTOR_FACT, Parameter, Parameters
from advisor.reasoning.strata import strata
from advisor.situation.model import FactSpec
from advisor.yamltext import Located

if TYPE_CHECKING:
    from advisor.reasoning.parse import Reference

COMPILED = "rules.json"
NOT_RULES = ("parameters", "planning", "cases")
"""Folders below ``rules/`` that hold no rules: thresholds, the planner's settings, whole briefs as tests."""


class Knowledge(Protocol):
    """What checking rules needs of the ontology."""

    def concept(self, iri: str, /) -> Concept | None:
        """Return the concept of a compact IRI, or None where there is none."""

    def section(self, id: str, /) -> Section | None:
        """Return a section by its id (``fan-ops#6.1.2``), or None where there is none."""


@dataclass(frozen=True)
class RuleSet:
    """Rules in the order of their files, and the parameters that they name."""

    rules: tuple[Rule, ...]
    parameters: Parameters = field(default_factory=Parameters)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules by their id."""
        return {rule.id: rule for rule in self.rules}

    def rule(self, name: str) -> Rule:
        """Return a rule by its id; raise NotFound, with the nearest ids, where there is none."""
        try:
            return self.by_id[name]
        except KeyError:
            raise NotFound(
                f"no rule is named '{name}'", remedy=did_you_mean(name, sorted(self.by_id))
            ) from None

    @cached_property
    def _concluding(self) -> Mapping[tuple[str, str], tuple[Rule, ...]]:
        table: dict[tuple[str, str], list[Rule]] = {}
        for rule in self.rules:
            for conclusion in rule.then:
                table.setdefault((conclusion.what, conclusion.id), []).append(rule)
        return {key: tuple(rules) for key, rules in table.items()}

    def concluding(self, what: str, id: str) -> tuple[Rule, ...]:
        """Return the rules that can conclude something; ``what`` is finding, goal, caution, recommend or tension."""
        return self._concluding.get((what, id), ())

    def conclusions(self, what: str) -> tuple[str, ...]:
        """Return the ids of all that can be concluded of a sort, sorted."""
        return tuple(sorted(id for kind, id in self._concluding if kind == what))

    @cached_property
    def strata(self) -> tuple[tuple[Rule, ...], ...]:
        """The rules in the order in which they run; see `advisor.reasoning.strata`."""
        return strata(self.rules)


@dataclass(frozen=True)
class Reading:
    """Everything that was read, good and bad.

    ``tests`` holds the tests beside each rule as they stand in the file, and ``files`` the file of each
    rule; ``faults`` every error found, in the order of the files. Rules with a fault of their own are left
    out of ``rules``.
    """

    rules: RuleSet
    tests: Mapping[str, Located | None]
    files: Mapping[str, Path]
    faults: tuple[RuleError, ...]


def load_rules(
    packs: Packs, vocabulary: Mapping[str, FactSpec], *, knowledge: Knowledge | None = None
) -> RuleSet:
    """Read and check the rules and parameters of all packs; a later pack replaces a rule whole, by its id.

    With ``knowledge``, concepts and sections that rules name must exist, too. Raises RuleError, with
    place, rule and remedy, at the first fault; `read_packs` gives them all.
    """
    reading = read_packs(packs, vocabulary, knowledge=knowledge)
    if reading.faults:
        raise reading.faults[0]
    return reading.rules


def open_rules(packs: Packs, vocabulary: Mapping[str, FactSpec]) -> RuleSet:
    """Return the rules of this revision from their compiled form, compiling them where it is not there yet.

    Raises RuleError as `load_rules` does when it has to compile.
    """
    from advisor.reasoning.codec import rules_from_json, rules_to_json

    def make() -> object:
        loaded = load_rules(packs, vocabulary)
        return rules_to_json(loaded.rules, loaded.parameters)

    rules, parameters = rules_from_json(packs.compiled_json(COMPILED, make))
    return RuleSet(rules, parameters)


def rule_files(packs: Packs) -> list[tuple[Pack, Path]]:
    """Return the files that hold rules: YAML below ``rules/``, except the folders that hold something else."""
    return [
        (pack, path)
        for pack, path in packs.files("rules", ".yaml", ".yml")
        if path.relative_to(pack.root / "rules").parts[0] not in NOT_RULES
    ]


def parameter_files(packs: Packs) -> list[tuple[Pack, Path]]:
    """Return the files below ``rules/parameters/``."""
    return [
        (pack, path)
        for pack, path in packs.files("rules", ".yaml", ".yml")
        if path.relative_to(pack.root / "rules").parts[0] == "parameters"
    ]


def read_packs(
    packs: Packs, vocabulary: Mapping[str, FactSpec], *, knowledge: Knowledge | None = None
) -> Reading:
    """Read all rules and parameters and collect every fault instead of stopping at the first."""
    from advisor.reasoning.checks import check_all

    faults: list[RuleError] = []
    parameters, cited = _read_parameters(packs, vocabulary, faults)
    units = {name: parameters[name].unit for name in parameters}
    rules, tests, files, references = _read_rules(packs, vocabulary, units, faults)
    ruleset = RuleSet(tuple(rules.values()), parameters)
    known_bad = bool(faults)
    faults.extend(check_all(ruleset, vocabulary, references, cited, knowledge, incomplete=known_bad))
    return Reading(ruleset, tests, files, tuple(faults))


def _read_parameters(
    packs: Packs, vocabulary: Mapping[str, FactSpec], faults: list[RuleError]
) -> tuple[Parameters, list[tuple[str, Place]]]:
    from advisor.reasoning.reading import read_parameter

    sector = vocabulary.get(SECTOR_FACT)
    sectors = [option.code for option in sector.options] if sector else None
    table: dict[str, Parameter] = {}
    cited: dict[str, tuple[tuple[str, Place], ...]] = {}
    seen: dict[tuple[str, str], Place] = {}
    for pack, path in parameter_files(packs):
        content = _load(path, faults)
        if content is None:
            continue
        if not isinstance(content.value, dict):
            faults.append(
                RuleError("holds no mapping of parameters", place=content.place, remedy="see docs/rules.md")
            )
            continue
        for name, entry in content.items():
            place = entry.key_place or entry.place
            again = _twice(seen, pack, name, place)
            if again is not None:
                faults.append(again)
                continue
            try:
                table[name], cited[name] = read_parameter(name, entry, sectors)
            except RuleError as fault:
                faults.append(fault)
    return Parameters(table), [item for name in sorted(cited) for item in cited[name]]


def _read_rules(
    packs: Packs, vocabulary: Mapping[str, FactSpec], units: Mapping[str, str | None], faults: list[RuleError]
) -> tuple[dict[str, Rule], dict[str, Located | None], dict[str, Path], list[Reference]]:
    from advisor.reasoning.reading import read_rule

    rules: dict[str, Rule] = {}
    tests: dict[str, Located | None] = {}
    files: dict[str, Path] = {}
    references: dict[str, Sequence[Reference]] = {}
    seen: dict[tuple[str, str], Place] = {}
    for pack, path in rule_files(packs):
        content = _load(path, faults)
        if content is None:
            continue
        if not isinstance(content.value, list):
            faults.append(
                RuleError("holds no list of rules", place=content.place, remedy="see docs/rules.md")
            )
            continue
        relative = path.relative_to(pack.root).as_posix()
        for item in content.value:
            try:
                rule, refers, test = read_rule(item, vocabulary, units, relative)
            except RuleError as fault:
                faults.append(fault)
                continue
            again = _twice(seen, pack, rule.id, item["id"].place)
            if again is not None:
                faults.append(again)
                continue
            rules[rule.id], tests[rule.id], files[rule.id] = rule, test, path
            references[rule.id] = refers
    return rules, tests, files, [r for refers in references.values() for r in refers]


def _load(path: Path, faults: list[RuleError]) -> Located | None:
    """Return a file's content; None where it is empty or faulty (which is noted)."""
    from advisor.yamltext import load

    try:
        content = load(path, error=RuleError)
    except PackError as fault:
        faults.append(fault if isinstance(fault, RuleError) else RuleError(fault.message, place=fault.place))
        return None
    return content if content.value is not None else None


def _twice(seen: dict[tuple[str, str], Place], pack: Pack, name: str, place: Place) -> RuleError | None:
    """Return a fault where a name stands twice in one pack; across packs the later one replaces the earlier."""
    first = seen.setdefault((pack.name, name), place)
    if first is place:
        return None
    return RuleError(f"'{name}' stands twice, first in {first}", place=place, remedy="rename or remove one")
