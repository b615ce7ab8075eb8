"""What a campaign does to face: on the shipped examples, on what is stated, suggested, denied and open."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import BriefError
from advisor.inquiry.face_check import FaceCheck
from advisor.inquiry.face_check_words import as_json, as_text
from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGNS = ROOT / "examples" / "campaigns"
SHIPPED = Workspace()

EXPECTED = {
    "group-ranking": (
        {"shamed_in_public", "compared", "cornered", "ranked_in_public", "praise_unasked"},
        set(),
    ),
    "private-tasting": (set(), {"standing_given", "thanks_returned", "way_out_left"}),
    "forward-or-else": ({"cornered", "friends_spent"}, set()),
    "top-spenders": ({"exposed", "compared", "ranked_in_public", "praise_unasked"}, set()),
    "gift-clearance": ({"loyalty_devalued"}, set()),
}


def check(name: str, **more: object) -> FaceCheck:
    return SHIPPED.face_check(CAMPAIGNS / f"{name}.yaml", language="en", **more)[0]  # type: ignore[arg-type]


def written(tmp_path: Path, text: str, facts: str = "{}", **more: object) -> FaceCheck:
    path = tmp_path / "c.yaml"
    path.write_text(f"text: {text!r}\ncampaign: {facts}\n", "utf-8")
    return SHIPPED.face_check(path, language="en", **more)[0]  # type: ignore[arg-type]


def ids(remarks: object) -> set[str]:
    return {r.id.removeprefix("campaign.") for r in remarks}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_examples(name: str) -> None:
    found = check(name)
    assert (ids(found.risks), ids(found.gains)) == EXPECTED[name]
    for remark in found.remarks:
        assert remark.label
        assert remark.who
        assert remark.better
        assert remark.why
        assert all(SHIPPED.knowledge.section(s) for s in remark.sources)
        assert remark.sources


def test_every_example_is_tried() -> None:
    assert {p.stem for p in CAMPAIGNS.glob("*.yaml")} == set(EXPECTED)


def test_the_brands_facts_count() -> None:
    assert "cheapened" not in ids(check("gift-clearance").risks)
    found = check("gift-clearance", brief=ROOT / "examples" / "tea-gift.yaml")
    assert "cheapened" in ids(found.risks)
    where = next(r for r in found.risks if r.id == "campaign.cheapened").where
    assert [hit.text for hit in where] == ["清仓", "低至", "跳楼价"]


def test_what_is_stated_counts_more_than_the_wording(tmp_path: Path) -> None:
    found = written(tmp_path, "本周排行榜", "{ranking: false, public: true}")
    assert "ranked_in_public" not in ids(found.risks)
    (one,) = found.contradictions
    assert (one.fact, one.stated, one.hit.text) == ("campaign.ranking", "no", "排行榜")


def test_a_denial_is_no_cue(tmp_path: Path) -> None:
    assert written(tmp_path, "这次不排名，自愿报名", "{public: true}").risks == ()


def test_what_is_not_said_stays_open(tmp_path: Path) -> None:
    found = written(tmp_path, "今天天气很好")
    assert found.verdict == "open"
    asked = {q.fact for q in found.questions}
    assert {"campaign.blames", "campaign.shames", "campaign.imposition"} <= asked
    assert all(q.question and q.unlocks for q in found.questions)
    assert "campaign.face_weight" not in asked, "a sum is asked for by its parts"


def test_a_campaign_about_which_all_is_known_is_clear(tmp_path: Path) -> None:
    no = "shames ranking personal_data spending_shown pressure compares asks_friends blames price_cue praise"
    facts = ", ".join(f"{name}: false" for name in no.split())
    known = f"{{{facts}, public: false, refusal_easy: true, distance: 1, standing: 1, imposition: 1, consent: true}}"
    found = written(tmp_path, "明晚喝茶", known)
    assert (found.verdict, found.questions, ids(found.gains)) == ("clear", (), {"way_out_left"})


@pytest.mark.parametrize(("parts", "heavy"), [((3, 4, 4), True), ((3, 4, 3), False), ((5, 5, 1), True)])
def test_the_weight_of_a_request_is_a_sum(tmp_path: Path, parts: tuple[int, int, int], heavy: bool) -> None:
    distance, standing, imposition = parts
    facts = f"{{distance: {distance}, standing: {standing}, imposition: {imposition}}}"
    assert ("heavy_request" in ids(written(tmp_path, "请帮个忙", facts).risks)) is heavy


def test_facts_can_be_set_from_outside(tmp_path: Path) -> None:
    found = written(tmp_path, "本周排行榜", settings=["public=yes"])
    assert "ranked_in_public" in ids(found.risks)
    kept = written(tmp_path, "本周排行榜", settings=["campaign.public=false"])
    assert (ids(kept.risks), ids(kept.gains)) == (set(), {"kept_private"})


def test_the_same_campaign_gives_the_same_words() -> None:
    first, second = check("group-ranking"), check("group-ranking")
    assert as_json(first) == as_json(second)
    for language in ("zh-Hans", "zh-Hant", "en"):
        words = SHIPPED.phrases(language)
        found = SHIPPED.face_check(CAMPAIGNS / "group-ranking.yaml", language=language)[0]
        assert as_text(found, words) == as_text(found, words)
        assert found.risks[0].label in as_text(found, words)


def test_gravest_first() -> None:
    found = check("top-spenders")
    order = [(r.sort == "gain", r.severity) for r in found.remarks]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no campaign"),
        ("text: [a, b]\n", "'text' is no text"),
        ("text: hello\nfoo: 1\n", "c.yaml:2:1: unknown key 'foo'"),
        ("name: x\n", "neither a text nor facts"),
        ("text: hi\ncampaign: {rankin: true}\n", "c.yaml:2:12: unknown fact 'campaign.rankin' — did you mean campaign.ranking"),
        ("text: hi\ncampaign: {ranking: perhaps}\n", "campaign.ranking"),
        ("text: hi\ncampaign: [1]\n", "has a value of its own"),
        ("text: hi\ncampaign: {imposition: 9}\n", "campaign.imposition"),
        ("text: &a hi\nname: *a\n", "anchor"),
        ("text: !!python/object:os.system hi\n", "tag"),
    ],
)  # fmt: skip
def test_wrong_files_are_refused_with_the_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BriefError) as problem:
        SHIPPED.face_check(path)
    assert says in str(problem.value)


def test_a_book_is_no_message(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("赶紧" * 200_000, "utf-8")
    with pytest.raises(BriefError, match="at most 200,000"):
        SHIPPED.face_check(path)


def test_plain_text_is_a_message(tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text("你们怎么还不报名", "utf-8")
    found, language = SHIPPED.face_check(path)
    assert (ids(found.risks), language) == ({"talked_down"}, "zh-Hans")
