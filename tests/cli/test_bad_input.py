"""Whatever comes in: one clear line with place and remedy, exit 2, and an existing file left as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.cli import run

GOOD = "brand: {name: 半亩甜, stage: launch, goals: [awareness]}\nteam: {hours_per_week: 40}\n"

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nbrand: {name: *b}\n"

BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "brief.yaml"),
    "not yaml": (b"brand: [1, 2\n", "is not valid YAML"),
    "a list": (b"- 1\n- 2\n", "brief.yaml:1"),
    "unknown fact": (b"brand: {name: x, repeat_purchase_rat: 18%}\n", "repeat_purchase_rate"),
    "unknown topic": (b"brnd: {name: x}\n", "brand"),
    "wrong type": (b"brand: {name: x, monthly_buyers: many}\n", "monthly_buyers"),
    "wrong unit": (b"brand: {name: x, repeat_purchase_rate: 18}\n", "18"),
    "out of range": (b"brand: {name: x, repeat_purchase_rate: 180%}\n", "180%"),
    "unknown option": (b"brand: {name: x, stage: lunch}\n", "launch"),
    "duplicate key": (b"brand: {name: x, name: y}\n", "stands twice"),
    "bomb": (BOMB.encode(), "anchor"),
    "tag": (b"brand: {name: !!python/object/apply:os.system [ls]}\n", "tag"),
    "huge": (b"brand: {name: x}\n# " + b"x" * 50_000_000, "at most"),
    "gbk": ("brand: {name: 半亩甜}\n".encode("gbk"), "UTF-8"),
    "nul": (b"brand: {name: \x00}\n", "brief.yaml"),
    "deep": (b"brand: " + b"[" * 5000 + b"]" * 5000, "nested"),
    "shares over one": (
        b"brand: {name: x}\nsegments:\n  - {type: loyal, share: 70%}\n  - {type: active, share: 60%}\n",
        "segments",
    ),
}


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = run(arguments)
    out, err = capsys.readouterr()
    assert code == 2, err
    assert out == ""
    assert err.startswith("advisor: ")
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize("name", BAD)
def test_a_bad_brief_is_one_clear_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    data, expected = BAD[name]
    brief = tmp_path / "brief.yaml"
    brief.write_bytes(data)
    target = tmp_path / "plan.md"
    target.write_text("the old plan")
    err = fails(capsys, "plan", str(brief), "-o", str(target), "--lang", "en")
    assert "brief.yaml" in err
    assert expected in err
    assert target.read_text() == "the old plan"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["brief.yaml", "plan.md"]


def test_a_brief_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "cannot be read" in fails(capsys, "plan", str(tmp_path / "none.yaml"))
    assert "is a folder" in fails(capsys, "plan", str(tmp_path))


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_an_output_folder_that_is_not_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, brief: Path
) -> None:
    err = fails(capsys, "plan", str(brief), "-o", str(tmp_path / "none" / "plan.md"))
    assert "does not exist — create it" in err


def test_an_output_folder_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, brief: Path
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    # The superuser writes where it likes: for it the kernel's own file system stands in.
    folder = Path("/proc/self") if os.geteuid() == 0 else locked
    assert "cannot be written" in fails(capsys, "plan", str(brief), "-o", str(folder / "plan.md"))


@pytest.mark.parametrize("ending", ["md", "html", "docx", "json"])
def test_a_disk_that_fills_up_leaves_the_old_file(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    brief: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    target = tmp_path / f"plan.{ending}"
    target.write_text("the old plan")
    run(["plan", str(brief), "--format", "json"])
    capsys.readouterr()
    real = os.fsync

    def full(handle: int) -> None:
        real(handle)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    err = fails(capsys, "plan", str(brief), "-o", str(target))
    assert "No space left on device — free space" in err
    assert target.read_text() == "the old plan"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["good.yaml", target.name]


def test_a_template_that_names_something_unknown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, brief: Path
) -> None:
    pack = tmp_path / "firm"
    for folder in ("ontology", "rules", "reports/plan/zh-Hans"):
        (pack / folder).mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "name: firm\nversion: 1.0.0\ndate: 2026-05-01\nlicence: own\nengine: '>=0.1'\n"
    )
    (pack / "reports/plan/zh-Hans/1-summary.md.j2").write_text("one\n{{ plan.nothing_here }}\n")
    err = fails(capsys, "plan", str(brief), "--pack", str(pack))
    assert "1-summary.md.j2:2: names something unknown" in err
    assert "docs/templates.md" in err


def test_a_pack_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path, brief: Path) -> None:
    assert "is no pack" in fails(capsys, "plan", str(brief), "--pack", str(tmp_path))


def test_a_broken_rule_names_file_and_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, brief: Path
) -> None:
    pack = tmp_path / "firm"
    for folder in ("ontology", "rules", "reports"):
        (pack / folder).mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "name: firm\nversion: 1.0.0\ndate: 2026-05-01\nlicence: own\nengine: '>=0.1'\n"
    )
    (pack / "rules/own.yaml").write_text(
        "- id: mine\n  layer: tactics\n  for: brand\n  when: {fact: brand.stag, is: launch}\n"
        "  then: [{recommend: mz:points, strength: strong, serves: [mz:retention]}]\n"
    )
    err = fails(capsys, "plan", str(brief), "--pack", str(pack))
    assert "own.yaml:4" in err
    assert "brand.stage" in err
