"""`advisor interview`: asks what can still change the plan, and writes the brief."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.common import FORMATS, State, emit, shared
from advisor.cli.names import FileName
from advisor.errors import AdvisorError, BriefError, OutputError, Place
from advisor.pack import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.inquiry.interview import Answers, Basis, Question
    from advisor.inquiry.interview import State as Held
    from advisor.inquiry.interview_words import InterviewWords, Put

_INTERRUPTED = 130


class _Left(Exception):
    """The interview is left; ``code`` is what the command ends with."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("interview", short_help=say("cli.interview.short"), help=say("cli.interview.help"))
    @click.argument("path", metavar="FILE", type=FileName())
    @click.option("--list", "listed", is_flag=True, help=say("cli.interview.list"))
    @click.option("--format", "form", type=click.Choice(FORMATS), help=say("cli.interview.format"))
    @shared(state)
    def command(path: str, listed: bool, form: str | None) -> int:
        from advisor.inquiry.interview_words import InterviewWords

        record = _Record(Path(path), state)
        words = InterviewWords(say, record.basis)
        if listed or form:
            _print_list(record.held, words, form)
            return 0
        return _hold(record, words)

    return command


class _Record:
    """The brief on disk while it is being written: its text, what it says, and what it said before each answer."""

    def __init__(self, path: Path, state: State) -> None:
        from advisor.inquiry.interview import state_of
        from advisor.yamltext import decode, parse, read_bytes

        self.path = path
        self._there = path.exists()
        self.text = (
            decode(read_bytes(path, error=BriefError), str(path), error=BriefError) if self._there else ""
        )
        workspace = state.workspace
        if self.text.strip():
            date = workspace.read_brief(path).date(workspace.packs.date)
        else:
            self.text = f"language: {state.language}\n"
            date = None
        self.basis: Basis = workspace.interview_basis(date)
        self.held: Held = state_of(parse(self.text, str(path), error=BriefError).plain or {}, self.basis)
        self._before: list[str] = []
        self.answered = 0

    def take(self, question: Question, answers: Answers) -> None:
        """Add answers and write the file; raises BriefError, and leaves all as it was, where they are none."""
        from advisor.inquiry.interview import with_answers, write_answers
        from advisor.situation.amending import amended

        held = with_answers(self.held, question, answers, self.basis)
        text = amended(
            self.text,
            str(self.path),
            lambda brief: write_answers(brief, self.held.situation, question, answers, self.basis.vocabulary),
        )
        before = self.text
        self._write(text)
        self._before.append(before)
        self.held, self.answered = held, self.answered + 1

    def back(self) -> bool:
        """Undo the last answer of this sitting; whether there was one."""
        from advisor.inquiry.interview import state_of
        from advisor.yamltext import parse

        if not self._before:
            return False
        self._write(self._before[-1])
        self._before.pop()
        self.held = state_of(parse(self.text, str(self.path), error=BriefError).plain or {}, self.basis)
        self.answered -= 1
        return True

    def _write(self, text: str) -> None:
        from advisor.yamltext import decode, read_bytes

        if self._there:
            now = decode(read_bytes(self.path, error=BriefError), str(self.path), error=BriefError)
            if now.strip() and now != self.text and self.text.strip():
                raise OutputError(
                    "was changed meanwhile by something else",
                    place=Place(str(self.path)),
                    remedy="start the interview again; it goes on from what the file says now",
                )
        write_whole(self.path, text.encode("utf-8"))
        self.text, self._there = text, True


def _hold(record: _Record, words: InterviewWords) -> int:
    """Ask until nothing matters any more, or until the interview is left."""
    from advisor.inquiry.questions import questions

    say = words.say
    _print([say("interview.begin"), say("interview.hint.wishes")])
    try:
        while waiting := questions(record.held, record.basis):
            _print(["", say("interview.number", n=record.answered + 1, most=len(waiting))])
            _print_question(words.question(waiting[0], record.held))
            _ask(record, words, waiting[0])
    except _Left as left:
        click.echo("\n" + say("interview.left", path=record.path, n=record.answered))
        return left.code
    if not record.path.exists():
        write_whole(record.path, record.text.encode("utf-8"))
    _print(["", say("interview.done", n=record.answered, path=record.path)])
    return 0


def _ask(record: _Record, words: InterviewWords, question: Question) -> None:
    """Put one question until it is answered, or until another is to be put."""
    from advisor.inquiry.questions import hanging

    say = words.say
    while True:
        typed = _typed(say("interview.prompt"))
        wish = words.wish(typed)
        if wish == "leave":
            raise _Left(0)
        if wish == "help":
            _print([words.hint(question, record.held), say("interview.hint.wishes")])
        elif wish == "why":
            _print(words.why(question, hanging(record.held, record.basis, question), record.held))
        elif wish == "back":
            if record.back():
                return
            _print([say("interview.no_back")])
        else:
            try:
                record.take(question, words.answers(question, typed))
            except OutputError:
                raise
            except AdvisorError as problem:
                _print([say("interview.again", problem=_message(problem)), words.hint(question, record.held)])
            else:
                return


def _typed(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise _Left(0) from None
    except KeyboardInterrupt:
        raise _Left(_INTERRUPTED) from None
    except UnicodeDecodeError:
        raise BriefError("what was typed is not UTF-8 text", remedy="check the terminal's encoding") from None


def _message(problem: AdvisorError) -> str:
    """What is wrong, without the place: there is no file to look into."""
    return "; ".join(line.removeprefix("interview: ").strip() for line in str(problem).splitlines())


def _print(lines: Iterable[str]) -> None:
    from advisor.cli.wrapping import wrapped

    width = min(shutil.get_terminal_size().columns, 100)
    for line in lines:
        click.echo(wrapped(line, width))


def _print_question(put: Put) -> None:
    """Print a question; options stand side by side, none broken over two lines."""
    from advisor.cli.wrapping import columns

    width = min(shutil.get_terminal_size().columns, 100)
    rows: list[str] = []
    for option in put.options:
        if rows and columns(rows[-1]) + 3 + columns(option) <= width:
            rows[-1] += "   " + option
        else:
            rows.append(option)
    _print([*put.lines, *rows, *([put.form] if put.form else [])])


def _print_list(held: Held, words: InterviewWords, form: str | None) -> None:
    from advisor.inquiry.questions import questions

    say = words.say
    rows = [
        {
            "entity": question.entity,
            "facts": list(question.facts),
            "question": words.question(question, held).lines[0]
            if question.sort == "members"
            else " ".join(words.asked(question)),
            "value": question.value,
        }
        for question in questions(held, words.basis)
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    columns = {key: say(f"interview.column.{key}") for key in ("entity", "facts", "question", "value")}
    emit(rows, columns, form, empty=say("interview.nothing"))
