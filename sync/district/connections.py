"""Open connections of the HTTPS door: bounded in number, and closed when nothing comes. Knows no request.

A box keeps one or two connections for weeks; whoever connects and then says nothing only takes their place.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from aiohttp import web

CONNECTIONS_MAX = 8_000  # 2,000 buildings with two each, and as many again while a line changes
SILENT_S_MAX = 90.0  # without a request; longer than any pause a box makes between two on one connection
LOOK_EVERY_S = 5.0


class Connections:
    """Remembers aiohttp's protocols: since when each is silent, and which are being answered."""

    def __init__(self, connections_max: int = CONNECTIONS_MAX) -> None:
        self._max = connections_max
        self._silent: OrderedDict[web.RequestHandler, float] = OrderedDict()  # → since, longest first
        self._answered: set[web.RequestHandler] = set()

    def __len__(self) -> int:
        return len(self._silent) + len(self._answered)

    def admit(self, protocol: web.RequestHandler) -> web.RequestHandler:
        """A new connection; where there are too many, the one silent for longest is closed for it."""
        self._silent[protocol] = asyncio.get_running_loop().time()
        if len(self) > self._max:
            _close(self._silent.popitem(last=False)[0])
        return protocol

    @web.middleware
    async def counted(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """A connection is not silent while its request is answered, however long that takes."""
        self._silent.pop(request.protocol, None)
        self._answered.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._answered.discard(request.protocol)
            if request.transport is not None:
                self._silent[request.protocol] = asyncio.get_running_loop().time()

    async def sweep(self) -> None:
        """Close who is silent, and forget who went, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            before_s = asyncio.get_running_loop().time() - SILENT_S_MAX
            for protocol in [each for each, since_s in self._silent.items() if since_s < before_s]:
                del self._silent[protocol]
                _close(protocol)


def _close(protocol: web.RequestHandler) -> None:
    protocol.force_close()
    if protocol.transport is not None:
        protocol.transport.close()
