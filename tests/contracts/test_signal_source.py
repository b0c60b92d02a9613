"""Tests what every family of buttons promises, real or pretend, one-way or two-way."""

import time
from collections.abc import AsyncIterator

import pytest

from hardware.families import FAMILIES
from hardware.ports import Feedback, Phase
from hardware.registry import FAULTS, WIRE_FAULTS
from hardware.signals import UNFORESEEN, WireFault
from tests.contracts.source_rigs import RIGS, TWO_WAY_RIGS, SourceRig, faults, presses
from tests.contracts.wire_rigs import troubles
from tests.hardware.running import until

pytestmark = pytest.mark.slow


@pytest.fixture(params=RIGS, ids=lambda rig: rig.family)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[SourceRig]:
    async with request.param.open() as opened:
        yield opened
        assert {what for _, what in faults(opened.heard)} <= FAULTS[opened.family].keys(), "a fault without advice"
        of_wires = {f"{each.kind}-{each.what}" for each in opened.heard if isinstance(each, WireFault)}
        assert of_wires <= WIRE_FAULTS.keys(), "a fault of a wire without advice"


def test_every_family_has_a_rig() -> None:
    assert {rig.family for rig in RIGS} == set(FAULTS)
    assert {rig.family for rig in TWO_WAY_RIGS} == {name for name in FAULTS if FAMILIES[name].two_way}


async def test_a_press_is_heard_with_its_counter_and_only_once(rig: SourceRig) -> None:
    pressed_s = time.monotonic()
    await rig.press("A", "help")
    await until(lambda: bool(presses(rig.heard)))
    first_s = time.monotonic() - pressed_s
    rig.source.tell("A", Feedback(Phase.RECEIVED, 1, {"help": 1}))
    await rig.press("A", "help")
    await until(lambda: len(presses(rig.heard)) == 2)
    assert [(each.button, each.contact, each.counter) for each in presses(rig.heard)] == [
        ("A", "help", 1),
        ("A", "help", 2),
    ]
    first = presses(rig.heard)[0]
    assert first.age_ms is not None
    assert 0 <= first.age_ms <= first_s * 1000 + 1


async def test_whoever_is_told_something_before_it_was_ever_seen_is_no_error(rig: SourceRig) -> None:
    rig.source.tell("never seen", Feedback(Phase.READY, 1))
    await rig.press("A", "help")
    await until(lambda: bool(presses(rig.heard)))


async def test_a_line_that_went_and_came_back_is_told_of_by_wires_and_the_next_press_is_heard(rig: SourceRig) -> None:
    def gone() -> (
        bool
    ):  # a trouble that a receiver reports of itself stands until the receiver says otherwise, so it does not count here
        return any(kind != "receiver" for kind, _ in troubles(rig.heard))

    await rig.cut_line("A")
    await until(lambda: gone() or FAMILIES[rig.family].two_way, 10)
    await rig.mend_line("A")
    await until(lambda: not gone(), 10)
    await rig.press("A", "help")
    await until(lambda: bool(presses(rig.heard)), 10)
    assert [(each.button, each.counter) for each in presses(rig.heard)] == [("A", 1)]


async def test_a_fault_of_ours_that_one_button_meets_costs_no_other_button_and_passes(rig: SourceRig) -> None:
    rig.heard.sore = True
    await rig.press("A", "help")
    await until(lambda: ("A", UNFORESEEN) in faults(rig.heard))
    rig.heard.sore = False
    await rig.press("B", "help")
    await until(lambda: any(each.button == "B" for each in presses(rig.heard)), 10)
    assert {button for button, _ in faults(rig.heard)} == {"A"}
