"""`advisor completion`: the script by which a shell completes commands, options and names.

Click does the work; only bash needs more than click gives it. Bash cuts the word that is typed at colons
(``mz:points``), and takes what it is given as it is, so names with spaces have to be quoted here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import ClassVar

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from advisor.cli.common import State, shared

PROGRAM, VARIABLE = "advisor", "_ADVISOR_COMPLETE"
SHELLS = ("bash", "zsh", "fish")

_BASH = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_END = "\x01"
"""Put behind what is typed, so that a word that has only just begun is a word as well."""
_PLAIN = re.compile(r"[^\x00-\x7f]|[A-Za-z0-9_./:@%+,#=-]")


class Bash(BashComplete):
    """Completion for bash that knows colons, quotes and names with spaces."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is typed, and that one, from the line as bash has it."""
        words = split_arg_string(os.environ.get("COMP_LINE", "") + _END)
        return words[1:-1], words[-1].removesuffix(_END)

    def format_completion(self, item: CompletionItem) -> str:  # type: ignore[type-arg,unused-ignore]
        """Return the value as bash puts it into the line in place of the part of the word that it replaces."""
        line = os.environ.get("COMP_LINE", "")
        quote = open_quote(line)
        value = str(item.value)
        begun = self.get_completion_args()[1]
        if ":" in os.environ.get("COMP_WORDBREAKS", "") and ":" in begun and not quote:
            value = value.removeprefix(begun[: begun.rindex(":") + 1])
        return f"{item.type},{quoted(value, quote)}"


def open_quote(line: str) -> str:
    """Return the quotation mark that is open at the end of a line for the shell; empty where none is."""
    mark, escaped = "", False
    for character in line:
        if escaped:
            escaped = False
        elif character == "\\" and mark != "'":
            escaped = True
        elif mark:
            mark = "" if character == mark else mark
        elif character in "\"'":
            mark = character
    return mark


def quoted(value: str, quote: str = "") -> str:
    """Return a value so that bash reads it as one word, inside a quotation that is open or outside of any."""
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote == '"':
        return re.sub(r'(["\\$`])', r"\\\1", value)
    return "".join(c if _PLAIN.match(c) else "\\" + c for c in value)


def typed_words(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words typed so far while a shell asks for completion, without the command's own name."""
    return split_arg_string(environment.get("COMP_LINE") or environment.get("COMP_WORDS", ""))[1:]


def register() -> None:
    """Let click use what this module says of bash."""
    add_completion_class(Bash)


def source(shell: str, command: click.Command) -> str:
    """Return the script of a shell in `SHELLS`."""
    register()
    found = get_completion_class(shell)
    assert found is not None, f"click has no completion for {shell}"
    # Bash's age is looked at when click prints a script by itself; an old one only does not complete.
    kind = Bash if shell == "bash" else found
    return kind(command, {}, PROGRAM, VARIABLE).source_template % {
        "complete_func": f"_{PROGRAM}_completion",
        "complete_var": VARIABLE,
        "prog_name": PROGRAM,
    }


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.command("completion", short_help=say("cli.completion.short"), help=say("cli.completion.help"))
    @click.argument("shell", metavar="|".join(SHELLS), type=click.Choice(SHELLS))
    @shared(state)
    @click.pass_context
    def command(ctx: click.Context, shell: str) -> None:
        click.echo(source(shell, ctx.find_root().command), nl=False)

    return command
