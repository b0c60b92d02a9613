"""Tests what every family of wired buttons promises that counts no presses and cannot be told."""

from pathlib import Path

import pytest

from hardware.families import FAMILIES
from hardware.levels import HEARD
from hardware.opened import Opened
from hardware.ports import Feedback, Phase
from hardware.registry import FAULTS, WIRE_FAULTS
from hardware.signals import UNFORESEEN, CheckIn, Mended, RankSeen
from tests.contracts.source_rigs import faults, presses
from tests.contracts.wire_rigs import WIRE_RIGS, WireRig, troubles
from tests.hardware.running import stays, until

pytestmark = pytest.mark.slow


@pytest.fixture(params=WIRE_RIGS, ids=lambda rig: rig.family)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> WireRig:
    made: WireRig = request.param(tmp_path)
    return made


def never(button: str, contact: str) -> int:
    return 0


def said(rig: WireRig) -> list[tuple[str, int | None, int | None]]:
    return [(each.button, each.counter, each.age_ms) for each in presses(rig.heard)]


async def press(rig: WireRig, button: str) -> None:
    before = len(presses(rig.heard))
    rig.close_contact(button)
    await until(lambda: len(presses(rig.heard)) > before)
    rig.open_contact(button)
    await rig.looked()


async def test_each_press_is_heard_once_as_it_happens_with_a_count_that_rises(rig: WireRig) -> None:
    async with rig.run(never, Opened(None)):
        for button in ("A", "B", "A"):
            await press(rig, button)
        assert said(rig) == [("A", 1, 0), ("B", 1, 0), ("A", 2, 0)]
        assert {each.ledger for each in presses(rig.heard)} == {HEARD}


async def test_a_count_goes_on_from_what_is_recorded(rig: WireRig) -> None:
    async with rig.run(lambda _button, _contact: 41, Opened(None)):
        await press(rig, "A")
        assert said(rig) == [("A", 42, 0)]


async def test_a_contact_that_was_closed_while_nobody_looked_rings_and_its_age_is_unknown(rig: WireRig) -> None:
    rig.close_contact("A")
    async with rig.run(never, Opened(None)):
        await until(lambda: said(rig) == [("A", 1, None)])


async def test_a_contact_that_was_recorded_and_stays_closed_over_a_restart_rings_once(rig: WireRig) -> None:
    opened, counts = Opened(None), {"A": 0, "B": 0}

    def recorded(button: str, _contact: str) -> int:
        return counts[button]

    async with rig.run(recorded, opened):
        await rig.looked()
        rig.close_contact("A")
        await until(lambda: said(rig) == [("A", 1, 0)])
        counts["A"] = 1
    async with rig.run(recorded, opened):
        await rig.looked()
        assert said(rig) == [("A", 1, 0)]
        rig.open_contact("A")
        await rig.looked()
        rig.close_contact("A")
        await until(lambda: said(rig) == [("A", 1, 0), ("A", 2, 0)])


async def test_what_it_hangs_on_is_told_when_it_goes_and_a_press_meanwhile_rings_when_it_is_back(rig: WireRig) -> None:
    async with rig.run(never, Opened(None)):
        await rig.looked()
        rig.unplug()
        await until(lambda: bool(troubles(rig.heard)))
        assert {f"{kind}-{what}" for kind, what in troubles(rig.heard)} <= WIRE_FAULTS.keys(), "a fault without advice"
        assert faults(rig.heard) == [], "one cause is one trouble"
        rig.close_contact("A")
        rig.plug_in()
        await until(lambda: said(rig) == [("A", 1, None)])
        await until(lambda: troubles(rig.heard) == set())


async def test_a_fault_of_ours_loses_no_press_and_is_named(rig: WireRig) -> None:
    async with rig.run(never, Opened(None)):
        await rig.looked()
        rig.heard.sore = True
        rig.close_contact("A")
        await until(lambda: ("A", UNFORESEEN) in faults(rig.heard))
        rig.heard.sore = False
        await until(lambda: said(rig) == [("A", 1, 0)])
        await until(lambda: Mended("A", UNFORESEEN) in rig.heard)
        assert {what for _, what in faults(rig.heard)} <= FAULTS[rig.family].keys(), "a fault without advice"


async def test_a_telling_changes_nothing_and_nobody_claims_a_count_or_a_rank(rig: WireRig) -> None:
    async with rig.run(never, Opened(None)):
        rig.source.tell("A", Feedback(Phase.RECEIVED, 1, {"help": 7}))
        assert await stays(lambda: said(rig) == [], 0.3)
        assert all(not each.counters for each in rig.heard if isinstance(each, CheckIn))
        assert not any(isinstance(each, RankSeen) for each in rig.heard)
    assert not FAMILIES[rig.family].two_way
