"""Pages about checks: what each finds, why that matters, how to mend it, and an example that trips it.

A page is ``ontology/checks/ID.yaml`` of the pack that brings the check, so that a firm's own checks explain
themselves too. Texts are there in simplified Chinese and English. A check that is a shape may leave out what
it finds, since its message says that. The example is files to lay over a pack that has no fault; the tests
do so and expect this check at the line that ``at`` names, and no other but those that ``also`` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import NotFound, PackError, did_you_mean
from advisor.pack import Packs
from advisor.phrases import Phrases, to_traditional
from advisor.quality.model import Severity
from advisor.quality.profile import OFF, load_profile
from advisor.quality.registry import Kind, check_kinds
from advisor.quality.shapes import messages
from advisor.yamltext import Located, load

TEXTS = ("finds", "why", "mend")
KEYS = (*TEXTS, "example", "at", "also")


@dataclass(frozen=True)
class Page:
    """What there is to say about a check. Texts are by language; ``example`` is text by file name."""

    id: str
    kind: Kind
    severity: Severity | None
    finds: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    mend: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    at: str | None = None
    also: tuple[str, ...] = ()
    is_demand: bool = False
    """Whether ``finds`` is a shape's message, which says what must hold and not what is wrong."""

    def text(self, name: str, language: str) -> str:
        """Return one of its texts in a language; the traditional form from the simplified one."""
        texts: Mapping[str, str] = getattr(self, name)
        if language == "zh-Hant" and language not in texts:
            return to_traditional(texts.get("zh-Hans", "")) or texts.get("en", "")
        return texts.get(language) or texts.get("en", "")


def load_pages(packs: Packs) -> dict[str, Page]:
    """Return a page for each check, sorted by id; one without texts where no pack brings any.

    Raises PackError, with the line, where a page or the profile cannot be read.
    """
    kinds = check_kinds(packs)
    profile = load_profile(packs, kinds)
    demands = messages(packs)
    written = {path.stem: path for path in _files(packs)}
    for name, path in written.items():
        if name not in kinds:
            raise PackError(
                f"is a page about '{name}', and no check is named so",
                place=load(path, error=PackError).place,
                remedy=did_you_mean(name, sorted(kinds)) or "name the file after its check",
            )
    return {
        name: _page(Page(name, kinds[name], profile[name], demands.get(name, {})), written.get(name))
        for name in sorted(kinds)
    }


def find_page(packs: Packs, name: str) -> Page:
    """Return the page of a check; raise NotFound, with the nearest names, where there is no such check."""
    pages = load_pages(packs)
    if name not in pages:
        raise NotFound(
            f"no check is named '{name}'",
            remedy=did_you_mean(name, list(pages)) or "advisor check --list names all of them",
        )
    return pages[name]


def _files(packs: Packs) -> list[Path]:
    return [
        path
        for pack, path in packs.files("ontology", ".yaml")
        if path.parent == pack.root / "ontology" / "checks"
    ]


def _page(bare: Page, path: Path | None) -> Page:
    if path is None:
        return bare
    data = load(path, error=PackError)
    for key, entry in data.items():
        if key not in KEYS:
            raise PackError(
                f"unknown key '{key}'",
                place=entry.key_place,
                remedy=did_you_mean(key, KEYS) or ", ".join(KEYS),
            )
    texts = {name: _texts(data[name], name) for name in TEXTS if name in data}
    example = _texts(data["example"], "example") if "example" in data else {}
    at = data.get("at")
    return Page(
        bare.id,
        bare.kind,
        bare.severity,
        texts.get("finds", bare.finds),
        texts.get("why", {}),
        texts.get("mend", {}),
        example,
        str(at.value) if at is not None else None,
        tuple(str(one.value) for one in data["also"].value) if "also" in data else (),
        "finds" not in texts,
    )


def _texts(entry: Located, name: str) -> dict[str, str]:
    if not isinstance(entry.value, dict) or not all(isinstance(v.value, str) for _, v in entry.items()):
        raise PackError(
            f"'{name}' is not a list of texts by name",
            place=entry.place,
            remedy="write one text a line, as 'en: …' and 'zh-Hans: …'",
        )
    return {key: value.value.strip() for key, value in entry.items()}


FENCES = {".ttl": "turtle", ".trig": "trig", ".rq": "sparql", ".j2": "jinja", ".po": "po"}


def as_text(page: Page, say: Phrases) -> str:
    """Return a page as Markdown in the language of the phrases, for a terminal or a file."""
    level = say("quality.page.severity", severity=say(f"severity.{page.severity or OFF}"), kind=page.kind)
    parts = [f"# {page.id}", level]
    for name in TEXTS:
        if text := page.text(name, say.language):
            heading = "demands" if name == "finds" and page.is_demand else name
            parts.append(f"**{say(f'quality.page.{heading}')}** {text}")
    if page.example:
        parts.append(f"**{say('quality.page.example')}**")
        parts.extend(_example(page))
    return "\n\n".join(parts) + "\n"


def _example(page: Page) -> Iterator[str]:
    for file, text in page.example.items():
        fence = FENCES.get(Path(file).suffix, Path(file).suffix.lstrip("."))
        yield f"`{file}`"
        yield f"```{fence}\n{text}\n```"


def documents(packs: Packs, say: Phrases) -> dict[str, str]:
    """Return all pages as Markdown by file name, with an index, in the language of the phrases."""
    pages = load_pages(packs)
    columns = [say(f"column.{key}") for key in ("id", "severity", "kind", "what")]
    rows = [columns, ["---"] * len(columns)]
    for page in pages.values():
        severity = say(f"severity.{page.severity or OFF}")
        rows.append([f"[{page.id}]({page.id}.md)", severity, page.kind, page.text("finds", say.language)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    head = [f"# {say('quality.page.index')}", say("quality.page.written"), table]
    texts = {f"{name}.md": as_text(page, say) for name, page in pages.items()}
    return {"README.md": "\n\n".join(head) + "\n", **texts}
