"""Tests a device that presses more often than any person: it is named, rings as before, and opens again what was stood
down a moment ago.
"""

from appliance.core.calls.commands import Acknowledge, Dispatch, RaiseCall, StandDown
from appliance.core.calls.events import CallRaised, PressedOften, ReopenedByPress
from appliance.core.devices.chatter import PRESSES_PER_HOUR
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.devices.service import cut_off
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause, Door, Outcome, Source, Stage
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.words.troubles import BUTTON_CHATTERING
from tests.appliance.core.story import Story

B204 = Cause(BUTTON_CHATTERING.word, "B204")


def folded(story: Story, counter: int, times: int, contact: str = "help") -> Rejection | None:
    source = Source(Door.BUTTON, ButtonId("B204"), contact, counter)
    return story.tell(RaiseCall(place=Place(room=RoomId("204")), kind=Kind.ASSIST, source=source, folded=times))


def chatters(story: Story) -> None:
    """Let a device chatter: its call is open, and the device is named."""
    story.press("B204", counter=1)
    folded(story, 1000, 999)
    assert B204.key in story.board.troubles


def stand_down(story: Story) -> None:
    assert story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="A. Ortiz") is None


def test_many_presses_kept_as_one_say_how_many_they_are_and_leave_the_ladder_alone(story):
    story.press("B204", counter=1)
    story.at(14)
    due_ms, told_ms = story.call.due_ms, story.call.told_ms
    story.seen.clear()
    folded(story, 20, 19)
    [often] = story.seen
    assert isinstance(often, PressedOften) and (often.presses, often.source.counter) == (20, 20)
    assert (story.call.presses, story.call.due_ms, story.call.told_ms) == (20, due_ms, told_ms)
    assert story.board.counters[ButtonId("B204"), "help", ""] == 20


def test_the_newest_of_them_says_all(story):
    story.press("B204", counter=1)
    folded(story, 20, 19)
    folded(story, 40, 20)
    whole = story.call
    newest = next(event for event in reversed(story.seen) if isinstance(event, PressedOften))
    again = Story()
    again.press("B204", counter=1)
    again.fold(newest)
    assert (again.call.presses, again.call.holds) == (whole.presses, whole.holds) == (40, 0)


def test_presses_that_never_end_keep_no_step_of_the_ladder_away(story):
    story.press("B204")
    for second in range(1, 62):
        story.at(second)
        story.press("B204")
    assert story.call.step == 3 and story.call.presses == 62


def test_after_a_person_acted_it_rings_again_though_it_is_one_of_many(story):
    story.press("B204", counter=1)
    story.desk("front", Acknowledge)
    folded(story, 20, 19)
    assert (story.call.ringing, story.call.unanswered) == (True, True)


def test_a_device_over_its_measure_is_named_once_and_still_rings(story):
    for counter in range(1, PRESSES_PER_HOUR + 1):
        story.press("B204", counter=counter)
    assert B204.key not in story.board.troubles
    story.press("B204", counter=500)
    story.press("B204", counter=501)
    named = [event for event in story.seen if isinstance(event, TroubleRaised) and event.cause == B204]
    assert len(named) == 1 and "every press rings" in named[0].detail
    stand_down(story)
    story.press("B205")
    assert story.call.room == "205", "others are no part of it"


def test_a_room_whose_button_chatters_is_not_said_to_be_cut_off(story):
    chatters(story)
    assert cut_off(story.board, story.heard) == []
    story.tell(ReportTrouble(cause=Cause("button-lost", "B204"), detail="no power"))
    assert [(room.room, why) for room, why in cut_off(story.board, story.heard)] == [("204", "lost")]


def test_it_is_over_when_it_has_been_quiet(story):
    chatters(story)
    story.at(50 * 60)
    assert B204.key in story.board.troubles
    story.at(61 * 60)
    assert B204.key not in story.board.troubles
    assert sum(isinstance(event, TroubleRestored) and event.cause == B204 for event in story.seen) == 1


def test_what_the_device_says_of_itself_ends_it_neither_too_soon_nor_late(story):
    story.tell(ReportTrouble(cause=B204, detail="contact help"))
    chatters(story)
    assert story.tell(ReportRestored(cause=B204)) is Rejection.NO_NEWS
    story.tell(ReportTrouble(cause=B204, detail="contact help"))
    story.at(2 * 3600)
    assert B204.key in story.board.troubles, "it says so still"
    story.tell(ReportRestored(cause=B204))
    assert B204.key not in story.board.troubles


def test_after_a_restart_it_is_as_bad_as_the_worst(story):
    chatters(story)
    story.restart()
    story.at(50 * 60)
    assert B204.key in story.board.troubles
    story.at(61 * 60)
    assert B204.key not in story.board.troubles


def test_soon_after_a_stand_down_it_opens_the_same_call_and_rings_for_everybody(story):
    chatters(story)
    incident = story.call.incident
    story.desk("front", Dispatch, role=Role.LEAD)
    stand_down(story)
    story.at(9 * 60)
    story.seen.clear()
    story.press("B204", counter=2000)
    assert isinstance(story.seen[0], ReopenedByPress)
    call = story.call
    assert (call.incident, call.stage, call.sent, call.ringing) == (incident, Stage.CALLED, (), True)
    assert call.presses == 1001 and len(story.board.incidents) == 1
    story.restart()
    assert story.call.incident == incident and story.call.ringing


def test_later_or_of_a_device_that_is_not_named_it_is_a_new_call(story):
    story.press("B205")
    stand_down(story)
    story.press("B205")
    assert story.call.number == 2
    stand_down(story)
    chatters(story)
    stand_down(story)
    story.at(11 * 60)
    story.press("B204", counter=2000)
    assert story.call.number == 4


def test_another_call_from_the_room_is_joined(story):
    chatters(story)
    stand_down(story)
    story.tell(
        RaiseCall(place=Place(room=RoomId("204")), kind=Kind.ASSIST, source=Source(Door.FIXED_URL, ButtonId("phone")))
    )
    number = story.call.number
    story.press("B204", counter=2000)
    assert (len(story.board.incidents), story.call.number) == (1, number)
    assert not any(isinstance(event, ReopenedByPress) for event in story.seen)
    assert sum(isinstance(event, CallRaised) for event in story.seen) == 2
