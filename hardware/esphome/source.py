"""Our call buttons on the LAN, running ESPHome: hears them, tells their lamps, finds and adopts new ones. Knows no incident.

One keeper for each planned button; they are reached where they were last met or typed to be, where mDNS finds them, or dial in.
"""

import asyncio
import functools
import logging
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from hardware.errors import HardwareError
from hardware.esphome.address import Address
from hardware.esphome.address_book import AddressBook
from hardware.esphome.dial_in import DialIn, Hello
from hardware.esphome.discovery import Discovery, Found
from hardware.esphome.giving_key import give_key
from hardware.esphome.keeper import House, Keeper
from hardware.esphome.strangers import Strangers
from hardware.ports import Fitting, Link, Standing, Stranger
from hardware.signals import Signal

type KeyOf = Callable[[str], bytes | None]

BEGIN_ANEW_S = 1.0  # a fault that returns at once must not spin

log = logging.getLogger("handbell.esphome")


class EsphomeSource:
    """Buttons dial `host` and `port`, and are looked for on the same network. `key_of` gives a button's key, 32 bytes, or None.

    What helps to find them after a restart is kept in `folder`.
    """

    family = "esphome"
    two_way = True

    def __init__(self, host: str, port: int, key_of: KeyOf, folder: Path | None = None) -> None:
        self.listening = asyncio.Event()
        self._dial_in = DialIn(host, port, self._called)
        self._discovery = Discovery(host)
        self._key_of = key_of
        self._book = AddressBook(folder)
        self._strangers = Strangers()
        self._keepers: dict[str, Keeper] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._by_device: dict[str, Keeper] = {}
        self._fittings: dict[str, Fitting] = {}
        self._standings: dict[str, Standing] = {}
        self._house: House | None = None

    @property
    def port(self) -> int:
        """The port buttons dial: the one chosen by the system where 0 was asked for, once `listening` is set."""
        return self._dial_in.port

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Hear and look for buttons until cancelled. Raises HardwareError when they cannot dial in."""
        self._dial_in.open()
        self._house = House(self._key_of, hear, self._book, self._sighted)
        self._fit()
        beside = [self._start(self._book.keep_written()), self._start(self._discovery.run(self._found))]
        self.listening.set()
        try:
            while True:
                await asyncio.sleep(1)
                for keeper in self._keepers.values():
                    keeper.second(time.monotonic())
        finally:
            self.listening.clear()
            self._dial_in.close()
            self._house = None
            await _ended(*beside, *(self._put_out(button) for button in list(self._keepers)))

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """These buttons are planned. One whose device or typed address changed begins anew."""
        self._fittings = dict(fittings)
        devices = {fitting.device for fitting in fittings.values()}
        self._book.keep_only(devices)
        met = {device: address for device in devices if (address := self._strangers.address(device)) is not None}
        self._strangers.forget(devices)
        self._standings = {button: told for button, told in self._standings.items() if button in fittings}
        self._fit()
        for device, address in met.items():  # mDNS does not announce again what it has announced
            self._sighted(device, address)

    def tell(self, button: str, standing: Standing) -> None:
        """Tell a button where it stands, now or when it comes back."""
        if keeper := self._keepers.get(button):
            keeper.tell(standing)
        elif button in self._fittings:
            self._standings[button] = standing

    def links(self) -> Mapping[str, Link]:
        """Every expected button's wire, by id."""
        away = {button: Link(fitting.device, "", "", "") for button, fitting in self._fittings.items()}
        return away | {button: keeper.link() for button, keeper in self._keepers.items()}

    def strangers(self) -> tuple[Stranger, ...]:
        """Devices found that nobody expects, the newest last."""
        return self._strangers.all()

    async def give_key(self, device: str, key: bytes) -> None:
        """Give a stranger without a key this one (32 bytes). Raises HardwareError with what to do when it does not take it."""
        address = self._strangers.address(device)
        if address is None:
            raise HardwareError(f"{device} was not found on the network: switch it on, wait a minute, and look again")
        await give_key(device, address, key)

    # ---- keepers

    def _fit(self) -> None:
        """A keeper for each planned button, while the source runs."""
        if self._house is None:
            return
        for button, keeper in list(self._keepers.items()):
            if self._fittings.get(button) != keeper.fitting:
                self._put_out(button)
        for button, fitting in self._fittings.items():
            if button not in self._keepers:
                keeper = Keeper(button, fitting, self._house)
                keeper.standing = self._standings.pop(button, None)
                self._keepers[button] = self._by_device[fitting.device] = keeper
                self._running[button] = self._start(keeper.run())
                self._running[button].add_done_callback(functools.partial(self._broke, keeper))

    def _broke(self, keeper: Keeper, task: asyncio.Task[None]) -> None:
        """A fault of ours in one button's keeper is logged and must not cost the button: it begins anew."""
        if not task.cancelled() and self._keepers.get(keeper.button) is keeper:
            self._put_out(keeper.button)
            asyncio.get_running_loop().call_later(BEGIN_ANEW_S, self._fit)

    def _put_out(self, button: str) -> asyncio.Task[None]:
        keeper = self._keepers.pop(button)
        if self._by_device.get(keeper.fitting.device) is keeper:
            del self._by_device[keeper.fitting.device]
        if keeper.standing is not None:
            self._standings[button] = keeper.standing
        task = self._running.pop(button)
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

    def _found(self, found: Found) -> None:
        keeper = self._by_device.get(found.device)
        if keeper is not None:
            keeper.sighted(found.address)
            return
        self._strangers.add(
            Stranger(found.device, found.mac, str(found.address), found.claims, keyless=found.keyless, found="mDNS")
        )

    def _sighted(self, device: str, address: Address) -> None:
        if keeper := self._by_device.get(device):
            keeper.sighted(address)

    def _start(self, coroutine: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(coroutine)
        task.add_done_callback(_say_why)
        return task


def _say_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a task of the buttons on the network ended", exc_info=error)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
