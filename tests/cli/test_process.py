"""The command as a process of its own: pipes, disks, encodings, and a checkout whose rules are edited."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
STARTUP = ROOT / "examples" / "startup.yaml"
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes, limits and devices are Unix's here")

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


# -- pipes ------------------------------------------------------------------------------------------------------------


@UNIX
@pytest.mark.parametrize(
    "arguments",
    [
        ("rules", "list", "--format", "json"),
        ("plan", str(STARTUP), "--format", "json"),
        ("search", "面子"),
        ("--help",),
    ],
)
def test_a_reader_that_has_seen_enough_is_no_fault(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "advisor", *arguments]
    for taken in (0, 10):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(taken)
            process.stdout.close()
            complaint = process.stderr.read().decode()
        assert process.returncode == 0, complaint
        assert "Traceback" not in complaint
        assert "BrokenPipe" not in complaint


@UNIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    "arguments", [("search", "面子"), ("plan", str(STARTUP), "--format", "json"), ("doctor",)]
)
def test_a_full_disk_behind_standard_output(shell: Shell, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = shell(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("advisor: the output cannot be written: No space left on device — ")
    assert "Traceback" not in done.stderr


@UNIX
@pytest.mark.parametrize("ending", ["md", "docx"])
def test_a_disk_that_fills_up_in_the_middle(shell: Shell, tmp_path: Path, ending: str) -> None:
    """The kernel itself refuses more than so many bytes: what was there stays, and nothing is left beside it."""
    import resource

    target = tmp_path / f"plan.{ending}"
    assert shell("plan", STARTUP, "-o", target).returncode == 0  # what is compiled, is compiled now
    target.write_text("the old plan")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = shell("plan", STARTUP, "-o", target, preexec_fn=limit)
    assert done.returncode == 2
    assert f"advisor: {target}: cannot be written: File too large — free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_text() == "the old plan"
    assert list(tmp_path.iterdir()) == [target]


def test_bytes_that_are_no_text(shell: Shell) -> None:
    for command in (["search"], ["show"], ["rules", "show"], ["explain", str(STARTUP)]):
        arguments = [*map(os.fsencode, [sys.executable, "-m", "advisor", *command]), b"\xff\xfe"]
        done = subprocess.run(arguments, capture_output=True, check=False)
        assert done.returncode == 2, command
        assert b"Traceback" not in done.stderr
        assert done.stderr.count(b"\n") == 1 + done.stderr.count(b"startup.yaml:")


def test_a_terminal_that_knows_no_chinese(shell: Shell) -> None:
    done = shell(
        "search", "面子", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "ADVISOR_LANG": "zh-Hans"}
    )
    assert done.returncode == 0
    assert "?" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_module_is_the_command(shell: Shell) -> None:
    done = shell("--version")
    assert done.stdout.startswith("advisor ")
    reference = subprocess.run(
        [sys.executable, "-m", "advisor.cli.reference"], capture_output=True, check=True, encoding="utf-8"
    )
    assert reference.stdout.startswith("# Commands\n")


# -- a checkout whose rules are edited, and packs laid over it ------------------------------------------------------------


RULE = """\
- id: {id}
  layer: tactics
  for: brand
  when: {when}
  then: [{{recommend: {tactic}, strength: strong, serves: [{goal}]}}]
  basis: {{en: {basis}, zh-Hans: 试一试。}}
  grounds:
    advice: {{certainty: judgement, why: {{en: A test., zh-Hans: 测试。}}}}
    condition: {{certainty: judgement, why: {{en: A test., zh-Hans: 测试。}}}}
"""


@pytest.fixture(scope="module")
def lonely() -> tuple[str, str]:
    """A tactic that needs nothing before it and is in place nowhere, with its goal."""
    knowledge = Workspace().knowledge
    cautioned = {c.id for r in Workspace().rules.rules for c in r.then if c.what == "caution"}
    found = next(
        t for iri, t in sorted(knowledge.tactics().items())
        if not t.prerequisites and not t.in_place_when and not t.conflicts and t.serves and iri not in cautioned
    )  # fmt: skip
    return found.concept.iri, found.serves[0]


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.yaml"
    path.write_text("brand: {name: 甲乙丙}\n", "utf-8")
    return path


def recommended(text: str) -> dict[str, dict]:
    return {r["tactic"]: r for r in json.loads(text)["recommendations"]}


@pytest.mark.slow
def test_an_edited_rule_acts_in_a_checkout(
    shell: Shell, tmp_path: Path, brief: Path, lonely: tuple[str, str]
) -> None:
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("advisor", "ontology", "rules", "reports"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pack.yaml", copy)
    for path in (copy / "rules").rglob("*.yaml"):
        if path.parent.name in ("tactics", "cautions", "tensions"):
            path.unlink()
    tactic, goal = lonely
    env = {"PYTHONPATH": str(copy)}

    def plan(basis: str, when: str = "{known: brand.name}") -> dict[str, dict]:
        text = RULE.format(id="mine", tactic=tactic, goal=goal, basis=basis, when=when)
        (copy / "rules" / "mine.yaml").write_text(text, "utf-8")
        done = shell("plan", brief, "--format", "json", "--lang", "en", env=env, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return recommended(done.stdout)

    assert plan("As it was.")[tactic]["basis"] == "As it was."
    assert plan("As it is now.")[tactic]["basis"] == "As it is now."
    assert plan("As it was.", when="{unknown: brand.name}") == {}


def firm(folder: Path, **files: str) -> Path:
    """A firm's pack; keyword names are paths with `__` for `/`."""
    folder.mkdir()
    manifest = f'name: {folder.name}\nversion: 1.0.0\ndate: 2026-02-01\nlicence: none\nengine: ">=0.1,<1"\n'
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(path.name + (".yaml" if path.parent.name == "rules" else ".md.j2"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.slow
def test_a_pack_laid_over_the_default_one_acts(
    advisor, tmp_path: Path, brief: Path, lonely: tuple[str, str]
) -> None:
    tactic, goal = lonely
    rule = RULE.format(id="ours", tactic=tactic, goal=goal, basis="Ours.", when="{known: brand.name}")
    pack = firm(tmp_path / "firm", rules__ours=rule, reports__plan__en__9_monitoring="## 8 Ours\n")
    (pack / "reports/plan/en/9_monitoring.md.j2").rename(pack / "reports/plan/en/9-monitoring.md.j2")
    called = advisor("plan", brief, "--pack", pack, "--format", "json", "--max-actions", "100")
    assert "ours" in recommended(called.out)[tactic]["rules"]
    assert [p["name"] for p in json.loads(called.out)["packs"]] == ["mianzi", "firm"]
    assert "## 8 Ours" in advisor("--pack", pack, "plan", brief, "--lang", "en").out
    assert '"ours"' not in advisor("plan", brief, "--format", "json").out


@pytest.mark.slow
def test_later_packs_replace_a_rule_whole(
    advisor, tmp_path: Path, brief: Path, lonely: tuple[str, str]
) -> None:
    tactic, goal = lonely

    def pack(name: str, basis: str) -> Path:
        rule = RULE.format(id="ours", tactic=tactic, goal=goal, basis=basis, when="{known: brand.name}")
        return firm(tmp_path / name, rules__ours=rule)

    first, second = pack("one", "First."), pack("two", "Second.")
    shown = advisor("rules", "show", "ours", "--pack", first, "--pack", second)
    assert "Second." in shown.out
    assert "First." in advisor("rules", "show", "ours", "--pack", second, "--pack", first).out


# -- Word masters from the command line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("{{ title }} {{ body }} {{ colour }}", "colour"), ("nothing", "{{ body }}"), (None, "is no Word file")],
)
def test_a_faulty_master_leaves_the_old_file(
    advisor, tmp_path: Path, text: str | None, complaint: str
) -> None:
    import docx

    master, target, other = tmp_path / "firm.docx", tmp_path / "plan.docx", tmp_path / "plan.md"
    if text is None:
        master.write_bytes(b"PK\x03\x04 no archive")
    else:
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(master))
    target.write_text("the old plan")
    called = advisor("plan", STARTUP, "-o", other, "-o", target, "--template", master)
    assert called.code == 2
    assert called.out == ""
    error = called.err.splitlines()[-1]
    assert error.startswith(f"advisor: {master}: ")
    assert complaint in error
    assert " — " in error
    assert target.read_text() == "the old plan"
    assert not other.exists()  # no half of the set


def test_a_firms_master_from_the_command_line(advisor, tmp_path: Path) -> None:
    import docx

    master, target = tmp_path / "firm.docx", tmp_path / "plan.docx"
    document = docx.Document()
    document.add_paragraph("OUR FIRM")
    document.add_paragraph("{{ body }}")
    document.save(str(master))
    assert advisor("plan", STARTUP, "-o", target, "--template", master).code == 0
    assert docx.Document(str(target)).paragraphs[0].text == "OUR FIRM"
    assert advisor("plan", STARTUP, "-o", master, "--template", master).code == 2
