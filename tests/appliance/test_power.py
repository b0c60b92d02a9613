"""Tests a morning on which power fails, with a pretend upsd and a real record: who is told what, what is shed, and what is noted."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.api.board.supervised import PowerLine
from appliance.api.board.supervised_view import power_lines
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.ground.commands import Look
from appliance.plan.ids import HangId
from appliance.plan.model import Supply as Planned
from appliance.power import SHED, Power, troubles
from appliance.settings import BEGIN_UPS
from hardware.power import outage
from hardware.power import ups as module
from hardware.power.judging import Feed, Supply
from hardware.power.outage import Outage
from hardware.power.twin import TwinUpsd
from tests.appliance.engine.harness import Harness, harness_at
from tests.patience import patient, until

BOOT = "this-boot"
DENVER = ZoneInfo("America/Denver")
EIGHT_MS = int(datetime(2026, 11, 29, 8, 0, tzinfo=DENVER).timestamp()) * 1000  # a Sunday


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.02)


def office(port: int, *, feeds: str = "box") -> Planned:
    return Planned(HangId("office-ups"), "UPS in the office", f"nut://127.0.0.1:{port}/ups", feeds, low_min=10)


class Morning:
    """A box whose supply is watched, and what is said there."""

    def __init__(self, harness: Harness, folder: Path, upsd: TwinUpsd, port: int) -> None:
        self.harness, self.folder, self.upsd, self.port = harness, folder, upsd, port
        self.planned = office(port)
        self.power = Power(harness.engine, harness.tasks, folder, folder, BOOT)
        self.said: list[str] = []
        harness.engine.listen(
            lambda change: self.said.extend(
                f"{type(each).__name__} {each.cause.key}"
                for each in change.shown
                if isinstance(each, TroubleRaised | TroubleRestored) and each.cause.what.startswith("power-")
            )
        )
        harness.tasks.start(self.power.keep_noted(), name="outage")

    @property
    def sheds(self) -> bool:
        return (self.folder / SHED).exists()

    def detail(self, what: str) -> str:
        return self.harness.engine.board.troubles[f"{what}:office-ups"].detail

    async def until(self, holds: Callable[[], bool]) -> None:
        async with patient():
            while not holds():
                await self.harness.engine.submit(Look()).kept
                await asyncio.sleep(0.01)

    async def until_trouble(self, *what: str) -> None:
        keys = {f"{each}:office-ups" for each in what}
        await self.until(
            lambda: {key for key in self.harness.engine.board.troubles if key.startswith("power-")} == keys
        )


@asynccontextmanager
async def morning(folder: Path, *, feeds: str = "box") -> AsyncIterator[Morning]:
    upsd = TwinUpsd()
    async with harness_at(folder) as harness, upsd.at(0) as port:
        begun = Morning(harness, folder, upsd, port)
        begun.power.use([office(port, feeds=feeds)])
        yield begun
        begun.power.use([])


async def test_power_fails_gets_low_and_comes_back(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        await here.until(lambda: here.power.supplies["office-ups"] == Supply(Feed.MAINS))
        here.upsd.says("OB DISCHRG", runtime_s=1380)
        await here.until_trouble("power-on-battery")
        first = here.detail("power-on-battery")
        assert re.fullmatch(
            r"UPS in the office: on battery\. This box goes dark at about \d\d:\d\d( on \w+)?, as it looked at \d\d:\d\d,"
            r" unless power comes back\.",
            first,
        )
        looked_at = first.partition("as it looked at ")[2][:5]
        this_hour = [datetime.now(DENVER) - timedelta(minutes=ago) for ago in range(60)]
        assert looked_at in [f"{at:%H:%M}" for at in this_hour], "the building's own time"
        assert not here.sheds
        here.upsd.says("OB LB DISCHRG", runtime_s=240)
        await here.until_trouble("power-on-battery", "power-low")
        assert "as it looked at" in here.detail("power-low")
        assert here.detail("power-on-battery") == first, "minutes that pass make no entries"
        assert here.sheds
        assert here.harness.engine.heard.spares_power
        here.upsd.says("OL CHRG", runtime_s=300)
        await here.until_trouble()
        assert not here.sheds
        assert not here.harness.engine.heard.spares_power
        assert here.said[:2] == ["TroubleRaised power-on-battery:office-ups", "TroubleRaised power-low:office-ups"]
        assert len(here.said) == 4, "minutes that pass make no entries"
        await until(lambda: (kept := outage.read(tmp_path)) is not None and kept.ended is not None)


async def test_a_supply_that_feeds_another_thing_sheds_nothing_and_is_no_outage_of_this_box(tmp_path: Path) -> None:
    async with morning(tmp_path, feeds="west-switch") as here:
        here.upsd.says("OB LB")
        await here.until_trouble("power-on-battery", "power-low")
        assert "What hangs on it goes dark when it is empty; in how many minutes is not known" in here.detail(
            "power-low"
        )
        assert not here.sheds
        assert here.power.last_outage is None


async def test_desks_are_shown_each_supply_of_the_plan(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        engine = here.harness.engine
        supply = here.planned
        engine.board.index.supplies[supply.supply] = supply

        def shown() -> PowerLine:
            (line,) = power_lines(engine.board, engine.heard, engine.clock.now())
            return line

        assert shown() == PowerLine(name="UPS in the office"), "not heard yet"
        await here.until(lambda: shown().state == "mains")
        version = engine.version
        here.upsd.says("OB", runtime_s=1380)
        await here.until(lambda: shown().state == "battery" and engine.version > version)
        assert (shown().minutes_left, shown().watched) == (23, True)
        here.upsd.says("OB", runtime_s=1260)
        await here.until(lambda: here.power.supplies["office-ups"].minutes_left == 21)
        assert shown().minutes_left == 23, "minutes are shown again a little later"
        here.upsd.says("OB LB", runtime_s=1200)
        await here.until(lambda: shown().state == "low")
        here.upsd.refuses = "DATA-STALE"
        await here.until(lambda: not shown().watched)
        assert shown().state == "low", "as it was heard last"


async def test_desks_are_told_whether_this_box_hangs_on_it(tmp_path: Path) -> None:
    async with morning(tmp_path, feeds="other") as here:
        engine = here.harness.engine
        engine.board.index.supplies[here.planned.supply] = office(here.port, feeds="other")

        def shown() -> PowerLine:
            (line,) = power_lines(engine.board, engine.heard, engine.clock.now())
            return line

        assert not shown().feeds_box
        await here.until(lambda: shown().state == "mains")
        assert not shown().feeds_box


async def test_its_watch_breaks_off_while_it_is_low_and_it_stays_shed(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        here.upsd.says("OB LB")
        await here.until_trouble("power-on-battery", "power-low")
        here.upsd.refuses = "DRIVER-NOT-CONNECTED"
        await here.until_trouble("power-on-battery", "power-low", "power-unwatched")
        assert "driver of the UPS does not run" in here.detail("power-unwatched")
        assert here.sheds
        here.upsd.refuses = ""
        here.upsd.says("OL")
        await here.until_trouble()
        assert not here.sheds


async def test_what_an_earlier_run_shed_stays_until_something_is_known(tmp_path: Path) -> None:
    (tmp_path / SHED).touch()
    upsd = TwinUpsd()
    upsd.silent = True
    async with harness_at(tmp_path) as harness, upsd.at(0) as port:
        here = Morning(harness, tmp_path, upsd, port)
        here.power.use([office(port)])
        await until(lambda: upsd.asked != [])
        assert here.sheds
        upsd.silent = False
        upsd.hang_up()
        await until(lambda: not here.sheds)
        here.power.use([])


async def test_what_an_earlier_run_shed_ends_where_nobody_tells_how_the_supply_is(tmp_path: Path) -> None:
    (tmp_path / SHED).touch()
    upsd = TwinUpsd()
    upsd.refuses = "DRIVER-NOT-CONNECTED"
    async with harness_at(tmp_path) as harness, upsd.at(0) as port:
        here = Morning(harness, tmp_path, upsd, port)
        here.power.use([here.planned])
        assert here.sheds
        await here.until_trouble("power-unwatched")
        assert not here.sheds
        here.power.use([])


async def test_a_worn_battery_is_said_until_it_is_replaced(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        here.upsd.says("OL RB")
        await here.until_trouble("power-battery-due")
        assert "worn out. Have it replaced." in here.detail("power-battery-due")
        here.upsd.says("OL")
        await here.until_trouble()


async def test_a_supply_that_left_the_plan_is_no_trouble_any_more(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        here.upsd.says("OB LB")
        await here.until_trouble("power-on-battery", "power-low")
        here.power.use([])
        await here.until_trouble()
        assert not here.sheds
        assert here.power.supplies == {}


async def test_the_same_plan_again_begins_nothing_anew(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        here.upsd.says("OB")
        await here.until_trouble("power-on-battery")
        here.power.use([office(here.port)])
        assert here.power.supplies["office-ups"].on_battery


async def test_the_box_that_went_dark_tells_how_long_it_held(tmp_path: Path) -> None:
    outage.write(tmp_path, Outage(1_793_700_000_000, 1_793_700_000_000 + 41 * 60_000, "the-boot-before"))
    async with morning(tmp_path) as here:
        await here.until(lambda: here.power.supplies["office-ups"] == Supply(Feed.MAINS))
        last = here.power.last_outage
        assert last is not None
        assert (last.held_min, last.went_dark(BOOT)) == (41, True)


@pytest.mark.slow
async def test_a_full_disk_costs_the_figure_and_nothing_else(tmp_path: Path) -> None:
    async with morning(tmp_path) as here:
        with here.harness.full_disk():
            (tmp_path / outage.NAME).mkdir()
            here.upsd.says("OB")
            await until(lambda: here.power.last_outage is not None)
        await here.until_trouble("power-on-battery")
        assert not here.harness.tasks.failed.done()


def test_each_trouble_says_what_where_and_what_to_do() -> None:
    low = Supply(Feed.LOW, 9, "the UPS says that its battery is worn out", "it hung up.")
    dark = "This box goes dark at about 08:09, as it looked at 08:00, unless power comes back."
    assert troubles(office(3493), low, EIGHT_MS, DENVER) == {
        "power-on-battery": f"UPS in the office: on battery. {dark}",
        "power-low": (
            f"UPS in the office: the battery is nearly empty. {dark} Calls are taken until then; afterwards use the phone"
            " or a radio, and send somebody round."
        ),
        "power-unwatched": "Whether UPS in the office is on mains or on battery is not known: it hung up.",
        "power-battery-due": "UPS in the office: the UPS says that its battery is worn out. Have it replaced.",
    }
    assert set(troubles(office(3493), Supply(Feed.MAINS), EIGHT_MS, DENVER).values()) == {None}


@pytest.mark.parametrize(
    ("minutes", "zone", "dark"),
    [
        (60, DENVER, "at about 09:00, as it looked at 08:00"),
        (0, DENVER, "at about 08:01, as it looked at 08:00"),
        (17 * 60, DENVER, "at about 01:00 on Monday, as it looked at 08:00"),
        (60, None, "in about 60 min, as it looked then"),
    ],
)
def test_when_it_goes_dark_stays_true_while_the_trouble_stands(minutes: int, zone: ZoneInfo | None, dark: str) -> None:
    said = troubles(office(3493), Supply(Feed.BATTERY, minutes), EIGHT_MS, zone)["power-on-battery"]
    assert said == f"UPS in the office: on battery. This box goes dark {dark}, unless power comes back."


def test_the_night_that_summer_time_ends_has_an_hour_more() -> None:
    half_past_one = int(datetime(2026, 11, 1, 1, 30, tzinfo=DENVER).timestamp()) * 1000
    said = troubles(office(3493), Supply(Feed.BATTERY, 60), half_past_one, DENVER)["power-on-battery"]
    assert said is not None
    assert "at about 01:30, as it looked at 01:30" in said


def test_of_a_ups_on_usb_that_is_not_heard_it_is_said_how_it_begins_to_be() -> None:
    lost = Supply(None, unwatched="127.0.0.1 port 3493: upsd does not answer: Connection refused.")
    usb = Planned(HangId("office-ups"), "UPS in the office", "usb")
    said = troubles(usb, lost, EIGHT_MS, DENVER)["power-unwatched"]
    assert said is not None
    assert "Look at its data cable." in said
    assert said.endswith(BEGIN_UPS)
    elsewhere = troubles(office(3493), lost, EIGHT_MS, DENVER)["power-unwatched"]
    assert elsewhere is not None
    assert elsewhere.endswith("Connection refused.")
