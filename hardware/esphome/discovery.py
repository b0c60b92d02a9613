"""Finds devices by mDNS, which helps with new devices and changed addresses. If there is no multicast, everything else still works.

The library does not notice when interfaces or addresses change. So this module looks for changes and tells the library.
"""

import asyncio
import functools
import logging
from collections.abc import Callable

import ifaddr
import msgspec
from zeroconf import InterfaceChoice, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from hardware.bounds import printable
from hardware.esphome.address import Address, reachable

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  # compared with, not bound to
SERVICE = "_esphomelib._tcp.local."
LOOK_AT_INTERFACES_S = 5.0  # When a cable is put back, this notices it before its button's next try.
AGAIN_S = 30.0  # There is no multicast at all (perhaps no network yet): it is tried again, quietly.
ASK_WITHIN_MS = 3000
ASK_AGAIN_S = 10.0  # A planned device was announced and did not answer: its radio is bad, or somebody lied.
# How many names may be asked for at once. A hundred buttons take a second; somebody who invents names gets no further.
ASKED_AT_ONCE_MAX = 16

log = logging.getLogger("handbell.esphome")


class Found(msgspec.Struct, frozen=True):
    """A device that announced itself. All of this is claimed, and nothing is proved."""

    device: str
    mac: str
    address: Address
    claims: str
    keyless: bool


class Discovery:
    """Looks for devices on the network where `host`, one of our own addresses, is. It looks on all interfaces if `host` means all of them
    ("0.0.0.0", "::").
    """

    def __init__(self, host: str) -> None:
        self._interfaces = InterfaceChoice.All if host in EVERYWHERE else [host]

    async def run(self, found: Callable[[Found], None], planned: Callable[[str], bool]) -> None:
        """Call `found` for every device that is met, and again when something about it changes, until cancelled.

        A `planned` device is asked for until it answers, however many others announce themselves: what was announced once is not
        announced again for an hour.
        """
        while True:
            try:
                await self._browse(found, planned)
            except Exception as error:  # noqa: BLE001 - whatever the library makes of a network, or of what somebody says on it
                # Log only the words: a log that keeps the error itself also keeps the library's half-opened socket.
                says = str(error) or type(error).__name__
                log.warning("no device is found by mDNS (%s): buttons dial in, or have their address in the plan", says)
            await asyncio.sleep(AGAIN_S)

    async def _browse(self, found: Callable[[Found], None], planned: Callable[[str], bool]) -> None:
        multicast = AsyncZeroconf(interfaces=self._interfaces)
        asker = _Asker(multicast.zeroconf, found, planned)
        browser = AsyncServiceBrowser(multicast.zeroconf, SERVICE, handlers=[asker.changed])
        try:
            before = _interfaces()
            while True:
                await asyncio.sleep(LOOK_AT_INTERFACES_S)
                now = _interfaces()
                if now != before:
                    before = now
                    await multicast.async_update_interfaces()
        finally:
            asker.stop()
            await browser.async_cancel()
            # This runs in a task of its own. Our task is cancelled, and so is the library's start (by the browser). In our task, the
            # library would take the second for the first and close nothing.
            await asyncio.get_running_loop().create_task(multicast.async_close())


class _Asker:
    """Asks for the address and claims of a name that was announced."""

    def __init__(self, multicast: Zeroconf, found: Callable[[Found], None], planned: Callable[[str], bool]) -> None:
        self._multicast = multicast
        self._found = found
        self._planned = planned
        self._asking: dict[str, asyncio.Task[None]] = {}

    def changed(self, service_type: str, name: str, state_change: ServiceStateChange, **_: object) -> None:
        """Handle what the browser found, in the loop's thread. The library passes these arguments by name."""
        if state_change is ServiceStateChange.Removed or name in self._asking:
            return
        if len(self._asking) >= ASKED_AT_ONCE_MAX and not self._planned(_device(name)):
            return
        task = asyncio.get_running_loop().create_task(self._ask(service_type, name))
        self._asking[name] = task
        task.add_done_callback(functools.partial(self._asked, name))

    def stop(self) -> None:
        """Stop asking."""
        for task in list(self._asking.values()):
            task.cancel()

    def _asked(self, name: str, task: asyncio.Task[None]) -> None:
        self._asking.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("what %s announces cannot be read (%s)", printable(name), type(error).__name__)

    async def _ask(self, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        while not await info.async_request(self._multicast, ASK_WITHIN_MS):
            if not self._planned(_device(name)):
                return
            await asyncio.sleep(ASK_AGAIN_S)
        if info.port is None:
            return
        hosts = reachable(info.parsed_scoped_addresses())
        if hosts:
            self._found(_read(info, Address(hosts[0], info.port)))


def _read(info: AsyncServiceInfo, address: Address) -> Found:
    says = {name: value or "" for name, value in info.decoded_properties.items()}
    keyless = "api_encryption" not in says
    claims = " ".join(filter(None, (says.get("friendly_name"), says.get("project_name"), says.get("project_version"))))
    return Found(_device(info.name), printable(says.get("mac", "") or ""), address, printable(claims), keyless)


def _device(name: str) -> str:
    """Return the device's own name from the name under which it was announced."""
    return printable(name.removesuffix("." + SERVICE))


def _interfaces() -> frozenset[tuple[str, str]]:
    """Return every interface with its addresses."""
    return frozenset((adapter.name, str(ip.ip)) for adapter in ifaddr.get_adapters() for ip in adapter.ips)
