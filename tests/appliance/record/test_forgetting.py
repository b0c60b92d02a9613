"""Tests what keeps a record here although the safety office has it, and when an announced record goes."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.district.events import Announced
from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.forgetting import (
    ANNOUNCED_MAX,
    DAYS_ON_CHECK,
    Known,
    Ready,
    announce,
    goes_on,
    keeps,
    not_wanted,
)
from appliance.record.record import Record
from appliance.record.retention import day_of
from appliance.record.words import Status

MONDAY = date(2026, 9, 7)
ONE = IncidentId("one")
WHOLE = Known(opened=9, last=9, duties_open=())


def noon_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


def stood(days: list[date]) -> tuple[Announced, ...]:
    """Announce one record on each of these days, in their order."""
    listed: tuple[Announced, ...] = ()
    for day in days:
        listed = announce(listed, [Ready(ONE, 9)], noon_ms(day)).listed
    return listed


def test_each_thing_that_keeps_it_has_a_sentence_of_its_own_and_all_are_told() -> None:
    record = Record(ONE, held_for="a claim")
    said = keeps(record, {}, Known(opened=4, last=9, duties_open=("Name a point of contact.",)))
    assert len(said) == len(set(said)) == 6
    record.held_for, record.copy_offered, record.status = "", True, Status.REVIEWED
    assert keeps(record, {}, WHOLE) == ("How it began cannot be read here.",)


def test_no_sentence_says_which_duty_is_open_because_not_every_reader_may_see_it() -> None:
    said = keeps(Record(ONE), {}, Known(opened=9, last=9, duties_open=("Offer medical care.",)))
    assert not any("medical" in each for each in said)


def test_where_nobody_can_tell_what_is_owed_it_is_kept() -> None:
    unknown = keeps(Record(ONE), {}, Known(opened=9, last=9, duties_open=None))
    assert len(unknown) == len(keeps(Record(ONE), {}, WHOLE)) + 1
    assert any("rules that were adopted cannot be read" in each for each in unknown)


def test_by_default_nothing_is_wanted() -> None:
    assert not_wanted(Retention())
    assert not_wanted(Retention(approved="the board"))
    assert not_wanted(Retention(forget_opened=True))
    assert not_wanted(Retention(approved="the board", forget_opened=True)) == ""


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_in_any_order_of_days_and_clocks_it_never_goes_before_it_stood_on_seven_of_them(offsets: list[int]) -> None:
    days = [MONDAY + timedelta(days=each) for each in offsets]
    [announced] = stood(days)
    today = days[-1]
    assert announced.days <= len(set(offsets))
    if announced.days < DAYS_ON_CHECK:
        assert goes_on(announced, today) > today
    goes = goes_on(announced, today)
    assert goes.weekday() == 0
    assert goes >= day_of(announced.since_ms) + timedelta(days=DAYS_ON_CHECK)


@given(st.integers(0, 6))
def test_seen_on_every_day_it_goes_on_the_first_monday_after_a_week(weekday: int) -> None:
    began = MONDAY + timedelta(days=weekday)
    [announced] = stood([began + timedelta(days=each) for each in range(DAYS_ON_CHECK)])
    goes = goes_on(announced, began + timedelta(days=DAYS_ON_CHECK - 1))
    assert timedelta(days=DAYS_ON_CHECK) <= goes - began <= timedelta(days=DAYS_ON_CHECK + 6)


def test_a_record_that_anything_was_added_to_begins_anew() -> None:
    before = stood([MONDAY, MONDAY + timedelta(days=1)])
    [again] = announce(before, [Ready(ONE, 10)], noon_ms(MONDAY + timedelta(days=2))).listed
    assert (again.days, again.last) == (1, 10)


def test_at_most_so_many_are_announced_the_oldest_first_and_the_rest_waits() -> None:
    ready = [Ready(IncidentId(f"{number:04}"), 1) for number in range(ANNOUNCED_MAX + 5)]
    first = announce((), ready[5:], noon_ms(MONDAY)).listed
    then = announce(first, ready, noon_ms(MONDAY + timedelta(days=1))).listed
    assert {each.incident for each in then} == {each.incident for each in first}
    assert len(msgspec.msgpack.encode(then)) < 16 << 10
    rest = announce(then, ready[:5], noon_ms(MONDAY + timedelta(days=2))).listed
    assert [each.days for each in rest] == [1] * 5
