"""Tests that help which is not police is noted beside a call, and changes nothing of the call."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, Dispatch, NameWhoActed, NoteOtherHelp, StandDown, Undo
from appliance.core.calls.events import ActUndone, OtherHelpNoted
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Outcome
from appliance.core.transcript import line
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.model import Hours, Role
from appliance.plan.other_help import Helper, HelpKind
from appliance.words.other_help import HELP_OUTCOMES, HelpOutcome
from tests.appliance.core.story import school

ANA = Actor(DeskId("front"), PersonId("ana"))
CRISIS = Helper("crisis", HelpKind.MOBILE_CRISIS, "Crisis team of the county", "555-0162", (Hours(0, 60),))


@pytest.fixture
def called(tell_story):
    story = tell_story(replace(school(), other_help=(CRISIS,)))
    story.press("B204")
    story.desk("front", Acknowledge)
    story.seen.clear()
    return story


def test_who_was_called_and_what_came_of_it_stand_in_the_timeline_one_after_the_other(called):
    before = called.call
    assert called.desk("front", NoteOtherHelp, helper="crisis", outcome=HelpOutcome.CALLED) is None
    assert called.desk("front", NoteOtherHelp, helper="crisis", outcome=HelpOutcome.CAME) is None
    assert called.desk("front", NoteOtherHelp, helper="988", outcome=HelpOutcome.BY_PHONE) is None
    incident, name = before.incident, "Crisis team of the county"
    noted = {"incident": incident, "by": ANA, "kind": HelpKind.MOBILE_CRISIS, "name": name}
    assert called.seen[:2] == [
        OtherHelpNoted(**noted, outcome=HelpOutcome.CALLED),
        OtherHelpNoted(**noted, outcome=HelpOutcome.CAME),
    ]
    assert called.call == before
    assert [line(event, called.board.index) for event in called.seen] == [
        "Called mobile crisis (Crisis team of the county): what comes of it is not known yet. Noted at Front office by Ana Ortiz.",
        "Called mobile crisis (Crisis team of the county): they came. Noted at Front office by Ana Ortiz.",
        "Called a crisis line (988 Suicide & Crisis Lifeline): they helped by phone. Noted at Front office by Ana Ortiz.",
    ]


def test_the_hours_of_a_helper_refuse_no_note(called):
    """Somebody may answer outside of their hours, and what happened is written down as it happened."""
    called.week_minute = 5000
    assert called.desk("front", NoteOtherHelp, helper="crisis", outcome=HelpOutcome.CAME) is None


def test_a_helper_that_the_plan_does_not_have_and_a_call_that_is_over_are_refused(called):
    assert called.desk("front", NoteOtherHelp, helper="nobody", outcome=HelpOutcome.CAME) is Rejection.NO_SUCH_HELPER
    incident = called.call.incident
    called.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    refused = called.desk("front", NoteOtherHelp, incident=incident, helper="988", outcome=HelpOutcome.CAME)
    assert refused is Rejection.ALREADY_STOOD_DOWN


def test_nothing_of_it_is_written_about_a_tap_out(story):
    story.press("B204", "tap-out")
    refused = story.desk("front", NoteOtherHelp, helper="988", outcome=HelpOutcome.CAME)
    assert refused is Rejection.NO_NOTE_ON_TAP_OUT


def test_what_a_desk_did_before_it_can_still_be_undone(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", NoteOtherHelp, helper="988", outcome=HelpOutcome.CALLED)
    called.desk("front", Undo)
    assert isinstance(called.seen[-1], ActUndone)


def test_whoever_notes_it_and_is_not_in_the_plan_owes_a_name(called):
    called.tell(
        NoteOtherHelp(incident=called.call.incident, helper="988", outcome=HelpOutcome.CALLED),
        Actor(DeskId("library"), None),
    )
    assert set(called.call.names_owed) == {DeskId("library")}
    called.tell(NameWhoActed(incident=called.call.incident, name="Pat Lee"), Actor(DeskId("library"), None))
    assert not called.call.names_owed


def test_each_outcome_has_its_words():
    assert set(HELP_OUTCOMES) == set(HelpOutcome)
    typed = [word for each in HELP_OUTCOMES.values() for word in each.typed]
    assert len(typed) == len(set(typed))
