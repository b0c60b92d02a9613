import asyncio
import contextlib
import socket
import threading
import warnings
from collections.abc import AsyncIterator, Iterator

import pytest
import serial
import serial.rfc2217

from hardware.serial.end import LineState
from hardware.serial.rfc2217_twin import Lender
from tests.hardware.running import stays, until
from tests.hardware.serial.keeping import kept
from tests.patience import patience
from tests.ports import free_port

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

EVERY_BYTE = bytes(range(256))


@contextlib.asynccontextmanager
async def lent(baud: int = 9600) -> AsyncIterator[tuple[Lender, bytearray]]:
    heard = bytearray()
    lender = Lender("127.0.0.1", free_port(), baud, heard.extend)
    await lender.plug_in()
    try:
        yield lender, heard
    finally:
        await lender.close()


async def test_a_lent_line_is_set_as_the_plan_says_and_carries_every_byte() -> None:
    async with lent(19200) as (lender, heard), kept(lender.url, 19200) as line:
        await line.until(LineState.OPEN)
        assert lender.set_baud == 19200
        await lender.send(EVERY_BYTE)
        await line.until_came(EVERY_BYTE)
        assert line.line.send(EVERY_BYTE)
        await until(lambda: bytes(heard) == EVERY_BYTE)


async def test_a_lender_that_goes_is_missing_and_one_that_comes_back_is_open() -> None:
    async with lent() as (lender, _), kept(lender.url) as line:
        await line.until(LineState.OPEN)
        await lender.unplug()
        await line.until(LineState.MISSING)
        await lender.plug_in()
        await line.until(LineState.OPEN)
        await lender.send(b"again")
        await line.until_came(b"again")


async def test_a_line_that_somebody_else_borrowed_is_not_ours_until_he_gives_it_back() -> None:
    async with lent() as (lender, _), kept(lender.url) as first:
        await first.until(LineState.OPEN)
        async with kept(lender.url) as second:
            assert await second.until(LineState.MISSING) == "the other end closed the line; another may have it"
            assert first.states == [(LineState.OPEN, "")]


async def test_a_line_at_another_speed_than_its_device_reads_nonsense() -> None:
    async with lent(9600) as (lender, _), kept(lender.url, 19200) as line:
        await line.until(LineState.OPEN)
        await lender.send(b"understood")
        await until(lambda: len(line.came) >= 5)
        assert b"u" not in line.came


async def test_what_comes_while_the_line_is_set_is_heard_after_it_is_open() -> None:
    async with lent() as (lender, _), kept(lender.url) as line:
        await until(lambda: lender._borrower is not None)
        lender.burst(b"early")
        await line.until(LineState.OPEN)
        await line.until_came(b"early")


async def test_nobody_there_is_missing() -> None:
    port = free_port()
    async with kept(f"rfc2217://127.0.0.1:{port}") as line:
        assert await line.until(LineState.MISSING) == f"127.0.0.1 port {port}: Connection refused"


@contextlib.asynccontextmanager
async def serving(first: bytes, then: bytes = b"") -> AsyncIterator[tuple[int, list[bytes]]]:
    """A machine that says this at once, and that over and over."""
    port, heard = free_port(), list[bytes]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        with contextlib.suppress(ConnectionError):
            while True:
                if then:
                    writer.write(then)
                    await writer.drain()
                elif data := await reader.read(4096):
                    heard.append(data)
                else:
                    break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield port, heard
    finally:
        server.close()
        server.abort_clients()  # one whose peer takes nothing would otherwise stay open
        await server.wait_closed()


async def test_a_machine_that_speaks_no_rfc2217_is_refused_with_the_reason() -> None:
    async with serving(b"login: ") as (port, _), kept(f"rfc2217://127.0.0.1:{port}") as line:
        assert "does not speak RFC 2217" in await line.until(LineState.REFUSED)
        # reported before the refusal: the machine had not answered within its limit
        assert line.states[0] == (LineState.MISSING, "it does not answer")
        assert not line.came
        assert await stays(
            lambda: len(line.states) == 2, 3.5
        )  # the machine is refused again, but the same state is not reported twice


async def test_a_lender_that_lets_nobody_set_its_line_is_refused() -> None:
    async with serving(b"\xff\xfe\x2c") as (port, _), kept(f"rfc2217://127.0.0.1:{port}") as line:
        assert "lets nobody set its line" in await line.until(LineState.REFUSED)


async def test_a_lender_that_sets_another_speed_is_refused() -> None:
    other = b"\xff\xfd\x2c" + b"\xff\xfa\x2c\x65\x00\x00\x04\xb0\xff\xf0"  # the lender says that it has set 1200 baud
    async with serving(other) as (port, _), kept(f"rfc2217://127.0.0.1:{port}") as line:
        assert "does not set its line to 9600 baud" in await line.until(LineState.REFUSED)


async def test_a_lender_that_never_ends_a_command_is_refused_and_fills_no_memory() -> None:
    async with serving(b"\xff\xfa\x2c", b"x" * 4096) as (port, _), kept(f"rfc2217://127.0.0.1:{port}") as line:
        assert "does not speak telnet" in await line.until(LineState.REFUSED)


async def test_a_plain_socket_carries_bytes_as_they_are() -> None:
    async with serving(EVERY_BYTE) as (port, heard), kept(f"socket://127.0.0.1:{port}") as line:
        await line.until(LineState.OPEN)
        await line.until_came(EVERY_BYTE)
        assert line.line.send(EVERY_BYTE)
        await until(lambda: b"".join(heard) == EVERY_BYTE)


async def test_a_flood_is_held_back_by_the_speed_of_the_line() -> None:
    async with serving(b"", b"noise" * 800) as (port, _), kept(f"socket://127.0.0.1:{port}", 9600) as line:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await line.until(LineState.OPEN)
        await until(lambda: len(line.came) > 5000)
        assert len(line.came) <= 2 * 4096 + 2 * 960 * (loop.time() - began_s)


async def test_a_machine_that_takes_no_connection_is_missing_before_it_times_out() -> None:
    with contextlib.ExitStack() as ending:
        full = ending.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):
            clog = ending.enter_context(socket.socket())
            clog.setblocking(False)
            clog.connect_ex(full.getsockname())
        async with kept(f"socket://127.0.0.1:{full.getsockname()[1]}") as line:
            assert await line.until(LineState.MISSING) == "it does not answer"


# ---- others' programs at the other end


@contextlib.contextmanager
def pyserials_thread_names() -> Iterator[None]:
    """pyserial 3.5 names its threads in the old way."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "set(Daemon|Name)", DeprecationWarning)
        yield


async def test_pyserials_own_client_borrows_the_twins_line() -> None:
    async with lent(9600) as (lender, heard):

        def borrow() -> bytes:
            with (
                pyserials_thread_names(),
                serial.rfc2217.Serial(lender.url, baudrate=9600, timeout=patience(10)) as port,
            ):
                port.write(EVERY_BYTE)
                return port.read(256)

        borrowed = asyncio.get_running_loop().create_task(asyncio.to_thread(borrow))
        await until(lambda: bytes(heard) == EVERY_BYTE, within_s=10)
        lender.burst(EVERY_BYTE)
        assert await borrowed == EVERY_BYTE
        assert lender.set_baud == 9600


async def test_pyserials_own_lender_lends_us_a_line() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        lending = threading.Thread(target=_lend_a_loop, args=(listening,))
        lending.start()
        async with kept(f"rfc2217://127.0.0.1:{listening.getsockname()[1]}", 9600) as line:
            await line.until(LineState.OPEN)
            assert line.line.send(EVERY_BYTE)
            await line.until_came(EVERY_BYTE)
        await asyncio.to_thread(lending.join)


def _lend_a_loop(listening: socket.socket) -> None:
    """One connection, as pyserial's example of an RFC 2217 server does it. Its line gives back what is sent to it."""
    borrower, _ = listening.accept()
    borrower.settimeout(0.02)
    with borrower, serial.serial_for_url("loop://", timeout=0) as port:
        manager = serial.rfc2217.PortManager(port, _Writing(borrower))
        with contextlib.suppress(ConnectionError):
            while True:
                borrower.sendall(b"".join(manager.escape(port.read(4096))))
                with contextlib.suppress(TimeoutError):
                    if not (data := borrower.recv(4096)):
                        break
                    port.write(b"".join(manager.filter(data)))


class _Writing:
    def __init__(self, over: socket.socket) -> None:
        self._over = over

    def write(self, data: bytes) -> None:
        self._over.sendall(data)


@pytest.mark.parametrize("way", ["socket", "rfc2217"])
async def test_a_peer_without_power_is_asked_and_given_up_in_time(way: str) -> None:
    """What the kernel was told: ask after 1 s of silence, give up at 2. That it does so is seen in test_dead_peer.py."""
    async with lent() as (lender, _), kept(lender.url.replace("rfc2217", way)) as line:
        await line.until(LineState.OPEN)
        descriptor = getattr(line.line._end, "_over", line.line._end)
        with socket.socket(fileno=socket.dup(descriptor._fd)) as ours:
            assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 1
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 1
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 2000
