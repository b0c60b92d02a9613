"""A school with a pretend panel on a real pseudo-terminal, and the source that hears it."""

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.alarmdecoder.awaited import Fitting, LineState
from hardware.alarmdecoder.source import AlarmDecoderSource
from hardware.alarmdecoder.twin import Panel
from hardware.levels import Levels
from hardware.opened import Opened
from hardware.points import PanelZone
from hardware.signals import Press
from tests.contracts.source_rigs import Ear
from tests.hardware.running import until

ZONES = {
    "bank-1": PanelZone("panel", "zone", "12", 0),
    "bank-2": PanelZone("panel", "rf", "0180036", 1),
    "bank-3": PanelZone("panel", "exp", "07", 1),
}


class Wired:
    """A line on a pseudo-terminal. `pull` is the cable that is pulled out at the panel's end; `put` puts it in again."""

    def __init__(self) -> None:
        self._plug = asyncio.Event()
        self._times = 0
        self._state: Callable[[LineState, str], None] = lambda _state, _why: None
        self.put()

    def put(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.slave, False)
        os.set_blocking(self.master, False)
        self._times += 1
        self._plug.set()

    def pull(self) -> None:
        if self._plug.is_set():
            self._plug.clear()
            self._state(LineState.MISSING, "it was unplugged")
            asyncio.get_running_loop().remove_reader(self.slave)
            os.close(self.slave)
            os.close(self.master)

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def written(self) -> bytes:
        """What the other end was sent."""
        with contextlib.suppress(BlockingIOError):
            return os.read(self.master, 4096)
        return b""

    async def run(self, take: Callable[[bytes], None], state: Callable[[LineState, str], None]) -> None:
        self._state = state
        while True:
            await self._plug.wait()
            state(LineState.OPEN, "")
            asyncio.get_running_loop().add_reader(self.slave, lambda: take(os.read(self.slave, 4096)))
            times = self._times
            while self._plug.is_set() and self._times == times:
                await asyncio.sleep(0.01)


class School:
    """`recorded` is what the record has: presses count on from there."""

    def __init__(self, folder: Path | None, recorded: Mapping[tuple[str, str], int] = {}) -> None:
        self.heard = Ear()
        self.wire = Wired()
        counts = dict(recorded)
        levels = Levels(lambda button, contact: counts.get((button, contact), 0), Opened(folder), holds=False)
        self.source = AlarmDecoderSource({"panel": self.wire}, levels)
        self.source.expect({name: Fitting("", points={"help": zone}) for name, zone in ZONES.items()})
        self.panel = Panel(self.wire.send, ZONES)
        self._marks = 0

    def presses(self) -> list[tuple[str, int | None]]:
        return [(each.button, each.counter) for each in self.heard if isinstance(each, Press)]

    async def caught_up(self) -> None:
        """Everything the panel has said is heard."""
        self._marks += 1
        self.panel.say(f"!EXP:98,{self._marks:02d},01")
        await until(lambda: any(each.device == f"panel/exp/98/{self._marks}" for each in self.source.strangers()))


@asynccontextmanager
async def a_school(folder: Path | None = None, recorded: Mapping[tuple[str, str], int] = {}) -> AsyncIterator[School]:
    school = School(folder, recorded)
    async with asyncio.TaskGroup() as running:
        task = running.create_task(school.source.run(school.heard.hear))
        try:
            yield school
        finally:
            task.cancel()
            school.wire.pull()
