"""Tests a slip at a desk that is undone: what the other desk, the caller's lamp, a killed daemon and the record make of it."""

import subprocess
from pathlib import Path

import pytest

from appliance.core.calls.commands import Acknowledge, Arrive, Downgrade, NameWhoActed, Undo, Upgrade
from appliance.core.ground.words import Stage
from appliance.plan.model import Kind
from tests.system.box import HANDBELL, Box
from tests.system.record import read_record

pytestmark = pytest.mark.slow


async def test_a_stand_down_undone_is_open_after_a_kill_in_the_next_moment(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.shows("B204")
        await desk.stands_down(call)
        await building.until_lamp("B204-wall", "ready", within_s=5)
        assert (await desk.does(Undo(incident=call.incident))).recorded
        box.kill()

        await box.starts()
        desk = await box.desk("front")
        again = await desk.shows("B204")
        assert (again.incident, again.number, again.stage, again.ringing) == (call.incident, 1, Stage.CALLED, True)
        assert again.undo is None, "after a restart nothing can be undone any more"
        await building.until_lamp("B204-wall", "received", within_s=10)
        await building.press("B204-wall")
        assert (await desk.sees("B204", lambda card: card.presses == 2)).incident == call.incident
        await desk.stands_down(again)
        await box.stops()
        assert (await read_record(box.data)).open_rooms() == set()
        verified = subprocess.run(
            [str(HANDBELL), "log", "verify", "--data", str(box.data), "--run", str(box.run)],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert verified.returncode == 0, verified.stdout + verified.stderr


async def test_a_stand_down_nobody_undid_in_time_stays_and_a_kill_ends_the_time(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.shows("B204")
        await desk.stands_down(call)
        box.kill()
        await box.starts()
        desk = await box.desk("front")
        assert (await desk.board()).ended == ()
        refused = await desk.line.act(Undo(incident=call.incident))
        assert (refused.ok, refused.code) == (False, "undo-too-late")


async def test_the_caller_sees_that_an_acknowledgement_was_a_slip(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, front, hall = await box.building("B204"), await box.desk("front"), await box.desk("hall")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await front.shows("B204")
        await front.acknowledges(call)
        await building.until_lamp("B204-wall", "acknowledged", within_s=5)
        assert "Another desk" in (await hall.line.act(Undo(incident=call.incident))).says
        await front.does(Undo(incident=call.incident))
        await building.until_lamp("B204-wall", "received", within_s=5)
        assert (await hall.sees("B204", lambda card: card.ringing)).stage is Stage.CALLED


async def test_a_response_with_an_upgrade_taken_back_in_words_and_a_name_given(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.shows("B204")
        incident = call.incident
        await desk.does(Upgrade(incident=incident, kind=Kind.EMERGENCY))
        await desk.does(Acknowledge(incident=incident))
        owing = await desk.sees("B204", lambda card: bool(card.names_owed))
        assert owing.names_owed[0].desk == "front"
        await desk.does(NameWhoActed(incident=incident, name="Somebody Substituting"))
        await desk.does(Arrive(incident=incident, responder="Ottoline Vasquez"))
        await desk.does(Downgrade(incident=incident, kind=Kind.MEDICAL))
        lowered = await desk.sees("B204", lambda card: card.kind is Kind.MEDICAL)
        assert (lowered.stage, lowered.names_owed, lowered.deadline_what) == (Stage.ON_SCENE, (), "all-right")
        said = " ".join(await desk.timeline())
        assert "Lowered to medical call at Front office by somebody not signed in." in said
        assert "Substituting" not in said, "names are read by those signed in"
