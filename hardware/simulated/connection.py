"""One connection of a pretend device, as every wire needs it: a transport, when it is over, and patience. Knows no frames."""

import asyncio


class Connection(asyncio.Protocol):
    """`over` is done when it has ended, or when the device can no longer tell; `transport` is None before and after."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport | None = None
        self.over: asyncio.Future[None] = self._loop.create_future()
        self.spoken_to = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """It broke."""
        self.orphaned()

    def hang_up(self) -> None:
        """Break it, so that both ends notice."""
        if self.transport is not None:
            self.transport.abort()

    def give_up_unless_spoken_to(self) -> None:
        """An appliance that went away while we dialled never will speak, and a connection without a word from it never ends."""
        if not self.spoken_to:
            self.hang_up()

    def orphaned(self) -> None:
        """The device no longer uses this connection."""
        self.transport = None
        if not self.over.done():
            self.over.set_result(None)
