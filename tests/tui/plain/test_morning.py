"""Tests the morning check at the plain console: heard in sentences, signed by a short command."""

from msgspec.structs import replace

from appliance.api.board.building import DayCheckLine
from appliance.core.people.commands import SignDay
from appliance.flows.people.sign_day import AsksMorning
from tests.tui.boards import FACTS, MORNING, WALL_MS, board
from tests.tui.plain.conversation import Conversation
from tui.board.counter import told_aloud
from tui.line.news import MorningArrived
from tui.model import ConsoleModel
from tui.plain.people.morning import told

SIGNED = DayCheckLine(wall_ms=WALL_MS, by="Dana Reyes", today=True, not_well=0)


def test_it_is_asked_for_by_a_word_and_told_in_sentences_the_gravest_first() -> None:
    desk = Conversation()
    assert desk.types("morning") == AsksMorning()
    sentences = told(MorningArrived(MORNING), desk.model, 0)
    assert sentences[:3] == [
        "3 things are not well.",
        "Not well. Rooms: Room 117: button lost.",
        "Not well. Buttons: 37 of 38 heard; not heard: B117-wall (Room 117).",
    ]
    assert "On duty today: security Marcus Bell; nurse Ines Ortiz." in sentences
    assert sentences[-1] == "To sign it, type: sign morning"
    assert all(sentence.endswith((".", "morning")) for sentence in sentences)


def test_a_box_that_does_not_answer_is_said() -> None:
    assert told(MorningArrived(None, "No answer."), Conversation().model, 0) == ["No answer."]


def test_it_is_signed_with_a_name_that_is_offered() -> None:
    desk = Conversation()
    assert "Press Enter alone for Dana Reyes." in desk.hears("sign morning")
    assert desk.does("") == SignDay(name="Dana Reyes")
    assert desk.does("sign morning by Pat Lee") == SignDay(name="Pat Lee")


def test_a_digit_and_a_command_are_nobody_who_signs() -> None:
    desk = Conversation()
    desk.hears("sign morning")
    assert "3 is nobody's name: nothing was done. Who signs?" in desk.hears("3")
    assert "What kind of help?" in desk.hears("call gym")
    desk.hears("cancel")
    assert "12 is nobody's name" in desk.hears("sign morning 12")
    assert desk.does("Pat Lee") == SignDay(name="Pat Lee")


def test_whoever_proved_who_they_are_signs_without_a_name() -> None:
    desk = Conversation()
    desk.told(board(proven=True))
    assert desk.does("sign morning") == SignDay(name="")


def test_that_it_should_be_signed_is_said_once_and_that_it_was_by_whom() -> None:
    desk = Conversation()
    unchecked = board(day_unchecked=True)
    assert desk.told(unchecked) == ["Not checked today. To hear the check, type: morning"]
    assert desk.told(unchecked) == []
    assert "Not checked today." in desk.hears("board")
    (said,) = desk.told(board(day_check=SIGNED))
    assert said.startswith("Checked ")
    assert said.endswith(" by Dana Reyes.")
    assert "by Dana Reyes." in desk.hears("board")


def test_at_a_counter_nobody_is_named_who_signed() -> None:
    model = ConsoleModel(desk=board().desks[0].desk, nameless=True, facts=FACTS)
    bare = told_aloud(model.with_board(board(day_check=SIGNED), 0)).view
    assert bare is not None
    assert bare.day_check == replace(SIGNED, by="")
