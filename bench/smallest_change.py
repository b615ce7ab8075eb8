"""Hold the solver's smallest change against trying everything, on random briefs and tactics.

    python bench/smallest_change.py [PAIRS] [SEED]

Every answer is checked: the changed brief is written, read back and put to the reference evaluator; where the
change takes up to two facts, every other change of up to two facts is tried; where it is said to take more,
or not to exist, every change of one fact is tried, and of two as long as there is time.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print a line for each pair that fails, and the totals."""
    sys.path.insert(0, str(ROOT / "tests"))
    from brief_maker import random_situation
    from smallest_check import Verdict, check_one, random_question

    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 2026)
    work = Workspace()
    counts: Counter[str] = Counter()
    took: list[float] = []
    tried = 0
    began = time.perf_counter()
    for number in range(pairs):
        situation = random_situation(work.vocabulary, rng)
        tactic, entity = random_question(work, situation, rng)
        verdict: Verdict = check_one(work, situation, tactic, entity)
        counts[f"{verdict.answer.aim} {verdict.answer.result} {len(verdict.answer.changes)}"] += 1
        counts["proved by exhaustion"] += verdict.proved
        counts["wrong"] += bool(verdict.fault)
        took.append(verdict.seconds)
        tried += verdict.tried
        if verdict.fault:
            print(f"{number}: {tactic} for {entity}: {verdict.fault}", flush=True)
    took.sort()
    for name, count in sorted(counts.items()):
        print(f"{count:6}  {name}")
    print(
        f"solver: median {took[len(took) // 2]:.3f} s, 95 % {took[int(len(took) * 0.95)]:.3f} s, most {took[-1]:.3f} s"
    )
    print(f"{tried:,} changes tried in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
