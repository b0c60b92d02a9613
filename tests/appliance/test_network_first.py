"""Tests a box that is on no network: that is one trouble, and a silent sounder on the network is not a second one."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from appliance.annunciator import BACK_REFRESHES, HELD_REFRESHES, Annunciator
from appliance.core.devices.supervision import sounder_works
from appliance.core.devices.ways import away
from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.ground.words import Cause
from appliance.plan.document import digest, to_document
from appliance.plan.ids import SounderId
from appliance.plan.model import Sounder
from hardware.errors import HardwareError
from hardware.ports import PHASE_REFRESH_S, SounderPort
from tests.appliance.engine.harness import Harness, harness_at
from tests.patience import patient

GYM, SILENT = SounderId("gym"), "sounder-silent:gym"
AWAY = Cause("network-away", "cable")


class Cable:
    """A cable that is pulled or plugged in."""

    is_out = False


def none_is_made(sounder: Sounder, again_s: int) -> SounderPort:
    raise HardwareError("no sounder in this test has a port")


async def building(harness: Harness, cable: Cable) -> Annunciator:
    """Make the annunciator of a building with a sounder of ours on the network."""
    plan = harness.engine.board.index.plan
    gym = msgspec.structs.replace(plan.sounders[0], sounder=GYM, name="Gym", family="esphome", output="", key="gym")
    plan = msgspec.structs.replace(plan, sounders=(*plan.sounders, gym))
    document = to_document(plan)
    await harness.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
    return Annunciator(harness.engine, {}, harness.tasks, none_is_made, lambda: cable.is_out)


async def settled(harness: Harness) -> set[str]:
    """Give the troubles once everything that was said is on the board."""
    await harness.engine.submit(Look()).kept
    return set(harness.engine.board.troubles)


async def test_it_is_not_named_before_the_network_nor_beside_it(tmp_path: Path) -> None:
    cable = Cable()
    async with harness_at(tmp_path) as harness:
        annunciator = await building(harness, cable)
        cable.is_out = True
        annunciator.sounder_reports(GYM, "handbell-gym is not connected.")
        assert SILENT not in await settled(harness)
        assert not sounder_works(harness.engine.board, harness.engine.heard, GYM, harness.engine.clock.now()), (
            "silent it is"
        )
        harness.engine.report(AWAY, "no cable in eth0")
        assert {AWAY.key} <= await settled(harness)
        assert ("sounder", GYM) in away(harness.engine.board, harness.engine.heard), "nobody counts on it either"
        for _ in range(2 * BACK_REFRESHES):
            annunciator._name_who_stays_silent()
        assert SILENT not in await settled(harness)
        annunciator.sounder_reports(GYM, None)
        harness.engine.report(AWAY, None)
        assert not {SILENT, AWAY.key} & await settled(harness)


async def test_one_that_stays_silent_once_the_network_is_back_is_named(tmp_path: Path) -> None:
    cable = Cable()
    async with harness_at(tmp_path) as harness:
        annunciator = await building(harness, cable)
        cable.is_out = True
        annunciator.sounder_reports(GYM, "handbell-gym is not connected.")
        cable.is_out = False
        for _ in range(BACK_REFRESHES - 1):
            annunciator._name_who_stays_silent()
        assert SILENT not in await settled(harness)
        annunciator._name_who_stays_silent()
        assert SILENT in await settled(harness)
        assert harness.engine.board.troubles[SILENT].detail == "handbell-gym is not connected."


async def test_one_behind_a_network_that_comes_and_goes_is_named_within_the_200_s(tmp_path: Path) -> None:
    cable = Cable()
    async with harness_at(tmp_path) as harness:
        annunciator = await building(harness, cable)
        cable.is_out = True
        annunciator.sounder_reports(GYM, "handbell-gym is not connected.")
        for number in range(1, HELD_REFRESHES + 1):
            assert SILENT not in await settled(harness), number
            cable.is_out = not number % BACK_REFRESHES
            if number == BACK_REFRESHES:
                annunciator.sounder_reports(GYM, "handbell-gym is not connected.")
            annunciator._name_who_stays_silent()
        assert SILENT in await settled(harness)
        assert HELD_REFRESHES * PHASE_REFRESH_S < 200


async def test_the_time_for_coming_back_begins_once_the_network_is_no_trouble_any_more(tmp_path: Path) -> None:
    cable = Cable()
    async with harness_at(tmp_path) as harness:
        annunciator = await building(harness, cable)
        cable.is_out = True
        annunciator.sounder_reports(GYM, "handbell-gym is not connected.")
        harness.engine.report(AWAY, "no cable in eth0")
        assert {AWAY.key} <= await settled(harness)
        for _ in range(2 * HELD_REFRESHES):
            annunciator._name_who_stays_silent()
        harness.engine.report(AWAY, None)
        assert not {SILENT, AWAY.key} & await settled(harness)
        annunciator._name_who_stays_silent()
        assert SILENT not in await settled(harness)


@pytest.mark.parametrize("is_on_the_network", [True, False])
async def test_with_the_network_there_it_is_named_at_once_and_one_on_a_wire_of_the_box_always(
    tmp_path: Path, *, is_on_the_network: bool
) -> None:
    cable = Cable()
    async with harness_at(tmp_path) as harness:
        annunciator = await building(harness, cable)
        cable.is_out = not is_on_the_network
        silent = GYM if is_on_the_network else harness.engine.board.index.plan.sounders[0].sounder
        annunciator.sounder_reports(silent, "It does not sound.")
        async with patient():
            while f"sounder-silent:{silent}" not in await settled(harness):
                await asyncio.sleep(0.01)
