"""The smallest change in words: what would have to be otherwise for a tactic to come in, or to go out."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.inquiry.smallest import FactChange, SmallestChange
from advisor.reasoning.explain import joined
from advisor.reasoning.wording import Wording
from advisor.situation.model import Situation


@dataclass(frozen=True)
class ChangeWords:
    """Sentences about changes of one situation's facts."""

    wording: Wording
    situation: Situation

    def sentence(self, change: SmallestChange, *, forbidden: bool) -> str:
        """Return the answer in one or two sentences; ``forbidden``: rules recommend it, a caution stands against it."""
        say = self.wording.phrases
        if change.result == "no_rule":
            return ""
        if change.result == "undecided":
            return say("change.undecided")
        if change.result == "many":
            return say(f"change.many.{change.aim}", n=change.most)
        if change.result == "found":
            key = "change.in.caution" if forbidden and change.aim == "in" else f"change.{change.aim}"
            return say(key, changes=self._all(change.changes))
        return self._beyond(change) if change.beyond else say(f"change.none.{change.aim}")

    def _beyond(self, change: SmallestChange) -> str:
        """Return what would do it though the brand cannot: known otherwise now, or still to be found out."""
        say = self.wording.phrases
        fixed = tuple(c for c in change.beyond if not self.wording.vocabulary[c.fact].changeable)
        others = tuple(c for c in change.beyond if c not in fixed)
        said = {
            "fixed": self._all(fixed),
            "others": say("change.and") + self._all(others) if others else "",
        }
        if all(c.now is None for c in fixed):
            return say(f"change.open.{change.aim}", **said)
        return joined((say(f"change.none.{change.aim}"), say(f"change.beyond.{change.aim}", **said)), say)

    def _all(self, changes: tuple[FactChange, ...]) -> str:
        say = self.wording.phrases
        *before, last = (self.one(change) for change in changes)
        return say("change.and").join(part for part in (say("change.then").join(before), last) if part)

    def one(self, change: FactChange) -> str:
        """Return what one fact would have to be, as a clause that follows ``if``."""
        if change.then is None:
            return self._say("withdrawn", change, now=self._value(change, change.now))
        if change.now is None:
            return self._learnt(change)
        if isinstance(change.then, tuple):
            return self._codes(change)
        now, then = self._value(change, change.now), self._value(change, change.then)
        if isinstance(change.then, (bool, str)):
            sort = "boolean" if isinstance(change.then, bool) else "choice"
            return self._say(sort, change, now=now, then=then)
        assert isinstance(change.now, (int, float))
        if change.then > change.now:
            more = ".more" if change.most is None else ""
            return self._say(f"number.up{more}", change, now=now, then=then)
        less = ".less" if change.least is None else ""
        return self._say(f"number.down{less}", change, now=now, then=then)

    def _learnt(self, change: FactChange) -> str:
        """Return what would have to be found out about something unknown."""
        if change.any_value:
            return self._say("learnt.any", change)
        then = self._value(change, change.then)
        if isinstance(change.then, (bool, str, tuple)):
            return self._say("learnt.word", change, then=then)
        least, most = (
            self._value(change, end) if end is not None else None for end in (change.least, change.most)
        )
        if least == most:
            return self._say("learnt", change, then=then)
        if least is None:
            return self._say("learnt.less", change, most=most)
        if most is None:
            return self._say("learnt.more", change, least=least)
        return self._say("learnt.between", change, least=least, most=most)

    def _codes(self, change: FactChange) -> str:
        assert isinstance(change.now, tuple)
        assert isinstance(change.then, tuple)
        added = tuple(code for code in change.then if code not in change.now)
        removed = tuple(code for code in change.now if code not in change.then)
        sort = "both" if added and removed else "more" if added else "less"
        words = {"added": self._value(change, added), "removed": self._value(change, removed)}
        return self._say(f"choices.{sort}", change, **words)

    def _value(self, change: FactChange, value: object) -> str:
        assert isinstance(value, (bool, int, float, str, tuple))
        return self.wording.value(change.fact, value)

    def _say(self, key: str, change: FactChange, **values: object) -> str:
        """Return a clause with the fact's name; a member's with the member's."""
        say = self.wording.phrases
        fact = self.wording.fact(change.fact)
        entity = self.situation.by_id[change.entity]
        named = (
            say("change.fact", fact=fact)
            if entity is self.situation.brand
            else say("change.of", fact=fact, entity=entity.name)
        )
        return say(f"change.{key}", fact=named, **values)
