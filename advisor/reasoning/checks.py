"""What must hold between rules, parameters, facts and the ontology, beyond each rule by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.errors import Place, RuleError, did_you_mean
from advisor.reasoning.model import Compare, Ground, ParameterRef, Rule
from advisor.reasoning.parameters import Parameter
from advisor.reasoning.strata import CONCLUDED_AS, leaves, strata
from advisor.situation.model import FactSpec

if TYPE_CHECKING:
    from advisor.reasoning.parse import Reference
    from advisor.reasoning.rules import Knowledge, RuleSet

TACTIC, GOAL, TENSION = "mz:Tactic", "mz:Goal", "mz:Tension"


def check_all(
    rules: RuleSet,
    vocabulary: Mapping[str, FactSpec],
    references: Sequence[Reference],
    cited: Sequence[tuple[str, Place]],
    knowledge: Knowledge | None,
    *,
    incomplete: bool,
) -> list[RuleError]:
    """Return every fault between rules, in a stable order.

    ``incomplete`` says that some rules could not be read: then what seems not to be concluded anywhere
    may stand in one of them, and is not reported.
    """
    faults = list(_clashes(rules, vocabulary))
    if not incomplete:
        faults.extend(_unconcluded(rules, vocabulary, references))
    faults.extend(_ranges(rules, vocabulary))
    try:
        strata(rules.rules)
    except RuleError as fault:
        faults.append(fault)
    if knowledge is not None:
        faults.extend(_ontology(rules, cited, knowledge))
    return faults


def _clashes(rules: RuleSet, vocabulary: Mapping[str, FactSpec]) -> Iterator[RuleError]:
    """Find findings named like a fact: tests and one-line conditions could not tell them apart."""
    for name in rules.conclusions("finding"):
        if name in vocabulary:
            rule = rules.concluding("finding", name)[0]
            yield RuleError(
                f"rule '{rule.id}': the finding '{name}' has the name of a fact",
                place=rule.place,
                remedy="rename the finding",
            )


def _unconcluded(
    rules: RuleSet, vocabulary: Mapping[str, FactSpec], references: Sequence[Reference]
) -> Iterator[RuleError]:
    for reference in references:
        leaf = reference.leaf
        what = CONCLUDED_AS[leaf.what]
        if rules.concluding(what, leaf.id):
            continue
        if leaf.what == "finding" and leaf.id in vocabulary:
            remedy: str | None = f"it is a fact: write {{fact: {leaf.id}, …}}"
        else:
            known = [*rules.conclusions(what), *(vocabulary if leaf.what == "finding" else ())]
            remedy = did_you_mean(leaf.id, known)
        word = {"finding": "concludes the finding", "goal": "sets the goal", "recommended": "recommends"}[
            leaf.what
        ]
        yield RuleError(
            f"rule '{reference.rule}': no rule {word} '{leaf.id}'", place=reference.place, remedy=remedy
        )


def _ranges(rules: RuleSet, vocabulary: Mapping[str, FactSpec]) -> Iterator[RuleError]:
    """Find thresholds outside their fact's range: they would make a comparison always true or always false."""
    for rule in rules.rules:
        for leaf in leaves(rule.when):
            if not isinstance(leaf, Compare) or not isinstance(leaf.operand, ParameterRef):
                continue
            spec, parameter = vocabulary[leaf.fact], rules.parameters[leaf.operand.name]
            for value in _values(parameter):
                low = spec.minimum is not None and value < spec.minimum
                high = spec.maximum is not None and value > spec.maximum
                if low or high:
                    bound = f"at least {spec.minimum:g}" if low else f"at most {spec.maximum:g}"
                    yield RuleError(
                        f"rule '{rule.id}': the parameter '{parameter.name}' can be {value:g}, "
                        f"but '{spec.id}' is {bound}",
                        place=rule.place,
                        remedy="correct the parameter's value or the fact's range",
                    )
                    break


def _values(parameter: Parameter) -> Iterator[float]:
    for table in (parameter.values, *(parameter.by_sector[s] for s in sorted(parameter.by_sector))):
        yield from (dated.value for dated in table)


def _ontology(
    rules: RuleSet, cited: Sequence[tuple[str, Place]], knowledge: Knowledge
) -> Iterator[RuleError]:
    for rule in rules.rules:
        for concept, kind in _concepts(rule):
            found = knowledge.concept(concept)
            if found is None:
                yield RuleError(
                    f"rule '{rule.id}': no concept '{concept}' in the ontology",
                    place=rule.place,
                    remedy=_near(concept, knowledge),
                )
            elif found.kind != kind:
                yield RuleError(
                    f"rule '{rule.id}': '{concept}' is a {found.kind}, and here a {kind} must stand",
                    place=rule.place,
                )
        yield from _findings(rule, knowledge)
        for ground, what in ((rule.advice, "advice"), (rule.condition, "condition")):
            yield from _sections(rule, ground, what, knowledge)
    for section, place in cited:
        if knowledge.section(section) is None:
            yield RuleError(f"no section '{section}' in the list of sources", place=place)


def _findings(rule: Rule, knowledge: Knowledge) -> Iterator[RuleError]:
    """Look findings up where the ontology object can tell them (`finding(id)`)."""
    finding = getattr(knowledge, "finding", None)
    if not callable(finding):
        return
    for conclusion in rule.then:
        if conclusion.what == "finding" and finding(conclusion.id) is None:
            yield RuleError(
                f"rule '{rule.id}': the finding '{conclusion.id}' is not declared",
                place=rule.place,
                remedy="declare it in ontology/findings.ttl",
            )


def _sections(rule: Rule, ground: Ground, what: str, knowledge: Knowledge) -> Iterator[RuleError]:
    found = [(source, knowledge.section(source)) for source in ground.sources]
    for source, section in found:
        if section is None:
            yield RuleError(
                f"rule '{rule.id}': {what} cites '{source}', which is not in the list of sources",
                place=rule.place,
            )
    known = [section for _, section in found if section is not None]
    if ground.certainty == "stated" and known and all(s.certainty != "stated" for s in known):
        yield RuleError(
            f"rule '{rule.id}': {what} says 'stated', but {known[0].id} is {known[0].certainty}",
            place=rule.place,
            remedy=f"write 'certainty: {known[0].certainty}'",
        )


def _concepts(rule: Rule) -> Iterator[tuple[str, str]]:
    """Give the concepts that a rule names, each with the class it must have."""
    for conclusion in rule.then:
        if conclusion.what in ("recommend", "caution"):
            yield conclusion.id, TACTIC
        elif conclusion.what in ("goal", "tension"):
            yield conclusion.id, GOAL if conclusion.what == "goal" else TENSION
        if conclusion.substitute is not None:
            yield conclusion.substitute, TACTIC
        for goal in conclusion.serves:
            yield goal, GOAL


def _near(concept: str, knowledge: Knowledge) -> str | None:
    """Name the nearest concepts, where the ontology object lists them (`concepts`)."""
    concepts = getattr(knowledge, "concepts", None)
    return did_you_mean(concept, [known.iri for known in concepts()]) if callable(concepts) else None
