"""Tests the figures of a half of a school year: against a second computation over a seeded year, by subtraction, and over time."""

import itertools
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.numbers.call import Call, Step
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.grouping import ATTENDED, DAY, NOT_RECORDED, PLACE, RECORDED, SETTING, WITH_TIMES
from appliance.numbers.percentile import nearest_rank
from appliance.numbers.period import Period, period_of
from appliance.numbers.release import NotYet, Release, release
from tests.appliance.numbers import recomputed
from tests.appliance.numbers.recomputed import Row

DENVER = ZoneInfo("America/Denver")
AUTUMN, SPRING = Period(2025, 2), Period(2026, 1)
LATER = date(2026, 9, 1)
PLACES = ("classroom", "hallway", "cafeteria", "playground", "gym", "")
SETTINGS = ("whole-class", "small-group", "one-to-one", "")


def year_of(seed: int, calls: int = 500) -> list[Row]:
    """Make a school year of calls as plain rows. Later steps are missing more often, and sometimes a step in between."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for _ in range(calls):
        day = date(2025, 8, 12) + timedelta(days=chance.randrange(290))
        hour, minute = chance.choice((7, 8, 9, 10, 11, 12, 13, 14, 15, 16)), chance.randrange(60)
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=DENVER)
        acknowledged = chance.randrange(2, 60) if chance.random() < 0.97 else None
        confirmed = chance.randrange(20, 140) if acknowledged is not None and chance.random() < 0.9 else None
        on_scene = chance.randrange(60, 400) if confirmed is not None and chance.random() < 0.85 else None
        rows.append(
            {
                "wall_ms": int(at.timestamp() * 1000),
                "week_minute": at.weekday() * 1440 + hour * 60 + minute,
                "hour": hour,
                "acknowledged": acknowledged,
                "confirmed": confirmed if chance.random() < 0.99 else None,
                "on_scene": on_scene,
                "unattended": chance.random() < 0.08,
                "practice": chance.random() < 0.1,
                "place_kind": chance.choices(PLACES, (50, 20, 10, 8, 3, 20))[0],
                "setting": chance.choices(SETTINGS, (40, 10, 15, 30))[0],
            }
        )
    return rows


def calls_of(rows: list[Row]) -> list[Call]:
    plain = ("wall_ms", "week_minute", "unattended", "practice", "place_kind", "setting")
    made = []
    for row in rows:
        steps = {Step(step): row[step] for step in recomputed.STEPS if row[step] is not None}
        made.append(msgspec.convert({"after_s": steps, **{name: row[name] for name in plain}}, Call))
    return made


def released(calls: list[Call], period: Period = AUTUMN, kept: tuple[Release, ...] = ()) -> Release:
    made = release("Fox Hollow", period, calls, DENVER, LATER, kept)
    assert isinstance(made, Release)
    return made


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("period", "months"), [(AUTUMN, range(7, 13)), (SPRING, range(1, 7))])
def test_a_seeded_year_gives_the_figures_of_a_second_computation(seed: int, period: Period, months: range) -> None:
    rows = year_of(seed)
    made = released(calls_of(rows), period)
    half = recomputed.within_half(rows, period.year, months, "America/Denver")
    real = [row for row in half if not row["practice"]]
    assert made.calls == len(real) and made.practice == len(half) - len(real)
    assert set(made.times) == set(Step)
    for step, times in made.times.items():
        assert (times.half_s, times.most_s) == recomputed.times(real, step)
    for group, count in made.attended.shown.items():
        assert count == sum((group == "unattended") == row["unattended"] for row in real)
    if "all" in made.recorded.shown:
        assert made.recorded.shown["all"] == len(recomputed.complete(real))
    whole = recomputed.complete(real)
    for grouped in made.groups:
        assert len(grouped.times) > 1, "this year is large enough for groups"
        for word, of_step in grouped.times.items():
            inside = [row for row in whole if word_of(row, grouped.grouping) == word]
            assert len(inside) >= FEWEST
            assert {step: (times.half_s, times.most_s) for step, times in of_step.items()} == {
                Step(step): recomputed.times(inside, step) for step in recomputed.STEPS
            }


def word_of(row: Row, grouping: str) -> str:
    if grouping == DAY.word:
        return recomputed.part_of_day(row)
    return str(row["place_kind" if grouping == PLACE.word else "setting"]) or NOT_RECORDED


@pytest.mark.parametrize("seed", range(20))
def test_no_difference_of_counts_over_all_releases_is_a_small_group(seed: int) -> None:
    """Take everything that this installation ever told of, and subtract: every number left is of no call, or of ten and more."""
    calls = calls_of(year_of(seed, calls=random.Random(seed).randrange(20, 400)))
    kept: tuple[Release, ...] = ()
    for period in (AUTUMN, SPRING):
        kept = (*kept, released(calls, period, kept))
    first, second = kept
    assert first.period.last < second.period.first, "no call is in two releases, so one cannot be taken from the other"
    for made in kept:
        for counts in (made.attended, made.recorded):
            known = [each for each in (*counts.shown.values(), counts.rest_calls) if each]
            for many in range(1, len(known) + 1):
                for chosen in itertools.combinations(known, many):
                    left = (made.calls or 0) - sum(chosen)
                    assert sum(chosen) >= FEWEST and (left == 0 or left >= FEWEST)


def test_what_was_released_stays_whatever_is_written_or_forgotten_afterwards() -> None:
    calls = calls_of(year_of(1))
    first = released(calls)
    fewer = [each for each in calls if each.place_kind != "gym"]
    assert released(fewer) != first, "without what was kept, whoever subtracts finds the gym"
    assert released(fewer, kept=(first,)) == first
    assert released([], kept=(first,)) == first
    assert msgspec.json.decode(msgspec.json.encode(first), type=Release) == first, "it can be kept"


def test_a_half_is_released_only_when_its_records_are_settled() -> None:
    early = release("Fox Hollow", AUTUMN, calls_of(year_of(1)), DENVER, date(2026, 1, 30), ())
    assert early == NotYet(
        "July to December 2025 is not over for long enough: records are still written. Ask again from 2026-01-31 on."
    )
    assert isinstance(release("Fox Hollow", AUTUMN, [], DENVER, date(2026, 1, 31), ()), Release)


def test_halves_are_of_the_building_s_own_days_and_never_overlap() -> None:
    new_year = int(datetime(2026, 1, 1, tzinfo=DENVER).timestamp() * 1000)
    assert (period_of(new_year - 1, DENVER), period_of(new_year, DENVER)) == (AUTUMN, SPRING)
    halves = [Period(year, half) for year in (2025, 2026) for half in (1, 2)]
    for before, after in itertools.pairwise(halves):
        assert before < after and before.last + timedelta(days=1) == after.first


def test_practice_is_in_no_figure_but_its_own_count() -> None:
    rows = year_of(2)
    real = [row for row in rows if not row["practice"]]
    with_practice, without = released(calls_of(rows)), released(calls_of(real))
    assert msgspec.structs.replace(with_practice, practice=None) == without


def test_fewer_than_ten_calls_tell_nothing_but_that() -> None:
    calls = [each for each in calls_of(year_of(3)) if not each.practice and period_of(each.wall_ms, DENVER) == AUTUMN]
    for count in (0, 1, 9):
        made = released(calls[:count])
        assert made == released([])
        assert made.calls is None and not made.times and made.attended.withheld and made.recorded.withheld
    assert released(calls[:10]).calls == 10


def test_a_step_that_is_not_recorded_is_never_put_in() -> None:
    rows = [row for row in year_of(4) if not row["practice"]]
    blank: list[Row] = [{**row, "on_scene": None} for row in rows]
    made = released(calls_of(blank))
    assert Step.ON_SCENE not in made.times and all(grouped.times == {} for grouped in made.groups)
    assert made.times[Step.ACKNOWLEDGED] == released(calls_of(rows)).times[Step.ACKNOWLEDGED]


def test_every_call_is_in_exactly_one_group_of_each_grouping() -> None:
    odd = [msgspec.structs.replace(each, place_kind="of-a-newer-box") for each in calls_of(year_of(5))[:20]]
    for call in (*calls_of(year_of(5)), *odd):
        for grouping in (*WITH_TIMES, ATTENDED, RECORDED):
            assert [group.word for group in grouping.groups].count(grouping.of(call)) == 1
    assert {PLACE.of(each) for each in odd} == {NOT_RECORDED}
    assert {SETTING.word, PLACE.word, DAY.word} == {grouping.word for grouping in WITH_TIMES}


def test_a_percentile_is_a_time_that_was_not_exceeded_by_that_share() -> None:
    assert [nearest_rank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], percent) for percent in (10, 50, 90, 100)] == [1, 5, 9, 10]
    assert nearest_rank([7], 50) == 7
    assert nearest_rank([15, 20, 35, 40, 50], 40) == 20
    with pytest.raises(ValueError, match="no percentile"):
        nearest_rank([], 50)


def test_a_release_names_no_room() -> None:
    told = msgspec.json.encode(released(calls_of(year_of(0)))).decode()
    assert "classroom" in told
    assert "room" not in told.replace("classroom", "").replace("restroom", "")
