"""Runs the HTTPS door for devices that speak no better: signed presses and, where wanted, fixed addresses. Loads aiohttp; decides
nothing. The entrance decides who comes in, and when: before TLS, each address by its own measure. An error ends the connection, so that
each further try passes the entrance too.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from aiohttp import web

from appliance.doors.entrance import Entrance, Floods
from appliance.doors.listening import Listener
from appliance.doors.webhook.answers import NOT_DELIVERED, Answer, problem
from appliance.doors.webhook.certificate import Certificate
from appliance.doors.webhook.fixed_url import NOT_KNOWN, FixedUrls
from appliance.doors.webhook.request_log import RequestLog
from appliance.doors.webhook.signed_press import SIGNATURE_HEADER, SignedPresses

BODY_LEN_MAX = 4096  # a press is 60 bytes; what devices add to it is a few hundred
BODY_WAIT_S = 5.0  # a device that cannot send so little in the time in which its answer is due has not delivered

_KEPT = 200

log = logging.getLogger("handbell.doors")


class WebhookDoor:
    """Serves HTTPS on a bound TCP socket until `run` is cancelled. Without `fixed_urls` there are no fixed addresses."""

    def __init__(
        self,
        listening: socket.socket,
        certificate: Certificate,
        presses: SignedPresses,
        floods: Floods,
        fixed_urls: FixedUrls | None = None,
    ) -> None:
        self._listening = listening
        self._certificate = certificate
        self._presses = presses
        self._fixed_urls = fixed_urls
        self._loop = asyncio.get_running_loop()
        self._entrance = Entrance(floods)

    async def run(self) -> None:
        """Take requests until cancelled."""
        application = web.Application(client_max_size=BODY_LEN_MAX, middlewares=[_in_json])
        application.router.add_post("/press/{button}", self._press)
        if self._fixed_urls is not None:
            for method in ("GET", "POST"):
                application.router.add_route(method, "/fixed/{token}", self._fixed)
        application.on_response_prepare.append(_without_versions)
        says = RequestLog(log, self._loop.time)
        runner = web.AppRunner(application, access_log=None, logger=says, shutdown_timeout=1.0, handle_signals=False)
        await runner.setup()
        server = runner.server
        assert server is not None

        listener = Listener(self._listening, lambda _: server(), self._certificate.context(), self._entrance)
        try:
            await self._loop.create_future()
        finally:
            await listener.close()
            await runner.cleanup()

    async def _press(self, request: web.Request) -> web.Response:
        body = await _body(request)
        if body is None:
            return _response(problem(408, "the request did not come whole", "try again, or use the phone"))
        signature, address = request.headers.get(SIGNATURE_HEADER, ""), request.remote or ""
        answer = await self._presses.press(request.match_info["button"], body, signature, address, self._loop.time())
        if answer.status == _KEPT and address:
            self._entrance.remember(address)
        return _response(answer)

    async def _fixed(self, request: web.Request) -> web.Response:
        assert self._fixed_urls is not None
        now_s = self._loop.time()
        answer = await self._fixed_urls.press(request.match_info["token"], now_s)
        address = request.remote or ""
        if answer is None:
            answer = self._presses.failed(address, now_s, NOT_KNOWN)
        elif answer.status == _KEPT and address:
            self._entrance.remember(address)
        return _response(answer)


async def _body(request: web.Request) -> bytes | None:
    """Read the body. None if it does not come, or not as announced: that is the device's fault and no bug of ours."""
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            return await request.read()
    except (TimeoutError, ConnectionError, web.RequestPayloadError):
        return None


async def _without_versions(_request: web.Request, response: web.StreamResponse) -> None:
    """Hide which program answers a request. The library's own answer to bytes that are no request still shows it."""
    response.headers["Server"] = "Handbell"


@web.middleware
async def _in_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer every error in JSON that says what to do."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        return _response(problem(413, f"more than {BODY_LEN_MAX} bytes", "send only the press"))
    except web.HTTPException as error:
        return _response(problem(error.status, error.reason.lower(), "POST to /press/ and the button's name"))
    except Exception:  # at the edge of the process: the device must be told that its press did not get through
        log.exception("a press over HTTPS could not be taken")
        return _response(NOT_DELIVERED)


def _response(answer: Answer) -> web.Response:
    response = web.Response(
        status=answer.status,
        body=answer.body,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
    if answer.status != _KEPT:
        response.force_close()
    return response
