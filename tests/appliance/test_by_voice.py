"""Tests that calls by telephone and text reach the record of a whole box: each is answered when it is on disk, and a number that calls
without end costs a few entries.
"""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from appliance.by_voice import VoiceIntake
from appliance.core.calls.commands import Acknowledge
from appliance.core.calls.events import CallRaisedElsewhere, PressedAgain, PressedOften
from appliance.core.ground.callers import Caller
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.place import Place
from appliance.engine.folding import AT_ONCE
from appliance.engine.outcome import Done
from appliance.plan.document import digest, to_document
from appliance.plan.ids import RoomId
from appliance.plan.telephones import Telephone
from tests.appliance.core.calls.telephones import STRANGER
from tests.appliance.engine.harness import FRONT, Harness, harness_at
from tests.appliance.engine.test_folding import Told
from tests.patience import patient


async def test_a_call_is_given_back_with_its_incident_when_it_is_on_disk(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        kept = await VoiceIntake(harness.engine).phone_call(Caller(STRANGER, outside=True)).kept
        assert isinstance(kept, Done)
        assert kept.recorded
        raised = kept.events[0]
        assert isinstance(raised, CallRaisedElsewhere)
        (call,) = harness.engine.board.incidents.values()
        assert (call.incident, call.place, call.unverified) == (raised.incident, Place(), True)


async def test_the_plan_that_is_adopted_now_says_whose_a_phone_is(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        intake, plan = VoiceIntake(harness.engine), harness.engine.board.index.plan
        await intake.phone_call(Caller("2204")).kept
        rooms = tuple(replace(each, phone="2204") if each.room == RoomId("B204") else each for each in plan.rooms)
        plan = replace(plan, rooms=rooms, telephone=Telephone("10.20.0.5", "4357"))
        document = to_document(plan)
        await harness.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        await intake.phone_call(Caller("2204")).kept
        assert [each.place for each in harness.engine.board.incidents.values()] == [Place(), Place(room=RoomId("B204"))]


async def test_a_text_calls_from_near_the_room_that_it_names(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        intake = VoiceIntake(harness.engine)
        await intake.text_call(STRANGER, RoomId("B204"), "B204").kept
        assert [each.place.near for each in harness.engine.board.incidents.values()] == ["B204"]


async def test_a_number_that_calls_without_end_costs_a_few_entries_and_each_call_is_answered(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        intake, told = VoiceIntake(harness.engine), Told()
        harness.engine.listen(told.hear)
        await intake.phone_call(Caller(STRANGER, outside=True)).kept
        calls = [intake.phone_call(Caller(STRANGER, outside=True)) for _ in range(200)]
        async with patient(15):
            outcomes = await asyncio.gather(*(each.kept for each in calls))
        assert all(isinstance(each, Done) for each in outcomes)
        assert [type(each) for each in told.presses()] == [PressedAgain] * AT_ONCE + [PressedOften]
        (call,) = harness.engine.board.incidents.values()
        assert call.presses == 201


async def test_a_call_after_a_person_took_notice_rings_again_at_once(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        intake = VoiceIntake(harness.engine)
        await intake.phone_call(Caller("2417")).kept
        call = await _acknowledged(harness)
        async with patient(15):
            await intake.phone_call(Caller("2417")).kept
        assert (harness.engine.board.incidents[call].ringing, harness.engine.board.incidents[call].presses) == (True, 2)


async def _acknowledged(harness: Harness) -> str:
    (call,) = harness.engine.board.incidents
    await harness.engine.submit(Acknowledge(incident=call), FRONT).kept
    assert not harness.engine.board.incidents[call].ringing
    return call
