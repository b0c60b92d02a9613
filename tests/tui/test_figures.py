"""Tests the figures of how soon help came at the screen: in words and as charts, beside a call, and before the first release."""

import msgspec
import pytest
from textual.app import App

from appliance.core.calls.commands import Acknowledge
from appliance.numbers.call import Step
from appliance.numbers.percentile import ASKED_S
from appliance.plan.ids import IncidentId
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.figures import DOCUMENTS, RELEASED
from tests.tui.stage import Stage
from tui.screens.building.charted import HALVES_MAX, STEPS, Bars, Past, charts_of, scale
from tui.widgets.chart import NO_ROOM, SIGNS, Chart

OLDER, NEWEST = RELEASED


def test_the_first_chart_has_the_newest_half_and_what_to_compare_with() -> None:
    bars, past = charts_of(RELEASED)
    assert isinstance(bars, Bars) and NEWEST.period.title in bars.title and bars.rows == tuple(STEPS.values())
    half, most, asked = (values for _, values in bars.series)
    assert half == tuple(NEWEST.times[step].half_s for step in Step)
    assert most == tuple(NEWEST.times[step].most_s for step in Step)
    assert asked == tuple(ASKED_S[step][0] for step in Step)
    assert isinstance(past, Past) and past.halves == ("Jul-Dec 25", "Jan-Jun 26")
    assert past.lines == tuple(
        (STEPS[step], {0: OLDER.times[step].most_s, 1: NEWEST.times[step].most_s}) for step in Step
    )


def test_a_half_without_times_is_in_no_chart_and_a_step_without_them_in_no_line() -> None:
    small = msgspec.structs.replace(OLDER, calls=None, times={})
    assert charts_of((small,)) == ()
    (bars,) = charts_of((small, NEWEST))
    assert isinstance(bars, Bars)
    short = msgspec.structs.replace(NEWEST, times={Step.ACKNOWLEDGED: NEWEST.times[Step.ACKNOWLEDGED]})
    bars, past = charts_of((OLDER, short))
    assert isinstance(bars, Bars) and bars.rows == ("has it",) and isinstance(past, Past)
    assert [set(known) for _, known in past.lines] == [{0, 1}, {0}, {0}]


def test_the_past_goes_no_further_back_than_there_is_room() -> None:
    years = [
        msgspec.structs.replace(NEWEST, period=msgspec.structs.replace(NEWEST.period, year=2026 - back))
        for back in range(HALVES_MAX + 3)
    ]
    _, past = charts_of(tuple(years))
    assert isinstance(past, Past) and len(past.halves) == HALVES_MAX
    assert (past.halves[0], past.halves[-1]) == ("Jan-Jun 21", "Jan-Jun 26")


def test_a_scale_has_round_figures_and_reaches_over_the_highest() -> None:
    assert scale(371) == (0, 100, 200, 300, 400)
    assert scale(0) == scale(1) == (0, 1)
    for highest_s in range(1, 4000):
        ends = scale(highest_s)
        assert ends[-2] < highest_s <= ends[-1] and len(ends) <= 6


@pytest.mark.slow
async def test_a_key_tells_the_figures_with_unattended_calls_first(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("equals_sign")
        await person.sees("HOW SOON HELP CAME", "Unattended calls: ", "More calls can mean more trust.", "C as a chart")
        lines = person.screen.splitlines()
        (unattended,) = [place for place, line in enumerate(lines) if "Unattended calls: " in line and "25" not in line]
        (calls,) = [place for place, line in enumerate(lines) if f"Calls: {NEWEST.calls}." in line]
        assert unattended < calls
        await person.presses("equals_sign")
        await person.sees("Buttons")
    assert stage.acts == []


@pytest.mark.slow
async def test_c_goes_through_the_charts_and_back_to_the_words(sits: Sits) -> None:
    async with sits() as person:
        await person.presses("equals_sign")
        await person.sees("C as a chart")
        await person.presses("c")
        await person.sees(
            "SECONDS UNTIL HELP CAME", "half of the calls", "to compare with 90 %", "has it", "goes", "is there"
        )
        assert {"█", "▒", "░"} <= set(person.screen) and "Unattended" not in person.screen
        await person.presses("C")
        await person.sees("This building beside its own past", "Jul-Dec 25", "Jan-Jun 26", "more trust", "C in words")
        await person.presses("c")
        await person.sees("Unattended calls: ", "C as a chart")
        await person.presses("escape")
        await person.sees("Buttons")


@pytest.mark.slow
@pytest.mark.parametrize("lines", [20, 15, 13, 12, 10, 7, 6, 2])
async def test_a_chart_says_what_each_of_its_bars_means_however_low_it_is(lines: int) -> None:
    bars, _ = charts_of(RELEASED)
    app = App[None]()
    async with app.run_test(size=(80, lines)) as pilot:
        await app.mount(Chart(bars, beside=lambda: 0))
        await pilot.pause()
        app.query_one(Chart).styles.height = lines
        await pilot.pause()
        shown = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
        if lines < 7:
            assert NO_ROOM in shown[0]
            return
        *drawn, legend = [line for line in shown if line.strip()]
        signs = [sign for sign in SIGNS if sign in legend]
        assert signs == list(SIGNS[: len(signs)]) and len(signs) == max(min((lines - 4) // 3, 3), 1)
        for sign in signs:
            assert sum(sign in line for line in drawn) >= len(STEPS)
        assert all(any(name in line for line in drawn) for name in STEPS.values())


@pytest.mark.slow
async def test_a_call_shows_above_a_chart_and_is_taken_by_f2(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("equals_sign")
        await person.sees("C as a chart")
        await person.presses("c")
        await person.sees("half of the calls")
        stage.shows(board(call(12, "B204")))
        await person.sees("B204", "RINGING", "half of the calls")
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-12"))], "the acknowledgement")
        await person.sees("half of the calls")


@pytest.mark.slow
async def test_before_the_first_release_it_says_when_there_will_be_one_and_offers_no_chart(
    stage: Stage, sits: Sits
) -> None:
    stage.figures = ()
    async with sits() as person:
        await person.presses("equals_sign")
        await person.sees("Nothing was released yet.", "days after their end.")
        assert "chart" not in person.screen
        await person.presses("c")
        await person.sees("Nothing was released yet.")


@pytest.mark.slow
async def test_a_release_of_another_program_is_told_and_not_guessed_at(stage: Stage, sits: Sits) -> None:
    stage.figures = (*DOCUMENTS, b'{"from": "another program"}')
    async with sits() as person:
        await person.presses("equals_sign")
        await person.sees("cannot be read by this program")
