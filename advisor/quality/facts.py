"""Checks on facts and findings: each is read by something, each finding can be concluded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.pack import Packs
from advisor.quality.material import Material
from advisor.quality.model import Found
from advisor.reasoning.model import Compare, Concluded, Known
from advisor.reasoning.parameters import SECTOR_FACT
from advisor.reasoning.strata import leaves
from advisor.situation.brief import NAME_FACT, WEEKS_FACT

_FACT = re.compile(r"\b[a-z_]+\.[a-z0-9_]+\b")


def read(material: Material) -> Iterator[Found]:
    """Find facts that nothing reads: they are asked for nothing.

    Readers are rules, concepts that a fact observes, rates or shows to be in place, facts computed from others,
    the format of briefs, the planner's settings, templates and phrases. A constraint is none: it only
    keeps a fact in its bounds.
    """
    graph, vocabulary = material.graph, material.vocabulary
    used = {
        leaf.fact
        for rule in material.rules.rules.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, (Compare, Known))
    }
    used.update(s.object.partition(":")[2] for s in graph.reading.statements if s.object.startswith("fact:"))
    for _, expression in vocabulary.computed:
        used.update(expression.facts)
    used.update((NAME_FACT, SECTOR_FACT, WEEKS_FACT))
    used.update(_written(material.packs))
    for fact in vocabulary:
        if fact not in used:
            yield Found("fact_unread", {"fact": fact}, graph.reading.place_of(f"fact:{fact}"))


def _written(packs: Packs) -> Iterator[str]:
    """Give what has the form of a fact's name in the planner's settings, templates and phrases."""
    files = [
        path
        for pack, path in packs.files("rules", ".yaml")
        if path.parent == pack.root / "rules" / "planning"
    ]
    files += [path for _, path in packs.files("reports", ".j2", ".po")]
    for path in files:
        yield from _FACT.findall(path.read_bytes().decode("utf-8", "replace"))


def findings(material: Material) -> Iterator[Found]:
    """Find declared findings that no rule concludes, and concluded ones that nothing reads.

    What a campaign does to face is read by the check of campaigns.
    """
    graph, rules = material.graph, material.rules.rules
    concluded = set(rules.conclusions("finding"))
    read_ = {leaf.id for rule in rules.rules for leaf in leaves(rule.when) if isinstance(leaf, Concluded)}
    for finding, declared in material.knowledge.findings().items():
        place = graph.reading.place_of(f"finding:{finding}")
        if finding not in concluded:
            yield Found("finding_unconcluded", {"finding": finding}, place)
        elif finding not in read_ and not declared.costs_face and not declared.gives_face:
            yield Found("finding_unread", {"finding": finding}, place)


def cues(material: Material) -> Iterator[Found]:
    """Find cues without wordings, and cues whose value their fact does not take: they would never be heard.

    That a code is one of the fact's options is a comparison across two nodes by text, which a shape cannot make.
    """
    for cue in material.knowledge.cues():
        place = material.graph.reading.place_of(f"cue:{cue.id}")
        spec = material.vocabulary.get(cue.fact)
        if spec is None:
            yield Found("cue_value", {"cue": cue.id, "code": cue.code, "fact": cue.fact, "known": "-"}, place)
            continue
        codes = ["true", "false"] if spec.datatype == "boolean" else [o.code for o in spec.options]
        if cue.code not in codes:
            values = {"cue": cue.id, "code": cue.code, "fact": cue.fact, "known": ", ".join(codes) or "-"}
            yield Found("cue_value", values, place)
        if not any(text.strip("… ") for texts in cue.phrases.values() for text in texts):
            yield Found("cue_wording", {"cue": cue.id}, place)
