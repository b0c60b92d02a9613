"""Bodies of requests, within what one and all may bring at once. Reads them; decides nothing about what is in them."""

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

# Bytes of bodies that have come and are not answered yet: of everybody, and of one certificate or address.
# Of one: a body of the longest, and what a box has on its way at once.
BODIES_LEN_MAX = 64 * 1024 * 1024, BODY_LEN_MAX + 2 * 1024 * 1024
# Apart, so that no backlog delays a call; seven boxes gone mad at once leave room for the others.
URGENT_BODIES_LEN_MAX = 16 * 1024 * 1024, URGENT_LEN_MAX
# Who has no certificate takes nobody else's room. Bodies of theirs on their way: who means well needs a moment, so the first of more is
# given up. And their bytes: as many that come, and that are answered; of one address likewise.
STRANGERS_MAX = 128
STRANGERS_LEN_MAX = 2 * STRANGERS_MAX * SMALL_BODY_LEN_MAX, 16 * SMALL_BODY_LEN_MAX
STRANGERS_OF_ONE_MAX = 8  # bodies from one address: a whole district may be behind one, and a body is there in a moment
# Bodies at once of one certificate: four deposits; and apart from them, so that no backlog is in the way of a call, an urgent one and one
# that the main lane hands over. Each twice: of lines that broke the server does not see the end before they are too slow.
BODIES_OF_ONE_MAX = 8
URGENT_OF_ONE_MAX = 4


class Bodies:
    """One for a server."""

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
        """The body, and room for it until the block ends. One certificate brings few at once. Raises BadBody."""
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
        """Of strangers who send at once the one who began first makes room: who means well is done in a moment. Raises BadBody."""
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
