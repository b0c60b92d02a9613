"""Holds one connection of a pretend device, as every wire needs it: its transport, its end, and how long it waits for a word. Knows no
frames.
"""

import asyncio


class Connection(asyncio.Protocol):
    """One connection. `over` is done when it has ended, or when the device can no longer tell. `transport` is None before and after."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport | None = None
        self.over: asyncio.Future[None] = self._loop.create_future()
        self.spoken_to = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that the connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection broke."""
        self.orphaned()

    def hang_up(self) -> None:
        """Break the connection, so that both ends notice."""
        if self.transport is not None:
            self.transport.abort()

    def give_up_unless_spoken_to(self) -> None:
        """Hang up if nothing was heard. An appliance that went away while we dialled will never speak, and such a connection would
        never end.
        """
        if not self.spoken_to:
            self.hang_up()

    def orphaned(self) -> None:
        """Note that the device no longer uses this connection."""
        self.transport = None
        if not self.over.done():
            self.over.set_result(None)
