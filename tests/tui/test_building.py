"""Tests responses and room check-ins at the console, by keys only, at 80 columns and 24 lines; and how they read."""

import pytest
from msgspec.structs import replace

from appliance.api.board.building import CheckInRoom, CheckInView, ResponseLine
from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.building.responses import DETAIL_CHARACTERS_MAX
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.flows.building.standing import response_banner
from appliance.plan.ids import CheckInId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.screens.building.check_in import room_line

LOCKDOWN, EVACUATE = BuildingResponse.LOCKDOWN, BuildingResponse.EVACUATE
SILENT, HELP, SAFE = RoomAnswer.NO_ANSWER, RoomAnswer.NEEDS_HELP, RoomAnswer.SAFE
SIXTY = tuple(f"{floor}{number:02}" for floor in (1, 2, 3) for number in range(1, 21))


def on(response: BuildingResponse = LOCKDOWN, detail: str = "", *, practice: bool = False) -> ResponseLine:
    return ResponseLine(response=response, detail=detail, practice=practice, age_ms=65_000, started_by="Front office")


def asked(room: str, answer: RoomAnswer = SILENT, call: int | None = None) -> CheckInRoom:
    marked = answer is not SILENT
    return CheckInRoom(
        room=RoomId(room),
        room_name=f"Room {room}",
        floor=room[0],
        answer=answer,
        call=call,
        marked_by="Nurse" if marked else "",
        marked_ago_ms=30_000 if marked else None,
    )


def check_in(*rooms: CheckInRoom, practice: bool = False) -> CheckInView:
    return CheckInView(check_in=CheckInId("k-1"), practice=practice, age_ms=100_000, rooms=rooms)


SIXTY_ASKED = check_in(*map(asked, SIXTY))
MIXED = check_in(asked("203"), asked("204"), asked("202", HELP, call=12), asked("201", SAFE))


@pytest.mark.parametrize("response", BuildingResponse)
@pytest.mark.parametrize("practice", [False, True])
def test_a_banner_fits_eighty_columns_and_says_what_practice_is(response: BuildingResponse, practice: bool) -> None:
    words = response_banner(on(response, practice=practice), 3_600_000)
    longest = response_banner(on(EVACUATE, "x" * DETAIL_CHARACTERS_MAX, practice=practice), 3_600_000)
    assert max(len(words), len(longest)) <= 80 - len(" !! ")
    assert words.startswith("DRILL ") == practice
    assert ("practice" in words) == practice
    assert ("Not announced" in words) == (not practice)


def test_a_room_says_what_it_answered_who_noted_it_and_its_call() -> None:
    assert room_line(asked("203"), 0) == "? NO ANSWER   Room 203"
    assert room_line(asked("202", HELP, call=12), 0).split() == [
        "!",
        "NEEDS",
        "HELP",
        "Room",
        "202",
        "call",
        "12",
    ]
    assert room_line(asked("201", SAFE), 5_000).endswith("Nurse, 35 s ago")


@pytest.mark.slow
async def test_a_lockdown_is_started_by_its_word_and_by_nothing_less(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("b")
        await person.sees(
            "BUILDING RESPONSE", "does not announce this: use the PA, call 911", "LOCKDOWN  Locks, lights"
        )
        await person.presses("3")
        await person.sees("Type LOCKDOWN and press ENTER")
        await person.presses("enter", "1")
        await person.sees("Nothing was started")
        await person.presses("up", *"lockdow", "enter", "1")
        await person.sees("Nothing was started: the word was not LOCKDOWN.")
        assert stage.acts == []
        await person.presses("up", "end", "n", "enter", "1")
        await person.until(lambda: stage.acts == [StartResponse(response=LOCKDOWN)], "the lockdown asked for")


@pytest.mark.slow
async def test_leaning_on_the_keyboard_starts_nothing(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("b", *["enter"] * 30)
        await person.presses("escape", "b", *"3333333333", *["enter"] * 10)
        await person.presses("escape", "b", *["space"] * 20, "1", "1", "1", "enter", "1")
        await person.sees("Nothing was started")
        assert stage.acts == []


@pytest.mark.slow
async def test_an_evacuation_says_where_and_asks_every_room(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("b", "4")
        await person.sees("Evacuate to where")
        await person.presses(*"north field", "enter")
        await person.sees("EVACUATE (north field)")
        await person.presses(*"evacuate", "enter", "2")
        wanted = StartResponse(response=EVACUATE, detail="north field", check_in=True)
        await person.until(lambda: stage.acts == [wanted], "the evacuation asked for")


@pytest.mark.slow
async def test_what_is_on_stands_at_the_top_and_is_ended_by_a_word(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204"), response=on()))
        await person.sees("!! LOCKDOWN 1:0", "Not announced: PA, 911", "B204")
        await person.presses("b")
        await person.sees("3 LOCKDOWN", "4 EVACUATE", "6 END LOCKDOWN")
        await person.presses("6")
        await person.sees("END LOCKDOWN?", "use the PA")
        await person.presses("enter")
        await person.sees("Nothing was ended")
        await person.presses(*"end", "enter")
        await person.until(lambda: stage.acts == [EndResponse(response=LOCKDOWN)], "its end asked for")


@pytest.mark.slow
async def test_what_ends_when_another_response_begins_is_named_before_its_word_is_typed(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(response=on()))
        await person.sees("!! LOCKDOWN")
        for digit, says in (("1", "HOLD and press ENTER: LOCKDOWN ends then."), ("3", "LOCKDOWN is on already.")):
            await person.presses("b", digit)
            await person.sees(says)
            await person.presses("escape")


@pytest.mark.slow
async def test_while_a_lockdown_is_practised_the_real_one_can_be_chosen(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(drill=drill("117"), response=replace(on(), practice=True)))
        await person.sees("DRILL Medical practice")
        await person.presses("b")
        await person.sees("3 LOCKDOWN", "6 END DRILL LOCKDOWN")


@pytest.mark.slow
async def test_while_a_drill_runs_a_person_says_whether_it_is_real(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(drill=drill("117")))
        await person.sees("DRILL Medical practice")
        await person.presses("b", "3")
        await person.sees("practice, or real?")
        await person.presses("1")
        await person.sees("Type DRILL LOCKDOWN")
        await person.presses(*"lockdown", "enter", "1")
        await person.sees("Nothing was started")
        await person.presses("up", "home", *"drill ", "enter", "1")
        wanted = StartResponse(response=LOCKDOWN, practice=True)
        await person.until(lambda: stage.acts == [wanted], "practice asked for")
        stage.shows(board(drill=drill("117"), response=on(practice=True)))
        await person.sees("~ DRILL LOCKDOWN", "This is practice")


@pytest.mark.slow
async def test_a_check_in_of_sixty_rooms_by_typing_and_one_key_a_room(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("i")
        await person.sees("ask which rooms")
        await person.presses("1")
        await person.until(lambda: stage.acts == [StartCheckIn()], "the check-in asked for")
        stage.shows(board(check_in=SIXTY_ASKED))
        await person.sees("ROOM CHECK-IN 1:4", "60 NO ANSWER, 0 need help, 0 safe of 60")
        await person.presses("i")
        await person.sees("? NO ANSWER   Room 101", "F3 safe", "F4 needs help")
        await person.presses(*"214", "f3")
        wanted = MarkRoom(check_in=CheckInId("k-1"), room=RoomId("214"), answer=SAFE)
        await person.until(lambda: stage.acts[1:] == [wanted], "214 marked safe")
        await person.presses(*"301", "f5")
        taken_back = MarkRoom(check_in=CheckInId("k-1"), room=RoomId("301"), answer=SILENT)
        await person.until(lambda: stage.acts[2:] == [taken_back], "301 taken back")


@pytest.mark.slow
async def test_a_room_found_by_typing_and_marked_stands_among_all_and_no_second_stroke_marks_another(
    stage: Stage, sits: Sits
) -> None:
    rooms = [asked(str(number)) for number in range(201, 207)]
    async with sits() as person:
        stage.shows(board(check_in=check_in(*rooms)))
        await person.sees("I shows them")
        await person.presses("i", *"204")
        await person.sees_no_more("Room 203")
        await person.presses("f3")
        await person.sees("Room 203", "Room 204", "Room 205")
        stage.shows(board(check_in=check_in(*rooms[:3], *rooms[4:], asked("204", SAFE))))
        await person.sees("5 NO ANSWER, 0 need help, 1 safe of 6")
        await person.presses("f3")
        safe = MarkRoom(check_in=CheckInId("k-1"), room=RoomId("204"), answer=SAFE)
        await person.until(lambda: stage.acts == [safe, safe], "the same room marked twice")


@pytest.mark.slow
async def test_needing_help_asks_about_a_call_and_goes_back_to_the_list(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(check_in=MIXED))
        await person.sees("2 NO ANSWER, 1 needs help, 1 safe of 4")
        await person.presses("i")
        await person.sees("? NO ANSWER   Room 203", "! NEEDS HELP  Room 202", "= safe        Room 201", "Nurse")
        lines = person.screen
        assert lines.index("Room 203") < lines.index("Room 202") < lines.index("Room 201"), "silence first"
        await person.presses("f4")
        await person.sees("Room 203: what did it answer?", "raise a call now, ASSIST")
        await person.presses("1")
        wanted = MarkRoom(check_in=CheckInId("k-1"), room=RoomId("203"), answer=HELP, call=Kind.ASSIST)
        await person.until(lambda: stage.acts == [wanted], "203 marked, and a call raised")
        await person.sees("Room:", "F3 safe")
        assert not any(isinstance(each, RaiseCallFromDesk) for each in stage.acts), "one act, not two"


@pytest.mark.slow
async def test_the_list_follows_the_board_and_ends_by_a_person(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(check_in=MIXED))
        await person.sees("I shows them")
        await person.presses("i")
        await person.sees("Room 204")
        stage.shows(board(call(13, "B205"), check_in=check_in(asked("203"), asked("204", SAFE))))
        await person.sees("1 NO ANSWER, 0 need help, 1 safe of 2", "B205")
        await person.presses("down", "down", "enter")
        await person.sees("END the room check-in? 1 room has not answered.")
        await person.presses("2")
        await person.until(lambda: stage.acts == [EndCheckIn(check_in=CheckInId("k-1"))], "its end asked for")
        stage.shows(board())
        await person.sees_no_more("CHECK-IN 1:")


@pytest.mark.slow
async def test_a_list_whose_check_in_another_desk_ended_is_put_away(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(check_in=MIXED))
        await person.sees("I shows them")
        await person.presses("i")
        await person.sees("F3 safe")
        stage.shows(board())
        await person.sees_no_more("F3 safe")
        assert stage.acts == []


@pytest.mark.slow
async def test_a_room_marked_elsewhere_never_moves_another_one_under_the_key(stage: Stage, sits: Sits) -> None:
    rooms = [asked(str(number)) for number in range(201, 207)]
    async with sits() as person:
        stage.shows(board(check_in=check_in(*rooms)))
        await person.sees("I shows them")
        await person.presses("i", "down", "down", "down")
        await person.sees("? NO ANSWER   Room 204")
        stage.shows(board(check_in=check_in(*rooms[1:], asked("201", SAFE))))
        await person.sees("5 NO ANSWER, 0 need help, 1 safe of 6")
        await person.presses("f3")
        await person.until(lambda: len(stage.acts) == 1, "a room marked")
        assert stage.acts == [MarkRoom(check_in=CheckInId("k-1"), room=RoomId("204"), answer=SAFE)]
        stage.shows(board(check_in=check_in(*rooms[1:3], *rooms[4:], asked("201", SAFE), asked("204", SAFE))))
        await person.sees("4 NO ANSWER, 0 need help, 2 safe of 6")
        await person.presses("f3")
        await person.until(lambda: len(stage.acts) == 2, "the next room marked")
        assert stage.acts[1:] == [MarkRoom(check_in=CheckInId("k-1"), room=RoomId("205"), answer=SAFE)]
