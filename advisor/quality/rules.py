"""Checks on rules: readable, grounded in what the cited sections say, tested, and with parameters in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.knowledge.graph import JUDGEMENT
from advisor.quality.concepts import plain
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.reasoning.about import concepts_of
from advisor.reasoning.model import Compare, ParameterRef
from advisor.reasoning.strata import leaves

if TYPE_CHECKING:
    from advisor.reasoning.testing import Gap


def faults(material: Material) -> Iterator[Found]:
    """Give every fault of rules and parameters: form, names, cycles, concepts and sections that are not there."""
    for fault in material.rules.faults:
        yield Found("rule", place=fault.place, message=fault.message, remedy=fault.remedy)


def citations(material: Material) -> Iterator[Found]:
    """Find cited sections whose graph speaks of nothing that the rule is about."""
    knowledge = material.knowledge
    for rule in material.rules.rules.rules:
        about = concepts_of(rule, knowledge, material.vocabulary)
        for source in dict.fromkeys([*rule.advice.sources, *rule.condition.sources]):
            if knowledge.section(source) is None:
                continue
            spoken = knowledge.section_concepts(source)
            if not spoken:
                yield Found("citation_unencoded", {"rule": rule.id, "section": source}, rule.place)
            elif not spoken & about:
                values = {"rule": rule.id, "section": source, "concepts": ", ".join(sorted(about)[:6])}
                yield Found("citation", values, rule.place)


def advice(material: Material) -> Iterator[Found]:
    """Find rules that call their advice stated where no section they cite speaks of what they recommend."""
    knowledge = material.knowledge
    for rule in material.rules.rules.rules:
        if rule.advice.certainty == JUDGEMENT:
            continue
        spoken = {iri for source in rule.advice.sources for iri in knowledge.section_concepts(source)}
        for conclusion in rule.then:
            if spoken and conclusion.what == "recommend" and conclusion.id not in spoken:
                values = {
                    "rule": rule.id,
                    "tactic": conclusion.id,
                    "sections": ", ".join(rule.advice.sources),
                }
                yield Found("citation_without_tactic", values, rule.place)


def bases(material: Material) -> Iterator[Found]:
    """Find rules that give the same basis: a plan would say it twice."""
    seen: dict[tuple[str, str], str] = {}
    for rule in material.rules.rules.rules:
        for language in ("zh-Hans", "en"):
            first = seen.setdefault((language, plain(rule.basis.get(language, ""))), rule.id)
            if first != rule.id:
                yield Found("basis_repeated", {"rule": rule.id, "other": first}, rule.place)
                break


_READ_OTHERWISE = ("planning", "interview")
"""Files of parameters that the program names itself."""


def parameters(material: Material) -> Iterator[Found]:
    """Find parameters that no rule names, but for those that planning and interviews read."""
    from advisor.reasoning.rules import parameter_files
    from advisor.yamltext import load

    used = {
        leaf.operand.name
        for rule in material.rules.rules.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef)
    }
    for _, path in parameter_files(material.packs):
        if path.stem in _READ_OTHERWISE:
            continue
        for name, entry in load(path).items():
            if name not in used:
                yield Found("parameter_unused", {"parameter": name}, entry.key_place)


def tests(material: Material) -> Iterator[Found]:
    """Run the tests beside the rules and the cases; find those that fail and those that are missing."""
    from advisor.reasoning.case_files import CaseFailure
    from advisor.reasoning.testing import run_reading, with_cases

    on = dt.date.fromisoformat(material.packs.date)
    beside = run_reading(material.rules, material.vocabulary, on=on)
    report = with_cases(beside, material.packs, material.rules, material.vocabulary)
    known = {str(fault) for fault in material.rules.faults}
    for number, fault in enumerate(report.faults):
        if str(fault) not in known:
            name = "rule_test" if number < len(beside.faults) else "rule_case"
            yield Found(name, place=fault.place, message=fault.message, remedy=fault.remedy)
    words = {True: "true", False: "false", None: "unknown"}
    for failure in report.failures:
        values = {"expected": words[failure.expected], "got": words[failure.got]}
        if isinstance(failure, CaseFailure):
            values |= {"case": failure.case, "id": failure.id}
            yield Found("rule_case", values, failure.place)
        else:
            yield Found("rule_test", values | {"rule": failure.rule}, failure.place)
    missing: dict[str, list[Gap]] = {}
    for gap in report.gaps:
        missing.setdefault(gap.rule, []).append(gap)
    for name, gaps in missing.items():
        shown = "; ".join(gap.text for gap in gaps[:3]) + ("; …" if len(gaps) > 3 else "")
        yield Found("rule_test_missing", {"rule": name, "count": len(gaps), "needs": shown}, gaps[0].place)
