"""Holds the phones' end of their line to the alert daemon, which comes back by itself. Knows messages; knows no SIP and decides nothing."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.api.ask import Refusal
from appliance.api.client_line import ClientLine, LineLost, opened
from appliance.api.framing import Reader
from appliance.api.phones.frames import to_phones
from appliance.api.phones.messages import (
    ALIVE_EVERY_S,
    SILENT_AFTER_S,
    Alive,
    FromPhones,
    HangUp,
    Rings,
    Setup,
    Speak,
    ToPhones,
)

AGAIN_S = 1.0  # a daemon is back after some 2 s; asking more often does not bring it back sooner
UNREAD_LEN_MAX = 256 * 1024
"""Bytes that may wait in a line whose other end reads nothing: some 2,000 messages. A process that hangs must not fill our memory."""

type Told = Setup | Rings | Speak | HangUp

log = logging.getLogger("handbell.phones")


class PhonesClient(ClientLine[ToPhones]):
    """One connection. `told` is called with whatever the daemon says."""

    def __init__(self, reader: Reader[ToPhones], where: Path, told: Callable[[Told], None]) -> None:
        super().__init__(reader, where)
        self._told = told

    def carry(self, message: FromPhones) -> None:
        """Say something; nobody answers it. Raises LineLost, also where the other end takes nothing."""
        self._send(message)
        if self._transport is not None and self._transport.get_write_buffer_size() > UNREAD_LEN_MAX:
            self._end(f"Whoever listens at {self._where} reads nothing. The line was closed at this end.")

    def _take(self, message: ToPhones) -> None:
        match message:
            case Refusal(says=says):
                self._end(f"The alert daemon at {self._where} refused this line: {says}")
            case Alive():
                pass
            case _:
                self._told(message)


class AlertLine:
    """The line to the daemon at `path`. `told` is called with what it says, `changed` with whether it is there."""

    def __init__(self, path: Path, told: Callable[[Told], None], changed: Callable[[bool], None]) -> None:
        self._path, self._told, self._changed = path, told, changed
        self._client: PhonesClient | None = None
        self._said = ""

    @property
    def there(self) -> bool:
        """Whether a daemon is there."""
        return self._client is not None

    def tell(self, message: FromPhones) -> bool:
        """Say something. Gives whether somebody is there to hear it."""
        if self._client is None:
            return False
        try:
            self._client.carry(message)
        except LineLost:
            return False
        return True

    async def run(self) -> None:
        """Keep the line until cancelled."""
        while True:
            try:
                client = await opened(lambda: PhonesClient(to_phones(), self._path, self._told), self._path)
                self._client = client
                self._say(f"Connected to the alert daemon at {self._path}.")
                self._changed(True)
                await self._until_lost(client)
            except LineLost as why:
                self._say(str(why))
            finally:
                if self._client is not None:
                    self._client.close()
                    self._client = None
                    self._changed(False)
            await asyncio.sleep(AGAIN_S)

    async def _until_lost(self, client: PhonesClient) -> None:
        while not client.lost.done():
            client.carry(Alive())
            await asyncio.wait([client.lost], timeout=ALIVE_EVERY_S)
            if asyncio.get_running_loop().time() - client.heard_at >= SILENT_AFTER_S:
                raise LineLost(f"The alert daemon at {self._path} says nothing any more. Connecting anew.")
        self._say(f"The line to {self._path} ended. Connecting anew.")

    def _say(self, what: str) -> None:
        """Write a line into the journal, once for each change."""
        if what != self._said:
            self._said = what
            log.info("%s", what)
