"""The plan of the example of which least is known, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.reporting.markdown import render_markdown
from advisor.workspace import Workspace


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_plan_of_a_start_up_word_for_word(
    shipped: Workspace, examples: Path, golden: Callable[[str, str], None], language: str
) -> None:
    plan = shipped.make_plan(shipped.read_brief(examples / "startup.yaml"), language=language)
    page = render_markdown(plan, shipped.packs)
    # What changes with every edit of the pack, and with the machine, is left out.
    page = page.replace(plan.packs[0].revision, "REVISION")
    page = re.sub(r"(engines|推理引擎)([:：]) ?.*?([.。])", r"\1\2 ENGINES\3", page)
    golden(f"startup.{language}.md", page)
