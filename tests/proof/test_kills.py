"""Proves that hundreds of kills, while twenty buttons and four pendants are pressed, lose and double no press that had a receipt, and that
all calls ring again.

Buttons and pendants know which presses had a receipt. What was recorded is read from the record afterwards. The kills come at any moment;
as soon as a commit reaches the write-ahead log (before its sync, before its receipts); in the middle of a commit; while the daemon starts;
while it stops.
"""

import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.api.board.board import BoardView
from tests.proof.killing import killed, killed_while_starting
from tests.proof.press import Pendant, Pressing, broken_promises, room_of
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.record import read_record
from tests.system.school import pendant_of, rooms

pytestmark = pytest.mark.proof

KILLS = 200


@pytest.mark.parametrize("seed", seeds("kills"))
async def test_no_receipted_press_is_lost_or_doubled_over_hundreds_of_kills(tmp_path: Path, seed: str) -> None:
    dice = random.Random(seed)
    async with Box(tmp_path, webhook=True) as box:
        await box.starts()
        assert box.webhook_port is not None
        pendants = [Pendant(pendant_of(room), box.webhook_port) for room in rooms(4)]
        pressing = Pressing(await box.building(), pendants, dice)
        pressing.start()
        try:
            office = Office(box, pressing)
            kills = 0
            hundreds = itertools.takewhile(lambda _: kills < KILLS, itertools.count())
            for _ in rounds(proof=hundreds, soak=itertools.count()):
                if dice.random() < 0.15:
                    await killed_while_starting(box, dice)
                    kills += 1
                if not box.running:
                    box.launches()
                    await box.is_ready()
                await office.after_a_start(standing_down=dice.random() < 0.5)
                await killed(box, dice)
                kills += 1
            await box.starts()
            await pressing.stop()
        finally:
            await pressing.abandon()
        promises = pressing.promises()
        await box.stops()
        record = await read_record(box.data)
    print(f"{kills} kills, {sum(promises.values())} receipts, {record.head} entries")
    assert record.findings == []
    assert record.troubles == []
    assert broken_promises(record, promises) == []
    assert min(promises.values()) > kills // 100, "every button was heard between kills, or nothing is proven"


@dataclass
class Office:
    """Somebody who sits down after every start, checks that everything promised is there, and sometimes ends it all."""

    box: Box
    pressing: Pressing
    over: dict[str, int] = field(default_factory=dict)
    """For each device, its newest press when its room was last stood down: only later presses are sure to be open."""

    async def after_a_start(self, *, standing_down: bool) -> None:
        """Check that every room that has a press with a receipt and was not stood down is on the board, and rings."""
        async with self.box.sitting_at("front") as desk:
            promises = self.pressing.promises()
            owed = {room_of(device) for device, count in promises.items() if count > self.over.get(device, 0)}
            board = await desk.board(lambda board: owed <= {str(card.room) for card in board.calls}, within_s=1)
            assert [card for card in board.calls if card.room in owed and not card.ringing] == []
            if standing_down:
                await self._stand_all_down(desk, board)

    async def _stand_all_down(self, desk: Desk, board: BoardView) -> None:
        for card in board.calls:
            await desk.stands_down(card)
            self.over |= self.pressing.pressed(card.room)
