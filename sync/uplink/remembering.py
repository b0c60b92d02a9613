"""Keeps what the uplink remembers over restarts, and writes it seldom. Decides nothing by it; losing it does no harm."""

import asyncio
import logging

from msgspec.structs import replace

from sync.transport.identity import Identity, Memory

EVERY_S = 60.0  # a memory card takes about 10,000 writes in one place: a server's words must not use them up

log = logging.getLogger("handbell.uplink")


class Remembering:
    """Lives as long as the process. Writes at most once in `EVERY_S` on average, whatever a server says."""

    def __init__(self) -> None:
        self.memory = Memory()
        self._known: Identity | None = None
        self._enrolment: tuple[int, int] | None = None
        self._written = Memory()
        self._next_s = asyncio.get_running_loop().time()

    def begin(self, known: Identity) -> None:
        """Begin a session with this district. If the box was enrolled anew while this process lives, begin with an empty memory, whatever
        is on the disk now. Raises OSError.
        """
        enrolment = known.enrolment
        if enrolment != self._enrolment:
            self._written = known.remembered()
            self.memory = replace(self._written) if self._known is None else Memory()
        self._known, self._enrolment = known, enrolment

    async def run(self) -> None:
        """Write from time to time, for ever, what could not be written at once."""
        while True:
            await asyncio.sleep(EVERY_S)
            self.keep()

    def keep(self) -> None:
        """Write what changed, if enough time has passed."""
        if asyncio.get_running_loop().time() >= self._next_s:
            self.keep_now()

    def keep_now(self) -> None:
        """Write what changed, now. The next write is put off in return."""
        if self._known is None or self.memory == self._written:
            return
        self._next_s = max(self._next_s, asyncio.get_running_loop().time()) + EVERY_S
        try:
            if self._known.enrolment != self._enrolment:
                return  # what this process knows is about another enrolment
            self._known.remember(self.memory)
        except OSError as error:  # deposits go on without it, among them those of a call
            log.warning("what was handed in last cannot be remembered: %s", error)
        else:
            self._written = replace(self.memory)
