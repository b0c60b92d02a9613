"""Reads and switches the pins of this box, through libgpiod and the kernel's character devices. Only this file imports libgpiod; it knows
no button.

Untested: this code has not yet read or switched a pin of a Raspberry Pi, and Debian's kernel for it has no pretend pins (gpio-sim).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.errors import HardwareError
from hardware.gpio.port import CONSUMER

if TYPE_CHECKING:
    import gpiod

DEBOUNCE = timedelta(milliseconds=25)  # the same time as in our own button's firmware (hardware/firmware/contacts.h)
DEVICES = Path("/dev")


class Pins:
    """Every pin that has a name, on any chip. The kernel answers each question here in microseconds."""

    def __init__(self, devices: Path = DEVICES) -> None:
        self._devices = devices

    def input(self, name: str) -> "KernelInput":
        """Take a pin for a contact to ground, with a pull-up: low means closed. An edge is kept once the contact has been still for 25
        ms.
        """
        import gpiod  # noqa: PLC0415 (only where a pin is planned)
        from gpiod.line import Bias, Direction, Edge  # noqa: PLC0415

        settings = gpiod.LineSettings(
            direction=Direction.INPUT,
            edge_detection=Edge.BOTH,
            bias=Bias.PULL_UP,
            active_low=True,
            debounce_period=DEBOUNCE,
        )
        return KernelInput(name, *self._taken(name, settings))

    def output(self, name: str) -> "KernelOutput":
        """Take a pin that is driven both high and low. It is off at first."""
        import gpiod  # noqa: PLC0415
        from gpiod.line import Direction, Value  # noqa: PLC0415

        settings = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.INACTIVE)
        return KernelOutput(name, *self._taken(name, settings))

    def _taken(self, name: str, settings: "gpiod.LineSettings") -> tuple["gpiod.LineRequest", int]:
        import gpiod  # noqa: PLC0415

        path, offset = self._found(name)
        with _named(name):
            return gpiod.request_lines(path, config={offset: settings}, consumer=CONSUMER), offset

    def _found(self, name: str) -> tuple[str, int]:
        """Find the chip and the offset of a name. A name that two chips have is refused: nobody can know which one is meant."""
        found = [(path, offset) for path, offset, named in self._all(name) if named == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise HardwareError(f"two pins of this box are named {name}")
        raise HardwareError(f"this box has no pin named {name}")

    def _all(self, name: str) -> Iterator[tuple[str, int, str]]:
        import gpiod  # noqa: PLC0415

        for path in sorted({str(each.resolve()) for each in self._devices.glob("gpiochip*")}):
            with _named(name), gpiod.Chip(path) as chip:
                for offset in range(chip.get_info().num_lines):
                    yield path, offset, chip.get_line_info(offset).name


class KernelInput:
    """One pin that is read."""

    def __init__(self, name: str, request: "gpiod.LineRequest", offset: int) -> None:
        self.fd = request.fd
        self._name, self._request, self._offset = name, request, offset

    def level(self) -> bool:
        """Return whether the contact is closed, without its bouncing."""
        from gpiod.line import Value  # noqa: PLC0415

        with _named(self._name):
            return self._request.get_value(self._offset) is Value.ACTIVE

    def edges(self) -> list[bool]:
        """Return the edges that the kernel kept: at most sixteen, which is more than a hand makes between two looks."""
        from gpiod import EdgeEvent  # noqa: PLC0415

        with _named(self._name):
            return [each.event_type is EdgeEvent.Type.RISING_EDGE for each in self._request.read_edge_events()]

    def close(self) -> None:
        """Let go of the pin."""
        self._request.release()


class KernelOutput:
    """One pin that switches something."""

    def __init__(self, name: str, request: "gpiod.LineRequest", offset: int) -> None:
        self._name, self._request, self._offset = name, request, offset

    def set(self, on: bool) -> None:
        """Switch the pin: on is high."""
        from gpiod.line import Value  # noqa: PLC0415

        with _named(self._name):
            self._request.set_value(self._offset, Value.ACTIVE if on else Value.INACTIVE)

    def level(self) -> bool:
        """Return the level that the pin really has. A short circuit may hold it at another level than it was told."""
        from gpiod.line import Value  # noqa: PLC0415

        with _named(self._name):
            return self._request.get_value(self._offset) is Value.ACTIVE

    def close(self) -> None:
        """Switch the pin off and let go of it."""
        try:
            self.set(False)
        finally:
            self._request.release()


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Turn an error of the kernel into a HardwareError that names the pin."""
    try:
        yield
    except HardwareError:
        raise
    except (OSError, ValueError) as error:
        raise HardwareError(
            f"the pin {name} cannot be used: {error.strerror if isinstance(error, OSError) else error}"
        ) from error
