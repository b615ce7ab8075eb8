"""Interviews: what they ask, when they end, and that the plan is that of the full brief."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from brief_maker import random_situation
from interview_held import hold

from advisor.errors import BriefError
from advisor.inquiry.interview import Question, state_of, with_answers
from advisor.inquiry.interview_words import InterviewWords
from advisor.inquiry.questions import hanging, possible, questions, weights
from advisor.reasoning.evaluate import evaluate
from advisor.reasoning.possible import FALSE, TRUE, UNKNOWN
from advisor.situation.amending import amended
from advisor.situation.model import Entity
from advisor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def work() -> Workspace:
    return Workspace()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_is_asked_less_than_half_and_gets_its_plan(work: Workspace, path: Path) -> None:
    held = hold(work, work.read_brief(path))
    assert held.differs == []
    assert 0 < held.questions < held.facts / 2
    assert held.asked < held.facts
    assert not questions(held.state, work.interview_basis(held.state.situation.date(work.packs.date)))


@pytest.mark.slow
def test_generated_brands_are_asked_less_than_half_and_get_their_plans(work: Workspace) -> None:
    rng = random.Random(27)
    held = [hold(work, random_situation(work.vocabulary, rng)) for _ in range(4)]
    assert [h.differs for h in held] == [[]] * len(held)
    assert sum(h.questions / h.facts for h in held) / len(held) < 0.5


def test_what_is_thought_possible_holds_what_comes(work: Workspace) -> None:
    """Hide some facts of a brand: the verdicts with all facts must be among those thought possible without."""
    rng = random.Random(3)
    narrowed = 0
    for _ in range(8):
        full = random_situation(work.vocabulary, rng)
        basis = work.interview_basis(full.date(work.packs.date))
        outcome = evaluate(work.rules, full, basis.on)
        hidden = {
            (e.id, s.id) for e in full.entities for s in work.vocabulary.of_kind(e.kind) if rng.random() < 0.4
        }
        hidden |= {
            (e.id, spec.id)
            for spec, expression in work.vocabulary.computed
            for e in full.of_kind(spec.kind)
            if any((at, fact) in hidden for fact in expression.facts for at in (e.id, "brand"))
        }
        shown = replace(full, entities=tuple(_without(e, hidden) for e in full.entities))
        asked = (
            frozenset((e.id, s.id) for e in full.entities for s in work.vocabulary.of_kind(e.kind)) - hidden
        )
        can = possible(replace(state_of({}, basis), situation=shown, asked=asked), basis)
        for key, truths in can.verdicts.items():
            came = {True: TRUE, False: FALSE, None: UNKNOWN}[outcome.verdicts[key]]
            assert truths & came, key
            narrowed += truths in (TRUE, FALSE, UNKNOWN)
    assert narrowed > 1000


def _without(entity: Entity, hidden: set[tuple[str, str]]) -> Entity:
    return replace(entity, facts={f: v for f, v in entity.facts.items() if (entity.id, f) not in hidden})


def test_unknown_is_an_answer_and_blank_is_not_asked_yet(work: Workspace) -> None:
    basis = work.interview_basis()
    state = state_of({"brand": {"sector": None}}, basis)
    assert ("brand", "brand.sector") not in state.asked
    assert any("brand.sector" in q.facts for q in questions(state, basis))
    question = Question("fact", "brand", ("brand.sector",))
    state = with_answers(state, question, {"brand.sector": None}, basis)
    assert ("brand", "brand.sector") in state.asked
    assert not any("brand.sector" in q.facts for q in questions(state, basis))
    assert state.situation.brand.value("brand.sector") is None
    again = state_of(state.brief, basis)
    assert (again.asked, questions(again, basis)) == (state.asked, questions(state, basis))


def test_members_that_are_unknown_or_none_are_not_asked_again(work: Workspace) -> None:
    basis = work.interview_basis()
    for value in (None, []):
        state = state_of({}, basis)
        while members := [q for q in questions(state, basis) if q.sort == "members"]:
            state = with_answers(state, members[0], {members[0].facts[0]: value}, basis)
        assert {e.kind for e in state.situation.entities} == {"brand"}


@pytest.mark.parametrize(
    "brief",
    [
        {"segment": {"type": "loyal", "size": 300}},
        {"segment.type": "loyal", "segment.size": 300},
        {"segments": [{"type": "loyal", "size": 300}]},
    ],
)
def test_a_member_is_found_however_it_is_written(work: Workspace, brief: dict[str, object]) -> None:
    basis = work.interview_basis()
    state = state_of(brief, basis)
    assert ("loyal", "segment.size") in state.asked
    assert ("", "segments") in state.asked
    question = Question("fact", "loyal", ("segment.stage",))
    after = with_answers(state, question, {"segment.stage": "steady"}, basis)
    assert after.situation.by_id["loyal"].value("segment.stage") == "steady"
    assert after.situation.by_id["loyal"].value("segment.size") == 300


def test_an_answer_that_contradicts_is_refused_and_changes_nothing(work: Workspace) -> None:
    basis = work.interview_basis()
    state = state_of({"audience": {"age_min": 40}}, basis)
    with pytest.raises(BriefError, match="age_max"):
        with_answers(state, Question("fact", "brand", ("audience.age_max",)), {"audience.age_max": 20}, basis)
    assert state.brief == {"audience": {"age_min": 40}}


def test_what_is_named_as_hanging_on_an_answer_hangs_on_it(work: Workspace) -> None:
    state = state_of({"brand": {"sector": "tea"}}, work.interview_basis())
    basis = work.interview_basis()
    for question in questions(state, basis)[:12]:
        if question.sort != "members":
            assert hanging(state, basis, question), question
    assert hanging(state, basis, Question("fact", "brand", ("brand.sector",))) == []
    assert all(weight > 0 for weight in weights(state, basis).values())


# -- what is typed ---------------------------------------------------------------------------------------------------


def typed(work: Workspace, question: Question, text: str, language: str = "en") -> object:
    words = InterviewWords(work.phrases(language), work.interview_basis())
    return dict(words.answers(question, text))


def test_truths_by_number(work: Workspace) -> None:
    facts = tuple(s.id for s in work.vocabulary.of_kind("brand") if s.datatype == "boolean")[:3]
    question = Question("list", "brand", facts)

    def values(text: str) -> list[object]:
        return list(typed(work, question, text).values())  # type: ignore[attr-defined]

    assert values("1 3") == [True, False, True]
    assert values("1，？2") == [True, None, False]
    assert values("0") == [False] * 3
    assert values("") == values("?") == values("不清楚") == [None] * 3
    assert values("yes") == [True] * 3
    for wrong in ("4", "1 x", "-1", "1.5", "0 1"):
        with pytest.raises(BriefError, match="1 to 3"):
            values(wrong)


def test_options_by_number_code_and_label(work: Workspace) -> None:
    question = Question("fact", "brand", ("brand.sector",))
    codes = [o.code for o in work.vocabulary["brand.sector"].options]
    assert typed(work, question, "1") == {"brand.sector": codes[0]}
    assert typed(work, question, codes[2]) == {"brand.sector": codes[2]}
    assert typed(work, question, "餐饮") == {"brand.sector": "餐饮"}
    assert typed(work, question, " ") == {"brand.sector": None}
    for wrong in ("0", str(len(codes) + 1), "45%", "1 2"):
        with pytest.raises(BriefError, match=f"1 to {len(codes)}"):
            typed(work, question, wrong)
    several = Question("fact", "brand", ("brand.goals",))
    goals = [o.code for o in work.vocabulary["brand.goals"].options]
    assert typed(work, several, "1、3") == {"brand.goals": [goals[0], goals[2]]}


def test_values_as_in_a_brief(work: Workspace) -> None:
    question = Question("fact", "brand", ("brand.nps",))
    assert typed(work, question, "38") == {"brand.nps": 38}
    assert typed(work, question, "{value: 38, n: 206}") == {"brand.nps": {"value": 38, "n": 206}}
    assert typed(work, question, "38: [") == {"brand.nps": "38: ["}


def test_members_by_number_and_name(work: Workspace) -> None:
    question = Question("members", "", ("segments",))
    kinds = [o.code for o in work.vocabulary["segment.type"].options]
    assert typed(work, question, "1 3=老茶客") == {
        "segments": [{"type": kinds[0]}, {"type": kinds[2], "name": "老茶客"}]
    }
    assert typed(work, question, "0") == typed(work, question, "没有") == {"segments": []}
    assert typed(work, question, "") == {"segments": None}
    campaigns = Question("members", "", ("campaigns",))
    assert typed(work, campaigns, "Spring tea，Member day") == {
        "campaigns": [{"name": "Spring tea"}, {"name": "Member day"}]
    }


# -- the file --------------------------------------------------------------------------------------------------------


def test_a_brief_keeps_its_comments_and_ways_of_writing() -> None:
    text = "# ours\nas_of: 2026-07-15\n\nbrand:\n  name: 云岫茶礼   # as registered\n  monthly_sales: 118万\n  nps:\n"
    after = amended(text, "b.yaml", lambda brief: brief["brand"].update({"nps": 38}))
    assert after == text.replace("nps:\n", "nps: 38\n")


def test_an_empty_brief_keeps_its_comment() -> None:
    assert amended("# begun\n", "b.yaml", lambda brief: brief.update({"weeks": 8})) == "# begun\nweeks: 8\n"


@pytest.mark.parametrize(
    "text", ["- 1\n", "just text\n", "a: &x 1\nb: *x\n", "a: !!python/name:os.system x\n"]
)
def test_what_is_no_brief_is_refused(text: str) -> None:
    with pytest.raises(BriefError):
        amended(text, "b.yaml", lambda brief: None)
