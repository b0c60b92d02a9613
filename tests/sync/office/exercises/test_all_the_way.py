"""Tests a set of exercises from the root key to a box that was off, to both consoles, and back to the office; with real processes, command
by command as the documents say.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from appliance.calendars.ics_file import read
from sync.office import incidents
from sync.office.exercises.of_buildings import stand
from sync.office.office import Office, opened
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_four_parts import access_to, believes, until
from tests.sync.test_three_parts import DistrictProcess, UplinkProcess, killed_at_last
from tests.system.box import Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk

pytestmark = pytest.mark.slow

TODAY = datetime.now(UTC).date()
DAY = TODAY + timedelta(days=20)
SET = f"""\
[set]
name = "this-year"
title = "Exercises of this year"
first = {TODAY - timedelta(days=30)}
last = {TODAY + timedelta(days=60)}

[[exercise]]
scenario = "two-at-once"
by = {TODAY - timedelta(days=5)}

[[exercise]]
scenario = "medical-help"
by = {TODAY + timedelta(days=40)}
"""


async def test_a_set_reaches_a_box_that_was_off_and_its_day_comes_back_to_the_office(tmp_path: Path) -> None:
    district = DistrictProcess(tmp_path)
    await district.starts()
    try:
        machines = Machines(tmp_path)
        root = await machines.sets_up(district.url, await access_to(district, tmp_path))
        file, notice = tmp_path / "year.toml", tmp_path / "exercises.notice"
        file.write_text(SET)
        async with Box(tmp_path) as box:
            await box.starts()
            uplink = UplinkProcess(tmp_path, box.run)
            with killed_at_last(uplink):
                await uplink.enrols(district)
                await believes(box, root)
                uplink.starts()
                with opened(machines.data, WORDS) as office:
                    await until(office, lambda: office.store.one("SELECT count(*) FROM entry WHERE number > 2") != (0,))
                box.kill()
                said = await running("root", "notice", "exercises", file, "--out", notice, *machines.offline)
                assert "Assigned to every building: Exercises of this year (this-year), 2 exercises." in said
                await running("notices", "send", notice, *machines.online)
                listed = await running("exercises", *machines.online)
                assert (
                    "this-year: Exercises of this year. It is assigned, and this building did not take it yet."
                    in listed
                )
                await box.starts()
                await _chooses_a_day(box)
                with opened(machines.data, WORDS) as office:
                    await until(office, lambda: _scheduled(office) == [DAY])
                out = tmp_path / "all.ics"
                listed = await running("exercises", "--ics", out, *machines.online)
                assert "1 scheduled, 1 out of compliance, 0 completed" in listed
                assert f"scheduled for {DAY}" in listed
                assert "did not take it yet" not in listed
                days = {each.first for each in read(out.read_bytes(), None).happenings}
                assert days == {DAY, TODAY - timedelta(days=5)}
    finally:
        district.kill()


async def _chooses_a_day(box: Box) -> None:
    """Choose a day at one console, and move it at the other one."""
    async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
        await hall.hears("1 exercise out of compliance: Two rooms call at once", within_s=60)
        await screen.sees("Exercises", "1 exercise out of compliance")
        await hall.types("exercise schedule")
        await hall.hears("Which exercise?")
        await hall.types("2")
        await hall.hears("On which day?")
        await hall.types(f"{DAY - timedelta(days=1)}")
        await hall.hears("Done.")
        screen.presses("4")
        await screen.sees("Choose the day of an exercise of this year", "Take back the day of one")
        screen.presses("2")
        await screen.sees("2 wait, 1 out of compliance", "LATE", f"set for {DAY - timedelta(days=1)}")
        screen.presses("2")
        await screen.sees("ON WHICH DAY?")
        screen.presses(*f"{DAY}", "enter")
        await screen.sees_no_more("ON WHICH DAY?")
        board = await (await box.desk("front")).board(
            lambda board: (
                board.exercise_year is not None and any(each.on == f"{DAY}" for each in board.exercise_year.waiting)
            )
        )
        assert board.exercise_year is not None
        assert board.exercise_year.out == 1


def _scheduled(office: Office) -> list[date]:
    """Give the days for which exercises are scheduled, as far as the office knows."""
    found = (stand(office.store, building, TODAY, UTC) for building in incidents.buildings(office.store))
    return [each.assigned.on for sets in found for one in sets for each in one.stands if each.assigned.on]
