"""The cache: whole results, killed builders, two at once, what is dropped and what is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_pack

from advisor.cache import KEPT_DAYS, KEPT_FOLDERS, build_once, clear_leftovers, sweep
from advisor.digests import Digests
from advisor.errors import PackError
from advisor.pack import load_packs

DAY = 86_400
LARGE = 3_000_000


def age(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


# -- results ----------------------------------------------------------------------------------------------


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    seen = []

    def build(path: Path) -> None:
        assert list(path.iterdir()) == []
        (path / "one").write_text("1")
        seen.append((tmp_path / "store").exists())
        (path / "two").write_text("2")

    for _ in range(2):
        assert build_once(tmp_path / "store", build, folder=True) == tmp_path / "store"
    assert seen == [False], "built once, out of sight"
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == ["one", "two"]
    assert [p.name for p in tmp_path.iterdir()] == ["store"]


def test_the_slower_of_two_builders_takes_the_result_of_the_faster(tmp_path: Path) -> None:
    def slow(path: Path) -> None:
        build_once(tmp_path / "store", lambda p: p.joinpath("a").touch(), folder=True)
        (path / "a").touch()

    assert [p.name for p in build_once(tmp_path / "store", slow, folder=True).iterdir()] == ["a"]
    assert [p.name for p in tmp_path.iterdir()] == ["store"]


def test_packs_compile_folders_too(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)
    path = packs.compiled_folder("store", lambda p: p.joinpath("a").write_text("x") and None)
    assert path == packs.compiled_folder("store", lambda _: pytest.fail("it is there"))
    assert path.parent == packs.cache_folder()


def test_a_pack_that_changes_while_it_is_read_is_not_kept(tmp_path: Path) -> None:
    folder = small_pack.copy(tmp_path / "small")
    packs = small_pack.packs(folder)
    with pytest.raises(PackError, match="changed while it was read"):
        packs.compiled_json("x.json", lambda: (folder / "pack.yaml").open("a").write("\n"))
    assert list(packs.cache_folder().iterdir()) == []


# -- builders that end badly ---------------------------------------------------------------------------------

BUILDER = """
import sys, time
from pathlib import Path
from advisor.cache import build_once
def build(path):
    path.write_text("half")
    print("building", flush=True)
    time.sleep(60)
build_once(Path(sys.argv[1]) / "x.json", build)
"""


def start_builder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "building\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="leftovers are known by their age there")
def test_what_a_killed_builder_leaves_is_cleared_by_the_next(tmp_path: Path) -> None:
    process = start_builder(tmp_path)
    clear_leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1, "a living builder's workplace is left alone"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(list(tmp_path.iterdir())) == 1, "nothing was tidied up"
    assert build_once(tmp_path / "x.json", lambda p: p.write_text("whole") and None).read_text() == "whole"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_workplace_without_lock_is_abandoned_after_a_day(tmp_path: Path) -> None:
    for name, days in ((".building-new", 0.5), (".building-old", 1.5)):
        (tmp_path / name).mkdir()
        age(tmp_path / name, days)
    clear_leftovers(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [".building-new"]


# -- sweeping -------------------------------------------------------------------------------------------------


def revisions(root: Path, ages: list[float]) -> list[Path]:
    folders = []
    for index, days in enumerate(ages):
        folder = root / f"{index:016x}"
        folder.mkdir()
        (folder / "knowledge.sqlite").write_text("x")
        age(folder, days)
        folders.append(folder)
    return folders


def test_folders_out_of_use_are_dropped(tmp_path: Path) -> None:
    kept, old, own = revisions(tmp_path, [KEPT_DAYS - 1, KEPT_DAYS + 1, KEPT_DAYS + 1])
    other = tmp_path / "something-else"
    other.mkdir()
    age(other, 400)
    sweep(tmp_path, own)
    assert sorted(tmp_path.iterdir()) == sorted([kept, own, other]), f"{old} is gone"


def test_not_more_folders_are_kept_than_are_of_use(tmp_path: Path) -> None:
    recent = revisions(tmp_path, [0.1] * (KEPT_FOLDERS + 2) + [5.0])
    sweep(tmp_path, recent[0])
    assert sorted(tmp_path.iterdir()) == recent[:-1], "those of the last days stay in any number"


def test_a_start_marks_its_folder_as_used(tmp_path: Path) -> None:
    packs = load_packs(cache_root=tmp_path)
    age(packs.cache_folder(), 20)
    packs.cache_folder()
    assert time.time() - packs.cache_folder().stat().st_mtime < DAY


# -- digests of files -------------------------------------------------------------------------------------


def settled(path: Path, data: bytes) -> Path:
    """Write a file; with `later` it counts as unchanged for a while."""
    path.write_bytes(data)
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns
    monkeypatch.setattr("advisor.digests.time.time_ns", lambda: now() + 10 * 10**9)


def reading(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the blocks that are read of large files."""
    import hashlib

    counted: list[int] = []
    plain = hashlib.blake2b

    class Counting:
        def __init__(self, *data: bytes, digest_size: int) -> None:
            self.inner = plain(*data, digest_size=digest_size)

        def update(self, data: bytes) -> None:
            counted.append(len(data))
            self.inner.update(data)

        def digest(self) -> bytes:
            return self.inner.digest()

        def hexdigest(self) -> str:
            return self.inner.hexdigest()

    monkeypatch.setattr("advisor.digests.hashlib.blake2b", Counting)
    return counted


@pytest.mark.usefixtures("later")
def test_a_large_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = settled(tmp_path / "large.ttl", b"x" * LARGE)
    counted = reading(monkeypatch)
    results = []
    for _ in range(3):
        digests = Digests(tmp_path / "kept.json")
        results.append(digests.of(str(path)))
        digests.save()
    assert sum(counted) == LARGE
    assert len(set(results)) == 1


@pytest.mark.usefixtures("later")
def test_a_large_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = settled(tmp_path / "large.ttl", b"x" * LARGE)
    stat = path.stat()
    digests = Digests(tmp_path / "kept.json")
    first = digests.of(str(path))
    path.write_bytes(b"y" * LARGE)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    second = digests.of(str(path))
    assert first != second, "same size and same time of change: the time of the change of state differs"


def test_a_file_that_was_changed_a_moment_ago_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settled(tmp_path / "large.ttl", b"x" * LARGE)
    counted = reading(monkeypatch)
    for _ in range(2):
        digests = Digests(tmp_path / "kept.json")
        digests.of(str(path))
        digests.save()
    assert sum(counted) == 2 * LARGE
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', "null"])
def test_a_damaged_list_of_digests_is_forgotten(tmp_path: Path, text: str) -> None:
    path = settled(tmp_path / "large.ttl", b"x" * LARGE)
    right = Digests(tmp_path / "none.json").of(str(path))
    (tmp_path / "kept.json").write_text(text)
    assert Digests(tmp_path / "kept.json").of(str(path)) == right


def test_the_revision_is_the_same_however_a_file_is_read(tmp_path: Path) -> None:
    folder = small_pack.copy(tmp_path / "small")
    (folder / "ontology" / "large.ttl").write_text("# " + "x" * LARGE)
    revisions = {small_pack.packs(folder).layers[0].revision for _ in range(3)}
    assert len(revisions) == 1
