"""Tests responses of the whole building: a person begins and ends them, one at a time; practice is marked; and buttons are dark where light
would betray somebody.
"""

import pytest

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.building.events import CheckInEnded, ResponseEnded, ResponseStarted
from appliance.core.building.responses import dark, hides
from appliance.core.calls.commands import StandDown
from appliance.core.calls.events import StoodDown
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import BuildingResponse, Outcome
from appliance.core.practice.commands import ArmWalkTest, EndDrill, StartDrill
from appliance.core.practice.events import DrillEnded, DrillMeasured, WalkTestEnded
from appliance.plan.ids import ButtonId, RoomId

HOLD, SECURE, LOCKDOWN = BuildingResponse.HOLD, BuildingResponse.SECURE, BuildingResponse.LOCKDOWN


def begin(story, response=LOCKDOWN, **fields):
    return story.desk("front", StartResponse, response=response, **fields)


def practise(story, *rooms):
    story.desk("front", StartDrill, name="Practice", rooms=tuple(map(RoomId, rooms)))
    return story.board.drill


def is_dark(story, button):
    return dark(story.board, ButtonId(button))


@pytest.mark.parametrize("response", BuildingResponse)
def test_a_person_starts_and_ends_each_response(story, response):
    assert begin(story, response) is None
    assert story.board.response.response is response
    assert story.desk("library", EndResponse, response=response) is None
    assert story.board.response is None


def test_no_number_of_presses_starts_one(story):
    for contact in ("help", "hold", "medical", "tap-out") * 10:
        story.press("B201", contact)
    story.at(4000)
    assert story.board.response is None


def test_another_takes_its_place_in_one_act(story):
    begin(story, SECURE, detail="dog on the  playground ")
    assert story.board.response.detail == "dog on the playground"
    story.seen.clear()
    begin(story, LOCKDOWN)
    assert [type(event) for event in story.seen] == [ResponseStarted]
    assert story.board.response.response is LOCKDOWN


def test_the_same_again_is_no_news_and_only_the_one_that_is_on_ends(story):
    assert story.desk("front", EndResponse, response=HOLD) is Rejection.NO_SUCH_RESPONSE
    begin(story)
    assert begin(story) is Rejection.NO_NEWS
    assert story.desk("front", EndResponse, response=HOLD) is Rejection.NO_SUCH_RESPONSE
    assert begin(story, detail="x" * 35) is Rejection.DETAIL_TOO_LONG


def test_it_never_ends_by_itself_and_is_as_old_after_a_power_cut(story):
    begin(story, detail="gym")
    story.at(50_000)
    before = story.board.response
    story.restart(after_ms=60_000)
    on = story.board.response
    assert (on.response, on.detail, on.by) == (before.response, before.detail, before.by)
    assert story.now.mono_ms - on.since.mono_ms == 50_000_000 + 60_000


def test_in_a_lockdown_every_button_is_dark_also_where_help_was_called(story):
    story.press("B201")
    begin(story)
    assert is_dark(story, "B201")
    assert is_dark(story, "B204")
    assert is_dark(story, "Bgone")
    begin(story, HOLD)
    assert not is_dark(story, "B201")


def test_practice_is_marked_and_ends_with_its_drill(story):
    drill = practise(story, "201", "202")
    begin(story, practice=True, check_in=True)
    assert story.board.response.drill == drill.drill
    assert story.board.check_in.rooms == ("201", "202")
    assert story.board.check_in.drill == drill.drill
    story.seen.clear()
    story.desk("front", EndDrill, drill=drill.drill)
    assert [type(event) for event in story.seen] == [DrillEnded, DrillMeasured, ResponseEnded, CheckInEnded]
    assert (story.board.response, story.board.check_in) == (None, None)


def test_the_end_of_practice_does_not_end_what_became_real_meanwhile(story):
    """The panel of another desk may have been open all the while."""
    practise(story, "201")
    begin(story, practice=True)
    seen = EndResponse(response=LOCKDOWN, practice=True)
    assert begin(story) is None
    assert story.tell(seen, story.board.response.by) is Rejection.NO_SUCH_RESPONSE
    assert is_dark(story, "B206")
    assert story.desk("front", EndResponse, response=LOCKDOWN) is None


def test_practice_ends_by_itself(story):
    practise(story, "201")
    begin(story, practice=True, check_in=True)
    story.at(1801)
    assert (story.board.drill, story.board.response, story.board.check_in) == (None, None, None)


def test_practice_needs_a_drill_and_darkens_its_rooms_alone(story):
    assert begin(story, practice=True) is Rejection.NO_SUCH_DRILL
    story.at(30)
    practise(story, "201", "202")
    begin(story, practice=True)
    assert is_dark(story, "B201")
    assert not is_dark(story, "B203")
    story.press("B202", ago_ms=20_000 * 60)
    assert story.call.drill is None
    assert not is_dark(story, "B202"), "a real call is told what becomes of it"


def test_a_real_one_ends_the_drill_and_the_walk_test_so_that_no_press_passes_for_either(story):
    story.desk("front", ArmWalkTest, button=ButtonId("B203"))
    practise(story, "201")
    story.press("B201")
    story.seen.clear()
    begin(story)
    assert [type(event) for event in story.seen] == [
        DrillEnded,
        DrillMeasured,
        StoodDown,
        WalkTestEnded,
        ResponseStarted,
    ]
    assert story.board.response.drill is None
    for button in ("B201", "B203"):
        story.press(button)
        assert story.call.drill is None
    assert len(story.board.incidents) == 2


def test_nothing_is_practised_or_tested_while_one_is_on(story):
    begin(story, HOLD)
    assert story.desk("front", StartDrill, name="x", rooms=(RoomId("201"),)) is Rejection.RESPONSE_RUNNING
    assert story.desk("front", ArmWalkTest, button=ButtonId("B201")) is Rejection.RESPONSE_RUNNING


def test_calls_go_on_in_a_response_as_ever(story):
    begin(story)
    story.press("B201")
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.board.response is not None
    assert not story.board.incidents


@pytest.mark.parametrize("response", BuildingResponse)
def test_the_building_hides_in_a_lockdown_in_earnest_alone(story, response):
    assert not hides(story.board)
    begin(story, response)
    assert hides(story.board) is (response is LOCKDOWN)
    story.desk("library", EndResponse, response=response)
    assert not hides(story.board)


def test_practice_hides_no_lamp_outside_its_rooms(story):
    practise(story, "B204")
    begin(story, practice=True)
    assert not hides(story.board)
