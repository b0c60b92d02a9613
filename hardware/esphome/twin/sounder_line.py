"""Pretends to be a sounder on ESPHome's native API: `async with PretendSounder("hall", key, dials=("127.0.0.1", 6054)) as sounder:`.

After `await sounder.listen("127.0.0.1")` the appliance may connect as well; without `dials` it has to.
"""

import asyncio
import random
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aioesphomeapi import api_pb2 as pb

from hardware.esphome.twin import identity
from hardware.esphome.twin.device import TwinDevice
from hardware.esphome.twin.sounder import TwinSounder
from hardware.ports import Pattern, Sounding
from hardware.simulated.board import Flash


class SounderLine(TwinDevice[TwinSounder]):
    """One sounder on its wire. `lamp` is what it plays, and `told` how often it was told what to play. While `mute`, it hears and does
    nothing.
    """

    firmware = identity.SOUNDER
    told = 0
    mute = False

    def _boot(self, now_ms: int) -> TwinSounder:
        return TwinSounder(self.flash, now_ms)

    def _obey(self, board: TwinSounder, arguments: Sequence[pb.ExecuteServiceArgument]) -> bool:
        epoch, pattern, dark = arguments
        if self.mute or (pattern.string_ and pattern.string_ not in Pattern):
            return False  # a word of a later appliance; to play silence would be a lie
        self.told += 1
        asked = Pattern(pattern.string_) if pattern.string_ else None
        return board.sound(Sounding(asked, epoch.int_, dark=dark.bool_), self.now_ms())


class PretendSounder:
    """One pretend sounder, for the length of an `async with`. `line` is its wire, with power and cable. `played` is all that it played,
    in order.
    """

    def __init__(self, sounder: str, key: bytes | None, *, dials: tuple[str, int] | None = None) -> None:
        self.played: list[str] = []
        self.line = SounderLine(sounder, key, Flash("", {}), random.Random(sounder), self._plays)  # noqa: S311
        self._dials = dials
        self._working: list[asyncio.Task[None]] = []
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        if self._dials is not None:
            self._working.append(self._group.create_task(self.line.keep_connected(*self._dials)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._working:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)
        self.line.close()

    @property
    def playing(self) -> str:
        """What it plays: a pattern, `silent` or `down`; `dark` without power."""
        return self.line.lamp

    async def listen(self, host: str, port: int = 0) -> tuple[str, int]:
        """Let clients connect, and return where. With port 0 the system chooses a port, which then stays."""
        self._working.append(self._group.create_task(self.line.listen(host, port)))
        await self.line.listening.wait()
        assert self.line.address is not None, "it listens"
        return self.line.address

    def _plays(self, sounder: str, playing: str) -> None:
        self.played.append(playing)
