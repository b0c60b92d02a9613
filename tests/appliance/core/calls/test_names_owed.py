"""Tests that somebody who is not in the plan acts at once, and that their name is asked for afterwards."""

import pytest

from appliance.core.calls.commands import Acknowledge, AddNote, Dispatch, NameWhoActed, StandDown, Undo
from appliance.core.calls.events import WhoActedNamed
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Outcome
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.plan.model import Role

FRONT, LIBRARY = DeskId("front"), DeskId("library")
SUBSTITUTE = Actor(FRONT)


@pytest.fixture
def called(story):
    story.press("B204")
    story.seen.clear()
    return story


def unlisted(story, make, desk=FRONT, **fields):
    return story.tell(make(incident=story.call.incident, **fields), Actor(desk))


def test_an_unlisted_person_acts_at_once_and_owes_a_name_from_the_first_act_on(called):
    called.at(3)
    assert unlisted(called, Acknowledge) is None
    called.at(8)
    assert unlisted(called, Dispatch, role=Role.LEAD) is None
    assert called.call.names_owed == {FRONT: 3000}


def test_the_name_is_written_down_as_it_is_given(called):
    unlisted(called, Acknowledge)
    called.seen.clear()
    assert unlisted(called, NameWhoActed, name="  Pat Lee ") is None
    called.sees(WhoActedNamed(incident=called.call.incident, by=SUBSTITUTE, name="Pat Lee"))
    assert called.call.names_owed == {}
    assert unlisted(called, NameWhoActed, name="Pat Lee") is Rejection.NO_NAME_OWED


@pytest.mark.parametrize("figures", ["3", "12 34", "#3"])
def test_figures_alone_are_nobodys_name_and_it_is_still_owed(called, figures):
    unlisted(called, Acknowledge)
    assert unlisted(called, NameWhoActed, name=figures) is Rejection.NOT_A_NAME
    assert called.call.names_owed == {FRONT: 0}


def test_a_name_is_asked_once_a_call_however_much_its_owner_does(called):
    unlisted(called, Acknowledge)
    unlisted(called, NameWhoActed, name="Pat Lee")
    unlisted(called, Dispatch, role=Role.LEAD)
    unlisted(called, Undo)
    assert called.call.names_owed == {}
    called.press("B205")
    unlisted(called, Acknowledge)
    assert called.call.names_owed == {FRONT: 0}


def test_somebody_signed_in_owes_none(called):
    called.desk("front", Acknowledge)
    assert called.call.names_owed == {}


def test_each_desk_owes_its_own_and_anybody_there_may_give_it(called):
    unlisted(called, Acknowledge)
    called.at(1)
    unlisted(called, AddNote, LIBRARY, text="Heard it too")
    assert called.call.names_owed == {FRONT: 0, LIBRARY: 1000}
    called.tell(NameWhoActed(incident=called.call.incident, name="Pat Lee"), Actor(FRONT, PersonId("ana")))
    assert called.call.names_owed == {LIBRARY: 1000}


@pytest.mark.parametrize("name", ["", "   ", "x" * 1001])
def test_no_name_is_no_name(called, name):
    unlisted(called, Acknowledge)
    assert unlisted(called, NameWhoActed, name=name) is Rejection.TEXT_EMPTY_OR_TOO_LONG


def test_a_name_long_overdue_rings_nowhere(called):
    unlisted(called, Acknowledge)
    unlisted(called, Dispatch, role=Role.LEAD)
    called.at(29)
    assert not called.call.ringing
    assert called.call.due_what == "confirm"


def test_an_undo_takes_back_no_debt(called):
    unlisted(called, Acknowledge)
    called.at(2)
    unlisted(called, Undo)
    assert called.call.names_owed == {FRONT: 0}
    assert called.call.ringing


def test_a_restart_gives_the_whole_minute_again(called):
    called.at(5)
    unlisted(called, Acknowledge)
    called.restart()
    assert called.call.names_owed == {FRONT: 0}


def test_a_call_that_is_over_takes_no_name(called):
    incident = called.call.incident
    unlisted(called, StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert called.desk("front", NameWhoActed, incident=incident, name="Pat") is Rejection.ALREADY_STOOD_DOWN
    assert called.desk("front", NameWhoActed, incident=IncidentId("x"), name="Pat") is Rejection.NO_SUCH_CALL
