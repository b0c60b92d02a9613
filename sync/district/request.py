"""Reads queries and bodies of a request, within limits of length and time. Decides nothing."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import ClientError, web

from appliance.envelope.deposit import Refused
from appliance.envelope.format import UNREADABLE
from sync.district.budget import Room
from sync.district.routes import Query, Route
from sync.protocol import BODY_WAIT_S, JSON, SMALL_BODY_LEN_MAX

ROOM_WITHIN_S = 10.0  # how long to wait for other bodies to end; after that the box must ask again
PACE_S = 15.0  # a line that is silent for longer breaks and begins anew anyway
PACE_LEN = (
    4 * 1024
)  # at least this much in that time: 2.2 kbit/s, a thirtieth of the slowest line; the smallest deposit comes in one piece
BROKE_OFF = "The body broke off. Nothing was kept."


class BadBody(Exception):
    """A body or query that cannot be read, with the refusal that answers it."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(code)
        self.refused = Refused(code, says)


def query_of(route: Route, given: Mapping[str, str]) -> dict[str, Any]:
    """Give every part of the query that the route names, by its kind. Raises BadBody."""
    for name in given:
        if name not in route.query:
            raise BadBody("bad-request", f"This path knows no {name[:40]!r} in its query. See /openapi.json")
    return {name: _value(name, query, given.get(name)) for name, query in route.query.items()}


async def body_of(route: Route, request: web.Request, room: Room, patience: asyncio.Timeout) -> msgspec.Struct:
    """Read the body, of the kind that the route takes, within the caller's `patience`. Raises BadBody, OverBudget, TimeoutError."""
    assert route.takes is not None
    try:
        data = await _read(request, _length_max(route, request), room, patience)
    except (ClientError, ConnectionError, web.RequestPayloadError) as broken:
        raise BadBody("bad-request", BROKE_OFF) from broken
    except RuntimeError as closed:  # aiohttp raises this where the line was closed before anything of the body was read
        if request.transport is not None:
            raise
        raise BadBody("bad-request", BROKE_OFF) from closed
    decode = msgspec.json.decode if route.language == JSON else msgspec.msgpack.decode
    try:
        body: msgspec.Struct = decode(data, type=route.takes)
    except UNREADABLE as wrong:
        raise BadBody("bad-request", f"This is no {route.takes.__name__}: {wrong}.") from wrong
    return body


def _length_max(route: Route, request: web.Request) -> int:
    """Give how long a body this path takes. Raises BadBody for one that says it is longer."""
    length_max = SMALL_BODY_LEN_MAX if route.language == JSON else route.length_max
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise BadBody("bad-request", "Send the body as it is: what is sealed does not get shorter.")
    length = request.content_length
    if length is not None and length > length_max:
        raise BadBody("too-large", f"The body has {length} bytes, this path takes {length_max}.")
    return length_max


async def _read(request: web.Request, length_max: int, room: Room, patience: asyncio.Timeout) -> bytearray:
    """Read the whole body. It takes room for what has come, and not for what was announced. A body that comes too slowly ends with the
    patience.
    """
    loop = asyncio.get_running_loop()
    due_s = loop.time() + PACE_S
    ends_s, body, noted = due_s + BODY_WAIT_S, bytearray(), 0
    patience.reschedule(due_s)
    async for part in request.content.iter_any():
        if len(body) + len(part) > length_max:
            raise BadBody("too-large", f"The body has more than {length_max} bytes.")
        came_s = loop.time()
        patience.reschedule(None)  # waiting for other clients' room does not count as slow
        await room.grows(len(part), ROOM_WITHIN_S)
        body += part
        due_s += loop.time() - came_s
        if len(body) >= noted + PACE_LEN:
            noted, due_s = len(body), min(loop.time() + PACE_S, ends_s)
        patience.reschedule(due_s)
    return body


def _value(name: str, query: Query, given: str | None) -> object:
    if given is None:
        if query.default is None:
            raise BadBody("bad-request", f"The query lacks {name}: {query.says}.")
        return query.default
    if query.most is not None:
        if not given.isascii() or not given.isdecimal() or len(given) > 19 or int(given) > query.most:
            raise BadBody("bad-request", f"{name} is a whole number from 0 to {query.most}.")
        return int(given)
    if query.hex_len:
        try:
            value = bytes.fromhex(given)
        except ValueError:
            value = b""
        if len(value) != query.hex_len:
            raise BadBody("bad-request", f"{name} has {query.hex_len} bytes in hex: {query.says}.")
        return value
    if len(given) > query.length_max or not given.isprintable():
        raise BadBody("bad-request", f"{name} is a text of at most {query.length_max} characters.")
    return given
