"""`text-call`: measures a call by text, from the word that a text came until the box lets the modem delete it. It does so only after
the call is durable, so the call was recorded sooner than that.

The modem is pretend and at the other end of a pseudo-terminal; it answers each command at once. A real one takes some 20 ms for each of the
two commands that this needs. Every text comes from another number, which nobody knows, so each raises a call: that is the dearest one.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import harness
from figures import Figure, p
from msgspec.structs import replace

from appliance.plan.telephones import Texts
from hardware.modem.twin.card import Card
from hardware.modem.twin.school import PretendModem

TEXTS = 50
"""Below the 60 of all strangers within ten minutes after which texts are held to be a flood (`appliance/text_line.py`)."""
GAP_S = (0.05, 0.15)
MS_MAX = 1000.0
WAIT_S = 30.0


class TimedCard(Card):
    """A card that keeps when a text was deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: asyncio.Future[float] | None = None

    def obey(self, name: str, value: str) -> str | None:
        if name == "AT+CMGD" and self.deleted is not None and not self.deleted.done():
            self.deleted.set_result(time.perf_counter())
        return super().obey(name, value)


async def measure() -> AsyncIterator[Figure]:
    """Measure. A text that is not recorded is an error, not a figure."""
    async with harness.folder() as data, harness.folder() as lines:
        port = lines / "modem"
        plan = replace(harness.plan_of(20), texts=Texts(str(port), "+17205550199"))
        stick = PretendModem([port])
        card = stick.modem.card = TimedCard()
        async with stick, harness.alert(data, plan) as alert, harness.at_the_desk(alert.desk_socket):
            async with asyncio.timeout(WAIT_S):
                while "AT+CMGL=4" not in stick.modem.heard:
                    await asyncio.sleep(0.05)
            await alert.quiet()
            yield await _in_turn(stick, card)


async def _in_turn(stick: PretendModem, card: TimedCard) -> Figure:
    took_ms: list[float] = []
    for number in range(TEXTS):
        card.deleted = asyncio.get_running_loop().create_future()
        began_s = time.perf_counter()
        stick.modem.text(f"+1720555{number:04}", "HELP")
        took_ms.append((await asyncio.wait_for(card.deleted, WAIT_S) - began_s) * 1000)
        await asyncio.sleep(random.uniform(*GAP_S))
    says = f"p95 of {TEXTS}, from +CMTI until it may be deleted, so it is recorded; p50 {p(took_ms, 50):.1f} ms"
    return Figure("text-call", p(took_ms, 95), "ms", value_max=MS_MAX, says=says)
