"""Tests until when a lesson is held back, so that it points to no child."""

import pytest

from sync.office.lessons.holding import DAY_MS, HELD_DAYS_MAX, HELD_DAYS_MIN, LIKE_IT_MIN, Happened, why_held

NOW_MS = 1_800_000_000_000


def happened(days_ago: float, kind: str = "bite", building: str = "a") -> Happened:
    return Happened(building.encode(), kind, NOW_MS - int(days_ago * DAY_MS))


def held(own: Happened, *others: Happened) -> str:
    return why_held(own, (own, *others), NOW_MS)


def others(count: int, buildings: str = "abc", kind: str = "bite", days_ago: int = 300) -> list[Happened]:
    return [happened(days_ago, kind, buildings[number % len(buildings)]) for number in range(count)]


@pytest.mark.parametrize("days", [0, 1, HELD_DAYS_MIN - 1, HELD_DAYS_MIN - 0.01])
def test_nothing_goes_in_the_first_month_however_many_there_are(days: float) -> None:
    assert "the incident is too near" in held(happened(days), *others(100))


def test_after_a_month_it_goes_with_ten_of_its_kind_in_three_buildings() -> None:
    own = happened(HELD_DAYS_MIN)
    assert held(own, *others(LIKE_IT_MIN - 1)) == ""
    assert held(own, *others(LIKE_IT_MIN - 2)) == (
        "held back: the district has 9 incidents of its kind in 3 buildings. It goes from 10 in 3 buildings on, or in 150 days"
    )
    assert "in 2 buildings." in held(own, *others(50, "ab")), "each of two would know that it was the other"
    assert "1 incident of its kind in 1 building." in held(own, *others(50, kind="fight")), "others are no cover for it"


def test_what_is_rare_goes_after_half_a_year_and_not_a_day_before() -> None:
    assert held(happened(HELD_DAYS_MAX)) == ""
    assert "or in 1 day" in held(happened(HELD_DAYS_MAX - 1))


def test_what_a_wrong_clock_dates_into_the_future_is_no_cover_and_is_held_itself() -> None:
    assert held(happened(-400)).startswith("held back for 430 more days")
    assert held(happened(HELD_DAYS_MIN), *others(50, days_ago=-1))
