"""Tests who is at the plain console: signing in and out, a PIN that is neither shown nor said, and what stays untold without it."""

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import DeskLine
from appliance.core.calls.commands import Acknowledge, RaiseCallFromDesk
from appliance.core.ground.words import Stage
from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.people.pin import ChangesPin, Proves
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import board, call
from tests.tui.plain.conversation import Conversation, changed
from tui.board.counter import told_aloud
from tui.model import ConsoleModel

DANA = PersonId("dana")
PIN = "830917"


def nobody_here() -> BoardView:
    here = board().here
    assert here is not None
    return board(here=msgspec.structs.replace(here, operator=""))


def test_a_name_is_enough_to_act_in_it() -> None:
    desk = Conversation()
    assert desk.does("sign in as Ines") == SignIn(person=PersonId("ortiz"))
    assert desk.does("sign out") == SignOut()


def test_whoever_is_signed_in_is_asked_for_nothing_but_the_pin() -> None:
    desk = Conversation()
    assert desk.hears("pin") == "Type your PIN or passphrase. It is not shown while you type."
    assert desk.talk.hides()
    answer = desk.types(f"  {PIN} ")
    assert isinstance(answer, Proves)
    assert (answer.person, answer.secret) == (DANA, PIN)
    assert not desk.talk.hides()
    assert PIN not in repr(answer)
    assert PIN not in desk.hears("again")


def test_where_nobody_is_signed_in_the_name_is_asked_first() -> None:
    desk = Conversation()
    desk.told(nobody_here())
    assert desk.hears("pin").startswith("Who are you?")
    assert "Type your PIN or passphrase." in desk.hears("ines")
    answer = desk.types("correct horse  battery")
    assert isinstance(answer, Proves)
    assert (answer.person, answer.secret) == ("ortiz", "correct horse  battery"), "a passphrase is taken as it is typed"


def test_a_pin_typed_after_the_command_is_not_used() -> None:
    desk = Conversation()
    assert "Nothing was done. A PIN is not typed after the command" in desk.hears(f"pin {PIN}")
    assert PIN not in desk.hears(f"change my pin {PIN}")
    assert PIN not in desk.hears(PIN)


def test_a_pin_is_changed_with_the_old_one_and_the_new_one_twice() -> None:
    desk = Conversation()
    assert "you have now" in desk.hears("change my pin")
    assert "Type the new one: six digits or more" in desk.hears(PIN)
    assert "again" in desk.hears("271828")
    answer = desk.types("271828")
    assert isinstance(answer, ChangesPin)
    assert (answer.person, answer.before, answer.secret) == (DANA, PIN, "271828")


def test_two_new_ones_that_differ_change_nothing_and_both_are_asked_again() -> None:
    desk = Conversation()
    for line in ("change pin", PIN, "271828"):
        desk.hears(line)
    said = desk.hears("271829")
    assert "The two were not the same: nothing was changed." in said and "Type the new one: six digits or more" in said
    assert desk.talk.hides()
    assert "again" in desk.hears("314159")
    answer = desk.types("314159")
    assert isinstance(answer, ChangesPin)
    assert (answer.person, answer.before, answer.secret) == (DANA, PIN, "314159")


def test_a_call_is_taken_in_the_middle_of_a_pin_which_goes_on_being_asked() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("pin")
    assert desk.does("have") == Acknowledge(incident=IncidentId("i-12"))
    assert desk.talk.hides()
    assert isinstance(desk.types("have mercy on us"), Proves)


def test_a_call_for_a_room_is_no_pin_and_everything_else_is() -> None:
    desk = Conversation()
    desk.hears("pin")
    assert desk.does("call gym medical") == RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)
    assert desk.talk.hides()
    assert "What kind of help?" in desk.hears("call gym")
    assert not desk.talk.hides()
    desk.does("medical")
    assert desk.talk.hides()
    for passphrase in ("call me maybe", "board", "cal gym medical"):
        answer = desk.types(passphrase)
        assert isinstance(answer, Proves) and answer.secret == passphrase
        desk.hears("pin")


def test_cancel_ends_the_asking_for_a_pin() -> None:
    desk = Conversation()
    desk.hears("pin")
    assert desk.hears("cancel") == "Cancelled: pin. Nothing was done."
    assert not desk.talk.hides()


def test_names_that_are_told_now_are_no_news_of_a_call_and_their_end_is_said() -> None:
    had = call(12, "B204", stage=Stage.ACKNOWLEDGED)
    desk = Conversation(had)
    assert desk.told(board(changed(had, acknowledged_by="Dana Reyes"), proven=True)) == []
    ended = desk.told(board(had))
    assert ended == ["Names and notes are not told here any more. To hear them again, type: pin"]


def test_a_name_that_is_withheld_is_said_to_be() -> None:
    nurse = DeskLine(desk=board().desks[1].desk, name="Nurse", connected=True, attended=True, operator="signed in")
    desk = Conversation()
    desk.told(board(desks=(board().desks[0], nurse)))
    said = desk.hears("who")
    assert "Front office: Dana Reyes." in said
    assert "Nurse: somebody signed in, whose name is told after a PIN." in said


def test_a_console_that_only_watches_says_what_it_is_not_told() -> None:
    desk = Conversation()
    desk.model = watching(desk.model)
    assert "This console only watches: who is on duty is not told here." in desk.hears("who")
    assert "only watches" in desk.hears("pin")
    unnamed = call(12, "B204", stage=Stage.CONFIRMED, going="")
    assert "On the way: somebody whose name is not told here." in desk.told(board(unnamed))[0]


def watching(model: ConsoleModel) -> ConsoleModel:
    return ConsoleModel(desk=None, facts=model.facts).with_board(board(), 0)


def test_at_a_counter_nobody_is_named_unasked() -> None:
    model = ConsoleModel(desk=board().desks[0].desk, nameless=True)
    bare = told_aloud(model.with_board(board(call(12, "B204", stage=Stage.CONFIRMED)), 0))
    assert (bare.calls[0].acknowledged_by, bare.calls[0].going) == ("Somebody", "somebody")
    assert told_aloud(model) is model
