"""Lets hours of presses of one device pass in a minute, at the device's pace.

Engine, intake and record are real. The clock jumps, and then the power is cut.

data = passed(folder, Pace(button="B201-wall", contact="help", per_s=18, hours=12))

`data` is what the disk holds when the power comes back. The folder's clock ended when this one began. Nobody is at any desk, and nobody
acts. Knows no process and measures nothing.
"""

import asyncio
import random
import time
from pathlib import Path

import msgspec

from appliance.core.devices.supervision import Heard
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Door
from appliance.engine.engine import Engine
from appliance.intake import Intake
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.start import open_logbook
from appliance.plan.document import digest, to_document
from appliance.plan.model import Plan
from appliance.starting import rebuilt
from appliance.tasks import Tasks
from appliance.vault.vault import Vault
from hardware.signals import Press
from tests.simulation.disk import Disk
from tests.simulation.hourglass import SimulatedClock, VirtualLoop

LEDGER = "5f3a9c21e0d4b7a6"
HOUR_S = 3600


class Pace(msgspec.Struct, frozen=True):
    """Whose contact closes, how often, and for how long. `ledger` is None where the device has none."""

    button: str
    contact: str
    per_s: float
    hours: float
    door: Door = Door.BUTTON
    ledger: str | None = LEDGER

    @property
    def presses(self) -> int:
        """How many presses that makes."""
        return round(self.per_s * self.hours * HOUR_S)


def passed(folder: Path, plan: Plan, pace: Pace) -> Path:
    """Let them pass; give the data folder as the power cut left it."""
    after = folder / "after"
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        disk = Disk(loop, random.Random("night"))
        with disk.fitted():
            runner.run(_pass(loop, disk, folder / "before", after, plan, pace))
    return after


async def _pass(loop: VirtualLoop, disk: Disk, data: Path, after: Path, plan: Plan, pace: Pace) -> None:
    began_wall_ms = time.time_ns() // 1_000_000 - round(pace.hours * HOUR_S * 1000)
    clock = SimulatedClock(loop, began_wall_ms)
    vault = Vault.open(data / "keys")
    logbook, remembered = await open_logbook(data / "logbook", vault, wall_ms=clock.now().wall_ms)
    engine = Engine(rebuilt(remembered), Heard(), logbook, clock)
    rank = rank_of_start(remembered, vault.rank)
    vault.keep_rank(rank)
    start = start_entry(vault, remembered, epoch=logbook.epoch, epoch_rank=rank, plan_digest="", clock_trusted=True)
    engine.begin(Fact(clock.now(), start))
    tasks = Tasks()
    tasks.start(engine.recorder.run(), name="recorder")
    tasks.start(engine.run(), name="engine")
    document = to_document(plan)
    await engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
    await _press(loop, Intake(engine), pace)
    disk.cut(data, after)
    await tasks.stop()
    await logbook.close()


async def _press(loop: VirtualLoop, intake: Intake, pace: Pace) -> None:
    """Make each press at its own moment. The engine decides which presses it folds together."""
    began_s = loop.time()
    for count in range(1, pace.presses + 1):
        await asyncio.sleep(began_s + count / pace.per_s - loop.time())
        press = Press(pace.button, pace.contact, count, 0, pace.ledger)
        if pace.door is Door.BUTTON:
            intake.hear(press)
        else:
            intake.press(press, pace.door)
