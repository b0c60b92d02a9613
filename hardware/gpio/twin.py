"""Pretend pins in memory, which are found, taken and refused as the kernel's are. Knows no button."""

import os
from collections.abc import Iterable

from hardware.errors import HardwareError


class TwinPins:
    """Pins by name, all open and at rest. `gone` ones fail whoever has them; `busy` ones are somebody else's."""

    def __init__(self, names: Iterable[str]) -> None:
        self.levels = dict.fromkeys(names, False)
        self.busy: set[str] = set()
        self.gone: set[str] = set()
        self.switched: list[tuple[str, bool]] = []
        self.looks = 0  # how often any pin was looked at
        self.taken: dict[str, TwinInput | TwinOutput] = {}

    def input(self, name: str) -> "TwinInput":
        """Take a pin to read it."""
        self._look(name)
        pin = self.taken[name] = TwinInput(self, name)
        return pin

    def output(self, name: str) -> "TwinOutput":
        """Take a pin to switch it."""
        self._look(name)
        pin = self.taken[name] = TwinOutput(self, name)
        pin.set(False)
        return pin

    def close(self, *names: str) -> None:
        """These contacts close."""
        for name in names:
            self._change(name, closed=True)

    def open(self, *names: str) -> None:
        """These contacts open."""
        for name in names:
            self._change(name, closed=False)

    def look_at(self, name: str) -> bool:
        """How a pin is. Raises HardwareError."""
        self.looks += 1
        if name in self.gone:
            raise HardwareError(f"the pin {name} is not to be had: No such device")
        return self.levels[name]

    def _change(self, name: str, *, closed: bool) -> None:
        if self.levels[name] == closed:
            return
        self.levels[name] = closed
        pin = self.taken.get(name)
        if isinstance(pin, TwinInput):
            pin.edge(closed)

    def _look(self, name: str) -> None:
        if name not in self.levels:
            raise HardwareError(f"this box has no pin named {name}")
        if name in self.busy or name in self.taken:
            raise HardwareError(f"the pin {name} is not to be had: Device or resource busy")
        self.look_at(name)


class TwinInput:
    """One pin that is read; its edges go through a pipe, as the kernel's go through a file."""

    def __init__(self, pins: TwinPins, name: str) -> None:
        self._pins, self._name = pins, name
        self.fd, self._end = os.pipe()

    def edge(self, closed: bool) -> None:
        """It closed or opened."""
        os.write(self._end, bytes([closed]))

    def level(self) -> bool:
        """How it is now."""
        return self._pins.look_at(self._name)

    def edges(self) -> list[bool]:
        """What it became."""
        self._pins.look_at(self._name)
        return [bool(each) for each in os.read(self.fd, 16)]

    def close(self) -> None:
        """Let go of it."""
        del self._pins.taken[self._name]
        os.close(self.fd)
        os.close(self._end)


class TwinOutput:
    """One pin that switches."""

    def __init__(self, pins: TwinPins, name: str) -> None:
        self._pins, self._name = pins, name

    def set(self, on: bool) -> None:
        """Switch it."""
        self._pins.look_at(self._name)
        self._pins.levels[self._name] = on
        self._pins.switched.append((self._name, on))

    def level(self) -> bool:
        """What it is at."""
        return self._pins.look_at(self._name)

    def close(self) -> None:
        """Off, and let go of."""
        try:
            self.set(False)
        finally:
            del self._pins.taken[self._name]
