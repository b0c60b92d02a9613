"""Tests a sounder on the LAN: what it is told and when, and how the box learns that it makes no sound."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from hardware.esphome.lan import NOT_LISTENING, Lan
from hardware.esphome.sounder import EsphomeSounder
from hardware.esphome.source import EsphomeSource
from hardware.esphome.twin.building import TwinBuilding
from hardware.esphome.twin.sounder_line import PretendSounder
from hardware.ports import Fitting, Pattern, Sounding
from hardware.signals import CheckIn, Signal
from tests.hardware.running import until

HOST = "127.0.0.1"
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
HALL = Fitting("handbell-hall")
RING, SILENCE = Sounding(Pattern.HIGH, 7), Sounding(None, 7)


@dataclass
class Hall:
    """The box's end of one sounder in the hall, and what that end reports."""

    lan: Lan
    sounder: EsphomeSounder
    reports: list[str | None] = field(default_factory=list)

    async def reports_that(self, says: str, within_s: float = 3) -> None:
        await until(lambda: bool(self.reports) and says in str(self.reports[-1]), within_s)

    async def sounds(self, within_s: float = 3) -> None:
        await until(lambda: self.reports[-1:] == [None], within_s)


@asynccontextmanager
async def hall(key: bytes | None = KEY, fitting: Fitting = HALL, *, door: bool = True) -> AsyncIterator[Hall]:
    lan = Lan()
    opened = Hall(lan, EsphomeSounder("hall", fitting, lambda _: key, lan))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(lan.run(HOST, 0))] if door else []
        if door:
            await lan.listening.wait()
        tasks.append(group.create_task(opened.sounder.run(opened.reports.append)))
        yield opened
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def hall_and_sounder(key: bytes = KEY) -> AsyncIterator[tuple[Hall, PretendSounder]]:
    async with hall() as harness, PretendSounder("hall", key, dials=(HOST, harness.lan.port)) as sounder:
        yield harness, sounder


@pytest.mark.slow
async def test_it_is_told_on_coming_back_what_must_sound_by_now() -> None:
    async with hall_and_sounder() as (harness, sounder):
        await harness.sounds()
        sounder.line.power_down()
        harness.sounder.sound(RING)
        sounder.line.power_up()
        await until(lambda: sounder.playing == "high")


@pytest.mark.slow
async def test_it_is_told_again_only_by_whoever_asks_for_it() -> None:
    async with hall_and_sounder() as (harness, sounder):
        await harness.sounds()
        for _ in range(3):
            harness.sounder.sound(RING)
        await until(lambda: sounder.line.told == 3)
        await asyncio.sleep(1)
        assert sounder.line.told == 3
        assert sounder.played.count("high") == 1


@pytest.mark.slow
async def test_a_sounder_whose_box_says_nothing_any_more_chirps_and_is_no_silence_to_trust() -> None:
    async with hall_and_sounder() as (harness, sounder):
        harness.sounder.sound(SILENCE)
        await harness.sounds()
        await until(lambda: sounder.playing == "down", within_s=32)
        await harness.reports_that("was told 'silent' and says 'down'", within_s=5)
        harness.sounder.sound(SILENCE)
        await harness.sounds()


async def test_a_wrong_key_is_named_with_what_to_do() -> None:
    async with hall_and_sounder(OTHER_KEY) as (harness, _):
        await harness.reports_that("Give it its own key again")


async def test_a_missing_key_is_named_also_where_the_sounder_never_called() -> None:
    async with hall(key=None) as harness:
        await harness.reports_that("Put its key into the credential store")


@pytest.mark.slow
async def test_one_that_hears_and_does_not_play_is_found_out() -> None:
    async with hall_and_sounder() as (harness, sounder):
        await harness.sounds()
        sounder.line.mute = True
        harness.sounder.sound(RING)
        await harness.reports_that("was told 'high' and says 'silent'", within_s=5)
        sounder.line.mute = False
        harness.sounder.sound(RING)
        await harness.sounds()


async def test_one_that_obeys_a_newer_box_says_so() -> None:
    async with hall_and_sounder() as (harness, sounder):
        harness.sounder.sound(RING)
        await harness.sounds()
        harness.sounder.sound(Sounding(Pattern.LOW, 6))
        await harness.reports_that("It obeys a box of a higher rank. Switch off every other box")
        assert sounder.played == ["silent", "high"]


async def test_a_button_at_its_address_is_no_sounder() -> None:
    async with TwinBuilding(HOST, 1, {"hall": KEY}, dials=False) as building:
        host, port = await building.listen("hall", HOST)
        async with hall(fitting=Fitting("handbell-hall", f"{host}:{port}")) as harness:
            await harness.reports_that("Flash it with the firmware of our sounder")


@pytest.mark.slow
async def test_one_that_is_not_there_is_named_after_ten_seconds_with_why() -> None:
    began_s = time.monotonic()
    async with hall(fitting=Fitting("handbell-hall", f"{HOST}:1")) as harness:
        await until(lambda: harness.reports != [], within_s=12)
        assert time.monotonic() - began_s > 9
        await harness.reports_that("takes no connections")


@pytest.mark.slow
async def test_where_the_box_listens_to_no_network_it_says_so() -> None:
    async with hall(door=False) as harness:
        await harness.reports_that(NOT_LISTENING, within_s=12)


async def test_buttons_and_sounders_dial_the_same_door() -> None:
    heard: list[Signal] = []
    lan = Lan()
    source = EsphomeSource(HOST, 0, {"A": OTHER_KEY}.get, lan)
    source.expect({"A": Fitting("handbell-a")})
    harness = Hall(lan, EsphomeSounder("hall", HALL, lambda _: KEY, lan))
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(source.run(heard.append)),
            group.create_task(harness.sounder.run(harness.reports.append)),
        ]
        await source.listening.wait()
        door = (HOST, source.port)
        async with PretendSounder("hall", KEY, dials=door), TwinBuilding(*door, {"A": OTHER_KEY}):
            await harness.sounds()
            await until(lambda: any(isinstance(each, CheckIn) for each in heard))
            assert source.strangers() == ()
        for task in tasks:
            task.cancel()
