"""Hears contacts on the pins of the box itself: it handles each edge as it comes, and also reads every level over and over. Knows pins
and levels, no incident.

These buttons are one-way: they cannot be told anything. An edge rings at once. The levels show what no edge tells, such as a cut wire,
or a contact that was closed at the start.
"""

import asyncio
from collections.abc import Callable, Mapping

from hardware.contacts import Contacts
from hardware.errors import HardwareError
from hardware.gpio.port import InputPin, PinPort
from hardware.levels import ButtonContact, Opened, Recorded
from hardware.points import PinPair
from hardware.ports import Feedback, Fitting, Link, Stranger
from hardware.serial.faults import REFUSED
from hardware.signals import Signal, WireFault, WireMended

LOOK_EACH_S = 0.2  # As often as boards are read. A pair that disagrees is reported within a second.
# A pin that was refused is asked for again, since the person who ends the other program waits beside it.
TAKE_AGAIN_S = 5.0


class GpioSource:
    """Hears the buttons on pins. `pins` are the kernel's pins (`hardware.gpio.pins.Pins`), or pretend ones."""

    family = "gpio"

    def __init__(self, recorded: Recorded, opened: Opened, pins: PinPort) -> None:
        self._port = pins
        self._contacts = Contacts[PinPair](recorded, opened)
        self._pins: dict[str, InputPin] = {}
        self._again_s: dict[str, float] = {}
        """The pins that cannot be used now, and when each is asked for again."""
        self._told: dict[str, bool] = {}
        """Whether a pin was last reported as available. A pin that is missing here was not reported yet."""

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Read every planned pin until cancelled. A pin that cannot be had is a trouble, and is tried again."""
        self._contacts.begin(hear)
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._take(loop.time())
                self._look(loop.time())
                self._contacts.times_up(loop.time())
                await asyncio.sleep(LOOK_EACH_S)
        finally:
            for name in list(self._pins):
                self._let_go(name)

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Plan these buttons, each contact with its pair of pins."""
        points = {
            ButtonContact(button, contact): point
            for button, fitting in fittings.items()
            for contact, point in fitting.points.items()
            if isinstance(point, PinPair)
        }
        self._contacts.expect(points, {button for button, fitting in fittings.items() if fitting.holds})

    def tell(self, button: str, feedback: Feedback) -> None:
        """Do nothing: such a button cannot be told anything."""

    def links(self) -> Mapping[str, Link]:
        """Return every planned button's wire, which is the wire of its first contact."""
        return {
            at.button: Link(point.closes, "read" if point.closes in self._pins else "", "", "")
            for at, point in reversed(list(self._contacts.points.items()))
        }

    def strangers(self) -> tuple[Stranger, ...]:
        """Return nothing: a pin that nobody planned is not read, since what hangs on it may be no contact."""
        return ()

    def _take(self, now_s: float) -> None:
        """Take the pins of the plan, and let go of all others."""
        planned = {
            name for point in self._contacts.points.values() for name in (point.closes, point.opens) if name is not None
        }
        for name in self._pins.keys() - planned:
            self._let_go(name)
        for name in self._again_s.keys() - planned:
            del self._again_s[name]
            self._mended(name)
        for name in sorted(planned - self._pins.keys()):
            if self._again_s.get(name, now_s) <= now_s:
                self._take_one(name, now_s)

    def _take_one(self, name: str, now_s: float) -> None:
        try:
            pin = self._port.input(name)
        except HardwareError as error:
            self._failed(name, str(error), now_s)
            return
        self._pins[name] = pin
        self._again_s.pop(name, None)
        asyncio.get_running_loop().add_reader(pin.fd, self._edges, name)
        self._mended(name)

    def _let_go(self, name: str) -> None:
        pin = self._pins.pop(name)
        asyncio.get_running_loop().remove_reader(pin.fd)
        pin.close()

    def _failed(self, name: str, why: str, now_s: float) -> None:
        """Note that a pin cannot be had, or not any more. Nobody knows what it does meanwhile."""
        if name in self._pins:
            self._let_go(name)
        self._again_s[name] = now_s + TAKE_AGAIN_S
        self._contacts.unread(at for at, point in self._contacts.points.items() if point.closes == name)
        if self._told.get(name) is not False:
            self._told[name] = False
            self._contacts.said(WireFault("line", name, REFUSED, why))

    def _mended(self, name: str) -> None:
        if self._told.get(name) is not True:
            self._told[name] = True
            self._contacts.said(WireMended("line", name, REFUSED))

    def _edges(self, name: str) -> None:
        """Handle what a pin changed to, in order. A press that is over already still counts as a press."""
        now_s = asyncio.get_running_loop().time()
        try:
            edges = self._pins[name].edges()
        except HardwareError as error:
            self._failed(name, str(error), now_s)
            return
        for at, point in self._contacts.points.items():
            if point.closes == name:
                for closed in edges:
                    (self._contacts.closing if closed else self._contacts.opening)(at, now_s)

    def _look(self, now_s: float) -> None:
        levels: dict[str, bool] = {}
        for name, pin in list(self._pins.items()):
            try:
                levels[name] = pin.level()
            except HardwareError as error:
                self._failed(name, str(error), now_s)
        for at, point in self._contacts.points.items():
            if point.closes in levels:  # without the opening wire it still rings
                self._contacts.read(at, levels[point.closes], levels.get(point.opens or ""), now_s)
