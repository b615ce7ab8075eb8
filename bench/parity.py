"""Both rule engines on the shipped pack and generated brands: how often they agree, and what they cost.

    python bench/parity.py [SITUATIONS] [SEED]

Each brand has its own share of known facts and its own members; every rule's truth at every entity, and every
conclusion, must be the same in the reference evaluator and in durable_rules. Batches run in processes of their
own, which also bounds what the engine keeps. A difference is printed with the seed that shows it again.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from pathlib import Path

BATCH = 250
ROOT = Path(__file__).resolve().parents[1]


def batch(task: tuple[int, int]) -> tuple[int, float, float, list[str]]:
    """Return how many situations were tried, the seconds of either engine, and what differs."""
    sys.path.insert(0, str(ROOT / "tests"))
    from brief_maker import random_situation

    from advisor.reasoning.durable import evaluate_durable
    from advisor.reasoning.evaluate import evaluate
    from advisor.workspace import Workspace

    seed, size = task
    work, rng = Workspace(), random.Random(seed)
    reference = durable = 0.0
    wrong = []
    for number in range(size):
        situation = random_situation(work.vocabulary, rng)
        on = situation.date(work.packs.date)
        began = time.perf_counter()
        expected = evaluate(work.rules, situation, on)
        between = time.perf_counter()
        found = evaluate_durable(work.rules, situation, on)
        reference += between - began
        durable += time.perf_counter() - between
        if found != expected:
            differing = [
                key for key, truth in expected.verdicts.items() if found.verdicts.get(key) is not truth
            ]
            wrong.append(f"seed {seed}, number {number}: {differing[:5]}")
    return size, reference, durable, wrong


def main() -> None:
    """Print the count, what differs, and the cost of one situation; exit 1 where anything differs."""
    situations = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2026
    tasks = [
        (seed * 1000 + n, min(BATCH, situations - at)) for n, at in enumerate(range(0, situations, BATCH))
    ]
    tried, reference, durable, wrong = 0, 0.0, 0.0, list[str]()
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        for size, one, other, differing in pool.imap_unordered(batch, tasks, chunksize=1):
            tried, reference, durable = tried + size, reference + one, durable + other
            wrong += differing
            for line in differing:
                print(line)
    print(f"{tried:,} situations, {len(wrong)} on which the engines differ")
    print(f"reference {1000 * reference / tried:.1f} ms, durable_rules {1000 * durable / tried:.1f} ms each")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
