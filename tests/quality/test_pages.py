"""Every check has a page, and the example on it trips that check where the page says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import small_pack

from advisor.pack import load_packs
from advisor.phrases import load_phrases
from advisor.quality import check
from advisor.quality.pages import Page, documents, load_pages

ROOT = Path(__file__).resolve().parents[2]
PAGES = load_pages(load_packs())
WRITTEN_AS_IS = ("reasoner", "solver")
"""What no file can trip: it depends on the time that is given."""


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_every_check_has_a_page_in_both_languages(page: Page) -> None:
    for name in ("finds", "why", "mend"):
        for language in ("zh-Hans", "en"):
            assert page.text(name, language), f"{name} in {language}"
    assert page.example or page.id in WRITTEN_AS_IS


def lay(folder: Path, page: Page) -> None:
    """Write a page's example as a pack; Turtle and TriG get the usual prefixes."""
    small_pack.overlay(folder)
    for name, text in page.example.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = small_pack.PREFIXES if path.suffix in (".ttl", ".trig") else ""
        path.write_text(f"{head}{text}\n", "utf-8")


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    "page", [p for p in PAGES.values() if p.example], ids=[p.id for p in PAGES.values() if p.example]
)
def test_the_example_trips_the_check(page: Page, pack: Path, tmp_path: Path) -> None:
    if page.kind == "reasoner":
        pytest.importorskip("owlready2")
        if shutil.which("java") is None:
            pytest.skip("needs Java")
    firm = tmp_path / "firm"
    lay(firm, page)
    seconds = 120.0 if page.kind == "reasoner" else None
    deep = 120.0 if page.kind == "solver" else None
    report = check(small_pack.packs(pack, firm), language="en", reason_seconds=seconds, deep_seconds=deep)
    found = [i for i in report.issues if i.id == page.id]
    assert found, "\n".join(str(i) for i in report.issues if i.id != "term_unused")
    assert {i.severity for i in found} == {page.severity}
    others = {i.id for i in report.issues if i.severity != "note"} - {page.id, *page.also}
    assert not others, "\n".join(str(i) for i in report.issues if i.id in others)
    if page.at is None:  # about the packs as a whole
        assert all(i.file is None for i in found)
        return
    files = [firm / name for name in page.example if page.at in (firm / name).read_text("utf-8")]
    at = [(str(f), line_of(f, page.at) if page.at else None) for f in files]
    # Rules name their file from the pack's folder on, all else where it lies.
    places = [(str(firm / (i.file or "")), i.line if page.at else None) for i in found]
    assert set(places) & set(at), f"{places}, not at {at}"


def test_the_pages_in_docs_are_current() -> None:
    packs = load_packs()
    folder = ROOT / "docs" / "checks"
    for name, text in documents(packs, load_phrases(packs, "en")).items():
        written = (folder / name).read_text("utf-8") if (folder / name).is_file() else ""
        assert written == text, f"{name}: run 'advisor check --lang en --pages docs/checks'"
    assert {p.stem for p in folder.glob("*.md")} == {"README", *PAGES}
