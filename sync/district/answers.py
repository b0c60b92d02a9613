"""Answers on their way to who asked: long ones part by part as they are taken, within what one and all may leave. Decides nothing."""

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

LONG_LEN = DEPOSIT_LEN_MAX  # what is kept free for an answer that may be long, until it is known how long it is
# Bytes of long answers that were not taken yet: of everybody, and of one certificate or address, twice the longest.
ANSWERS_LEN_MAX = 96 * 1024 * 1024, 2 * LONG_LEN
PART_LEN = 64 * 1024  # of an answer in the hands of TLS at once
TAKEN_WITHIN_S = 30.0  # of such a part: on the slowest line, 64 kbit/s, it takes 8
FILE_PART_LEN = 256 * 1024  # of a file at once in memory; a stick takes 5 MB a second and more
RETRY_AFTER_S = 2  # a store that restarts, bodies of others

HEADERS = {"Server": "Handbell", "Cache-Control": "no-store"}

log = logging.getLogger("handbell.district")


class Answers:
    """One for a server."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._budget = Budget(*ANSWERS_LEN_MAX)

    def room(self, who: str) -> AbstractAsyncContextManager[Room]:
        """For one answer, until it was taken."""
        return self._budget.room(who)

    async def sent(self, request: web.Request, language: str, answer: Answer, room: Room) -> web.StreamResponse:
        """The answer, of whatever kind. Raises OverBudget."""
        if isinstance(answer, BufferedReader):
            with answer:
                return await _sent_file(request, answer)
        response = response_of(answer, language)
        body = response.body
        assert isinstance(body, bytes)
        if len(body) <= PART_LEN:
            return response
        del answer  # nobody else has it: from here on there is one copy
        await room.becomes(len(body))
        try:
            return await _sent(request, response, body)
        except TimeoutError:
            self._naming.name(room.who, Why.SLOW_READERS)
        except ConnectionError:
            pass  # gone meanwhile: whoever asked asks again
        return _cut_off(request, response)


def response_of(answer: msgspec.Struct | OverQuota, language: str) -> web.Response:
    """Status, headers and body."""
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
    """Raises TimeoutError where it is not taken."""
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
    """Part by part. Cut off where it cannot go on, with its length said before: nothing else may stand for the rest of it."""
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
