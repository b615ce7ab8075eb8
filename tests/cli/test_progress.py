"""Progress is shown to a person who waits, and to nobody else."""

from __future__ import annotations

import io

import pytest

from advisor.cli import progress
from advisor.progress import silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_no_terminal_is() -> None:
    assert progress.on_terminal(io.StringIO(), str) is silent


def test_nothing_is_shown_of_what_is_done_at_once() -> None:
    stream = Terminal()
    report = progress.on_terminal(stream, str)
    for share in (0.1, 0.5, 1.0):
        report(share)
    assert stream.getvalue() == ""


def test_a_line_is_written_over_and_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("advisor.cli.progress.time.monotonic", lambda: now[0])
    stream = Terminal()
    report = progress.on_terminal(stream, lambda n: f"{n} %")
    for seconds, share in ((0.5, 0.1), (1.2, 0.2), (1.21, 0.21), (2.0, 0.5), (3.0, 1.0), (3.1, 1.0)):
        now[0] = seconds
        report(share)
    assert stream.getvalue() == "\r\x1b[K20 %\r\r\x1b[K50 %\r\r\x1b[K"
