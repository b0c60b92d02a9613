"""Tells a day of pretend desk phones over real processes: the alert daemon, `handbell pretend-phones`, a console and a button."""

import signal
from pathlib import Path

import pytest

from appliance.core.ground.messages import MessageState
from appliance.core.ground.words import Stage
from tests.system.pretend_phones import pretend_phones
from tests.system.test_desk_phones import LEAD, NURSE, ROOM, box_with_phones

pytestmark = pytest.mark.slow

STRANGER = "+17205550188"
HAS_CALL = "hears: Handbell has your call from <room B204>"


async def test_a_room_dials_a_person_takes_it_by_a_key_and_the_room_hears_that_help_comes(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box, pretend_phones(box.run / "phones.sock") as phones:
        desk = await box.desk("front")
        phones.does(f"dial {ROOM}")
        card = await desk.sees("B204")
        assert card.caller is not None and not card.caller.unverified
        await phones.notices(ROOM, HAS_CALL)
        await phones.notices(LEAD, "rings")
        await phones.notices(NURSE, "rings")
        phones.does(f"answer {LEAD}")
        await phones.notices(LEAD, "hears: (tone) Handbell. Call for help. <room B204>")
        phones.does(f"press {LEAD} 1")
        await desk.sees("B204", lambda card: card.stage is Stage.CONFIRMED)
        await phones.notices(ROOM, "hears: Help is on the way.")
        await phones.notices(LEAD, "hears: The desks show that you are going.")
        await phones.notices(NURSE, "rings no more")


async def test_a_stranger_and_a_withheld_number_are_unverified_and_never_dropped(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box, pretend_phones(box.run / "phones.sock") as phones:
        desk = await box.desk("front")
        phones.does(f"dial {STRANGER}", f"hang-up {STRANGER}", "dial +17205550189 withheld", f"dial {ROOM} unproved")
        board = await desk.board(lambda board: len(board.calls) == 3)
        callers = [each.caller for each in board.calls]
        assert all(each is not None and each.unverified for each in callers)
        assert {each.number for each in callers if each is not None} == {STRANGER, "", ROOM}
        await phones.notices(ROOM, "hears: Handbell has your call. It does not know where you are.")


async def test_the_box_is_killed_while_a_room_is_on_the_line_and_it_is_one_press(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box, pretend_phones(box.run / "phones.sock") as phones:
        desk = await box.desk("front")
        phones.does(f"dial {ROOM}")
        await desk.sees("B204")
        heard = await phones.notices(ROOM, HAS_CALL)
        box.kill()
        await phones.notices(LEAD, "rings no more")
        await box.starts()
        async with box.sitting_at("hall") as again:
            card = await again.sees("B204")
            await phones.notices(ROOM, HAS_CALL, since=heard)
            await phones.notices(LEAD, "rings", since=heard)
            assert card.presses == 1


async def test_the_process_is_killed_and_the_next_one_rings_what_nobody_answered(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box:
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with pretend_phones(box.run / "phones.sock") as first:
            await building.press("B204-wall")
            await first.notices(LEAD, "rings")
            first.does(f"answer {LEAD}", f"press {LEAD} 0")
            await first.notices(LEAD, "hears: Thank you. Somebody else is asked.")
            first.process.send_signal(signal.SIGKILL)
        async with pretend_phones(box.run / "phones.sock") as second:
            await second.notices(NURSE, "rings")
            second.does(f"answer {NURSE}", f"press {NURSE} 1")
            await desk.sees("B204", lambda card: card.stage is Stage.CONFIRMED)
            assert second.at(LEAD) == []


async def test_a_lost_registration_is_a_trouble_and_ends_and_an_unplugged_phone_fails_alone(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box, pretend_phones(box.run / "phones.sock") as phones:
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        phones.does(f"unplug {LEAD}")
        await phones.notices(LEAD, "is unplugged")
        await building.press("B204-wall")
        await phones.notices(NURSE, "rings")
        card = await desk.sees("B204", lambda card: any(each.state is MessageState.FAILED for each in card.messages))
        assert len([each for each in card.messages if each.state is MessageState.FAILED]) == 1
        why = 'The phone could not be rung. Told by the phones: "the PBX knows no such number".'
        assert any(why in line for line in await desk.timeline())
        phones.does("lose the PBX refuses the secret")
        says = await desk.sees_trouble("phones-unregistered", within_s=20)
        assert "the PBX refuses the secret" in says
        phones.does("register")
        await desk.sees_no_trouble("phones-unregistered", within_s=20)


@pytest.mark.parametrize(
    "sentence",
    ["dial", "dial x", f"press {ROOM} 12", "answer 2210", "hang-up 2210", "lose", "sing 2210", f"let-ring {ROOM}"],
)
async def test_a_sentence_that_cannot_be_done_says_so_and_ends_nothing(tmp_path: Path, sentence: str) -> None:
    async with pretend_phones(tmp_path / "nobody.sock") as phones:
        phones.does(sentence)
        await phones.notices("", f"not done: {sentence}:")
        phones.does("quit")
        assert await phones.process.wait() == 0


async def test_help_is_a_sentence_and_a_busy_phone_says_what_to_do(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box, pretend_phones(box.run / "phones.sock") as phones:
        phones.does("help", f"dial {ROOM}", f"dial {ROOM}", "dance")
        await phones.notices("", "not done: dance: it is no sentence of pretend phones; help shows them")
        assert phones.at("")[:-1] == [f"not done: dial {ROOM}: {ROOM} is on the line: hang-up {ROOM} first"]
