"""Tests responses of the whole building and room check-ins at the plain console."""

from msgspec.structs import replace

from appliance.api.board.building import CheckInRoom, CheckInView, ResponseLine
from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.plan.ids import CheckInId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import board, call, drill
from tests.tui.plain.conversation import Conversation

LOCKDOWN = ResponseLine(
    response=BuildingResponse.LOCKDOWN, detail="", practice=False, age_ms=0, started_by="Front office"
)


def check_in(**answers: RoomAnswer) -> CheckInView:
    rooms = tuple(
        CheckInRoom(
            room=RoomId(room),
            room_name=f"Room {room}",
            floor="2",
            answer=answer,
            call=None,
            marked_by="",
            marked_ago_ms=None,
        )
        for room, answer in answers.items()
    )
    return CheckInView(check_in=CheckInId("c-1"), practice=False, age_ms=0, rooms=rooms)


def test_a_response_begins_only_with_its_name_typed_on_a_line_of_its_own() -> None:
    desk = Conversation()
    asked = desk.hears("building lockdown no lockdown")
    assert "Type LOCKDOWN to start it, or cancel. Handbell does not announce this: use the PA, call 911." in asked
    assert desk.does("Lockdown") == StartResponse(response=BuildingResponse.LOCKDOWN)


def test_the_digits_stay_whatever_is_on_and_what_ends_is_named() -> None:
    desk = Conversation()
    alone = desk.hears("building")
    desk.hears("cancel")
    desk.told(board(response=LOCKDOWN))
    assert desk.hears("building") == alone
    desk.hears("1")
    assert "Type HOLD to start it, or cancel. LOCKDOWN ends then. Handbell does not announce" in desk.hears("no")


def test_any_other_word_starts_nothing_and_the_name_is_asked_again() -> None:
    desk = Conversation()
    desk.hears("building lockdown yes")
    said = desk.hears("lockdwon")
    assert said.startswith("Nothing was started: the word was not LOCKDOWN. Type LOCKDOWN to start it, or cancel.")
    assert desk.does("LOCKDOWN") == StartResponse(response=BuildingResponse.LOCKDOWN, check_in=True)
    assert desk.talk.question is None


def test_after_a_wrong_word_cancel_still_starts_nothing() -> None:
    desk = Conversation()
    desk.hears("building lockdown yes")
    desk.hears("lockdwon")
    assert desk.hears("cancel") == "Cancelled: building. Nothing was done."


def test_three_wrong_words_in_a_row_drop_the_question_and_say_so() -> None:
    desk = Conversation()
    desk.hears("building lockdown yes")
    for word in ("lock down", "yes"):
        assert "Type LOCKDOWN to start it" in desk.hears(word)
    assert desk.hears("send 3 lead") == (
        "Nothing was started: the word was not LOCKDOWN. It is not asked again. To begin anew, type: building"
    )
    assert desk.talk.question is None


def test_a_wrong_word_ends_no_response_and_end_is_asked_again() -> None:
    desk = Conversation()
    desk.told(board(response=LOCKDOWN))
    desk.hears("end building")
    said = desk.hears("emd")
    assert said.startswith("Nothing was ended: the word was not END.") and "Type END to end it." in said
    assert desk.does("END") == EndResponse(response=BuildingResponse.LOCKDOWN)


def test_what_a_response_leaves_open_is_asked_and_may_be_left_out() -> None:
    desk = Conversation()
    assert "Where to, or from what? Press Enter alone to leave it out." in desk.hears("building evacuate")
    desk.hears("the field")
    desk.hears("yes")
    started = StartResponse(response=BuildingResponse.EVACUATE, detail="the field", check_in=True)
    assert desk.does("evacuate") == started


def test_while_a_drill_runs_a_response_is_practice_or_real_as_the_person_says() -> None:
    desk = Conversation()
    desk.told(board(drill=drill("B204")))
    assert "Is this practice, or real?" in desk.hears("building hold")
    desk.hears("practice")
    asked = desk.hears("no")
    assert "Type DRILL HOLD to start it, or cancel. This is practice: do NOT call 911." in asked
    assert "call 911." not in asked.replace("do NOT call 911.", "")
    assert desk.does("drill hold") == StartResponse(response=BuildingResponse.HOLD, practice=True)


def test_a_response_is_said_with_the_bell_and_ends_with_the_word_end() -> None:
    desk = Conversation()
    assert desk.told(board(response=LOCKDOWN)) == [
        "LOCKDOWN: Locks, lights, out of sight. Started by Front office. "
        "Handbell does not announce this: use the PA, call 911. Families at the door: type families."
    ]
    desk.hears("end building")
    assert desk.does("end") == EndResponse(response=BuildingResponse.LOCKDOWN)


def test_while_it_is_practised_the_real_one_can_be_begun_and_the_end_says_that_it_is_of_practice() -> None:
    desk = Conversation()
    desk.told(board(drill=drill("B204"), response=replace(LOCKDOWN, practice=True)))
    desk.hears("building lockdown")
    desk.hears("real")
    desk.hears("no")
    assert desk.does("lockdown") == StartResponse(response=BuildingResponse.LOCKDOWN)
    desk.hears("end building")
    desk.told(board(response=LOCKDOWN))
    assert desk.does("end") == EndResponse(response=BuildingResponse.LOCKDOWN, practice=True), "not the real one"


def test_in_a_lockdown_a_caller_is_said_to_see_nothing() -> None:
    desk = Conversation()
    desk.told(board(call(12, "B204", lamp="dark"), response=LOCKDOWN))
    assert "The caller's button shows: nothing (lockdown: lamps are dark)." in desk.hears("board 12")


def test_rooms_are_asked_marked_and_listed_silence_first() -> None:
    desk = Conversation()
    assert desk.does("check in all") == StartCheckIn()
    asked = check_in(B204=RoomAnswer.NO_ANSWER, B205=RoomAnswer.NO_ANSWER)
    assert desk.told(board(check_in=asked)) == [
        "Room check-in: 2 of 2 rooms have not answered, 0 need help, 0 are safe. Type rooms to hear who is silent."
    ]
    safe = MarkRoom(check_in=CheckInId("c-1"), room=RoomId("B204"), answer=RoomAnswer.SAFE)
    assert desk.does("mark B204 safe") == safe
    assert "Do you raise a call for it?" in desk.hears("mark B205 needs help")
    called = MarkRoom(check_in=CheckInId("c-1"), room=RoomId("B205"), answer=RoomAnswer.NEEDS_HELP, call=Kind.EMERGENCY)
    assert desk.does("emergency") == called
    later = check_in(B205=RoomAnswer.NEEDS_HELP, B204=RoomAnswer.SAFE)
    assert desk.told(board(check_in=later))[0] == "Check-in: Room B205 needs help."
    assert "Needs help: Room B205. Safe: Room B204." in desk.hears("rooms")
    assert desk.does("end check in") == EndCheckIn(check_in=CheckInId("c-1"))


def test_a_room_that_answers_to_nobody_is_said_to_be_asked_by_nobody() -> None:
    for line in ("end check in", "mark B204 safe"):
        assert Conversation().hears(line) == "No room check-in is on."


def test_where_no_response_is_on_nothing_is_asked_to_end_it() -> None:
    assert Conversation().hears("end building") == "No response of the building is on."
