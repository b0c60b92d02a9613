"""Breaks the way of texts over real processes: a silent modem, no cell, a disk that stands still. Calls ring all the same, the desk knows
what is broken, and no text counts twice.
"""

import random
from pathlib import Path

import pytest

from appliance.core.ground.messages import MessageState
from appliance.words.troubles import LOGBOOK_NOT_RECORDING, MODEM_NO_CELL, MODEM_SILENT
from hardware.modem.twin.school import PretendModem
from tests.hardware.modem.stick import stored
from tests.patience import until
from tests.proof.disk import Disk
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.test_texts import NUMBERS, STRANGER, School, begun, plan

pytestmark = pytest.mark.proof

TEXTS, TEXTS_OF_A_SOAK, AT_ONCE = 60, 10_000, 10
WORDS = (
    "1 {:04}",
    "{:04} 2",
    "0 {:04}",
    "1",
    "going",
    "HELP",
    "ayuda",
    "STOP",
    "> 1 {:04}\nHELP",
    "1 {:04} ok",
    "\u0661 {:04}",
)
KNOWN_WITHIN_S = 90.0  # what is wrong with a modem is a trouble by then


async def rings_all_the_same(told: School) -> None:
    """Press in a room, and see the call at the desk and on the lamp."""
    await told.building.press("B204-wall")
    await told.desk.shows("B204")
    await told.building.until_lamp("B204-wall", "received", within_s=5)


async def test_a_modem_that_falls_silent_is_a_trouble_and_what_came_meanwhile_is_heard(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        told.stick.modem.silent = True
        await told.desk.sees_trouble(MODEM_SILENT.word, KNOWN_WITHIN_S)
        told.stick.modem.text(STRANGER, "HELP")
        await rings_all_the_same(told)
        told.stick.modem.silent = False
        await told.desk.sees_no_trouble(MODEM_SILENT.word, KNOWN_WITHIN_S)
        await told.card(lambda card: card.caller is not None and card.caller.number == STRANGER, KNOWN_WITHIN_S)
        await until(lambda: stored(told.stick.modem) == 0)


async def test_without_a_cell_texts_wait_for_no_call_and_the_desk_knows(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        told.stick.modem.cell(registered=False)
        await told.desk.sees_trouble(MODEM_NO_CELL.word, KNOWN_WITHIN_S)
        await rings_all_the_same(told)
        told.stick.modem.cell(registered=True)
        await told.desk.sees_no_trouble(MODEM_NO_CELL.word, KNOWN_WITHIN_S)
        await until(lambda: all(told.stick.texts_to(each) for each in NUMBERS.values()))
        assert all(len(told.stick.texts_to(each)) == 1 for each in NUMBERS.values()), "what waited is said once"


async def test_whatever_strangers_text_nobody_is_going_by_it_and_every_text_leaves_the_modem(tmp_path: Path) -> None:
    dice = random.Random(seeds("texts of strangers")[0])
    async with begun(tmp_path) as told:
        await rings_all_the_same(told)
        for number in rounds(proof=range(TEXTS), soak=range(TEXTS_OF_A_SOAK), at_least=TEXTS_OF_A_SOAK):
            sender = f"+1720556{number % 5000:04}"
            told.stick.modem.text(sender, dice.choice(WORDS).format(dice.randrange(10_000)))
            if number % AT_ONCE == AT_ONCE - 1:  # a SIM card holds no more
                await until(lambda: stored(told.stick.modem) == 0)
        await until(lambda: stored(told.stick.modem) == 0)
        card = await told.card(lambda card: card.room == "B204" and card.recorded)
        assert not card.confirmed and not card.going and not card.acknowledged_by
        assert all(each.reply is None for each in card.messages)


async def test_while_the_disk_stands_still_a_text_rings_and_stays_in_the_modem(tmp_path: Path, disk: Disk) -> None:
    port = tmp_path / "modem"
    async with PretendModem([port]) as stick, Box(tmp_path / "box", plan=plan(port), data=disk.path / "data") as box:
        told = School(box, stick)
        await told.starts()
        disk.stall()
        try:
            stick.modem.text(STRANGER, "HELP")
            card = await told.card(lambda card: card.ringing)
            assert not card.recorded
            await told.desk.sees_trouble(LOGBOOK_NOT_RECORDING.word)
            assert stored(stick.modem) == 1, "it is not on the disk, so the modem keeps it"
        finally:
            disk.recover()
        await told.card(lambda card: card.recorded)
        await until(lambda: stored(stick.modem) == 0)
        await until(lambda: all(stick.texts_to(each) for each in NUMBERS.values()))
        card = await told.card(lambda card: bool(card.messages))
        assert card.presses == 1
        await told.card(lambda card: {each.state for each in card.messages} == {MessageState.DELIVERED})
