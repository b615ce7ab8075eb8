"""The ledger: each sentence with its statements, held against the ontology and against the documents."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack

from advisor.errors import KnowledgeError
from advisor.knowledge.store import open_knowledge
from advisor.phrases import load_phrases
from advisor.quality import check
from advisor.quality.ledger import Ledger, read_ledger
from advisor.quality.ledger_page import rows
from advisor.quality.passages import fingerprint

LEDGER = """\
document: guide
passages:
  - {section: "1", mark: "00000001", nothing: heading}
  - {section: "1.1", mark: "00000002", statements: [regular-guest, regular-guest hasMotive face, "regular-guest skos:broader *"]}
  - {section: "1.1", mark: "00000003", statements: [guest, "@1.1 face ratedBy *"]}
  - {section: "1.2", mark: "00000004", statements: [comparison arisesFrom face, comparison weakenedBy respect, regular-guest attractedBy respect]}
  - {section: "2", mark: "00000005", nothing: transition}
"""


def write(pack: Path, text: str = LEDGER) -> Path:
    path = pack / "ontology/ledger/guide.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def opened(pack: Path) -> Ledger:
    packs = small_pack.packs(pack)
    return Ledger(read_ledger(packs), open_knowledge(packs))


def found(pack: Path, *names: str) -> list[tuple[str, str]]:
    report = check(small_pack.packs(pack), language="en", only=names)
    return [(i.id, f"{i.what} @{i.place_text.rpartition('/')[2]}") for i in report.issues]


def test_claims_are_written_out(pack: Path) -> None:
    write(pack)
    lines = opened(pack).lines
    assert [line.passage.position for line in lines] == [1, 1, 2, 1, 1]
    assert [str(s) for s in lines[1].statements] == [
        "mz:regular-guest a mz:FanType",
        "mz:regular-guest mz:hasMotive mz:face",
        "mz:regular-guest skos:broader mz:guest",
    ]
    assert not any(line.problems for line in lines)


def test_a_further_part_of_a_section_belongs_to_it(pack: Path) -> None:
    write(pack)
    assert "mz:comparison mz:weakenedBy mz:respect" in [str(s) for s in opened(pack).lines[3].statements]


def test_a_statement_that_does_not_stand_is_an_error_at_its_line(pack: Path) -> None:
    write(pack, LEDGER.replace("hasMotive face", "hasMotive respect"))
    ((name, text),) = found(pack, "ledger_statement")
    assert name == "ledger_statement"
    assert "mz:regular-guest mz:hasMotive mz:respect" in text
    assert text.endswith("guide.yaml:4")


@pytest.mark.parametrize("claim", ["nobody", "guest nonsense *", "@2 guest", "regular-guest hasMotive"])
def test_claims_that_mean_nothing_are_errors(pack: Path, claim: str) -> None:
    write(pack, LEDGER.replace("[guest,", f'["{claim}",'))
    assert [name for name, _ in found(pack, "ledger_statement")] == ["ledger_statement"]


def test_an_unknown_section_and_an_unknown_reason(pack: Path) -> None:
    write(pack, LEDGER.replace('"2", mark', '"9", mark').replace("nothing: heading", "nothing: headline"))
    issues = dict(found(pack, "ledger_section", "ledger_reason"))
    assert "guide.yaml:7" in issues["ledger_section"]
    assert "heading" in issues["ledger_reason"]


def test_a_section_without_sentences_is_found_and_lost_ones_are_excused(pack: Path) -> None:
    write(pack, LEDGER.replace('  - {section: "2", mark: "00000005", nothing: transition}\n', ""))
    ((_, text),) = found(pack, "ledger_unlisted")
    assert "guide#2" in text


def test_relations_that_no_sentence_claims_are_found(pack: Path) -> None:
    write(pack, LEDGER.replace("regular-guest hasMotive face, ", ""))
    texts = [text for _, text in found(pack, "ledger_unclaimed")]
    assert any("mz:regular-guest mz:hasMotive mz:face" in t and "guide.trig:" in t for t in texts)
    assert not any("skos:broader" in t for t in texts)


def test_what_the_heading_of_a_lost_section_says_needs_no_sentence(pack: Path) -> None:
    write(pack)
    with (pack / "ontology/documents/guide.trig").open("a", encoding="utf-8") as file:
        file.write("\nsrc:guide-3 { mz:guest-levels mz:partOf mz:name-book . }\n")
    texts = [text for _, text in found(pack, "ledger_unclaimed")]
    assert texts
    assert not any("mz:partOf" in t for t in texts)


def test_a_document_without_ledger_is_noted(pack: Path) -> None:
    write(pack)
    assert [text.partition(" @")[0] for _, text in found(pack, "ledger_absent")] == [
        "the document letter has no ledger of its sentences in ontology/ledger"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nothing: heading", "statements: []", "either statements or a reason"),
        ("nothing: heading", "nothing: heading, statements: [guest]", "either statements or a reason"),
        ('mark: "00000001"', "mark: 1", "'mark' must be a text"),
        ('section: "1", ', "", "'section' must be a text"),
        ("nothing: heading", "noting: heading", "unknown key 'noting'"),
        ("statements: [guest", "statements: {a: [guest", "not valid YAML"),
    ],
)
def test_a_malformed_ledger_is_one_clear_error(pack: Path, old: str, new: str, said: str) -> None:
    write(pack, LEDGER.replace(old, new, 1))
    with pytest.raises(KnowledgeError, match=said):
        read_ledger(small_pack.packs(pack))
    assert [name for name, _ in found(pack, "ledger")] == ["ledger"]


def test_the_ledger_is_held_against_the_documents(pack: Path, tmp_path: Path) -> None:
    sentences = ["茶客分两种。", "熟客看重面子。", "生客只看价钱。"]
    lines = [f'  - {{section: "1.1", mark: "{fingerprint(s)}", nothing: rhetoric}}' for s in sentences[:2]]
    lines.append('  - {section: "1.1", mark: "ffffffff", nothing: rhetoric}')
    write(pack, "document: guide\npassages:\n" + "\n".join(lines) + "\n")
    folder = tmp_path / "documents"
    folder.mkdir()
    assert list(opened(pack).against(folder)) == [("guide", 0, "absent")]
    (folder / "guide.md").write_text("".join(sentences), "utf-8")
    assert list(opened(pack).against(folder)) == [("guide", 1, "unlisted"), ("guide", 0, "unknown")]


def test_rows_and_pages_list_every_sentence_and_no_text(pack: Path) -> None:
    write(pack)
    packs = small_pack.packs(pack)
    say = load_phrases(packs, "en")
    table = rows(opened(pack), say)
    assert [row["section"] for row in table] == ["guide#1", "guide#1.1", "guide#1.1", "guide#1.2", "guide#2"]
    assert table[0]["nothing"] == "names the section only"
    assert rows(opened(pack), say, "guide#1.2") == [table[3]]
