"""Interviews that a full brief answers: how many questions, and whether the plan is the same.

    python bench/interview.py [BRIEFS] [SEED]

The five examples and generated brands. What the full brief does not say is answered with "unknown". The plan from
the interview must have the same findings that hold, and the same (tactic, entity, strength, status). Questions are
counted against all facts that the entities can have.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print a line for each brief, and the means; exit 1 where a plan differs."""
    sys.path.insert(0, str(ROOT / "tests"))
    from brief_maker import random_situation
    from interview_held import hold

    work = Workspace()
    briefs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 2026)
    situations = [(p.stem, work.read_brief(p)) for p in sorted((ROOT / "examples").glob("*.yaml"))]
    situations += [(f"generated {n}", random_situation(work.vocabulary, rng)) for n in range(briefs)]
    put, asked, wrong = [], [], 0
    slowest = 0.0
    for name, situation in situations:
        began = time.perf_counter()
        held = hold(work, situation)
        put.append(held.questions / held.facts)
        asked.append(held.asked / held.facts)
        slowest = max(slowest, held.slowest)
        wrong += bool(held.differs)
        print(
            f"{name:22} {held.facts:4} facts; asked for {held.asked:4} ({asked[-1]:.0%}) by {held.questions:4}"
            f" questions ({put[-1]:.0%}); {time.perf_counter() - began:5.1f} s {held.differs[:3] or ''}",
            flush=True,
        )
    print(
        f"mean: {sum(put) / len(put):.1%} questions for {sum(asked) / len(asked):.1%} of the facts; slowest question {slowest * 1000:.0f} ms; {wrong} plans differ"
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
