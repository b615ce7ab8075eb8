"""`advisor train`: quizzes and papers made from the ontology and the rules."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.common import State, emit, shared

if TYPE_CHECKING:
    from advisor.phrases import Phrases
    from advisor.training.model import Answer, Item
    from advisor.training.papers import Paper


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.group("train", short_help=say("cli.train.short"), help=say("cli.train.help"))
    @shared(state)
    def group() -> None:
        pass

    @group.command("export", short_help=say("cli.train.export.short"), help=say("cli.train.export.help"))
    @click.option(
        "-o", "--output", "output", metavar="FILE", required=True, help=say("cli.train.export.output")
    )
    @click.option("--seed", type=click.IntRange(0, 2**31), default=1, help=say("cli.train.seed"))
    @click.option("-n", "--count", type=click.IntRange(1, 500), default=20, help=say("cli.train.count"))
    @click.option("--topic", "topics", metavar="DOCUMENT", multiple=True, help=say("cli.train.topic"))
    @click.option("--sort", "sorts", metavar="SORT", multiple=True, help=say("cli.train.sort"))
    @shared(state)
    def export(output: str, seed: int, count: int, topics: tuple[str, ...], sorts: tuple[str, ...]) -> None:
        from advisor.training.exports import written
        from advisor.whole import write_whole

        paper = _paper(state, seed, count, topics, sorts)
        data = written(paper, Path(output), say)
        write_whole(Path(output), data)
        click.echo(say("train.exported", path=output, n=len(paper.items), made=paper.made), err=True)

    @group.command("refused", short_help=say("cli.train.refused.short"), help=say("cli.train.refused.help"))
    @click.option("--seed", type=click.IntRange(0, 2**31), default=1, help=say("cli.train.seed"))
    @shared(state, rows=True)
    def refused(seed: int, form: str | None) -> None:
        from collections import Counter

        from advisor.training.flaws import sifted
        from advisor.training.items import generate

        _, found = sifted(generate(state.workspace.bank(state.language), seed))
        counts = Counter((r.sort, r.reason) for r in found)
        rows = [
            {"sort": sort, "reason": reason, "what": say(f"train.refused.{reason}"), "n": n}
            for (sort, reason), n in sorted(counts.items())
        ]
        emit(rows, {key: say(f"column.{key}") for key in ("sort", "reason", "what", "n")}, form)

    @group.command("quiz", short_help=say("cli.train.quiz.short"), help=say("cli.train.quiz.help"))
    @click.option("--seed", type=click.IntRange(0, 2**31), default=1, help=say("cli.train.seed"))
    @click.option("-n", "--count", type=click.IntRange(1, 500), default=10, help=say("cli.train.count"))
    @click.option("--topic", "topics", metavar="DOCUMENT", multiple=True, help=say("cli.train.topic"))
    @click.option("--sort", "sorts", metavar="SORT", multiple=True, help=say("cli.train.sort"))
    @shared(state)
    def quiz(seed: int, count: int, topics: tuple[str, ...], sorts: tuple[str, ...]) -> None:
        _hold(_paper(state, seed, count, topics, sorts), say)

    @group.command("cards", short_help=say("cli.train.cards.short"), help=say("cli.train.cards.help"))
    @click.option("-n", "--count", type=click.IntRange(1, 500), default=20, help=say("cli.train.cards.count"))
    @click.option("--new", type=click.IntRange(0, 500), default=10, help=say("cli.train.cards.new"))
    @click.option("--topic", "topics", metavar="DOCUMENT", multiple=True, help=say("cli.train.topic"))
    @shared(state)
    def cards(count: int, new: int, topics: tuple[str, ...]) -> None:
        _turn(state, count, new, topics)

    @group.command("profile", short_help=say("cli.train.profile.short"), help=say("cli.train.profile.help"))
    @shared(state, rows=True)
    def profile(form: str | None) -> None:
        from advisor.training.profile import profile_path, read_profile

        path = profile_path()
        known = read_profile(path)
        rows = [
            {"topic": topic, "asked": tally.asked, "right": say.ratio(tally.share)}
            for topic, tally in sorted(known.topics.items(), key=lambda pair: (pair[1].share, pair[0]))
        ]
        emit(rows, {key: say(f"column.{key}") for key in ("topic", "asked", "right")}, form)
        streak = known.streak(dt.datetime.now().astimezone().date())
        click.echo(say("train.profile.head", cards=len(known.cards), days=streak, path=path), err=True)

    return group


def _turn(state: State, count: int, new: int, topics: tuple[str, ...]) -> None:
    """Show one card after the other; each rating is kept at once."""
    from advisor.training.cards import RATINGS, cards, due, rated
    from advisor.training.papers import check_topics
    from advisor.training.profile import profile_path, read_profile, write_profile

    say, path = state.say, profile_path()
    known = read_profile(path)
    bank = state.workspace.bank(state.language)
    check_topics(bank, topics)
    waiting = due(cards(bank, topics), known, dt.datetime.now(dt.UTC), most=count, new=new)
    if not waiting:
        click.echo(say("train.cards.none"))
    for number, card in enumerate(waiting, 1):
        click.echo(f"\n{say('train.quiz.number', n=number, of=len(waiting))}  {card.front}")
        if _typed(say("train.cards.turn")) == "q":
            return
        click.echo(card.back)
        click.echo(say("train.quiz.sources", sources=" ".join(f"〔{s}〕" for s in card.sources)))
        while (answer := _typed(say("train.cards.rate"))) not in ("1", "2", "3", "4", "q"):
            pass
        if answer == "q":
            return
        known = rated(known, card, RATINGS[int(answer) - 1], dt.datetime.now(dt.UTC))
        write_profile(path, known)


def _typed(label: str) -> str:
    text = click.prompt(label, prompt_suffix=" ", default="", show_default=False)
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _paper(state: State, seed: int, count: int, topics: tuple[str, ...], sorts: tuple[str, ...]) -> Paper:
    from advisor.training.papers import draw

    return draw(state.workspace.bank(state.language), seed, count, topics=topics, sorts=sorts)


def _hold(paper: Paper, say: Phrases) -> None:
    """Ask one item after the other; what was reached so far is said however the quiz ends."""
    from advisor.training.exports.printed import key_text
    from advisor.training.marking import mark
    from advisor.training.profile import profile_path, read_profile, write_profile

    path = profile_path()
    known = read_profile(path)
    total, asked = 0.0, 0
    try:
        for number, item in enumerate(paper.items, 1):
            click.echo(f"\n{say('train.quiz.number', n=number, of=len(paper.items))}  {item.stem}")
            shown = _show(item, paper, say)
            answer = _ask(item, shown, say)
            if answer == "leave":
                break
            got = mark(item, answer if not isinstance(answer, str) else None)
            total, asked = total + got.score, asked + 1
            known = known.answered(item.topic, got.score, dt.datetime.now().astimezone().date())
            write_profile(path, known)
            word = "right" if got.right else "partly" if got.score else "wrong"
            click.echo(say(f"train.quiz.{word}") + " " + item.explanation)
            if not got.right:
                click.echo(say("train.quiz.key", key=key_text(item, paper.seed, say)))
            click.echo(say("train.quiz.sources", sources=" ".join(f"〔{s}〕" for s in item.sources)))
    finally:
        if asked:
            click.echo("\n" + say("train.quiz.total", score=say.number(round(total, 1)), n=asked))


def _show(item: Item, paper: Paper, say: Phrases) -> tuple[int, ...]:
    from advisor.training.papers import scrambled
    from advisor.training.typed import LETTERS

    shown = scrambled(item, paper.seed) if item.form == "order" else tuple(range(len(item.choices)))
    for place, i in enumerate(shown):
        click.echo(f"  {LETTERS[place]}  {item.choices[i].text}")
    click.echo(say(f"train.form.{item.form}") + " " + say("train.quiz.leave"))
    return shown


def _ask(item: Item, shown: tuple[int, ...], say: Phrases) -> Answer | str | None:
    from advisor.training.typed import Unreadable, typed_answer

    while True:
        text = click.prompt("", prompt_suffix="> ", default="", show_default=False)
        if text.strip().casefold() in ("q", "quit"):
            return "leave"
        try:
            return typed_answer(item, shown, text)
        except Unreadable:
            click.echo(say(f"train.form.{item.form}"))
