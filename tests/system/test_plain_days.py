"""Hard moments at the plain console with the real daemon: what runs out, who takes over, floods, drills, check-ins, an empty building."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from appliance.plan.ids import ButtonId, KeyId, RoomId, ZoneId
from appliance.plan.model import Button, Contact, Kind, Limits, Plan, Room
from tests.system.box import Box
from tests.system.plain import LOOKS_S, plain_desk, plain_desk_at_running
from tests.system.school import button_of, rooms, school
from tests.system.test_check_in import FITTED, school_with_safe

pytestmark = pytest.mark.slow

SOON = Limits(dispatch_s=10, confirm_s=10)
"""The shortest times that a plan may have."""


async def test_what_runs_out_rings_again_and_says_what_is_missing(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school(limits=SOON)) as box, plain_desk_at_running(box) as person:
        await person.types("call B204 assist")
        await person.hears("Type: have 1")
        await person.types("have")
        await person.hears("has it. Nobody is sent yet.")
        await person.hears("Call 1, Juniper B204: Nobody has it any more: it was taken", within_s=15)
        await person.hears("nobody was sent. Type: have 1")
        await person.types("send lead")
        await person.hears("Sent: team lead. Not confirmed yet.")
        await person.hears("Nobody has confirmed that they are going. Type: have 1", within_s=15)
        await person.types("confirmed Ottoline by radio")
        await person.hears("On the way: Ottoline.")


async def test_a_call_is_handed_to_another_desk_and_both_are_told(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as front, plain_desk(box, "hall") as hall:
        await hall.hears("Hall.")
        hall.keys("\r")
        await front.types("call B204 assist")
        for person in (front, hall):
            await person.hears("Type: have 1")
        await front.types("have")
        for person in (front, hall):
            await person.hears("Front office has it.")
        await front.types("hand to hall")
        await front.has_heard("Done: it rings there now until somebody has it.")
        await hall.hears("Type: have 1")
        await hall.types("have 1")
        await hall.hears("Hall has it.")
        await front.has_heard("Hall has it.")


async def test_a_flood_of_forty_names_every_room_in_a_few_sentences(tmp_path: Path) -> None:
    named = rooms(40)
    async with Box(tmp_path, plan=school(40)) as box, plain_desk_at_running(box) as person:
        building = await box.building()
        for room in named:
            await building.until_lamp(button_of(room), "ready", within_s=20)
        before = person.printed
        await asyncio.gather(*(building.press(button_of(room)) for room in named))
        await person.hears("Type board to hear all calls.")
        for room in named:
            await building.until_lamp(button_of(room), "received", within_s=5)
        told = person.printed.removeprefix(before)
        assert all(f"Juniper {room}" in " ".join(told.split()) for room in named), "a call nobody has is never left out"
        assert told.count("\n") <= 60, f"a minute of speech, and no more: {told.count(chr(10))} lines"
        await person.hears("40 calls ring: numbers 1 to 40. Type board to hear all. The first:", within_s=10)
        await person.types("have 7")
        await person.has_heard("Front office has it.")
        await person.types("board")
        await person.hears("40 calls are open. For more about one type board and its number.")
        await person.types("board 7")
        await person.hears("assist, open for")
        await person.hears("39 calls ring: numbers 1 to 6, 8 to 40.", within_s=10)


async def test_a_drill_is_broken_by_a_real_call(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204", "B205")
        for button in ("B204-wall", "B205-wall"):
            await building.until_lamp(button, "ready", within_s=5)
        await person.types("drill B204")
        await person.hears("What is the drill called? Press Enter alone for Practice.")
        await person.types("")
        await person.hears("Drill begun: Practice, in B204")
        await building.press("B204-wall")
        await person.hears("Drill call 1: Juniper B204 needs help")
        bells = person.bells
        await building.press("B205-wall")
        await person.hears("Call 2: Juniper B205 needs help")
        assert person.bells > bells
        assert "Drill call 2" not in person.printed
        await person.types("911 1")
        await person.hears("This is a drill: do NOT call 911 for it.")
        await person.types("end drill")
        await person.hears("Drill call 1, Juniper B204: Stood down.")
        await person.hears("Every call is real now.")
        await person.types("have")
        await person.hears("Call 2, Juniper B205: Front office has it.")


async def test_a_lockdown_asks_every_room_and_silence_is_told_first(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school_with_safe()) as box, plain_desk_at_running(box) as person:
        building = await box.building("B201", "B202", contacts=FITTED)
        for button in ("B201-wall", "B202-wall"):
            await building.until_lamp(button, "ready", within_s=5)
        await person.types("building lockdown yes")
        await person.hears(
            "Type LOCKDOWN to start it, or cancel. Handbell does not announce this: use the PA, call 911."
        )
        await person.types("lockdown")
        await person.hears("LOCKDOWN: Locks, lights, out of sight.")
        await person.has_heard("Room check-in: 6 of 6 rooms have not answered, 0 need help, 0 are safe.")
        await building.press("B201-wall", "safe")
        await building.press("B202-wall", "help")
        await person.has_heard("Check-in: Juniper B202 needs help.")
        await person.has_heard("Call 1: Juniper B202 needs help")
        await person.types("mark B203 safe")
        await person.hears("Done.")
        await person.types("rooms")
        await person.hears("No answer: Juniper B204, Juniper B205, Juniper B206. Needs help: Juniper B202. Safe:")
        await person.types("end check in")
        await person.hears("The room check-in is over.")
        await person.types("end building")
        await person.hears("Type END to end it.")
        await person.types("end")
        await person.hears("LOCKDOWN is over. Handbell does not announce it.")


async def test_the_daemon_killed_in_the_middle_of_a_response_goes_on_where_it_was(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await person.types("call B204 assist")
        await person.hears("Type: have 1")
        await person.types("send lead")
        await person.hears("Sent: team lead. Not confirmed yet.")
        person.keys("confirmed Otto")
        await person.hears("confirmed Otto")
        box.kill()
        await person.hears("There is no line to the box. Calls that come in now are not told here.")
        await person.hears("confirmed Otto")
        await box.starts()
        await person.hears("The line to the box is back. 1 call is open.")
        await asyncio.sleep(LOOKS_S)
        person.keys("line by radio\r")
        await person.hears("On the way: Ottoline.")
        await person.types("log")
        await person.hears("Help sent at Front office by somebody not signed in: the team lead.")


def school_with_a_button_in_the_office() -> Plan:
    """Make the school with a room for the office, in the zone that both desks are in."""
    plan = school()
    room = Room(RoomId("office"), "Juniper office", "1", ZoneId("office"), "Juniper phone office")
    wall = plan.buttons[0]
    button = Button(ButtonId("office-wall"), room.room, wall.family, wall.key, (Contact("help", Kind.EMERGENCY),))
    button = msgspec.structs.replace(button, key=KeyId("k-office"))
    return msgspec.structs.replace(plan, rooms=(*plan.rooms, room), buttons=(*plan.buttons, button))


async def test_the_office_that_calls_for_itself_is_told_that_its_own_desks_do_not_count(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school_with_a_button_in_the_office()) as box, plain_desk_at_running(box) as person:
        await person.types("reach office")
        await person.hears("If Juniper office pressed now, the chain is broken.")
        building = await box.building("office")
        await building.press("office-wall")
        await person.hears("Call 1: Juniper office needs help: emergency.")
        await person.hears("The caller's button says: not delivered. Phone or walk there.")
        await person.hears("This desk is in the same zone and does not count.")
        await person.types("log 1")
        await person.hears("A desk in the zone of the room does not count")


async def test_a_call_into_an_empty_office_is_not_delivered_and_waits_for_whoever_comes(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        async with plain_desk(box, "front") as person:
            await person.hears("Press Enter, so that this desk counts as attended.")
            building = await box.building("B204")
            await building.until_lamp("B204-wall", "ready", within_s=5)
            await building.press("B204-wall")
            await building.until_lamp("B204-wall", "not-delivered", within_s=6)
            await person.hears("Call 1: Juniper B204 needs help: assist. Nobody has it.")
            await person.hears("The caller's button says: not delivered. Phone or walk there. Type: have 1")
            await person.types("have 1")
            await person.hears("Front office has it.")
            await building.until_lamp("B204-wall", "acknowledged", within_s=5)


async def test_a_day_is_heard_again_with_its_tap_outs(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        for line, answer in (
            ("call B204 tap-out", "Type: cover 1"),
            ("cover 1 Ottoline", "A name is owed. Type: name 1"),
            ("name Substitute Teacher", "Done."),
            ("out", "The educator is out."),
            ("back", "Over."),
            ("call B205 medical", "Type: have 2"),
            ("stand down 2 not attended", "Stood down."),
            ("history", "2 calls and tap-outs today, the newest first. Number 2"),
            ("log 1", "covered, and the educator is back."),
            ("log 9", "Nothing of number 9 is among the newest 2000 entries."),
            ("reach B204", "If Juniper B204 pressed now"),
            ("911", "Say: This is Juniper Middle School, 1 Larkspur Lane. We need help."),
        ):
            await person.types(line)
            await person.hears(answer)
        assert "Substitute" in person.printed, "typed here, and echoed"
        assert person.printed.count("Substitute") == 1, "but told to nobody who has not proved who they are"
