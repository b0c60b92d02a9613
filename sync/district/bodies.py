"""Reads bodies of requests, within limits for what all together and each may bring at once. Decides nothing about what is in them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from functools import partial

import msgspec
from aiohttp import web

from sync.district.budget import Budget, OverBudget, Room
from sync.district.naming import Naming, Why
from sync.district.request import BadBody, body_of
from sync.district.routes import Route
from sync.district.shares import OverShare, Shares, Slots, end
from sync.protocol import BODY_LEN_MAX, SMALL_BODY_LEN_MAX, URGENT, URGENT_LEN_MAX

# Bytes of bodies that have come and are not answered yet: of everybody, and of one certificate or address. The second has room for the
# longest body, and for what a box has on its way at once.
BODIES_LEN_MAX = 64 * 1024 * 1024, BODY_LEN_MAX + 2 * 1024 * 1024
# Counted apart, so that no backlog delays a call. Seven boxes that misbehave at once leave room for the others.
URGENT_BODIES_LEN_MAX = 16 * 1024 * 1024, URGENT_LEN_MAX
# Clients without a certificate take nobody else's room. The first limit is for bodies on their way: an honest one is there in a moment, so
# when there are too many, the oldest is given up. The second is for their bytes: of as many bodies that are coming, and as many that are
# answered; and the same for one address.
STRANGERS_MAX = 128
STRANGERS_LEN_MAX = 2 * STRANGERS_MAX * SMALL_BODY_LEN_MAX, 16 * SMALL_BODY_LEN_MAX
STRANGERS_OF_ONE_MAX = (
    8  # bodies from one address: a whole district may be behind one, and each body is there in a moment
)
# How many bodies of one certificate are read at once: four deposits. Counted apart, so that no backlog is in the way of a call: one urgent
# body, and one that the main lane hands over. Each number is doubled, because the server notices a broken line only when its body is too
# slow.
BODIES_OF_ONE_MAX = 8
URGENT_OF_ONE_MAX = 4


class Bodies:
    """Reads the bodies of one server."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._backlog = Budget(*BODIES_LEN_MAX)
        self._urgent = Budget(*URGENT_BODIES_LEN_MAX)
        self._strangers = Budget(*STRANGERS_LEN_MAX)
        self._bringing = Shares(BODIES_OF_ONE_MAX)
        self._bringing_urgent = Shares(URGENT_OF_ONE_MAX)
        self._enrolling = Slots(STRANGERS_OF_ONE_MAX)
        self._all_enrolling = Slots(STRANGERS_MAX)

    @asynccontextmanager
    async def of(self, route: Route, request: web.Request, who: str) -> AsyncGenerator[msgspec.Struct]:
        """Read the body, and keep room for it until the block ends. One certificate may bring only a few at once. Raises BadBody."""
        with ExitStack() as stack:
            try:
                if route.roles:
                    bringing = self._bringing_urgent if route.path == URGENT else self._bringing
                    stack.enter_context(bringing.one(who))
            except OverShare as over:
                self._naming.name(who, Why.BODIES)
                raise BadBody("busy", NO_ROOM) from over
            async with self._budget(route).room(who) as room:
                yield await self._read(route, request, room, who)

    async def _read(self, route: Route, request: web.Request, room: Room, who: str) -> msgspec.Struct:
        """Read the body. Among strangers who send at once, the one who began first gives up its place: an honest one is done in a moment.
        Raises BadBody.
        """
        try:
            async with asyncio.timeout(None) as patience:
                if route.roles:
                    return await body_of(route, request, room, patience)
                with (
                    self._enrolling.one(who, partial(end, patience)),
                    self._all_enrolling.one("anybody", partial(end, patience)),
                ):
                    return await body_of(route, request, room, patience)
        except TimeoutError as late:
            self._naming.name(who, Why.SLOW_BODIES)
            raise BadBody("too-slow", "The body did not come, or too slowly. Nothing was kept.") from late
        except OverBudget as over:
            if over.share:
                self._naming.name(who, Why.BODIES)
            raise BadBody("busy", NO_ROOM) from over

    def _budget(self, route: Route) -> Budget:
        if not route.roles:
            return self._strangers
        return self._urgent if route.path == URGENT else self._backlog


NO_ROOM = "The server has no room for more at the moment. Nothing was kept; try again soon."
