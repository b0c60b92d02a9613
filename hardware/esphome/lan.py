"""Runs the door to which our devices connect, and the search for them: one of each, for buttons and sounders alike. Knows neither buttons
nor sounders.

Whoever has planned devices gives them to `keep`, at any time. While this runs, it looks for them and lets them in.
"""

import asyncio
import functools
import logging
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.errors import HardwareError
from hardware.esphome.address import Address
from hardware.esphome.address_book import AddressBook
from hardware.esphome.charge import Charge, Shared
from hardware.esphome.dial_in import DialIn, Hello
from hardware.esphome.strangers import Strangers
from hardware.esphome.wire import DIAL_IN_PORT
from hardware.ports import Stranger

if TYPE_CHECKING:
    from hardware.esphome.discovery import Discovery, Found
    from hardware.esphome.keeper import Keeper

BEGIN_ANEW_S = 1.0  # a fault that comes back at once must not make the loop spin
SECOND_S = 1.0

NOT_LISTENING = (
    "this box does not listen for devices on the network; handbell alert must be started with"
    f" --esphome ADDRESS:{DIAL_IN_PORT}, and no other program may have that port"
)

log = logging.getLogger("handbell.esphome")


class Lan:
    """The devices of ours on the LAN. What helps to find them after a restart is kept in `folder`. `port` is the one to which they
    connect, once `listening` is set.

    `dialled` is a socket to which they connect and which somebody else holds (`DialIn`).
    """

    def __init__(self, folder: Path | None = None, dialled: socket.socket | None = None) -> None:
        self._dialled = dialled
        self.listening = asyncio.Event()
        self.port = 0
        self._strangers = Strangers()
        self._shared = Shared(AddressBook(folder), self._sighted)
        self._charges: list[Charge] = []
        self._keepers: dict[Charge, tuple[Keeper, asyncio.Task[None]]] = {}
        self._by_device: dict[str, Keeper] = {}
        self._keeps: type[Keeper] | None = None  # None until it is loaded
        self._loading: asyncio.Task[None] | None = None
        self._runs = False

    async def run(self, host: str, port: int) -> None:
        """Listen on `host` and `port` and look around on that network, until cancelled. Raises HardwareError if nobody can dial in."""
        door = DialIn(host, port, self._called, self._dialled)
        door.open()
        self.port, self._runs = door.port, True
        if self._charges:
            self._keeps = _keeper_of_devices()  # also if an earlier run ended while it was being loaded
        self._fit()
        beside = [_start(self._shared.book.keep_written()), _start(self._look_around(host))]
        self.listening.set()
        try:
            while True:
                await asyncio.sleep(SECOND_S)
                for keeper, _ in list(self._keepers.values()):
                    self._second(keeper)
        finally:
            self.listening.clear()
            door.close()
            self._runs = False
            loading = [] if self._loading is None else [self._loading]
            await _ended(*beside, *loading, *(self._put_out(charge) for charge in list(self._keepers)))

    async def _look_around(self, host: str) -> None:
        search = await _loaded(_search)
        await search(host).run(self._found, self._planned)

    def keep(self, charge: Charge) -> None:
        """Begin to look after this planned device. It may have been met before it was planned."""
        self._charges.append(charge)
        if not self._runs:
            self._keeps = _keeper_of_devices()  # this is at a start, before the box is armed
        elif self._keeps is None and (self._loading is None or self._loading.done()):
            self._loading = _start(self._load())
        self._fit()

    async def _load(self) -> None:
        """Load beside the code that rings: when a box is given its first device, no press may wait for the loading."""
        self._keeps = await _loaded(_keeper_of_devices)
        self._fit()

    def let_go(self, charge: Charge) -> None:
        """Let go of a device that is not planned any more."""
        self._charges.remove(charge)
        if charge in self._keepers:
            self._put_out(charge)

    def why_away(self, charge: Charge) -> str:
        """Return why a device is not here, as far as that is known."""
        keeper, _ = self._keepers.get(charge, (None, None))
        return keeper.last_failure if keeper is not None else NOT_LISTENING

    def strangers(self) -> tuple[Stranger, ...]:
        """Return the devices that were found and that nobody planned, the newest last."""
        return self._strangers.all()

    async def give_key(self, device: str, key: bytes) -> None:
        """Give this key (32 bytes) to a stranger that has none. Raises HardwareError, which says what to do, if the device does not take
        it.
        """
        address = self._strangers.address(device)
        if address is None:
            raise HardwareError(f"{device} was not found on the network: switch it on, wait a minute, and look again")
        give = await asyncio.to_thread(_give_key)
        await give(device, address, key)

    # ---- tasks that keep one device connected

    def _fit(self) -> None:
        """Begin a keeper for each planned device, while this runs."""
        for charge in self._charges if self._runs else ():
            if self._keeps is not None and charge not in self._keepers:
                self._begin(self._keeps(charge, self._shared), charge)

    def _begin(self, keeper: "Keeper", charge: Charge) -> None:
        device = charge.fitting.device
        task = _start(keeper.run())
        self._keepers[charge] = keeper, task
        self._by_device[device] = keeper
        task.add_done_callback(functools.partial(self._broke, keeper))
        met = self._strangers.address(device)
        self._strangers.forget([device])
        if met is not None:
            keeper.sighted(met)  # mDNS does not announce again what it has announced

    def _broke(self, keeper: "Keeper", task: asyncio.Task[None]) -> None:
        """Begin anew after a fault of ours in one device's keeper. The fault was logged, and must not cost us the device."""
        if not task.cancelled() and keeper.charge in self._keepers:
            self._begin_anew(keeper)

    def _second(self, keeper: "Keeper") -> None:
        try:
            keeper.second(time.monotonic())
        except Exception:
            log.exception("%s: its keeper begins anew", keeper.charge.name)
            self._begin_anew(keeper)

    def _begin_anew(self, keeper: "Keeper") -> None:
        self._put_out(keeper.charge)
        asyncio.get_running_loop().call_later(BEGIN_ANEW_S, self._fit)

    def _put_out(self, charge: Charge) -> asyncio.Task[None]:
        keeper, task = self._keepers.pop(charge)
        if self._by_device.get(charge.fitting.device) is keeper:
            del self._by_device[charge.fitting.device]
        task.cancel()
        return task

    # ---- devices that come

    def _called(self, hello: Hello, caller: socket.socket, host: str) -> None:
        keeper = self._by_device.get(hello.name)
        if keeper is not None:
            keeper.called(caller, host)
            return
        caller.close()
        self._strangers.add(Stranger(hello.name, hello.mac, host, "", keyless=False, found="dialled in"))

    def _found(self, found: "Found") -> None:
        keeper = self._by_device.get(found.device)
        if keeper is not None:
            keeper.sighted(found.address)
            return
        self._strangers.add(
            Stranger(found.device, found.mac, str(found.address), found.claims, keyless=found.keyless, found="mDNS")
        )

    def _planned(self, device: str) -> bool:
        return device in self._by_device

    def _sighted(self, device: str, address: Address) -> None:
        if keeper := self._by_device.get(device):
            keeper.sighted(address)


async def _loaded[T](load: Callable[[], T]) -> T:
    """Load in a thread. If a card could not be read once, it is read again: otherwise the devices would be lost until somebody restarts
    the box.
    """
    while True:
        try:
            return await asyncio.to_thread(load)
        except Exception:  # any error that loading a wrongly read file may raise
            log.exception("what speaks with the devices on the network could not be loaded; trying again")
        await asyncio.sleep(BEGIN_ANEW_S)


def _keeper_of_devices() -> "type[Keeper]":
    """Load the keeper with ESPHome's client library. That takes as long as all of a start (0.2 s, a second on a Pi 3). So it is loaded
    only if such a device is planned, and then at once.
    """
    from hardware.esphome.keeper import Keeper  # noqa: PLC0415

    return Keeper


def _give_key() -> "Callable[[str, Address, bytes], Awaitable[None]]":
    """Load what gives a key. It needs the same library, on a box that may have no device yet."""
    from hardware.esphome.giving_key import give_key  # noqa: PLC0415

    return give_key


def _search() -> "type[Discovery]":
    """Load the search with zeroconf, which would be a tenth of what a start loads (27 of 250 ms). Nobody waits for it, so it is loaded
    beside the code that rings, once the door is open.
    """
    from hardware.esphome.discovery import Discovery  # noqa: PLC0415

    return Discovery


def _start(coroutine: Coroutine[None, None, None]) -> asyncio.Task[None]:
    task = asyncio.get_running_loop().create_task(coroutine)
    task.add_done_callback(_say_why)
    return task


def _say_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a task of the devices on the network ended", exc_info=error)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
