"""Tests buttons that have heard a box of a higher rank: they refuse this box and ring here all the same, until a person takes them over."""

from pathlib import Path

import pytest

from appliance.core.devices.events import ButtonsTakenOver
from appliance.core.devices.rank import RANK_MAX, TIMED_RANK_MAX
from appliance.doors.console.replies import COMMAND_LINE
from appliance.plan.ids import ButtonId
from appliance.vault.identity import RANK
from hardware.signals import RankSeen
from tests.appliance.corridor import corridor

pytestmark = pytest.mark.slow

TIMED = 1_796_000_000  # a rank that a button heard from an old release, which took the seconds since 1970
ROOMS = ("B202", "B204", "B206", "B208")


async def test_every_press_of_a_button_that_refuses_the_box_rings_and_no_report_raises_its_rank(tmp_path: Path) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS, TIMED)) as school, school.box():
        await school.refused(*ROOMS)
        for room in (*ROOMS, *ROOMS):
            await school.rings(room)
        assert school.daemon is not None
        assert school.daemon.engine.heard.ranks == {ButtonId(f"{room}-wall"): TIMED for room in ROOMS}
        assert school.board.epoch_rank == 1
        assert [school.flash(room).receipted for room in ROOMS] == [{}] * 4
        says = school.board.troubles["button-older-box:B204-wall"].detail
        assert "was this one replaced, or its clock wrong?" in says
        assert "handbell buttons take-over" in says


async def test_a_person_takes_them_over_while_a_call_is_open_and_they_obey_at_once(tmp_path: Path) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS, TIMED)) as school, school.box():
        await school.refused(*ROOMS)
        await school.rings("B204")
        reply = await school.take_over()
        assert (reply.ok, reply.recorded) == (True, True)
        assert f"4 buttons refused this box, of rank 1, by rank {TIMED}. Its rank is {TIMED + 1} now" in reply.says
        await school.obeyed(*ROOMS)
        assert [each.room for each in school.board.incidents.values()] == ["B204"], "the call is open as before"
        [taken] = [event for event in await school.recorded() if isinstance(event, ButtonsTakenOver)]
        assert (taken.by.desk, taken.rank, taken.reports) == (COMMAND_LINE, TIMED + 1, 4)


@pytest.mark.parametrize("kept", [True, False], ids=["the rank is kept", "the record alone tells it"])
async def test_what_was_taken_over_obeys_after_the_next_start(tmp_path: Path, kept: bool) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS, TIMED)) as school:
        async with school.box():
            await school.refused(*ROOMS)
            assert (await school.take_over()).ok
        if not kept:
            (tmp_path / "box" / "keys" / RANK).unlink()
        async with school.box():
            assert school.board.epoch_rank == TIMED + 2
            await school.rings("B204")
            await school.obeyed(*ROOMS)


async def test_one_that_lies_decides_nothing_and_goes_on_refusing(tmp_path: Path) -> None:
    async with corridor(tmp_path, {**dict.fromkeys(ROOMS[:3], 7), ROOMS[3]: RANK_MAX}) as school, school.box():
        await school.refused(*ROOMS)
        reply = await school.take_over()
        assert "by ranks 7 to 2147483647. Its rank is 8 now" in reply.says
        assert "1 button heard a higher rank still" in reply.says
        assert "erase-flash" in reply.says
        await school.obeyed(*ROOMS[:3])
        await school.rings(ROOMS[3])
        assert school.flash(ROOMS[3]).epoch_rank == RANK_MAX
        again = await school.take_over()
        assert (again.ok, "Its rank is above what most of them heard" in again.says) == (False, True)


async def test_two_are_too_few_and_nothing_changes(tmp_path: Path) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS[:2], RANK_MAX)) as school, school.box():
        await school.refused(*ROOMS[:2])
        reply = await school.take_over()
        assert (reply.ok, reply.code) == (False, "not-taken-over")
        assert "2 buttons refused this box, of rank 1, by rank 2147483647. It takes 3" in reply.says
        assert school.board.epoch_rank == 1
        await school.rings(ROOMS[0])


async def test_buttons_whose_firmware_does_not_say_their_rank_count_as_timed_ones(tmp_path: Path) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS, TIMED)) as school, school.box():
        await school.refused(*ROOMS)
        assert school.daemon is not None
        for room in ROOMS:
            school.daemon.intake.hear(RankSeen(f"{room}-wall", None))
        reply = await school.take_over()
        assert "Older firmware does not say which, and counts as 2000000000" in reply.says
        await school.obeyed(*ROOMS)
        assert school.board.epoch_rank == TIMED_RANK_MAX + 1


async def test_where_every_button_obeys_there_is_nothing_to_take_over(tmp_path: Path) -> None:
    async with corridor(tmp_path, dict.fromkeys(ROOMS, 0)) as school, school.box():
        await school.obeyed(*ROOMS)
        assert (await school.take_over()).says == "Nothing was changed: no button refuses this box, of rank 1."
