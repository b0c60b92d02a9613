"""Tests help that is not police and families at the door at the plain console: heard in either language, noted in one line or asked for."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import NoteOtherHelp
from appliance.core.ground.words import BuildingResponse
from appliance.plan.ids import IncidentId
from appliance.words.other_help import HelpOutcome
from tests.tui.boards import board, call
from tests.tui.plain.conversation import Conversation
from tests.tui.plain.test_building import LOCKDOWN

I12 = IncidentId("i-12")


def test_the_list_is_heard_with_number_and_what_may_be_said_and_how_to_note_it() -> None:
    desk = Conversation(call(12, "B204"))
    said = desk.hears("other help")
    assert "988 Suicide & Crisis Lifeline: 988 (now, at any hour)." in said
    assert "To note what came of it, type: outside help 12 988 by phone" in said
    assert "Se puede decir. " in desk.hears("other help español")
    assert desk.hears("other help klingon") == "Say English or español. Nothing was done."


def test_without_a_call_nothing_is_said_of_a_note() -> None:
    assert "To note what came of it" not in Conversation().hears("other help")


@pytest.mark.parametrize(
    ("line", "helper", "outcome"),
    [
        ("outside help 12 988 by phone", "988", HelpOutcome.BY_PHONE),
        ("outside help 988 not reached", "988", HelpOutcome.NOT_REACHED),
        ("outside help 12 mobile crisis team came", "crisis", HelpOutcome.CAME),
        ("outside help 12 crisis could not", "crisis", HelpOutcome.COULD_NOT_COME),
        ("outside help 12 family called", "family", HelpOutcome.CALLED),
    ],
)
def test_it_is_noted_in_one_line(line: str, helper: str, outcome: HelpOutcome) -> None:
    desk = Conversation(call(12, "B204"))
    assert desk.does(line) == NoteOtherHelp(incident=I12, helper=helper, outcome=outcome)


def test_it_is_noted_part_by_part() -> None:
    desk = Conversation(call(12, "B204"))
    assert "Whom did you call?" in desk.hears("outside help")
    assert "What came of it?" in desk.hears("family")
    assert desk.does("coming") == NoteOtherHelp(incident=I12, helper="family", outcome=HelpOutcome.COMING)


def test_the_card_for_families_is_heard_in_either_language() -> None:
    desk = Conversation()
    assert "They wait: The gymnasium. Who meets them: The counselor." in desk.hears("families")
    assert "Esperan en: El gimnasio." in desk.hears("families español")


@pytest.mark.parametrize("response", BuildingResponse)
def test_the_card_is_pointed_to_as_a_response_begins_in_which_the_door_stays_shut(response: BuildingResponse) -> None:
    (said,) = Conversation().told(board(response=replace(LOCKDOWN, response=response)))
    points = response in {BuildingResponse.HOLD, BuildingResponse.SECURE, BuildingResponse.LOCKDOWN}
    assert said.endswith("Families at the door: type families.") is points


def test_the_card_for_911_points_to_it() -> None:
    assert "For help that is not police, type: other help" in Conversation(call(12, "B204")).hears("911")
