"""Makes a school with a pretend panel on a pseudo-terminal, and the source that hears the panel over a real serial line."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.alarmdecoder.source import AlarmDecoderSource
from hardware.alarmdecoder.twin.school import BAUD, PretendSchool
from hardware.opened import Opened
from hardware.points import PanelZone
from hardware.ports import Fitting
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.signals import Press, WireMended
from tests.contracts.source_rigs import Ear
from tests.hardware.running import until

ZONES = {
    "bank-1": PanelZone("panel", "zone", "12", 0),
    "bank-2": PanelZone("panel", "rf", "0180036", 1),
    "bank-3": PanelZone("panel", "exp", "07", 1),
}


class School:
    """A pretend panel and the source that hears it. `recorded` is what the record holds: presses count on from there."""

    def __init__(self, folder: Path, recorded: Mapping[tuple[str, str], int]) -> None:
        self.heard = Ear()
        self.pretend = PretendSchool(folder / "panel", ZONES)
        self.panel = self.pretend.panel
        settings = AlarmDecoderSettings((Wire("panel", str(folder / "panel"), BAUD),))
        self.source = AlarmDecoderSource(
            settings, lambda *button_contact: recorded.get(button_contact, 0), Opened(folder), Lines()
        )
        self.source.expect({name: Fitting("", points={"help": zone}) for name, zone in ZONES.items()})
        self._marks = 0

    async def opened(self) -> None:
        """Wait until the line is open, for the first time or again."""
        before = len(self.heard)
        await until(lambda: WireMended("line", "panel", "missing") in self.heard[before:])

    def presses(self) -> list[tuple[str, int | None]]:
        return [(each.button, each.counter) for each in self.heard if isinstance(each, Press)]

    async def caught_up(self) -> None:
        """Wait until everything that the panel has said is heard."""
        self._marks += 1
        self.panel.say(f"!EXP:98,{self._marks:02d},01")
        await until(lambda: any(each.device == f"panel/exp/98/{self._marks}" for each in self.source.strangers()))


@asynccontextmanager
async def a_school(folder: Path, recorded: Mapping[tuple[str, str], int] = {}) -> AsyncIterator[School]:
    school = School(folder, recorded)
    async with school.pretend, asyncio.TaskGroup() as running:
        task = running.create_task(school.source.run(school.heard.hear))
        try:
            await school.opened()
            yield school
        finally:
            task.cancel()
