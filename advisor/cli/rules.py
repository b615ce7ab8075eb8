"""`advisor rules`: list the rules, or show one in words."""

from __future__ import annotations

import json

import click

from advisor.cli.common import State, emit, shared
from advisor.cli.names import conclusion_id, rule_name
from advisor.errors import NotFound, did_you_mean


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
        type=click.Choice(["findings", "goals", "cautions", "tactics", "tensions"]),
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

    return group
