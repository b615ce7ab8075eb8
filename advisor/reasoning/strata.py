"""In which order rules run: layer by layer, and inside a layer by what they refer to.

A rule that reads a finding comes after every rule that can conclude it. A stratum holds rules that do not
depend on each other.
"""

from __future__ import annotations

import graphlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from advisor.errors import RuleError
from advisor.reasoning.model import LAYERS, All, Any, Concluded, Condition, Leaf, Members, Rule

CONCLUDED_AS = {"finding": "finding", "goal": "goal", "recommended": "recommend"}
"""From the word of a condition's leaf to the word of the conclusion that makes it true."""


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Iterate over the leaves of a condition, those inside ``any_of`` and ``none_of`` included."""
    if isinstance(condition, (All, Any)):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Members):
        yield from leaves(condition.condition)
    else:
        yield condition


def refers_to(rule: Rule) -> frozenset[tuple[str, str]]:
    """Return the conclusions that a rule's condition reads, as (finding | goal | recommend, id)."""
    return frozenset(
        (CONCLUDED_AS[leaf.what], leaf.id) for leaf in leaves(rule.when) if isinstance(leaf, Concluded)
    )


def strata(rules: Sequence[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules in strata: each may run once all before it have; rules keep their order inside.

    Raises RuleError where rules wait for each other (naming them all), or one waits for a later layer.
    """
    concluding: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        for conclusion in rule.then:
            concluding[conclusion.what, conclusion.id].append(number)
    needs: dict[int, set[int]] = {}
    for number, rule in enumerate(rules):
        needs[number] = {other for what in refers_to(rule) for other in concluding.get(what, ())}
        for other in sorted(needs[number]):
            if LAYERS.index(rules[other].layer) > LAYERS.index(rule.layer):
                raise RuleError(
                    f"rule '{rule.id}' of the layer {rule.layer} waits for '{rules[other].id}' "
                    f"of the later layer {rules[other].layer}",
                    place=rule.place,
                    remedy="a rule may refer only to its own and earlier layers",
                )
    depth = _depths(rules, needs)
    groups: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for number, rule in enumerate(rules):
        groups[LAYERS.index(rule.layer), depth[number]].append(rule)
    return tuple(tuple(groups[key]) for key in sorted(groups))


def _depths(rules: Sequence[Rule], needs: dict[int, set[int]]) -> dict[int, int]:
    """How many rules stand before each in the longest chain that leads to it."""
    depth: dict[int, int] = {}
    try:
        for number in graphlib.TopologicalSorter(needs).static_order():
            depth[number] = max((depth[n] + 1 for n in needs[number]), default=0)
    except graphlib.CycleError as problem:
        cycle = problem.args[1]
        # graphlib gives the cycle against the direction of "waits for", its first node repeated at the end.
        names = [rules[n].id for n in reversed(cycle)]
        raise RuleError(
            f"these rules wait for each other: {' -> '.join(names)}",
            place=rules[cycle[-1]].place,
            remedy="let one of them refer to facts instead of the other's conclusion",
        ) from None
    return depth
