"""Tests a command that is typed into a question: at a short question it is done at once, where a text is asked for it is held, and it is
never taken for an answer.
"""

import msgspec
import pytest

from appliance.api.board.calls import NameOwedLine
from appliance.core.building.commands import MarkRoom, StartResponse
from appliance.core.calls.commands import Acknowledge, AddNote, Arrive, Dispatch, RaiseCallFromDesk, StandDown
from appliance.core.commands import DeskCommand
from appliance.core.devices.commands import ShelveTrouble
from appliance.core.ground.words import BuildingResponse, Outcome, RoomAnswer, Stage
from appliance.flows.calls.reach import AsksReach
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import FACTS, FRONT, TROUBLES, board, call, drill
from tests.tui.plain.conversation import Conversation
from tests.tui.plain.test_building import check_in
from tui.plain.asking.answers import AboutRecords, AsksEarlier, AsksLog
from tui.plain.asking.meant import command_in

I14, I15 = IncidentId("i-14"), IncidentId("i-15")
WITNESS = "Who saw the room with their own eyes?"
ASKED = f"Stand down call 14, Room B204: {WITNESS}"
GYM = RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)


def asked_who_saw_it() -> Conversation:
    """Make a conversation in which call 14 is about to be stood down, call 13 rings, and the question for a name is open."""
    desk = Conversation(call(14, "B204", stage=Stage.ON_SCENE), call(13, "gym"))
    desk.hears("stand down 14")
    assert WITNESS in desk.hears("1")
    return desk


# ---- a short question: the command acts, and the question is said again


def test_a_call_for_help_is_never_the_name_of_a_witness() -> None:
    desk = asked_who_saw_it()
    assert "What kind of help?" in desk.hears("call library")
    assert desk.does("emergency") == RaiseCallFromDesk(room=RoomId("lib"), kind=Kind.EMERGENCY)
    assert desk.talk.asked() == ASKED
    over = StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    assert desk.does("Ana Ortiz") == over


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("reach gym", AsksReach(RoomId("gym"))),
        ("log 14", AsksLog(I14)),
        ("log 3", AsksEarlier(3)),
        ("records", AboutRecords("records", [])),
    ],
)
def test_what_is_asked_of_the_box_is_asked_and_the_name_still_waited_for(line: str, answer: object) -> None:
    desk = asked_who_saw_it()
    assert desk.types(line) == answer
    assert desk.talk.asked() == ASKED


@pytest.mark.parametrize("line", ["code 2", "tell 2", "record 2", "hold 2 A claim", "history of account"])
def test_a_record_waits_so_that_no_secret_code_is_ever_the_name_of_a_witness(line: str) -> None:
    desk = asked_who_saw_it()
    said = desk.hears(line)
    assert "opens a record, and waits until this question is answered: nothing was done." in said
    assert WITNESS in said
    desk.hears("cancel")
    assert isinstance(desk.types(line), AboutRecords)


def test_a_code_typed_before_it_was_asked_for_is_nobody_and_is_not_said_again() -> None:
    for code, after_ms in (("7KQX-33ZZ", 1000), ("7kqx33zz", 1000), ("7KQX 33ZZ", 1000), ("ZKQX-BBZZ", 100)):
        desk = asked_who_saw_it()
        desk.hears("code 2")
        said = desk.hears(code, after_ms=after_ms)
        assert ASKED in said and code not in said
    desk = asked_who_saw_it()
    for name in ("Jane Bell", "Officer 2"):
        assert desk.does(name) == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room=name)
        desk = asked_who_saw_it()


def test_a_record_opened_in_the_middle_of_a_note_waits_too_or_is_its_text() -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note 14")
    assert desk.hears("hold") == "hold opens a record, which waits. Yes drops the words, no keeps them as text."
    assert "hold opens a record, and waits" in desk.hears("yes")
    desk.hears("hold")
    assert desk.does("no") == AddNote(incident=I14, text="hold")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("have 13", Acknowledge(incident=IncidentId("i-13"))),
        ("call gym medical", GYM),
        ("send 13 lead", Dispatch(incident=IncidentId("i-13"), role=Role.LEAD)),
        ("sen 13 lead", Dispatch(incident=IncidentId("i-13"), role=Role.LEAD)),
        ("note 13 the lift is stuck", AddNote(incident=IncidentId("i-13"), text="the lift is stuck")),
    ],
)
def test_an_act_is_done_and_the_name_still_waited_for(line: str, command: DeskCommand) -> None:
    desk = asked_who_saw_it()
    assert desk.does(line) == command
    assert desk.talk.asked() == ASKED


@pytest.mark.parametrize("line", ["call nowhere", "reach 106", "have 14", "undo", "leave", "building", "stand down 13"])
def test_a_command_that_asks_or_is_refused_stands_down_nothing(line: str) -> None:
    desk = asked_who_saw_it()
    assert "nobody's name" not in desk.hears(line)
    while desk.talk.asked() != ASKED:
        assert "Cancelled" in desk.hears("cancel")
    assert desk.does("Ana Ortiz") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")


def test_what_is_only_said_ends_with_the_question_that_is_open() -> None:
    desk = asked_who_saw_it()
    for line in ("who", "have 14", "undo"):
        assert desk.hears(line).endswith(f"You were asked: {ASKED}"), line


def test_a_command_among_choices_is_done_and_a_choice_is_no_command() -> None:
    desk = Conversation()
    assert 'Nothing here is called "nowhere".' in desk.hears("reach nowhere")
    assert desk.does("call gym medical") == GYM
    assert desk.talk.asked() == "Reach: For which room? Type its name, or part of it."
    assert desk.types("B204") == AsksReach(RoomId("B204"))
    desk = Conversation(call(14, "B204"))
    desk.hears("stand down")
    assert desk.does("test") == StandDown(incident=I14, outcome=Outcome.TEST, saw_room="")


def test_a_command_typed_anew_takes_the_place_of_its_own_question() -> None:
    desk = Conversation()
    desk.hears("reach nowhere")
    assert desk.types("reach gym") == AsksReach(RoomId("gym"))
    assert desk.talk.question is None
    desk = Conversation(call(14, "B204", stage=Stage.ON_SCENE))
    desk.hears("stand down 14 attended")
    assert "How did it end?" in desk.hears("stand down 14")
    assert desk.hears("cancel") == "Cancelled: stand down. Nothing was done."
    assert desk.talk.question is None


def test_of_two_calls_that_are_raised_at_once_neither_is_lost() -> None:
    desk = Conversation()
    desk.hears("call library")
    assert "What kind of help?" in desk.hears("call gym")
    assert desk.does("medical") == GYM
    assert desk.talk.asked().startswith("Call Library and media centre, west wing: What kind of help? Type 1 for ")
    assert desk.does("assist") == RaiseCallFromDesk(room=RoomId("lib"), kind=Kind.ASSIST)


def test_enter_alone_right_after_a_command_takes_no_offer_of_the_question_before_it() -> None:
    desk = Conversation(call(14, "B204", stage=Stage.ON_SCENE))
    desk.hears("stand down attended")
    desk.does("call gym medical")
    assert "Press Enter alone for Marcus Bell." in desk.hears("", after_ms=100)
    assert desk.does("") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")


# ---- a question that comes back says which it is, and takes nothing that was meant for another


def two_on_scene() -> Conversation:
    return Conversation(call(14, "B204", stage=Stage.ON_SCENE), call(15, "117", stage=Stage.ON_SCENE))


def test_enter_stands_down_no_call_but_the_one_that_was_asked_about_last() -> None:
    desk = two_on_scene()
    for line in ("stand down 14", "1", "stand down 15", "1"):
        desk.hears(line)
    assert desk.does("") == StandDown(incident=I15, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")
    assert desk.talk.asked() == ASKED
    for _ in range(3):
        assert desk.hears("", after_ms=2500) == ASKED
    assert "3 is nobody's name" in desk.hears("3")
    assert desk.hears("") == ASKED
    assert desk.does("Marcus Bell") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")


def test_digits_that_were_heard_for_another_question_are_said_anew_with_the_call_they_are_for() -> None:
    desk = two_on_scene()
    desk.hears("stand down 14")
    desk.hears("send 15")
    desk.does("nurse")
    asked = "Stand down call 14, Room B204: How did it end? Type 1 for attended: "
    assert desk.talk.asked().startswith(asked)
    assert asked in desk.hears("who")
    said = desk.hears("nowhere")
    assert said.startswith(
        'Nothing here is called "nowhere". Stand down call 14, Room B204: How did it end? Type 1 for '
    )
    assert desk.hears("1") == f"{WITNESS} Press Enter alone for Marcus Bell."
    assert desk.does("") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")


def test_an_answer_that_was_begun_before_the_question_came_back_is_not_for_that() -> None:
    desk = Conversation(call(14, "B204"), call(15, "117"))
    desk.hears("send 14")
    desk.hears("send 15")
    assert desk.does("nurse") == Dispatch(incident=I15, role=Role.NURSE)
    assert desk.hears("nurse", after_ms=500, for_ms=2000).startswith("Send call 14, Room B204: Whom do you send?")
    assert desk.does("nurse") == Dispatch(incident=I14, role=Role.NURSE)


def test_a_call_that_is_dropped_leaves_the_name_of_the_one_below() -> None:
    desk = Conversation(call(14, "B204"), call(15, "117"))
    desk.hears("send 14")
    desk.hears("send 15")
    said = desk.hears("cancel")
    assert said.startswith(
        "Cancelled: send. Nothing was done. You were asked: Send call 14, Room B204: Whom do you send?"
    )
    desk.told(board(call(15, "117")))
    assert desk.hears("1") == "It is not open any more: nothing was done."


def test_what_may_be_left_out_is_left_out_by_enter_all_the_same() -> None:
    desk = Conversation(call(14, "B204"))
    assert "Where to, or from what?" in desk.hears("building evacuate")
    desk.hears("send 14")
    desk.hears("yes")
    desk.does("nurse")
    assert desk.talk.asked() == "Building evacuate: Where to, or from what? Press Enter alone to leave it out."
    assert "Do you want every room asked" in desk.hears("")


def test_enter_takes_who_was_offered_and_nobody_who_was_sent_since() -> None:
    desk = Conversation(call(14, "B204", stage=Stage.ON_SCENE))
    desk.hears("stand down attended")
    desk.comes(board(call(14, "B204", stage=Stage.ON_SCENE, going="Ines Ortiz")))
    assert desk.does("") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")


def test_a_shortened_command_may_be_a_name_and_is_asked_about_once() -> None:
    desk = asked_who_saw_it()
    held = "Raise a call in Library and media centre, west wing? Yes raises it, no keeps the words as text."
    assert desk.hears("cal library medical") == held
    assert desk.does("yes") == RaiseCallFromDesk(room=RoomId("lib"), kind=Kind.MEDICAL)
    assert desk.hears("Cal Library") == held
    assert desk.does("no") == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room="Cal Library")


@pytest.mark.parametrize("name", ["Mark Bell", "Mark", "Ana Wholley", "Callum Reach", "Drillon Page", "Hal Back"])
def test_a_persons_name_is_no_command(name: str) -> None:
    desk = asked_who_saw_it()
    assert desk.does(name) == StandDown(incident=I14, outcome=Outcome.ATTENDED, saw_room=name)


def test_the_word_for_marking_a_room_is_a_command_while_rooms_are_asked() -> None:
    desk = asked_who_saw_it()
    rooms = check_in(B204=RoomAnswer.NO_ANSWER)
    desk.comes(board(call(14, "B204", stage=Stage.ON_SCENE), call(13, "gym"), check_in=rooms))
    assert isinstance(desk.does("mark B204 safe"), MarkRoom)
    assert desk.talk.asked() == ASKED


# ---- the whole building


def test_a_response_keeps_its_typed_word_wherever_it_is_begun() -> None:
    desk = asked_who_saw_it()
    assert "Do you want every room asked" in desk.hears("building lockdown")
    assert "Type LOCKDOWN to start it" in desk.hears("no")
    assert desk.does("call gym medical") == GYM
    assert desk.talk.asked().startswith("Building lockdown: Type LOCKDOWN to start it")
    assert desk.does("lockdown") == StartResponse(response=BuildingResponse.LOCKDOWN)
    assert desk.talk.asked() == ASKED


def test_the_name_of_a_response_that_is_a_command_too_starts_it() -> None:
    desk = Conversation()
    desk.hears("building hold no")
    assert desk.does("hold") == StartResponse(response=BuildingResponse.HOLD)


@pytest.mark.parametrize("typed", ["HOLD", "hold"])
def test_the_name_of_a_response_belongs_to_it_at_each_of_its_questions(typed: str) -> None:
    desk = Conversation()
    desk.told(board(drill=drill("B204")))
    for line, asked in (
        ("building hold", "Is this practice, or real?"),
        ("practice", "Do you want every room asked how it is as well?"),
        ("no", "Type DRILL HOLD to start it"),
    ):
        assert asked in desk.hears(line)
        said = desk.hears(typed)
        assert asked in said and "opens a record" not in said and "You were asked" not in said
    assert desk.does("DRILL HOLD") == StartResponse(response=BuildingResponse.HOLD, practice=True)


def test_where_to_is_a_text_that_may_be_the_name_of_a_response() -> None:
    desk = Conversation()
    desk.hears("building evacuate")
    assert "Do you want every room asked" in desk.hears("hold")


# ---- a text: the line is held until a person says which it is


@pytest.mark.parametrize("yes", ["yes", "Y", "call library medical"])
def test_a_command_typed_into_a_note_is_held_and_done_where_it_is_meant(yes: str) -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note")
    asked = desk.hears("call library medical")
    assert asked == "Raise a call in Library and media centre, west wing? Yes raises it, no keeps the words as text."
    assert desk.does(yes) == RaiseCallFromDesk(room=RoomId("lib"), kind=Kind.MEDICAL)
    assert desk.talk.asked() == "Note call 14, Room B204: What happened, in your words?"
    assert desk.does("two pupils fell") == AddNote(incident=I14, text="two pupils fell")


def test_the_same_words_are_the_note_where_they_are_no_command() -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note")
    assert desk.hears("who") == "who is a command. Yes does it, no keeps the words as text."
    assert desk.does("no") == AddNote(incident=I14, text="who")


def test_neither_yes_nor_no_is_asked_again_and_another_command_acts_at_once() -> None:
    desk = Conversation(call(14, "B204"), call(13, "gym"))
    desk.hears("note 14")
    held = desk.hears("undo")
    assert desk.hears("the lift") == f"Type yes or no. You were asked: {held}"
    assert desk.hears("") == f"Type yes or no. You were asked: {held}"
    assert desk.does("have 13") == Acknowledge(incident=IncidentId("i-13"))
    assert desk.does("call gym medical") == GYM
    assert desk.talk.asked() == held
    assert "What kind of help?" in desk.hears("call library")
    assert desk.does("1") == RaiseCallFromDesk(room=RoomId("lib"), kind=Kind.EMERGENCY)
    assert desk.does("no") == AddNote(incident=I14, text="undo")


def test_why_a_trouble_can_wait_is_a_text_too() -> None:
    desk = Conversation()
    desk.told(board(troubles=TROUBLES))
    desk.hears("aside B117 2 hours")
    assert "Raise a call in Gymnasium?" in desk.hears("call gym")
    assert "What kind of help?" in desk.hears("yes")
    assert desk.does("medical") == GYM
    assert isinstance(desk.does("the electrician comes"), ShelveTrouble)


def test_a_held_command_hits_no_call_that_came_after_it_was_typed() -> None:
    desk = Conversation(call(14, "B204", stage=Stage.ACKNOWLEDGED))
    desk.hears("note")
    desk.hears("arrived 14 Ana")
    desk.told(board(call(13, "gym", stage=Stage.ACKNOWLEDGED)))
    assert "Call 14 is not open: nothing was done." in desk.hears("yes")


@pytest.mark.parametrize(
    "text",
    [
        "call the office about the lights",
        "note the blood on the floor",
        "arrived at ten with two aides",
        "have 14 of them seen it?",
        "back in the room by ten",
        "out by the bus loop",
        "test of the bells",
        "hold 2 doors",
        "call in the parents",
    ],
)
def test_words_that_only_begin_like_a_command_are_the_note(text: str) -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note")
    assert desk.does(text) == AddNote(incident=I14, text=text)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("call gym.", "Gymnasium"),
        ("call the gym", "Gymnasium"),
        ("Call gym!", "Gymnasium"),
        ("raise a call in gym", "Gymnasium"),
        ("raise a call in the gym, please", "Gymnasium"),
        ("call gym and ask for the coach", "Gymnasium"),
        ("call for help in the gymnasium", "Gymnasium"),
        ("call 117 about the noise", "Room 117"),
        ("call libr", "Library and media centre, west wing"),
    ],
)
def test_a_line_that_begins_like_a_call_and_names_a_room_is_asked_about_once(line: str, where: str) -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note 14")
    assert desk.hears(line) == f"Raise a call in {where}? Yes raises it, no keeps the words as text."
    assert "What kind of help?" in desk.hears("yes")
    raised = desk.does("medical")
    assert isinstance(raised, RaiseCallFromDesk) and raised.kind is Kind.MEDICAL
    desk.hears(line)
    assert desk.does("no") == AddNote(incident=I14, text=line)


@pytest.mark.parametrize(
    "line", ["call gym medical now", "call the gym, medical please!", "raise a call for gym: medical."]
)
def test_manners_and_the_end_of_a_sentence_are_no_part_of_a_call(line: str) -> None:
    assert Conversation().does(line) == GYM
    desk = Conversation(call(14, "B204"))
    desk.hears("note 14")
    assert "Raise a call in Gymnasium?" in desk.hears(line)
    assert desk.does("yes") == GYM


def test_a_single_figure_in_the_name_of_a_room_names_it_in_no_text() -> None:
    desk = Conversation(call(14, "B204"))
    first = msgspec.structs.replace(FACTS.rooms[0], room=RoomId("B106"), name="Room 106 (Gr 1)")
    desk.model = desk.model.with_facts(msgspec.structs.replace(FACTS, rooms=(*FACTS.rooms, first)))
    desk.hears("note 14")
    assert desk.does("call 1 of the parents") == AddNote(incident=I14, text="call 1 of the parents")
    desk.hears("note 14")
    assert "Raise a call in Room 106 (Gr 1)?" in desk.hears("call 106 and hurry")


def test_a_room_is_said_as_it_is_spoken_of_wherever_one_is_asked_for() -> None:
    desk = Conversation()
    assert desk.types("reach the gym, please") == AsksReach(RoomId("gym"))
    assert desk.does("call for help in the gym: medical") == GYM
    assert 'Nothing here is called "106".' in desk.hears("reach 106")
    desk.hears("cancel")
    assert "For which room?" in desk.hears("call now")
    assert "What kind of help?" in desk.hears("in the gym.")
    assert desk.does("medical, please") == GYM


# ---- the one function


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("call library", True),
        ("call for gym medical", True),
        ("call", True),
        ("call nowhere", False),
        ("send lead", True),
        ("send 14 lead", True),
        ("send 15 lead", False),
        ("log 15", True),
        ("board 14", True),
        ("board 15", False),
        ("help send", True),
        ("help me", False),
        ("history all", True),
        ("record 3", True),
        ("end building", False),
        ("name Ana", False),
        ("name 14 Ana", True),
    ],
)
def test_a_command_is_whole_when_every_word_of_it_is_understood(line: str, whole: bool) -> None:
    owed = (NameOwedLine(desk=FRONT, due_in_ms=60_000),)
    command = command_in(line.split(), Conversation(call(14, "B204", names_owed=owed)).model.known)
    assert command is not None and command.whole is whole


@pytest.mark.parametrize(
    "line", ["", "cal", "cal nowhere", "st 14", "Ana Reyes", "14", "sen 15 lead", "he ran", "see nurse"]
)
def test_what_begins_with_no_whole_command_and_is_not_understood_is_none(line: str) -> None:
    assert command_in(line.split(), Conversation(call(14, "B204")).model.known) is None


def test_with_nothing_open_an_act_about_a_call_is_not_whole() -> None:
    command = command_in(["arrived"], Conversation().model.known)
    assert command is not None and not command.whole
    assert isinstance(Conversation(call(14, "B204", stage=Stage.CONFIRMED)).does("arrived"), Arrive)
