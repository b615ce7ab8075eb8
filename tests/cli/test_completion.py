"""Completion in shells: what is offered, and that bash really puts it into the line."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.cli.completion import open_quote, quoted, typed_words

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash")
BREAKS = " \t\n\"'@><=;|&(:"
needs_bash = pytest.mark.skipif(BASH is None, reason="bash is not installed")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `advisor` completes, and otherwise prints each argument between angle brackets."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "advisor"
    program.write_text(
        "#!/bin/sh\n"
        f'[ -n "$_ADVISOR_COMPLETE" ] && exec "{sys.executable}" -m advisor "$@"\n'
        "printf '<%s>' \"$@\"; echo\n"
    )
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "ADVISOR_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PS1": "$ ",
    }
    environment.pop("LANG", None)
    # The packs are compiled before a shell asks: completion itself never does it.
    command = [sys.executable, "-m", "advisor", "show", "points"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment


def offered(machine: dict[str, str], line: str, **more: str) -> list[str]:
    environment = {
        **machine,
        "_ADVISOR_COMPLETE": "bash_complete",
        "COMP_LINE": line,
        "COMP_WORDBREAKS": BREAKS,
        **more,
    }
    command = [sys.executable, "-m", "advisor"]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("advisor sh", "show"),
        ("advisor show panbi", "comparison\\ mentality"),
        ("advisor --lang zh-Hans show panbi", "攀比心理"),
        ("advisor show 攀", "comparison\\ mentality"),
        ("advisor show --lang zh-Hant 攀", "攀比心理"),
        ("advisor path points loyal\\ f", "loyal\\ fan"),
        ("advisor path points 'loyal f", "loyal fan"),
        ("advisor neighbors mz:loyal-f", "loyal-fan"),
        ("advisor tree loyal", "loyal\\ fan"),
        ("advisor tree --kind Fan", "FanType"),
        ("advisor search x --kind 粉丝", "粉丝类型"),
        ("advisor explain brief.yaml poi", "points"),
        ("advisor sources fan-ops#6.1", "fan-ops#6.1.1"),
        ("advisor rules show coup", "coupons_hardly_used"),
        ("advisor completion b", "bash"),
        ("advisor sparql --saved gloss", "glossary"),
        ("advisor neighbors points --relation is\\ e", "is\\ earned\\ by"),
        ("advisor neighbors points --de", "--depth"),
    ],
)
def test_what_is_offered(machine: dict[str, str], line: str, value: str) -> None:
    found = offered(machine, line)
    assert value in found
    assert len(found) <= 30 + 5


def test_only_tactics_are_explained(machine: dict[str, str]) -> None:
    assert "loyal\\ fan" not in offered(machine, "advisor explain brief.yaml loyal")


def test_nothing_is_compiled_for_completion(machine: dict[str, str], tmp_path: Path) -> None:
    assert offered(machine, "advisor show poi", MIANZI_CACHE=str(tmp_path)) == []
    assert not list(tmp_path.rglob("knowledge.sqlite"))


def test_a_wrong_pack_offers_nothing(machine: dict[str, str]) -> None:
    environment = {"_ADVISOR_COMPLETE": "bash_complete", "COMP_LINE": "advisor --pack /nowhere show poi"}
    command = [sys.executable, "-m", "advisor"]
    done = subprocess.run(
        command, env={**machine, **environment}, check=False, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("shell", "words"), [("bash", "complete -o"), ("zsh", "compdef"), ("fish", "--no-files")]
)
def test_scripts(advisor, shell: str, words: str) -> None:
    called = advisor("completion", shell)
    assert called.code == 0
    assert words in called.out
    assert "_ADVISOR_COMPLETE" in called.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=called.out, text=True, check=True)


@needs_bash
def test_bash_function(machine: dict[str, str]) -> None:
    """The function that bash calls, called as bash does it."""
    script = (
        f'eval "$({sys.executable} -m advisor completion bash)"\n'
        "ask() { COMP_LINE=$1; COMP_POINT=${#1}; _advisor_completion advisor; printf '%s\\n' \"${COMPREPLY[@]}\"; }\n"
        "ask 'advisor show panb'; ask 'advisor path points comparison\\ m'; ask 'advisor show mz:comparison-m'; ask 'advisor pat'\n"
    )
    done = subprocess.run(
        [str(BASH), "--norc", "-c", script], env=machine, check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.splitlines() == [
        "comparison\\ mentality",
        "comparison\\ mentality",
        "comparison-mentality",
        "path",
    ]


@needs_bash
@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "arguments"),
    [
        ("show panb\t", "<show><comparison mentality>"),
        ("path points comparison\\ m\t", "<path><points><comparison mentality>"),
        ("path points 'comparison m\t", "<path><points><comparison mentality>"),
        ('path points "comparison m\t', "<path><points><comparison mentality>"),
        ("show mz:comparison-m\t", "<show><mz:comparison-mentality>"),
        ("show --lang zh-Hans 攀比\t", "<show><--lang><zh-Hans><攀比心理>"),
    ],
)
def test_bash_itself(machine: dict[str, str], typed: str, arguments: str) -> None:
    """A terminal with bash in it, a key for completion, and what the command is then called with."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(str(BASH), ["bash", "--norc", "--noprofile", "-i"], machine)
    try:
        _say(terminal, "bind 'set enable-bracketed-paste off'\n")
        _say(terminal, f'eval "$({sys.executable} -m advisor completion bash)"; echo re""ady\n')
        _hear(terminal, "ready")
        _say(terminal, f"advisor {typed}")
        time.sleep(1.5)
        _say(terminal, "\n")
        assert arguments in _hear(terminal, ">\r\n")
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _say(terminal: int, text: str) -> None:
    os.write(terminal, text.encode())


def _hear(terminal: int, until: str) -> str:
    heard = b""
    end = time.monotonic() + 20
    while until not in heard.decode("utf-8", "replace") and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            heard += os.read(terminal, 4096)
    return heard.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("line", "mark"),
    [("a 'b", "'"), ('a "b', '"'), ("a 'b'", ""), ('a "b\\"', '"'), ("a \\'b", ""), ("a \"it's", '"')],
)
def test_open_quotation(line: str, mark: str) -> None:
    assert open_quote(line) == mark


@pytest.mark.parametrize(
    "value", ["a b", "it's", 'say "x"', "a$b`c`", "(x) & y; z", "攀比 心理", "a\\b", "*?[~"]
)
@pytest.mark.parametrize("mark", ["", "'", '"'])
@needs_bash
def test_quoted_values_are_one_word(value: str, mark: str) -> None:
    script = f"printf '%s|' {mark}{quoted(value, mark)}{mark}"
    done = subprocess.run([str(BASH), "-c", script], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == value + "|"


def test_words_typed_so_far() -> None:
    assert typed_words({"COMP_LINE": "advisor --lang en show 'loyal f"}) == [
        "--lang",
        "en",
        "show",
        "loyal f",
    ]
    assert typed_words({"COMP_WORDS": "advisor tree x"}) == ["tree", "x"]
