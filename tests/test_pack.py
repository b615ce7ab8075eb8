"""Packs: manifest, layers, revision, compiled forms, and files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from advisor.errors import OutputError, PackError
from advisor.pack import default_root, load_packs, read_manifest, write_whole

MANIFEST = "name: firm\nversion: 1.0.0\ndate: 2026-05-01\nlicence: CC-BY-4.0\nengine: '>=0.1'\n"


def make_pack(root: Path, manifest: str = MANIFEST) -> Path:
    for folder in ("ontology", "rules", "reports"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "pack.yaml").write_text(manifest, encoding="utf-8")
    return root


def test_the_default_pack_is_the_checkout() -> None:
    assert (default_root() / "pyproject.toml").is_file()
    packs = load_packs()
    assert [p.name for p in packs.layers] == ["mianzi"]
    assert packs.layers[0].files("ontology", ".trig")


def test_a_firms_pack_lies_on_top(tmp_path: Path) -> None:
    firm = make_pack(tmp_path / "firm")
    (firm / "reports" / "x.txt").write_text("ours")
    packs = load_packs([firm])
    assert [p.name for p in packs.layers] == ["mianzi", "firm"]
    assert packs.find("reports/x.txt") == firm / "reports" / "x.txt"
    assert packs.find("reports/nothing") is None
    assert packs.date == max("2026-05-01", packs.layers[0].date)


def test_the_revision_follows_content_and_nothing_else(tmp_path: Path) -> None:
    firm = make_pack(tmp_path / "firm")
    first = load_packs([firm]).revision
    os.utime(firm / "pack.yaml", (1, 1))
    assert load_packs([firm]).revision == first
    (firm / "rules" / "a.yaml").write_text("[]")
    second = load_packs([firm]).revision
    (firm / "rules" / "a.yaml").rename(firm / "rules" / "b.yaml")
    third = load_packs([firm]).revision
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("name: firm\n", "'version' is missing"),
        (MANIFEST + "colour: red\n", "unknown key 'colour'"),
        (MANIFEST.replace(">=0.1", ">=9"), "wants engine >=9; this is"),
        (MANIFEST.replace(">=0.1", "newest"), "is no range of versions"),
        (MANIFEST.replace("name: firm", "name: mianzi"), "two packs are named 'mianzi'"),
        ("name: [1]\n", "'name' is missing"),
    ],
)
def test_a_wrong_manifest_is_named(tmp_path: Path, manifest: str, message: str) -> None:
    with pytest.raises(PackError, match=message):
        load_packs([make_pack(tmp_path / "firm", manifest)])


def test_a_folder_without_manifest_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is no pack"):
        read_manifest(tmp_path)


def test_compiled_forms_are_built_once(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)
    calls = []

    def make() -> dict[str, int]:
        calls.append(1)
        return {"a": 1}

    assert packs.compiled_json("x.json", make) == {"a": 1}
    assert packs.compiled_json("x.json", make) == {"a": 1}
    assert calls == [1]


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)

    def broken(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError):
        packs.compiled("x.json", broken)
    assert list(packs.cache_folder().iterdir()) == []
    assert packs.compiled_json("x.json", lambda: [1]) == [1]


def test_two_builds_at_once_both_succeed(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)
    gate = threading.Barrier(2)
    results: list[object] = []

    def make() -> list[int]:
        gate.wait(timeout=10)
        return [1, 2, 3]

    threads = [
        threading.Thread(target=lambda: results.append(packs.compiled_json("x.json", make))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[1, 2, 3], [1, 2, 3]]
    assert [p.name for p in packs.cache_folder().iterdir()] == ["x.json"]


def test_a_cache_that_cannot_be_written_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    packs = load_packs(cache_root=blocked)
    assert packs.compiled_json("x.json", lambda: 5) == 5


def test_files_are_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "plan.md"
    write_whole(target, b"one")
    target.chmod(0o640)
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["plan.md"]


def test_a_missing_folder_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist — create it"):
        write_whole(tmp_path / "none" / "plan.md", b"x")
    with pytest.raises(OutputError, match="is a folder"):
        write_whole(tmp_path, b"x")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan.md"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device — free space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.md"]
