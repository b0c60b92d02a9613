"""`wire-press`: measures a pendant's press by radio, from the last byte on the wire to its acknowledgement, which the box sends once the
press is durable.

Presses of ESPHome buttons at the same daemon take turns with it. The receiver's line is a pseudo-terminal at the pace of 9,600 baud; a USB
chip may keep what it hears for a millisecond more. Each press raises a call, which is the dearest press there is.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import harness
import on_wires
from figures import Figure, p
from twins import Twin, Twins

from hardware.inovonics.codec import Answer, Reader, sent
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.serial.pty import Pty

PRESSES, ROUNDS = 200, 5
GAP_S = (0.002, 0.005)
ABOVE_MS_MAX = 15.0
ANSWER_WAIT_S = 10.0
OPENED_FOR_S = 6.0  # after its line was opened, a receiver may send old frames again, and nobody knows how old they are


class Receiver:
    """The far end of the line: sends a frame, and reads when it was answered."""

    def __init__(self, at: Path) -> None:
        self._reader = Reader()
        self._answered: asyncio.Future[float] | None = None
        self._line = Pty(at, on_wires.BAUDS[on_wires.RADIO], self._took)
        self.close = self._line.close

    async def sends(self, transmitter: PretendTransmitter) -> float:
        """Press the transmitter, and give the seconds from the last byte to the answer. Then let go, which is not timed."""
        taken_s = await self._answer_to(sent(transmitter.close()))
        await self._answer_to(sent(transmitter.open()))
        return taken_s

    async def _answer_to(self, data: bytes) -> float:
        self._answered = asyncio.get_running_loop().create_future()
        await self._line.send(data)
        last_s = time.perf_counter()
        return await asyncio.wait_for(self._answered, ANSWER_WAIT_S) - last_s

    def _took(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            if isinstance(frame, Answer) and self._answered is not None and not self._answered.done():
                self._answered.set_result(time.perf_counter())


async def measure() -> AsyncIterator[Figure]:
    """Measure. A press without an answer is an error, not a figure."""
    names = harness.button_names(PRESSES, "esphome")
    transmitters = [PretendTransmitter(on_wires.SECURITY << 24 | number) for number in range(1, PRESSES + 1)]
    async with harness.folder() as data, harness.folder() as lines:
        plan = on_wires.with_wires(harness.plan_of(len(names), family="esphome"), lines, on_wires.pendants(PRESSES))
        receiver, port = Receiver(lines / on_wires.RADIO), harness.free_port()
        async with (
            harness.alert(data, plan, family="esphome", port=port) as alert,
            harness.at_the_desk(alert.desk_socket),
            Twins(port, names) as twins,
        ):
            await twins.all_told(0)
            await asyncio.sleep(OPENED_FOR_S)
            await alert.quiet()
            yield await _in_turn(receiver, transmitters, twins.all())
        receiver.close()


async def _in_turn(receiver: Receiver, transmitters: Sequence[PretendTransmitter], twins: Sequence[Twin]) -> Figure:
    ours: list[float] = []
    theirs: list[float] = []
    each = PRESSES // ROUNDS
    for start in range(0, PRESSES, each):
        for transmitter in transmitters[start : start + each]:
            ours.append(await receiver.sends(transmitter) * 1000)
            await asyncio.sleep(random.uniform(*GAP_S))
        for twin in twins[start : start + each]:
            theirs.append(await twin.press() * 1000)
            await asyncio.sleep(random.uniform(*GAP_S))
    value, baseline = p(ours, 95), p(theirs, 95)
    says = (
        f"p95 of {PRESSES}, last byte to acknowledged, against an ESPHome press of the same run and {ABOVE_MS_MAX:g} ms;"
        f" p50 {p(ours, 50):.2f} against {p(theirs, 50):.2f} ms"
    )
    return Figure("wire-press", value, "ms", baseline, value_max=baseline + ABOVE_MS_MAX, says=says)
