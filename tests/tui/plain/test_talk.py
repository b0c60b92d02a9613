"""Tests commands, questions and refusals of the plain console, without line and terminal."""

import pytest

from appliance.api.board.calls import CallCard, NameOwedLine, UndoLine
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    NameWhoActed,
    RaiseCallFromDesk,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Answer, DeskAct, Outcome, Stage
from appliance.core.people.commands import SignIn, SignOut
from appliance.core.practice.commands import ArmWalkTest, EndDrill, StartDrill
from appliance.flows.calls.reach import AsksReach
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import FRONT, board, call, drill
from tests.tui.plain.conversation import Conversation
from tui.keys.table import KEYS
from tui.plain.acts import ACTS
from tui.plain.asking.answers import AsksLog, Leaves
from tui.plain.readings import every_word

I12 = IncidentId("i-12")


@pytest.mark.parametrize(
    ("stage", "line", "command"),
    [
        (Stage.CALLED, "have", Acknowledge(incident=I12)),
        (Stage.CALLED, "HAVE #12", Acknowledge(incident=I12)),
        (Stage.CALLED, "hav call 12", Acknowledge(incident=I12)),
        (Stage.CALLED, "send lead", Dispatch(incident=I12, role=Role.LEAD)),
        (Stage.CALLED, "send 12 mental health", Dispatch(incident=I12, role=Role.MENTAL_HEALTH)),
        (Stage.CALLED, "send the nurse", Dispatch(incident=I12, role=Role.NURSE)),
        (Stage.CALLED, "send ines", Dispatch(incident=I12, role=Role.NURSE, person=PersonId("ortiz"))),
        (
            Stage.DISPATCHED,
            "confirmed Ana by radio",
            Confirm(incident=I12, responder="Ana", answer=Answer.BY_RADIO),
        ),
        (
            Stage.DISPATCHED,
            "confirmed by radio",
            Confirm(incident=I12, responder="Marcus Bell", answer=Answer.BY_RADIO),
        ),
        (Stage.CONFIRMED, "arrived", Arrive(incident=I12, responder="Marcus Bell")),
        (Stage.CONFIRMED, "arrived 12 Ana", Arrive(incident=I12, responder="Ana")),
        (Stage.ON_SCENE, "all right", ConfirmAllRight(incident=I12)),
        (Stage.CALLED, "note  Two pupils ran,  one fell", AddNote(incident=I12, text="Two pupils ran, one fell")),
        (Stage.CALLED, "note 3 pupils ran", AddNote(incident=I12, text="3 pupils ran")),
        (Stage.CALLED, "note 12 3 pupils ran", AddNote(incident=I12, text="3 pupils ran")),
        (Stage.CALLED, "worse medical", Upgrade(incident=I12, kind=Kind.MEDICAL)),
        (Stage.CALLED, "hand to nurse", HandOff(incident=I12, to=DeskId("nurse"))),
        (Stage.CALLED, "hand 12 to the nurse", HandOff(incident=I12, to=DeskId("nurse"))),
        (
            Stage.ON_SCENE,
            "stand down attended seen by Ana Reyes",
            StandDown(incident=I12, outcome=Outcome.ATTENDED, saw_room="Ana Reyes"),
        ),
        (Stage.CALLED, "stand down test", StandDown(incident=I12, outcome=Outcome.TEST, saw_room="")),
        (Stage.CALLED, "call B205 medical", RaiseCallFromDesk(room=RoomId("B205"), kind=Kind.MEDICAL)),
        (Stage.CALLED, "call Room 117 assist", RaiseCallFromDesk(room=RoomId("117"), kind=Kind.ASSIST)),
        (Stage.CALLED, "call gym emergency", RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.EMERGENCY)),
        (Stage.CALLED, "sign in dana", SignIn(person=PersonId("dana"))),
        (Stage.CALLED, "sign out", SignOut()),
        (Stage.CALLED, "test B204", ArmWalkTest(button=ButtonId("b-B204"))),
    ],
)
def test_a_command_typed_whole_is_done_at_once(stage: Stage, line: str, command: DeskCommand) -> None:
    assert Conversation(call(12, "B204", stage=stage)).does(line) == command


def test_what_is_missing_is_asked_one_thing_at_a_time_with_numbers() -> None:
    desk = Conversation(call(12, "B204", stage=Stage.ON_SCENE))
    assert "How did it end? Type 1 for attended" in desk.hears("stand down")
    assert "Who saw the room with their own eyes? Press Enter alone for Marcus Bell." in desk.hears("1")
    assert desk.does("") == StandDown(incident=I12, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")
    assert desk.talk.question is None


def test_an_empty_line_that_came_with_the_question_accepts_nothing() -> None:
    desk = Conversation(call(12, "B204", stage=Stage.ON_SCENE))
    desk.hears("stand down attended")
    assert "Who saw the room" in desk.hears("", after_ms=10)


def test_a_room_that_may_be_several_is_asked_with_those() -> None:
    desk = Conversation()
    assert "b may mean more than one" in desk.hears("call b medical")
    assert desk.does("2") == RaiseCallFromDesk(room=RoomId("B205"), kind=Kind.MEDICAL)


def test_what_is_called_nothing_here_is_said_whole_and_leaves_no_word_behind() -> None:
    desk = Conversation()
    said = desk.hears("reach the big hall over there")
    assert said.startswith('Nothing here is called "big hall over there". For which room? Type its name')
    assert said.endswith("To drop this question, type: cancel")
    assert desk.types("gym") == AsksReach(RoomId("gym"))
    desk = Conversation(call(12, "B204"))
    desk.hears("stand down")
    assert desk.hears("7").startswith("There is no choice 7. How did it end?")


def test_a_choice_there_is_not_names_the_nearest() -> None:
    desk = Conversation(call(12, "B204"))
    assert "Did you mean security?" in desk.hears("send securty")
    assert desk.does("security") == Dispatch(incident=I12, role=Role.SECURITY)


def test_a_drill_takes_several_rooms_and_a_name() -> None:
    desk = Conversation()
    assert "What is the drill called? Press Enter alone for Practice." in desk.hears("drill B204, 117 and gym")
    rooms = (RoomId("B204"), RoomId("117"), RoomId("gym"))
    assert desk.does("") == StartDrill(name="Practice", rooms=rooms)
    assert desk.hears("end drill") == "No drill is running."
    desk.told(board(drill=drill("B204")))
    assert desk.does("end drill") == EndDrill(drill=DrillId("d-1"))


def test_cancel_drops_a_question_and_nothing_is_done() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("note")
    assert desk.hears("Cancel") == "Cancelled: note. Nothing was done."
    assert desk.hears("cancel") == "No question is open."


def test_a_call_can_be_taken_in_the_middle_of_a_question_which_stays() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("note")
    desk.told(board(call(12, "B204"), call(13, "gym")))
    assert desk.does("have 13") == Acknowledge(incident=IncidentId("i-13"))
    assert desk.does("have a look at the lift") == AddNote(incident=I12, text="have a look at the lift")


def test_a_question_about_a_call_that_ended_meanwhile_does_nothing() -> None:
    desk = Conversation(call(12, "B204"), call(13, "gym"))
    desk.hears("send 12")
    desk.told(board(call(13, "gym")))
    assert desk.hears("1") == "It is not open any more: nothing was done."


# ---- never a call nobody was told of


def test_with_several_calls_a_command_must_name_one() -> None:
    desk = Conversation(call(12, "B204"), call(13, "gym"))
    refused = desk.hears("have")
    assert "Say which call" in refused and "Call 12, Room B204" in refused and "Call 13, gym" in refused
    assert desk.does("have 13") == Acknowledge(incident=IncidentId("i-13"))


def test_a_call_told_less_than_a_glance_ago_is_not_acted_on() -> None:
    desk = Conversation()
    desk.told(board(call(12, "B204")))
    assert "came just now: nothing was done" in desk.hears("have 12", after_ms=699)
    assert desk.does("have 12", after_ms=1) == Acknowledge(incident=I12)


def test_a_call_that_came_and_was_not_yet_spoken_of_is_not_acted_on() -> None:
    desk = Conversation(call(12, "B204"))
    desk.comes(board(call(13, "gym")))
    assert "The list of calls changed just now: nothing was done. Open: Call 13, gym" in desk.hears("have")
    assert "Call 13 came just now" in desk.hears("have 13")


def test_a_command_begun_before_the_list_changed_is_not_acted_on_however_late_it_ends() -> None:
    desk = Conversation(call(12, "B204"))
    desk.now_ms += 1000
    begun_ms = desk.now_ms
    desk.told(board(call(13, "gym")))
    desk.now_ms = begun_ms - 1
    assert "changed just now" in desk.hears("have", after_ms=0, for_ms=5000)


def test_the_number_of_a_call_that_is_over_acts_on_no_other() -> None:
    desk = Conversation(call(12, "B204"), call(13, "gym"))
    desk.told(board(call(13, "gym")))
    for line in ("have 12", "note 12 all is well", "arrived 12"):
        assert "Call 12 is not open: nothing was done." in desk.hears(line)


def test_a_call_somebody_has_is_not_taken_twice() -> None:
    assert "somebody has it already" in Conversation(call(12, "B204", stage=Stage.ON_SCENE)).hears("have")


def test_an_act_at_the_wrong_stage_says_what_to_do_first() -> None:
    assert Conversation(call(12, "B204")).hears("confirmed Ana") == "Nobody has been sent yet: send someone first."


# ---- words


def test_a_typo_is_answered_with_the_nearest_command_and_never_done() -> None:
    assert (
        Conversation(call(12, "B204")).hears("hvae")
        == "There is no command hvae. Did you mean: have? Nothing was done."
    )


def test_a_shortened_command_that_may_be_two_is_not_done() -> None:
    assert Conversation().hears("si") == "si may mean: sign in, sign out, sign morning. Nothing was done."
    assert Conversation().hears("st") == "st may mean: stand down, still out. Nothing was done."
    assert Conversation(call(12, "B204")).does("sta test") == StandDown(incident=I12, outcome=Outcome.TEST, saw_room="")


def test_every_word_is_said_by_help_and_explained_by_help_about_it() -> None:
    desk = Conversation()
    short, more, said = desk.hears("help"), desk.hears("help more"), desk.hears("help all")
    assert max(len(short.split()), len(more.split())) < 130, "a minute of speech"
    for word in every_word():
        assert f"{word}: " in said
        assert any(f"{lead}{word}{end}" in f"{short} {more}" for lead in (": ", ", ") for end in (",", "."))
        assert "There is no command" not in desk.hears(f"help {word}")


WITHOUT_A_WORD = {
    "palette": "it finds an act by typing its name, which is what the plain console is",
    "select_up": "a call is named by its number, so that nothing has to be selected",
    "select_down": "a call is named by its number, so that nothing has to be selected",
}


def test_every_key_has_a_word_here_or_a_reason_why_not() -> None:
    words = set(every_word())
    assert {key.action for key in KEYS if key.word not in words} == WITHOUT_A_WORD.keys()
    for act in ACTS:
        assert act.example.startswith(act.word.split()[0]), act.example
    assert len({act.word for act in ACTS}) == len(ACTS), "each is typed by a command of its own"


def test_leaving_is_refused_while_a_call_is_open() -> None:
    assert Conversation(call(12, "B204")).hears("leave") == "A call is open: this desk stays."
    assert Conversation().types("leave") == Leaves()


def test_the_log_of_the_only_call_needs_no_number() -> None:
    assert Conversation(call(12, "B204")).types("log") == AsksLog(I12)


def test_the_last_thing_can_be_heard_again() -> None:
    desk = Conversation(call(12, "B204"))
    question = desk.hears("send")
    assert desk.hears("again") == question


# ---- slips


OWN = UndoLine(desk=FRONT, what=DeskAct.ACKNOWLEDGED, ends_in_ms=8000)


def test_what_this_desk_did_last_is_taken_back_without_a_number() -> None:
    desk = Conversation(call(12, "B204", stage=Stage.ACKNOWLEDGED, undo=OWN), call(13, "gym"))
    assert desk.does("undo") == Undo(incident=I12)


def test_where_nothing_can_be_taken_back_it_says_so() -> None:
    assert "nothing in the last ten seconds" in Conversation(call(12, "B204")).hears("undo")


def test_a_name_that_is_owed_is_said_and_given() -> None:
    desk = Conversation(call(12, "B204"))
    owed = call(12, "B204", stage=Stage.ACKNOWLEDGED, names_owed=(NameOwedLine(desk=FRONT, due_in_ms=60_000),))
    assert "A name is owed. Type: name 12" in desk.told(board(owed))[0]
    assert desk.does("name Ana Reyes") == NameWhoActed(incident=I12, name="Ana Reyes")


def owed(number: int, *desks: str, due_in_ms: int = 60_000) -> CallCard:
    """Make a call that somebody has, and for which these desks owe a name."""
    names = tuple(NameOwedLine(desk=DeskId(desk), due_in_ms=due_in_ms) for desk in desks)
    return call(number, "B204", stage=Stage.ACKNOWLEDGED, names_owed=names)


def test_a_name_that_falls_overdue_is_said_once_and_stands_on_the_board() -> None:
    desk = Conversation(owed(12, FRONT))
    assert "A name is owed. Type: name 12" in desk.hears("board 12")
    assert desk.waits(57_000) == []
    assert desk.waits(2_000) == ["Call 12, Room B204: A name is overdue. Type: name 12"]
    assert desk.waits(60_000) == []
    assert desk.told(board(owed(12, FRONT, due_in_ms=-61_000))) == []
    assert "A name is overdue. Type: name 12" in desk.hears("board")


def test_a_name_that_another_desk_owes_is_not_asked_for_here() -> None:
    desk = Conversation(owed(12))
    assert desk.told(board(owed(12, "nurse"))) == []
    assert desk.waits(90_000) == []
    assert "name" not in desk.hears("board 12")
    assert desk.told(board(owed(12, "nurse", FRONT))) == ["Call 12, Room B204: A name is owed. Type: name 12"]


def test_a_command_for_an_open_call_is_nobodys_name() -> None:
    desk = Conversation(call(12, "B204", names_owed=(NameOwedLine(desk=FRONT, due_in_ms=60_000),)))
    for line in ("send 12 lead", "stand 12", "call gym"):
        assert f"{line} is a command, and a name is asked for: nothing was done." in desk.hears(f"name 12 {line}")
    assert desk.does("Ana Reyes") == NameWhoActed(incident=I12, name="Ana Reyes")


def test_a_call_is_lowered_only_with_somebody_on_scene() -> None:
    assert "only somebody on scene" in Conversation(call(12, "B204", Kind.MEDICAL)).hears("less assist")
    desk = Conversation(call(12, "B204", Kind.MEDICAL, Stage.ON_SCENE))
    assert desk.does("less assist") == Downgrade(incident=I12, kind=Kind.ASSIST)


# ---- in the middle of a question


def test_what_is_only_told_is_told_in_the_middle_of_a_question() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("send")
    said = desk.hears("who")
    assert "Marcus Bell is on duty" in said and said.endswith(
        "You were asked: Send call 12, Room B204: Whom do you send? A role, or the name of a person on duty."
    )
    assert desk.types("log") == AsksLog(I12)
    assert desk.does("lead") == Dispatch(incident=I12, role=Role.LEAD)


def test_a_note_that_is_too_long_says_how_long_it_is_and_how_long_it_may_be() -> None:
    desk = Conversation(call(12, "B204"))
    for said in (desk.hears(f"note 12 {'x' * 1001}"), desk.hears("x" * 6400)):
        assert "characters long. At most 1,000 are kept here: shorten it. What happened, in your words?" in said
    assert "This is 6,400 characters long." in said
    assert desk.does("x" * 1000) == AddNote(incident=I12, text="x" * 1000)


def test_words_of_a_note_are_never_taken_for_a_command() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("note")
    assert desk.does("who saw it is not known") == AddNote(incident=I12, text="who saw it is not known")


def test_what_is_neither_a_choice_nor_a_command_says_how_to_drop_the_question() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("send")
    assert desk.hears("somebody").startswith('Nothing here is called "somebody".')
    assert desk.hears("somebody").endswith("To drop this question, type: cancel")
