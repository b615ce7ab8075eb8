"""Thresholds by date, by sector and from the brand's own history."""

from __future__ import annotations

import datetime as dt

import pytest
from reasoning_packs import brand, situation, text

from advisor.errors import NotFound
from advisor.reasoning.model import Compare, ParameterRef, Threshold
from advisor.reasoning.parameters import Dated, Parameter, Parameters, resolve, tidy, year_ago
from advisor.situation.model import Earlier, FactValue

ON = dt.date(2026, 11, 23)
GENERAL = (Dated("2025-01-01", 0.2, "fan-ops#9.2", "low"), Dated("2026-06-01", 0.25, "Baymard 2022", "high"))
CATERING = (Dated("2026-01-01", 0.3, "judgement", "low"),)
TABLE = Parameters(
    {
        "low": Parameter("low", text("low", "低"), GENERAL, "ratio", None, {"catering": CATERING}),
        "own": Parameter("own", text("own", "自"), GENERAL, "ratio", 0.9),
    }
)


@pytest.mark.parametrize(
    ("on", "sector", "value", "of_sector", "early"),
    [
        ("2026-05-31", None, 0.2, None, False),
        ("2026-06-01", None, 0.25, None, False),
        ("2030-01-01", None, 0.25, None, False),
        ("2024-01-01", None, 0.2, None, True),
        ("2026-11-23", "catering", 0.3, "catering", False),
        ("2025-12-31", "catering", 0.2, None, False),
        ("2024-01-01", "catering", 0.3, "catering", True),
        ("2026-11-23", "tea", 0.25, None, False),
    ],
)
def test_value_by_date_and_sector(on, sector, value, of_sector, early):
    found = TABLE.value("low", dt.date.fromisoformat(on), sector)
    assert (found.value, found.sector, found.early) == (value, of_sector, early)
    assert (found.name, found.unit) == ("low", "ratio")


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(NotFound, match="did you mean low"):
        TABLE.value("lov", ON)
    assert list(TABLE) == ["low", "own"]
    assert len(TABLE) == 2


def threshold(first, parameter: str = "low") -> Threshold | None:
    compare = Compare("brand.retention_rate", "below", ParameterRef(parameter))
    return resolve(compare, first, situation(first), TABLE, ON)


def test_resolve_says_where_a_threshold_is_from():
    assert threshold(brand()) == Threshold(
        0.25, "literature", "low", "ratio", "2026-06-01", ("Baymard 2022",)
    )
    assert threshold(brand(brand__sector="catering")) == Threshold(
        0.3, "judgement", "low", "ratio", "2026-01-01"
    )
    literal = resolve(Compare("brand.stage", "is", "launch"), brand(), situation(), TABLE, ON)
    assert literal == Threshold("launch", "literal")
    earlier = resolve(
        Compare("brand.retention_rate", "below", ParameterRef("low")),
        brand(),
        situation(),
        TABLE,
        dt.date(2025, 3, 1),
    )
    assert (earlier.origin, earlier.sources) == ("document", ("fan-ops#9.2",))
    assert threshold(brand(), "nowhere") is None


def known(*history: tuple[str, float], as_of: str | None = None) -> FactValue:
    return FactValue(0.18, as_of=as_of, history=tuple(Earlier(day, value) for day, value in history))


def test_own_history_beats_the_band():
    first = brand(brand__retention_rate=known(("2025-11-01", 0.3), ("2024-11-01", 0.5)))
    assert threshold(first, "own") == Threshold(0.27, "history", "own", "ratio", "2025-11-01")
    assert threshold(first, "low").value == 0.25
    assert threshold(brand(brand__retention_rate=known()), "own").value == 0.25
    assert threshold(brand(), "own").value == 0.25


@pytest.mark.parametrize(
    ("history", "as_of", "expected"),
    [
        ((("2026-08-26", 1.0),), None, None),  # 89 days back
        ((("2026-08-25", 1.0),), None, 1.0),  # 90 days back
        ((("2026-08-25", 1.0), ("2025-10-01", 2.0)), None, 2.0),
        ((("2025-11-13", 1.0), ("2025-12-03", 2.0)), None, 2.0),  # equally near: the younger
        ((("2025-11", 1.0), ("2024", 2.0)), None, 1.0),
        ((("2025-06", 1.0),), "2025-08", None),
        ((("2024-06", 1.0), ("2025-02-01", 2.0)), "2025-06-15", 1.0),
        ((("long ago", 1.0),), None, None),
        ((("2027-01-01", 1.0),), None, None),
    ],
)
def test_which_earlier_value_counts(history, as_of, expected):
    found = year_ago(known(*history, as_of=as_of), ON)
    assert (found.value if found else None) == expected


def test_tidy_drops_binary_noise_and_keeps_extremes():
    assert tidy(0.1 * 0.7) == 0.07
    assert tidy(1e300) == 1e300
    assert tidy(5e-324) == 5e-324
