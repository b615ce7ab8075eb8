"""The documentation says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from advisor.cli import COMMANDS
from advisor.cli.reference import reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_command_reference_is_current() -> None:
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == reference(), (
        "run: python -m advisor.cli.reference > docs/commands.md"
    )


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## advisor {name}\n" in text


def test_commands_named_in_the_documentation_exist() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`|/)advisor (?:--pack \S+ )?([a-z][a-z-]+)", text, re.M):
            assert name in COMMANDS, (page.name, name)


def test_links_in_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (page.parent / target).exists(), (page.name, target)


def test_the_readmes_test_command_is_what_ci_runs() -> None:
    command = next(
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "-m pytest" in line
    )
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert command.strip() in ci


def test_the_reference_is_what_help_prints() -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert text.count("-h, --help") == text.count("## advisor")
