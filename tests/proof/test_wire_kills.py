"""Proves that a hundred kills, while pendants, contacts of boards and hold-up buttons are pressed, leave each heard press in the record
once, and that it rings again.

The pretend receiver knows what was acknowledged, and board and panel know what they said. What was recorded is read from the record
afterwards. Boards and panels get no acknowledgement: a press while the box was dead may be lost there, but must not be doubled.
"""

import asyncio
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised, CallRaisedElsewhere
from tests.proof.killing import killed, killed_while_starting
from tests.proof.pressed_wires import Contacts, HoldUps, Pendants
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.school import school

pytestmark = pytest.mark.proof

KILLS, SOAK_KILLS = 100, 1_000
LIVES_S = (
    2.5  # at most, and up to 0.6 s more: a line is open a moment after a start, and waiting frames come within 2 s
)


@pytest.mark.parametrize("seed", seeds("wire-kills"))
async def test_no_press_on_a_wire_is_lost_or_doubled_over_a_hundred_kills(
    tmp_path: Path, workshop: Path, seed: str
) -> None:
    dice, kills = random.Random(seed), 0
    pendants = Pendants(tmp_path / "radio-a")
    contacts = Contacts(tmp_path / "bus", life=lambda: kills)
    hold_ups = HoldUps(tmp_path / "panel", life=lambda: kills, read=contacts.read)
    families = (pendants, contacts, hold_ups)
    plan = hold_ups.planned(contacts.planned(pendants.planned(school(4))))
    async with pendants.radio, contacts.wing, hold_ups.school, Box(workshop / "box", plan=plan) as box:
        await box.starts()
        await pendants.check_in()
        pressing = [asyncio.get_running_loop().create_task(each.run(random.Random(dice.random()))) for each in families]
        for _ in rounds(proof=range(KILLS), soak=itertools.count(), at_least=SOAK_KILLS):
            if dice.random() < 0.15:
                await killed_while_starting(box, dice)
                kills += 1
            if not box.running:
                hold_ups.pid = box.launches().pid
                await box.is_ready()
                assert "the logbook is damaged" not in box.journal(), "whole as it is: a start took longer than it may"
            await asyncio.sleep(dice.uniform(0, LIVES_S))
            await killed(box, dice)
            kills += 1
        for task in pressing:
            task.cancel()
        assert [str(each) for each in await asyncio.gather(*pressing, return_exceptions=True)] == [""] * len(families)
        await box.starts()
        async with box.sitting_at("front") as desk:
            await pendants.until_answered()
            told = pendants.sure()
            board = await desk.board(lambda board: len(board.calls) >= len(told))
            assert [card for card in board.calls if not card.ringing] == []
        await box.stops()
        record = await read_record(box.data)
    presses = record.presses()
    recorded = Counter(str(button) for button, _, _ in presses)
    pressed, sure = (
        sum(each, Counter()) for each in ([f.pressed for f in families], [told, contacts.sure, hold_ups.sure])
    )
    print(f"{kills} kills, {[sum(f.pressed.values()) for f in families]} pressed, {sum(recorded.values())} recorded")
    print(
        f"sure: {sum(told.values())} acknowledged, {sum(contacts.sure.values())} read, {sum(hold_ups.sure.values())} said"
    )
    print(f"the disk stood still {box.journal().count('has not taken what was seen of wires')} times")
    assert record.findings == []
    assert set(presses.values()) == {1}, "no count is there twice"
    assert {name: count for name, count in sure.items() if recorded[name] < count} == {}, "none is lost"
    assert {name: count for name, count in recorded.items() if count > pressed[name]} == {}, "none is doubled"
    assert {each.incident for each in record.events if isinstance(each, CallRaised | CallRaisedElsewhere)} == {
        each.incident for each in board.calls
    }, "whatever is open rings"
    for heard in (told, contacts.sure, hold_ups.sure):
        assert sum(heard.values()) > kills // 50, "presses were heard between kills, or nothing is proven"
