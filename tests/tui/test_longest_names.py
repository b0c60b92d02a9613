"""Tests the longest names a plan may hold, on the smallest screen: nothing that must be read is pushed off it."""

from itertools import cycle, islice

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.board.calls import EndedCall, UndoLine
from appliance.api.board.supervised import DeskLine
from appliance.core.ground.words import DeskAct
from appliance.core.ground.words import Stage as CallStage
from appliance.plan.bounds import NAME_CHARACTERS_MAX
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tests.tui.boards import FRONT, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_building import asked, check_in, on
from tests.tui.test_tap_outs import tap_out
from tui.board.faces import face
from tui.widgets.call_card import CallCard, Shape
from tui.widgets.lines import clipped, spread

pytestmark = pytest.mark.slow  # each test draws whole screens: in `make test`, not in `make check`


def longest(word: str) -> str:
    return "".join(islice(cycle(f"{word} "), NAME_CHARACTERS_MAX - 1)) + "x"


ROOM, DESK, PERSON = longest("Laboratory"), longest("Reception"), longest("Bartholomew")
LONG = msgspec.structs.replace(
    board(),
    building=longest("Consolidated"),
    here=DeskLine(desk=FRONT, name=DESK, connected=True, attended=True, operator=PERSON),
)


def long_board(*stages: CallStage, **changes: object) -> BoardView:
    calls = [
        msgspec.structs.replace(
            call(12 + n, ROOM, Kind.EMERGENCY, stage), floor=ROOM, phone_name=ROOM, acknowledged_by=PERSON, going=PERSON
        )
        for n, stage in enumerate(stages)
    ]
    return msgspec.structs.replace(LONG, calls=tuple(calls), **changes)


@pytest.mark.parametrize("count", [1, 3, 5, 8])
async def test_the_key_the_time_and_what_is_wrong_are_never_pushed_off_a_card(
    stage: Stage, sits: Sits, count: int
) -> None:
    stages = (CallStage.CALLED, CallStage.DISPATCHED, CallStage.CONFIRMED, CallStage.ON_SCENE) * 2
    async with sits() as person:
        stage.shows(long_board(*stages[:count], recording=False, drill=drill("117")))
        await person.sees("SPACE: I have it", "RINGING", "call 12  1:0", "Laboratory", "NOBODY HAS IT YET", "Help")
        assert f"{count} open  " in person.screen.splitlines()[0]
        assert all(len(line) == 80 for line in person.screen.splitlines())


async def test_a_crowd_on_a_small_screen_shows_whole_rows_and_counts_the_others(stage: Stage, sits: Sits) -> None:
    crowd = board(*(call(100 + n, f"{ROOM[:-4]} {100 + n}") for n in range(63)))
    async with sits() as person:
        stage.shows(crowd)
        await person.sees("63 CALLS, 63 OF THEM WAIT", "►■ …100  ! 100 1:00", "■ …162  ! 162 1:00")
        await person.resizes(40, 10)
        await person.sees("63 CALLS, 63 WAIT (!)", "55 more: ↓", "►■ …100  ! 100 1:00", "■ …107  ! 107 1:00")
        await person.presses("n")
        await person.sees("more: ↓", "►■ …100  ! 100 1:00")


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("kind", Kind)
def test_every_line_of_every_card_is_as_wide_as_the_card_at_most(shape: Shape, kind: Kind) -> None:
    made = call(
        12, ROOM, kind, drill=True, recorded=False, lamp="not-delivered", presses=99, pressed_ago_ms=None, floor=ROOM
    )
    for aimed in (True, False):
        card = CallCard(face(made, 0, selected=True, aimed=aimed, practising=True), shape)
        assert max(line.cell_length for line in card.lines(79)) <= 79


@pytest.mark.parametrize("shape", [Shape.PLAIN, Shape.SMALL])
@pytest.mark.parametrize("stage", [CallStage.CALLED, CallStage.CONFIRMED])
def test_a_card_of_forty_columns_says_its_room_how_it_stands_its_number_and_its_time(
    shape: Shape, stage: CallStage
) -> None:
    made = call(12, ROOM, stage=stage, acknowledged_by=PERSON, going=PERSON)
    shown = face(made, 0, selected=True, aimed=stage is CallStage.CALLED, practising=False)
    first, *_, last = [line.plain for line in CallCard(shown, shape).lines(39)]
    assert "ASSIST  Labo" in first and "call 12  1:00" in first
    assert shown.stage in last


async def test_a_long_name_leaves_what_is_asked_on_the_lines_below_the_calls(stage: Stage, sits: Sits) -> None:
    over = EndedCall(
        incident=IncidentId("i-9"),
        number=9,
        room_name=ROOM,
        kind=Kind.ASSIST,
        drill=False,
        undo=UndoLine(desk=FRONT, what=DeskAct.STOOD_DOWN, ends_in_ms=9_000),
    )
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(room_name=ROOM),), ended=(over,)))
        await person.sees("…Labox  (call", "asks for cover, waiting", "(call 9, ASSIST)", "Undo: Z (9 s)")


def test_letters_that_take_two_cells_are_counted_as_two() -> None:
    assert clipped("音楽室と図書室", 9) == "音楽室と…"
    assert spread("音楽室", "3", 10).cell_length == 10
    assert clipped("Room", 0) == ""


async def test_a_list_of_rooms_says_its_keys_whatever_rooms_are_called(stage: Stage, sits: Sits) -> None:
    room = msgspec.structs.replace(asked("203"), room_name=ROOM)
    async with sits() as person:
        stage.shows(long_board(CallStage.CALLED, response=on(), check_in=check_in(room)))
        await person.sees("ROOM CHECK-IN")
        await person.presses("i")
        await person.sees("? NO ANSWER", "F3 safe", "F5 no answer", "F2 I have it", "SPACE: I have it")


async def test_what_is_typed_is_kept_while_the_window_changes_its_size(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("SPACE: I have it")
        await person.presses("n", *"two pupils")
        for width, height in ((200, 60), (80, 24), (120, 40), (80, 24)):
            await person.resizes(width, height)
            await person.presses("x")
            await person.sees("SPACE: I have it", "two pupilsx", "ENTER writes it down")
        assert person.typed == "two pupilsxxxx"
