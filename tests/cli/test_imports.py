"""What the common path may load: a cold start is felt at every command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "rdflib", "networkx", "pyshacl", "pyoxigraph", "opencc", "pypinyin", "babel", "docx", "docxtpl", "pptx",
    "rich", "lxml", "jsonschema", "polars", "numpy",
}  # fmt: skip
PROBE = """
import json, sys
from advisor.cli import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted({m.split(".")[0] for m in sys.modules})]), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    command = [sys.executable, "-c", PROBE, *arguments]
    subprocess.run(command, capture_output=True, check=True)  # the first call may build the index
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    code, modules = json.loads(done.stderr.strip().splitlines()[-1])
    assert code == 0
    return set(modules)


@pytest.mark.parametrize(
    ("arguments", "also"),
    [
        (("--help",), {"jinja2", "yaml", "durable", "rapidfuzz", "sqlite3"}),
        (("search", "攀比"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("search", "fan", "typse"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("search", "粉丝类形"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("show", "忠诚粉丝"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("tree", "粉丝类型"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("neighbors", "攀比心理", "--depth", "2"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("sources", "fan-ops#3.1.1"), {"jinja2", "yaml", "durable", "rapidfuzz"}),
        (("completion", "bash"), {"jinja2", "yaml", "durable", "rapidfuzz", "sqlite3"}),
        (("plan", str(ROOT / "examples/startup.yaml"), "--format", "json"), {"jinja2", "markdown_it"}),
    ],
)
def test_what_is_not_loaded(arguments: tuple[str, ...], also: set[str]) -> None:
    assert not loaded(*arguments) & (HEAVY | also)


def test_sparql_needs_its_engine_only() -> None:
    """Names that are searched in a saved query, and a server, need no more than the rest does."""
    allowed = {"pyoxigraph"}
    other = HEAVY - allowed | {"jinja2", "yaml", "durable", "rapidfuzz", "urllib3"}
    found = loaded("sparql", "SELECT ?t { ?t a mz:Tactic }")
    assert allowed <= found
    assert not found & other
    assert not loaded("sparql", "--saved", "alternatives", "--set", "tactic=KOL cooperation") & other


def test_only_a_path_needs_networkx() -> None:
    found = loaded("path", "攀比心理", "社交裂变")
    assert "networkx" in found
    assert not found & (HEAVY - {"networkx"} | {"jinja2", "yaml", "durable", "rapidfuzz"})


def test_completion_loads_little() -> None:
    import os

    environment = {**os.environ, "_ADVISOR_COMPLETE": "bash_complete", "COMP_LINE": "advisor show 攀"}
    loaded("show", "攀比心理")
    command = [sys.executable, "-c", PROBE]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    code, modules = json.loads(done.stderr.strip().splitlines()[-1])
    assert code == 0
    assert "攀比心理" in done.stdout
    assert not set(modules) & (HEAVY | {"jinja2", "yaml", "durable", "rapidfuzz"})
