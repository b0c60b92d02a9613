"""Tests what every family promises whose buttons can be told: their lamps, receipts and counts, and which box they obey."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from hardware.ports import Feedback, Phase
from hardware.registry import FAULTS
from hardware.signals import IMPOSSIBLE_COUNT, UNFORESEEN, CheckIn, Press, RankSeen
from tests.contracts.source_rigs import TWO_WAY_RIGS, TwoWayRig, faults, presses
from tests.hardware.running import until

pytestmark = pytest.mark.slow


@pytest.fixture(params=TWO_WAY_RIGS, ids=lambda rig: rig.family)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[TwoWayRig]:
    async with request.param.open() as opened:
        yield opened
        assert {what for _, what in faults(opened.heard)} <= FAULTS[opened.family].keys(), "a fault without advice"


async def test_a_check_in_brings_every_counter(rig: TwoWayRig) -> None:
    await rig.press("A", "help")
    await rig.cut_line("A")
    await rig.mend_line("A")
    await until(lambda: any(isinstance(each, CheckIn) and each.counters.get("help") == 1 for each in rig.heard))
    assert rig.counters("A")["help"] == 1


async def test_what_is_told_reaches_the_lamp(rig: TwoWayRig) -> None:
    for phase in (
        Phase.READY,
        Phase.RECEIVED,
        Phase.ACKNOWLEDGED,
        Phase.ON_THE_WAY,
        Phase.NOT_DELIVERED,
        Phase.TEST,
        Phase.CLASS_COMING,
    ):
        rig.source.tell("A", Feedback(phase, 1))
        await rig.until_lamp("A", phase, within_s=1)


async def test_a_press_with_a_receipt_is_sent_no_more_and_its_phase_shown(rig: TwoWayRig) -> None:
    rig.source.tell("A", Feedback(Phase.READY, 1))
    await rig.until_lamp("A", "ready", within_s=1)
    await rig.press("A", "help")
    await rig.until_lamp("A", "sending", within_s=1)
    rig.source.tell("A", Feedback(Phase.RECEIVED, 1, {"help": 1}))
    await rig.until_lamp("A", "received", within_s=1)


async def test_a_press_made_while_away_is_heard_later_with_its_age(rig: TwoWayRig) -> None:
    await rig.cut_line("A")
    pressed_s = time.monotonic()
    await rig.press("A", "help")
    await asyncio.sleep(0.3)
    assert not presses(rig.heard)
    await rig.mend_line("A")
    await until(lambda: bool(presses(rig.heard)))
    assert presses(rig.heard)[0].counter == 1
    assert 300 <= (presses(rig.heard)[0].age_ms or 0) <= (time.monotonic() - pressed_s) * 1000 + 1


async def test_who_comes_back_is_told_the_last_standing(rig: TwoWayRig) -> None:
    rig.source.tell("A", Feedback(Phase.READY, 1))
    await rig.until_lamp("A", "ready", within_s=1)
    await rig.cut_line("A")
    rig.source.tell("A", Feedback(Phase.RECEIVED, 1))
    rig.source.tell("A", Feedback(Phase.ON_THE_WAY, 1))
    await asyncio.sleep(0.1)
    await rig.mend_line("A")
    await rig.until_lamp("A", "on-the-way", within_s=5)


async def test_a_standing_given_before_the_button_was_ever_seen_is_no_error(rig: TwoWayRig) -> None:
    rig.source.tell("never seen", Feedback(Phase.READY, 1))
    rig.source.tell("A", Feedback(Phase.READY, 1))
    await rig.until_lamp("A", "ready", within_s=1)


async def test_an_older_box_is_not_obeyed(rig: TwoWayRig) -> None:
    rig.source.tell("A", Feedback(Phase.READY, 7))
    await rig.until_lamp("A", "ready", within_s=1)
    rig.source.tell("A", Feedback(Phase.ON_THE_WAY, 6))
    await until(lambda: ("A", "older-box") in faults(rig.heard))
    await rig.until_lamp("A", "ready", within_s=0.2)
    assert [each for each in rig.heard if isinstance(each, RankSeen)][-1] == RankSeen("A", 7)


async def test_a_forged_device_is_refused_and_named_once(rig: TwoWayRig) -> None:
    await rig.forge("A")
    await rig.press("A", "help")
    await until(lambda: ("A", "refused") in faults(rig.heard))
    await asyncio.sleep(1.0)
    assert not presses(rig.heard)
    assert faults(rig.heard) == [("A", "refused")]


async def test_a_device_that_does_not_read_never_blocks_and_is_told_again_when_it_comes_back(rig: TwoWayRig) -> None:
    rig.source.tell("A", Feedback(Phase.READY, 1))
    await rig.until_lamp("A", "ready", within_s=1)
    await rig.stop_reading("A")
    for round_ in range(20_000):  # if `tell` waited for the device, this loop would never end
        rig.source.tell("A", Feedback(Phase.READY, 1, {"help": 0}))
        if round_ % 1000 == 0:
            await asyncio.sleep(0)
    rig.source.tell("B", Feedback(Phase.READY, 1))
    await rig.until_lamp("B", "ready", within_s=1)
    rig.source.tell("A", Feedback(Phase.ON_THE_WAY, 1))
    await rig.cut_line("A")
    await rig.mend_line("A")
    await rig.until_lamp("A", "on-the-way", within_s=5)


async def test_a_press_with_a_count_no_board_can_have_rings_without_it_and_its_button_is_named_and_told(
    rig: TwoWayRig,
) -> None:
    await rig.count_from("A", 2**31 + 6)
    await rig.press("A", "help")
    await until(lambda: ("A", IMPOSSIBLE_COUNT) in faults(rig.heard))
    assert presses(rig.heard) == [Press("A", "help", None, None)]
    rig.source.tell("A", Feedback(Phase.ACKNOWLEDGED, 1, {"help": 2**31 + 7}))
    await rig.until_lamp("A", "acknowledged", within_s=1)
    await rig.press("B", "help")
    await until(lambda: any(each.button == "B" and each.counter == 1 for each in presses(rig.heard)))


async def test_whatever_was_recorded_once_can_be_told(rig: TwoWayRig) -> None:
    """The record may hold receipts that no button can have, from an older release or another family. They are left out, and the lamp is
    told all the same.
    """
    kept = [
        ({"help": 2**31}, None),
        ({"help": 2**32 - 1, "hold": -5}, "x" * 5000),
        ({"help": 10**30, "c" * 500: 1}, "Straße 1"),
        ({f"c{number}": number for number in range(50)}, ""),
    ]
    for round_, (receipts, ledger) in enumerate(kept):
        phase = (Phase.READY, Phase.TEST)[round_ % 2]
        rig.source.tell("A", Feedback(phase, 1, receipts, ledger))
        await rig.until_lamp("A", phase, within_s=1)
        await rig.cut_line("A")
        await rig.mend_line("A")
    rig.source.tell("A", Feedback(Phase.ON_THE_WAY, 1))
    await rig.until_lamp("A", "on-the-way", within_s=5)


async def test_a_fault_of_ours_that_one_button_meets_is_named_costs_its_connection_alone_and_passes(
    rig: TwoWayRig,
) -> None:
    rig.heard.sore = True
    await rig.press("A", "help")
    await until(lambda: ("A", UNFORESEEN) in faults(rig.heard))
    rig.source.tell("B", Feedback(Phase.ON_THE_WAY, 1))
    await rig.until_lamp("B", "on-the-way", within_s=1)
    rig.heard.sore = False
    await until(lambda: [(each.button, each.counter) for each in presses(rig.heard)][:1] == [("A", 1)], 10)
    assert {button for button, _ in faults(rig.heard)} == {"A"}
