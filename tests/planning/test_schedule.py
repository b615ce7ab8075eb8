"""The board of weeks: work is placed early, in order, and never over the team's hours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.model import Concept, Tactic
from advisor.planning.schedule import Board


def tactic(days: float = 5, hours: float = 4, effect: int = 3) -> Tactic:
    return Tactic(
        concept=Concept("mz:x", "mz:Tactic", {"en": "x"}, {"en": "x"}),
        steps=(),
        prerequisites=(),
        conflicts=(),
        alternatives=(),
        owner="mz:o",
        helpers=(),
        set_up_days=days,
        hours_per_week=hours,
        weeks_to_effect=effect,
        cost_model="mz:c",
        fixed_cost=0,
        cost_per_week=0,
        cost_per_member=0,
        metrics=(),
        suits=(),
        appeals_to=(),
        channels=(),
        risks=(),
        serves=(),
        in_place_when=(),
    )


def test_the_first_week_is_taken_where_it_is_free() -> None:
    slot = Board(12, 80).place(tactic(days=8, effect=4))
    assert slot is not None
    assert (slot.start, slot.launch, slot.end) == (1, 2, 6)


def test_what_depends_starts_after_what_it_depends_on() -> None:
    slot = Board(12, 80).place(tactic(days=2), after=3)
    assert slot is not None
    assert slot.start == 4


def test_a_full_week_is_passed_over() -> None:
    board = Board(12, 40)
    first = board.place(tactic(days=5, hours=4))
    second = board.place(tactic(days=4, hours=4))
    assert first is not None
    assert second is not None
    assert (first.start, second.start) == (1, 2)


def test_a_small_team_stretches_a_set_up() -> None:
    board = Board(12, 20, setup_share=0.5)
    slot = board.place(tactic(days=5, hours=2))
    assert slot is not None
    assert (slot.start, slot.launch) == (1, 4)
    assert board.load[:5] == [10, 10, 10, 10, 2]


def test_no_room_and_no_time_are_told_apart() -> None:
    board = Board(4, 10)
    assert board.place(tactic(days=1, hours=20)) is None
    assert not board.too_late
    assert board.place(tactic(days=1), after=4) is None
    assert board.too_late


def test_a_copy_is_independent() -> None:
    board = Board(4, 40)
    board.copy().place(tactic())
    assert board.load == [0, 0, 0, 0]


@given(
    st.integers(1, 30),
    st.floats(5, 200),
    st.lists(
        st.tuples(st.floats(0, 30), st.floats(0, 20), st.integers(0, 20), st.integers(0, 8)), max_size=25
    ),
)
def test_never_over_the_limit_and_always_inside_the_plan(
    weeks: int, hours: float, work: list[tuple[float, float, int, int]]
) -> None:
    board = Board(weeks, hours)
    for days, per_week, effect, after in work:
        slot = board.place(tactic(days, per_week, effect), after=after)
        if slot is not None:
            assert after < slot.start <= slot.launch <= slot.end <= weeks or slot.launch == weeks == slot.end
    assert board.peak <= hours + 1e-6
