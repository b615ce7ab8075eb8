"""An interview in words: how a question is put, what hangs on it, and what a typed answer means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from advisor.errors import BriefError
from advisor.inquiry.interview import Answers, Basis, Question, State, kind_of
from advisor.inquiry.questions import Target
from advisor.phrases import Phrases
from advisor.reasoning.wording import Wording
from advisor.situation.model import FactSpec, Option
from advisor.situation.template import answer_form
from advisor.situation.values import is_option
from advisor.situation.vocabulary import normal
from advisor.yamltext import parse

Wish: TypeAlias = Literal["why", "back", "leave", "help"]
"""What can be typed instead of an answer."""
WISHES: tuple[Wish, ...] = ("why", "back", "leave", "help")

EXAMPLE = "{value: 18%, as_of: 2026-03, n: 412}"
"""A value with what else can be said of it."""

MOST_TARGETS = 6
"""How much of what hangs on an answer is named."""

_SEPARATORS = str.maketrans("，、；;,", "     ")
_COMMAS = str.maketrans("，、；;", ",,,,")


@dataclass(frozen=True)
class Put:
    """A question as it is put: lines, the options with their numbers, and how to answer."""

    lines: tuple[str, ...]
    options: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True)
class InterviewWords:
    """Words for one interview."""

    say: Phrases
    basis: Basis

    @property
    def _wording(self) -> Wording:
        return Wording(self.say, self.basis.vocabulary, self.basis.knowledge)

    # -- the question --------------------------------------------------------------------------------

    def question(self, question: Question, state: State) -> Put:
        """Return a question as it is put: of whom, what, and what an answer looks like."""
        if question.sort == "members":
            return self._members(question.facts[0])
        specs = [self.basis.vocabulary[fact] for fact in question.facts]
        about = self._about(question, state)
        if question.sort == "list":
            head = self.say("interview.list", about=about or self.topic(specs[0].topic))
            return Put((head, *(f"{n:3}  {self._asked(spec)}" for n, spec in enumerate(specs, 1))))
        (spec,) = specs
        line = " ".join(part for part in (about, self._asked(spec)) if part)
        if spec.options:
            form = "interview.several" if spec.datatype == "choices" else "interview.one"
            return Put((line,), self._numbered(spec.options), self.say(form))
        return Put(
            (line,),
            form=self.say("interview.yes_no") if spec.datatype == "boolean" else answer_form(spec, self.say),
        )

    def asked(self, question: Question) -> list[str]:
        """Return what is asked of each fact, without anything around it."""
        return [self._asked(self.basis.vocabulary[fact]) for fact in question.facts]

    def _about(self, question: Question, state: State) -> str:
        entity = state.situation.by_id[question.entity]
        return "" if entity.kind == "brand" else self.say("interview.about", name=entity.name)

    def topic(self, topic: str) -> str:
        """Return the title of a topic of facts."""
        key = f"brief.topic.{topic}"
        return self.say(key) if key in self.say else topic

    def _asked(self, spec: FactSpec) -> str:
        return self._wording.text(spec.question) or self._wording.text(spec.labels)

    def _numbered(self, options: Sequence[Option]) -> tuple[str, ...]:
        return tuple(f"{n} {self._wording.text(o.labels) or o.code}" for n, o in enumerate(options, 1))

    def _members(self, plural: str) -> Put:
        types = self._types(plural)
        form = self.say("interview.members.form" if types else "interview.members.names")
        options = self._numbered(types.options) if types else ()
        return Put((self.say(f"interview.members.{plural}"),), options, form)

    def _types(self, plural: str) -> FactSpec | None:
        return self.basis.vocabulary.get(f"{kind_of(plural)}.type")

    def hint(self, question: Question, state: State) -> str:
        """Return how an answer is written, in one line."""
        if question.sort == "list":
            return self.say("interview.hint.list")
        put = self.question(question, state)
        return put.form if put.options and put.form else self.say("interview.hint", example=EXAMPLE)

    # -- why -----------------------------------------------------------------------------------------

    def why(self, question: Question, hanging: Sequence[Target], state: State) -> list[str]:
        """Return why a question is asked: the declared reason of its facts, and what of the plan hangs on it."""
        if question.sort == "members":
            return [self.say("interview.why.members")]
        specs = [self.basis.vocabulary[fact] for fact in question.facts]
        several = len(specs) > 1
        lines = [
            (f"{n:3}  " if several else "") + why
            for n, spec in enumerate(specs, 1)
            if (why := self._wording.text(spec.why))
        ]
        when = self._wording.text(specs[0].unknown_when)
        lines += [self.say("brief.new.unknown_when", when=when)] if when and not several else []
        return [*lines, *self._hanging(hanging, state)]

    def _hanging(self, hanging: Sequence[Target], state: State) -> Iterator[str]:
        names: dict[str, list[str]] = {}
        for target in hanging:
            sort = {"strong": "tactic", "conditional": "tactic"}.get(target.sort, target.sort)
            found = names.setdefault(sort, [])
            name = self._target(target, state)
            if name not in found:
                found.append(name)
        for sort in ("finding", "goal", "tactic", "caution", "tension", "planning"):
            if sort not in names:
                continue
            shown = names[sort][:MOST_TARGETS]
            more = len(names[sort]) - len(shown)
            key = f"interview.why.{sort}"
            yield self.say(key, names=self.say.list(shown)) + (
                self.say("interview.why.more", n=more) if more else ""
            )

    def _target(self, target: Target, state: State) -> str:
        name = self._wording.conclusion(target.id)
        entity = state.situation.by_id[target.entity]
        return name if entity.kind == "brand" else self.say("interview.at", name=name, entity=entity.name)

    # -- what is typed -------------------------------------------------------------------------------

    def wish(self, typed: str) -> Wish | None:
        """Return what else than an answer was typed, if so."""
        text = normal(typed)
        return next((w for w in WISHES if text in map(normal, self.say(f"interview.word.{w}").split())), None)

    def answers(self, question: Question, typed: str) -> Answers:
        """Return what a typed answer means; nothing typed is "unknown". Raises BriefError for what means nothing."""
        text = typed.strip()
        if question.sort == "list":
            return self._truths(question.facts, text)
        (fact,) = question.facts
        if self._unknown(text):
            return {fact: None}
        if question.sort == "members":
            return {fact: self._listed(fact, text)}
        spec = self.basis.vocabulary[fact]
        if spec.datatype == "choice":
            return {fact: self._code(spec, text)}
        if spec.datatype == "choices":
            return {fact: [self._code(spec, part) for part in text.translate(_SEPARATORS).split()]}
        return {fact: _plain(text)}

    def _unknown(self, text: str) -> bool:
        return not text or normal(text) in self.basis.vocabulary.words.unknown

    def _none(self, text: str) -> bool:
        return text == "0" or normal(text) in self.basis.vocabulary.words.false

    def _code(self, spec: FactSpec, text: str) -> str:
        """Return the code of an option that is named by its number as shown, its code or a label."""
        codes = [option.code for option in spec.options]
        if is_option(text, spec):
            return text
        if text.isdecimal() and 1 <= int(text) <= len(codes):
            return codes[int(text) - 1]
        raise BriefError(self.say("interview.no_option", typed=text[:40], n=len(codes)))

    def _listed(self, plural: str, text: str) -> list[dict[str, str]]:
        """Members as ``1 3`` or ``2=its name``; none at all as 0 or "no"."""
        if self._none(text):
            return []
        types = self._types(plural)
        if types is None:
            return [{"name": name.strip()} for name in text.translate(_COMMAS).split(",") if name.strip()]
        members = []
        for part in text.translate(_SEPARATORS).split():
            kind, _, name = part.replace("＝", "=").partition("=")
            member = {"type": self._code(types, kind)}
            members.append({**member, "name": name} if name else member)
        return members

    def _truths(self, facts: Sequence[str], text: str) -> dict[str, bool | None]:
        """``1 3 ?4``: the first and third are so, the fourth is not known, all else is not so; 0: none is so.

        One "yes" is said of all; nothing typed leaves all unknown.
        """
        if self._unknown(text):
            return dict.fromkeys(facts)
        if self._none(text):
            return dict.fromkeys(facts, False)
        if normal(text) in self.basis.vocabulary.words.true:
            return dict.fromkeys(facts, True)
        found: dict[str, bool | None] = dict.fromkeys(facts, False)
        for part in text.replace("？", "?").replace("? ", "?").translate(_SEPARATORS).split():
            number = part.lstrip("?")
            if not number.isdecimal() or not 1 <= int(number) <= len(facts):
                raise BriefError(self.say("interview.no_option", typed=part[:40], n=len(facts)))
            found[facts[int(number) - 1]] = None if part.startswith("?") else True
        return found


def _plain(text: str) -> Any:
    """A typed value as a brief's writer would mean it; what is no YAML is text."""
    try:
        return parse(text, "answer", error=BriefError).plain
    except BriefError:
        return text


__all__ = ["WISHES", "InterviewWords", "Wish"]
