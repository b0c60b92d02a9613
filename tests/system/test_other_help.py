"""Tests help that is not police over real processes: looked up and noted at both consoles, and still in the log after a power cut."""

from pathlib import Path

import pytest

from tests.system.box import Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk

pytestmark = pytest.mark.slow


async def test_both_consoles_note_beside_one_call_what_came_of_it_and_a_power_cut_takes_nothing(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            await building.press("B204-wall")
            await screen.sees("B204", "RINGING")
            await hall.types("other help")
            await hall.hears("988 Suicide & Crisis Lifeline: 988 (now, at any hour).")
            await hall.types("outside help 1 988 called")
            await hall.hears("Done: it is written down beside the call.")
            screen.presses("7")
            await screen.sees("HELP THAT IS NOT POLICE, CALL 1", "ENTER notes it")
            screen.presses("f")
            await screen.sees("FAMILIES AT THE DOOR")
            screen.presses("h")
            await screen.sees("= 988 Suicide & Crisis Lifeline")
            screen.presses(
                "\x1b[B", "\x1b[B", "\x1b[B", "\r"
            )  # the first line belongs to nobody, and the family has two
            await screen.sees("WHAT CAME OF IT? 988 Suicide & Crisis Lifeline")
            screen.presses("4")
            await screen.sees_no_more("WHAT CAME OF IT?")
            await hall.types("log 1")
            await hall.hears("they helped by phone")
            box.kill()
            await box.starts()
            await hall.hears("The line to the box is back.")
            await hall.types("log 1")
            await hall.hears("Called a crisis line (name after a PIN): they helped by phone.")
            await hall.hears("Called a crisis line (name after a PIN): what comes of it is not known yet.")
