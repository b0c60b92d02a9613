"""Tests whom the uplink takes for its district, and by what time: real TLS servers, with wrong clocks."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.clock import BUILT_WALL_MS
from sync.transport.reckoning import Reckoning
from sync.transport.trust import OutOfDate, client_context
from tests.sync.authority import Authority
from tests.sync.standing_clock import StandingClock

BUILT = datetime.fromtimestamp(BUILT_WALL_MS / 1000, UTC)


@asynccontextmanager
async def server(pem: Path, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> AsyncIterator[int]:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(pem)
    async with await asyncio.start_server(greet, "localhost", 0, ssl=context) as listening:
        yield listening.sockets[0].getsockname()[1]


async def says_hello(port: int, folder: Path, authority: Authority, clock: datetime, seen_ms: int = 0) -> bool:
    pinned = folder / "authority.pem"
    pinned.write_bytes(authority.pem)
    reckoning = Reckoning(StandingClock(clock), seen_ms)
    context = client_context(pinned, None, reckoning.between_ms)
    reader, writer = await asyncio.open_connection("localhost", port, ssl=context)
    try:
        return await reader.read() == b"hello"
    finally:
        writer.close()


async def test_a_box_that_starts_in_1970_reaches_a_district_whose_certificate_is_of_this_year(tmp_path: Path) -> None:
    authority = Authority()
    pem = authority.server(tmp_path, begins=BUILT - timedelta(days=20), ends=BUILT + timedelta(days=345))
    async with server(pem) as port:
        assert await says_hello(port, tmp_path, authority, datetime(1970, 1, 1, tzinfo=UTC))


async def test_after_years_the_last_receipt_says_how_late_it_is_at_least(tmp_path: Path) -> None:
    authority = Authority()
    begins = BUILT + timedelta(days=900)
    pem = authority.server(tmp_path, begins=begins, ends=begins + timedelta(days=365))
    receipt_ms = int((begins + timedelta(days=3)).timestamp() * 1000)
    async with server(pem) as port:
        assert await says_hello(port, tmp_path, authority, datetime(2020, 1, 1, tzinfo=UTC), receipt_ms)
        with pytest.raises(OutOfDate, match="look at its clock"):
            await says_hello(port, tmp_path, authority, datetime(2020, 1, 1, tzinfo=UTC))


async def test_a_certificate_that_ended_is_not_taken_however_old_the_systems_clock_believes_itself(
    tmp_path: Path,
) -> None:
    authority = Authority()
    pem = authority.server(tmp_path, ends=BUILT - timedelta(days=1))
    async with server(pem) as port:
        with pytest.raises(OutOfDate):
            await says_hello(port, tmp_path, authority, datetime(2021, 1, 1, tzinfo=UTC))


async def test_another_authority_is_not_taken(tmp_path: Path) -> None:
    async with server(Authority().server(tmp_path)) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await says_hello(port, tmp_path, Authority(), datetime.now(UTC))


async def test_tls_older_than_1_3_is_not_spoken(tmp_path: Path) -> None:
    authority = Authority()
    async with server(authority.server(tmp_path), ssl.TLSVersion.TLSv1_2) as port:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await says_hello(port, tmp_path, authority, datetime.now(UTC))


async def test_a_receipt_of_next_year_shuts_out_no_server_whose_certificate_ends_before(tmp_path: Path) -> None:
    """Whoever signs receipts can name any time; a server that is put right must be taken all the same."""
    authority = Authority()
    pem = authority.server(tmp_path, begins=BUILT - timedelta(days=20), ends=BUILT + timedelta(days=100))
    next_year_ms = BUILT_WALL_MS + 300 * 24 * 3600 * 1000
    async with server(pem) as port:
        assert await says_hello(port, tmp_path, authority, BUILT, next_year_ms)


def test_a_receipt_from_after_the_end_of_ones_own_certificate_moves_no_time() -> None:
    reckoning = Reckoning(StandingClock(BUILT))
    reckoning.saw(BUILT_WALL_MS + 5_000, believed_until_ms=BUILT_WALL_MS + 10_000)
    reckoning.saw(BUILT_WALL_MS * 2, believed_until_ms=BUILT_WALL_MS + 10_000)
    assert reckoning.now_ms() == BUILT_WALL_MS + 5_000
