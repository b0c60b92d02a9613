"""Queries and bodies of a request, read within limits of length and time. Decides nothing."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import ClientError, web

from appliance.envelope.deposit import Refused
from appliance.envelope.format import UNREADABLE
from sync.district.routes import Query, Route
from sync.protocol import BODY_LEN_MAX, BODY_WAIT_S, JSON, SMALL_BODY_LEN_MAX


class BadBody(Exception):
    """What cannot be read, as the answer to it."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(code)
        self.refused = Refused(code, says)


def query_of(route: Route, given: Mapping[str, str]) -> dict[str, Any]:
    """Every part of the query the route names, by its kind. Raises BadBody."""
    for name in given:
        if name not in route.query:
            raise BadBody("bad-request", f"This path knows no {name[:40]!r} in its query. See /openapi.json")
    return {name: _value(name, query, given.get(name)) for name, query in route.query.items()}


def length_of(route: Route, request: web.Request) -> int:
    """How long the body says it is; the longest allowed where it does not say. Raises BadBody for a longer one."""
    length_max = SMALL_BODY_LEN_MAX if route.language == JSON else BODY_LEN_MAX
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise BadBody("bad-request", "Send the body as it is: what is sealed does not get shorter.")
    length = request.content_length
    if length is not None and length > length_max:
        raise BadBody("too-large", f"The body has {length} bytes, this path takes {length_max}.")
    return length_max if length is None else length


async def body_of(route: Route, request: web.Request) -> msgspec.Struct:
    """The body, of the kind the route takes. Raises BadBody."""
    assert route.takes is not None
    length_max = SMALL_BODY_LEN_MAX if route.language == JSON else BODY_LEN_MAX
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            data = await _read(request, length_max)
    except TimeoutError as late:
        raise BadBody(
            "too-slow", f"The body did not come whole within {BODY_WAIT_S:.0f} s. Nothing was kept."
        ) from late
    except (ClientError, ConnectionError, web.RequestPayloadError) as broken:
        raise BadBody("bad-request", "The body broke off. Nothing was kept.") from broken
    decode = msgspec.json.decode if route.language == JSON else msgspec.msgpack.decode
    try:
        body: msgspec.Struct = decode(data, type=route.takes)
    except UNREADABLE as wrong:
        raise BadBody("bad-request", f"This is no {route.takes.__name__}: {wrong}.") from wrong
    return body


async def _read(request: web.Request, length_max: int) -> bytes:
    parts = []
    length = 0
    async for part in request.content.iter_any():
        length += len(part)
        if length > length_max:
            raise BadBody("too-large", f"The body has more than {length_max} bytes.")
        parts.append(part)
    return b"".join(parts)


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
