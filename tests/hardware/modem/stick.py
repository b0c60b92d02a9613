"""Sets a way of texts at one end of a line and a pretend modem at the other, for the tests of the driver."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.messengers.text import TextMessenger
from hardware.modem.settings import Taken, TextHeard, TextSettings
from hardware.modem.times import Times
from hardware.modem.twin.modem import TwinModem
from hardware.modem.twin.school import PretendModem
from hardware.ports import Ails, Message, MessageState, Reachable, Report, Said
from hardware.serial.lines import Lines
from tests.hardware.running import until

REYES, HADDAD, BRANDT = "+17205550111", "+17205550122", "+17205550133"
SHORT = Times(
    answer_s=0.4,
    reads_s=0.4,
    prompt_s=0.5,
    sends_s=1.0,
    boots_s=1.0,
    poll_s=0.3,
    look_s=0.4,
    settles_s=0.3,
    waits_s=1.0,
    again_s=0.05,
)
"""Everything happens within seconds."""
PATIENT = Times(poll_s=0.3, look_s=0.4, settles_s=0.3, again_s=0.05)
"""A modem that is looked after often, and nothing of it is late on a busy machine."""


class Box:
    """A box with a way of texts. `takes`: every text is recorded at once."""

    def __init__(self, folder: Path, port: Path, times: Times) -> None:
        self.takes = True
        self.heard: list[TextHeard] = []
        self.untaken: list[Taken] = []
        self.reports: list[Report] = []
        self.way = TextMessenger(TextSettings(str(port), folder, folder / "texts.pin"), Lines(), self._hear, times)
        self.way.expect(frozenset({REYES, HADDAD}))

    def says(self, **texts: str) -> None:
        """Say these texts to Reyes, by the last word of their ids."""
        self.way.say({f"12/{each}": Message(REYES, text) for each, text in texts.items()})

    def states(self, message: str) -> list[MessageState]:
        return [each.state for each in self.reports if isinstance(each, Said) and each.message == message]

    def why(self, message: str) -> str:
        return next(each.why for each in reversed(self.reports) if isinstance(each, Said) and each.message == message)

    @property
    def reaches(self) -> bool:
        said = [each for each in self.reports if isinstance(each, Reachable) and not each.to]
        return bool(said) and said[-1].why is None

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with the modem now, by word, as it was told."""
        standing: dict[str, str] = {}
        for each in self.reports:
            if isinstance(each, Ails):
                standing.pop(each.what, None)
                if each.why is not None:
                    standing[each.what] = each.why
        return standing

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.heard]

    def _hear(self, text: TextHeard, taken: Taken) -> None:
        self.heard.append(text)
        self.untaken.append(taken)
        if self.takes:
            taken()


@asynccontextmanager
async def running(box: Box) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(box.way.run(box.reports.append))
        yield
        task.cancel()


@asynccontextmanager
async def a_box(folder: Path, times: Times = PATIENT, *, ready: bool = True) -> AsyncIterator[tuple[Box, PretendModem]]:
    """Give a box whose way runs, and its stick. `ready`: the modem is set up, and reaches people."""
    async with PretendModem([folder / "modem"], {"reyes": REYES}) as stick:
        box = Box(folder, folder / "modem", times)
        async with running(box):
            if ready:
                await until(lambda: box.reaches, 10.0)
            yield box, stick


def stored(modem: TwinModem) -> int:
    """Count what lies in the modem."""
    return sum(len(each) for each in modem.card.stores.values())
