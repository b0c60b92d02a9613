"""What pins offer, whether the kernel's or pretend ones: found by the names the kernel has for them, such as GPIO17. Knows no button."""

from typing import Protocol

CONSUMER = "handbell"  # who has a pin, as `gpioinfo` shows it


class InputPin(Protocol):
    """One pin with a contact to ground. True is closed. `fd` becomes readable with each edge."""

    fd: int

    def level(self) -> bool:
        """How it is now. Raises HardwareError when the pin is gone."""
        ...

    def edges(self) -> list[bool]:
        """What it became, in order, since this was asked last. To be asked when `fd` is readable. Raises HardwareError."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class OutputPin(Protocol):
    """One pin that switches something. True is on, which is the high level: a pin nobody drives leaves a relay for high levels off."""

    def set(self, on: bool) -> None:
        """Switch it. Raises HardwareError."""
        ...

    def level(self) -> bool:
        """What is read back from the pin itself. Raises HardwareError."""
        ...

    def close(self) -> None:
        """Switch it off, and let go of it."""
        ...


class PinPort(Protocol):
    """Where pins come from. Both raise HardwareError which says why a pin is not to be had."""

    def input(self, name: str) -> InputPin:
        """Take a pin to read it."""
        ...

    def output(self, name: str) -> OutputPin:
        """Take a pin to switch it; it is off then."""
        ...
