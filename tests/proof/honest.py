"""Runs honest devices beside others that do wrong. It measures for each press how long it takes until the device believes its receipt.

async with honest(box, ("B201", "B202")) as buttons:
        quiet = await buttons.pressed(60)
        ...
        flooded = await buttons.pressed(60)
        flooded.p(99)

Knows nothing of the devices that do wrong.
"""

import asyncio
import itertools
import random
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import msgspec

from appliance.api.client_line import LineLost
from appliance.core.calls.commands import Acknowledge
from appliance.doors.webhook.signed_press import SIGNATURE_HEADER, sign
from hardware.esphome.twin.line import TwinLine
from hardware.simulated.building import PretendBuilding
from hardware.simulated.button_line import ButtonLine
from tests.patience import PatientBuilding, PatientTwins, patience, patient
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import button_of, key_of

CONTACT = "help"
PRESS_EVERY_S = 0.1  # for all buttons together: so one room's button has a second or two between two presses
CONNECTED_WITHIN_S = 15.0
ARMED = re.compile(r"armed after ([0-9.]+) s")
HANDSHAKES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
HANDSHAKES.check_hostname = False
HANDSHAKES.verify_mode = ssl.CERT_NONE  # these proofs are about receipts, not certificates


class Taken(msgspec.Struct, frozen=True):
    """The seconds from a press to its receipt, for many presses."""

    seconds: Sequence[float]

    def p(self, percent: float) -> float:
        """Give a percentile in milliseconds, by the nearest rank."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000

    def __str__(self) -> str:
        return f"{self.p(50):.1f} ms at the median, p99 {self.p(99):.1f}, slowest {self.p(100):.1f}, {len(self.seconds)} presses"


class _Timed:
    """A button's line that says when its newest press has its receipt."""

    _receipted: asyncio.Future[float] | None = None

    def press(self) -> asyncio.Future[float]:
        """Close the contact now; gives a future for the moment when its receipt is believed (perf_counter seconds)."""
        self._receipted = asyncio.get_running_loop().create_future()
        self.board.press(CONTACT, self.now_ms())
        self.pump()
        return self._receipted

    def pump(self) -> None:
        super().pump()
        waiting = self._receipted
        flash = self.flash
        if waiting is not None and not waiting.done() and flash.receipted.get(CONTACT, 0) >= flash.counters[CONTACT]:
            waiting.set_result(time.perf_counter())


class TimedTwin(_Timed, TwinLine):
    """A twin of our real button."""


class TimedButton(_Timed, ButtonLine):
    """A pretend button."""


class Twins(PatientTwins):
    """Twins of our real buttons."""

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> TimedTwin:
        twin = self._twins[button] = TimedTwin(button, key, self._new_flash(button), dice, self._lit)
        return twin


class Pretended(PatientBuilding):
    """Pretend buttons."""

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> TimedButton:
        return TimedButton(button, key, self._new_flash(button), dice, self._lit)


class Honest:
    """Buttons of any kind, connected. They press in turn."""

    def __init__(self, *buildings: PretendBuilding) -> None:
        self._all = [(building, button) for building in buildings for button in building.buttons()]
        self._turns = itertools.cycle(self._all)

    async def connected(self) -> None:
        """Wait until the box has told each its standing."""
        for building, button in self._all:
            await building.until_lamp(button, "ready", within_s=CONNECTED_WITHIN_S)

    async def pressed(self, times: int, every_s: float = PRESS_EVERY_S) -> Taken:
        """Press one after the other, and wait for each receipt. Raises TimeoutError where a receipt does not come."""
        taken = list[float]()
        for _ in range(times):
            taken.append(await self.press())
            await asyncio.sleep(every_s)
        return Taken(taken)

    async def pressed_until(self, over: asyncio.Future[object] | asyncio.Task[object]) -> Taken:
        """Press in the same way, until this task is over."""
        taken = list[float]()
        while not over.done():
            taken.append(await self.press())
            await asyncio.wait({over}, timeout=PRESS_EVERY_S)
        return Taken(taken)

    async def press(self) -> float:
        """Press the button whose turn it is; give the seconds until its receipt."""
        building, button = next(self._turns)
        line = building._line(button)
        began_s = time.perf_counter()
        try:
            return await asyncio.wait_for(line.press(), patience(CONNECTED_WITHIN_S)) - began_s
        except TimeoutError:
            raise TimeoutError(f"{button} has no receipt; its lamp says {line.lamp}") from None


async def armed_s(box: Box) -> float:
    """Give how long the last start took, by its own word. The word comes right after the daemon says that it is ready."""
    starts = box.notices.count("READY=1")
    async with patient():
        while len(said := ARMED.findall(box.journal())) < starts:
            await asyncio.sleep(0.01)
    return float(said[-1])


@asynccontextmanager
async def taken_at_once(box: Box, *rooms: str) -> AsyncIterator[Desk]:
    """Put somebody at the front desk who takes each call of these rooms as it rings. So the next press there is news, and is kept at once.

    They take no notice of calls from other rooms.
    """
    async with box.sitting_at("front") as desk:
        taking = asyncio.get_running_loop().create_task(_take(desk, set(rooms)))
        try:
            yield desk
        finally:
            taking.cancel()
            with suppress(asyncio.CancelledError, LineLost):  # the box may have been stopped before they leave
                await taking


async def _take(desk: Desk, rooms: set[str]) -> None:
    async for board in desk.line.states():
        for card in board.calls:
            if card.ringing and card.room in rooms:
                await desk.line.act(Acknowledge(incident=card.incident))


@asynccontextmanager
async def twins(box: Box, *rooms: str, **keys: bytes) -> AsyncIterator[Twins]:
    """Run twins in these rooms, connected at the door for such buttons. `keys` gives buttons another key than their first."""
    host, _, port = box.options[1].partition(":")
    named = {button_of(room): keys.get(room, key_of(button_of(room))) for room in rooms}
    async with Twins(host, int(port), named, contacts=dict.fromkeys(named, (CONTACT,)), seed=time.time_ns()) as made:
        yield made


@asynccontextmanager
async def pretended(box: Box, *rooms: str, **keys: bytes) -> AsyncIterator[Pretended]:
    """Run pretend buttons in these rooms."""
    named = {button_of(room): keys.get(room, key_of(button_of(room))) for room in rooms}
    contacts = dict.fromkeys(named, (CONTACT,))
    async with Pretended("127.0.0.1", box.port, named, contacts=contacts, seed=time.time_ns()) as made:
        yield made


class Pendant:
    """A device that speaks HTTPS from an address of its own. It opens a connection for each press, as such devices do.

    `thinks_s` is how long it takes over its part of the handshake. `wired` makes its socket, if it is in another network.
    """

    def __init__(
        self, name: str, where: tuple[str, int], at: str = "127.0.0.2", *, thinks_s: float = 0.0, wired=None, ledger=""
    ) -> None:
        self.name, self.where, self.at, self.thinks_s, self.ledger = name, where, at, thinks_s, ledger
        self.counter = 0
        self.secret = key_of(name)
        self._wired = wired or self._here

    async def press(self) -> float:
        """Press; give the seconds until the receipt. Raises OSError or EOFError where none comes: such a device does not try again by
        itself.
        """
        self.counter += 1
        began_s = time.perf_counter()
        answer = await self._posted(self.body())
        if answer != 200:
            raise OSError(f"press {self.counter} of {self.name} was answered {answer}")
        return time.perf_counter() - began_s

    def body(self) -> bytes:
        """The body that it signs."""
        says = {"contact": CONTACT, "counter": self.counter, "age_ms": 0}
        return msgspec.json.encode(says | ({"ledger": self.ledger} if self.ledger else {}))

    async def _posted(self, body: bytes) -> int:
        head = f"POST /press/{self.name} HTTP/1.1\r\nHost: box\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
        head += f"{SIGNATURE_HEADER}: {sign(self.secret, body)}\r\n\r\n"
        async with asyncio.timeout(patience(5)):
            loop = asyncio.get_running_loop()
            wire = self._wired()
            wire.setblocking(False)
            await loop.sock_connect(wire, self.where)
            await asyncio.sleep(self.thinks_s)
            reader, writer = await asyncio.open_connection(sock=wire, ssl=HANDSHAKES, server_hostname="box")
            try:
                writer.write(head.encode() + body)
                status = (await reader.readline()).split()
                await reader.read()
                return int(status[1]) if len(status) > 1 else 0
            finally:
                writer.transport.abort()

    def _here(self) -> socket.socket:
        wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        wire.bind((self.at, 0))
        return wire
