"""Mianzi Advisor: a brief in, a sourced operations plan out.

    import advisor

    pack = advisor.load_pack()
    situation = advisor.read_brief("brief.yaml", pack)
    plan = advisor.make_plan(situation, pack)
    advisor.render(plan, "plan.docx", pack)

Everything is imported when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.version import __version__

__all__ = ["__version__", "advise", "load_pack", "make_plan", "read_brief", "render"]

if TYPE_CHECKING:
    from advisor.planning.model import Plan
    from advisor.reasoning.model import Outcome
    from advisor.situation.model import Situation
    from advisor.workspace import Workspace


def load_pack(*folders: str | Path) -> Workspace:
    """Open the default pack with further packs laid over it; raises PackError where one is wrong."""
    from advisor.workspace import Workspace

    return Workspace(folders)


def read_brief(path: str | Path, pack: Workspace) -> Situation:
    """Read and check a brief; raises BriefError with file, line, value and remedy."""
    return pack.read_brief(path)


def advise(situation: Situation, pack: Workspace) -> Outcome:
    """What the rules conclude about a situation: findings, goals, cautions, recommendations, tensions."""
    return pack.advise(situation)


def make_plan(situation: Situation, pack: Workspace, **options: Any) -> Plan:
    """Make a plan; options are `language`, `weeks`, `date` and `max_actions`."""
    return pack.make_plan(situation, **options)


def render(plan: Plan, path: str | Path, pack: Workspace, *, template: str | Path | None = None) -> None:
    """Write a plan to a file whose ending names the format; raises OutputError or TemplateError."""
    from advisor.reporting import write

    write(plan, Path(path), pack.packs, template=Path(template) if template else None)
