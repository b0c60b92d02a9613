"""Tests what doctor says of the ways into and out of rooms."""

import msgspec

from appliance.api.ways.messages import WaysKnown
from appliance.doctor.finding import Key, Word
from appliance.doctor.judge_ways import ways
from appliance.doctor.judging import judged
from tests.appliance.doctor.box import SEEN, TOLD
from tests.tui.boards import WAYS


def test_a_box_without_rooms_or_of_an_older_version_has_nothing_to_say() -> None:
    assert ways(TOLD) is None
    assert ways(msgspec.structs.replace(TOLD, ways=WaysKnown(request=0, building="", seen=True))) is None


def test_few_ways_by_the_plan_are_said_and_are_no_fault_of_the_box() -> None:
    found = ways(msgspec.structs.replace(TOLD, ways=msgspec.structs.replace(WAYS, lost=())))
    assert found is not None
    assert (found.word, found.says) == (
        Word.OK,
        "1 of 2 rooms has fewer than two independent ways in or out. Which: handbell plan coverage --socket",
    )


def test_a_room_that_has_lost_one_is_to_be_looked_at() -> None:
    (found,) = [each for each in judged(SEEN, msgspec.structs.replace(TOLD, ways=WAYS)) if each.key is Key.WAYS]
    assert (found.word, found.says) == (Word.LOOK, "Room B204 has lost its second way in: board west-io.")
