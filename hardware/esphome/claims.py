"""Checks the keys of callers that use one device's name: few at once, and more slowly if they fail. Knows no key itself."""

import asyncio
import logging
import socket
import time
from collections.abc import Awaitable, Callable

from hardware.esphome.address import Address
from hardware.esphome.bounded_socket import BoundedSocket
from hardware.esphome.peer import Failed, Peer

AT_ONCE_MAX = 4  # If more call, the oldest is dropped, so that a caller who stalls keeps no button out.
BURST = 5  # this many may fail before callers of this name have to wait ...
EACH_S = 2.0  # ... this long each. Whoever goes on gets half a handshake a second, a thousandth of a core.

log = logging.getLogger("handbell.esphome")


class Claims:
    """The callers of one name. `prove` lets a caller in or raises Failed; `failed` is told why a caller was not let in."""

    def __init__(
        self, prove: Callable[[BoundedSocket, Peer], Awaitable[None]], failed: Callable[[Failed, Peer], Awaitable[None]]
    ) -> None:
        self._prove = prove
        self._failed = failed
        self._left, self._seen_s = float(BURST), 0.0
        self._looked_at: dict[asyncio.Task[None], BoundedSocket] = {}

    def called(self, caller: socket.socket, host: str) -> None:
        """Check this caller beside the others. Owns the socket."""
        now_s = time.monotonic()
        self._left = min(BURST, self._left + (now_s - self._seen_s) / EACH_S)
        self._seen_s = now_s
        if self._left < 1:
            caller.close()
            return
        self._left -= 1
        if len(self._looked_at) >= AT_ONCE_MAX:
            next(iter(self._looked_at)).cancel()
        wire = BoundedSocket.take(caller)
        task = asyncio.get_running_loop().create_task(self._look_at(wire, Peer(Address(host), called=True)))
        self._looked_at[task] = wire
        task.add_done_callback(self._looked)

    def close(self) -> None:
        """Stop checking all callers."""
        for task in list(self._looked_at):
            task.cancel()

    async def _look_at(self, wire: BoundedSocket, peer: Peer) -> None:
        try:
            await self._prove(wire, peer)
        except Failed as failed:
            await self._failed(failed, peer)
        else:
            self._left += 1

    def _looked(self, task: asyncio.Task[None]) -> None:
        wire = self._looked_at.pop(task)
        if task.cancelled():
            wire.close()  # a task that ended before its first step has closed nothing
        elif (error := task.exception()) is not None:
            log.error("a caller was lost", exc_info=error)
