"""Tests the desk line while the whole building is asked something: who may act, what every desk sees, whose names it reads."""

import asyncio

import msgspec

from appliance.api.desk.line import State
from appliance.api.framing import frame
from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, PressSafe, StartCheckIn, StartResponse
from appliance.core.ground.words import BuildingResponse, Door, RoomAnswer, Source
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, RoomId, ZoneId
from appliance.plan.model import Room
from tests.appliance.doors.harness import FRONT, NURSE, Harness, school

HOLD = BuildingResponse.HOLD
STATE_LEN_MAX = 16 * 1024  # for a hundred rooms: a quarter of what each mark may cost a desk's line


async def test_every_desk_sees_a_response_and_who_started_it_only_where_somebody_proved_who_they_are(
    harness: Harness,
) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        harness.give_pins("ana")
        assert (await front.proves("ana")).ok
        assert (await front.line.act(StartResponse(response=HOLD, detail="hall"))).ok
        here = (await front.board(lambda board: board.response is not None)).response
        there = (await nurse.board(lambda board: board.response is not None)).response
        assert here is not None and there is not None
        assert (here.response, here.detail, here.practice) == (HOLD, "hall", False)
        assert (here.started_by, there.started_by) == ("Ana Ortiz", "Front office")
        assert (await nurse.line.act(EndResponse(response=HOLD))).ok
        await front.board(lambda board: board.response is None)


async def test_a_console_that_only_watches_starts_nothing(harness: Harness) -> None:
    async with harness.console(None) as watcher:
        for command in (StartResponse(response=HOLD), StartCheckIn()):
            assert (await watcher.line.act(command)).code == "watching"
        board = await watcher.board()
        assert (board.response, board.check_in) == (None, None)


async def test_two_desks_and_a_button_answer_one_check_in(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert (await front.line.act(StartCheckIn())).ok
        assert (await nurse.line.act(StartCheckIn())).code == "check-in-running"
        asked = (await nurse.board(lambda board: board.check_in is not None)).check_in
        assert asked is not None
        assert asked.count(RoomAnswer.NO_ANSWER) == 6

        def marks(room: str, answer: RoomAnswer) -> MarkRoom:
            return MarkRoom(check_in=asked.check_in, room=RoomId(room), answer=answer)

        answered = await asyncio.gather(
            front.line.act(marks("201", RoomAnswer.SAFE)), nurse.line.act(marks("202", RoomAnswer.NEEDS_HELP))
        )
        assert all(reply.ok for reply in answered)
        source = Source(Door.BUTTON, ButtonId("B203"), "safe", 1)
        await harness.engine.submit(PressSafe(room=RoomId("203"), source=source, pressed_ago_ms=0)).kept
        board = await front.board(
            lambda board: board.check_in is not None and board.check_in.count(RoomAnswer.NO_ANSWER) == 3
        )
        assert board.check_in is not None
        assert [(each.room, each.marked_by) for each in board.check_in.rooms] == [
            ("204", ""),
            ("205", ""),
            ("206", ""),
            ("202", "Nurse"),
            ("201", "Front office"),
            ("203", "button"),
        ]
        assert not board.calls, "only a person raises a call for a room that needs help"
        assert (await front.line.act(EndCheckIn(check_in=asked.check_in))).ok
        late = await nurse.line.act(marks("204", RoomAnswer.SAFE))
        assert (late.ok, late.code) == (False, "no-such-check-in")


async def test_the_list_of_a_hundred_rooms_travels_whole_and_is_small(harness: Harness) -> None:
    """The comment at `check_in_view` says what a State costs, as the reason for sending all of it each time."""
    rooms = [
        Room(RoomId(f"B{n}"), f"Room B{n} (Grade {n % 6})", "2", ZoneId("upstairs"), f"Cedar B{n}")
        for n in range(100, 200)
    ]
    await harness.adopt(to_document(msgspec.structs.replace(school(), rooms=tuple(rooms), buttons=()))).kept
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert (await front.line.act(StartCheckIn())).ok
        asked = (await nurse.board(lambda board: board.check_in is not None)).check_in
        assert asked is not None
        for room in rooms[:10]:
            assert (await front.line.act(MarkRoom(check_in=asked.check_in, room=room.room, answer=RoomAnswer.SAFE))).ok
        for desk in (front, nurse):
            board = await desk.board(
                lambda board: board.check_in is not None and board.check_in.count(RoomAnswer.SAFE) == 10
            )
            assert board.check_in is not None
            assert len(board.check_in.rooms) == 100
            assert len(frame(State(board=board))) < STATE_LEN_MAX
