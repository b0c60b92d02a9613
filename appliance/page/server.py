"""Serves pages: files, questions (`/ask`) and event streams (`/events`), over TLS. Relays, and decides nothing about calls.

Whatever it says to browsers of rooms comes from the alert daemon. If that says nothing, this says nothing either, and each page says by
itself that it is not connected.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from aiohttp import web

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.page.messages import ClosePage, PageStates, PrivateClosed, PrivateDown
from appliance.page import guard
from appliance.page.alert_line import AlertLine
from appliance.page.answering import body_of, closing, file_answer, in_json, with_headers
from appliance.page.asks import (
    AWAY,
    NOT_DELIVERED,
    NOT_UNDERSTOOD,
    Asks,
    opened,
    question,
    refusal,
    shown,
    shown_on_wall,
)
from appliance.page.desk_relay import DeskRelay
from appliance.page.limits import ASKS_BURST, ASKS_PER_S, PAIRINGS_BURST, PAIRINGS_PER_S, Measure
from appliance.page.private_relay import PrivateRelay
from appliance.page.site_files import site_files
from appliance.page.streams import Fields, Stream, Streams, event

BODY_LEN_MAX = 128 * 1024  # a sealed frame of 64 KiB in base64 is 88 KiB; a press has 500 bytes
BEAT_S = 2.5
"""How often a browser hears that all is well. A page says *not connected* 6.5 s after the last word. So two lost beats are no alarm, and
a dead switch shows within 7 s.
"""
STREAM_BUFFER_LEN = 4096  # of one browser, in this process; beyond it events wait in its queue, which is short
IDLE_S = 15.0
"""How long a connection may be open without a request, or with half of one. Browsers open some ahead."""
GONE = {"code": "over", "says": "This page was retired, or paired anew elsewhere. Use the phone, and pair it again."}
TRIES = {"pair": "too-many", "mine": "wait"}
"""Questions that try a code, and the word with which one too many is refused. All share one measure for each address."""

log = logging.getLogger("handbell.page")


class Server:
    """The pages of one box. `hosts` gives the addresses and names of the certificate in use. `desks` is the socket of desks in browsers."""

    def __init__(
        self, alert: Callable[["Server"], AlertLine], hosts: Callable[[], frozenset[str]], desks: Path
    ) -> None:
        self.streams = Streams()
        self.alert = alert(self)
        self.asks = Asks(self.alert)
        self.private = PrivateRelay(self.alert, self.streams)
        self.desks = DeskRelay(desks, self.streams)
        self.asks.handlers |= self.private.handlers
        self.asks.handlers |= self.desks.handlers
        self._hosts = hosts
        self._files = site_files()
        self._asks_each = Measure(ASKS_BURST, ASKS_PER_S)
        self._pairings_each = Measure(PAIRINGS_BURST, PAIRINGS_PER_S)
        self._loop = asyncio.get_running_loop()
        self._opening: Counter[str] = Counter()
        self._left: asyncio.Queue[str] = asyncio.Queue()

    def application(self) -> web.Application:
        """Make the application that answers requests."""
        made = web.Application(client_max_size=BODY_LEN_MAX, middlewares=[self._guarded])
        made.router.add_post("/ask", self._ask)
        made.router.add_get("/events", self._events)
        made.router.add_get("/{name:[a-z0-9_.-]*}", self._file)
        made.on_response_prepare.append(with_headers)
        return made

    # ---- what the daemon says

    def told(self, states: PageStates | PrivateDown | PrivateClosed) -> None:
        """Pass on what the daemon says of open pages, and what others than this process can read."""
        if not isinstance(states, PageStates):
            self.private.told(states)
            return
        for state in states.states:
            self.streams.say(state.page, event("state", {**shown(state), "challenge": states.challenge}))
        for wall in states.walls:
            self.streams.say(wall.page, event("state", {**shown_on_wall(wall), "challenge": states.challenge}))
        for page in states.over:
            self.streams.end(page, event("over", GONE))

    def away(self) -> None:
        """Tell all browsers that the daemon is not there. Each opens its page anew, because the next daemon knows of none."""
        self.streams.end_all(event("away", refusal(AWAY, NOT_DELIVERED)))

    async def beat(self) -> None:
        """Tell all browsers every few seconds that all is well, as long as it is; until cancelled."""
        while True:
            await asyncio.sleep(BEAT_S)
            if self.alert.fresh and len(self.streams):
                self.streams.say_all(event("beat", {"challenge": self.alert.challenge}))

    async def closing(self) -> None:
        """Tell the daemon of pages that nobody shows any more, until cancelled. A browser that is back by then is not told of."""
        while True:
            name = await self._left.get()
            if name in self._opening:
                continue
            with contextlib.suppress(LineLost):  # the next daemon knows of no open page
                self.desks.went(name)
                self.private.went(name)
                await self.alert.ask(ClosePage(request=0, page=name))

    # ---- what browsers ask

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        refused = guard.why_not(request.method, request.path, request.headers, self._hosts())
        if refused is not None:
            return closing(in_json(refusal("refused", refused[1]), refused[0]))
        try:
            return await handler(request)
        except web.HTTPException as error:
            return closing(in_json(refusal("refused", error.reason), error.status))
        except Exception:  # at the edge of the process: the browser must be told that nothing was delivered
            log.exception("a request could not be answered")
            return closing(in_json(refusal(AWAY, NOT_DELIVERED), 500))

    async def _file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return file_answer(found, request)

    async def _ask(self, request: web.Request) -> web.Response:
        address = request.remote or ""
        if not self._asks_each.takes(address, self._loop.time()):
            return in_json(refusal("too-many", "Too many questions from this address. Wait a moment."), 429)
        body = await body_of(request)
        if body is None:
            return closing(in_json(refusal(NOT_UNDERSTOOD, "The question did not come whole."), 408))
        tries = TRIES.get(question(body))  # not by the bytes: JSON can spell a word in many ways
        if tries is not None and not self._pairings_each.takes(address, self._loop.time()):
            return in_json(refusal(tries, "Too many codes were tried from here. Wait half a minute."), 429)
        return in_json(await self.asks.answer(body))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if not self._asks_each.takes(request.remote or "", self._loop.time()):
            return in_json(refusal("too-many", "Too many questions from this address. Wait a moment."), 429)
        name = request.query.get("id", "")
        self._opening[name] += 1
        try:
            return await self._opened(request, name)
        finally:
            self._opening[name] -= 1
            if self._opening[name] <= 0:
                del self._opening[name]

    async def _opened(self, request: web.Request, name: str) -> web.StreamResponse:
        try:
            answer = await self.asks.open({**request.query, "page": name})
        except LineLost:
            return in_json(refusal(AWAY, NOT_DELIVERED), 503)
        except msgspec.ValidationError:
            return in_json(
                refusal(NOT_UNDERSTOOD, "The box does not understand this question. Load the page again."), 400
            )
        if isinstance(answer, Reply):
            return in_json(refusal(answer.code, answer.says), 403)
        return await self.stream(request, name, {**opened(answer), "challenge": self.alert.challenge})

    async def stream(self, request: web.Request, name: str, first: Fields) -> web.StreamResponse:
        """Send a browser its events until it goes, does not read, or its page is over. `first`: what it is told at once."""

        def cut() -> None:
            if request.transport is not None:
                request.transport.abort()

        stream = Stream(name, cut)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        self.streams.add(stream)
        stream.say(event("opened", first))
        try:
            await response.prepare(request)
            if request.transport is not None:
                request.transport.set_write_buffer_limits(high=STREAM_BUFFER_LEN)
            while (content := await stream.next()) is not None:
                await response.write(content)
        except ConnectionError:
            log.debug("a browser is gone")
        finally:
            if self.streams.drop(stream):
                self._left.put_nowait(name)
        return response
