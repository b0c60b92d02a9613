"""Asks the running server over its socket on this machine, in JSON. Opens no store and no key."""

import http.client
import socket
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.command_line import reason
from appliance.envelope.deposit import Refused

ANSWER_WITHIN_S = 30.0  # enough for a store under load
FILE_WITHIN_S = 3600.0  # enough for a copy of a large store, before its first byte comes
FILE_PART_LEN = 256 * 1024  # how many bytes are in memory at a time


class NotAnswered(Exception):
    """No server answers at this socket. The text says what to do."""


def ask[Answer: msgspec.Struct](
    path: Path, method: str, target: str, gives: type[Answer], body: msgspec.Struct | None = None
) -> Answer | Refused:
    """Send one request and give its answer. Raises NotAnswered."""
    with closing(_Local(path, ANSWER_WITHIN_S)) as connection, _answered(path):
        connection.request(method, target, None if body is None else msgspec.json.encode(body))
        response = connection.getresponse()
        data = response.read()
    if response.status != 200:
        return msgspec.json.decode(data, type=Refused)
    return msgspec.json.decode(data, type=gives)


def fetch(path: Path, method: str, target: str, file: BinaryIO) -> int | Refused:
    """Send one request, write the answer to a file, and give its length. Raises NotAnswered, and OSError where the file takes no more."""
    with closing(_Local(path, FILE_WITHIN_S)) as connection:
        with _answered(path):
            connection.request(method, target)
            response = connection.getresponse()
            if response.status != 200:
                return msgspec.json.decode(response.read(), type=Refused)
        length, kept = response.length, 0
        while part := _part(response):
            file.write(part)
            kept += len(part)
    if kept != length:
        raise NotAnswered("the server stopped before all of it was here. Ask again when it runs.")
    return kept


def _part(response: http.client.HTTPResponse) -> bytes:
    """Read a part of the answer; empty at the end, and where the line breaks."""
    try:
        return response.read(FILE_PART_LEN)
    except (OSError, http.client.HTTPException):
        return b""


@contextmanager
def _answered(path: Path) -> Generator[None]:
    """Turn errors of the connection into NotAnswered. Raises NotAnswered."""
    try:
        yield
    except PermissionError as wrong:
        raise NotAnswered(
            f"{path} may only be opened by root and the user the server runs as. Type sudo before the command."
        ) from wrong
    except (OSError, http.client.HTTPException) as wrong:
        raise NotAnswered(
            f"no district server answers at {path} ({reason(wrong)}). Start it first: handbell district serve; "
            "if it runs with another --data, give the same here."
        ) from wrong


class _Local(http.client.HTTPConnection):
    """A connection for HTTP over a unix socket."""

    def __init__(self, path: Path, within_s: float) -> None:
        super().__init__("localhost", timeout=within_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
