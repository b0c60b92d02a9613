"""Hears our call buttons on the LAN, which run ESPHome, tells their lamps, and finds and adopts new ones. Knows no incident.

A button is reached where it was last met, where a person typed it to be, or where mDNS finds it; or it dials in. See `Lan`, which also
keeps sounders.
"""

import asyncio
from collections.abc import Callable, Mapping

from hardware.esphome.button import Button
from hardware.esphome.lan import Lan
from hardware.ports import Feedback, Fitting, KeyOf, Link, Stranger
from hardware.signals import Signal


class EsphomeSource:
    """The buttons of this family. Devices connect to `host` and `port`, and are looked for on the same network. `key_of` gives a button's
    key, 32 bytes, or None.

    `lan` is shared with the sounders of this family.
    """

    family = "esphome"

    def __init__(self, host: str, port: int, key_of: KeyOf, lan: Lan | None = None) -> None:
        self._host = host
        self._port = port
        self._key_of = key_of
        self._lan = lan or Lan()
        self._buttons: dict[str, Button] = {}
        self._hear: Callable[[Signal], None] = _nobody_hears

    @property
    def listening(self) -> asyncio.Event:
        """Set while devices can dial in."""
        return self._lan.listening

    @property
    def port(self) -> int:
        """The port to which devices connect. If 0 was asked for, this is the port that the system chose, once `listening` is set."""
        return self._lan.port

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Hear and look for buttons until cancelled. Raises HardwareError if they cannot dial in."""
        self._hear = hear
        await self._lan.run(self._host, self._port)

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Plan these buttons. A button whose device or typed address changed begins anew, and is told again what it was told last."""
        before = self._buttons
        self._buttons = {name: self._button(name, fitting) for name, fitting in fittings.items()}
        for name, button in before.items():
            if self._buttons.get(name) is not button:
                self._lan.let_go(button)
        for name, button in self._buttons.items():
            if before.get(name) is not button:
                self._lan.keep(button)

    def tell(self, button: str, feedback: Feedback) -> None:
        """Tell a button where it stands, now or when it comes back."""
        if planned := self._buttons.get(button):
            planned.tell(feedback)

    def links(self) -> Mapping[str, Link]:
        """Return the wire of every expected button, by its id."""
        return {name: button.link() for name, button in self._buttons.items()}

    def strangers(self) -> tuple[Stranger, ...]:
        """Return the devices that were found and that nobody expects, the newest last."""
        return self._lan.strangers()

    async def give_key(self, device: str, key: bytes) -> None:
        """Give this key (32 bytes) to a stranger that has none. Raises HardwareError, which says what to do, if the device does not take
        it.
        """
        await self._lan.give_key(device, key)

    def _heard(self, signal: Signal) -> None:
        self._hear(signal)

    def _button(self, name: str, fitting: Fitting) -> Button:
        before = self._buttons.get(name)
        if before is not None and before.fitting == fitting:
            return before
        button = Button(name, fitting, self._key_of, self._heard)
        if before is not None:
            button.follow(before)
        return button


def _nobody_hears(signal: Signal) -> None:
    raise AssertionError(f"{signal} was heard before the source ran")
