"""Tests the process of the pages as systemd starts it: with the port that it is handed, and no network of its own."""

import asyncio
import socket
import ssl
import sys
from pathlib import Path

import pytest

from appliance.page_authority.page_folder import SHOWN
from tests.apart import apart
from tests.appliance.page.serving import NAME, certified
from tests.patience import patient

HANDED = 'exec 3<&"$1"; shift; export LISTEN_FDS=1 LISTEN_FDNAMES=page-tls LISTEN_PID=$$; exec "$@"'
"""As systemd hands a socket over: it is descriptor 3, and named in the environment (sd_listen_fds(3))."""
PROGRAM = (sys.executable, "-c", "import sys; from appliance.cli import main; sys.exit(main())")


@pytest.mark.slow
async def test_it_takes_callers_at_its_handed_port_where_it_can_call_nobody(tmp_path: Path) -> None:
    """`PrivateNetwork=yes` of the unit, done by unshare(1): the only port that works there is the one of outside."""
    certified(tmp_path / "tls")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        at = listening.getsockname()
        words = ("page", "--tls", str(tmp_path / "tls"), "--alert", str(tmp_path / "page.sock"))
        process = await asyncio.create_subprocess_exec(
            *(*apart("--net"), "bash", "-c", HANDED, "handed", str(listening.fileno())),
            *(*PROGRAM, *words),
            pass_fds=[listening.fileno()],
        )
        try:
            context = ssl.create_default_context(cafile=str(tmp_path / "tls" / SHOWN))
            async with patient():
                reader, writer = await asyncio.open_connection(
                    *at, ssl=context, server_hostname=NAME, ssl_handshake_timeout=60
                )
                writer.write(f"GET / HTTP/1.1\r\nHost: {NAME}:{at[1]}\r\nConnection: close\r\n\r\n".encode())
                assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")
                writer.close()
            networks = Path(f"/proc/{process.pid}/net/dev").read_text().splitlines()[2:]
            assert [line.split(":")[0].strip() for line in networks] == ["lo"]
        finally:
            process.terminate()
            await process.wait()
