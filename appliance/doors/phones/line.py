"""Serves the process of the phones on one connection: gives its messages to the door, and notices when it is silent. Decides nothing."""

import asyncio
from typing import Protocol

from appliance.api.phones.frames import from_phones
from appliance.api.phones.messages import ALIVE_EVERY_S, SILENT_AFTER_S, Alive, FromPhones
from appliance.doors.peer import Peer
from appliance.doors.served_line import ServedLine

SILENT = "Nothing was heard for {after:.0f} s. Connect again."


class Door(Protocol):
    """What a line needs of its door."""

    def came(self, line: "PhonesLine") -> None:
        """Note that a line can be spoken to."""

    def hears(self, line: "PhonesLine", message: FromPhones) -> None:
        """Take what the process says."""

    def left(self, line: "PhonesLine") -> None:
        """Note that a line ended."""


class PhonesLine(ServedLine[FromPhones]):
    """One line of the process of the phones."""

    def __init__(self, peer: Peer, door: Door) -> None:
        super().__init__(from_phones(), peer, "phones")
        self._door = door
        self._heard_s = self._alive_s = self._loop.time()

    def look(self, now_s: float) -> None:
        """Say that this end lives, and end a line that is silent or is not read. Called about once a second."""
        self.check_reading(now_s)
        if now_s - self._heard_s >= SILENT_AFTER_S:
            self.push_out(SILENT.format(after=SILENT_AFTER_S))
        elif now_s - self._alive_s >= ALIVE_EVERY_S:
            self._alive_s = now_s
            self.send(Alive())

    def take(self, message: FromPhones) -> None:
        self._heard_s = self._loop.time()
        if not isinstance(message, Alive):
            self._door.hears(self, message)

    async def answer(self, message: FromPhones) -> None:
        raise AssertionError(f"nothing is queued here: {message}")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.open:
            self._door.came(self)

    def lost(self) -> None:
        self._door.left(self)
