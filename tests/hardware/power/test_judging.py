"""Tests what a supply's words mean. The tests read as a morning on which power fails."""

from datetime import date

import pytest

from hardware.power.codec import SupplyState
from hardware.power.judging import Feed, Judge, Supply, date_of, must_shed

TODAY = date(2026, 11, 29)
LOW_MIN = 10


def says(status: str, runtime_s: int | None = None, battery_date: str = "") -> SupplyState:
    return SupplyState(frozenset(status.split()), runtime_s, battery_date)


def judged(*said: SupplyState | str) -> Supply:
    judge = Judge(LOW_MIN)
    for each in said:
        judge.heard(each, TODAY)
    return judge.supply


def test_before_it_was_heard_nothing_is_known() -> None:
    assert judged() == Supply()
    assert not judged().on_battery


def test_on_mains_minutes_are_nobody_s_matter() -> None:
    assert judged(says("OL CHRG", 300)) == Supply(Feed.MAINS)


def test_on_battery_with_minutes_left() -> None:
    assert judged(says("OL"), says("OB DISCHRG", 23 * 60 + 59)) == Supply(Feed.BATTERY, 23)


def test_on_battery_and_it_does_not_say_how_long() -> None:
    assert judged(says("OB")) == Supply(Feed.BATTERY, None)


@pytest.mark.parametrize("said", [says("OB LB"), says("OB LB", 9000), says("FSD OB"), says("OB", LOW_MIN * 60 + 59)])
def test_low_by_its_own_word_or_by_the_plan_s_minutes(said: SupplyState) -> None:
    assert judged(said).feed is Feed.LOW
    assert judged(said).on_battery


def test_low_stays_low_while_its_guess_wavers_and_ends_with_mains() -> None:
    assert judged(says("OB", 600), says("OB", 1200)) == Supply(Feed.LOW, 20)
    assert judged(says("OB", 600), says("OL", 1200), says("OB", 1200)).feed is Feed.BATTERY


def test_whoever_says_both_is_on_battery() -> None:
    assert judged(says("OL OB", 6000)).feed is Feed.BATTERY


def test_words_nobody_knows_change_nothing() -> None:
    assert judged(says("OL BOOST ECO X-NEW")) == Supply(Feed.MAINS)


def test_two_missed_answers_are_daily_life_and_three_are_told() -> None:
    assert judged(says("OL"), "no answer", "no answer").unwatched == ""
    assert judged(says("OL"), "no answer", "no answer", "hung up") == Supply(Feed.MAINS, unwatched="hung up")
    assert judged(says("OL"), *["no answer"] * 9, says("OL")) == Supply(Feed.MAINS)
    assert judged(says("OL"), "no answer", "no answer", says("OL"), "no answer").unwatched == ""


def test_one_that_was_never_heard_is_unwatched_and_its_feed_unknown() -> None:
    assert judged("refused", "refused", "refused") == Supply(None, unwatched="refused")


def test_an_alarm_that_says_nothing_of_mains_is_no_answer() -> None:
    assert judged(says("OB", 1500), says("ALARM")) == Supply(Feed.BATTERY, 25)
    assert "neither that mains" in judged(*[says("ALARM")] * 3).unwatched
    assert "neither that mains" in judged(*[says("")] * 3).unwatched


def test_it_was_on_battery_when_its_watch_broke_off_and_still_is() -> None:
    lost = judged(says("OB LB", 300), *["hung up"] * 3)
    assert lost == Supply(Feed.LOW, None, unwatched="hung up")
    assert must_shed([lost])


@pytest.mark.parametrize(
    ("dated", "due"),
    [
        ("2023/11/29", True),
        ("2023/11/30", False),
        ("2019-02-28", True),
        ("05/14/21", True),
        ("11/30/2023", False),
        ("not set", False),
    ],
)
def test_a_battery_is_due_after_three_years(dated: str, due: bool) -> None:
    assert bool(judged(says("OL", battery_date=dated)).battery_due) is due


def test_a_battery_is_due_when_the_ups_says_so() -> None:
    assert "worn out" in judged(says("OL RB")).battery_due


def test_a_clock_that_is_not_set_makes_no_battery_due() -> None:
    judge = Judge(LOW_MIN)
    assert judge.heard(says("OL", battery_date="2021/05/14"), date(1970, 1, 1)).battery_due == ""


@pytest.mark.parametrize("text", ["", "2021/13/01", "9999/12/31x", "14 May 2021", "00/00/00", "0000/01/01"])
def test_what_is_no_date(text: str) -> None:
    assert date_of(text) is None


def test_what_is_no_alarm_is_shed_when_one_supply_of_the_box_is_low() -> None:
    assert not must_shed([])
    assert not must_shed([Supply(), Supply(Feed.MAINS), Supply(Feed.BATTERY, 11), Supply(None, unwatched="gone")])
    assert must_shed([Supply(Feed.MAINS), Supply(Feed.LOW, 5)])
