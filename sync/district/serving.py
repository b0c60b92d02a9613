"""Connects HTTP with the table of routes: certificates, queries, bodies, limits, refusals. Decides nothing and opens nothing.

Nothing of a body is ever logged; a request's path and status are counted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Middleware

from appliance.envelope.deposit import Refused
from sync.district import box_door
from sync.district.answers import LONG_LEN, Answers, response_of
from sync.district.asked import Asked
from sync.district.bodies import NO_ROOM, Bodies
from sync.district.budget import OverBudget
from sync.district.district import District
from sync.district.live_door import LiveDoor
from sync.district.naming import Why
from sync.district.openapi import document
from sync.district.peer import Peer, peer_of, who_of
from sync.district.request import BadBody, query_of
from sync.district.routes import Answer, Route
from sync.district.shares import OverShare, Shares, end
from sync.district.store import StoreUnavailable
from sync.district.tables import boxes
from sync.district.tables.enrolments import certified
from sync.protocol import (
    BODY_LEN_MAX,
    BODY_WAIT_S,
    DEPOSITS,
    JSON,
    LIVE,
    MSGPACK,
    OPENAPI,
    Role,
)

# How many questions of one client are answered at a time: a box has three; an office has two pages and three others for each of eight
# consoles.
QUESTIONS_OF_ONE_MAX = 40
# How long a client waits for its earlier long answers to be taken: half of the time that it waits in all. Several consoles of an office,
# with two pages each on one slow line, may take so long; a client that takes nothing is cut off sooner.
ROOM_WITHIN_S = BODY_WAIT_S / 2

log = logging.getLogger("handbell.district")


class Serving:
    """Makes handlers from routes. One for all listeners of a server."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._bodies = Bodies(district.naming)
        self._answers = Answers(district.naming)
        self._asking = Shares(QUESTIONS_OF_ONE_MAX)
        self.live = LiveDoor(district, box_door.deposit)

    def application(self, routes: Iterable[Route], *around: Middleware) -> web.Application:
        """Make an application that answers these routes, and gives the document about them. `around` sees every request first."""
        application = web.Application(client_max_size=BODY_LEN_MAX, middlewares=[*around, self._answered])
        for route in routes:
            application.router.add_route(route.method, route.path, self._handler(route), expect_handler=_no_wait)
            if route.path == DEPOSITS:
                application.router.add_get(LIVE, self._live(route))
        text = document(tuple(routes))
        application.router.add_get(OPENAPI, lambda _: _document(text))
        return application

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            peer = peer_of(request.transport)
            who = who_of(request.transport, peer)
            async with self._answers.room(who) as room:
                try:
                    if route.is_long:
                        await room.grows(LONG_LEN, ROOM_WITHIN_S)
                    answer = await self._answer(route, request, peer, who)
                    self._name_if_turned_away(route, answer, who)
                    return await self._answers.sent(request, route.language, answer, room)
                except OverBudget as over:
                    if over.share:
                        self._district.naming.name(who, Why.ANSWERS)
                    return response_of(Refused("busy", NO_ROOM), route.language)

        return handle

    def _name_if_turned_away(self, route: Route, answer: Answer, who: str) -> None:
        """Name clients that try tokens or claim to be another box, and clients whose bodies are too long: somebody should know of it."""
        code = answer.code if isinstance(answer, Refused) else ""
        if code == "too-large":
            self._district.naming.name(who, Why.LONG_BODIES)
        elif not route.roles and code in _TURNED_AWAY:
            self._district.naming.name(who, _TURNED_AWAY[code])

    def _live(self, deposits: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            peer = peer_of(request.transport)
            refused = await self._let_in(deposits, peer)
            if refused is not None or peer is None:
                return response_of(refused or Refused("no-certificate", "This path takes a certificate."), MSGPACK)
            return await self.live.serve(request, peer)

        return handle

    async def _answer(self, route: Route, request: web.Request, peer: Peer | None, who: str) -> Answer:
        refused = await self._let_in(route, peer)
        if refused is not None:
            return refused
        try:
            query = query_of(route, request.query)
            if query.get("wait_s"):
                return await self._held(route, Asked(peer, query, None), who)
            if route.takes is None:
                with self._asking.one(who):
                    async with self._district.work.turn(who):
                        return await route.act(self._district, Asked(peer, query, None))
            async with self._bodies.of(route, request, who) as body:
                return await route.act(self._district, Asked(peer, query, body))
        except BadBody as bad:
            return bad.refused
        except OverShare:
            self._district.naming.name(who, Why.QUESTIONS)
            return Refused("busy", NO_ROOM)
        except StoreUnavailable as wrong:
            log.warning("the store does not answer: %s", wrong)
            return Refused("busy", "The server's store does not answer at the moment. Nothing is lost; try again soon.")

    async def _held(self, route: Route, asked: Asked, who: str) -> Answer:
        """Answer a question that waits. If the client has too many such questions, was shut out, or its certificate ended, the question is
        asked once more at once.
        """
        try:
            async with asyncio.timeout(self._district.left_s(asked.known)) as patience:
                with self._district.waiting.one(who, partial(end, patience)) as ended_another:
                    if ended_another:
                        self._district.naming.name(who, Why.HELD)
                    return await route.act(self._district, asked)
        except TimeoutError:
            refused = await self._let_in(route, asked.peer)
            async with self._district.work.turn(who):
                return refused or await route.act(self._district, replace(asked, query={**asked.query, "wait_s": 0}))

    async def _let_in(self, route: Route, peer: Peer | None) -> Refused | None:
        """Check that the path is for the client's role; for offices and administrators also that their certificate was not shut out since.
        For boxes that is checked in the transaction of what they ask, because their live line must be checked again and again.
        """
        if not route.roles:
            return None
        if peer is None:
            return Refused("no-certificate", "This path takes a certificate of this district.")
        if peer.role not in route.roles:
            return Refused("not-yours", f"This path is not for a certificate of the role {peer.role}.")
        if peer.until_ms <= self._district.now_ms():
            return boxes.ENDED  # the connection was opened before it ended
        if peer.role is Role.BUILDING or not peer.serial:
            return None
        try:
            good = await self._district.store.do(lambda sql: certified(sql, peer.role, peer.serial))
        except StoreUnavailable:
            return Refused("busy", "The server's store does not answer at the moment. Try again soon.")
        return None if good else boxes.SHUT_OUT

    @web.middleware
    async def _answered(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer everything that goes wrong with a `Refused`, and count every answer under its route's own path."""
        began_s = asyncio.get_running_loop().time()
        resource = request.match_info.route.resource
        path = resource.canonical if resource is not None else "unknown"
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = response_of(_of_http(error), _language(request))
        except Exception:  # nothing above would catch it, and the next request must be answered in any case
            log.exception("a request to %s could not be answered", path)
            response = response_of(
                Refused("error", "The server made a mistake. Its log says which."), _language(request)
            )
        took_s = asyncio.get_running_loop().time() - began_s
        if response.status == 101:
            return response  # this was a live line, which has ended; its messages were counted
        self._district.metrics.answered(request.method if path != "unknown" else "any", path, response.status, took_s)
        return response


_TURNED_AWAY = {
    "token": Why.TOKENS,
    "signature": Why.SIGNATURES,
}  # codes that are named on the paths that give certificates


def _of_http(error: web.HTTPException) -> Refused:
    match error.status:
        case 404:
            return Refused("not-found", "There is nothing at this path. See /openapi.json")
        case 405:
            return Refused("method", "This path takes another method. See /openapi.json")
        case 413:
            return Refused("too-large", f"A body has at most {BODY_LEN_MAX} bytes.")
        case _:
            return Refused("bad-request", f"This request cannot be read: {error.reason}.")


def _language(request: web.Request) -> str:
    """Give the language of an answer outside the routes: the request's own."""
    return MSGPACK if request.content_type == MSGPACK else JSON


async def _no_wait(request: web.Request) -> None:
    """Answer `Expect: 100-continue` as soon as the handler wants the body."""
    if request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


async def _document(text: bytes) -> web.Response:
    return web.Response(body=text, content_type=JSON, headers={"Server": "Handbell"})
