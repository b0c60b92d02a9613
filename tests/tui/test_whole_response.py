"""Tests a whole response by keys only, against a real engine, a real logbook and the real desk door."""

from pathlib import Path

import pytest

from appliance.core.ground.words import Stage
from appliance.doors.peer import Rights
from tests.appliance.doors.harness import Harness, running_harness
from tests.tui.sitting import Sitting, sitting_at

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`


def stage_of(harness: Harness) -> Stage | None:
    return next((incident.stage for incident in harness.engine.board.incidents.values()), None)


async def reaches(person: Sitting, harness: Harness, stage: Stage | None) -> None:
    await person.until(lambda: stage_of(harness) == stage, f"the stage {stage}")


async def test_from_the_press_to_the_stand_down_by_keys_only(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        await person.sees("Cedar Creek", "Buttons")
        await person.presses("o", *"ana", "enter")
        await person.sees("Front office: Ana Ortiz")

        harness.press("203")
        await person.sees("■ ASSIST", "NOBODY HAS IT YET", "caller sees: received")
        await person.looks()
        await person.presses("space")
        await person.sees(" has it  · nobody sent", "Seen, NOBODY SENT YET", "caller sees: acknowledged")
        await reaches(person, harness, Stage.ACKNOWLEDGED)

        await person.presses("d", "4")
        await person.sees("√ nurse sent", "Sent, not confirmed")
        await person.presses("c")
        await person.sees("Who is going:")
        await person.presses("1")
        await person.sees("√ confirmed", "On the way", "caller sees: on the way")
        await reaches(person, harness, Stage.CONFIRMED)

        await person.looks()
        await person.presses("s")
        await person.sees("√ arrived", "On scene")
        await person.presses("k")
        await person.presses("l")
        await person.sees("LOG of Room 203", "all right")
        await person.presses("escape", "x")
        await person.sees("Who saw the room with their own eyes:")
        await person.presses("2")
        await reaches(person, harness, None)
        await person.sees("Troubles", "Recording  yes")


async def test_a_second_press_rings_again_after_help_was_sent(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        harness.press("203")
        await person.sees("■ ASSIST")
        await person.presses("d", "1")
        await person.sees("√ team lead sent", "Sent, not confirmed")
        harness.press("203")
        await person.sees("pressed 2 times", "RINGING")
        await person.looks()
        await person.presses("space")
        await person.sees_no_more("RINGING")
        await reaches(person, harness, Stage.DISPATCHED)
