"""Proves that killing daemon and buttons at random, while real buttons are pressed and held, loses and doubles no press that had a receipt,
and makes no lamp lie.

The devices' flash knows what was counted and what had a receipt. What was recorded is read from the record afterwards. The firmware is the
real one: each device is a process of its own, with its encrypted API.
"""

import asyncio
import itertools
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.api.board.board import BoardView
from tests.hardware.running import until
from tests.proof.killing import killed, killed_while_starting
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.real_button import RealButton, box_with, real_buttons
from tests.system.record import Record, read_record
from tests.system.school import rooms

pytestmark = pytest.mark.proof

BUTTONS = 6
KILLS = 100
LEFT_ALONE = rooms(BUTTONS)[-1]  # nobody acknowledges or ends this room's call, whatever happens
PRESSES = (("help", 12), ("hold", 1), ("medical", 2))
PAUSE_S_MAX = 0.8  # the longest pause between one finger's presses: so a kill finds some of them in every state
POWER_FAILS = 0.25  # the chance that some button loses power in a round
ANSWERED_WITHIN_S = 20
CLAIMS_A_PERSON = {"acknowledged", "on-the-way"}


@pytest.mark.parametrize("seed", seeds("button-kills"))
async def test_no_press_of_a_real_button_is_lost_or_doubled_and_every_lamp_ends_true(tmp_path: Path, seed: str) -> None:
    dice = random.Random(seed)
    async with AsyncExitStack() as stack:
        walls = await stack.enter_async_context(real_buttons(tmp_path, *rooms(BUTTONS)))
        box = await stack.enter_async_context(box_with(tmp_path, *walls))
        ledgers = [wall.kept().ledger for wall in walls]
        await box.starts()
        fingers, office = Fingers(walls, dice), Office(box, walls)
        fingers.start()
        try:
            kills, cuts = await rounds_of_kills(box, office, walls, dice)
        finally:
            await fingers.leave()
        if not box.running:
            await box.starts()
        await all_answered(walls)
        await lamps_end_true(box, walls)
        await box.stops()
        record = await read_record(box.data)
        kept = {wall.button: wall.kept() for wall in walls}
        assert [each.ledger for each in kept.values()] == ledgers, "no counting was begun anew"
        counted = {(button, contact): count for button, each in kept.items() for contact, count in each.counts.items()}
        print(f"{kills} kills, {cuts} power cuts of buttons, {sum(counted.values())} presses, {record.head} entries")
        assert record.findings == []
        assert recorded(record) == {
            (button, contact, count): 1 for (button, contact), up_to in counted.items() for count in range(1, up_to + 1)
        }
        assert min(counted[wall.button, "help"] for wall in walls) > kills // 10, "or nothing is proven"
        assert sum(count for (_, contact), count in counted.items() if contact == "hold") > 0
        assert not CLAIMS_A_PERSON & walls[-1].ever_shown, "nobody ever acknowledged this one"


async def rounds_of_kills(
    box: Box, office: "Office", walls: tuple[RealButton, ...], dice: random.Random
) -> tuple[int, int]:
    """Kill and start the daemon again, while now and then a button loses power; give how often each happened."""
    kills, cuts = 0, 0
    for _ in rounds(proof=range(KILLS), soak=itertools.count(), at_least=KILLS):
        kills += 1
        if dice.random() < 0.1:
            await killed_while_starting(box, dice)
        if not box.running:
            box.launches()
            await box.is_ready()
        async with asyncio.TaskGroup() as meanwhile:
            if dice.random() < POWER_FAILS:
                cuts += 1
                meanwhile.create_task(power_fails(dice.choice(walls), dice))
            await office.after_a_start(dice.choice(("watches", "acknowledges", "stands down")))
            await killed(box, dice)
    return kills, cuts


async def power_fails(wall: RealButton, dice: random.Random) -> None:
    """Cut a button's power at any moment, for a moment."""
    await asyncio.sleep(dice.uniform(0, 0.8))
    await wall.loses_power()
    await asyncio.sleep(dice.uniform(0, 0.4))
    await wall.restore_power()


async def all_answered(walls: tuple[RealButton, ...]) -> None:
    """Wait until every press has its receipt."""
    begun_s = time.monotonic()
    await until(
        lambda: all(kept.counts == kept.receipted for kept in (wall.kept() for wall in walls)), ANSWERED_WITHIN_S
    )
    print(f"the last receipt came {time.monotonic() - begun_s:.1f} s after the box was back")


async def lamps_end_true(box: Box, walls: tuple[RealButton, ...]) -> None:
    """Let somebody sit down, see every open call, and take one of them; then each lamp must say what became of its own call."""
    desk = await box.desk("front")
    await walls[0].tap()
    await desk.acknowledges(await desk.sees(walls[0].room))
    await desk.stands_down(await desk.sees(walls[0].room))
    await desk.sees_no(walls[0].room)
    for card in (await desk.board()).calls:
        await desk.shows(card.room)
    stages = {card.room: card.stage.value for card in (await desk.board()).calls}
    assert LEFT_ALONE in stages, "its call was never ended"
    says = {"called": "received", "acknowledged": "acknowledged"}
    for wall in walls:
        await wall.until_lamp(says[stages[wall.room]] if wall.room in stages else "ready", within_s=8)


def recorded(record: Record) -> dict[tuple[str, str, int], int]:
    """Give (button, contact, count) → how often it is in the record."""
    found: Counter[tuple[str, str, int]] = Counter()
    for (button, contact_and_count, _), times in record.presses().items():
        contact, _, count = contact_and_count.rpartition(" ")
        found[str(button), contact, int(count)] += times
    return dict(found)


@dataclass
class Fingers:
    """One finger for each button; it presses and holds until it leaves."""

    walls: tuple[RealButton, ...]
    dice: random.Random
    _pressing: list[asyncio.Task[None]] = field(default_factory=list)
    _leaving: bool = False

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._pressing = [loop.create_task(self._press(wall)) for wall in self.walls]

    async def leave(self) -> None:
        """Let each finger finish its press, then stop."""
        self._leaving = True
        await asyncio.gather(*self._pressing)

    async def _press(self, wall: RealButton) -> None:
        contacts, weights = zip(*PRESSES, strict=True)
        while not self._leaving:
            match self.dice.choices(contacts, weights)[0]:
                case "hold":
                    await wall.hold()
                case contact:
                    await wall.tap(contact)
            await asyncio.sleep(self.dice.uniform(0, PAUSE_S_MAX))


@dataclass
class Office:
    """Somebody who sits down after every start, checks that every press with a receipt that is not over is there and rings, and then does
    something.
    """

    box: Box
    walls: tuple[RealButton, ...]
    over: dict[str, int] = field(default_factory=dict)
    """For each room, the presses counted when it was last stood down: only later presses are sure to be open."""

    async def after_a_start(self, does: str) -> None:
        async with self.box.sitting_at("front") as desk:
            owed = {
                wall.room for wall in self.walls if sum(wall.kept().receipted.values()) > self.over.get(wall.room, 0)
            }
            board = await desk.board(lambda board: owed <= {str(card.room) for card in board.calls}, within_s=1)
            assert [card.room for card in board.calls if card.room in owed and not card.ringing] == []
            if does != "watches":
                await self._act(desk, board, does)

    async def _act(self, desk: Desk, board: BoardView, does: str) -> None:
        wall_of = {wall.room: wall for wall in self.walls}
        for card in board.calls:
            if card.room == LEFT_ALONE:
                continue
            if does == "acknowledges":
                await desk.acknowledges(card)
            else:
                await desk.stands_down(card)
                self.over[card.room] = sum(wall_of[card.room].kept().counts.values())
