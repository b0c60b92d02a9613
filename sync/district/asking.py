"""Asking the running server over its socket on this machine, in JSON. Opens no store and no key."""

import http.client
import socket
from pathlib import Path

import msgspec

from appliance.envelope.deposit import Refused

ANSWER_WITHIN_S = 30.0  # a store under load
BACKUP_WITHIN_S = 3600.0  # a copy of a large file


class NotAnswered(Exception):
    """No server answers at this socket. Says what to do."""


def ask[Answer: msgspec.Struct](
    path: Path,
    method: str,
    target: str,
    gives: type[Answer],
    body: msgspec.Struct | None = None,
    within_s: float = ANSWER_WITHIN_S,
) -> Answer | Refused:
    """One request and its answer. Raises NotAnswered."""
    connection = _Local(path, within_s)
    try:
        connection.request(method, target, None if body is None else msgspec.json.encode(body))
        response = connection.getresponse()
        data = response.read()
    except PermissionError as wrong:
        raise NotAnswered(
            f"{path} may only be opened by the user the server runs as. Run this as that user."
        ) from wrong
    except (OSError, http.client.HTTPException) as wrong:
        raise NotAnswered(
            f"no district server answers at {path} ({wrong}). Start it first: handbell district serve; "
            "if it runs with another --data, give the same here."
        ) from wrong
    finally:
        connection.close()
    if response.status != 200:
        return msgspec.json.decode(data, type=Refused)
    return msgspec.json.decode(data, type=gives)


class _Local(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path, within_s: float) -> None:
        super().__init__("localhost", timeout=within_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
