"""Tests a morning with NUT's own upsd: on battery, low, worn out, stale, its driver killed, upsd killed. Each is reported, and reported as
over.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from hardware.power import ups as module
from hardware.power.address import Address
from hardware.power.codec import SupplyState
from hardware.power.judging import Feed, Judge, Supply
from hardware.power.twin import SUPPLY, TwinUpsd
from hardware.power.ups import Ups
from tests.hardware.power.real_upsd import RealUpsd, needs_nut, upsc
from tests.patience import until

pytestmark = [needs_nut, pytest.mark.slow]

TODAY = date(2026, 11, 29)


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealUpsd]:
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.2)
    upsd = RealUpsd(tmp_path)
    yield upsd
    upsd.close()


class Watch:
    """Asks one supply and judges each answer."""

    def __init__(self) -> None:
        self.judge = Judge(low_min=10)
        self.heard: list[SupplyState | str] = []

    def take(self, said: SupplyState | str) -> None:
        self.heard.append(said)
        self.judge.heard(said, TODAY)

    async def until(self, supply: Supply) -> None:
        await until(lambda: self.judge.supply == supply)

    async def until_unwatched(self, because: str) -> None:
        await until(lambda: because in self.judge.supply.unwatched)


@asynccontextmanager
async def watched(port: int) -> AsyncIterator[Watch]:
    watch = Watch()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(Ups(Address("127.0.0.1", port, "ups")).run(watch.take))
        yield watch
        task.cancel()


async def test_on_battery_then_low_then_mains(real: RealUpsd) -> None:
    await real.start_driver()
    real.start_upsd()
    async with watched(real.port) as watch:
        await watch.until(Supply(Feed.MAINS))
        real.says("OB DISCHRG", runtime_s=1380)
        await watch.until(Supply(Feed.BATTERY, 23))
        real.says("OB LB", runtime_s=120)
        await watch.until(Supply(Feed.LOW, 2))
        real.says("OL CHRG", runtime_s=900)
        await watch.until(Supply(Feed.MAINS))


async def test_worn_out_and_words_that_are_none(real: RealUpsd) -> None:
    await real.start_driver()
    real.start_upsd()
    async with watched(real.port) as watch:
        real.says("OL RB", runtime_s=900)
        await watch.until(Supply(Feed.MAINS, battery_due="the UPS says that its battery is worn out"))
        real.says("OL", runtime_s=900, battery_date="2021/05/14")
        await until(lambda: "2021-05-14" in watch.judge.supply.battery_due)
        real.says('OB "X" \\ Ünsinn', runtime_s=900)
        await until(lambda: watch.judge.supply.feed is Feed.BATTERY)
        real.says("ALARM", runtime_s=900)
        await watch.until_unwatched("neither that mains")
        assert watch.judge.supply.feed is Feed.BATTERY


async def test_its_driver_is_killed_on_battery_and_comes_back(real: RealUpsd) -> None:
    driver = await real.start_driver()
    real.start_upsd()
    real.says("OB", runtime_s=900)
    async with watched(real.port) as watch:
        await watch.until(Supply(Feed.BATTERY, 15))
        driver.kill()
        driver.wait()
        await watch.until_unwatched("driver of the UPS does not run")
        assert watch.judge.supply.on_battery
        await real.start_driver()
        await watch.until(Supply(Feed.BATTERY, 15))


async def test_its_driver_hangs(real: RealUpsd) -> None:
    driver = await real.start_driver()
    real.start_upsd()
    async with watched(real.port) as watch:
        await watch.until(Supply(Feed.MAINS))
        driver.send_signal(signal.SIGSTOP)
        await watch.until_unwatched("does not answer its driver")
        driver.send_signal(signal.SIGCONT)
        await watch.until(Supply(Feed.MAINS))


async def test_upsd_is_killed_and_comes_back(real: RealUpsd) -> None:
    await real.start_driver()
    upsd = real.start_upsd()
    async with watched(real.port) as watch:
        await watch.until(Supply(Feed.MAINS))
        upsd.kill()
        upsd.wait()
        await watch.until_unwatched("upsd does not answer")
        real.start_upsd()
        await watch.until(Supply(Feed.MAINS))


async def test_nut_s_own_client_is_told_the_same_by_upsd_and_by_the_twin(real: RealUpsd) -> None:
    await real.start_driver()
    real.start_upsd()
    real.says("OB DISCHRG", runtime_s=1380, battery_date="2021/05/14")
    async with watched(real.port) as watch:
        await until(lambda: watch.judge.supply.feed is Feed.BATTERY)
    told = await asyncio.to_thread(upsc, real.port)
    twin = TwinUpsd()
    twin.supplies[SUPPLY] = told
    async with twin.at(0) as port, watched(port) as again:
        assert await asyncio.to_thread(upsc, port) == told
        await until(lambda: again.heard[-1:] == watch.heard[-1:])
