"""The Jinja environments in which templates run: sandboxed, strict, and with every value escaped.

Templates come from packs and are not trusted. A value that is printed is escaped for the format it
goes into; only what our own functions mark as safe is not. An unknown name is an error that says where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from advisor.errors import Place, TemplateError
from advisor.pack import Packs
from advisor.phrases import to_traditional

# What a template can provoke: a name that is not there, a value of the wrong kind, too large a range, itself.
_FAULTS = (
    jinja2.exceptions.SecurityError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_SPACES = re.compile(r"\s+")
_MARKDOWN = re.compile(r"([\\`*\[\]<>|~])")
_EDGE_UNDERSCORE = re.compile(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_BLOCK_START = re.compile(r"^(\s*)([#+\-=]|\d+[.)])(?=\s|$)")


def printable(text: str) -> str:
    """Return a text without the characters that no XML file, and so no Word file, can hold."""
    return _NO_XML.sub("", text)


def escape_markdown(value: object) -> str:
    """Return a value as text that Markdown shows as it is: one line, no markup, no block start."""
    text = _SPACES.sub(" ", printable(str(value)))
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _EDGE_UNDERSCORE.sub(r"\\_", text)
    text = text.replace("&", "&amp;") if re.search(r"&[#0-9A-Za-z]+;", text) else text
    return _BLOCK_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", text)


def template_sources(packs: Packs, folder: str, language: str | None = None) -> dict[str, str]:
    """Return the templates of a folder below `reports/`, by name; later packs replace single files.

    For `zh-Hant` those of `zh-Hans` are converted by character where it has none of its own.
    """
    if language is None:
        return _read(packs, f"{folder}/")
    if language != "zh-Hant":
        return _read(packs, f"{folder}/{language}/")
    table: dict[str, str] = packs.compiled_json(
        f"templates.{folder.replace('/', '-')}.zh-Hant.json",
        lambda: {
            **{k: to_traditional(v) for k, v in _read(packs, f"{folder}/zh-Hans/").items()},
            **_read(packs, f"{folder}/zh-Hant/"),
        },
    )
    return table


def _read(packs: Packs, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pack, path in packs.files("reports", ".j2"):
        relative = path.relative_to(pack.root / "reports").as_posix()
        if relative.startswith(prefix):
            found[relative[len(prefix) :]] = path.read_text(encoding="utf-8")
    return found


def environment(
    sources: Mapping[str, str],
    *,
    escape: Callable[[object], str] | None = None,
    xml: bool = False,
    cache: Path | None = None,
) -> jinja2.Environment:
    """Return a sandboxed environment over these templates; ``cache`` is a folder for their compiled form.

    ``escape`` escapes each printed value that is not marked safe; with ``xml`` Jinja's own autoescape does.
    """

    def finalize(value: Any) -> Any:
        if value is None:
            return ""
        if escape is None or isinstance(value, (Markup, jinja2.Undefined)):
            return value
        return Markup(escape(value))  # noqa: S704 - this is the escaping

    return ImmutableSandboxedEnvironment(
        loader=jinja2.FunctionLoader(lambda name: (sources[name], name, None) if name in sources else None),
        undefined=jinja2.StrictUndefined,
        autoescape=xml,
        finalize=None if xml else finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=jinja2.FileSystemBytecodeCache(str(cache), "template.%s.cache") if cache else None,
    )


def run(env: jinja2.Environment, name: str, where: str, **values: Any) -> str:
    """Render a template; every fault becomes a TemplateError with file, line and remedy."""
    try:
        return env.get_template(name).render(**values)
    except jinja2.TemplateNotFound as problem:
        raise TemplateError(f"the template '{problem.name}' is missing", place=Place(where)) from None
    except jinja2.TemplateSyntaxError as problem:
        file = f"{where}/{problem.name or name}"
        raise TemplateError(
            f"is no valid template: {problem.message}", place=Place(file, problem.lineno)
        ) from None
    except jinja2.UndefinedError as problem:
        raise TemplateError(
            f"names something unknown: {problem.message}",
            place=_place(problem, name, where),
            remedy="see docs/templates.md for what a template may name",
        ) from None
    except _FAULTS as problem:
        raise TemplateError(f"cannot be rendered: {problem}", place=_place(problem, name, where)) from None


def _place(problem: BaseException, name: str, where: str) -> Place:
    """The innermost template and line in which it went wrong, from the traceback that Jinja rewrites."""
    file, line = name, None
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            file, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return Place(f"{where}/{file}", line)
