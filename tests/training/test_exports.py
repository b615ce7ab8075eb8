"""Papers for other programs: GIFT by another parser, Moodle XML by its form, and print."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from advisor.errors import UsageError
from advisor.training.bank import Bank
from advisor.training.exports import written
from advisor.training.exports.gift import as_gift, escaped
from advisor.training.papers import Paper

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize("ending", [".gift", ".xml", ".md", ".json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_paper_gives_the_same_bytes(
    ending: str, language: str, papers: dict[str, Paper], banks: dict[str, Bank]
) -> None:
    say = banks[language].phrases
    data = written(papers[language], Path(f"x{ending}"), say)
    assert data == written(papers[language], Path(f"y{ending.upper()}"), say)
    assert not re.search(r"train\.[a-z]+\.[a-z]", data.decode("utf-8")), "no phrase is missing"


def test_another_ending_is_refused(papers: dict[str, Paper], banks: dict[str, Bank]) -> None:
    with pytest.raises(UsageError, match=r"use one of \.gift"):
        written(papers["en"], Path("x.pdf"), banks["en"].phrases)


def test_moodle_xml_has_the_form_that_moodle_reads(papers: dict[str, Paper], banks: dict[str, Bank]) -> None:
    paper = papers["zh-Hans"]
    quiz = etree.fromstring(written(paper, Path("x.xml"), banks["zh-Hans"].phrases))
    questions = quiz.findall("question")[1:]
    assert [q.findtext("idnumber") for q in questions] == [i.id for i in paper.items]
    for question, item in zip(questions, paper.items, strict=True):
        kind = question.get("type")
        assert question.findtext("name/text")
        assert question.findtext("questiontext/text")
        assert question.findtext("generalfeedback/text")
        fractions = [float(a.get("fraction")) for a in question.findall("answer")]
        if kind == "multichoice":
            assert sum(f for f in fractions if f > 0) == pytest.approx(100, abs=0.001)
            assert len(fractions) == len(item.choices)
            assert question.findtext("single") == ("true" if item.form == "single" else "false")
        elif kind == "matching":
            places = [s.findtext("answer/text") for s in question.findall("subquestion")]
            assert len(places) == len(set(places)) == len(item.choices)
        else:
            assert kind == "numerical"
            assert float(question.findtext("answer/tolerance")) > 0


def test_markup_in_a_text_stays_text(papers: dict[str, Paper], banks: dict[str, Bank]) -> None:
    item = next(i for i in papers["en"].items if i.form == "single")
    nasty = replace(item, stem="<script>&{a=b} ~#:\\ \x07", explanation="]]>")
    paper = replace(papers["en"], items=(nasty,))
    xml = etree.fromstring(written(paper, Path("x.xml"), banks["en"].phrases))
    assert "&lt;script&gt;" in xml.findall("question")[1].findtext("questiontext/text")
    gift = as_gift(paper, banks["en"].phrases).decode()
    assert "\\{a\\=b\\} \\~\\#\\:\\\\" in gift
    assert "<script>" not in written(paper, Path("x.md"), banks["en"].phrases).decode()


def test_gift_is_escaped() -> None:
    assert escaped("a=b {c}\nd") == "a\\=b \\{c\\}\\nd"


@pytest.mark.slow
def test_another_parser_reads_the_gift(
    papers: dict[str, Paper], banks: dict[str, Bank], tmp_path: Path
) -> None:
    """`gift-pegjs` is written by others; it comes from the npm registry."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("needs Node.js with npm")
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--silent", "gift-pegjs@1.0.2"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for language in LANGUAGES:
        paper = papers[language]
        (tmp_path / "paper.gift").write_bytes(as_gift(paper, banks[language].phrases))
        script = "const g=require('gift-pegjs');const fs=require('fs');console.log(JSON.stringify(g.parse(fs.readFileSync('paper.gift','utf8'))))"
        read = subprocess.run(
            [node, "-e", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert read.returncode == 0, read.stderr[-2000:]
        questions = [q for q in json.loads(read.stdout) if q["type"] not in ("Category", "Description")]
        assert [q["title"] for q in questions] == [i.id for i in paper.items]
        kinds = {"single": "MC", "multiple": "MC", "order": "Matching", "number": "Numerical"}
        assert [q["type"] for q in questions] == [kinds[i.form] for i in paper.items]
        for question, item in zip(questions, paper.items, strict=True):
            if item.form == "single":
                right = [c["text"]["text"] for c in question["choices"] if c["isCorrect"]]
                assert right == [c.text for c in item.choices if c.right]


def test_a_printed_paper_has_questions_first_and_then_the_key(
    papers: dict[str, Paper], banks: dict[str, Bank]
) -> None:
    text = written(papers["en"], Path("x.md"), banks["en"].phrases).decode()
    asked, _, key = text.partition("# Key\n")
    assert len(re.findall(r"^## \d+$", asked, re.M)) == 120
    assert len(re.findall(r"^\d+\. \*\*", key, re.M)) == 120
    assert "〔" not in asked
