"""Sends answers: long ones part by part as they are taken, within limits for everybody and for each. Decides nothing."""

import asyncio
import logging
import os
from contextlib import AbstractAsyncContextManager
from io import BufferedReader

import msgspec
from aiohttp import web

from appliance.envelope.deposit import DEPOSIT_LEN_MAX, Refused
from sync.district.budget import Budget, Room
from sync.district.naming import Naming, Why
from sync.district.routes import Answer
from sync.district.tables.quota import OverQuota
from sync.protocol import BYTES, MSGPACK, RETRY_LATER, status_of

LONG_LEN = DEPOSIT_LEN_MAX  # reserved for an answer that may be long, until its length is known
# Bytes of long answers that are not taken yet: of everybody; and of one certificate or address, twice the longest answer.
ANSWERS_LEN_MAX = 96 * 1024 * 1024, 2 * LONG_LEN
PART_LEN = 64 * 1024  # bytes of an answer that TLS holds at a time
TAKEN_WITHIN_S = 30.0  # for each such part: on the slowest line, 64 kbit/s, it takes 8 s
FILE_PART_LEN = 256 * 1024  # bytes of a file in memory at a time; a stick takes 5 MB a second and more
RETRY_AFTER_S = 2  # until the store has restarted, or others' bodies are answered

HEADERS = {"Server": "Handbell", "Cache-Control": "no-store"}

log = logging.getLogger("handbell.district")


class Answers:
    """Sends the answers of one server."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._budget = Budget(*ANSWERS_LEN_MAX)

    def room(self, who: str) -> AbstractAsyncContextManager[Room]:
        """Make room for one answer, until it is taken."""
        return self._budget.room(who)

    async def sent(self, request: web.Request, language: str, answer: Answer, room: Room) -> web.StreamResponse:
        """Send the answer, whatever its kind. Raises OverBudget."""
        if isinstance(answer, BufferedReader):
            with answer:
                return await _sent_file(request, answer)
        response = response_of(answer, language)
        body = response.body
        assert isinstance(body, bytes)
        if len(body) <= PART_LEN:
            return response
        del answer  # nobody else holds it, so that from here on there is only one copy in memory
        await room.becomes(len(body))
        try:
            return await _sent(request, response, body)
        except TimeoutError:
            self._naming.name(room.who, Why.SLOW_READERS)
        except ConnectionError:
            pass  # the client is gone, and will ask again
        return _cut_off(request, response)


def response_of(answer: msgspec.Struct | OverQuota, language: str) -> web.Response:
    """Make the response with status, headers and body."""
    headers = dict(HEADERS)
    status = 200
    if isinstance(answer, OverQuota):
        headers["Retry-After"] = str(answer.retry_after_s)
        answer = answer.refused
    if isinstance(answer, Refused):
        status = status_of(answer.code)
        if answer.code in RETRY_LATER:
            headers.setdefault("Retry-After", str(RETRY_AFTER_S))
    encode = msgspec.msgpack.encode if language == MSGPACK else msgspec.json.encode
    return web.Response(status=status, body=encode(answer), content_type=language, headers=headers)


async def _sent(request: web.Request, whole: web.Response, body: bytes) -> web.StreamResponse:
    """Send it part by part. Raises TimeoutError where the client does not take it."""
    response = web.StreamResponse(status=whole.status, headers=whole.headers)
    response.content_length = len(body)
    if request.transport is not None:
        request.transport.set_write_buffer_limits(PART_LEN)
    await response.prepare(request)
    view = memoryview(body)
    for at in range(0, len(body), PART_LEN):
        async with asyncio.timeout(TAKEN_WITHIN_S):
            await response.write(view[at : at + PART_LEN])
    async with asyncio.timeout(TAKEN_WITHIN_S):
        await response.write_eof()
    return response


async def _sent_file(request: web.Request, file: BufferedReader) -> web.StreamResponse:
    """Send the file part by part. If it cannot go on, the answer is cut off. Its length was told before, so the client notices."""
    response = web.StreamResponse(headers=HEADERS)
    response.content_type = BYTES
    response.content_length = os.fstat(file.fileno()).st_size
    try:
        await response.prepare(request)
        while part := await asyncio.to_thread(file.read, FILE_PART_LEN):
            await response.write(part)
        await response.write_eof()
    except OSError as wrong:
        log.warning("a file was not sent to its end: %s", wrong)
        return _cut_off(request, response)
    return response


def _cut_off(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return response
