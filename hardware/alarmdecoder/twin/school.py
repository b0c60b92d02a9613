"""Pretends to be a school with an alarm panel at the far end of a line. Knows nothing of the appliance."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from hardware.alarmdecoder.twin.panel import Panel
from hardware.errors import HardwareError
from hardware.points import PanelZone
from hardware.serial.pty import Pty

BAUD = 115_200
NO_LAMP = "no lamp"  # shown for a button that cannot be told anything


class PretendSchool:
    """A pretend school, used as an asynchronous context. `names` are the hold-up buttons on its one panel. `sent` is what came to the
    panel; it must stay empty.
    """

    def __init__(self, at: Path, names: Mapping[str, PanelZone]) -> None:
        self.sent = bytearray()
        self._at = at
        self._names = dict(names)
        self.pty: Pty | None = None
        self._living: asyncio.Task[None] | None = None
        self.panel = Panel(self._say, self._names)

    async def __aenter__(self) -> "PretendSchool":
        try:
            self.pty = Pty(self._at, BAUD, self.sent.extend)
        except OSError as error:
            raise HardwareError(f"no line can appear at {self._at}: {error.strerror}. Choose another path.") from error
        self._living = asyncio.get_running_loop().create_task(self.panel.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._living is not None:
            self._living.cancel()
            await asyncio.gather(self._living, return_exceptions=True)
        if self.pty is not None:
            self.pty.close()

    def buttons(self) -> tuple[str, ...]:
        """Return the hold-up buttons."""
        return tuple(self._names)

    def lamp(self, button: str) -> str:
        """Say that a hold-up button has no lamp."""
        return NO_LAMP

    def unplug(self) -> None:
        """Pull the AlarmDecoder out."""
        if self.pty is not None:
            self.pty.unplug()

    def plug_in(self) -> None:
        """Plug the AlarmDecoder in again."""
        if self.pty is not None:
            self.pty.plug_in()

    def _say(self, data: bytes) -> None:
        """Send bytes. If nobody hears them they are lost, as on a wire."""
        if self.pty is not None and self.pty.plugged_in:
            self.pty.burst(data)
