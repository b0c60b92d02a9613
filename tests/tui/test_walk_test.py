"""Tests walk tests and drills with a button that cannot say when it was pressed: the console asks in words, and one key answers."""

import pytest
from msgspec.structs import replace

from appliance.api.board.practice import WalkTestLine
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress
from appliance.flows.practice.untimed import real_too, some_of
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from tests.tui.boards import FRONT, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_tap_outs import tap_out
from tui.asking.pressing import LOOK_FIRST
from tui.board.faces import Level, banners

TWELVE = IncidentId("i-12")
ARMED = WalkTestLine(button="b-gym", room_name="Gymnasium", ends_in_ms=94_000, desk="front", untimed=True)
RANG = board(call(12, "Gymnasium", pressed_ago_ms=None), walk_test=replace(ARMED, rang=TWELVE))


def said(view, desk: DeskId | None = FRONT, passed_ms: int = 0) -> list[tuple[Level, str]]:
    return [(each.level, each.text) for each in banners(view, view.calls, passed_ms, desk)]


def test_before_it_is_pressed_the_desk_hears_that_it_will_ring() -> None:
    here = "WALK TEST, 1:34 left: it rings, then Y. W ends it. Press now in Gymnasium"
    assert said(board(walk_test=ARMED)) == [(Level.PRACTICE, here)]
    elsewhere = "WALK TEST, 1:34 left: it rings as real. W ends it. Press now in Gymnasium"
    assert said(board(walk_test=ARMED), DeskId("nurse")) == [(Level.PRACTICE, elsewhere)]
    usual = "WALK TEST: press the button in Gymnasium now, 1:34 left. W ends it."
    assert said(board(walk_test=replace(ARMED, untimed=False))) == [(Level.PRACTICE, usual)]


def test_once_it_rang_the_desk_that_stands_the_test_is_asked_before_anything_else() -> None:
    (asked, *_) = said(replace(RANG, recording=False), passed_ms=4_000)
    assert asked == (Level.WARNING, "WALK TEST rang: pressed just now? Y if it was, 1:30 left. Gymnasium")


def test_every_other_desk_is_told_that_it_is_real() -> None:
    real = (Level.WARNING, "REAL unless Front office says that it was their walk test: Gymnasium rang.")
    assert said(RANG, DeskId("nurse")) == [real]
    assert said(RANG, None) == [real]


def test_a_drill_names_the_buttons_that_ring_as_real_in_it() -> None:
    untimed = tuple(ButtonId(f"pendant-{number}") for number in range(1, 6))
    (_, real) = said(board(drill=replace(drill("gym"), untimed=untimed[:1])))
    assert real == (Level.PRACTICE, "REAL in the drill too: pendant-1 (it cannot say when pressed)")
    assert real_too(untimed) == "REAL in the drill too: pendant-1, pendant-2 and 3 more (they cannot say when pressed)"
    assert some_of(untimed[:2]) == "pendant-1, pendant-2"


slow = pytest.mark.slow  # these tests run at a person's pace


@slow
async def test_y_says_that_it_was_pressed_just_now(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(walk_test=ARMED))
        await person.sees("it rings, then Y")
        stage.shows(RANG)
        await person.sees("pressed just now? Y", "Gymnasium", "RINGING", "Y  It was the test")
        await person.looks()
        await person.presses("y")
        await person.until(lambda: stage.acts == [AttestTestPress(incident=TWELVE)], "the answer")


@slow
async def test_y_pressed_as_it_rings_was_meant_for_something_else(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(walk_test=ARMED, tap_outs=(tap_out(),)))
        await person.sees("it rings, then Y")
        stage.shows(replace(RANG, tap_outs=(tap_out(),)))
        await person.sees("pressed just now?")
        await person.presses("y")
        await person.sees(LOOK_FIRST)
        assert stage.acts == []


@slow
async def test_y_opens_tap_outs_where_no_test_of_this_desk_asks(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        elsewhere = replace(ARMED, rang=TWELVE, desk="nurse")
        stage.shows(board(call(12, "Gymnasium"), walk_test=elsewhere, tap_outs=(tap_out(),)))
        await person.sees("REAL unless Nurse says")
        await person.looks()
        await person.presses("y")
        await person.until(lambda: person.app.board.panel is not None, "the tap-outs")
        assert stage.acts == []


@slow
async def test_tap_outs_are_still_among_the_commands_while_a_test_asks(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(replace(RANG, tap_outs=(tap_out(),)))
        await person.sees("pressed just now?", "asks for cover", "CTRL-P: commands", "Y  It was the test")
        assert "Tap-outs" not in person.screen, "Y answers the question now"
        await person.looks()
        await person.presses("ctrl+p", *"tap-outs", "enter")
        await person.sees("WHO COVERS")
        assert stage.acts == []


@slow
async def test_who_arms_a_test_sees_which_buttons_will_ring(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.presses("w", *"gym")
        await person.sees("b-gym (will ring)")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [ArmWalkTest(button=ButtonId("b-gym"))], "the test")


@slow
async def test_who_starts_a_drill_sees_what_stays_real_in_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.presses("p", *"gym")
        await person.sees("b-gym stays REAL")
        await person.presses("enter", "down", "enter")
        await person.sees("DRILL in 1 room: it ends by itself. REAL all the same: b-gym")
