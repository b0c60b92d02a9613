"""Speaks with a running baresip over its control line: commands out, answers and events in. Knows no telephone system.

Its control line (module `ctrl_tcp`) carries netstrings of JSON: `{"command", "params", "token"}` out; `{"response": true, "ok", "data",
"token"}` and `{"event": true, "class", "type", "param", …}` in.
"""

import json
import socket
import time
from collections.abc import Callable

from tests.patience import patience

LONGEST_LENGTH = 8  # digits of a netstring's length: baresip's messages have a few hundred bytes


class Control:
    """One line. What comes is read when somebody waits for it, and `events` keeps all of it in its order."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._unread, self._tokens = line, b"", 0
        self.events: list[dict[str, object]] = []
        self._answers: dict[str, dict[str, object]] = {}

    def ask(self, command: str, params: str = "") -> str:
        """Run a command, and give what baresip said to it."""
        self._tokens += 1
        token = str(self._tokens)
        text = json.dumps({"command": command, "params": params, "token": token}).encode()
        self._line.sendall(b"%d:%s," % (len(text), text))
        self._read_until(lambda: token in self._answers)
        return str(self._answers.pop(token).get("data", ""))

    def until(self, kind: str, *, since: int = 0, param: str | None = None) -> dict[str, object]:
        """Wait for an event of this kind among those from number `since`, and with this `param`, if given."""

        def found() -> dict[str, object] | None:
            return next(
                (
                    event
                    for event in self.events[since:]
                    if event.get("type") == kind and param in (None, event.get("param"))
                ),
                None,
            )

        self._read_until(lambda: found() is not None)
        event = found()
        assert event is not None
        return event

    def kinds(self) -> list[str]:
        """Give the kinds of all events so far, without waiting for more."""
        self._read(0.001)
        return [str(event.get("type")) for event in self.events]

    def close(self) -> None:
        """Let the line go; baresip runs on."""
        self._line.close()

    def _read_until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + patience()
        while not holds():
            seen = [event.get("type") for event in self.events]
            assert time.monotonic() < end, f"nothing more came; events so far: {seen}"
            self._read(0.5)

    def _read(self, wait_s: float) -> None:
        self._line.settimeout(wait_s)
        try:
            more = self._line.recv(65_536)
        except TimeoutError:
            return
        assert more, "baresip closed its control line"
        self._unread += more
        while (text := self._next()) is not None:
            self._take(json.loads(text))

    def _next(self) -> bytes | None:
        length, colon, rest = self._unread.partition(b":")
        if not colon:
            assert len(length) <= LONGEST_LENGTH, f"no netstring: {length[:40]!r}"
            return None
        size = int(length)
        if len(rest) < size + 1:
            return None
        self._unread = rest[size + 1 :]
        return rest[:size]

    def _take(self, message: dict[str, object]) -> None:
        if message.get("response"):
            self._answers[str(message.get("token"))] = message
        else:
            self.events.append({**message, "at": time.monotonic()})
