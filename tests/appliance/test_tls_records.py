"""Tests that a connection with TLS keeps one record to read, and that longer texts arrive whole all the same."""

import asyncio
import ssl
from asyncio import sslproto
from pathlib import Path

import pytest

from appliance.doors.listening import Listener, bind_tcp
from appliance.doors.webhook.certificate import open_certificate
from appliance.tls_records import READ_BUFFER_LEN
from tests.patience import until

LONG = b"0123456789abcdef" * READ_BUFFER_LEN


class Heard(asyncio.Protocol):
    """What came on one connection."""

    def __init__(self) -> None:
        self.content = b""
        self.transport: sslproto._SSLProtocolTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, sslproto._SSLProtocolTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.content += data


async def test_a_connection_keeps_one_record_and_hears_all_of_a_long_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sslproto.SSLProtocol, "max_size", sslproto.SSLProtocol.max_size)  # as it was, after this test
    tmp_path.chmod(0o700)
    listening, heard = bind_tcp("127.0.0.1", 0), Heard()
    port = listening.getsockname()[1]
    listener = Listener(listening, lambda _: heard, open_certificate(tmp_path, "127.0.0.1").context())
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(LONG)
    await until(lambda: len(heard.content) >= len(LONG))
    assert heard.content == LONG
    assert len(heard.transport._ssl_protocol._ssl_buffer) == READ_BUFFER_LEN
    writer.transport.abort()
    await listener.close()
