"""Tests a pendant's press while the disk stands still: it rings all the same, its receiver is not held up, and it is recorded once."""

from pathlib import Path

import pytest

from tests.patience import until
from tests.proof.disk import Disk
from tests.proof.pressed_wires import Pendants
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.school import school

pytestmark = pytest.mark.proof

SHOWN_WITHIN_S = 1.0


async def test_a_disk_that_stands_still_delays_the_record_of_a_pendants_press_and_nothing_else(
    workshop: Path, tmp_path: Path, disk: Disk
) -> None:
    pendants = Pendants(tmp_path / "radio-a", count=2)
    async with (
        pendants.radio,
        Box(workshop / "box", plan=pendants.planned(school(4)), data=disk.path / "data") as box,
    ):
        await box.starts()
        await pendants.check_in()
        desk = await box.desk("front")
        disk.stall()
        try:
            for name in pendants.names:
                await pendants.radio.press(name)
            board = await desk.board(lambda board: len(board.calls) == 2, SHOWN_WITHIN_S)
            assert [(card.ringing, card.recorded) for card in board.calls] == [(True, False)] * 2
            await until(lambda: pendants.sure() == {"yard-1": 1, "yard-2": 1} and not pendants.waiting)
            await desk.sees_trouble("logbook-not-recording")
        finally:
            disk.recover()
        await desk.sees_no_trouble("logbook-not-recording", within_s=12)
        await desk.board(lambda board: all(card.recorded for card in board.calls))
        await pendants.radio.press("yard-1")
        await desk.board(lambda board: sorted(card.presses for card in board.calls) == [1, 2])
        await pendants.until_answered()
        await box.stops()
        record = await read_record(box.data)
    assert record.findings == []
    assert set(record.presses().values()) == {1}
    assert sorted(str(button) for button, _, _ in record.presses()) == ["yard-1", "yard-1", "yard-2"]
