"""Killed a hundred times while pendants are pressed: what was acknowledged to their receiver is in the record once, and rings again.

What was acknowledged is known to the pretend receiver, what was recorded is read from the record afterwards. A pendant rests between two
presses for longer than a start takes: what opened within a quarter of a second before a kill, and was pressed again before the start,
would pass for one press (`hardware/opened.py`).
"""

import asyncio
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.plan.ids import ButtonId, KeyId, LineId, RoomId
from appliance.plan.model import Button, Contact, Kind, Line, Plan, Speaks, Wire
from hardware.inovonics.codec import Reader, Transmission
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from tests.proof.killing import killed, killed_while_starting
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.school import school

pytestmark = pytest.mark.proof

KILLS = 100
PENDANTS = 24
REST_S = 10.0


def uid_of(name: str) -> int:
    return 0xB2000000 + int(name.removeprefix("yard-"))


def with_pendants(at: Path, names: list[str]) -> Plan:
    """Each of a duty whose place nobody knows, so that each has its own calls."""
    plan = school(4)
    pendants = tuple(
        Button(
            ButtonId(name),
            RoomId(""),
            "inovonics",
            KeyId(""),
            (Contact("help", Kind.EMERGENCY),),
            duty=f"Duty of {name}",
            part="EN1223S",
            wires=(Wire("help", f"178-{uid_of(name) & 0xFFFFFF}/1"),),
        )
        for name in names
    )
    line = Line(LineId("radio-a"), "Receiver in the office", Speaks.INOVONICS, str(at))
    return replace(plan, buttons=(*plan.buttons, *pendants), lines=(line,))


class Pressing:
    """Presses one pendant after the other, and knows how often each was pressed."""

    def __init__(self, radio: PretendRadio, dice: random.Random) -> None:
        self.pressed: Counter[str] = Counter()
        self._radio = radio
        self._dice = dice

    async def run(self) -> None:
        order = itertools.cycle(self._radio.transmitters)
        rest_s = REST_S / len(self._radio.transmitters)
        for name in order:
            self.pressed[name] += 1
            await self._radio.press(name, for_s=self._dice.uniform(0.05, rest_s))
            await asyncio.sleep(self._dice.uniform(0.05, rest_s))

    def acknowledged(self) -> Counter[str]:
        """Presses that the receiver has an answer for."""
        found: Counter[str] = Counter()
        for data in self._radio.receiver().acknowledged:
            for frame in Reader().feed(data):
                if isinstance(frame, Transmission) and frame.alarm(1) and not frame.no_change:
                    found[f"yard-{frame.uid & 0xFFFFFF}"] += 1
        return found


@pytest.mark.parametrize("seed", seeds("wire-kills"))
async def test_no_acknowledged_press_is_lost_or_doubled_over_a_hundred_kills(tmp_path: Path, seed: str) -> None:
    dice, at = random.Random(seed), tmp_path / "radio-a"
    names = [f"yard-{number}" for number in range(1, PENDANTS + 1)]
    pendants = {name: PretendTransmitter(uid_of(name)) for name in names}
    async with PretendRadio([at], pendants) as radio, Box(tmp_path, plan=with_pendants(at, names)) as box:
        await box.starts()
        for name in names:
            radio.check_in(name)
            while radio.receiver().waiting:
                await asyncio.sleep(0.05)
        pressing = Pressing(radio, dice)
        running, kills = asyncio.get_running_loop().create_task(pressing.run()), 0
        for _ in rounds(proof=range(KILLS), soak=itertools.count(), at_least=KILLS):
            if dice.random() < 0.15:
                await killed_while_starting(box, dice)
            if not box.running:
                box.launches()
                await box.is_ready()
            await asyncio.sleep(dice.uniform(0, 2.5))  # a line is open a moment later, and what waited comes within 2 s
            await killed(box, dice)
            kills += 1
        running.cancel()
        await asyncio.wait([running])
        await box.starts()
        async with box.sitting_at("front") as desk:
            while radio.receiver().waiting:
                await asyncio.sleep(0.1)
            acknowledged = pressing.acknowledged()
            board = await desk.board(lambda board: len(board.calls) >= len(acknowledged))
            assert [card for card in board.calls if not card.ringing] == []
        await box.stops()
        record = await read_record(box.data)
    presses = record.presses()
    recorded = Counter(str(button) for button, _, _ in presses)
    print(f"{kills} kills, {sum(acknowledged.values())} acknowledged of {sum(pressing.pressed.values())} presses")
    assert record.findings == []
    assert set(presses.values()) == {1}, "no count is there twice"
    assert {name: count for name, count in acknowledged.items() if recorded[name] < count} == {}, "none is lost"
    assert {name: count for name, count in recorded.items() if count > pressing.pressed[name]} == {}, "none is doubled"
    assert sum(acknowledged.values()) > kills // 4, "presses were heard between kills, or nothing is proven"
