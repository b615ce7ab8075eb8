"""Whether the pack's tests notice when a rule is changed.

Each of a number of random rules gets one change: an operator, a parameter's name, a parameter's value, or a
part of its condition left out. A change that no test and no case file notices is a survivor. Changes that
no fact can tell apart (a threshold moved between two values that its fact can take) are not made.

    python bench/mutate_rules.py                 # 100 rules, fails under 90 %
    python bench/mutate_rules.py --count 0       # every change of every rule
    python bench/mutate_rules.py --pack firm --seed 7
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor.reasoning.case_files import BriefCase, read_case_files, run_case
from advisor.reasoning.cases import Case, read_cases
from advisor.reasoning.coverage import Path as LeafPath
from advisor.reasoning.coverage import leaf_name, leaf_paths, replaced, step_of
from advisor.reasoning.model import (
    NUMERIC_OPERATORS,
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Known,
    Leaf,
    Members,
    ParameterRef,
    Rule,
)
from advisor.reasoning.parameters import Parameters, tidy
from advisor.reasoning.parse import negate
from advisor.reasoning.rules import RuleSet, read_packs
from advisor.situation.model import FactSpec
from advisor.workspace import Workspace

KINDS = ("operator", "parameter name", "parameter value", "part left out")


@dataclass(frozen=True)
class Mutation:
    """One change: what sort, in words, and what becomes of the rule or of the parameters."""

    kind: str
    what: str
    rule: Rule
    parameters: Parameters | None = None


@dataclass(frozen=True)
class Bench:
    """The rules as they are, their tests, and the day for which parameters count."""

    rules: RuleSet
    vocabulary: Mapping[str, FactSpec]
    tests: Mapping[str, Sequence[Case]]
    cases: Sequence[BriefCase]
    on: dt.date

    # -- changes ------------------------------------------------------------------------------------

    def mutations(self, rule: Rule) -> Iterator[Mutation]:
        """Give every change of one rule."""
        for condition, what in _operators(rule.when):
            yield Mutation("operator", what, replace(rule, when=condition))
        for condition, what in _without(rule.when):
            yield Mutation("part left out", what, replace(rule, when=condition))
        for path, leaf in leaf_paths(rule.when):
            if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef):
                yield from self._names(rule, path, leaf, leaf.operand.name)
                yield from self._values(rule, leaf, leaf.operand.name)

    def _names(self, rule: Rule, path: LeafPath, leaf: Compare, name: str) -> Iterator[Mutation]:
        table = self.rules.parameters
        own = table.value(name, self.on)
        for other in table:
            value = table.value(other, self.on)
            step = step_of(self.vocabulary[leaf.fact])
            if other == name or value.unit != own.unit or _alike(leaf, value.value, own.value, step):
                continue
            changed = replace(leaf, operand=ParameterRef(other))
            condition = replaced(rule.when, path, changed)
            yield Mutation("parameter name", f"{leaf_name(leaf)} -> {other}", replace(rule, when=condition))

    def _values(self, rule: Rule, leaf: Compare, name: str) -> Iterator[Mutation]:
        table = self.rules.parameters
        spec = self.vocabulary[leaf.fact]
        step = step_of(spec)
        now = table.value(name, self.on).value
        for value in dict.fromkeys(map(tidy, (now - step, now + step, now * 0.5, now * 1.5))):
            if _alike(leaf, value, now, step):
                continue
            parameter = table[name]
            changed = replace(parameter, values=tuple(replace(d, value=value) for d in parameter.values))
            yield Mutation(
                "parameter value",
                f"{name} {now:g} -> {value:g}",
                rule,
                Parameters({**table.table, name: changed}),
            )

    # -- noticing -----------------------------------------------------------------------------------

    def notices(self, mutation: Mutation) -> bool:
        """Whether a test or a case comes out otherwise than expected."""
        rules = tuple(mutation.rule if r.id == mutation.rule.id else r for r in self.rules.rules)
        changed = RuleSet(rules, mutation.parameters or self.rules.parameters)
        touched = [mutation.rule]
        if mutation.parameters is not None:
            name = mutation.what.split()[0]
            touched = [r for r in rules if name in _named(r)]
        for rule in touched:
            for case in self.tests[rule.id]:
                if case.verdict(changed, self.on, rule.when) is not case.expected:
                    return True
        return any(run_case(case, changed).failures for case in self.cases)


def _alike(leaf: Compare, one: float, other: float, step: float) -> bool:
    """Whether every value of a fact, a multiple of ``step``, compares to both thresholds in the same way."""
    turn = math.ceil if leaf.operator in ("below", "at_least") else math.floor
    return turn(tidy(one / step)) == turn(tidy(other / step))


def _named(rule: Rule) -> set[str]:
    return {
        leaf.operand.name
        for _, leaf in leaf_paths(rule.when)
        if isinstance(leaf, Compare) and isinstance(leaf.operand, ParameterRef)
    }


def _operators(condition: Condition) -> Iterator[tuple[Condition, str]]:
    """Give conditions in which one operator is another: of a comparison, a connective, a quantifier."""
    if isinstance(condition, (All, Any)):
        other = Any(condition.parts) if isinstance(condition, All) else All(condition.parts)
        yield other, f"{type(condition).__name__.lower()} -> {type(other).__name__.lower()}"
        for number, part in enumerate(condition.parts):
            for changed, what in _operators(part):
                parts = (*condition.parts[:number], changed, *condition.parts[number + 1 :])
                yield replace(condition, parts=parts), what
    elif isinstance(condition, Members):
        yield negate(condition), f"{condition.quantifier}_of -> the other"
        for changed, what in _operators(condition.condition):
            yield replace(condition, condition=changed), what
    else:
        yield from _leaf_operators(condition)


def _leaf_operators(leaf: Leaf) -> Iterator[tuple[Condition, str]]:
    if isinstance(leaf, (Concluded, Known)) or leaf.operator not in NUMERIC_OPERATORS:
        yield negate(leaf), f"{leaf_name(leaf)} -> not"
        return
    for operator in NUMERIC_OPERATORS:
        if operator != leaf.operator:
            yield replace(leaf, operator=operator), f"{leaf_name(leaf)} -> {operator}"


def _without(condition: Condition) -> Iterator[tuple[Condition, str]]:
    """Give conditions that lack one part of an ``all`` or ``any``."""
    if isinstance(condition, Members):
        for changed, what in _without(condition.condition):
            yield replace(condition, condition=changed), what
    if not isinstance(condition, (All, Any)):
        return
    for number, part in enumerate(condition.parts):
        rest = (*condition.parts[:number], *condition.parts[number + 1 :])
        shown = ", ".join(leaf_name(leaf) for _, leaf in leaf_paths(part))
        yield (rest[0] if len(rest) == 1 else replace(condition, parts=rest)), f"without {shown}"
        for changed, what in _without(part):
            parts = (*condition.parts[:number], changed, *condition.parts[number + 1 :])
            yield replace(condition, parts=parts), what


def load(packs: Sequence[str]) -> Bench:
    """Read the packs with their tests and cases."""
    workspace = Workspace(packs)
    reading = read_packs(workspace.packs, workspace.vocabulary)
    if reading.faults:
        raise reading.faults[0]
    tests = {
        rule.id: read_cases(rule, reading.tests[rule.id], reading.rules, workspace.vocabulary)[0]
        for rule in reading.rules.rules
    }
    cases, _ = read_case_files(workspace.packs, reading.rules, workspace.vocabulary)
    on = dt.date.fromisoformat(workspace.packs.date)
    return Bench(reading.rules, workspace.vocabulary, tests, cases, on)


def chosen(bench: Bench, count: int, seed: int) -> list[Mutation]:
    """Return one random change of each of ``count`` random rules, kinds in turn; all changes for 0."""
    if not count:
        return [m for rule in bench.rules.rules for m in bench.mutations(rule)]
    dice = random.Random(seed)
    rules = list(bench.rules.rules)
    dice.shuffle(rules)
    found: list[Mutation] = []
    for rule in rules:
        if len(found) == count:
            break
        by_kind: dict[str, list[Mutation]] = {}
        for mutation in bench.mutations(rule):
            by_kind.setdefault(mutation.kind, []).append(mutation)
        if by_kind:
            found.append(dice.choice(by_kind[dice.choice(sorted(by_kind))]))
    return found


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--count", type=int, default=100, help="rules to change; 0: every change of every rule"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", action="append", default=[])
    parser.add_argument("--fail-under", type=float, default=90.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    bench = load(arguments.pack)
    mutations = chosen(bench, arguments.count, arguments.seed)
    survivors = [mutation for mutation in mutations if not bench.notices(mutation)]
    total, lost = Counter(m.kind for m in mutations), Counter(m.kind for m in survivors)
    percent = 100 * (1 - len(survivors) / len(mutations)) if mutations else 100.0
    if arguments.json:
        print(json.dumps({"changes": len(mutations), "noticed": len(mutations) - len(survivors), "percent": percent,
                          "survivors": [[m.rule.id, m.kind, m.what] for m in survivors]}))  # fmt: skip
    else:
        for mutation in survivors:
            print(f"{mutation.rule.place}: {mutation.rule.id}: {mutation.kind}: {mutation.what}")
        print(f"\n{'change':<18}{'made':>8}{'noticed':>10}")
        for kind in KINDS:
            print(f"{kind:<18}{total[kind]:>8}{total[kind] - lost[kind]:>10}")
        print(f"{'all':<18}{len(mutations):>8}{len(mutations) - len(survivors):>10}{percent:>8.1f} %")
    return 0 if percent >= arguments.fail_under else 1


if __name__ == "__main__":
    sys.exit(main())
