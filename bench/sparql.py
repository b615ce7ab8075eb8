"""SPARQL: cold times of the command, and ten saved queries beside bare pyoxigraph and rdflib.

    python bench/sparql.py [--runs 9]

First table: each run is a new process; runs of the baseline (`python -c "import click"`) and of each command
alternate, so that a drift of the machine's speed cancels out. Beside the command stand two scripts that an
analyst would write without it: each reads the same statements from one N-Quads file and asks the same query.

Second table: the saved queries in one process, in turn over three stores that hold the same statements: ours
(on disk, read as the command reads it), pyoxigraph in memory, rdflib in memory. Times are medians in
milliseconds, rdflib's of at most three runs; ratios are to pyoxigraph. Answers are compared, and a difference
ends the program.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from advisor.knowledge.stores.embedded import open_store, prefixes_of
from advisor.knowledge.stores.interface import Limits, Rows, SparqlStore
from advisor.knowledge.stores.quads import quads, term
from advisor.knowledge.stores.reference import ReferenceStore
from advisor.knowledge.stores.saved import saved_queries
from advisor.knowledge.stores.standing import standing
from advisor.pack import Packs, load_packs

BUDGET = 200.0
"""Milliseconds for a cold query on the default pack (design)."""

INLINE = "SELECT ?t WHERE { ?t mz:suits mz:loyal-fan }"

TEN = (
    "alternatives",
    "cases",
    "causes",
    "duties-of-role",
    "figures",
    "goals-and-tactics",
    "problems-and-remedies",
    "tactics-for-goal",
    "tactics-on-channel",
    "tensions",
)

LIMITS = Limits(600, 100_000)

WITH_PYOXIGRAPH = """
import sys
from pyoxigraph import RdfFormat, Store
store = Store()
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
print(len(list(store.query(sys.argv[2], use_default_graph_as_union=True))))
"""

WITH_RDFLIB = """
import sys, warnings
warnings.simplefilter("ignore")
from rdflib import Dataset
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
print(len(list(data.query(sys.argv[2]))))
"""


def elapsed(command: list[str]) -> float:
    """Return the wall time of a process in milliseconds; end the program where it fails."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return (time.perf_counter() - start) * 1000


def cold(packs: Packs, runs: int, folder: Path) -> None:
    """Print the first table."""
    file = folder / "statements.nq"
    run = [sys.executable, "-m", "advisor"]
    elapsed([*run, "export", "-o", str(file)])
    full = INLINE.replace("mz:suits mz:loyal-fan", f"<{_full(packs, 'suits')}> <{_full(packs, 'loyal-fan')}>")
    commands = [
        ("sparql, inline", [*run, "sparql", INLINE], runs, BUDGET),
        (
            "sparql --saved tactics-for-fan-type",
            [*run, "sparql", "--saved", "tactics-for-fan-type"],
            runs,
            BUDGET,
        ),
        (
            "script: pyoxigraph, file",
            [sys.executable, "-c", WITH_PYOXIGRAPH, str(file), full],
            min(runs, 3),
            None,
        ),
        ("script: rdflib, file", [sys.executable, "-c", WITH_RDFLIB, str(file), full], min(runs, 3), None),
    ]
    baseline = [sys.executable, "-c", "import click"]
    print(f"{'new process':<38}{'median ms':>10}{'baseline ms':>13}{'ratio':>8}")
    for name, command, times, budget in commands:
        elapsed(command)
        elapsed(baseline)
        pairs = [(elapsed(baseline), elapsed(command)) for _ in range(times)]
        median = statistics.median(b for _, b in pairs)
        base = statistics.median(a for a, _ in pairs)
        ratio = statistics.median(b / a for a, b in pairs)
        said = "" if budget is None else f"   {budget:g} ms {'ok' if median <= budget else 'MISSED'}"
        print(f"{name:<38}{median:>10.0f}{base:>13.0f}{ratio:>8.2f}{said}")


def _full(packs: Packs, name: str) -> str:
    return prefixes_of(packs)["mz"] + name


def warm(packs: Packs, runs: int, folder: Path) -> None:
    """Print the second table."""
    from pyoxigraph import Store

    memory = Store()
    prefixes = prefixes_of(packs)
    with standing(packs, folder, derived=True) as found:
        statements = list(found.statements)
    memory.bulk_extend(quads(statements, prefixes, union=True))
    ours: SparqlStore = open_store(packs)
    reference: SparqlStore = ReferenceStore(statements, prefixes)

    def bare(text: str) -> list[object]:
        solutions = memory.query(text)
        names = [v.value for v in solutions.variables]  # type: ignore[union-attr]
        return [tuple(term(row[name]) for name in names) for row in solutions]  # type: ignore[union-attr]

    def through(store: SparqlStore) -> Callable[[str], list[object]]:
        def ask(text: str) -> list[object]:
            answer = store.query(text, LIMITS)
            assert isinstance(answer, Rows)
            return list(answer.rows)

        return ask

    asked = {"ours": through(ours), "pyoxigraph": bare, "rdflib": through(reference)}
    print(
        f"\n{'saved query':<26}{'rows':>6}{'ours':>9}{'pyoxigraph':>12}{'rdflib':>10}{'ours/pyox':>11}{'rdflib/pyox':>13}"
    )
    for name in TEN:
        text = saved_queries(packs)[name].text
        answers = {who: ask(text) for who, ask in asked.items()}
        if not (answers["ours"] == answers["pyoxigraph"] == answers["rdflib"]):
            sys.exit(f"{name}: the stores differ")
        times: dict[str, list[float]] = {who: [] for who in asked}
        for turn in range(runs):
            for who, ask in asked.items():
                if who == "rdflib" and turn >= 3:
                    continue
                start = time.perf_counter()
                ask(text)
                times[who].append((time.perf_counter() - start) * 1000)
        a, b, c = (statistics.median(times[who]) for who in ("ours", "pyoxigraph", "rdflib"))
        print(f"{name:<26}{len(answers['ours']):>6}{a:>9.1f}{b:>12.1f}{c:>10.0f}{a / b:>11.2f}{c / b:>13.0f}")


def main() -> None:
    """Measure and print."""
    import warnings

    warnings.simplefilter("ignore")  # rdflib's own deprecations
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    packs = load_packs()
    with tempfile.TemporaryDirectory() as folder:
        cold(packs, runs, Path(folder))
        warm(packs, runs, Path(folder))


if __name__ == "__main__":
    main()
