"""The door our devices dial and the search for them, one of each for buttons and sounders alike. Knows neither.

Whoever has planned devices gives them in charge with `keep`, at any time; they are looked for and let in while it runs.
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
from hardware.esphome.dial_in import DialIn, Hello
from hardware.esphome.house import Charge, House
from hardware.esphome.strangers import Strangers
from hardware.esphome.wire import DIAL_IN_PORT
from hardware.ports import Stranger

if TYPE_CHECKING:
    from hardware.esphome.discovery import Discovery, Found
    from hardware.esphome.keeper import Keeper

BEGIN_ANEW_S = 1.0  # a fault that returns at once must not spin
SECOND_S = 1.0

NOT_LISTENING = (
    "this box does not listen for devices on the network; handbell alert must be started with"
    f" --esphome ADDRESS:{DIAL_IN_PORT}, and no other program may have that port"
)

log = logging.getLogger("handbell.esphome")


class Lan:
    """What helps to find devices after a restart is kept in `folder`. `port` is the one they dial, once `listening` is set.

    `dialled` is a socket they dial that somebody else holds (`DialIn`).
    """

    def __init__(self, folder: Path | None = None, dialled: socket.socket | None = None) -> None:
        self._dialled = dialled
        self.listening = asyncio.Event()
        self.port = 0
        self._strangers = Strangers()
        self._house = House(AddressBook(folder), self._sighted)
        self._charges: list[Charge] = []
        self._keepers: dict[Charge, tuple[Keeper, asyncio.Task[None]]] = {}
        self._by_device: dict[str, Keeper] = {}
        self._keeps: type[Keeper] | None = None  # once it is loaded
        self._loading: asyncio.Task[None] | None = None
        self._runs = False

    async def run(self, host: str, port: int) -> None:
        """Listen on `host` and `port` and look around it, until cancelled. Raises HardwareError when nobody can dial in."""
        door = DialIn(host, port, self._called, self._dialled)
        door.open()
        self.port, self._runs = door.port, True
        if self._charges:
            self._keeps = _keeper_of_devices()  # also where an earlier run ended while it was being loaded
        self._fit()
        beside = [_start(self._house.book.keep_written()), _start(self._look_around(host))]
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
        """This device is planned. It may have been met before it was."""
        self._charges.append(charge)
        if not self._runs:
            self._keeps = _keeper_of_devices()  # at a start, and so before the box is armed
        elif self._keeps is None and (self._loading is None or self._loading.done()):
            self._loading = _start(self._load())
        self._fit()

    async def _load(self) -> None:
        """Beside what rings: a press must not wait for what a box needs that is given its first device."""
        self._keeps = await _loaded(_keeper_of_devices)
        self._fit()

    def let_go(self, charge: Charge) -> None:
        """It is not planned any more."""
        self._charges.remove(charge)
        if charge in self._keepers:
            self._put_out(charge)

    def why_away(self, charge: Charge) -> str:
        """What is known of why a device is not here."""
        keeper, _ = self._keepers.get(charge, (None, None))
        return keeper.last_failure if keeper is not None else NOT_LISTENING

    def strangers(self) -> tuple[Stranger, ...]:
        """Devices found that nobody planned, the newest last."""
        return self._strangers.all()

    async def give_key(self, device: str, key: bytes) -> None:
        """Give a stranger without a key this one (32 bytes). Raises HardwareError with what to do when it does not take it."""
        address = self._strangers.address(device)
        if address is None:
            raise HardwareError(f"{device} was not found on the network: switch it on, wait a minute, and look again")
        give = await asyncio.to_thread(_give_key)
        await give(device, address, key)

    # ---- keepers

    def _fit(self) -> None:
        """A keeper for each planned device, while it runs."""
        for charge in self._charges if self._runs else ():
            if self._keeps is not None and charge not in self._keepers:
                self._begin(self._keeps(charge, self._house), charge)

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
        """A fault of ours in one device's keeper is logged and must not cost the device: it begins anew."""
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

    # ---- who comes

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
    """In a thread. A card that could not be read once must not cost the devices until somebody restarts the box: it is read again."""
    while True:
        try:
            return await asyncio.to_thread(load)
        except Exception:  # whatever a file that is read wrongly raises as it is loaded
            log.exception("what speaks with the devices on the network could not be loaded; trying again")
        await asyncio.sleep(BEGIN_ANEW_S)


def _keeper_of_devices() -> "type[Keeper]":
    """Comes with ESPHome's client library, which takes as long to load as all of a start (0.2 s, a second on a Pi 3): only where such a
    device is planned, and then as soon as it is.
    """
    from hardware.esphome.keeper import Keeper  # noqa: PLC0415

    return Keeper


def _give_key() -> "Callable[[str, Address, bytes], Awaitable[None]]":
    """Comes with the same library, on a box that may have no device yet."""
    from hardware.esphome.giving_key import give_key  # noqa: PLC0415

    return give_key


def _search() -> "type[Discovery]":
    """Comes with zeroconf, a tenth of what a start would load (27 of 250 ms), for which nobody waits: loaded beside what rings, once the
    door is open.
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
