"""`advisor rules`: list the rules, show one in words, write them as a decision table and read it back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from advisor.cli.common import State, emit, say_error, shared
from advisor.cli.names import conclusion_id, rule_name
from advisor.errors import NotFound, OutputError, Place, RuleError, UsageError, did_you_mean
from advisor.whole import write_whole

LAYERS = ("findings", "goals", "cautions", "tactics", "tensions")
MOST_FAULTS = 20
"""Faults of a table that are told at once."""


def build(state: State) -> click.Command:
    """Build the command in the user's language."""
    say = state.say

    @click.group("rules", short_help=say("cli.rules.short"), help=say("cli.rules.help"))
    @shared(state)
    def group() -> None:
        pass

    @group.command("list", help=say("cli.rules.list.help"))
    @click.option(
        "--layer",
        type=click.Choice(LAYERS),
        help=say("cli.rules.layer"),
    )
    @click.option("--concludes", metavar="ID", type=conclusion_id(state), help=say("cli.rules.concludes"))
    @shared(state, rows=True)
    def list_rules(layer: str | None, concludes: str | None, form: str | None) -> int:
        rows = []
        for rule in state.workspace.rules.rules:
            if layer and rule.layer != layer:
                continue
            if concludes and not any(c.id in (concludes, f"mz:{concludes}") for c in rule.then):
                continue
            rows.append(
                {
                    "id": rule.id,
                    "layer": rule.layer,
                    "for": rule.kind,
                    "concludes": [c.id for c in rule.then],
                    "basis": rule.basis.get(state.language, ""),
                    "advice": rule.advice.certainty,
                    "sources": list(rule.advice.sources),
                }
            )
        emit(
            rows,
            {key: say(f"column.{key}") for key in ("id", "layer", "for", "concludes", "advice", "sources")},
            form,
            empty=say("cli.search.none"),
        )
        return 0 if rows else 1

    @group.command("show", help=say("cli.rules.show.help"))
    @click.argument("rule_id", metavar="RULE", type=rule_name(state))
    @click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help=say("cli.option.format")
    )
    @shared(state)
    def show_rule(rule_id: str, form: str) -> None:
        from advisor.inquiry.rules import describe_rule

        rules = state.workspace.rules
        rule = next((r for r in rules.rules if r.id == rule_id), None)
        if rule is None:
            raise NotFound(f"no rule '{rule_id}'", remedy=did_you_mean(rule_id, [r.id for r in rules.rules]))
        description = describe_rule(rule, state.workspace.knowledge, state.workspace.vocabulary, rules, say)
        if form == "json":
            click.echo(json.dumps(description.to_json(), ensure_ascii=False, indent=2))
        else:
            click.echo(description.text())

    @group.command("table", short_help=say("cli.rules.table.short"), help=say("cli.rules.table.help"))
    @click.argument("layer", metavar="[LAYER]", type=click.Choice(LAYERS), required=False)
    @click.option(
        "--read",
        "workbook",
        metavar="XLSX",
        type=click.Path(path_type=Path),
        help=say("cli.rules.table.read"),
    )
    @click.option(
        "-o",
        "--out",
        metavar="PATH",
        type=click.Path(path_type=Path),
        required=True,
        help=say("cli.rules.table.out"),
    )
    @click.option("--file", "file", metavar="FILE", help=say("cli.rules.table.file"))
    @click.option("--own", is_flag=True, help=say("cli.rules.table.own"))
    @click.option("--force", is_flag=True, help=say("cli.rules.table.force"))
    @shared(state)
    def table(
        layer: str | None, workbook: Path | None, out: Path, file: str | None, own: bool, force: bool
    ) -> int:
        if (layer is None) == (workbook is None):
            raise UsageError(
                "a table is either written or read", remedy=f"name one of {', '.join(LAYERS)}, or --read XLSX"
            )
        if workbook is not None:
            if file is not None or own:
                raise UsageError(
                    "--file and --own choose what is written into a table",
                    remedy="leave them out with --read",
                )
            return _read_table(state, workbook, out, force)
        assert layer is not None
        return _write_table(state, layer, out, file=file, own=own, force=force)

    return group


def _write_table(state: State, layer: str, out: Path, *, file: str | None, own: bool, force: bool) -> int:
    from advisor.reasoning.rules import read_packs
    from advisor.reporting.decision_table.files import select
    from advisor.reporting.decision_table.writing import Lookup, write_table

    workspace, say = state.workspace, state.say
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"'{out}' is no Excel file", remedy="let its name end in .xlsx")
    if out.exists() and not force:
        raise OutputError(
            "is already there", place=Place(str(out)), remedy="name another file, or add --force"
        )
    reading = read_packs(workspace.packs, workspace.vocabulary)
    selection = select(reading, workspace.packs, workspace.vocabulary, layer, file=file, own=own)
    on = dt.date.fromisoformat(workspace.packs.date)
    lookup = Lookup(reading.rules, workspace.vocabulary, workspace.knowledge, on, say)
    write_whole(out, write_table(selection, lookup))
    tests = sum(len(t or ()) for t in selection.tests.values())
    click.echo(say("table.written", path=out, rules=len(selection.rules), tests=tests), err=True)
    return 0


def _read_table(state: State, workbook: Path, folder: Path, force: bool) -> int:
    from advisor.phrases import LANGUAGES
    from advisor.reporting.decision_table.files import vanishing, write_files
    from advisor.reporting.decision_table.reading import Base, read_table
    from advisor.reporting.decision_table.workbook import MAX_BYTES
    from advisor.yamltext import read_bytes

    workspace, say = state.workspace, state.say
    says = [workspace.phrases(language) for language in LANGUAGES]
    base = Base(workspace.rules, workspace.vocabulary, workspace.knowledge, says)
    reading = read_table(read_bytes(workbook, limit=MAX_BYTES, error=RuleError), str(workbook), base)
    if reading.faults:
        for fault in reading.faults[:MOST_FAULTS]:
            say_error(fault)
        if len(reading.faults) > MOST_FAULTS:
            click.echo(say("table.more", n=len(reading.faults) - MOST_FAULTS), err=True)
        return 2
    texts = reading.texts()
    gone = vanishing(folder, texts, {rule.id for rule in reading.rules})
    for path in write_files(folder, texts, force=force):
        click.echo(path)
    tests = sum(len(t or ()) for t in reading.tests.values())
    click.echo(say("table.read", rules=len(reading.rules), tests=tests), err=True)
    if gone:
        click.echo(say("table.gone", rules=", ".join(gone)), err=True)
    return 0
