"""Tests sitting at the plain console with the real daemon: a PIN nobody sees, a screen that is never left, a counter, a frozen console."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.system.box import Box
from tests.system.plain import plain_desk_at_running
from tests.system.test_people import PIN, set_pin

pytestmark = pytest.mark.slow


async def test_with_a_pin_names_and_notes_are_told_and_the_pin_is_on_no_paper(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        assert (await set_pin(box, "vasquez", PIN))[0] == 0
        for line, answer in (
            ("call B204 assist", "Type: have 1"),
            ("note the lift is stuck", "Done: the note is written down."),
            ("log", "(only for those whose role reads notes, after a PIN)"),
            ("sign in as Ottoline", "Done. To hear names and notes too, as far as your role reads them, type: pin"),
            ("pin", "Type your PIN or passphrase. It is not shown while you type."),
            ("402817", "Not done. That is not the PIN. Try again."),
        ):
            await person.types(line)
            await person.hears(answer)
        for waits_s in (
            1,
            2,
        ):  # only two more tries: after the third the wait is four seconds, and a slow machine may be too soon
            await asyncio.sleep(waits_s)
            await person.types("pin")
            await person.hears("Type your PIN or passphrase.")
            await person.types("402817")
            await person.hears("Not done. That is not the PIN. Try again.")
        await person.types("pin")
        await person.hears("Type your PIN or passphrase.")
        person.keys(f"{PIN}\n")
        await person.hears_one_of(
            *(f"Not done. Wait {left} s, then try again. Calls are answered without a PIN." for left in (4, 3, 2, 1))
        )
        await asyncio.sleep(4)
        for line, answer in (
            ("pin", "Type your PIN or passphrase."),
            (PIN, "Done: names and notes are told here now, as far as your role reads them."),
            ("log", "the lift is stuck"),
            ("sign out", "Nobody is signed in at this desk now."),
            ("log", "Names and notes are left out here. Whoever may read them types: pin"),
        ):
            await person.types(line)
            await person.hears(answer)
        assert PIN not in person.printed and "402817" not in person.printed
        assert PIN not in box.journal()


async def test_a_call_comes_and_is_taken_while_a_pin_is_half_typed(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        assert (await set_pin(box, "vasquez", PIN))[0] == 0
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await person.types("sign in as Ottoline")
        await person.hears("type: pin")
        await person.types("pin")
        await person.hears("It is not shown while you type.")
        await person.keys_unseen(PIN[:3])
        await building.press("B204-wall")
        await person.hears("Call 1: Juniper B204 needs help")
        await person.hears("You were asked: Type your PIN or passphrase. What you typed of it is kept.")
        person.keys(f"{PIN[3:]}\n")
        await person.hears("Done: names and notes are told here now")
        await person.types("have")
        await person.hears("Ottoline Vasquez has it.")
        assert PIN[:3] not in person.printed


async def test_a_pin_is_changed_at_the_desk(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        assert (await set_pin(box, "vasquez", PIN))[0] == 0
        await person.types("sign in as Ottoline")
        await person.hears("type: pin")
        for line, answer in (
            ("change my pin", "Type the PIN or passphrase you have now."),
            (PIN, "Type the new one: six digits or more, or eight characters or more."),
            ("271828", "Type the new one again."),
            ("271828", "Done: the new PIN holds from now on, at every desk."),
            ("pin", "Type your PIN or passphrase."),
            ("271828", "Done: names and notes are told here now"),
        ):
            await person.types(line)
            await person.hears(answer)
        assert "271828" not in person.printed


async def test_a_drill_without_the_pin_it_needs_says_how_to_give_it(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        assert (await set_pin(box, "vasquez", PIN))[0] == 0
        await person.types("drill B204")
        await person.hears("What is the drill called?")
        await person.types("")
        await person.hears("Not done. Say who you are with your PIN first")
        await person.hears("To do so, type: pin")


async def test_a_screen_of_the_box_is_left_by_no_key_and_ends_with_the_machine(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box, "--kiosk") as person:
        await person.types("leave")
        await person.hears("This screen belongs to the box and stays.")
        person.keys("half a wo")
        await person.hears("half a wo")
        person.process.send_signal(signal.SIGINT)  # as CTRL-C does
        await person.hears("No question is open. This screen belongs to the box and stays.")
        person.keys("\x04\x1a\x1c")
        await person.hears("This screen belongs to the box and stays. It goes on telling you what happens.")
        box.kill()
        await person.hears("There is no line to the box.")
        await person.types("leave")
        await person.hears("This screen belongs to the box and stays.")
        await box.starts()
        await person.hears("The line to the box is back. No call is open.")
        person.process.send_signal(signal.SIGTERM)
        assert await person.leaves() == 0


async def test_at_a_counter_names_are_told_only_to_who_asks(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box, "--counter") as person:
        await person.types("call B204 assist")
        await person.hears("Type: have 1")
        await person.types("send 1 Ottoline")
        await person.hears("Sent: somebody. Not confirmed yet.")
        assert "Ottoline Vasquez" not in person.printed
        await person.types("board")
        await person.hears("Sent: Ottoline Vasquez.")


async def test_a_frozen_console_counts_as_nobody_and_tells_all_when_it_thaws(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        person.process.send_signal(signal.SIGSTOP)
        try:
            await building.press("B204-wall")
            await building.until_lamp("B204-wall", "not-delivered", within_s=6)
        finally:
            person.process.send_signal(signal.SIGCONT)
        await person.hears("Call 1: Juniper B204 needs help")
        await person.types("have 1")
        await person.hears("Front office has it.")
        await building.until_lamp("B204-wall", "acknowledged", within_s=5)
