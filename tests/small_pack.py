"""A small pack about a tea house, complete and without fault, for tests that plant faults of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

from advisor.pack import Packs, read_manifest

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).resolve().parent / "data" / "small-pack"
CONTRACT = (
    "ontology/vocabulary.ttl",
    "ontology/axioms.ttl",
    "ontology/shapes.ttl",
    "ontology/checks.yaml",
    "ontology/checks",
)
"""What the shipped pack promises to every pack laid over it; the small one stands alone and brings it along."""


def copy(folder: Path) -> Path:
    """Put the pack, with the contract files of the shipped one, into a folder that is not there yet."""
    shutil.copytree(DATA, folder)
    for name in CONTRACT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    for path in (ROOT / "reports" / "phrases").glob("quality*.po"):
        shutil.copy(path, folder / "reports" / "phrases" / path.name)
    return folder


def packs(folder: Path, *more: Path) -> Packs:
    """The pack in a folder with others over it; compiled forms go beside it."""
    return Packs((read_manifest(folder), *(read_manifest(m) for m in more)), folder.parent / "cache")


def overlay(folder: Path, **files: str) -> Path:
    """A later pack with ontology files: keyword names are file names with `_` for `.`."""
    (folder / "ontology").mkdir(parents=True)
    manifest = (DATA / "pack.yaml").read_text("utf-8").replace("name: small", f"name: {folder.name}")
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    for name, text in files.items():
        (folder / "ontology" / name.replace("_", ".")).write_text(PREFIXES + text, "utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


PREFIXES = """\
@prefix mz: <https://w3id.org/mianzi/> .
@prefix src: <https://w3id.org/mianzi/source/> .
@prefix fact: <https://w3id.org/mianzi/fact/> .
@prefix finding: <https://w3id.org/mianzi/finding/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
