"""Makes answers to requests, and reads their bodies: what both servers of this process need. Decides nothing."""

import asyncio
from collections.abc import Mapping

import msgspec
from aiohttp import web

from appliance.page import guard
from appliance.page.site_files import SiteFile
from appliance.page.streams import Fields

BODY_WAIT_S = 5.0  # whoever cannot send so little in the time in which an answer is due has not delivered


def file_answer(found: SiteFile, request: web.Request) -> web.Response:
    """Answer with a file, or with "not changed"."""
    headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == found.tag:
        return web.Response(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return _response(found.packed, found, {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    return _response(found.content, found, {**headers, "Vary": "Accept-Encoding"})


def _response(body: bytes, found: SiteFile, headers: Mapping[str, str]) -> web.Response:
    return web.Response(body=body, content_type=found.content_type, charset="utf-8", headers=headers)


async def body_of(request: web.Request) -> bytes | None:
    """Read the body. None if it does not come, or not as announced."""
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            return await request.read()
    except (TimeoutError, ConnectionError, web.RequestPayloadError):
        return None


async def with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer the headers that keep other sites out."""
    response.headers.update(guard.HEADERS)


def in_json(fields: Fields, status: int = 200) -> web.Response:
    """Answer in JSON, which no browser keeps."""
    body = msgspec.json.encode(fields)
    return web.Response(
        status=status, body=body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def closing(response: web.Response) -> web.Response:
    """Answer, and close the connection."""
    response.force_close()
    return response
