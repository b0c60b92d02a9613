"""Tests people who dial the help extension, over the door's real socket: each call counts once, and each caller hears the truth alone."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from appliance.api.phones.messages import Dialled, Setup
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge, AddNote, Confirm, Dispatch, StandDown
from appliance.core.ground.callers import Caller
from appliance.core.ground.words import Actor, Answer, BuildingResponse, Outcome
from appliance.doors.limits import TokenBucket
from appliance.doors.phones import inbound
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Role
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.phones.phones import ANA, Phones, Process, phones, with_phones
from tests.patience import until

AT_FRONT = Actor(FRONT, PersonId("ana"))


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Phones]:
    async with phones(harness) as building:
        building.staffs_front_desk()
        yield building


@pytest.fixture
async def process(building: Phones) -> AsyncIterator[Process]:
    async with building.process() as process:
        yield process


async def test_the_process_is_told_what_the_plan_says_of_the_phone_system(building: Phones, process: Process) -> None:
    setup = process.all(Setup)[-1]
    digest = building.harness.engine.board.plan_digest
    assert setup == Setup(pbx="10.20.0.5", port=5061, transport="tls", user="4357", extension="4357", phrases=digest)


async def test_a_room_that_dials_calls_for_the_room_and_hears_each_step_once_it_is_true(
    building: Phones, process: Process
) -> None:
    process.dials("2201")
    await process.hears("en.has-your-call-from", "en.room.201")
    [incident] = building.incidents
    engine = building.harness.engine
    await engine.submit(Acknowledge(incident=incident.incident), AT_FRONT).kept
    await process.hears("en.has-it")
    await engine.submit(Dispatch(incident=incident.incident, role=Role.NURSE), AT_FRONT).kept
    await engine.submit(
        Confirm(incident=incident.incident, responder="Ben Ruiz", answer=Answer.BY_RADIO), AT_FRONT
    ).kept
    await process.hears("en.on-the-way")
    assert process.spoken() == [("en.has-your-call-from", "en.room.201"), ("en.has-it",), ("en.on-the-way",)]
    await engine.submit(
        StandDown(incident=incident.incident, outcome=Outcome.ATTENDED, saw_room="Ben Ruiz"), AT_FRONT
    ).kept
    await until(process.hung_up)


async def test_a_stranger_hears_in_both_languages_that_nobody_knows_where_they_are(
    building: Phones, process: Process
) -> None:
    process.dials("+17205550188", outside=True)
    await process.hears("en.has-your-call", "en.where-unknown", "es.has-your-call", "es.where-unknown")
    assert building.callers == [(None, Caller(number="+17205550188", outside=True, unverified=True))]


async def test_a_number_for_which_the_phone_system_does_not_vouch_is_no_room(
    building: Phones, process: Process
) -> None:
    process.dials("2201", proved=False)
    await until(lambda: bool(building.incidents))
    assert building.callers == [(None, Caller(number="2201", unproved=True, unverified=True))]


async def test_a_number_that_is_kept_back_is_not_recorded_and_one_of_a_room_cannot_be(
    building: Phones, process: Process
) -> None:
    process.dials("+17205550188", outside=True, withheld=True)
    await until(lambda: len(building.incidents) == 1)
    assert building.callers == [(None, Caller(withheld=True, outside=True, unverified=True))]
    process.dials("2201", call="c2", withheld=True)
    await until(lambda: len(building.incidents) == 2)
    assert building.callers[1] == ("201", Caller(number="2201"))


async def test_who_hangs_up_at_once_has_called_all_the_same(building: Phones, process: Process) -> None:
    process.dials("2203")
    process.hangs_up()
    await until(lambda: [each.room for each in building.incidents] == [RoomId("203")])
    assert process.spoken() == []


async def test_the_same_call_told_twice_is_one_press(building: Phones, process: Process) -> None:
    process.dials("2201")
    process.dials("2201")
    process.dials("2204", call="c2")
    await until(lambda: len(building.incidents) == 2)
    assert [each.presses for each in building.incidents] == [1, 1]


async def test_a_quiet_room_hears_one_tone_whatever_becomes_of_its_call(building: Phones, process: Process) -> None:
    process.dials("2202")
    await process.hears("tone")
    [incident] = building.incidents
    await building.harness.engine.submit(Acknowledge(incident=incident.incident), AT_FRONT).kept
    process.dials("2201", call="c2")
    await process.hears("en.has-your-call-from", "en.room.201", call="c2")
    assert process.spoken() == [("tone",)]


async def test_while_the_building_hides_nobody_is_spoken_to_and_afterwards_they_are(
    building: Phones, process: Process
) -> None:
    engine = building.harness.engine
    await engine.submit(StartResponse(response=BuildingResponse.LOCKDOWN), AT_FRONT).kept
    process.dials("2201")
    process.dials("+17205550188", call="c2", outside=True)
    await process.hears("tone")
    await process.hears("tone", call="c2")
    await engine.submit(EndResponse(response=BuildingResponse.LOCKDOWN), AT_FRONT).kept
    await process.hears("en.has-your-call-from", "en.room.201")
    assert process.spoken()[0] == ("tone",)


async def test_nobody_is_promised_anything_until_the_disk_has_the_call(building: Phones, process: Process) -> None:
    comes_back = await building.harness.stalled_disk()
    process.dials("2201")
    await until(lambda: [each.room for each in building.incidents] == [RoomId("201")])  # it rings at the desks
    process.dials("2202", call="c2")
    await until(lambda: len(building.incidents) == 2)
    await process.rung(ANA)  # and on the phones of people
    assert process.spoken() == process.spoken("c2") == []
    comes_back()
    await process.hears("en.has-your-call-from", "en.room.201")
    await process.hears("tone", call="c2")


async def test_what_becomes_of_a_call_later_silences_nobody(building: Phones, process: Process) -> None:
    process.dials("2201")
    await process.hears("en.has-your-call-from", "en.room.201")
    [incident] = building.incidents
    comes_back = await building.harness.stalled_disk()
    submission = building.harness.engine.submit(AddNote(incident=incident.incident, text="door is locked"), AT_FRONT)
    await submission.spoken
    building.door._tell()
    process.dials("2203", call="c2")
    await until(lambda: len(building.incidents) == 2)
    comes_back()
    await process.hears("en.has-your-call-from", "en.room.203", call="c2")
    assert process.spoken() == [("en.has-your-call-from", "en.room.201")]


async def test_who_dials_without_end_is_one_call_and_nobody_else_waits_for_it(
    building: Phones, process: Process
) -> None:
    for number in range(40):
        process.dials("+17205550188", call=f"f{number}", outside=True)
        process.hangs_up(f"f{number}")
    process.dials("2201", call="room")
    await process.hears("en.has-your-call-from", "en.room.201", call="room")
    assert [each.presses for each in building.incidents if each.room is None] == [inbound.CALLER_BURST]


async def test_more_numbers_than_people_have_fold_into_one_call_and_are_a_trouble(
    building: Phones, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.doors.flooded.FLOODED_AFTER_S", 0.0)
    monkeypatch.setattr(inbound, "WAITING_MAX", 10)
    building.door._inbound._strangers = TokenBucket(5, 0.001, 0)
    for number in range(60):
        process.dials(f"+1720555{number:04}", call=f"f{number}", outside=True)
    process.dials("2201", call="room")
    await process.hears("en.has-your-call-from", "en.room.201", call="room")
    await until(lambda: building.trouble("phones-flooded") is not None)
    assert len(building.incidents) == 6


async def test_a_press_that_waits_for_its_measure_is_handed_in_later_though_the_caller_has_gone(
    building: Phones, process: Process
) -> None:
    building.door._inbound._strangers = TokenBucket(1, 1.0, asyncio.get_running_loop().time())
    for number in range(3):
        process.dials(f"+1720555{number:04}", call=f"f{number}", outside=True)
        process.hangs_up(f"f{number}")
    await until(lambda: len(building.incidents) == 3)


async def test_a_call_that_goes_on_after_a_restart_is_no_new_press_and_its_caller_hears_the_truth(
    building: Phones,
) -> None:
    async with building.process() as first:
        first.dials("2201")
        await first.hears("en.has-your-call-from", "en.room.201")
        [incident] = building.incidents
        await building.harness.engine.submit(Acknowledge(incident=incident.incident), AT_FRONT).kept
    async with building.process() as second:
        second.dials("2201", again=True)
        await second.hears("en.has-it")
        second.dials("+17205550188", call="c2", outside=True, again=True)  # what was never recorded is a press
        await until(lambda: len(building.incidents) == 2)
    assert [each.presses for each in building.incidents] == [1, 1]
    assert not building.incidents[0].ringing


async def test_a_phone_that_passed_the_call_on_places_it_in_no_room(building: Phones, process: Process) -> None:
    process.says(Dialled(call="c1", number="2201", proved=True, withheld=False, outside=False, diverted="2204"))
    await until(lambda: bool(building.incidents))
    assert building.incidents[0].room is None


async def test_with_no_phrases_callers_hear_a_tone_and_with_some_nothing_that_is_not_true(harness: Harness) -> None:
    async with phones(harness, recorded=False) as building, building.process() as process:
        building.staffs_front_desk()
        process.dials("2201")
        await process.hears("tone")
        building.records_phrases(leave_out=lambda clip: clip == "en.room.203")
        await building.door._look_for_phrases()
        process.dials("2203", call="c2")
        await process.hears("en.has-your-call", call="c2")
        await process.hears("en.has-your-call-from", "en.room.201")
        assert (await process.rung(ANA)).clips[:2] == ("en.kind-assist", "en.room.201")


async def test_while_a_new_plan_has_no_phrases_those_of_every_plan_are_said(building: Phones, process: Process) -> None:
    plan = with_phones()
    await building.adopts(replace(plan, building="Cedar Creek II"))
    await building.door._look_for_phrases()
    process.dials("2201")
    await process.hears("en.has-your-call")
