"""What the plain console asks of the box beside acts and questions. What may take long waits in a line of its own and holds up nobody."""

import asyncio
from collections.abc import Callable, Coroutine

from appliance.api.listed.readiness import (
    FillGap,
    FromDeskOfReadiness,
    GiveHourBack,
    NoteTrained,
    TakeTrainedBack,
)
from appliance.api.restoring.messages import FromConsole
from appliance.api.sticks import AskSticks, Carry
from appliance.flows.building.figures import AsksFigures
from appliance.flows.calls.reach import AsksReach
from appliance.flows.devices.carried import TellsCarried
from appliance.flows.devices.pages import OpensPairing
from appliance.flows.devices.ways import AsksWays
from appliance.flows.people.going import TellsCanGo
from appliance.flows.people.pin import ChangesPin
from appliance.flows.people.ready import AsksReadiness
from appliance.flows.people.resources import AsksResources
from appliance.flows.people.sign_day import AsksMorning
from appliance.tasks import Tasks
from tui.line.link import DeskLink
from tui.plain.asking.answers import AsksLog

type Errand = Callable[[], Coroutine[None, None, None]]


class Errands:
    """`link` is the desk line. `start` them once."""

    def __init__(self, link: DeskLink) -> None:
        self._link = link
        self._to_line: asyncio.Queue[Errand] = asyncio.Queue()
        self._to_stick: asyncio.Queue[Carry] = asyncio.Queue()
        self._to_restore: asyncio.Queue[FromConsole] = asyncio.Queue()
        self._papers: asyncio.Queue[Errand] = asyncio.Queue()

    def start(self, tasks: Tasks) -> None:
        """Do them as they come."""
        tasks.start(self._tell_line(), name="to the desk line")
        tasks.start(self._carry(), name="sticks")
        tasks.start(self._restore(), name="restores")
        tasks.start(self._work_beside(), name="papers")

    def then(self, errand: Errand) -> None:
        """Do this too, after what waits already."""
        self._to_line.put_nowait(errand)

    def beside(self, errand: Errand) -> None:
        """Do what takes long, such as paper, after what of that kind waits already. It holds up nothing else."""
        self._papers.put_nowait(errand)

    def carry(self, asked: Carry) -> None:
        """Carry something with a stick."""
        self._to_stick.put_nowait(asked)

    def restore(self, asked: FromConsole) -> None:
        """Ask about taking the place of a dead box."""
        self._to_restore.put_nowait(asked)

    async def fetch(
        self,
        asked: AsksLog
        | AsksReach
        | AsksMorning
        | AsksWays
        | OpensPairing
        | AsksResources
        | AsksReadiness
        | AskSticks
        | AsksFigures,
        *,
        proven: bool = False,
    ) -> None:
        """Ask now for what a person wants to hear; it comes as news. `proven`: whoever sits here is signed in with a PIN."""
        match asked:
            case AsksLog():
                await self._link.fetch_timeline(asked.incident)
            case AsksReach():
                await self._link.fetch_reach(asked.room)
            case AsksMorning():
                await self._link.fetch_morning(proven=proven)
            case AsksWays():
                await self._link.fetch_ways(asked.room)
            case OpensPairing():
                await self._link.open_pairing(asked.page)
            case AsksResources():
                await self._link.fetch_supports(asked.language)
            case AsksReadiness():
                await self._link.fetch_ready(whole=asked.whole)
            case AsksFigures():
                await self._link.fetch_figures(at_length=asked.at_length)
            case AskSticks():
                await self._link.fetch_sticks()

    async def tell_of_a_person(self, told: ChangesPin | TellsCarried | TellsCanGo | FromDeskOfReadiness) -> None:
        """Tell the box of a new PIN, of who carries a pendant, of who can go now, or what whoever schedules wrote."""
        match told:
            case ChangesPin():
                await self._link.change_pin(told.person, told.before, told.secret)
            case TellsCarried():
                await self._link.tell_carried(told.button, told.name)
            case TellsCanGo():
                await self._link.tell_can_go(told)
            case FillGap() | GiveHourBack() | NoteTrained() | TakeTrainedBack():
                await self._link.schedule(told)

    async def _tell_line(self) -> None:
        """What the box is told beside acts, one after the other, so that nothing of it holds up a person."""
        while True:
            await (await self._to_line.get())()

    async def _carry(self) -> None:
        """One stick after the other, so that a slow one holds up nobody."""
        while True:
            await self._link.carry(await self._to_stick.get())

    async def _work_beside(self) -> None:
        """One after the other: two papers at once would take the power of both."""
        while True:
            await (await self._papers.get())()

    async def _restore(self) -> None:
        """One question after the other: a copy that is fetched from far away holds up nobody."""
        while True:
            await self._link.restore(await self._to_restore.get())
