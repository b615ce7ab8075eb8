"""Cards come back when they are due; the profile loses nothing and is never written over when damaged."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.training.bank import Bank
from advisor.training.cards import cards, due, rated
from advisor.training.exports import written
from advisor.training.papers import Paper, draw
from advisor.training.profile import Profile, Tally, profile_path, read_profile, write_profile

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def test_new_cards_first_then_those_that_are_due(banks: dict[str, Bank]) -> None:
    all_cards = cards(banks["en"], ["face-ops"])
    profile = Profile()
    first = due(all_cards, profile, NOW, most=5, new=3)
    assert first == list(all_cards[:3])
    for card in first:
        profile = rated(profile, card, "good", NOW)
    assert due(all_cards, profile, NOW, most=5, new=0) == []
    later = NOW + dt.timedelta(days=30)
    assert {c.id for c in due(all_cards, profile, later, most=5, new=0)} == {c.id for c in first}
    assert len(due(all_cards, profile, later, most=5, new=10)) == 5


def test_a_card_that_is_known_stays_away_longer_each_time(banks: dict[str, Bank]) -> None:
    card, profile, now = cards(banks["en"])[0], Profile(), NOW
    waits = []
    for _ in range(5):
        profile = rated(profile, card, "good", now)
        then = dt.datetime.fromisoformat(profile.cards[card.id]["due"])
        waits.append(then - now)
        now = then
    assert waits == sorted(waits)
    assert waits[-1] > dt.timedelta(days=7)
    forgotten = rated(profile, card, "again", now)
    assert dt.datetime.fromisoformat(forgotten.cards[card.id]["due"]) - now < dt.timedelta(days=1)


def test_the_same_ratings_give_the_same_days(banks: dict[str, Bank]) -> None:
    card = cards(banks["zh-Hans"])[0]
    one, other = (rated(Profile(), card, "easy", NOW) for _ in range(2))
    assert one == other


def test_a_profile_comes_back(tmp_path: Path, banks: dict[str, Bank]) -> None:
    path = tmp_path / "deep" / "profile.json"
    assert read_profile(path) == Profile()
    profile = rated(Profile(), cards(banks["en"])[0], "hard", NOW).answered("fan-ops", 0.5, NOW.date())
    write_profile(path, profile)
    assert read_profile(path) == profile
    assert profile.topics["fan-ops"].share == 0.5 or profile.topics["fan-ops"] == Tally(1.0, 2)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "other"}', '{"schema": 1, "cards": 3}', "\x00"])
def test_a_damaged_profile_is_refused_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "profile.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="begin anew"):
        read_profile(path)
    assert path.read_text("utf-8") == text


def test_days_in_a_row() -> None:
    profile = Profile()
    for day in (1, 2, 3, 5, 6):
        profile = profile.answered("x", 1, dt.date(2026, 3, day))
    assert profile.streak(dt.date(2026, 3, 6)) == 2
    assert profile.streak(dt.date(2026, 3, 7)) == 2, "today may still come"
    assert profile.streak(dt.date(2026, 3, 8)) == 0


def test_the_place_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIANZI_DATA", str(tmp_path))
    assert profile_path() == tmp_path / "profile.json"
    monkeypatch.delenv("MIANZI_DATA")
    assert profile_path().name == "profile.json"


# -- Anki ---------------------------------------------------------------------------------------------------------


def notes(data: bytes, folder: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        (folder / "c.anki2").write_bytes(package.read("collection.anki2"))
    base = sqlite3.connect(folder / "c.anki2")
    try:
        return list(base.execute("SELECT guid, flds FROM notes ORDER BY id"))
    finally:
        base.close()


def test_an_anki_package_has_a_note_for_each_item_and_guids_that_stay(
    papers: dict[str, Paper], banks: dict[str, Bank], tmp_path: Path
) -> None:
    data = written(papers["en"], Path("x.apkg"), banks["en"].phrases)
    assert data == written(papers["en"], Path("x.apkg"), banks["en"].phrases)
    found = notes(data, tmp_path)
    assert [fields.split("\x1f")[2] for _, fields in found] == [i.id for i in papers["en"].items]
    # Another paper with the same item: the same guid, so that an import updates the note.
    other = draw(banks["en"], 99, 200)
    again = {
        f.split("\x1f")[2]: g for g, f in notes(written(other, Path("x.apkg"), banks["en"].phrases), tmp_path)
    }
    both = {f.split("\x1f")[2]: g for g, f in found if f.split("\x1f")[2] in again}
    assert both
    assert all(again[name] == guid for name, guid in both.items())
    zh = {g for g, _ in notes(written(papers["zh-Hans"], Path("x.apkg"), banks["zh-Hans"].phrases), tmp_path)}
    assert not zh & {g for g, _ in found}, "another language is another note"
