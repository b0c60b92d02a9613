"""Pretends to be a stick with a modem in it, at the far end of a line, and the people who text it. Knows nothing of the appliance."""

from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Final

from hardware.errors import HardwareError
from hardware.modem.twin.modem import TwinModem
from hardware.serial.pty import Pty

BAUD: Final = 115_200


class PretendModem:
    """A pretend modem, used as an asynchronous context. `at` are its ports: at the last one it answers, at the others nothing does.
    `phones` are numbers of people, by name.
    """

    def __init__(self, at: Collection[Path], phones: dict[str, str] | None = None) -> None:
        self.modem = TwinModem(self._say)
        self.ptys: list[Pty] = []
        self.unheard = bytearray()
        """What came to ports that answer nothing."""
        self._at = list(at)
        self._phones = dict(phones or {})

    async def __aenter__(self) -> "PretendModem":
        for path in self._at:
            take = self.modem.take if path == self._at[-1] else self.unheard.extend
            try:
                self.ptys.append(Pty(path, BAUD, take))
            except OSError as error:
                raise HardwareError(f"no line can appear at {path}: {error.strerror}. Choose another path.") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pty in self.ptys:
            pty.close()

    def buttons(self) -> Collection[str]:
        """Give the people, as `handbell pretend` asks for buttons."""
        return tuple(self._phones)

    def lamp(self, button: str) -> str:
        """Give the texts that came to a person, in one line."""
        return " | ".join(self.texts_to(self.number(button))) or "nothing"

    def number(self, name: str) -> str:
        """Give the number of a person, or the number itself."""
        return self._phones.get(name, name)

    def texts_to(self, number: str) -> list[str]:
        """Give the texts that came to a number, long ones whole, in order."""
        said: list[str] = []
        open_parts: dict[int, str] = {}
        for air in (each for each in self.modem.sent if each.number == number):
            if air.of == 1:
                said.append(air.text)
                continue
            open_parts[air.reference] = open_parts.get(air.reference, "") + air.text
            if air.part == air.of:
                said.append(open_parts.pop(air.reference))
        return said

    def unplug(self) -> None:
        """Pull the stick out."""
        for pty in self.ptys:
            pty.unplug()

    def plug_in(self) -> None:
        """Plug the stick in again. It starts anew."""
        for pty in self.ptys:
            pty.plug_in()
        self.modem.boot()

    def _say(self, data: bytes) -> None:
        """Send bytes. If nobody hears them they are lost, as on a wire."""
        if self.ptys and self.ptys[-1].plugged_in:
            self.ptys[-1].burst(data)
