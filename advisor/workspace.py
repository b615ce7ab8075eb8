"""Packs opened for use: knowledge, vocabulary of facts, rules and phrases, each read when first asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.pack import Packs, load_packs
from advisor.progress import Report, silent

if TYPE_CHECKING:
    from advisor.inquiry.face_check import FaceCheck
    from advisor.inquiry.interview import Basis
    from advisor.knowledge.store import Knowledge
    from advisor.knowledge.stores.embedded import EmbeddedStore
    from advisor.knowledge.stores.remote import RemoteStore
    from advisor.phrases import Phrases
    from advisor.planning.context import Context
    from advisor.planning.model import Plan
    from advisor.reasoning.model import Outcome
    from advisor.reasoning.rules import RuleSet
    from advisor.situation.model import Situation
    from advisor.situation.vocabulary import Vocabulary
    from advisor.training.bank import Bank


class Workspace:
    """The default pack with further packs laid over it.

    ``report`` is told how far the compilation of large packs has come.

    >>> Workspace().packs.layers[0].name
    'mianzi'
    """

    def __init__(
        self,
        folders: Sequence[Path | str] = (),
        *,
        cache_root: Path | None = None,
        report: Report = silent,
    ) -> None:
        self._report = report
        self.packs: Packs = load_packs(folders, cache_root=cache_root)
        self._phrases: dict[str, Phrases] = {}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The ontology's answers."""
        from advisor.knowledge.store import open_knowledge

        return open_knowledge(self.packs, self._report)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The declared facts and what must hold between them."""
        from advisor.situation.vocabulary import load_vocabulary

        return load_vocabulary(self.packs)

    @cached_property
    def rules(self) -> RuleSet:
        """The rules and their parameters."""
        from advisor.reasoning.rules import open_rules

        return open_rules(self.packs, self.vocabulary)

    @cached_property
    def store(self) -> EmbeddedStore:
        """The statements, as SPARQL sees them."""
        from advisor.knowledge.stores.embedded import open_store

        return open_store(self.packs, self._report)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of IRIs that the packs declare."""
        from advisor.knowledge.stores.embedded import prefixes_of

        return prefixes_of(self.packs)

    def endpoint(self, url: str) -> RemoteStore:
        """A SPARQL server that answers the same queries."""
        from advisor.knowledge.stores.remote import RemoteStore

        return RemoteStore(url, self.prefixes)

    @cached_property
    def concluding(self) -> dict[str, list[str]]:
        """The ids of the rules that conclude each concept; kept apart so that `show` reads no rules."""

        def make() -> dict[str, list[str]]:
            table: dict[str, list[str]] = {}
            for rule in self.rules.rules:
                for conclusion in rule.then:
                    table.setdefault(conclusion.id, []).append(rule.id)
            return table

        found: dict[str, list[str]] = self.packs.compiled_json("concluding.json", make)
        return found

    @cached_property
    def using(self) -> dict[str, list[str]]:
        """The ids of the rules that are about each concept, those that conclude it included."""

        def make() -> dict[str, list[str]]:
            from advisor.reasoning.about import concepts_of

            table: dict[str, list[str]] = {}
            for rule in self.rules.rules:
                for concept in sorted(concepts_of(rule, self.knowledge, self.vocabulary)):
                    table.setdefault(concept, []).append(rule.id)
            return table

        found: dict[str, list[str]] = self.packs.compiled_json("using.json", make)
        return found

    @cached_property
    def citing(self) -> dict[str, list[str]]:
        """The ids of the rules that cite each section, for their advice or their condition."""

        def make() -> dict[str, list[str]]:
            table: dict[str, list[str]] = {}
            for rule in self.rules.rules:
                for section in dict.fromkeys((*rule.advice.sources, *rule.condition.sources)):
                    table.setdefault(section, []).append(rule.id)
            return table

        found: dict[str, list[str]] = self.packs.compiled_json("citing.json", make)
        return found

    def phrases(self, language: str) -> Phrases:
        """The messages of a language."""
        if language not in self._phrases:
            from advisor.phrases import load_phrases

            self._phrases[language] = load_phrases(self.packs, language)
        return self._phrases[language]

    def read_brief(self, path: Path | str) -> Situation:
        """Read and check a brief; raises BriefError with file, line, value and remedy."""
        from advisor.situation.brief import read_brief

        return read_brief(Path(path), self.vocabulary, self.find_tactic)

    def changed(self, situation: Situation, settings: Sequence[str]) -> Situation:
        """Return a situation with facts set otherwise, as ``what-if --set`` writes them; raises BriefError."""
        from advisor.situation.edits import changed

        return changed(situation, settings, self.vocabulary, self.find_tactic)

    def find_tactic(self, name: str) -> str:
        """Return the compact IRI of the tactic of that name.

        Raises NotFound with the nearest names, UsageError for a concept that cannot be recommended.
        """
        from advisor.planning.decisions import find_tactic

        return find_tactic(self.knowledge, name, "en").concept.iri

    def advise(self, situation: Situation, *, date: dt.date | None = None) -> Outcome:
        """What the rules conclude, agreed by all engines that this machine has."""
        from advisor.reasoning.engines import conclude

        return conclude(self.rules, situation, date or situation.date(self.packs.date))[0]

    def context(
        self,
        situation: Situation,
        *,
        language: str | None = None,
        weeks: int | None = None,
        date: dt.date | None = None,
    ) -> Context:
        """All that planning and explaining read about one situation."""
        from advisor.planning.build import make_context

        return make_context(
            self.packs,
            self.knowledge,
            self.vocabulary,
            self.rules,
            situation,
            self.phrases(language or situation.language or "zh-Hans"),
            weeks=weeks,
            date=date,
        )

    def face_check(
        self,
        path: Path,
        *,
        text: str | None = None,
        brief: Path | str | None = None,
        settings: Sequence[str] = (),
        language: str | None = None,
        date: dt.date | None = None,
    ) -> tuple[FaceCheck, str]:
        """Check a planned campaign for what it does to face; return the outcome and the language of its words.

        ``text`` stands instead of the file's; ``brief`` puts the brand's facts in scope; ``settings`` set facts
        as ``what-if --set`` does. Raises BriefError where the campaign or the brief cannot be read.
        """
        from advisor.inquiry.face_check import face_check
        from advisor.situation.campaign import as_message, message_of, read_draft

        draft = read_draft(path, text=text)
        brand = self.read_brief(brief) if brief is not None else None
        message = as_message(
            draft, self.vocabulary, self.knowledge.cues(), brand=brand, find_tactic=self.find_tactic
        )
        if settings:
            stated = self.changed(message.stated, settings)
            message = message_of(message.name, message.text, stated, message.hits, self.vocabulary)
        spoken = language or draft.language or (brand.language if brand else None) or "zh-Hans"
        on = date or message.situation.date(self.packs.date)
        found = face_check(message, self.rules, self.vocabulary, self.knowledge, self.phrases(spoken), on)
        return found, spoken

    def interview_basis(self, date: dt.date | None = None) -> Basis:
        """All that an interview is held with."""
        from advisor.inquiry.interview import Basis
        from advisor.planning.settings import load_settings

        return Basis(
            self.rules,
            self.vocabulary,
            self.knowledge,
            load_settings(self.packs),
            date or dt.date.fromisoformat(self.packs.date),
            self.find_tactic,
        )

    def bank(self, language: str) -> Bank:
        """What training items are made from, in a language."""
        from advisor.reasoning.rules import read_packs
        from advisor.training.bank import Bank

        reading = read_packs(self.packs, self.vocabulary)
        return Bank(
            self.knowledge,
            self.rules,
            self.vocabulary,
            self.phrases(language),
            reading.tests,
            dt.date.fromisoformat(self.packs.date),
        )

    def make_plan(
        self,
        situation: Situation,
        *,
        language: str | None = None,
        weeks: int | None = None,
        date: dt.date | None = None,
        max_actions: int | None = None,
    ) -> Plan:
        """Make the operations plan of a situation. Deterministic: nothing reads the clock."""
        from advisor.planning.build import make_plan

        return make_plan(
            self.context(situation, language=language, weeks=weeks, date=date), max_actions=max_actions
        )
