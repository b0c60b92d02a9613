"""Pretends to be a school with pendants: transmitters, the air, and receivers at the far ends of lines. Knows nothing of the appliance."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from hardware.errors import HardwareError
from hardware.inovonics.codec import SECURITY, Transmission
from hardware.inovonics.twin.radio import PretendTransmitter, through
from hardware.inovonics.twin.receiver import PretendReceiver
from hardware.serial.pty import Pty

BAUD = 9600
TICK_S = 0.02
NEIGHBOUR = SECURITY << 24 | 0xFFFFFF  # is in no plan


class _OnWire:
    """A pretend receiver and its line."""

    def __init__(self, at: Path, serial: bytes) -> None:
        self._clock = asyncio.get_running_loop().time
        self.receiver = PretendReceiver(serial, self._clock())
        try:
            self.pty = Pty(at, BAUD, self.receiver.feed)
        except OSError as error:
            raise HardwareError(f"no line can appear at {at}: {error.strerror}. Choose another path.") from error

    async def live(self) -> None:
        while True:
            data = self.receiver.take(self._clock())
            if data and self.pty.plugged_in:
                await self.pty.send(data)
            await asyncio.sleep(TICK_S)


class PretendRadio:
    """A pretend school, used as an asynchronous context. Every receiver hears every frame of every transmitter, `copies` times."""

    def __init__(self, at: Sequence[Path], transmitters: Mapping[str, PretendTransmitter]) -> None:
        self.transmitters = dict(transmitters)
        self.copies = 1
        self._at = tuple(at)
        self._wires: list[_OnWire] = []
        self._living: list[asyncio.Task[None]] = []
        self._neighbour = PretendTransmitter(NEIGHBOUR)

    async def __aenter__(self) -> "PretendRadio":
        self._wires = [_OnWire(path, bytes([0, 0, 0, number])) for number, path in enumerate(self._at, 1)]
        loop = asyncio.get_running_loop()
        self._living = [loop.create_task(each.live()) for each in self._wires]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)
        for wire in self._wires:
            wire.pty.close()

    def receiver(self, number: int = 1) -> PretendReceiver:
        """Return a receiver by its place among the paths, from 1."""
        return self._wires[number - 1].receiver

    def pty(self, number: int = 1) -> Pty:
        """Return the far end of a receiver's line."""
        return self._wires[number - 1].pty

    def send(self, frame: Transmission) -> None:
        """Send a frame into the air. Every receiver hears it, even if its cable is out, since it has its own power."""
        for wire in self._wires:
            for _ in range(self.copies):
                wire.receiver.hear(frame)

    async def press(self, name: str, alarm: int = 1, for_s: float = 0.5) -> None:
        """Press an alarm and let it go."""
        self.send(self._of(name).close(alarm))
        await asyncio.sleep(for_s)
        self.send(self._of(name).open(alarm))

    async def hold(self, name: str, seconds: float, alarm: int = 1) -> None:
        """Keep an alarm bit up for so long."""
        await self.press(name, alarm, seconds)

    def close(self, name: str, alarm: int = 1) -> None:
        """Close a contact."""
        self.send(self._of(name).close(alarm))

    def open(self, name: str, alarm: int = 1) -> None:
        """Open a contact."""
        self.send(self._of(name).open(alarm))

    def check_in(self, name: str) -> None:
        """Let a transmitter say how it stands."""
        self.send(self._of(name).check_in())

    def low(self, name: str) -> None:
        """Let a transmitter's battery be low."""
        self.send(self._of(name).change(low_battery=True))

    def tamper(self, name: str, *, is_open: bool = True) -> None:
        """Open a transmitter's case, or close it again."""
        self.send(self._of(name).change(tampered=is_open))

    def reset(self, name: str) -> None:
        """Give a transmitter a new battery."""
        self.send(self._of(name).reset())

    def through(self, name: str, repeater: int) -> None:
        """Make this repeater a transmitter's first hop from now on."""
        self._of(name).hop = repeater

    def weaken(self, name: str, margin: int) -> None:
        """Let a transmitter be heard with this margin from now on."""
        self._of(name).margin = margin

    def copy(self, times: int) -> None:
        """Let each frame be heard this many times from now on."""
        self.copies = times

    async def neighbour(self) -> None:
        """Press a pendant of the house next door."""
        self.send(through(self._neighbour.close(), NEIGHBOUR))
        await asyncio.sleep(0.5)
        self.send(self._neighbour.open())

    def jam(self, *, on: bool = True) -> None:
        """Let somebody send on every channel; each receiver says so."""
        for wire in self._wires:
            wire.receiver.jammed = on
            wire.receiver.check_in_now(0.0)

    def restart(self, number: int = 1) -> None:
        """Take a receiver's power away for a moment."""
        self.receiver(number).restart(asyncio.get_running_loop().time())

    def unplug(self, number: int = 1) -> None:
        """Pull a receiver's cable out. The receiver goes on hearing, and keeps what it cannot pass on."""
        self.pty(number).unplug()

    def plug_in(self, number: int = 1) -> None:
        """Put a receiver's cable in again."""
        self.pty(number).plug_in()

    def buttons(self) -> tuple[str, ...]:
        """Return nothing: no button here has a lamp."""
        return ()

    def lamp(self, button: str) -> str:
        raise LookupError(f"{button} has no lamp")

    def _of(self, name: str) -> PretendTransmitter:
        if name not in self.transmitters:
            raise LookupError(f"there is no transmitter named {name}; known are {', '.join(self.transmitters)}")
        return self.transmitters[name]
