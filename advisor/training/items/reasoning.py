"""What the rules make of a situation: the engine decides the key, in three truth values.

Situations are those of the tests beside the rules. A rule is shown with its condition, and what is known; the
answer is what the reference evaluator says: it fires, it does not, or too little is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reasoning.cases import Case, read_cases
from advisor.reasoning.evaluate import Setting, trace_condition
from advisor.reasoning.model import Rule, Truth
from advisor.reasoning.speech import Speech, all_leaves, condition_lines
from advisor.reasoning.wording import Wording
from advisor.training.bank import Bank, item_id
from advisor.training.model import Choice, Item, Refusal

TRUTHS: tuple[tuple[str, Truth], ...] = (("fires", True), ("fails", False), ("open", None))
MOST_LEAVES = 6
"""Longer conditions are reading exercises."""
OPTIONS = 4


def verdicts(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Does this rule fire here, does it not, or is it open: one item for each rule for tactics."""
    for rule in bank.drawn(bank.rules.rules, seed, "verdict"):
        if rule.layer != "tactics":
            continue
        cases = _cases(bank, rule)
        if not cases:
            yield Refusal("verdict", rule.id, "no_case")
            continue
        rng = bank.rng(seed, "verdict", rule.id)
        wanted = rng.choice([truth for _, truth in TRUTHS if any(c.expected is truth for c in cases)])
        case = rng.choice([c for c in cases if c.expected is wanted])
        got = case.verdict(bank.rules, bank.on)
        known = _known(bank, case)
        if got is not wanted or not known or len(known) > MOST_LEAVES:
            yield Refusal("verdict", rule.id, "long_condition" if known else "no_case")
            continue
        tactic = bank.knowledge.concept(rule.then[0].id)
        if tactic is None:
            continue
        condition = condition_lines(
            rule.when, bank.phrases, bank.vocabulary, bank.knowledge, bank.rules.parameters
        )
        label = bank.label(tactic)
        yield Item(
            id=item_id("verdict", rule.id, str(got)),
            sort="verdict",
            form="single",
            topic=(bank.sources(tactic) or tactic.sections)[0].partition("#")[0],
            bloom="apply",
            difficulty=round(min(0.9, 0.35 + 0.08 * len(known) + (0.15 if got is None else 0.0)), 2),
            language=bank.language,
            stem=bank.phrases(
                "train.stem.verdict",
                tactic=label,
                condition="\n".join(f"- {line}" for line in condition),
                known="\n".join(f"- {line}" for line in known),
            ),
            choices=tuple(
                Choice(
                    bank.phrases(f"train.verdict.{word}"),
                    truth is got,
                    bank.phrases(f"train.proof.verdict.{'right' if truth is got else 'wrong'}"),
                )
                for word, truth in TRUTHS
            ),
            explanation=bank.phrases(
                "train.explain.verdict",
                verdict=bank.phrases(f"train.verdict.{_word(got)}"),
                sentences=bank.phrases("explain.join.reason").join(_told(bank, case)),
            ),
            scale=True,
            sources=tuple(dict.fromkeys((*rule.advice.sources, *rule.condition.sources))) or tactic.sections[:1],
        )  # fmt: skip


def cautions(bank: Bank, seed: int) -> Iterator[Item | Refusal]:
    """Which tactic is contraindicated here: the others are such that no caution speaks of them at all."""
    warned = {c.id for r in bank.rules.rules if r.layer == "cautions" for c in r.then}
    free = [t.concept for iri, t in bank.knowledge.tactics().items() if iri not in warned]
    for rule in bank.drawn(bank.rules.rules, seed, "caution"):
        if rule.layer != "cautions":
            continue
        firing = [c for c in _cases(bank, rule) if c.expected is True]
        known = _known(bank, firing[0]) if firing else []
        if not known or len(free) < OPTIONS - 1:
            yield Refusal("caution", rule.id, "no_case" if not known else "few_options")
            continue
        case = firing[0]
        if case.verdict(bank.rules, bank.on) is not True:
            yield Refusal("caution", rule.id, "no_case")
            continue
        rng = bank.rng(seed, "caution", rule.id)
        tactic = bank.knowledge.concept(rng.choice([c.id for c in rule.then]))
        if tactic is None:
            continue
        near = sorted(free, key=lambda c: (-bank.likeness(tactic, c), c.iri))
        others = rng.sample([c for c in near if not bank.tied(tactic, c)][:12], OPTIONS - 1)
        yield Item(
            id=item_id("caution", rule.id, tactic.iri),
            sort="caution",
            form="single",
            topic=(bank.sources(tactic) or tactic.sections)[0].partition("#")[0],
            bloom="analyse",
            difficulty=0.6,
            language=bank.language,
            stem=bank.phrases("train.stem.caution", known="\n".join(f"- {line}" for line in known)),
            choices=(
                Choice(bank.label(tactic), True, bank.text(rule.basis)),
                *(Choice(bank.label(c), False, bank.phrases("train.proof.no_caution")) for c in others),
            ),
            explanation=bank.text(rule.basis),
            sources=rule.advice.sources or tactic.sections[:1],
            cues=bank.names(tactic)[1:],
        )


def _word(truth: Truth) -> str:
    return next(word for word, value in TRUTHS if value is truth)


def _cases(bank: Bank, rule: Rule) -> list[Case]:
    found, _ = read_cases(rule, bank.tests.get(rule.id), bank.rules, bank.vocabulary)
    return found


def _leaves(bank: Bank, case: Case) -> list[tuple[str, bool]]:
    """The sentences on the leaves of a case's rule, each with whether anything is known there."""
    setting = Setting(case.situation, bank.rules.parameters, bank.on, case.beliefs)
    node = trace_condition(case.rule.when, case.subject, setting)
    speech = Speech(Wording(bank.phrases, bank.vocabulary, bank.knowledge), case.situation)
    return [
        (speech.sentence(leaf, at=case.subject.id), leaf.value is not None or leaf.node == "members")
        for leaf in all_leaves(node)
    ]


def _known(bank: Bank, case: Case) -> list[str]:
    """What is known in a case, in sentences without thresholds; what is not known is said to be so."""
    setting = Setting(case.situation, bank.rules.parameters, bank.on, case.beliefs)
    node = trace_condition(case.rule.when, case.subject, setting)
    wording = Wording(bank.phrases, bank.vocabulary, bank.knowledge)
    lines = []
    for leaf in all_leaves(node):
        if leaf.node == "members":
            return []
        if leaf.node == "concluded":
            lines.append(wording.stated(leaf, ""))
        elif leaf.fact is not None:
            value = (
                bank.phrases("train.unknown") if leaf.value is None else wording.value(leaf.fact, leaf.value)
            )
            lines.append(bank.phrases("train.fact", fact=wording.fact(leaf.fact), value=value))
    return list(dict.fromkeys(lines))


def _told(bank: Bank, case: Case) -> list[str]:
    return [sentence for sentence, _ in _leaves(bank, case)]
