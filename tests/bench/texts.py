"""`text-call` and `text-reply`: measure a text from the modem's word that it came (+CMTI) until the desk has it, in turn with a press."""

import re
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure, p

from hardware.modem.twin.school import PretendModem
from tests.hardware.running import until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.test_texts import NUMBERS, plan

TEXTS = 40
ROOMS = tuple(f"B2{number:02}" for number in range(5, 13))
CODE = re.compile(r"1 ([0-9]{4})")
CALL_S_MAX, REPLY_S_MAX = 1.0, 0.3
"""A text from a stranger to a recorded call; an answer to the board, as soon as one by any other way (`going`)."""
STRANGER = "+172055503{:02}"


async def measure() -> AsyncIterator[Figure]:
    """Measure texts that call, and texts that answer."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, tempfile.TemporaryDirectory(dir="/tmp") as lines:
        port = Path(lines) / "modem"
        async with PretendModem([port]) as stick, Box(Path(folder) / "box", plan=plan(port)) as box:
            await box.starts()
            desk = await box.desk("front")
            await until(lambda: "AT+CMGL=4" in stick.modem.heard, 30.0)
            pressed = await _presses(box, desk)
            replied = [await _replies(stick, desk, box, room) for room in ROOMS]
            called = [await _calls(stick, desk, STRANGER.format(number)) for number in range(TEXTS)]
            yield Figure(
                "text-call", p(called, 95), "s", p(pressed, 95), value_max=CALL_S_MAX,
                says=f"p95 of {TEXTS}, +CMTI to recorded at the desk; the baseline is a button's press in the same run",
            )  # fmt: skip
            yield Figure(
                "text-reply", p(replied, 95), "s", p(pressed, 95), value_max=REPLY_S_MAX,
                says=f"worst of {len(replied)}, +CMTI of an answer with its code to *going* at the desk; baseline as above",
            )  # fmt: skip


async def _calls(stick: PretendModem, desk: Desk, number: str) -> float:
    began = time.perf_counter()
    stick.modem.text(number, "HELP")
    await desk.board(
        lambda board: any(
            card.caller is not None and card.caller.number == number and card.recorded for card in board.calls
        )
    )
    return time.perf_counter() - began


async def _replies(stick: PretendModem, desk: Desk, box: Box, room: str) -> float:
    """Press in a room, and let a person answer the text about it; give the seconds from the answer to the board. Then the call ends."""
    number = NUMBERS["vasquez"]
    told = len(stick.texts_to(number))
    building = await box.building(room)
    await building.until_lamp(f"{room}-wall", "ready", within_s=10)
    await building.press(f"{room}-wall")
    card = await desk.shows(room)
    await until(lambda: len(stick.texts_to(number)) > told, 60.0)
    code = CODE.search(stick.texts_to(number)[-1])
    assert code is not None, f"no code in {stick.texts_to(number)[-1]!r}"
    began = time.perf_counter()
    stick.modem.text(number, f"1 {code[1]}")
    await desk.sees(room, lambda card: card.confirmed)
    taken = time.perf_counter() - began
    await desk.stands_down(card)
    await desk.sees_no(room)
    return taken


async def _presses(box: Box, desk: Desk) -> list[float]:
    taken: list[float] = []
    building = await box.building()
    for room in ROOMS:
        await building.until_lamp(f"{room}-wall", "ready", within_s=10)
        began = time.perf_counter()
        await building.press(f"{room}-wall")
        card = await desk.sees(room, lambda card: card.recorded)
        taken.append(time.perf_counter() - began)
        await desk.shows(room)
        await desk.acknowledges(card)
        await desk.stands_down(card)
        await desk.sees_no(room)
    return taken
