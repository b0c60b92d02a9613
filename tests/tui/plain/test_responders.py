"""Tests several people who go to one call, at the plain console: sent in one act, each told of and asked for by name."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import MessageLine
from appliance.core.calls.commands import Arrive, Confirm, Dispatch, StandDown
from appliance.core.ground.messages import MessageState
from appliance.core.ground.words import Answer, Outcome, Stage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from tests.tui.boards import FACTS, board, call, pair
from tests.tui.plain.conversation import Conversation
from tui.board.counter import told_aloud
from tui.model import ConsoleModel

I12 = IncidentId("i-12")
SENT, GOING, THERE = Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE


def test_a_pair_is_sent_in_either_order() -> None:
    for line in ("pair 12 security and mental health", "pair mental health and security"):
        assert Conversation(call(12, "B204")).does(line) == Dispatch(
            incident=I12, role=Role.SECURITY, beside=Role.MENTAL_HEALTH
        )


def test_a_pair_is_chosen_by_a_digit_and_who_is_on_duty_is_said() -> None:
    desk = Conversation(call(12, "B204"))
    assert "Type 1 for security and mental health: Marcus Bell, and nobody on duty by the plan." in desk.hears("pair")
    assert isinstance(desk.does("1"), Dispatch)


def test_the_word_for_one_role_sends_one_as_before() -> None:
    assert Conversation(call(12, "B204")).does("send mental") == Dispatch(incident=I12, role=Role.MENTAL_HEALTH)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ((SENT, SENT), (GOING, SENT), "On the way: Marcus Bell. Sent, not confirmed yet: Ines Ortiz."),
        ((GOING, SENT), (THERE, SENT), "On scene: Marcus Bell. Sent, not confirmed yet: Ines Ortiz."),
        ((THERE, GOING), (THERE, THERE), "On scene: Marcus Bell and Ines Ortiz."),
    ],
)
def test_each_step_of_each_is_told(before: tuple[Stage, ...], after: tuple[Stage, ...], says: str) -> None:
    desk = Conversation(pair(12, "B204", *before))
    assert desk.told(board(pair(12, "B204", *after))) == [f"Call 12, Room B204: {says}"]


def test_the_second_who_does_not_answer_is_told_once() -> None:
    late = board(pair(12, "B204", GOING, SENT, due_in_ms=-1))
    desk = Conversation(pair(12, "B204", GOING, SENT))
    assert desk.told(late) == ["Call 12, Room B204: No answer from Ines Ortiz: nobody has heard that they go."]
    assert desk.told(late) == []


def test_which_of_two_is_asked_by_their_names_and_the_last_one_is_assumed() -> None:
    desk = Conversation(pair(12, "B204", SENT, SENT))
    assert desk.hears("confirmed by radio") == (
        "Who is going? Type 1 for Marcus Bell. Type 2 for Ines Ortiz. Or type a name."
    )
    assert desk.does("Ortiz") == Confirm(incident=I12, responder="Ortiz", answer=Answer.BY_RADIO)
    desk = Conversation(pair(12, "B204", THERE, GOING))
    assert desk.does("arrived") == Arrive(incident=I12, responder="Ines Ortiz")


def test_both_who_are_there_are_offered_as_those_who_saw_the_room() -> None:
    desk = Conversation(pair(12, "B204", THERE, THERE))
    assert "Press Enter alone for Marcus Bell and Ines Ortiz." in desk.hears("stand down attended")
    assert desk.does("") == StandDown(incident=I12, outcome=Outcome.ATTENDED, saw_room="Marcus Bell and Ines Ortiz")


def test_at_a_counter_neither_is_named() -> None:
    model = ConsoleModel(desk=board().desks[0].desk, nameless=True, facts=FACTS)
    (bare,) = told_aloud(model.with_board(board(pair(12, "B204", GOING, SENT)), 0)).calls
    assert {each.who for each in bare.sent} == {"somebody"}
    told = MessageLine(who="Marcus Bell", way="page", state=MessageState.SENT, ago_ms=0, reply=None)
    (bare,) = told_aloud(model.with_board(board(replace(pair(12, "B204", GOING, SENT), messages=(told,))), 0)).calls
    assert [each.who for each in bare.messages] == ["somebody"]


def test_a_digit_says_which_of_two_and_is_nobodys_name() -> None:
    desk = Conversation(pair(12, "B204", SENT, SENT))
    desk.hears("confirmed by radio")
    assert desk.hears("3").startswith("3 is nobody's name: nothing was done. Who is going?")
    assert desk.does("2") == Confirm(incident=I12, responder="Ines Ortiz", answer=Answer.BY_RADIO)


def test_the_911_card_in_the_middle_of_a_question_for_a_name_is_read_out_and_sent_to_nobody() -> None:
    desk = Conversation(pair(12, "B204", GOING, GOING))
    desk.hears("arrived")
    said = desk.hears("911")
    assert "pick up the phone" in said and said.endswith("You were asked: Arrived call 12, Room B204: Who is on scene?")
    assert desk.does("1") == Arrive(incident=I12, responder="Marcus Bell")


def test_a_command_is_nobodys_name() -> None:
    for command in ("leave", "stand down", "undo", "call gym", "3"):
        desk = Conversation(pair(12, "B204", THERE, THERE))
        said = desk.hears(f"stand down attended seen by {command}")
        assert "nothing was done." in said and "Who saw the room with their own eyes?" in said, command
        assert desk.does("Marcus Bell") == StandDown(incident=I12, outcome=Outcome.ATTENDED, saw_room="Marcus Bell")
