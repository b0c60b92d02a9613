"""Tests answers that no district gives: too long, with very many empty items, with numbers nothing counts to, with what a terminal would
obey.
"""

import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from appliance.envelope.deposit import Deposit, Held, Notices, Refused, Urgent
from sync import protocol
from sync.transport.line import SAYS_MAX, DistrictLine, Refusal, TooLong, Unreachable

MANY = 1_000_000
HEAD = {"state": "ok", "epoch": bytes(16), "number": 0, "digest": bytes(32)}


@asynccontextmanager
async def answered(
    folder: Path, body: bytes, status: int = 200, kind: str = protocol.MSGPACK
) -> AsyncIterator[DistrictLine]:
    """Open a line to a server that gives this answer to everything."""

    async def serves(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=status, body=body, content_type=kind)

    application = web.Application(client_max_size=protocol.BODY_LEN_MAX)
    application.router.add_route("*", "/{path:.*}", serves)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.UnixSite(runner, str(folder / "server.sock")).start()
        async with DistrictLine.open_local(folder / "server.sock") as line:
            yield line
    finally:
        await runner.cleanup()


def packed(body: object) -> bytes:
    return msgspec.msgpack.encode(body)


def many(of: bytes) -> msgspec.Raw:
    return msgspec.Raw(b"\xdd" + MANY.to_bytes(4) + of * MANY)


@pytest.mark.parametrize("number", [-1, -(2**63), 2**63, 2**64 - 1])
async def test_a_number_that_nothing_counts_to_is_no_answer(tmp_path: Path, number: int) -> None:
    async with answered(tmp_path, packed(HEAD | {"number": number})) as line:
        with pytest.raises(Unreachable):
            await line.head()
    async with answered(tmp_path, packed({"notices": (), "opened": (), "after": number})) as line:
        with pytest.raises(Unreachable):
            await line.notices(0, 0)


@pytest.mark.parametrize("what", ["notices", "opened", "tail", "head", "held"])
async def test_very_many_nothings_are_refused_before_they_are_made(tmp_path: Path, what: str) -> None:
    bodies = {
        "notices": {"notices": many(b"\x93\xc4\x00\xc4\x00\xc4\x00"), "opened": (), "after": 1},
        "opened": {"notices": (), "opened": many(b"\x93\xc4\x00\xc4\x00\xc4\x00"), "after": 1},
        "tail": {"entries": many(b"\xc4\x02ab"), "more": False},
        "head": HEAD | {"held": many(b"\x01")},
        "held": {"receipts": many(b"\x93\xc4\x00\xc4\x00\xc4\x00")},
    }
    body = packed(bodies[what])
    async with answered(tmp_path, body) as line:
        asked = {
            "notices": lambda: line.notices(0, 0),
            "opened": lambda: line.notices(0, 0),
            "tail": lambda: line.tail(0, 500),
            "head": line.head,
            "held": lambda: line.urgent(Urgent((), ())),
        }
        tracemalloc.start()
        try:
            with pytest.raises(Unreachable):
                await asked[what]()
            assert tracemalloc.get_traced_memory()[1] < 5 * len(body), "what came, and no more than copies of it"
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(("status", "length"), [(200, 65_000), (500, 65_000), (200, 8 * 1024 * 1024)])
async def test_an_answer_is_no_longer_than_what_was_asked_for(tmp_path: Path, status: int, length: int) -> None:
    body = packed(HEAD | {"more": bytes(length)}) if status == 200 else packed(Refused("busy", "x" * length * 2))
    async with answered(tmp_path, body, status) as line:
        with pytest.raises(Unreachable, match="an answer longer than"):
            await line.head()


@pytest.mark.parametrize("status", [200, 502])
async def test_a_page_in_the_districts_place_is_named_as_one_however_long(tmp_path: Path, status: int) -> None:
    async with answered(tmp_path, b"<html>" + bytes(200_000), status, "text/html") as line:
        with pytest.raises(Unreachable, match="A sign-in page, or a gateway") as another:
            await line.head()
    assert not isinstance(another.value, TooLong)


async def test_what_a_server_says_is_fit_to_be_shown(tmp_path: Path) -> None:
    wild = "\x1b]0;mine\x07\x1b[2J\nline " + "x" * 10_000
    for code in ("busy", "\x1b[31m"):
        async with answered(tmp_path, packed(Refused(code, wild)), 503) as line:
            refused = await line.deposit(Deposit((), ()))
            assert isinstance(refused, Refusal)
            assert (refused.refused.says + refused.refused.code).isprintable()
            assert len(refused.refused.says) == SAYS_MAX
    async with answered(tmp_path, packed(Refused("no-certificate", wild)), 401) as line:
        with pytest.raises(Unreachable) as refused_with:
            await line.head()
        assert str(refused_with.value).isprintable()


async def test_what_a_district_answers_at_most_is_taken(tmp_path: Path) -> None:
    signed = (bytes(150), bytes(32), bytes(64))
    async with answered(tmp_path, packed({"receipts": (signed,) * 500})) as line:
        assert isinstance(await line.urgent(Urgent((), ())), Held)
    async with answered(tmp_path, packed(HEAD | {"held": tuple(range(2**60, 2**60 + 1_000))})) as line:
        assert not isinstance(await line.head(), Refusal)
    async with answered(tmp_path, packed({"notices": (signed,) * 50, "opened": (signed,) * 50, "after": 9})) as line:
        assert isinstance(await line.notices(0, 0), Notices)


@pytest.mark.parametrize("signed", [(bytes(300_000), b"", b""), (b"", bytes(33), b""), (b"", b"", bytes(65))])
async def test_a_statement_longer_than_any_is_no_answer(tmp_path: Path, signed: tuple[bytes, ...]) -> None:
    """If it were handed in, it would end the line to the alert daemon."""
    async with answered(tmp_path, packed({"notices": (signed,), "opened": (), "after": 1})) as line:
        with pytest.raises(Unreachable):
            await line.notices(0, 0)
