"""A corridor of wall buttons that outlive the boxes they are used with, and the words in which tests of rank are told.

The buttons are twins of ours, on the wire that real buttons speak; each keeps in its flash the highest rank it has heard.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.desk.buttons import TakeOver
from appliance.api.desk.client import DeskClient
from appliance.core.board import Board
from appliance.core.events import Event
from appliance.daemon import Daemon
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from appliance.plan.parse import read
from appliance.settings import Address, Settings
from hardware.simulated.board import Flash
from tests.appliance.engine.harness import EXAMPLE
from tests.patience import PatientTwins, patient
from tests.ports import free_port

KEY = bytes(range(32))
ASKS = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))


@dataclass
class Corridor:
    """A wall button in each of `rooms`, and the box that runs."""

    folder: Path
    where: Address
    rooms: tuple[str, ...]
    building: PatientTwins
    daemon: Daemon | None = None

    @asynccontextmanager
    async def box(self, name: str = "box") -> AsyncIterator[Self]:
        """Start the box of that name; its folder is made where there is none. For another box, use another name, or a copy
        of its folder.
        """
        run = self.folder / "run"
        run.mkdir(exist_ok=True)
        async with Daemon.started(Settings(data=self.folder / name, run=run, esphome=self.where)) as daemon:
            self.daemon = daemon
            for room in self.rooms:
                daemon.credentials.put(KeyId(room), KEY)
            await daemon.adopt(_plan(self.rooms)).kept
            yield self

    @property
    def board(self) -> Board:
        assert self.daemon is not None, "no box runs"
        return self.daemon.engine.board

    def flash(self, room: str) -> Flash:
        """Give what the button there keeps."""
        return self.building.twin(_wall(room)).flash

    def counted(self, room: str) -> int:
        """Give how many presses of *help* there the box has heard of."""
        return max(
            (count for (wall, what, _), count in self.board.counters.items() if (wall, what) == _help(room)), default=0
        )

    # ---- what people do

    async def rings(self, room: str) -> None:
        """Press there, and check that it rings at this box."""
        presses = self.flash(room).counters["help"] + 1
        await self.building.press(_wall(room))
        await self.until(lambda: self.counted(room) == presses)
        assert any(each.room == room and each.ringing for each in self.board.incidents.values())

    async def take_over(self) -> Reply:
        """Ask for a take-over, as `handbell buttons take-over` does."""
        async with DeskClient.connect(self.folder / "run" / "desk.sock", desk=None, client="test") as line:
            return await line.ask(TakeOver(request=0))

    # ---- what is waited for

    async def refused(self, *rooms: str) -> None:
        """Wait until a trouble says of each of these that its button refuses the box."""
        await self.until(lambda: all(f"button-older-box:{_wall(room)}" in self.board.troubles for room in rooms))

    async def obeyed(self, *rooms: str) -> None:
        """Wait until each of these has heard the rank of this box, and holds a receipt for every press it counts."""
        await self.until(lambda: all(self._obeys(self.flash(room)) for room in rooms))

    def _obeys(self, flash: Flash) -> bool:
        return flash.epoch_rank == self.board.epoch_rank and flash.receipted.get("help", 0) == flash.counters["help"]

    async def recorded(self) -> list[Event]:
        """Give every event in the record, in order."""
        assert self.daemon is not None, "no box runs"
        return [event for _, _, event in (await self.daemon.queries.feed(0, 1000))[1]]

    async def until(self, so: Callable[[], bool]) -> None:
        async with patient():
            while not so():
                await asyncio.sleep(0.01)


@asynccontextmanager
async def corridor(folder: Path, heard: dict[str, int]) -> AsyncIterator[Corridor]:
    """Make buttons in these rooms that have heard these ranks, and no box yet."""
    where = Address("127.0.0.1", free_port())
    async with PatientTwins(where.host, where.port, {_wall(room): KEY for room in heard}) as building:
        made = Corridor(folder, where, tuple(heard), building)
        for room, rank in heard.items():
            made.flash(room).epoch_rank = rank
        yield made


def _wall(room: str) -> str:
    return f"{room}-wall"


def _help(room: str) -> tuple[ButtonId, str]:
    return ButtonId(_wall(room)), "help"


def _plan(rooms: tuple[str, ...]) -> bytes:
    """Make the example building with these buttons and no others, and no sounder that is heard."""
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    walls = tuple(Button(ButtonId(_wall(room)), RoomId(room), "esphome", KeyId(room), ASKS) for room in rooms)
    return to_document(
        replace(plan, buttons=walls, sounders=tuple(replace(each, family="simulated") for each in plan.sounders))
    )
