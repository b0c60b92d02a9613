"""What the uplink keeps over restarts, and how seldom that is written. Decides nothing by it; what is lost of it does no harm."""

import asyncio
import logging

from msgspec.structs import replace

from sync.transport.identity import Identity, Memory

EVERY_S = 60.0  # a memory card takes some 10,000 writes of a place: what a server says must not use them up

log = logging.getLogger("handbell.uplink")


class Remembering:
    """Lives as long as the process, and writes at most once in `EVERY_S` on the average, whatever a server says."""

    def __init__(self) -> None:
        self.memory = Memory()
        self._known: Identity | None = None
        self._enrolment: tuple[int, int] | None = None
        self._written = Memory()
        self._next_s = asyncio.get_running_loop().time()

    def begin(self, known: Identity) -> None:
        """A session with this district begins. Enrolled anew while this process lives, nothing is remembered, whatever is on the disk by
        now. Raises OSError.
        """
        enrolment = known.enrolment
        if enrolment != self._enrolment:
            self._written = known.remembered()
            self.memory = replace(self._written) if self._known is None else Memory()
        self._known, self._enrolment = known, enrolment

    async def run(self) -> None:
        """For ever: what could not be written at once is, when it is time."""
        while True:
            await asyncio.sleep(EVERY_S)
            self.keep()

    def keep(self) -> None:
        """Write what changed, where it is time."""
        if asyncio.get_running_loop().time() >= self._next_s:
            self.keep_now()

    def keep_now(self) -> None:
        """Write what changed. The next time is then so much later."""
        if self._known is None or self.memory == self._written:
            return
        self._next_s = max(self._next_s, asyncio.get_running_loop().time()) + EVERY_S
        try:
            if self._known.enrolment != self._enrolment:
                return  # what this process knows is of another server
            self._known.remember(self.memory)
        except OSError as error:  # deposits, a call's among them, go on without
            log.warning("what was handed in last cannot be remembered: %s", error)
        else:
            self._written = replace(self.memory)
