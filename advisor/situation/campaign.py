"""Read a planned campaign: its text, and what is known about it, into a situation with one campaign.

The form is described in ``docs/campaigns.md``. What the file states counts; what only the wording suggests is
taken where the file says nothing, and kept apart as computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.errors import BriefError, Place, did_you_mean
from advisor.knowledge.model import Cue
from advisor.situation.brief import parse_brief
from advisor.situation.cues import CueHit, find_cues, suggested
from advisor.situation.decisions import FindTactic
from advisor.situation.derive import complete
from advisor.situation.model import Entity, FactValue, Kind, Situation
from advisor.situation.vocabulary import PLURALS, Vocabulary
from advisor.situation.writing import to_brief
from advisor.yamltext import Located, decode, load, located, read_bytes

KIND: Kind = "campaign"
MEMBER = "message"
"""The id of the campaign that is checked, among those of a brief."""
KEYS = ("name", "text", "language", KIND)
YAML = (".yaml", ".yml")
MAX_TEXT = 200_000
"""Bytes of a message at most: a book of a hundred pages is no message."""


@dataclass(frozen=True)
class Message:
    """A campaign that is to be checked.

    ``stated`` is the brand's situation with this campaign as its only one, as written; ``situation`` has beside
    it what the wording suggests. ``hits`` are the wordings found; ``against``
    those that suggest otherwise than the file states.
    """

    name: str
    text: str
    stated: Situation
    situation: Situation
    hits: tuple[CueHit, ...]
    against: tuple[CueHit, ...]

    @property
    def campaign(self) -> Entity:
        """The campaign itself."""
        return self.situation.by_id[MEMBER]


@dataclass(frozen=True)
class Draft:
    """A campaign as its file has it, before it is read with a brand and the wordings of a pack."""

    name: str
    text: str
    language: str | None
    facts: Located


def read_draft(path: Path, *, text: str | None = None) -> Draft:
    """Read a campaign's file: YAML with `text` and `campaign`, or plain text, or ``text`` given outright.

    Raises BriefError with file, line, what is wrong and the remedy.
    """
    if text is not None or path.suffix.lower() not in YAML:
        if text is None:
            text = decode(read_bytes(path, limit=MAX_TEXT, error=BriefError), str(path), error=BriefError)
        _bounded(text, Place(str(path)))
        return Draft(path.stem, text, None, located({}, Place(str(path))))
    tree = load(path, error=BriefError)
    if not isinstance(tree.value, dict) or not tree.value:
        raise BriefError("is no campaign: it holds no 'text:'", place=tree.place, remedy=_FORM)
    for key, entry in tree.items():
        if key not in KEYS:
            raise BriefError(
                f"unknown key '{key[:60]}'",
                place=entry.key_place or entry.place,
                remedy=did_you_mean(key[:60], list(KEYS)) or f"known: {', '.join(KEYS)}",
            )
    facts = tree.get(KIND) or located({}, tree.place)
    if facts.value is None:
        facts = located({}, facts.place)
    if not isinstance(facts.value, dict):
        raise BriefError(f"'{KIND}' has a value of its own", place=facts.place, remedy=_FORM)
    name = _text(tree, "name") or path.stem
    message = _text(tree, "text") or ""
    _bounded(message, (tree.get("text") or tree).place)
    if not message and not facts.value:
        raise BriefError("has neither a text nor facts", place=tree.place, remedy=_FORM)
    return Draft(name, message, _text(tree, "language"), facts)


_FORM = "write the message below 'text: |', and what is known below 'campaign:'"


def _text(tree: Located, key: str) -> str | None:
    entry = tree.get(key)
    if entry is None or entry.value is None:
        return None
    if not isinstance(entry.value, str):
        raise BriefError(f"'{key}' is no text", place=entry.place, remedy="put it in quotation marks")
    return entry.value


def _bounded(text: str, place: Place) -> None:
    if len(text.encode()) > MAX_TEXT:
        raise BriefError(
            "is too long for a message", place=place, remedy=f"give at most {MAX_TEXT // 1000} kB"
        )


def as_message(
    draft: Draft,
    vocabulary: Vocabulary,
    cues: Sequence[Cue],
    *,
    brand: Situation | None = None,
    find_tactic: FindTactic,
) -> Message:
    """Return the campaign with the brand's facts in scope, and with what its wording suggests.

    Raises BriefError as a brief's reader does.
    """
    brief = to_brief(brand, vocabulary) if brand else {}
    brief.pop(PLURALS[KIND], None)
    if draft.language and "language" not in brief:
        brief["language"] = draft.language
    tree = located(brief, draft.facts.place)
    member = {
        "id": located(MEMBER, draft.facts.place),
        "name": located(draft.name, draft.facts.place),
        **draft.facts.value,
    }
    tree.value[PLURALS[KIND]] = located([], draft.facts.place)
    tree.value[PLURALS[KIND]].value.append(Located(member, draft.facts.place))
    stated = parse_brief(tree, vocabulary, find_tactic)
    hits = find_cues(draft.text, cues, vocabulary)
    return message_of(draft.name, draft.text, stated, hits, vocabulary)


def message_of(
    name: str, text: str, stated: Situation, hits: Sequence[CueHit], vocabulary: Vocabulary
) -> Message:
    """Join what is stated about a campaign with what its wording suggests; stated facts stand."""
    campaign = stated.by_id[MEMBER]
    facts: dict[str, FactValue] = {**suggested(hits), **campaign.facts}
    entities = tuple(replace(e, facts=facts) if e.id == MEMBER else e for e in stated.entities)
    situation = complete(replace(stated, entities=entities), vocabulary)
    against = tuple(
        hit for hit in hits if hit.fact in campaign.facts and campaign.facts[hit.fact].value != hit.value
    )
    return Message(name, text, stated, situation, tuple(hits), against)
