"""Keeps pretend pins in memory, which are found, taken and refused like the kernel's pins. Knows no button."""

import os
from collections.abc import Iterable

from hardware.errors import HardwareError


class TwinPins:
    """Pretend pins by name, all open at first. A pin in `gone` fails whoever has it; a pin in `busy` belongs to somebody else."""

    def __init__(self, names: Iterable[str]) -> None:
        self.levels = dict.fromkeys(names, False)
        self.busy: set[str] = set()
        self.gone: set[str] = set()
        self.switched: list[tuple[str, bool]] = []
        self.looks = 0  # how often any pin was read
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
        """Close these contacts."""
        for name in names:
            self._change(name, closed=True)

    def open(self, *names: str) -> None:
        """Open these contacts."""
        for name in names:
            self._change(name, closed=False)

    def look_at(self, name: str) -> bool:
        """Return how a pin is. Raises HardwareError."""
        self.looks += 1
        if name in self.gone:
            raise HardwareError(f"the pin {name} cannot be used: No such device")
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
            raise HardwareError(f"the pin {name} cannot be used: Device or resource busy")
        self.look_at(name)


class TwinInput:
    """One pretend pin that is read. Its edges go through a pipe, as the kernel's edges go through a file."""

    def __init__(self, pins: TwinPins, name: str) -> None:
        self._pins, self._name = pins, name
        self.fd, self._end = os.pipe()

    def edge(self, closed: bool) -> None:
        """Note that the pin closed or opened."""
        os.write(self._end, bytes([closed]))

    def level(self) -> bool:
        """Return how the pin is now."""
        return self._pins.look_at(self._name)

    def edges(self) -> list[bool]:
        """Return what the pin changed to."""
        self._pins.look_at(self._name)
        return [bool(each) for each in os.read(self.fd, 16)]

    def close(self) -> None:
        """Let go of the pin."""
        del self._pins.taken[self._name]
        os.close(self.fd)
        os.close(self._end)


class TwinOutput:
    """One pretend pin that switches something."""

    def __init__(self, pins: TwinPins, name: str) -> None:
        self._pins, self._name = pins, name

    def set(self, on: bool) -> None:
        """Switch the pin."""
        self._pins.look_at(self._name)
        self._pins.levels[self._name] = on
        self._pins.switched.append((self._name, on))

    def level(self) -> bool:
        """Return the pin's level."""
        return self._pins.look_at(self._name)

    def close(self) -> None:
        """Switch the pin off, and let go of it."""
        try:
            self.set(False)
        finally:
            del self._pins.taken[self._name]
