"""Tests the ways into and out of rooms: by a key at the screen, in the morning check, and counted on the idle board."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.ways.messages import AskWays, WayLost
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.words import Cause
from appliance.doors.peer import Rights
from appliance.flows.people.morning import morning, verdict
from appliance.plan.document import to_document
from tests.appliance.core.devices.test_ways import wired
from tests.appliance.doors.harness import running_harness
from tests.tui.boards import FRONT, MORNING, board
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.board.calm import calm

pytestmark = pytest.mark.slow

SECOND = WayLost(room_name="Room B204", inward=True, left=1, causes=("board west-io",))


async def test_a_key_shows_rooms_with_too_few_ways_first_and_what_is_away(stage: Stage, sits: Sits) -> None:
    del stage
    async with sits() as person:
        await person.presses("2")
        await person.sees(
            "WAYS. 1 of 2 rooms has fewer than two independent ways in or out.",
            "! Room B204 has lost its second way in: board west-io",
            "! Gymnasium (gym): 1 way in; 1 way out of zone gym",
            "all of them share: UPS in the office",
            "bus-1 (inovonics, class 3), if somebody has it",
        )
        await person.presses("2")
        await person.sees("Buttons")


def test_the_morning_check_says_which_rooms_have_lost_one_and_the_trouble_is_what_counts() -> None:
    other = replace(SECOND, room_name="Room 117")
    last = WayLost(room_name="Gymnasium", inward=True, left=0, causes=("button b-gym", "line bus"))
    out = WayLost(room_name="Gymnasium", inward=False, left=1, causes=("sounder hall",))
    known = replace(MORNING, ways_lost=(SECOND, last, other, out))
    found = morning(board(), known, (), 0)
    assert [each.words for each in found if each.name == "Ways"] == [
        "Room B204, Room 117 have lost their second way in: board west-io",
        "Gymnasium has lost its last way in: button b-gym, line bus",
        "Gymnasium has lost its second way out: sounder hall",
    ]
    assert verdict(found) == verdict(morning(board(), MORNING, (), 0))


def test_the_idle_board_counts_rooms_that_lost_one_and_says_nothing_where_none_did() -> None:
    assert [words for name, words, _ in calm(board(), 0).lines if name == "Ways"] == []
    (words,) = [words for name, words, well in calm(board(ways_lost=2), 0).lines if name == "Ways" and not well]
    assert words == "2 rooms have lost one: G says which, 2 shows all"


async def test_a_real_trouble_of_a_board_takes_a_room_its_second_way_until_it_is_over(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, harness.console(FRONT) as front:
        await front.attended()
        await harness.adopt(to_document(wired())).kept
        await front.line.ask(
            AskWays(request=0)
        )  # from then on the ways are known; the box looks by itself only twice a minute
        for command, lost in (
            (ReportTrouble(cause=Cause("board-lost", "west-io"), detail="Look at its power."), 1),
            (ReportRestored(cause=Cause("board-lost", "west-io")), 0),
        ):
            await harness.engine.submit(command).kept
            view = await front.board(lambda board, lost=lost: board.ways_lost == lost)  # type: ignore[misc]
            known = await front.line.ask(AskMorning(request=0))
            assert isinstance(known, MorningKnown)
            words = [each.words for each in morning(view, known, (), 0) if each.name == "Ways"]
            assert words == ["Room 204 has lost its second way in: board west-io"] * lost
