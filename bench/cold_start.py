"""Cold times of the command, as ratios to `python -c "import click"` on the same machine.

    python bench/cold_start.py [--runs 9]

Every run is a new process. Runs of the baseline and of each command alternate, so that a drift of the
machine's speed cancels out; the median of the pairwise ratios is what counts.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BRIEF = str(ROOT / "examples" / "tea-gift.yaml")

# name, arguments, budget in milliseconds (design) or None, budget as a ratio to the baseline or None
COMMANDS: list[tuple[str, list[str], float | None, float | None]] = [
    ("--help", ["--help"], 100, 2.5),
    ("search 攀比", ["search", "攀比"], 100, 2.5),
    ("search 'fan typse'", ["search", "fan typse"], 100, 2.5),
    ("show 忠诚粉丝", ["show", "忠诚粉丝"], 100, 2.5),
    ("sparql", ["sparql", "--saved", "tactics-for-fan-type"], 200, None),
    ("sources fan-ops#2.3.3", ["sources", "fan-ops#2.3.3"], None, None),
    ("tree", ["tree"], None, None),
    ("neighbors --depth 2", ["neighbors", "攀比心理", "--depth", "2"], None, None),
    ("path", ["path", "攀比心理", "社交裂变"], None, None),
    ("plan to JSON", ["plan", BRIEF, "--format", "json"], 400, None),
    ("plan to Word", ["plan", BRIEF, "-o", "{tmp}/plan.docx"], 1200, None),
    ("plan to HTML", ["plan", BRIEF, "-o", "{tmp}/plan.html"], 1200, None),
    ("check", ["check"], 4000, None),
]


def elapsed(command: list[str]) -> float:
    """Return the wall time of a process in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - start) * 1000


def verdict(median: float, ratio: float, limit: float, ratio_limit: float | None) -> str:
    """Say what the budget is, and whether it was met."""
    met = median <= limit or (ratio_limit is not None and ratio <= ratio_limit)
    budget = f"{limit:g} ms" + (f" or {ratio_limit:g}x" if ratio_limit else "")
    return f"{budget} {'ok' if met else 'MISSED'}"


def main() -> None:
    """Measure and print."""
    import tempfile

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    baseline = [sys.executable, "-c", "import click"]
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'command':<22}{'median ms':>10}{'baseline ms':>13}{'ratio':>8}   budget")
        for name, arguments, limit, ratio_limit in COMMANDS:
            command = [sys.executable, "-m", "advisor", *[a.replace("{tmp}", folder) for a in arguments]]
            elapsed(command)
            elapsed(baseline)
            pairs = [(elapsed(baseline), elapsed(command)) for _ in range(runs)]
            median = statistics.median(b for _, b in pairs)
            base = statistics.median(a for a, _ in pairs)
            ratio = statistics.median(b / a for a, b in pairs)
            said = "" if limit is None else verdict(median, ratio, limit, ratio_limit)
            print(f"{name:<22}{median:>10.0f}{base:>13.0f}{ratio:>8.2f}   {said}".rstrip())


if __name__ == "__main__":
    main()
