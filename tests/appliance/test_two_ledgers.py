"""Tests a button whose board was changed, and changed back: each of its presses gets its receipt, also after a restart."""

from pathlib import Path

import pytest

from hardware.simulated.board import Flash
from tests.appliance.corridor import Corridor, corridor

pytestmark = pytest.mark.slow

ROOM, WALL = "B204", "B204-wall"


def without_a_receipt(flash: Flash) -> Flash:
    """Give the flash as a power cut left it before the receipt was kept."""
    return Flash(flash.ledger, dict(flash.counters))


async def counted_twice(building: Corridor) -> tuple[Flash, Flash]:
    """Record two presses of *help*, each in a ledger of its own."""
    async with building.box():
        await building.rings(ROOM)
        await building.obeyed(ROOM)
        first = building.flash(ROOM)
        building.building.wipe(WALL)
        await building.rings(ROOM)
        await building.obeyed(ROOM)
        building.building.cut_power(WALL)
    return without_a_receipt(first), without_a_receipt(building.flash(ROOM))


@pytest.mark.parametrize("here", [0, 1], ids=["the first board", "the second board"])
async def test_a_recorded_press_of_either_board_gets_its_receipt_after_a_restart(tmp_path: Path, here: int) -> None:
    async with corridor(tmp_path, {ROOM: 0}) as building:
        boards = await counted_twice(building)
        building.building.twin(WALL).flash = boards[here]
        async with building.box():
            building.building.restore_power(WALL)
            await building.obeyed(ROOM)
            assert building.flash(ROOM).ledger == boards[here].ledger
