"""Limits the open connections of the HTTPS door, in all and for each client, and closes silent ones. Knows no request.

A box keeps one or two connections for weeks; whoever connects and then says nothing only takes its place.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from aiohttp import web

from sync.district.naming import Naming, Why
from sync.district.peer import peer_of, who_of

CONNECTIONS_MAX = 8_000  # enough for 2,000 buildings with two each, and as many again while a line changes
OF_ONE_MAX = (
    64  # connections of one certificate, or one address without any: a box has nine, and those of lines that broke
)
SILENT_S_MAX = 90.0  # without a request; longer than any pause that a box makes between two requests on one connection
LOOK_EVERY_S = 5.0


class Connections:
    """Keeps aiohttp's protocols: whose each is, since when it is silent, and which are being answered."""

    def __init__(self, naming: Naming, connections_max: int = CONNECTIONS_MAX, of_one_max: int = OF_ONE_MAX) -> None:
        self._naming = naming
        self._max = connections_max
        self._of_one_max = of_one_max
        self._theirs: dict[str, dict[web.RequestHandler, None]] = {}  # in the order in which they were opened
        self._silent: OrderedDict[web.RequestHandler, float] = OrderedDict()  # → since when, the longest silence first
        self._answered: set[web.RequestHandler] = set()

    def __len__(self) -> int:
        return len(self._silent) + len(self._answered)

    def admit(self, protocol: web.RequestHandler) -> asyncio.Protocol:
        """Admit a connection whose handshake begins. It counts only when the handshake is over: until then `Accepting` limits it."""
        return _Entrance(self, protocol)

    def opened(self, protocol: web.RequestHandler, transport: asyncio.BaseTransport) -> None:
        """Count a connection, now that it is known whose it is. If one client has too many, close the first of its connections that is
        silent, perhaps this one. If there are too many in all, close the one that has been silent longest.
        """
        self._silent[protocol] = asyncio.get_running_loop().time()
        who = who_of(transport, peer_of(transport))
        theirs = self._theirs.setdefault(who, {})
        theirs[protocol] = None
        if len(theirs) > self._of_one_max:
            for gone in [each for each in theirs if each.transport is None]:
                del theirs[gone]
        if len(theirs) > self._of_one_max:
            self._naming.name(who, Why.CONNECTIONS)
            silent = next((each for each in theirs if each not in self._answered), protocol)
            del theirs[silent]
            self._silent.pop(silent, None)
            _close(silent)
        if len(self) > self._max:
            self._forget()
        if len(self) > self._max:
            _close(self._silent.popitem(last=False)[0])

    @web.middleware
    async def counted(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Count a request: a connection is not silent while its request is answered, however long that takes."""
        self._silent.pop(request.protocol, None)
        self._answered.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._answered.discard(request.protocol)
            if request.transport is not None:
                self._silent[request.protocol] = asyncio.get_running_loop().time()

    async def sweep(self) -> None:
        """Close silent connections, and forget those that are gone, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            before_s = asyncio.get_running_loop().time() - SILENT_S_MAX
            for protocol in [each for each, since_s in self._silent.items() if since_s < before_s]:
                del self._silent[protocol]
                _close(protocol)
            self._forget()

    def _forget(self) -> None:
        """Forget the connections that are gone."""
        for gone in [each for each in self._silent if each.transport is None]:
            del self._silent[gone]
        for who, theirs in list(self._theirs.items()):
            for gone in [each for each in theirs if each.transport is None]:
                del theirs[gone]
            if not theirs:
                del self._theirs[who]


class _Entrance(asyncio.Protocol):
    """Stands for a connection until it is known whose it is; from then on aiohttp's protocol alone has it."""

    def __init__(self, connections: Connections, protocol: web.RequestHandler) -> None:
        self._connections = connections
        self._protocol = protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand over to aiohttp's protocol: the TLS handshake is over."""
        transport.set_protocol(self._protocol)
        self._protocol.connection_made(transport)
        self._connections.opened(self._protocol, transport)


def _close(protocol: web.RequestHandler) -> None:
    """Close at once. A close in TLS's own way would wait as long as the other end does not answer."""
    if protocol.transport is not None:
        protocol.transport.abort()
    protocol.force_close()
