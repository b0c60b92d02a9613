"""Tests the screen's words when they are typed at the plain console, and what they must never be taken for."""

import msgspec
import pytest

from appliance.core.calls.commands import Acknowledge, AddNote, Arrive, Dispatch, HandOff, RaiseCallFromDesk
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Stage
from appliance.core.practice.commands import ArmWalkTest, MakeDrillReal, MakeReal
from appliance.flows.calls.reach import AsksReach
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import board, call, drill
from tests.tui.plain.conversation import Conversation
from tui.keys.table import KEYS
from tui.plain.asking.answers import Leaves
from tui.plain.asking.vocabulary import SCREEN_WORDS, begins_with
from tui.plain.readings import every_word
from tui.plain.records.words import RECORD_WORDS

I12 = IncidentId("i-12")
INSTEAD = {
    "tap_outs": "board",  # the page of tap-outs is read out there; each act about one has a word of its own
    "palette": "help",  # both say what can be typed
}
WITHOUT = {
    "Close": "closes the record, and cancel drops a question",
    "Call above": "no call is selected",
    "Call below": "the same",
}


@pytest.mark.parametrize(
    ("stage", "line", "command"),
    [
        (Stage.CALLED, "ack", Acknowledge(incident=I12)),
        (Stage.CALLED, "ACK 12", Acknowledge(incident=I12)),
        (Stage.CALLED, "acknowledge call 12", Acknowledge(incident=I12)),
        (Stage.CALLED, "I have it", Acknowledge(incident=I12)),
        (Stage.CALLED, "i have it 12", Acknowledge(incident=I12)),
        (Stage.CALLED, "send help 12 lead", Dispatch(incident=I12, role=Role.LEAD)),
        (Stage.CALLED, "send lead", Dispatch(incident=I12, role=Role.LEAD)),
        (Stage.CONFIRMED, "on scene", Arrive(incident=I12, responder="Marcus Bell")),
        (Stage.CALLED, "hand off 12 to nurse", HandOff(incident=I12, to=DeskId("nurse"))),
        (Stage.CALLED, "raise a call for gym medical", RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)),
        (Stage.CALLED, "raise gym medical", RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)),
        (Stage.CALLED, "walk test B204", ArmWalkTest(button=ButtonId("b-B204"))),
    ],
)
def test_what_the_screen_calls_an_act_does_it(stage: Stage, line: str, command: DeskCommand) -> None:
    assert Conversation(call(12, "B204", stage=stage)).does(line) == command


def test_practice_is_real_in_the_words_of_the_screen() -> None:
    practised = msgspec.structs.replace(call(12, "B204"), drill=True)
    assert Conversation(practised).does("it is real") == MakeReal(incident=I12)


@pytest.mark.parametrize("line", ["drill is real", "Drill real", "real drill", "whole drill real"])
def test_the_whole_drill_is_real_in_the_words_of_the_screen_and_no_call_of_it_alone(line: str) -> None:
    desk = Conversation()
    desk.told(board(msgspec.structs.replace(call(12, "B204"), drill=True), drill=drill("B204")))
    assert "Is Medical practice real?" in desk.hears(line)
    assert desk.does("real") == MakeDrillReal(drill=DrillId("d-1"))


@pytest.mark.parametrize("line", ["real 12 all of it", "real everything", "it is real now"])
def test_what_makes_a_call_real_is_done_only_where_every_word_of_it_is_understood(line: str) -> None:
    desk = Conversation(msgspec.structs.replace(call(12, "B204"), drill=True))
    assert (
        "is not understood after real: nothing was done. Type real alone, or with a number, as in: real 3"
        in desk.hears(line)
    )
    assert desk.does("real call 12") == MakeReal(incident=I12)


def test_what_the_screen_calls_the_rest_is_understood_too() -> None:
    desk = Conversation()
    assert desk.types("quit") == Leaves()
    assert desk.types("who is told B204") == AsksReach(RoomId("B204"))
    assert "is on duty" in desk.hears("who")
    assert desk.hears("how urgent") == "how urgent may mean: worse, less. Nothing was done."
    assert desk.hears("help ack") == desk.hears("help have")
    assert Conversation(call(12, "B204")).hears("quit") == "A call is open: this desk stays."


def test_every_label_of_the_screen_is_understood_whole_and_means_its_own_command_but_those_that_have_a_reason() -> None:
    for key in KEYS:
        if key.label in WITHOUT:
            continue
        words = key.label.partition("/")[0].split()
        begins = begins_with(words)
        assert begins.length == len(words), f"{key.label}: only {begins.length} words of it are understood"
        assert begins.commands[0] == INSTEAD.get(key.action, key.word), key.label


def test_every_word_of_the_screen_stands_for_a_command_and_takes_none_of_their_words() -> None:
    commands = {*every_word(), *RECORD_WORDS}
    assert {command for each in SCREEN_WORDS.values() for command in each} <= commands
    assert not SCREEN_WORDS.keys() & commands


@pytest.mark.parametrize("line", ["i", "i 12", "on 12", "quit now please"])
def test_a_word_of_the_screen_is_never_shortened_nor_taken_from_a_sentence(line: str) -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("note")
    assert desk.does(line) == AddNote(incident=I12, text=line)


def test_one_that_somebody_may_write_down_is_asked_about_and_ack_is_done_at_once() -> None:
    desk = Conversation(call(12, "B204"))
    desk.hears("note")
    assert desk.hears("I have it") == "I have it is a command. Yes does it, no keeps the words as text."
    assert desk.does("no") == AddNote(incident=I12, text="I have it")
    desk.hears("note")
    assert desk.does("ack") == Acknowledge(incident=I12)
