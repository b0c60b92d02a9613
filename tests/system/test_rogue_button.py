"""Tests a device that has its own valid key and says what no board can: the box lives, names it, and serves all others; then the device is
replaced.
"""

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from aioesphomeapi import api_pb2 as pb
from google.protobuf.message import Message

from hardware.esphome.twin import identity
from hardware.esphome.twin.session import Session
from hardware.esphome.wire import COUNTS, FAULTS, LAMP, SUPPLY, TELL
from tests.hardware.running import until
from tests.system.box import Box
from tests.system.school import button_of
from tests.system.twins import TwinSchool, twin_box, twins

pytestmark = pytest.mark.slow

HONEST, ROGUE = "B202", "B203"
LEDGER = "5f3a9c21e0d4b7a6"
SAYS: tuple[tuple[str, str | float], ...] = (
    (COUNTS, f"{LEDGER} help=1/0@{'9' * 30}"),
    (COUNTS, f"{LEDGER} help=2147483648/2147483647"),
    (COUNTS, f"{LEDGER} help={'9' * 900}/0 hold=4294967296/1@?"),
    (COUNTS, f"{LEDGER} help=3/2@{'9' * 19},"),
    (COUNTS, "\x00" * 1100),
    (LAMP, "\N{PILE OF POO}" * 300),
    (FAULTS, f"{', '.join(map(str, range(100)))}, stuck {'x' * 1100}"),
    (FAULTS, "older-box " + "9" * 400),
    (SUPPLY, 3e38),
    (SUPPLY, float("-inf")),
)
SAYS_EACH_S = 0.2  # slow enough to be no flood, which is another fault


class Rogue(Session):
    """A device that proves its key and has everything that ours has, and then says these words again and again."""

    times = 0

    def _answer(self, message: Message) -> Iterable[Message]:
        if isinstance(message, pb.SubscribeStatesRequest):
            self._go_on(itertools.cycle(SAYS))
            return ()
        return super()._answer(message)

    def _go_on(self, words: Iterable[tuple[str, str | float]]) -> None:
        if self.transport is None:
            return
        self.say([identity.state(*next(iter(words)))])
        Rogue.times += 1
        self._loop.call_later(SAYS_EACH_S, self._go_on, words)


class WantsWords(Session):
    """A device whose action takes as many arguments as ours, but of another type."""

    def _answer(self, message: Message) -> Iterable[Message]:
        for answer in super()._answer(message):
            if isinstance(answer, pb.ListEntitiesServicesResponse) and answer.name == TELL:
                for argument in answer.args:
                    argument.type = pb.SERVICE_ARG_TYPE_FLOAT_ARRAY
            yield answer


def behaves(building: TwinSchool, room: str, kind: type[Session]) -> None:
    """Let the twin behave so from its next connection on, and begin that connection now."""
    twin = building.twin(button_of(room))
    twin.session_kind = kind
    twin.hang_up()


async def gets_its_receipt(building: TwinSchool, room: str) -> None:
    await building.pressed(room)
    flash = building.twin(button_of(room)).flash
    await until(lambda: flash.receipted.get("help") == flash.counters["help"], 5)


async def restarts(box: Box) -> None:
    box.kill()
    await box.starts()


async def test_a_rogue_with_its_own_key_rings_is_named_and_costs_nobody_else_anything(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        desk = await box.desk("front")
        async with twins(box, HONEST, ROGUE) as building:
            behaves(building, ROGUE, Rogue)
            await desk.shows(ROGUE)
            assert "no board can count" in await desk.sees_trouble("button-impossible-count")
            await desk.sees_trouble("button-garbled")
            await desk.sees_trouble("button-unwell")
            for _ in range(3):
                said = Rogue.times
                await until(lambda said=said: Rogue.times >= said + len(SAYS), 5)
                await gets_its_receipt(building, HONEST)
            await restarts(box)
            await gets_its_receipt(building, HONEST)
            assert "Traceback" not in box.journal()

            behaves(building, ROGUE, Session)
            building.wipe(button_of(ROGUE))  # an honest board takes its place
            await gets_its_receipt(building, ROGUE)
            desk = await box.desk("hall")
            await desk.sees_no_trouble("button-impossible-count")


async def test_a_device_that_cannot_be_told_as_ours_is_named_and_costs_nobody_else_anything(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        desk = await box.desk("front")
        async with twins(box, HONEST, ROGUE) as building:
            behaves(building, ROGUE, WantsWords)
            assert "tell: epoch" in await desk.sees_trouble("button-not-ours")
            await gets_its_receipt(building, HONEST)
            behaves(building, ROGUE, Session)
            await gets_its_receipt(building, ROGUE)
            assert "Traceback" not in box.journal()
