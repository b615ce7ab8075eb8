"""Checks on report templates: each compiles."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Place
from advisor.quality.material import Material
from advisor.quality.model import Found


def compiled(material: Material) -> Iterator[Found]:
    """Find templates that are not valid, with the line where they stop being so."""
    import jinja2

    from advisor.reporting.templates import environment

    env = environment({})
    for _, path in material.packs.files("reports", ".j2"):
        try:
            env.compile(path.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as problem:
            yield Found("template", {"problem": problem.message or ""}, Place(str(path), problem.lineno))
        except (OSError, UnicodeDecodeError) as problem:
            yield Found("template", {"problem": str(problem)}, Place(str(path)))
