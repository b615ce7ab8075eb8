"""A firm's pack of any size: how long it takes to compile, in how much memory, and how fast it answers.

    python bench/large_pack.py [--triples 40000 200000 1000000] [--runs 7] [--keep FOLDER]

Each pack is generated (the same every time), compiled in a process of its own, and asked: whole processes
as ratios to `python -c "import click"` in the same run, and searches inside one process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import large_pack  # noqa: E402 - its folder is put on the path above

COMPILE = """
import json, resource, sys, time
from pathlib import Path
from advisor.knowledge.compile import compile_knowledge
from advisor.pack import load_packs
start = time.perf_counter()
path = compile_knowledge(load_packs([sys.argv[1]]))
seconds = time.perf_counter() - start
own = Path("/proc/self/status")
if own.exists():  # what getrusage says there is at least the peak of the process that started this one
    peak = next(int(line.split()[1]) for line in own.read_text().splitlines() if line.startswith("VmHWM:")) / 1_000
else:  # bytes on a Mac
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000
print(json.dumps([seconds, peak, path.stat().st_size / 1e6]))
"""
ASK = """
import json, sys, time
from advisor.knowledge.search import search
from advisor.knowledge.store import open_knowledge
from advisor.pack import load_packs
knowledge = open_knowledge(load_packs([sys.argv[1]]))
times = {}
for query in sys.argv[2:]:
    search(knowledge, query)
    start = time.perf_counter()
    search(knowledge, query)
    times[query] = 1000 * (time.perf_counter() - start)
names = knowledge.rows("SELECT count(*) FROM name")[0][0]
print(json.dumps([names, times]))
"""
COMMANDS = (
    ["search", "攀比"],
    ["search", "fan typse"],
    ["search", "月饼 口碑"],
    ["search", "hanmdade tea"],
    ["search", "dingzhi yuebing"],
    ["show", "攀比心理"],
    ["show", "own:item-1000"],
)
QUERIES = (
    "面子",
    "月饼",
    "tea gift",
    "fan typse",
    "hanmdade tea",
    "dingzhi yuebing",
    "联名茶具包状",
    "with pride",
    "的",
)


def elapsed(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of a process in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=environment)
    return (time.perf_counter() - start) * 1000


def answer(code: str, arguments: list[str], environment: dict[str, str]) -> Any:
    """Run code in a process of its own and return the JSON list that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    return json.loads(done.stdout)


def measure(folder: Path, triples: int, runs: int) -> None:
    """Generate, compile and ask one pack; print what it took."""
    firm = folder / f"firm-{triples}"
    counts = large_pack.generate(firm, triples)
    environment = os.environ | {"MIANZI_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    seconds, peak, size = answer(COMPILE, [str(firm)], environment)
    names, times = answer(ASK, [str(firm), *QUERIES], environment)
    print(
        f"\n{counts.triples:,} triples, {counts.concepts:,} concepts, {counts.bytes / 1e6:.0f} MB of RDF,"
        f" {names:,} names\ncompiled in {seconds:.1f} s, at most {peak:.0f} MB of memory; the index has {size:.0f} MB"
    )
    print(f"\n  {'whole process':<28}{'median ms':>10}{'import click':>14}{'ratio':>8}")
    baseline = [sys.executable, "-c", "import click"]
    for arguments in COMMANDS:
        command = [sys.executable, "-m", "advisor", "--pack", str(firm), *arguments]
        elapsed(command, environment)
        pairs = [(elapsed(baseline, environment), elapsed(command, environment)) for _ in range(runs)]
        base, median = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
        ratio = statistics.median(b / a for a, b in pairs)
        print(f"  {' '.join(arguments):<28}{median:>10.0f}{base:>14.0f}{ratio:>8.2f}")
    print("\n  search inside a process, ms: " + ", ".join(f"{q} {t:.1f}" for q, t in times.items()))


def main() -> None:
    """Measure packs of the sizes asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, nargs="+", default=[40_000, 200_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="generate into this folder and leave it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="large-pack-") as temporary:
        folder = arguments.keep or Path(temporary)
        for triples in arguments.triples:
            measure(folder, triples, arguments.runs)


if __name__ == "__main__":
    main()
