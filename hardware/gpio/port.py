"""Defines what pins offer, both the kernel's and pretend ones. A pin is found by the name that the kernel has for it, such as GPIO17.
Knows no button.
"""

from typing import Protocol

CONSUMER = "handbell"  # the owner of a pin, as `gpioinfo` shows it


class InputPin(Protocol):
    """One pin with a contact to ground. True means closed. `fd` becomes readable with each edge."""

    fd: int

    def level(self) -> bool:
        """Return the level now. Raises HardwareError when the pin is gone."""
        ...

    def edges(self) -> list[bool]:
        """Return the levels that the pin changed to since the last call, in order. Called when `fd` is readable. Raises HardwareError."""
        ...

    def close(self) -> None:
        """Let go of the pin."""
        ...


class OutputPin(Protocol):
    """One pin that switches something. True means on, which is the high level: if nobody drives the pin, a relay for high levels stays
    off.
    """

    def set(self, on: bool) -> None:
        """Switch the pin. Raises HardwareError."""
        ...

    def level(self) -> bool:
        """Return the level that is read back from the pin itself. Raises HardwareError."""
        ...

    def close(self) -> None:
        """Switch the pin off, and let go of it."""
        ...


class PinPort(Protocol):
    """Gives pins. Both methods raise HardwareError, which says why a pin cannot be had."""

    def input(self, name: str) -> InputPin:
        """Take a pin to read it."""
        ...

    def output(self, name: str) -> OutputPin:
        """Take a pin to switch it. It is off at first."""
        ...
