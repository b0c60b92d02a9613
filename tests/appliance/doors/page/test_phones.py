"""Tests what responders' phones show and answer, over a running engine, a real record and the real way to phones."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.page.phone import from_phone
from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import Acknowledge, AddNote, Dispatch, RaiseCallFromDesk
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.messages import MessageState
from appliance.core.ground.messages import Reply as Answered
from appliance.core.ground.words import BuildingResponse, Stage
from appliance.core.messages import turns
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Kind, Role
from hardware.messengers.page import GONE_S
from tests.appliance.doors.page.phones import box, told_on_phones
from tests.patience import until


async def test_a_phone_shows_the_call_and_going_turns_the_lamp(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes, haddad = await armed.phone("reyes"), await armed.phone("haddad")
        assert (reyes.screens[-1]["person"], reyes.screens[-1]["cards"]) == ("Marisol Reyes", [])
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked and haddad.asked))
        card = reyes.asked[0]
        assert (card["kind"], card["place"], card["practice"]) == ("assist", "Room 204 (Gr 4)", False)
        assert (card["call"], card["presses"], card["sent"], card["mine"]) == (1, 1, [], "")
        await until(lambda: {each.state for each in armed.messages()} == {MessageState.DELIVERED})
        assert armed.lamp("B204") is not Lamp.ON_THE_WAY
        haddad.answers("going")
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)
        await until(lambda: haddad.cards[0]["mine"] == "going")
        assert [(each["name"], each["stage"]) for each in haddad.cards[0]["sent"]] == [("Noor Haddad", "confirmed")]
        await until(lambda: reyes.cards == [])
        haddad.answers("there")
        await until(lambda: armed.call.stage is Stage.ON_SCENE)
        await until(lambda: haddad.cards[0]["mine"] == "there")


async def test_cannot_asks_no_reason_takes_the_card_away_and_tells_the_next(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        phones = [await armed.phone(each) for each in ("reyes", "haddad", "brandt")]
        await armed.press("B204", 1).kept
        await until(lambda: bool(phones[0].asked and phones[1].asked))
        phones[0].answers("cannot")
        await until(lambda: phones[0].cards == [])
        await until(lambda: armed.messages()[0].reply is Answered.CANNOT)
        assert armed.call.stage is Stage.CALLED
        assert armed.call.ringing


async def test_a_frozen_phone_is_passed_over_and_what_it_never_drew_is_not_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with box(tmp_path) as armed:
        reyes, haddad = await armed.phone("reyes"), await armed.phone("haddad")
        reyes.awake = False
        await armed.press("B204", 1).kept
        await until(lambda: [each.state for each in armed.messages()] == [MessageState.SENT, MessageState.DELIVERED])
        monkeypatch.setattr(
            turns, "TURN_S", 1
        )  # nobody here waits 15 s for the next turn: tests/appliance/core/messages does
        armed.now_s += GONE_S
        haddad.beats()
        await armed.phone("brandt")
        await until(lambda: armed.messages()[0].state is MessageState.FAILED)
        assert armed.engine.heard.ways["page", "reyes-phone"] is False
        assert armed.engine.heard.ways["page", "haddad-phone"] is True
        await until(lambda: [each.person for each in armed.messages()][2:] == [PersonId("brandt")])


async def test_a_phone_out_of_reach_is_not_told_and_is_told_once_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with box(tmp_path) as armed:
        haddad = await armed.phone("haddad")
        armed.now_s += GONE_S
        haddad.beats()
        await armed.phone("brandt")
        await until(lambda: armed.engine.heard.ways.get(("page", "reyes-phone")) is False)
        monkeypatch.setattr(turns, "TURN_S", 1)
        await armed.press("B204", 1).kept
        await until(lambda: {each.person for each in armed.messages()} == {PersonId("haddad"), PersonId("brandt")})
        reyes = await armed.phone("reyes")
        await until(lambda: bool(reyes.asked))


async def test_whom_a_desk_sends_is_asked_though_the_call_rings_no_more(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        brandt = await armed.phone("brandt")
        await armed.press("B204", 1).kept
        await armed.does(Acknowledge(incident=armed.call.incident))
        await armed.does(Dispatch(incident=armed.call.incident, role=Role.NURSE, person=PersonId("brandt")))
        await until(lambda: bool(brandt.asked))
        assert (brandt.asked[0]["sent_you"], brandt.asked[0]["taken"]) == (True, True)
        brandt.answers("going")
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)


async def test_an_emergency_stands_above_a_newer_call_for_assistance(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes = await armed.phone("reyes")
        for room, kind in (("B202", Kind.ASSIST), ("B204", Kind.EMERGENCY), ("B206", Kind.ASSIST)):
            await armed.does(RaiseCallFromDesk(room=RoomId(room), kind=kind))
        await until(lambda: len(reyes.asked) == 3)
        assert [(each["kind"], each["call"]) for each in reyes.cards] == [
            ("emergency", 2),
            ("assist", 3),
            ("assist", 1),
        ]


async def test_nothing_that_was_written_about_a_call_is_on_a_phone(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes = await armed.phone("reyes")
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked))
        reyes.answers("going")
        await armed.does(AddNote(incident=armed.call.incident, text="Jayden is hiding under the table"))
        await until(lambda: bool(reyes.cards) and reyes.cards[0]["mine"] == "going")
        reyes.beats()
        assert "Jayden" not in str(reyes.screens)


async def test_the_screen_says_that_the_building_is_in_lockdown(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes = await armed.phone("reyes")
        await armed.does(StartResponse(response=BuildingResponse.LOCKDOWN))
        await until(lambda: reyes.screens[-1]["response"] == "lockdown")
        assert reyes.screens[-1]["response_practice"] is False


async def test_one_phone_answers_for_no_other_and_for_no_call_that_it_was_not_told_of(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes, haddad, brandt = [await armed.phone(each) for each in ("reyes", "haddad", "brandt")]
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked and haddad.asked))
        theirs = reyes.asked[0]["message"]
        for message in (theirs, "never/1", armed.call.incident):
            brandt.says(t="answer", message=message, reply="going")
        haddad.answers("cannot")
        await until(lambda: armed.messages()[1].reply is Answered.CANNOT)
        await armed.engine.rest()
        assert armed.messages()[0].reply is None
        assert armed.call.stage is Stage.CALLED


async def test_a_yes_that_is_taken_back_in_a_call_takes_the_card_away(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes = await armed.phone("reyes")
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked))
        plan = told_on_phones()
        people = tuple(replace(each, agreed="", ways=()) if each.person == "reyes" else each for each in plan.people)
        await armed.adopts(replace(plan, people=people))
        await until(lambda: reyes.screens[-1]["person"] == "" and not reyes.asked)
        assert ("page", "reyes-phone") not in armed.engine.heard.ways


async def test_after_a_power_cut_what_was_answered_is_not_asked_again_and_stays_in_sight(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes, haddad = await armed.phone("reyes"), await armed.phone("haddad")
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked and haddad.asked))
        haddad.answers("going")
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)
        await armed.engine.rest()
    async with box(tmp_path) as again:
        haddad = await again.phone("haddad")
        await until(lambda: bool(haddad.cards))
        assert [(each["mine"], each["asks"]) for each in haddad.cards] == [("going", False)]
        haddad.answers("there")
        await until(lambda: again.call.stage is Stage.ON_SCENE)


async def test_a_line_that_ended_shows_nothing_and_answers_nothing(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        reyes = await armed.phone("reyes")
        haddad = await armed.phone("haddad")
        reyes.ends()
        seen = len(reyes.screens)
        await armed.press("B204", 1).kept
        await until(lambda: bool(haddad.asked))
        assert len(reyes.screens) == seen


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{}",
        b'{"t":"screen"}',
        b'{"t":"answer","message":"1/1","reply":"yes"}',
        b'{"t":"answer","message":"","reply":"going"}',
        b'{"t":"drew","messages":["' + b"x" * 81 + b'"]}',
        b'{"t":"drew","messages":[' + b",".join([b'"1/1"'] * 65) + b"]}",
        b"\xff",
    ],
)
def test_what_is_nothing_that_a_phone_says_is_refused(said: bytes) -> None:
    with pytest.raises(ValueError):
        from_phone(said)
