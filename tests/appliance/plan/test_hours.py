"""Tests hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.plan.hours import HoursError, from_words, joined, to_words, without
from appliance.plan.model import MINUTES_PER_WEEK, Hours

DAY = 24 * 60


def test_a_school_week() -> None:
    assert from_words("mon-fri 07:30-16:00") == tuple(Hours(day * DAY + 450, day * DAY + 960) for day in range(5))


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("sat 9:00-12:00", "sat 09:00-12:00"),
        ("Monday-Wednesday 8:00 - 9:15", "mon-wed 08:00-09:15"),
        ("mon, wed-fri 8:00–9:00", "mon,wed-fri 08:00-09:00"),
        ("fri-mon 8:00-9:00", "mon,fri-sun 08:00-09:00"),
        ("tue 00:00-24:00", "tue 00:00-24:00"),
        ("fri 22:00-06:00", "fri 22:00-24:00; sat 00:00-06:00"),
        ("sun 22:00-06:00", "mon 00:00-06:00; sun 22:00-24:00"),
    ],
)
def test_it_means_what_a_person_means(text: str, means: str) -> None:
    assert to_words(from_words(text)) == means


def test_sunday_night_is_split_where_the_week_starts_again() -> None:
    assert from_words("sun 22:00-06:00") == (Hours(0, 360), Hours(6 * DAY + 22 * 60, MINUTES_PER_WEEK))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mon-fri 7:30am-4pm", '"mon-fri 7:30am-4pm" uses am or pm, but hours are written on the 24-hour clock.'),
        ("mon-fry 07:30-16:00", '"fry" is not a day. Did you mean "fri"?'),
        ("mon-fri 25:00-26:00", '"25:00" is not a time of day: there is no such hour and minute.'),
        ("mon-fri 07:60-16:00", '"07:60" is not a time of day: there is no such hour and minute.'),
        ("mon-fri 730-1600", '"730" is not a time of day.'),
        (
            "mon-fri 08:00-08:00",
            '"mon-fri 08:00-08:00" starts and ends at the same minute; a whole day is 00:00-24:00.',
        ),
        ("mon 24:00-06:00", '"mon 24:00-06:00" starts at 24:00, which is 00:00 of the next day.'),
        ("always", '"always" is not hours of the week.'),
        ("07:30-16:00", '"07:30-16:00" is not hours of the week.'),
    ],
)
def test_nonsense_is_explained(text: str, why: str) -> None:
    with pytest.raises(HoursError) as refused:
        from_words(text)
    assert str(refused.value) == why


spans = some.lists(
    some.tuples(some.integers(0, MINUTES_PER_WEEK - 1), some.integers(1, 2000)).map(
        lambda pair: Hours(pair[0], min(pair[0] + pair[1], MINUTES_PER_WEEK))
    ),
    max_size=6,
)


def minutes(hours: tuple[Hours, ...] | list[Hours]) -> set[int]:
    return {minute for span in hours for minute in range(span.start_min, span.end_min)}


@pytest.mark.slow
@given(spans, spans)
def test_joining_and_taking_away_are_those_of_sets(some_spans: list[Hours], taken: list[Hours]) -> None:
    assert minutes(joined(some_spans)) == minutes(some_spans)
    left = without(some_spans, taken)
    assert minutes(left) == minutes(some_spans) - minutes(taken)
    assert left == joined(left)
