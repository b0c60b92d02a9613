"""Tests that a call's record has what the whole building did while the call was open, and nothing else of that kind."""

import asyncio

from appliance.api.records.messages import AskRecord, RecordShown
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.ground.words import BuildingResponse, Outcome
from appliance.plan.ids import IncidentId
from appliance.record.words import Value
from tests.appliance.doors.harness import FRONT, Console, Harness
from tests.patience import patient


async def a_call(harness: Harness, console: Console, room: str) -> IncidentId:
    await harness.press(room).kept
    return (await console.sees(room)).incident


async def is_over(console: Console, incident: IncidentId) -> None:
    over = StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    for command in (Acknowledge(incident=incident), over):
        assert (await console.line.act(command)).ok


async def did(console: Console, incident: IncidentId) -> Value:
    shown = await console.line.ask(AskRecord(request=0, incident=incident))
    assert isinstance(shown, RecordShown), shown
    return next((fact.versions[-1].value for fact in shown.facts if fact.field == "room_action"), None)


async def test_a_response_is_noted_for_every_call_it_met_and_for_no_other(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        await console.attended()
        await console.proves("ana")
        before = await a_call(harness, console, "201")
        await is_over(console, before)
        met, stays = await a_call(harness, console, "202"), await a_call(harness, console, "203")
        for response in (BuildingResponse.SECURE, BuildingResponse.LOCKDOWN):
            assert (await console.line.act(StartResponse(response=response))).ok
        during = await a_call(harness, console, "204")
        await is_over(console, met)
        await is_over(console, during)
        assert (await console.line.act(EndResponse(response=BuildingResponse.LOCKDOWN))).ok
        after = await a_call(harness, console, "205")
        await is_over(console, after)
        async with patient():
            while await did(console, during) is None:
                await asyncio.sleep(0.01)
        both = ("secure", "lockdown")
        found = [await did(console, incident) for incident in (before, met, stays, during, after)]
        assert found == [None, both, both, ("lockdown",), None]
