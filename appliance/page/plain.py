"""Serves pages without encryption, if the plan says `plain_http: yes`: a page for each room, at /r/ROOM, and presses nothing proves.

It knows two questions and no other: nobody is paired here, no desk and no phone is opened, and nothing is told of a call. The alert daemon
refuses both questions unless the plan says yes.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.page.plain import AskPlainRoom, PressPlain
from appliance.page import guard
from appliance.page.alert_line import AlertLine
from appliance.page.answering import body_of, closing, file_answer, in_json, with_headers
from appliance.page.asks import AWAY, NOT_UNDERSTOOD, UNREADABLE, Asks, Fields, asked, question_in, refusal
from appliance.page.limits import ASKS_BURST, ASKS_PER_S, PLAIN_BURST, PLAIN_PER_S, Measure
from appliance.page.site_files import site_files

BODY_LEN_MAX = 1024  # a press has 60 bytes
FILES = ("plain.js", "plain_words.js", "words.js", "hold.js", "kinds.js", "ask.js", "style.css", "icon.svg")
"""All that such a page loads."""
PRESS = "plain-press"
NOT_SENT = "Not sent: use the phone."
TOO_MANY = "Too many calls came from this computer. Use the phone."

log = logging.getLogger("handbell.page")


class PlainServer:
    """The pages without encryption."""

    def __init__(self, alert: AlertLine) -> None:
        self.alert = alert
        self._files = site_files()
        self._asks = Asks(alert)
        self._asks.handlers = {"plain-room": self._room, PRESS: self._press}
        self._asks_each = Measure(ASKS_BURST, ASKS_PER_S)
        self._presses_each = Measure(PLAIN_BURST, PLAIN_PER_S)
        self._loop = asyncio.get_running_loop()

    def application(self) -> web.Application:
        """Make the application that answers requests."""
        made = web.Application(client_max_size=BODY_LEN_MAX, middlewares=[self._guarded])
        made.router.add_get("/", self._page)
        made.router.add_get("/r/{room}", self._page)
        made.router.add_get("/{name:[a-z_.]+}", self._file)
        made.router.add_post("/ask", self._ask)
        made.on_response_prepare.append(with_headers)
        return made

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        host = guard.host_of(request.headers.get("Host", ""))
        # only an address: whoever leads a name of theirs to our address (DNS rebinding) asks for that name
        hosts = {host} if _is_address(host) else ()
        refused = guard.why_not(request.method, request.path, request.headers, hosts, scheme="http")
        if refused is not None:
            return closing(in_json(refusal("refused", refused[1]), refused[0]))
        try:
            return await handler(request)
        except web.HTTPException as error:
            return closing(in_json(refusal("refused", error.reason), error.status))
        except Exception:  # at the edge of the process: the browser must be told that nothing was sent
            log.exception("a request without encryption could not be answered")
            return closing(in_json(refusal(AWAY, NOT_SENT), 500))

    async def _page(self, request: web.Request) -> web.Response:
        return file_answer(self._files["plain.html"], request)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in FILES:
            raise web.HTTPNotFound
        return file_answer(self._files[name], request)

    async def _ask(self, request: web.Request) -> web.Response:
        address, now_s = request.remote or "", self._loop.time()
        if not self._asks_each.takes(address, now_s):
            return in_json(refusal("too-many", TOO_MANY), 429)
        body = await body_of(request)
        if body is None:
            return closing(in_json(refusal(AWAY, NOT_SENT), 408))
        question = question_in(body)
        if question is None:
            return in_json(refusal(NOT_UNDERSTOOD, UNREADABLE))
        if question.what == PRESS and not self._presses_each.takes(address, now_s):
            return in_json(refusal("too-many", TOO_MANY), 429)
        return in_json(await self._asks.answer(question))

    async def _room(self, fields: dict[str, object]) -> Fields:
        answer = await self.alert.ask(asked(AskPlainRoom, fields))
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        return {"room": answer.room_name, "kinds": answer.kinds}

    async def _press(self, fields: dict[str, object]) -> Fields:
        try:
            answer = await self.alert.ask(asked(PressPlain, fields))
        except LineLost:
            return refusal(AWAY, NOT_SENT)
        return refusal(answer.code, answer.says) if isinstance(answer, Reply) else {"sent": True}


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
