"""Tests a trouble that only people can end: somebody at a desk reports it, it is kept over every start, and somebody at a desk ends it."""

from appliance.core.devices.commands import ClearTrouble, ReportTrouble, SayNoCopy
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Falls
from appliance.core.ground.words import Actor, Cause
from appliance.core.standing import changes
from appliance.plan.ids import DeskId, PersonId
from appliance.words.troubles import CALLS_BEFORE_RESTORE, ENTRIES_BEYOND_COPY, TROUBLES

FRONT = Actor(DeskId("front"), PersonId("ana"))


def test_a_person_says_that_there_is_no_copy_and_later_that_every_room_was_asked(story):
    assert story.desk("front", SayNoCopy) is None
    says = "Somebody at Front office said that this box replaces one of which there is no copy."
    story.sees(TroubleRaised(cause=ASK_ROOMS, detail=f"Calls may have been open: ask every room. {says}"))
    assert story.desk("library", SayNoCopy) is Rejection.NO_NEWS
    assert story.desk("front", ClearTrouble, cause=ASK_ROOMS) is None
    over = TroubleRestored(cause=ASK_ROOMS, by=FRONT)
    story.sees(over)
    assert ASK_ROOMS.key not in story.board.troubles
    assert Falls(f"trouble:{ASK_ROOMS.key}") in changes(over), "no start brings it back"
    assert story.desk("front", ClearTrouble, cause=ASK_ROOMS) is Rejection.NO_SUCH_TROUBLE


def test_what_ends_by_itself_is_nobodys_to_end(story):
    chime = Cause("sounder-silent", "hall")
    story.tell(ReportTrouble(cause=chime, detail="Look at the plug."))
    story.saw()
    assert story.desk("front", ClearTrouble, cause=chime) is Rejection.ENDS_BY_ITSELF
    assert chime.key in story.board.troubles


def test_calls_of_before_a_restore_are_ended_folder_by_folder(story):
    first, second = (Cause(CALLS_BEFORE_RESTORE.word, f"before-restore-{number}") for number in (1, 2))
    for cause in (first, second):
        story.tell(ReportTrouble(cause=cause, detail="2 calls."))
    assert story.desk("front", ClearTrouble, cause=first) is None
    assert set(story.board.troubles) == {second.key}
    assert {first.what, ASK_ROOMS.what, ENTRIES_BEYOND_COPY.word} == {
        each.word for each in TROUBLES.values() if each.done
    }
