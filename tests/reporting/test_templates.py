"""Templates run in a sandbox; what they print is escaped; what they name wrongly is said with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.errors import TemplateError
from advisor.reporting.templates import environment, escape_markdown, run

HOSTILE = [
    "<script>alert(1)</script>",
    "**bold**",
    "a|b",
    "[x](http://y)",
    "`code`",
    "# title",
    "1. list",
    "- item",
    "_a_",
    "&lt;",
    "![i](j)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_value_is_shown_as_it_is(text: str) -> None:
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(escape_markdown(text))
    from html import unescape

    assert unescape(html).strip() == f"<p>{text}</p>"


@given(st.text("ab#*_`<>|[]()!&;\\-+=.~ \n1云", max_size=30))
def test_any_value_stays_one_plain_paragraph(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse("x " + escape_markdown(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(c.content for c in tokens[1].children or [])
    assert {c.type for c in tokens[1].children or []} <= {"text", "text_special"}
    assert shown.split() == ("x " + text).split()


def test_names_in_the_middle_of_words_stay_readable() -> None:
    assert escape_markdown("fan_levels_where") == "fan_levels_where"


def test_values_are_escaped_and_own_markup_is_not() -> None:
    env = environment({"a": "{{ value }} **x**"}, escape=escape_markdown)
    assert run(env, "a", "reports/plan", value="**y**") == r"\*\*y\*\* **x**"


def test_an_unknown_name_has_file_and_line() -> None:
    env = environment({"a.md.j2": "one\ntwo {{ nothing.at_all }}\n"}, escape=escape_markdown)
    with pytest.raises(TemplateError, match=r"reports/plan/a.md.j2:2: names something unknown: 'nothing'"):
        run(env, "a.md.j2", "reports/plan")


def test_the_innermost_template_is_named() -> None:
    env = environment({"a.md.j2": "x\n{% include 'b.md.j2' %}", "b.md.j2": "\n\n{{ nothing.here }}"})
    with pytest.raises(TemplateError, match=r"reports/plan/b.md.j2:3: names something unknown"):
        run(env, "a.md.j2", "reports/plan")


def test_bad_syntax_has_file_and_line() -> None:
    env = environment({"a.md.j2": "one\n{% if %}\n"}, escape=escape_markdown)
    with pytest.raises(TemplateError, match=r"reports/plan/a.md.j2:2: is no valid template"):
        run(env, "a.md.j2", "reports/plan")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ value.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ [].append(1) }}",
    ],
)
def test_the_sandbox_holds(attack: str) -> None:
    env = environment({"a": attack}, escape=escape_markdown)
    with pytest.raises(TemplateError):
        run(env, "a", "reports/plan", value=TemplateError)


def test_a_missing_template_is_said() -> None:
    with pytest.raises(TemplateError, match="'b' is missing"):
        run(environment({"a": "{% include 'b' %}"}), "a", "reports/plan")
