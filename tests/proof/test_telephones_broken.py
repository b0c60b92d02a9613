"""Breaks a part of the desk phones at a time, with real processes: who is still told, and how soon the desk knows what is broken."""

from pathlib import Path

import pytest

from appliance.api.phones.messages import CALLS_MAX
from appliance.core.ground.messages import Reply
from appliance.words.troubles import PHONES_LINES_LOST, PHONES_UNREGISTERED
from tests.patience import until
from tests.phones_rig.pbx import missing
from tests.phones_rig.rig import HANDBELL, HELP
from tests.proof.disk import Disk
from tests.proof.telephones import OFFICE, VASQUEZ, Telephones, now
from tests.proof.test_telephones import ANNOUNCED_S, FROM_ROOMS, SAID_S, TO_A_CALLER, phrases

__all__ = ["phrases"]
# Marked `heard`: what a phone hears is recorded as it is said, and a busy machine puts gaps into it.
pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing())), pytest.mark.heard]

KNOWN_WITHIN_S = 45.0  # a phone system that is gone is a trouble by then
TONES_ALONE_S = 4.0  # the longest sentence takes 3 s; in many more tones a recogniser that knows only sentences would hear one at last
YEAR_S = 31_557_600


async def test_a_dead_phone_system_is_a_trouble_and_everything_else_goes_on(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        school.rig.pbx.kill()
        says = await school.desk.sees_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)
        assert "911" in says
        building = await school.box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        assert (await school.call(lambda card: card.recorded)).room == "B204"
        school.rig.pbx.start()
        await school.desk.sees_no_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)
        await school.is_registered()
        school.phone("2201").dial(HELP)
        await school.call(lambda card: card.room == "B201")


async def test_a_pulled_cable_is_the_same_trouble_and_who_is_unanswered_rings_once_it_is_back(
    workshop: Path, phrases: Path
) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead = school.phone(VASQUEZ)
        school.rig.network.pull_cable(school.rig.network.box)
        await school.desk.sees_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)
        building = await school.box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        assert (await school.call(lambda card: card.recorded)).room == "B204"
        school.rig.network.plug_in(school.rig.network.box)
        await school.desk.sees_no_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)
        await now(lead.until, "CALL_INCOMING")


async def test_an_account_that_is_refused_is_named(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        school.rig.pbx.refuse(HANDBELL)
        school.rig.pbx.forget(HANDBELL)
        says = await school.desk.sees_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)
        assert "secret" in says
        school.rig.pbx.accept(HANDBELL)
        await school.desk.sees_no_trouble(PHONES_UNREGISTERED.word, KNOWN_WITHIN_S)


async def test_every_line_killed_in_a_call_is_begun_again_and_the_call_stays(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        room = school.phone("2201")
        room.dial(HELP)
        await school.call(lambda card: card.recorded)
        await now(room.until, "CALL_ESTABLISHED")
        before = set(school.lines())
        for line in before:
            school.kill_line(line)
        school.rig.pbx.forget(HANDBELL)  # what it knows afterwards comes from the new lines
        await now(school.rig.pbx.until_registered, HANDBELL, CALLS_MAX)
        assert len(school.lines()) == CALLS_MAX and not before & set(school.lines())
        other = school.phone("2202")
        other.dial(HELP)
        await school.call(lambda card: card.room == "B202" and card.recorded)
        await now(other.until, "CALL_ESTABLISHED")
        part = await now(other.listen, SAID_S)
        other.hang_up()
        await now(other.until, "CALL_CLOSED")
        assert school.heard(other, TO_A_CALLER, part)[-1:] == school.words(FROM_ROOMS["B202"])
        board = await school.desk.board()
        assert sorted((str(card.room), card.presses) for card in board.calls) == [("B201", 1), ("B202", 1)]
        assert PHONES_LINES_LOST.word not in {each.what for each in board.troubles}


async def test_a_killed_box_goes_on_with_its_calls_and_rings_nobody_who_answered(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead, office, room = (school.phone(number) for number in (VASQUEZ, OFFICE, "2201"))
        room.dial(HELP)
        await school.call(lambda card: card.recorded)
        for phone in (lead, office):
            await now(phone.until, "CALL_INCOMING")
        lead.answer()
        await now(lead.listen, ANNOUNCED_S)
        lead.press("0")
        await school.call(lambda card: any(each.reply is Reply.CANNOT for each in card.messages))
        rung = lead.events().count("CALL_INCOMING")
        school.box.kill()
        await school.box.starts()
        school.desk = await school.box.desk("front")
        card = await school.call(lambda card: card.room == "B201")
        assert [each.reply for each in card.messages if each.who == "Ottoline Vasquez"] == [Reply.CANNOT]
        assert len((await school.desk.board()).calls) == 1
        await until(lambda: office.events()[-1:] == ["CALL_INCOMING"])
        part = await now(room.listen, SAID_S)
        room.hang_up()
        await now(room.until, "CALL_CLOSED")
        assert school.heard(room, TO_A_CALLER, part)[-1:] == school.words(FROM_ROOMS["B201"])
        assert lead.events().count("CALL_INCOMING") == rung, "whoever answered is not asked again"


@pytest.mark.parametrize("seconds", [YEAR_S, -YEAR_S])
async def test_a_clock_that_jumps_changes_nothing_of_a_call(workshop: Path, phrases: Path, seconds: int) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead, room = school.phone(VASQUEZ), school.phone("2201")
        room.dial(HELP)
        await school.call(lambda card: card.recorded)
        await now(lead.until, "CALL_INCOMING")
        school.box.jump(seconds)
        lead.answer()
        await now(lead.listen, ANNOUNCED_S)
        lead.press("1")
        await school.call(lambda card: card.confirmed)
        other = school.phone("2202")
        other.dial(HELP)
        await school.call(lambda card: card.room == "B202" and card.recorded)


async def test_while_the_disk_stands_still_a_call_rings_and_nothing_is_promised_aloud(
    workshop: Path, phrases: Path, disk: Disk
) -> None:
    async with Telephones.at(workshop, phrases, data=disk.path / "data") as school:
        lead, room = school.phone(VASQUEZ), school.phone("2201")
        disk.stall()
        try:
            room.dial(HELP)
            card = await school.call()
            assert (card.room, card.ringing, card.recorded) == ("B201", True, False)
            await now(room.until, "CALL_ESTABLISHED")
            silent = await now(room.listen, TONES_ALONE_S)
        finally:
            disk.recover()
        await school.call(lambda card: card.recorded)
        await now(lead.until, "CALL_INCOMING")
        spoken = await now(room.listen, SAID_S)
        room.hang_up()
        await now(room.until, "CALL_CLOSED")
        assert school.heard(room, TO_A_CALLER, silent) == []
        assert school.heard(room, TO_A_CALLER, spoken)[-1:] == school.words(received_in("B201"))


def received_in(room: str) -> tuple[str, ...]:
    """Give what a caller from this room is told once the call is recorded."""
    return FROM_ROOMS[room]
