"""Tests who carries a pendant today: until midnight, by the trusted clock and by the time that went by."""

from appliance.core.devices.supervision import Heard
from appliance.core.ground.carried import Carried, carried_today
from appliance.core.ground.moment import Moment
from appliance.plan.ids import ButtonId
from tests.appliance.core.story import school

TEN_TO_MIDNIGHT = 2 * 1440 - 10
"""Ten to midnight of Tuesday."""


def said(at_ms: int = 5_000, week_minute: int = TEN_TO_MIDNIGHT) -> Carried:
    carried = carried_today("Ms Rivera", "Playground 2", Moment(at_ms, 0, week_minute))
    assert carried is not None
    return carried


def test_it_stands_until_midnight() -> None:
    assert said().stands(Moment(5_000, 0, TEN_TO_MIDNIGHT))
    assert said().stands(Moment(5_000 + 9 * 60_000, 0, TEN_TO_MIDNIGHT + 9))
    assert not said().stands(Moment(5_000 + 10 * 60_000, 0, TEN_TO_MIDNIGHT + 10))


def test_a_clock_that_jumps_to_another_day_ends_it_and_one_that_jumps_back_does_not_prolong_it() -> None:
    assert not said().stands(Moment(6_000, 0, TEN_TO_MIDNIGHT + 1440))
    assert not said().stands(Moment(5_000 + 10 * 60_000, 0, TEN_TO_MIDNIGHT - 600))


def test_it_is_no_more_so_a_week_later() -> None:
    assert not said().stands(Moment(5_000 + 7 * 86_400_000, 0, TEN_TO_MIDNIGHT))


def test_while_the_clock_is_not_trusted_any_more_the_time_that_went_by_ends_it() -> None:
    assert said().stands(Moment(6_000, 0, None))
    assert not said().stands(Moment(5_000 + 10 * 60_000, 0, None))


def test_where_nobody_knows_the_day_nothing_is_kept() -> None:
    assert carried_today("Ms Rivera", "Playground 2", Moment(5_000, 0, None)) is None


def test_on_the_last_minute_of_the_week_it_ends_with_the_week() -> None:
    carried = said(week_minute=7 * 1440 - 1)
    assert carried.stands(Moment(6_000, 0, 7 * 1440 - 1))
    assert not carried.stands(Moment(6_000, 0, 0))


def test_what_is_over_is_forgotten_at_the_next_look() -> None:
    heard, limits = Heard(), school().limits
    heard.carried[ButtonId("play-2")] = said()
    heard.looked(Moment(6_000, 0, TEN_TO_MIDNIGHT), limits)
    assert set(heard.carried) == {"play-2"}
    heard.looked(Moment(5_000 + 10 * 60_000, 0, 0), limits)
    assert not heard.carried


def test_it_prints_without_the_name() -> None:
    assert "Rivera" not in repr(said())
