"""A firm's pack as large as data: built in bounded memory, found in an instant, safe against interruption."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import large_pack
import pytest

from advisor.errors import KnowledgeError
from advisor.knowledge.search import search
from advisor.knowledge.store import FILE, Knowledge, open_knowledge
from advisor.pack import Packs, load_packs

# Linux hands a process the peak of the one that started it, so the peak of its own memory is asked of /proc.
BUILD = """
import resource, sys
from pathlib import Path
from advisor.knowledge.store import open_knowledge
from advisor.pack import load_packs
def say(share):
    if share > 0.2:
        print("building", flush=True)
knowledge = open_knowledge(load_packs([sys.argv[1]], cache_root=Path(sys.argv[2])), say)
own = Path("/proc/self/status")
if own.exists():
    peak = next(line.split()[1] for line in own.read_text().splitlines() if line.startswith("VmHWM:"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(knowledge.find("mz:face").iri, peak)
"""


def builder(firm: Path, cache: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(firm), str(cache)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "firm"
    large_pack.generate(folder, 20_000)
    return folder


@pytest.fixture(scope="module")
def packs(firm: Path) -> Packs:
    return load_packs([firm], cache_root=firm.parent / "cache")


@pytest.fixture(scope="module")
def large(packs: Packs) -> Knowledge:
    return open_knowledge(packs)


def test_the_same_pack_is_generated_every_time(firm: Path, tmp_path: Path) -> None:
    counts = large_pack.generate(tmp_path / "firm", 20_000)
    assert counts.triples >= 20_000
    for path in sorted((firm / "ontology").iterdir()):
        assert path.read_bytes() == (tmp_path / "firm" / "ontology" / path.name).read_bytes()


def test_its_concepts_are_known(large: Knowledge) -> None:
    concept = large.find("own:item-7")
    assert concept.sections == ("firm#catalogue", "firm1#1")
    assert set(concept.labels) == {"zh-Hans", "zh-Hant", "en"}
    assert search(large, concept.label("zh-Hans"))[0].iri == concept.iri
    assert search(large, concept.label("zh-Hant"))[0].iri == concept.iri
    assert search(large, concept.label("en"))[0].iri == concept.iri
    assert any(r.subject.startswith("own:") for r in large.relations_to("mz:face"))
    assert large.statistics()["concepts"] > 3_000


@pytest.mark.parametrize(
    ("query", "first"), [("面子", "mz:face"), ("KOL", "mz:kol"), ("fan typse", "mz:FanType")]
)
def test_it_does_not_cover_what_is_there(large: Knowledge, query: str, first: str) -> None:
    assert search(large, query)[0].iri == first


def test_a_kind_is_found_behind_thousands_of_others(large: Knowledge) -> None:
    hits = search(large, "粉丝", kind="mz:Tactic")
    assert hits
    assert {h.kind for h in hits} == {"mz:Tactic"}
    assert search(large, "粉丝", kind="mz:NoSuchKind") == []


def test_places_are_found_in_large_files(firm: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    (later / "ontology").mkdir(parents=True)
    (later / "pack.yaml").write_text(
        (firm / "pack.yaml").read_text("utf-8").replace("name: firm", "name: later"), "utf-8"
    )
    (later / "ontology/x.ttl").write_text(
        large_pack.PREFIXES + 'own:item-7 skos:prefLabel "another"@en .\n', "utf-8"
    )
    with pytest.raises(KnowledgeError, match=r"x\.ttl:9: own:item-7 has a second value for skos:prefLabel"):
        open_knowledge(load_packs([firm, later], cache_root=tmp_path / "cache"))


@pytest.mark.skipif(sys.platform == "win32", reason="leftovers are known by their age there")
def test_a_killed_build_leaves_the_old_index_and_nothing_else(firm: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = load_packs(cache_root=cache)
    open_knowledge(before).close()
    old = (before.cache_folder() / FILE).read_bytes()
    process = builder(firm, cache)
    assert process.stdout is not None
    assert process.stdout.readline() == "building\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    after = load_packs([firm], cache_root=cache)
    assert [p.name for p in after.cache_folder().iterdir()] != [FILE], "it was killed in the middle"
    assert (before.cache_folder() / FILE).read_bytes() == old
    assert open_knowledge(before).find("面子").iri == "mz:face"
    assert open_knowledge(after).find("own:item-7")
    assert [p.name for p in after.cache_folder().iterdir()] == [FILE], "what it left is cleared away"


def test_two_builds_at_once_both_succeed(firm: Path, tmp_path: Path) -> None:
    both = [builder(firm, tmp_path) for _ in range(2)]
    results = [process.communicate()[0].splitlines()[-1].split()[0] for process in both]
    assert results == ["mz:face", "mz:face"]
    packs = load_packs([firm], cache_root=tmp_path)
    assert [p.name for p in packs.cache_folder().iterdir()] == [FILE]


def test_a_damaged_index_says_so_once_and_is_built_anew(firm: Path, tmp_path: Path) -> None:
    packs = load_packs([firm], cache_root=tmp_path)
    open_knowledge(packs).close()
    path = packs.cache_folder() / FILE
    data = bytearray(path.read_bytes())
    data[20_000:] = bytes(len(data) - 20_000)
    path.write_bytes(data)
    try:
        knowledge = open_knowledge(packs)
        with pytest.raises(KnowledgeError, match="damaged"):
            knowledge.statistics()
    except sqlite3.DatabaseError:  # pragma: no cover - the damage may show at once, which is handled as well
        pytest.fail("a damaged file is no traceback")
    assert open_knowledge(packs).find("面子").iri == "mz:face"


@pytest.mark.slow
def test_a_million_triples(tmp_path: Path) -> None:
    firm, cache = tmp_path / "firm", tmp_path / "cache"
    assert large_pack.generate(firm, 1_000_000).triples >= 1_000_000
    output = builder(firm, cache).communicate()[0].splitlines()
    iri, kib = output[-1].split()
    assert iri == "mz:face"
    assert int(kib) / 1024 < 600, "megabytes at most while it was built"
    packs = load_packs([firm], cache_root=cache)
    assert (packs.cache_folder() / FILE).stat().st_size < 500_000_000
    knowledge = open_knowledge(packs)
    for query in (
        "面子",
        "月饼",
        "tea gift",
        "hanmdade tea",
        "dingzhi yuebing",
        "联名茶具包状",
        "with pride",
        "mianzi",
    ):
        search(knowledge, query)
        start = time.process_time()
        assert search(knowledge, query), query
        assert time.process_time() - start < 0.1, query
