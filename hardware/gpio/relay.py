"""Switches a relay on a pin of this box. It takes the pin when it first needs it; at the end it switches the pin off and lets go of it.
Knows no pattern and no call.
"""

import contextlib
from collections.abc import Iterator

from hardware.errors import HardwareError
from hardware.gpio.port import OutputPin, PinPort


class PinRelay:
    """A relay on a pin. Only the pin is read back: nobody knows whether the relay behind it moved."""

    def __init__(self, pins: PinPort, name: str) -> None:
        self._pins = pins
        self._name = name
        self._pin: OutputPin | None = None

    async def throw(self, on: bool) -> None:
        """Close or open the relay; this takes microseconds. A pin that fails is taken anew the next time."""
        with self._let_go_where_it_fails():
            self._taken().set(on)
        if await self.reads() is not on:
            raise HardwareError(
                f"the pin {self._name} was switched and stays as it was: something holds it. See to its wires"
            )

    async def reads(self) -> bool:
        """Return how the pin is now. A pin that fails is taken anew the next time."""
        with self._let_go_where_it_fails():
            return self._taken().level()

    def close(self) -> None:
        """Switch the pin off, and let go of it."""
        pin, self._pin = self._pin, None
        if pin is not None:
            pin.close()

    @contextlib.contextmanager
    def _let_go_where_it_fails(self) -> Iterator[None]:
        try:
            yield
        except HardwareError:
            with contextlib.suppress(HardwareError):  # the pin is gone already
                self.close()
            raise

    def _taken(self) -> OutputPin:
        if self._pin is None:
            self._pin = self._pins.output(self._name)
        return self._pin
